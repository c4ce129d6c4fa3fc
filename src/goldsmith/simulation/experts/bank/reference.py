"""What the right answer of each kind of task computes, in Python: the source of all expected results."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from goldsmith.simulation.experts.bank.sentence import Params

COMPARE: dict[Any, Callable[[Any, Any], bool]] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "le": operator.le,
    "lt": operator.lt,
}
REDUCE: dict[Any, Callable[[Sequence[int]], int]] = {
    "sum": sum,
    "max": max,
    "min": min,
    "spread": lambda amounts: max(amounts) - min(amounts),
}
Pair = tuple[str, int]


class Pairs(list[Pair]):
    """Names with numbers: a type of its own, since languages write an empty one differently."""


def counts(params: Params, amount: int) -> bool:
    """Whether a record is among those that count."""
    return "cond" not in params or COMPARE[params["cond"]](amount, params["limit"])


def report(p: Params, rows: Sequence[Pair]) -> Pairs:
    """Groups with their reduced numbers, sorted and cut off."""
    grouped: dict[str, list[int]] = {}
    for name, amount in rows:
        if counts(p, amount):
            grouped.setdefault(name, []).append(amount)
    result = Pairs((name, REDUCE[p["agg"]](amounts)) for name, amounts in grouped.items())
    sign = {"desc": -1, "asc": 1, "name": 0}[str(p["order"])]
    result.sort(key=lambda entry: (sign * entry[1], entry[0]))
    return Pairs(result[: int(str(p.get("top", len(result))))])


def clean(p: Any, values: Sequence[int]) -> list[int]:
    """Drop what is above the cap, then merge equal neighbours, where that is asked."""
    kept = [value for value in values if value <= p.get("cap", value)]
    return [value for value, _ in groupby(kept)] if "repeat" in p else kept


def longest_run(p: Any, values: Sequence[int]) -> tuple[int, int]:
    """Start and length of the longest stretch; -1 and 0 without any."""
    best, length = (-1, 0), 0
    for at, value in enumerate(clean(p, values)):
        length = length + 1 if COMPARE[p["cond"]](value, p["limit"]) else 0
        if length and (length > best[1] or (length == best[1] and p["ties"] == "last")):
            best = (at - length + 1, length)
    return best


def window(p: Any, values: Sequence[int]) -> list[int]:
    """One number a window; with `planted` in the parameters, as the code with that bug would."""
    kept, width, planted = clean(p, values), p["width"], p.get("planted")
    starts = range(planted == "first", len(kept) - width + 1 - (planted == "last"))
    taken = width - (planted == "narrow")
    return [REDUCE[p["stat"]](kept[at : at + taken]) for at in starts]


def pairs(p: Any, values: Sequence[int]) -> int:
    """How many pairs are in the relation, by comparing all with all."""
    kept, target = clean(p, values), p["target"]
    related: Callable[[int, int], bool] = {
        "sum": lambda a, b: a + b == target,
        "diff": lambda a, b: abs(a - b) == target,
        "mod": lambda a, b: (a + b) % target == 0,
    }[p["relation"]]
    return sum(related(a, b) for at, a in enumerate(kept) for b in kept[at + 1 :])


def _passed(p: Any, value: int) -> int:
    return sum(value > bound if p["edge"] == "le" else value >= bound for bound in p["bounds"])


def tiers(p: Any, value: int) -> int:
    """The charge for a number."""
    charge = int(p["charges"][_passed(p, value)])
    if "over" in p:
        charge += max(0, value - p["over"]) * int(p["extra"])
    return min(charge, int(p.get("ceiling", charge)))


def band(p: Any, value: int) -> int:
    """The band of a number; -1 outside of floor and roof."""
    if value < p.get("floor", value) or value > p.get("roof", value):
        return -1
    return _passed(p, value)


def digit(p: Any, label: str) -> int:
    """The check digit of a label."""
    chars = [char for char in label if char not in "- "]
    numbers = [int(char, 36) for char in (chars if p["side"] == "left" else chars[::-1])]
    weights = p["weights"]
    total: int = sum(number * weights[at % len(weights)] for at, number in enumerate(numbers))
    return total % int(p["modulus"])


def setting(p: Any, text: str) -> int:
    """The setting in a text of lines."""
    found = []
    for line in text.splitlines():
        name, _, number = line.partition("#")[0].partition("=")
        if name.strip() == p["name"]:
            bare = number.strip()
            found.append(int(bare.removesuffix("k")) * (int(p["factor"]) if bare.endswith("k") else 1))
    return _clamped(p, found)


def _clamped(p: Any, found: Sequence[int]) -> int:
    result = int(found[0 if p["which"] == "first" else -1] if found else p["default"])
    return max(int(p["low"]), min(int(p["high"]), result)) if "low" in p else result


def due(p: Any, day: str) -> str:
    """The ISO date on which something is due."""
    result = date.fromisoformat(day) + timedelta(days=p["days"])
    if "month" in p and (result.month, result.day) == (p["month"], p["day"]):
        result += timedelta(days=1)
    if "roll" in p and result.weekday() >= 5:
        result += timedelta(days=(7 if p["roll"] == "monday" else 4) - result.weekday())
    return result.isoformat()


REFERENCE: dict[str, Callable[[Any, Any], Any]] = {
    "report": report,
    "run": longest_run,
    "window": window,
    "pairs": pairs,
    "tiers": tiers,
    "bands": band,
    "digit": digit,
    "setting": setting,
    "due": due,
}
