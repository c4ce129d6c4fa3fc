"""Conditions: a collector over a window, compared with a number. A rule wants all of its conditions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.rules.collectors import SPECS, Collector, Measure
from goldsmith.domain.rules.event import MILLION

MOST_EVENTS = 1_000
MOST_HOURS = 720
_MOST_OF_HOURS = 5


class Comparison(StrEnum):
    """How the number is compared."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="

    def holds(self, left: int, right: int) -> bool:
        """Whether left compares so with right."""
        match self:
            case Comparison.LESS:
                return left < right
            case Comparison.AT_MOST:
                return left <= right
            case Comparison.MORE:
                return left > right
            case Comparison.AT_LEAST:
                return left >= right


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the history counts: the last so many observations, or those of the last hours; one of both.

    Attributes:
        last: observations, 1 to 1,000; None with hours.
        hours: 1 to 720 before the newest event; None with last.

    Raises:
        InvalidInput: both, neither, or out of range.
    """

    last: int | None = None
    hours: int | None = None

    def __post_init__(self) -> None:
        if (self.last is None) == (self.hours is None):
            raise InvalidInput("A window is the last so many observations or the last hours, one of both.")
        if not (1 <= (self.last or 1) <= MOST_EVENTS and 1 <= (self.hours or 1) <= MOST_HOURS):
            raise InvalidInput(
                f"A window reaches back at most {MOST_EVENTS} observations or {MOST_HOURS} hours.",
                hint="Choose a smaller one.",
            )


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison.

    Attributes:
        collector: what is measured.
        window: over which part of the history.
        comparison: how.
        value: with what: a share in [0, 1], a count, or money.
        at_least: observations in the window before it can hold; None for what is usual (see `needed`).
        seconds: SUBMIT_TIME: what is too fast; None for the floor that the stage learned.
    """

    collector: Collector
    window: Window
    comparison: Comparison
    value: float
    at_least: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise InvalidInput("A condition compares with a finite number.")
        if self.at_least is not None and self.at_least < 1:
            raise InvalidInput("A condition needs at least 1 observation.")
        if self.seconds is not None and not 0 < self.seconds <= 3_600:
            raise InvalidInput("Too fast is a number of seconds above 0, at most 3,600.")
        if self.seconds is not None and self.collector is not Collector.SUBMIT_TIME:
            raise InvalidInput("Seconds belong to the collector submit_time.")

    @property
    def measure(self) -> Measure:
        """What kind of number it is."""
        return SPECS[self.collector].measure

    @property
    def needed(self) -> int:
        """Observations before it can hold, >= 1; after a hit, so many new ones before it can hold again.

        Usual are a full window for a share (at most 5 in a window of hours), and for fast answers and skips the count
        that is compared with. Limits (answers, income) hold whenever they are reached.
        """
        if self.at_least is not None:
            return self.at_least
        if self.measure is Measure.SHARE:
            return self.window.last or _MOST_OF_HOURS
        if self.collector in (Collector.SUBMIT_TIME, Collector.SKIPPED_IN_ROW):
            return max(1, math.ceil(self.value))
        return 1

    @property
    def limit_ms(self) -> int | None:
        """What is too fast, in milliseconds."""
        return None if self.seconds is None else round(self.seconds * 1_000)

    def holds(self, value: int, weight: int) -> bool:
        """Whether the sums of a window satisfy it; exact."""
        if self.measure is Measure.SHARE:
            return weight > 0 and self.comparison.holds(value, round(self.value * MILLION) * weight)
        # Money comes in ten-thousandths, counts in ones.
        unit = MILLION // 10_000 if self.measure is Measure.MONEY else MILLION
        return self.comparison.holds(value * unit, round(self.value * MILLION))

    def number(self, value: int, weight: int) -> float | None:
        """The sums of a window as a number a person reads: a share, a count, or money; None without any."""
        if self.measure is Measure.SHARE:
            return value / weight / MILLION if weight else None
        return value / 10_000 if self.measure is Measure.MONEY else float(value)
