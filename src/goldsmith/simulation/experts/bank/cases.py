"""Inputs and expected results for a task, chosen so that a likely mistake shows."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from goldsmith.simulation.experts.bank import reference, reference_sql
from goldsmith.simulation.experts.bank.instance import Instance
from goldsmith.simulation.experts.bank.mistakes import mistakes
from goldsmith.simulation.experts.bank.reference import Pairs
from goldsmith.simulation.experts.bank.reference_sql import Row, Setting

Case = tuple[Any, Any]
_TRIES = 40


@lru_cache(maxsize=2048)
def cases(instance: Instance) -> tuple[Case, ...]:
    """Inputs with their results; the first is small enough to be an example.

    The same task always has the same cases. At least one tells the right answer from `mistaken`.
    """
    return _worked_out(instance)[0]


@lru_cache(maxsize=2048)
def mistaken(instance: Instance) -> dict[str, Any]:
    """Parameters of a task that looks alike and has another result in one of the cases."""
    return _worked_out(instance)[1]


@lru_cache(maxsize=2048)
def _worked_out(instance: Instance) -> tuple[tuple[Case, ...], dict[str, Any]]:
    rng = Random(zlib.crc32(repr(instance).encode()))
    params, kind = dict(instance.params), instance.family.kind
    found: tuple[Case, ...] = ()
    for _ in range(_TRIES):
        inputs = [_MAKERS[kind](instance, params, rng, size) for size in _sizes(kind)]
        found = tuple((given, expected(instance, params, given)) for given in inputs)
        for wrong in mistakes(instance, rng):
            if any(expected(instance, wrong, given) != want for given, want in found):
                return found, wrong
    return found, params


def expected(instance: Instance, params: dict[str, Any], given: Any) -> Any:
    """The right result for an input under these parameters."""
    kind = instance.family.kind
    if instance.language != "sql":
        return reference.REFERENCE[kind](params, given)
    if kind == "violations":
        lines = reference_sql.violations(params, given, instance.topic.groups)
    else:
        lines = reference_sql.REFERENCE[kind](params, given)
    return reference_sql.as_text(lines)


def _sizes(kind: str) -> tuple[int, ...]:
    if kind in ("tiers", "bands"):
        return tuple(range(12))
    if kind in ("digit", "due"):
        return (3, 4, 5, 6, 8, 9)
    return (5, 12, 16, 0)


def amounts(instance: Instance, params: dict[str, Any], rng: Random, size: int) -> list[int]:
    """Numbers of the topic's range, many of them at the limits of the task, with repeats."""
    topic = instance.topic
    edges = [
        params[name] + step for name in ("limit", "cap", "low", "high") if name in params for step in _STEPS
    ]
    edges = [number for number in edges if 0 <= number <= params.get("bound", number)]
    found: list[int] = []
    for _ in range(size):
        draw = rng.random()
        if draw < 0.35 and edges:
            found.append(rng.choice(edges))
        elif draw < 0.5 and found:
            found.append(found[-1])
        elif draw < 0.65 and "target" in params and found:
            partner = {"sum": params["target"] - found[-1], "diff": found[-1] + params["target"]}
            number = partner.get(params["relation"], found[-1])
            found.append(number if 0 <= number <= params["bound"] else topic.low)
        else:
            found.append(rng.randint(topic.low, topic.high))
    return found


_STEPS = (-1, 0, 1)


def _pairs(instance: Instance, params: dict[str, Any], rng: Random, size: int) -> Pairs:
    numbers = amounts(instance, params, rng, size)
    return Pairs((rng.choice(instance.topic.groups), amount) for amount in numbers)


