"""What a plan takes for granted. Every number here is stated in the report beside the results."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from goldsmith.domain.errors import InvalidInput
from goldsmith.planner.profiles import DEFAULT_MIX, Kind, Reliance

_DENSITY = MappingProxyType(
    {
        "name": 0.45,
        "email": 0.40,
        "username": 0.35,
        "ip_address": 0.25,
        "cloud_id": 0.15,
        "password": 0.07,
        "key": 0.06,
    }
)


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to find.

    Attributes:
        density: category → values in a chunk, on average. They sum to 1.73 a chunk: the training split of BigCode's
            PII dataset has 20,961 values, and the whole dataset 12,099 chunks (its dataset card and that of the
            detector trained on it, Hugging Face, 2023). How they spread over the categories is our guess.
        other_density: for a category that is not named.
        cluster: values in a chunk that has any, on average (geometric), >= 1: they come together.
    """

    density: Mapping[str, float] = field(default_factory=lambda: dict(_DENSITY))
    other_density: float = 0.25
    cluster: float = 2.0

    def presence(self, category: str) -> float:
        """Share of chunks with at least one value of the category, in [0, 1]."""
        return min(1.0, self.density.get(category, self.other_density) / self.cluster)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a model finds before people look, and what it changes.

    Attributes:
        recall: share of the values it suggests rightly.
        false_marks: wrong marks an item, on average, <= 1; they touch no true value.
        confident_right, confident_wrong: share of items it is sure of, where it is right about all and where not.
        confident_overlap: validations at first where a person marked exactly what a sure model suggested; None: as
            everywhere. Under a fixed overlap it is not used.
        reliance: what the suggestions do to the annotator.

    The detector's rates are rounded from the held-out quality of the one that comes with Goldsmith; how sure it is,
    and what people make of it, are assumptions (`Reliance` names its sources).
    """

    recall: float = 0.8
    false_marks: float = 0.04
    confident_right: float = 0.8
    confident_wrong: float = 0.3
    confident_overlap: int | None = 2
    reliance: Reliance = field(default_factory=Reliance)


@dataclass(frozen=True, slots=True)
class Habits:
    """When people come and how long they stay.

    Attributes:
        arrival_days: mean days until a worker joins, exponential; 0: all are there at the start.
        hours_a_day: active hours a day, the median person's.
        hours_sigma: spread between people, log-normal.
        look_again_s: first pause where there is nothing to do; each further one is twice as long.
        patience_s: after so much waiting in a row a person goes home until the next day.
        quizzes: categories a person learns, drawn by chance; None: all.
        quiz_text_s: seconds for one text of a quiz, the median of an average person: they are shorter than chunks.
    """

    arrival_days: float = 1.0
    hours_a_day: float = 1.5
    hours_sigma: float = 0.5
    look_again_s: float = 120.0
    patience_s: float = 3600.0
    quizzes: int | None = None
    quiz_text_s: float = 20.0

    def __post_init__(self) -> None:
        if not (self.arrival_days >= 0 and 0 < self.hours_a_day <= 24 and self.look_again_s > 0):
            raise InvalidInput(
                f"People need arrival days >= 0 and 0 < hours a day <= 24, got {self.arrival_days} and "
                f"{self.hours_a_day}."
            )


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Everything that is assumed about people and material.

    Attributes:
        seconds: template of a stage → seconds of a task, the median of an average person; what is missing takes the
            recipe's expected seconds. A person's pace and every single task vary around it.
        mix: kinds of people among those who join, before the quizzes.
        material: what there is to find.
        suggestions: what a model does, where a policy has one.
        habits: when people work.
        goldens: goldens there are at each stage whose recipe mixes them in; each is given once to a person. 0:
            none have been made.
        experts: people to whom the owner grants the experts' skill, as a share of the crowd; one at least.
        max_days: a campaign that takes longer is not finished.
    """

    seconds: Mapping[str, float] = field(default_factory=dict)
    mix: Mapping[Kind, float] = field(default_factory=lambda: dict(DEFAULT_MIX))
    material: Material = field(default_factory=Material)
    suggestions: Suggestions = field(default_factory=Suggestions)
    habits: Habits = field(default_factory=Habits)
    goldens: int = 0
    experts: float = 0.01
    max_days: float = 120.0

    def __post_init__(self) -> None:
        if self.goldens < 0:
            raise InvalidInput(f"There cannot be {self.goldens} goldens.")
        for template, seconds in self.seconds.items():
            if not 0 < seconds < math.inf:
                raise InvalidInput(f"A task at {template} must take more than 0 seconds, got {seconds}.")
