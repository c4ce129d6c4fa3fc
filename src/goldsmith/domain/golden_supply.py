"""How long the goldens last, and which of them may be wrong themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from goldsmith.domain.errors import InvalidInput

WINDOW = timedelta(days=7)
"""The rate is measured over this time."""

WARN_BEFORE = timedelta(days=28)
"""An owner is warned this long before the first worker has none left."""

GOOD_AT = 0.8
LEAST_OTHERS = 3
"""A good worker at a stage: a mean of at least `GOOD_AT` over at least `LEAST_OTHERS` goldens, this one left out."""

LEAST_GOOD = 3
FAILED_AT = 0.5
"""A golden is suspicious when at least `LEAST_GOOD` good workers had it and scored below `FAILED_AT` in the mean."""

_LONGEST = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class GoldenUse:
    """One worker's goldens at one stage.

    Attributes:
        used: given within the measured time, >= 0.
        over: the measured time: from the first of them until now, at most `WINDOW`.
        left: goldens of the bank that the worker has not had, >= 0.
    """

    used: int
    over: timedelta
    left: int


@dataclass(frozen=True, slots=True)
class RunOut:
    """When goldens run out.

    Attributes:
        at: when the first worker has none left.
        workers: whose rate was measured.
        per_day: goldens a day of the worker who is first, > 0.
        left: goldens that this worker has not had.
        is_near: whether that is less than `WARN_BEFORE` away.
    """

    at: datetime
    workers: int
    per_day: float
    left: int
    is_near: bool


def runs_out(uses: Sequence[GoldenUse], *, now: datetime) -> RunOut | None:
    """When the first worker of a stage will have had every golden.

    Each golden is given once a worker, so the bank lasts as long as its fastest reader. Assumes that everybody goes
    on at the rate measured, that no golden is added, and at least a day of measured time, so that one busy hour is
    not taken for a rate. Goldens become rarer with experience (`goldens.wanted`), so the true date is rather later.

    Args:
        uses: of the workers who got a golden lately.
        now: the end of the measured time.

    Returns:
        None where nobody got a golden, or they last for more than ten years.

    Raises:
        InvalidInput: a negative count.
    """
    first: tuple[timedelta, float, int] | None = None
    workers = 0
    for use in uses:
        if use.used < 0 or use.left < 0:
            raise InvalidInput("Goldens used and left cannot be negative.")
        if use.used == 0:
            continue
        workers += 1
        per_day = use.used / max(1.0, use.over / timedelta(days=1))
        lasts = timedelta(days=min(use.left / per_day, 2.0 * _LONGEST.days))
        if first is None or (lasts, use.left) < (first[0], first[2]):
            first = (lasts, per_day, use.left)
    if first is None or first[0] > _LONGEST:
        return None
    lasts, per_day, left = first
    return RunOut(now + lasts, workers, per_day, left, lasts <= WARN_BEFORE)


def is_suspicious(good_workers: int, mean_of_good: float | None) -> bool:
    """Whether good workers fail a golden, so that its answer may be the wrong one.

    Args:
        good_workers: good workers (see `GOOD_AT`) who answered it, >= 0.
        mean_of_good: their mean score, in [0, 1]; None where there is none.
    """
    return good_workers >= LEAST_GOOD and mean_of_good is not None and mean_of_good < FAILED_AT
