"""Draw the parameters of a task, so that they fit each other and the topic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from goldsmith.simulation.experts.bank.sentence import Value, choices
from goldsmith.simulation.experts.bank.topic import Topic

_MODULI = (7, 9, 10, 11, 13, 16, 17, 19, 23, 26, 29, 31, 36, 37, 43, 47, 53, 89, 97)
Drawn = dict[str, Value]


def draw_parameters(
    kind: str, slots: Sequence[str], language: str, topic: Topic, rng: Random
) -> dict[str, Value]:
    """Values for slots.

    Args:
        kind: of the family; some slots mean another thing there.
        slots: the parameters wanted.
        language: key; code to translate is never in it.
        topic: gives the range of the numbers.
        rng: the only source of chance.
    """
    drawn: Drawn = {}
    for slot in (slot for slot in slots if choices(slot)):
        drawn[slot] = rng.choice([value for value in choices(slot) if value != language])
    # In this order, for later ones look at earlier ones.
    for slot in (slot for slot in _NUMBERS if slot in slots):
        drawn[slot] = _NUMBERS[slot](kind, drawn, topic, rng)
    return drawn


def _between(topic: Topic, low: float, high: float, rng: Random) -> int:
    """A number in that part of the topic's range, and never the lowest."""
    span = topic.high - topic.low
    first = topic.low + max(1, round(span * low))
    return rng.randint(first, max(first, topic.low + round(span * high)))


def _limit(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> int:
    return _between(topic, 0.2, 0.6, rng)


def _cap(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> int:
    return _between(topic, 0.75, 0.95, rng)


def _bounds(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> tuple[int, ...]:
    numbers = range(topic.low + 3, topic.high - 1)
    return tuple(sorted(rng.sample(numbers, rng.randint(2, 4))))


def _charges(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> tuple[int, ...]:
    return tuple(sorted(rng.sample(range(2, 160), len(_tuple(drawn["bounds"])) + 1)))


def _over(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> int:
    return _tuple(drawn["bounds"])[-1] + rng.randint(1, 4 + (topic.high - topic.low) // 4)


def _ceiling(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> int:
    return _tuple(drawn["charges"])[-1] + rng.randint(8, 90)


def _floor(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> int:
    return rng.randint(1, _tuple(drawn["bounds"])[0] - 1)


def _bound(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> int:
    return topic.high + rng.randint(0, 60)


def _target(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> int:
    if drawn["relation"] == "mod":
        return rng.randint(3, 17)
    if drawn["relation"] == "diff":
        return rng.randint(1, max(2, (topic.high - topic.low) // 3))
    return rng.randint(topic.low + topic.high // 2, topic.low + topic.high)


def _low(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> int:
    if kind == "violations":
        return _between(topic, 0.0, 0.2, rng)
    return rng.randint(1, max(2, _int(drawn["default"]) // 2))


def _high(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> int:
    if kind == "violations":
        return _between(topic, 0.7, 1.0, rng)
    return _int(drawn["default"]) + rng.randint(40, 2000)


def _since(kind: str, drawn: Drawn, topic: Topic, rng: Random) -> str:
    return (date(2026, 2, 1) + timedelta(days=rng.randrange(280))).isoformat()


def _uniform(low: int, high: int) -> Callable[[str, Drawn, Topic, Random], int]:
    return lambda _kind, _drawn, _topic, rng: rng.randint(low, high)


_NUMBERS: dict[str, Callable[[str, Drawn, Topic, Random], Value]] = {
    "limit": _limit,
    "cap": _cap,
    "top": _uniform(2, 3),
    "width": _uniform(2, 7),
    "bounds": _bounds,
    "charges": _charges,
    "over": _over,
    "extra": _uniform(1, 9),
    "ceiling": _ceiling,
    "floor": _floor,
    "roof": _over,
    "bound": _bound,
    "target": _target,
    "weights": lambda _kind, _drawn, _topic, rng: tuple(rng.sample(range(1, 10), rng.randint(2, 5))),
    "modulus": lambda _kind, _drawn, _topic, rng: rng.choice(_MODULI),
    "default": _uniform(5, 900),
    "low": _low,
    "high": _high,
    "days": _uniform(2, 150),
    "day": _uniform(1, 28),
    "since": _since,
}


def _tuple(value: Value) -> tuple[int, ...]:
    assert isinstance(value, tuple)
    return value


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value
