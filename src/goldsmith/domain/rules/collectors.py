"""Collectors: what of a worker's history a rule looks at, and what one fact adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from goldsmith.domain.rules.event import MILLION, EventKind, WorkEvent


class Collector(StrEnum):
    """What is measured over a window of history."""

    GOLDEN_SCORE = "golden_score"
    AGREEMENT = "agreement"
    SUBMIT_TIME = "submit_time"
    SKIPPED_IN_ROW = "skipped_in_row"
    ANSWERS = "answers"
    INCOME = "income"
    ACCEPTANCE_RATE = "acceptance_rate"
    REVIEWS = "reviews"


class Measure(StrEnum):
    """What kind of number a collector gives."""

    SHARE = "share"
    COUNT = "count"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Spec:
    """What is fixed about a collector.

    Attributes:
        measure: share in [0, 1] (a weighted mean), count, or money.
        kinds: the facts it reads.
        title: its name on a page.
        about: one sentence for whoever writes a rule.
        of: what one observation is, in the plural.
    """

    measure: Measure
    kinds: frozenset[EventKind]
    title: str
    about: str
    of: str


SPECS: Mapping[Collector, Spec] = {
    Collector.GOLDEN_SCORE: Spec(
        Measure.SHARE, frozenset({EventKind.GOLDEN}), "Golden score",
        "Mean score on tasks with a known answer.", "goldens",
    ),
    Collector.AGREEMENT: Spec(
        Measure.SHARE, frozenset({EventKind.AGREED}), "Agreement",
        "Share of answers that agree with what the others said, weighted by how sure those were.",
        "finished tasks with several answers",
    ),
    Collector.SUBMIT_TIME: Spec(
        Measure.COUNT, frozenset({EventKind.SUBMITTED}), "Too fast",
        "Answers faster than the stage's own floor, or than a number of seconds.", "answers",
    ),
    Collector.SKIPPED_IN_ROW: Spec(
        Measure.COUNT, frozenset({EventKind.SUBMITTED, EventKind.SKIPPED}), "Skipped in a row",
        "Tasks skipped since the last answer.", "answers and skips",
    ),
    Collector.ANSWERS: Spec(
        Measure.COUNT, frozenset({EventKind.SUBMITTED}), "Answers", "Answers submitted.", "answers",
    ),
    Collector.INCOME: Spec(
        Measure.MONEY, frozenset({EventKind.ACCEPTED}), "Income", "Task pay accepted.", "accepted answers",
    ),
    Collector.ACCEPTANCE_RATE: Spec(
        Measure.SHARE, frozenset({EventKind.ACCEPTED, EventKind.REJECTED}), "Acceptance rate",
        "Share of decided answers that were accepted.", "decided answers",
    ),
    Collector.REVIEWS: Spec(
        Measure.SHARE, frozenset({EventKind.REVIEWED}), "Review outcomes",
        "Share of reviews that found the work right.", "reviews",
    ),
}  # fmt: skip


def observe(collector: Collector, event: WorkEvent, limit_ms: int | None) -> tuple[int, int]:
    """What an event adds to a collector: (value, weight).

    A share's value is score · weight; its mean is the sum of values / the sum of weights. Counts and money add up.
    An answer to a stage that has not learned its floor yet counts as not too fast.

    Args:
        collector: what is measured.
        event: of one of its kinds.
        limit_ms: SUBMIT_TIME: what is too fast; None for the floor of the stage.
    """
    match collector:
        case Collector.GOLDEN_SCORE | Collector.AGREEMENT | Collector.REVIEWS:
            weight = event.weight_ppm if collector is Collector.AGREEMENT else MILLION
            return event.score_ppm * weight, weight
        case Collector.ACCEPTANCE_RATE:
            return (MILLION * MILLION if event.kind is EventKind.ACCEPTED else 0), MILLION
        case Collector.SUBMIT_TIME:
            if limit_ms is not None:
                return int(event.active_ms < limit_ms), 1
            return int(bool(event.is_fast)), 1
        case Collector.INCOME:
            return event.amount_e4, 1
        case Collector.ANSWERS | Collector.SKIPPED_IN_ROW:
            return 1, 1
