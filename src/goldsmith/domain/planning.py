"""When a campaign will be done: what is still to go, how fast it goes, and how sure that is.

All rates are per calendar day, days without work included, over one window of past whole days. Today is not in it:
half a day would look like a slow one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from goldsmith.domain.errors import InvalidInput

DAYS_PER_MONTH = 365.25 / 12
LEVEL = 0.8
"""Share of forecasts whose interval should hold the true day."""
MIN_DAYS = 7
"""A shorter window does not show a week's rhythm."""
MIN_BUSY_DAYS = 3
"""Days with at least one accepted pair. With fewer, a resampled history is too often empty."""
MAX_FORECAST_DAYS = 3650
"""Beyond ten years a forecast says only that something must change."""
DEFAULT_RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class CellProgress:
    """One cell of the target distribution, for example Scala/bug-fixing.

    Attributes:
        cell: its name, as people read it.
        target: pairs wanted, >= 0.
        accepted: pairs accepted up to now, since the campaign began, >= 0.
        accepted_per_day: (n_days,) pairs accepted on each day of the window, oldest first, each >= 0.

    Raises:
        InvalidInput: a count is negative, or the days hold more pairs than were ever accepted.
    """

    cell: str
    target: int
    accepted: int
    accepted_per_day: tuple[int, ...]

    def __post_init__(self) -> None:
        _check_counts(self.cell, (self.target, self.accepted, *self.accepted_per_day))
        if sum(self.accepted_per_day) > self.accepted:
            raise InvalidInput(
                f"{self.cell}: more pairs were accepted in the window than since the beginning."
            )

    @property
    def due(self) -> int:
        """Pairs still to go: max(0, target - accepted). What a cell has too many does not fill another."""
        return max(0, self.target - self.accepted)


@dataclass(frozen=True, slots=True)
class StageLoad:
    """One stage's queue.

    Attributes:
        stage: its name.
        waiting: items that wait there now, or are being worked at, >= 0.
        finished_per_day: (n_days,) items that left the stage on each day of the window, oldest first, each >= 0.

    Raises:
        InvalidInput: a count is negative.
    """

    stage: str
    waiting: int
    finished_per_day: tuple[int, ...]

    def __post_init__(self) -> None:
        _check_counts(self.stage, (self.waiting, *self.finished_per_day))


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a queue or a gap lasts at the rate of the window.

    Attributes:
        name: the cell or the stage.
        left: items or pairs to go, >= 0.
        per_day: mean of the window's days, >= 0.
        days: left / per_day, rounded up to whole days; 0 where nothing is left; None where nothing moves.
        window_days: days the rate was taken over.
    """

    name: str
    left: int
    per_day: float
    days: int | None
    window_days: int

    def sentence(self, noun: str = "prompt") -> str:
        """For example "12 Scala/bug-fixing prompts to go, 3 days at this rate"."""
        if not self.left:
            return f"No {self.name} {noun}s to go"
        gap = f"{self.left:,} {self.name} {_plural(self.left, noun)} to go"
        if self.days is not None:
            return f"{gap}, {self.days:,} {_plural(self.days, 'day')} at this rate"
        if not self.window_days:
            return f"{gap}, no day of work yet"
        return f"{gap}, none in the last {self.window_days} {_plural(self.window_days, 'day')}"


@dataclass(frozen=True, slots=True)
class FinishDays:
    """Calendar days from now until nothing is due.

    Attributes:
        point: due / (pairs a day), rounded up.
        low: lower end of an 80 % interval, 0 <= low <= point.
        high: upper end, >= point; None where it lies beyond ten years.
    """

    point: int
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the target will be met.

    Attributes:
        pairs_per_month_now: pairs accepted a day, in all cells, times 365.25 / 12; 0 without any day.
        due: pairs still to go, over all cells.
        finish: when nothing will be due, or None.
        reason: why there is no forecast; None where there is one.
    """

    pairs_per_month_now: float
    due: int
    finish: FinishDays | None
    reason: str | None


