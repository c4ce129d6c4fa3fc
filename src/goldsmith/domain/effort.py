"""What accepted pairs cost in people's time: capacity, first-pass rate, rewrite rounds, minutes a pair.

Minutes are measured active time, in any state of the task they were spent on: a rejected draft took its time, too.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from goldsmith.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Work:
    """What one expert did at one stage in one language during a window of days.

    Attributes:
        worker: who.
        stage: where.
        language: programming language, "" where a task has none.
        active_minutes: measured active time, >= 0 and finite.
        answers: assignments submitted, >= 0.

    Raises:
        InvalidInput: the minutes or the answers are negative, or the minutes are not finite.
    """

    worker: str
    stage: str
    language: str
    active_minutes: float
    answers: int

    def __post_init__(self) -> None:
        # Negated, so that a NaN is refused as well.
        if not 0 <= self.active_minutes < math.inf or self.answers < 0:
            raise InvalidInput(
                f"Work needs minutes >= 0 and answers >= 0, got {self.active_minutes} and {self.answers}."
            )


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much a group of work yields.

    Attributes:
        worker: whose, or None where several experts' work is taken together.
        language: in which language.
        stage: at which stage, or None where stages are taken together.
        answers: submitted in the window.
        active_hours: active time in the window, all experts of the group together.
        answers_per_hour: answers / active_hours; None without active time.
        hours_per_day: active_hours / calendar days of the window, days without work included.
    """

    worker: str | None
    language: str
    stage: str | None
    answers: int
    active_hours: float
    answers_per_hour: float | None
    hours_per_day: float

    @property
    def answers_per_day(self) -> float:
        """answers_per_hour · hours_per_day: answers a calendar day of the window; 0 without active time."""
        return (self.answers_per_hour or 0.0) * self.hours_per_day


def expert_capacities(work: Iterable[Work], n_days: int) -> tuple[Capacity, ...]:
    """One entry an expert and language, stages together, by expert, then language.

    Raises:
        InvalidInput: n_days < 1.
    """
    return _capacities(work, n_days, lambda one: (one.worker, one.language, None))


def stage_capacities(work: Iterable[Work], n_days: int) -> tuple[Capacity, ...]:
    """One entry a language and stage, experts together, by language, then stage.

    Raises:
        InvalidInput: n_days < 1.
    """
    return _capacities(work, n_days, lambda one: (None, one.language, one.stage))


_Key = tuple[str | None, str, str | None]


def _capacities(work: Iterable[Work], n_days: int, key: Callable[[Work], _Key]) -> tuple[Capacity, ...]:
    if n_days < 1:
        raise InvalidInput(f"A window needs n_days >= 1, got {n_days}.")
    groups: dict[_Key, list[Work]] = defaultdict(list)
    for one in work:
        groups[key(one)].append(one)
    return tuple(
        _capacity(group, groups[group], n_days)
        for group in sorted(groups, key=lambda group: (group[0] or "", group[1], group[2] or ""))
    )


def _capacity(group: _Key, work: Sequence[Work], n_days: int) -> Capacity:
    worker, language, stage = group
    hours = math.fsum(one.active_minutes for one in work) / 60
    answers = sum(one.answers for one in work)
    return Capacity(
        worker=worker,
        language=language,
        stage=stage,
        answers=answers,
        active_hours=hours,
        answers_per_hour=answers / hours if hours else None,
        hours_per_day=hours / n_days,
    )


@dataclass(frozen=True, slots=True)
class Rework:
    """How often accepted items had come back before.

    Attributes:
        accepted: items accepted in the end.
        first_pass_rate: items accepted without any rejection / items accepted, in [0, 1]; None without items.
        mean_rounds: rejections an accepted item had, on average: 0 where all passed at once; None without items.
        rounds: (rejections, items that had so many), by rejections, none left out between 0 and the most.
    """

    accepted: int
    first_pass_rate: float | None
    mean_rounds: float | None
    rounds: tuple[tuple[int, int], ...]


def rework(rejections: Iterable[int]) -> Rework:
    """Summarise how often each accepted item was rejected before it was accepted.

    Items still on their way and items given up are not in it: while a campaign is young, it looks better than it is.

    Args:
        rejections: one number an accepted item, >= 0.

    Raises:
        InvalidInput: a number is negative.
    """
    counts = Counter(rejections)
    if any(rounds < 0 for rounds in counts):
        raise InvalidInput("An item cannot have been rejected fewer than 0 times.")
    accepted = counts.total()
    if not accepted:
        return Rework(0, None, None, ())
    return Rework(
        accepted=accepted,
        first_pass_rate=counts[0] / accepted,
        mean_rounds=sum(rounds * items for rounds, items in counts.items()) / accepted,
        rounds=tuple((rounds, counts[rounds]) for rounds in range(max(counts) + 1)),
    )


def minutes_per_accepted_pair(work: Iterable[Work], accepted: int) -> float | None:
    """Active minutes of all experts at all stages / pairs accepted, both in the same window; None without pairs.

    Time on drafts that were rejected or never finished is in it, and so is time on pairs accepted only later: over
    a window much longer than a pair takes, that evens out.

    Raises:
        InvalidInput: accepted is negative.
    """
    if accepted < 0:
        raise InvalidInput(f"Accepted pairs cannot be negative, got {accepted}.")
    return math.fsum(one.active_minutes for one in work) / accepted if accepted else None
