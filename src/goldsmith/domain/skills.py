"""How work changes a skill: the posterior of `quality.Record`, fed by goldens, reviews and agreement.

What an observation tells depends on how sure its truth is. A golden is known: weight 1. The judgement of others is a
posterior p over Y options, which tells (p - 1/Y) / (1 - 1/Y) of what a known answer tells: all at p = 1, nothing where
it is no better than chance.

People change, and accounts change hands: a record remembers about `MEMORY` answers, older ones fade. At q = 0.8 its
deviation is 2.8 points then, finer than any bar that is set in whole points by hand, so nothing that matters is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goldsmith.domain.quality import Record

MEMORY = 200.0
"""Answers that a record remembers at most."""

GOLDEN_WEIGHT = 1.0

REVIEW_WEIGHT = 0.8
"""A review settles at a confidence of 0.9, the usual one of recipes, between two verdicts: (0.9 - 1/2) / (1/2)."""


@dataclass(frozen=True, slots=True)
class Observation:
    """An answer whose truth became known.

    Attributes:
        score: how right it was, in [0, 1].
        weight: how much that says, in [0, 1].
    """

    score: float
    weight: float


def certainty(probability: float, options: int) -> float:
    """How much of a known answer a posterior tells: (p - 1/Y) / (1 - 1/Y), at least 0.

    Args:
        probability: of the most probable option, in [0, 1].
        options: Y, >= 2.
    """
    chance = 1 / options
    return max(0.0, (probability - chance) / (1 - chance))


def updated(record: Record, observations: Iterable[Observation]) -> Record:
    """The record after some observations, in their order: what comes later fades later."""
    for one in observations:
        record = faded(record).after(one.score, weight=one.weight)
    return record


def faded(record: Record, memory: float = MEMORY) -> Record:
    """The record with room for one more answer within its memory."""
    if record.total <= memory - 1:
        return record
    keep = (memory - 1) / record.total
    return Record(min(record.correct * keep, memory - 1), memory - 1)


def opens_at(level: float, record: Record, bars: Sequence[float]) -> float:
    """The level that opens stages, after a record has changed.

    It follows the record. A bar between the two is passed only once the record is on its other side by a deviation:
    nobody loses a stage, or gains one, by a single answer that may be chance. Until then the level stays at the bar,
    or just under it. A level of 0 was withdrawn by a person, and no work brings it back.

    Args:
        level: before, in [0, 100].
        record: after.
        bars: levels that stages ask for, in any order.
    """
    if level == 0:
        return 0.0
    mean, deviation = 100 * record.quality, 100 * record.deviation
    for bar in sorted(bars, reverse=True):
        if mean < bar <= level and mean + deviation >= bar:
            return bar
    passed = level
    for bar in sorted(bar for bar in bars if level < bar <= mean):
        if mean - deviation < bar:
            return max(passed, bar - 1)
        passed = bar
    return mean


def described(record: Record) -> dict[str, float]:
    """The numbers of "82 ± 6 from 41 answers": mean and deviation in points, and answers remembered."""
    return {
        "mean": round(100 * record.quality, 1),
        "deviation": round(100 * record.deviation, 1),
        "answers": round(record.total),
    }