def forecast(cells: Sequence[CellProgress], rng: Random, n_resamples: int = DEFAULT_RESAMPLES) -> Forecast:
    """Say when the target will be met, if people go on as in the window.

    Two things are unsure: how well the window shows the usual day, and how the coming days fall out. So a history is
    drawn from the window's days with replacement, and the future, day by day, from that history, until the due pairs
    are done; the interval holds the middle 80 % of these futures. It assumes that people turn to the cells that still
    want pairs, as tasks are only handed out for those; a cell that few people can fill ends later, and its own
    `Pace` shows it.

    Args:
        cells: all cells, over the same days.
        rng: source of randomness; the same state gives the same forecast.
        n_resamples: futures drawn, >= 1.

    Raises:
        InvalidInput: the cells' windows differ in length, or n_resamples < 1.

    Cost: O(n_resamples · days to go).

    Source: bootstrap, Efron 1979, doi:10.1214/aos/1176344552.
    """
    if n_resamples < 1:
        raise InvalidInput(f"A forecast needs n_resamples >= 1, got {n_resamples}.")
    days = _pairs_per_day(cells)
    due = sum(cell.due for cell in cells)
    monthly = _mean(days) * DAYS_PER_MONTH
    if not due:
        return Forecast(monthly, due, FinishDays(0, 0, 0), None)
    reason = _too_little(days)
    if reason:
        return Forecast(monthly, due, None, reason)
    point = math.ceil(due / _mean(days))
    if point > MAX_FORECAST_DAYS:
        return Forecast(monthly, due, None, "At this rate it would take more than ten years.")
    futures = sorted(_days_until(due, rng.choices(days, k=len(days)), rng) for _ in range(n_resamples))
    low = futures[math.floor((1 - LEVEL) / 2 * (n_resamples - 1))]
    high = futures[math.ceil((1 + LEVEL) / 2 * (n_resamples - 1))]
    is_open = high > MAX_FORECAST_DAYS
    return Forecast(
        monthly, due, FinishDays(point, min(low, point), None if is_open else max(high, point)), None
    )


def _pairs_per_day(cells: Sequence[CellProgress]) -> list[int]:
    if len({len(cell.accepted_per_day) for cell in cells}) > 1:
        raise InvalidInput("All cells of a forecast must be counted over the same days.")
    return [sum(day) for day in zip(*(cell.accepted_per_day for cell in cells), strict=True)]


def _too_little(days: Sequence[int]) -> str | None:
    if len(days) < MIN_DAYS:
        return f"A forecast needs {MIN_DAYS} whole days of history, and there are {len(days)}."
    n_busy = sum(day > 0 for day in days)
    if n_busy < MIN_BUSY_DAYS:
        return (
            f"A forecast needs {MIN_BUSY_DAYS} days with accepted pairs, "
            f"and the last {len(days)} days have {n_busy}."
        )
    return None


def _days_until(due: int, history: Sequence[int], rng: Random) -> int:
    """Days drawn from a history until their sum reaches what is due; MAX_FORECAST_DAYS + 1 where it does not."""
    mean = _mean(history)
    if due > mean * 2 * MAX_FORECAST_DAYS:
        return MAX_FORECAST_DAYS + 1
    done = passed = 0
    while passed <= MAX_FORECAST_DAYS:
        for day in rng.choices(history, k=math.ceil((due - done) / mean)):
            done += day
            passed += 1
            if done >= due:
                return passed
    return MAX_FORECAST_DAYS + 1


def cell_pace(cell: CellProgress) -> Pace:
    """How long the cell's gap lasts at the cell's own rate: accepted pairs of the cell a day."""
    return _pace(cell.cell, cell.due, cell.accepted_per_day)


def stage_pace(load: StageLoad) -> Pace:
    """How long the stage's queue would last if nothing more came in: items that left the stage a day."""
    return _pace(load.stage, load.waiting, load.finished_per_day)


def bottleneck(loads: Iterable[StageLoad]) -> Pace | None:
    """The stage whose queue lasts longest; one that does not move at all before others. None where nothing waits.

    Where two last equally long, the one with more waiting items, then the first.
    """
    waiting = [pace for pace in map(stage_pace, loads) if pace.left]
    return max(waiting, key=lambda one: (math.inf if one.days is None else one.days, one.left), default=None)


def counts_per_day(moments: Iterable[datetime], last_day: date, n_days: int) -> tuple[int, ...]:
    """Count moments on each of the n_days up to and including last_day, oldest first; others are left out.

    A moment counts on its own calendar date: convert it to the owner's time zone before.

    Raises:
        InvalidInput: n_days < 1.
    """
    if n_days < 1:
        raise InvalidInput(f"A window needs n_days >= 1, got {n_days}.")
    counts = Counter(moment.date() for moment in moments)
    return tuple(counts[last_day - timedelta(days=back)] for back in range(n_days - 1, -1, -1))


def _pace(name: str, left: int, per_day: Sequence[int]) -> Pace:
    rate = _mean(per_day)
    days = 0 if not left else math.ceil(left / rate) if rate else None
    return Pace(name, left, rate, days, len(per_day))


def _mean(counts: Sequence[int]) -> float:
    return sum(counts) / len(counts) if counts else 0.0


def _plural(n: int, noun: str) -> str:
    return noun if n == 1 else f"{noun}s"


def _check_counts(name: str, counts: Iterable[int]) -> None:
    if any(count < 0 for count in counts):
        raise InvalidInput(f"{name}: a count is negative.")