def _rows(instance: Instance, params: dict[str, Any], rng: Random, size: int) -> list[Row]:
    kind = instance.family.kind
    start = date.fromisoformat(params.get("since", "2026-06-15"))
    rows = []
    for at, (group, amount) in enumerate(_pairs(instance, params, rng, size)):
        is_odd = kind == "violations" and at > 1 and rng.random() < 0.15
        day = start + timedelta(days=rng.choice((-3, -1, 0, 1, 2, 5)))
        if kind == "due_sql" and "month" in params and rng.random() < 0.3:
            day = date(2026, params["month"], params["day"]) - timedelta(days=params["days"])
        rows.append(
            Row(
                at + 1,
                rng.choice((None, "Elsewhere")) if is_odd and rng.random() < 0.5 else group,
                None if is_odd else amount,
                day.isoformat(),
            )
        )
    return rows


def _settings(instance: Instance, params: dict[str, Any], rng: Random, size: int) -> list[Setting]:
    scopes = (None, "default", params.get("env"))
    names = (params["name"], params["name"], "other_" + params["name"])
    return [
        Setting(at + 1, rng.choice(names), rng.randint(1, 3000), rng.choice(scopes))
        for at in range(min(size, 5))
    ]


def _lines(instance: Instance, params: dict[str, Any], rng: Random, size: int) -> str:
    lines = []
    for _ in range(min(size, 6)):
        name = rng.choice(
            (params["name"], params["name"], "min_" + params["name"], "title_" + params["name"])
        )
        number = f"{rng.randint(1, 3000)}"
        if "factor" in params and rng.random() < 0.4:
            number = f"{rng.randint(1, 9)}k"
        note = rng.choice(("", "  # as agreed", " # was 7")) if "low" in params else ""
        lines.append(f"{name}{rng.choice((' = ', '=', '  ='))}{number}{note}")
    return "\n".join(lines) + ("\n" if lines else "")


def _label(instance: Instance, params: dict[str, Any], rng: Random, size: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if "letters" in params else ""
    chars = [rng.choice("0123456789" + letters) for _ in range(size)]
    if "skip" in params:
        chars.insert(size // 2, rng.choice("- "))
    return "".join(chars)


def _number(instance: Instance, params: dict[str, Any], rng: Random, at: int) -> int:
    edges = [edge + step for edge in params["bounds"] for step in (0, 1)]
    edges += [params[name] + step for name in ("over", "floor", "roof") if name in params for step in _STEPS]
    if "ceiling" in params:
        edges.append(params["over"] + params["ceiling"])
    return edges[at] if at < len(edges) else rng.randint(instance.topic.low, instance.topic.high)


def _day(instance: Instance, params: dict[str, Any], rng: Random, size: int) -> str:
    if "month" in params and size % 3 == 0:
        closed = date(rng.choice((2025, 2026, 2027)), params["month"], params["day"])
        return (closed - timedelta(days=params["days"])).isoformat()
    return (date(2025, 1, 1) + timedelta(days=rng.randrange(1000))).isoformat()


_MAKERS: dict[str, Callable[[Instance, dict[str, Any], Random, int], Any]] = {
    "report": lambda i, p, rng, size: (_rows if i.language == "sql" else _pairs)(i, p, rng, size),
    "run": amounts,
    "window": amounts,
    "pairs": amounts,
    "tiers": _number,
    "bands": _number,
    "digit": _label,
    "setting": _lines,
    "due": _day,
    "ranking": _rows,
    "violations": _rows,
    "running": _rows,
    "setting_sql": _settings,
    "due_sql": _rows,
}


def probes(instance: Instance, *, shallow: bool = False) -> Sequence[tuple[int, int]]:
    """Inputs and bands that a test of the bands looks at.

    Args:
        instance: a task of the kind `bands`.
        shallow: only numbers in the middle of the bands, where no mistake shows.
    """
    p: Any = instance.params
    bounds: tuple[int, ...] = p["bounds"]
    if shallow:
        return [(bounds[0] + 2 * bounds[-1], reference.band(p, bounds[0] + 2 * bounds[-1]))]
    edges = [*bounds, *(p[name] for name in ("floor", "roof") if name in p)]
    return [
        (value, reference.band(p, value)) for value in sorted({e + step for e in edges for step in _STEPS})
    ]
