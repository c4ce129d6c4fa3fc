"""One fact about a worker's work, as rules read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: Scores and weights are whole millionths, so that sums over a window are exact whatever the order of adding.
MILLION = 1_000_000


class EventKind(StrEnum):
    """What happened; the kinds of the table `work_event`."""

    SUBMITTED = "submitted"
    SKIPPED = "skipped"
    GOLDEN = "golden"
    AGREED = "agreed"
    REVIEWED = "reviewed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class WorkEvent:
    """A fact about one worker.

    Attributes:
        position: (transaction, number): the order in which facts count, the same whoever reads them.
        worker_id: whose.
        stage_id: where.
        stage: template of the stage (`annotate`).
        kind: what happened.
        at_ms: when, in milliseconds since 1970.
        score_ppm: golden, agreed, reviewed: millionths in [0, 1,000,000].
        weight_ppm: how much the score says, millionths.
        active_ms: submitted: measured active time.
        amount_e4: accepted: what it pays, in ten-thousandths of the currency.
        is_fast: submitted: faster than the floor of its stage; None where the stage had no floor then.
    """

    position: tuple[int, int]
    worker_id: int
    stage_id: int
    stage: str
    kind: EventKind
    at_ms: int
    score_ppm: int = 0
    weight_ppm: int = MILLION
    active_ms: int = 0
    amount_e4: int = 0
    is_fast: bool | None = None


def ppm(score: float) -> int:
    """A number of [0, 1] in whole millionths."""
    return round(score * MILLION)
