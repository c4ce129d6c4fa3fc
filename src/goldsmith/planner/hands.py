"""What people do with the task in hand: how long it takes them, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from goldsmith.domain.stage import StageKind
from goldsmith.planner.answers import Marks, annotate, f1, says_correct, seconds_factor, values_in
from goldsmith.planner.assumptions import Assumptions
from goldsmith.planner.blueprint import Station
from goldsmith.planner.people import Person
from goldsmith.planner.queues import Task


class Hands:
    """Draws answers; changes nothing.

    Args:
        stations: the stages, by id.
        people: all who join; their numbers are their places.
        assumptions: about people and material.
        rng: draws what people do.
    """

    def __init__(
        self, stations: Mapping[int, Station], people: Sequence[Person], assumptions: Assumptions, rng: Random
    ) -> None:
        self._assumed = assumptions
        self._rng = rng
        self._seconds = {
            stage_id: assumptions.seconds.get(one.template, one.expected_s)
            for stage_id, one in stations.items()
        }
        #: Category → labels its tasks offer.
        self.labels = {one.plan.category: len(one.plan.labels) for one in stations.values()}
        self._hit_rates = [{key: one.hit_rate(key) for key in self.labels} for one in people]

    def busy_s(self, person: Person, stage_id: int, task: Task | None) -> float:
        """How long a task takes; None is a golden."""
        seconds = self._seconds[stage_id] * seconds_factor(person, self._rng)
        if task is not None and _shown(task) and task.item.suggested:
            seconds *= self._assumed.suggestions.reliance.time_factor
        return seconds

    def skips(self, person: Person) -> bool:
        """Whether the task is given back."""
        return self._rng.random() < person.profile.skip_rate

    def judge(self, person: Person, task: Task) -> bool:
        """Whether the marks are said to be correct."""
        subject = task.subject
        is_right = subject is not None and subject.marks.right == task.item.values and not subject.marks.wrong
        return says_correct(person, is_right, self._rng)

    def annotate(self, person: Person, task: Task) -> Marks:
        """The marks that are made."""
        item = task.item
        return annotate(
            person,
            self._hit_rates[person.number][item.category],
            item.values,
            self.labels[item.category],
            self._rng,
            item.suggested if _shown(task) else None,
            self._assumed.suggestions.reliance,
        )

    def golden_score(self, person: Person, station: Station) -> float:
        """What an answer to a golden scores, in [0, 1]."""
        category = station.plan.category
        if station.plan.kind is StageKind.VALIDATE:
            is_right = self._rng.random() < 0.5
            return float(says_correct(person, is_right, self._rng) == is_right)
        wanted = 1 + values_in(category, self._assumed.material, self._rng)
        rate = self._hit_rates[person.number][category]
        marks = annotate(person, rate, wanted, self.labels[category], self._rng)
        return f1(marks.right, marks.wrong, wanted - marks.right)


def _shown(task: Task) -> bool:
    """Whether the annotator sees suggestions: at the first annotation only."""
    return task.item.is_shown and task.item.marks is None
