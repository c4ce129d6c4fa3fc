"""What simulated people answer, in counts: values found, missed and marked wrongly.

The people are those of `goldsmith.simulation.workers`; without a text, a mark is only right or wrong. A right mark has
the value's borders and its label, as in the strict F1 of the evaluation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from goldsmith.domain.exam import draw_questions
from goldsmith.domain.quality import Record
from goldsmith.planner.assumptions import Material, Suggestions
from goldsmith.planner.blueprint import Exam
from goldsmith.planner.people import Person
from goldsmith.planner.profiles import Kind, Reliance

_MOST_RANDOM_MARKS = 4


@dataclass(frozen=True, slots=True)
class Suggested:
    """A model's marks for one item.

    Attributes:
        right, wrong: marks of either kind, >= 0.
        is_confident: it is sure of every candidate.
    """

    right: int
    wrong: int
    is_confident: bool

    def __bool__(self) -> bool:
        return bool(self.right or self.wrong)


@dataclass(frozen=True, slots=True)
class Marks:
    """One annotation against the truth.

    Attributes:
        right: marks that are values of the item, >= 0.
        wrong: marks that are not, >= 0.
        is_unchanged: exactly what a model suggested, be it nothing.
    """

    right: int
    wrong: int
    is_unchanged: bool = False


def annotate(
    person: Person,
    hit_rate: float,
    n_values: int,
    n_labels: int,
    rng: Random,
    suggested: Suggested | None = None,
    reliance: Reliance | None = None,
) -> Marks:
    """Mark an item as this person would.

    Args:
        person: who.
        hit_rate: the person's in the item's category.
        n_values: values that are there, >= 0.
        n_labels: labels the task offers, >= 1.
        rng: source of randomness.
        suggested: what the person is shown; None for nothing.
        reliance: what suggestions do to people; None for the profile's own.
    """
    profile = person.profile
    if profile.kind is Kind.SPAMMER_RANDOM:
        return Marks(0, 1 + int(rng.random() * _MOST_RANDOM_MARKS))
    if profile.kind is Kind.SPAMMER_NOTHING:
        return (
            Marks(suggested.right, suggested.wrong, True) if suggested else Marks(0, 0, suggested is not None)
        )
    right = wrong = 0
    missing = 1 - hit_rate
    unseen = n_values
    if suggested is not None:
        relies = reliance or profile.with_suggestions
        right = sum(rng.random() < relies.keeps_right for _ in range(suggested.right))
        wrong = sum(rng.random() < relies.keeps_wrong for _ in range(suggested.wrong))
        missing = min(1.0, missing * relies.complacency)
        unseen -= suggested.right
    kept_all = suggested is not None and right == suggested.right and wrong == suggested.wrong
    kept = right + wrong
    for _ in range(unseen):
        if rng.random() < missing:
            continue
        slips = rng.random() < profile.border_slip
        if slips or (n_labels > 1 and rng.random() < profile.wrong_label):
            wrong += 1
        else:
            right += 1
    if rng.random() < profile.false_alarm:
        wrong += 1
    return Marks(right, wrong, kept_all and right + wrong == kept)


def says_correct(person: Person, is_right: bool, rng: Random) -> bool:
    """A validator's verdict on marks that are or are not all right."""
    kind = person.profile.kind
    if kind is Kind.SPAMMER_NOTHING:
        return True
    if kind is Kind.SPAMMER_RANDOM:
        return rng.random() < 0.5
    return is_right == (rng.random() < person.profile.verdict_accuracy)


def seconds_factor(person: Person, rng: Random) -> float:
    """One task's time over the average person's median, > 0."""
    return person.pace * math.exp(rng.gauss(0.0, person.profile.seconds_sigma))


def sit_exam(person: Person, hit_rate: float, n_labels: int, exam: Exam, rng: Random) -> Record:
    """The record that one try of an exam gives."""
    has_marks = [marks > 0 for marks in exam.pool]
    scores = []
    for index in draw_questions(has_marks, exam.tasks, exam.pass_mark, rng):
        wanted = exam.pool[index]
        marks = annotate(person, hit_rate, wanted, n_labels, rng)
        scores.append(f1(marks.right, marks.wrong, wanted - marks.right))
    return Record(math.fsum(scores), float(len(scores)))


def passes(record: Record, exam: Exam) -> bool:
    """Whether a try passes; by the plain share, which the instructions state."""
    return 100.0 * (record.share or 0.0) >= exam.pass_mark


def values_in(category: str, material: Material, rng: Random) -> int:
    """How many values one chunk has in a category."""
    if rng.random() >= material.presence(category):
        return 0
    if material.cluster <= 1:
        return 1
    return 1 + int(math.log(1 - rng.random()) / math.log(1 - 1 / material.cluster))


def suggest(n_values: int, assumed: Suggestions, rng: Random) -> Suggested:
    """What the model suggests for an item."""
    right = sum(rng.random() < assumed.recall for _ in range(n_values))
    wrong = int(rng.random() < assumed.false_marks)
    sure = assumed.confident_right if right == n_values and not wrong else assumed.confident_wrong
    return Suggested(right, wrong, rng.random() < sure)


def f1(right: int, wrong: int, missed: int) -> float:
    """2 right / (2 right + wrong + missed), in [0, 1]; 1 where there was nothing and nothing was marked."""
    among = 2 * right + wrong + missed
    return 2 * right / among if among else 1.0
