"""What is planned: the stages of a recipe with their prices, its quizzes, and how many chunks there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.rules.rule import Rule
from goldsmith.domain.stage import StageKind, StagePlan

MARKS = frozenset({StageKind.ANNOTATE, StageKind.VALIDATE})
"""The kinds of stages that can be planned."""


@dataclass(frozen=True, slots=True)
class Station:
    """A stage with what work there costs.

    Attributes:
        plan: as routing sees it.
        template: the recipe's name of the stage, without its category.
        position: place in the flow, from 0; the higher, the further downstream.
        price: of one answer, >= 0.
        expected_s: what the recipe expects a task to take, in seconds, > 0.
        skill: what opens it: its category's quiz or another skill that the owner grants; None for everybody.
        skill_min: level needed, 0 to 100.
        golden_min: goldens that must be right before others are mixed in; 0 for a stage without goldens.
        daily_limit: answers a worker may give here on one day; None without limit.
    """

    plan: StagePlan
    template: str
    position: int
    price: Decimal
    expected_s: float
    skill: str | None = None
    skill_min: float = 0.0
    golden_min: int = 0
    daily_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Exam:
    """A category's quiz, as numbers.

    Attributes:
        training: texts of the training.
        pool: marks that each text of the exam's pool wants; () of a text without any is 0.
        tasks: texts of one exam.
        pass_mark: 0 to 100.
        max_attempts: tries, >= 1.
        retry_s: seconds until the next try.
    """

    training: int
    pool: tuple[int, ...]
    tasks: int
    pass_mark: float
    max_attempts: int
    retry_s: float


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A campaign before it exists.

    Attributes:
        name: the recipe's, or the campaign's title.
        stations: every stage, by stage id.
        exams: category → its quiz; a category without one is missing.
        target_hourly: wanted pay an hour, >= 0.
        currency: ISO 4217.
        control_share: share of items whose suggestion nobody sees, where a model suggests.
        rules: what watches the people; () to play none.
    """

    name: str
    stations: Mapping[int, Station]
    exams: Mapping[str, Exam]
    target_hourly: Decimal
    currency: str = "USD"
    control_share: float = 0.1
    rules: tuple[Rule, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category once, in the order of the stages."""
        return tuple(dict.fromkeys(station.plan.category for station in self.stations.values()))

    @property
    def entries(self) -> Mapping[str, int]:
        """Category → the stage where its items enter: the first that is written."""
        first: dict[str, int] = {}
        for stage_id, station in sorted(self.stations.items(), key=lambda pair: pair[1].position):
            first.setdefault(station.plan.category, stage_id)
        return first


def require_marks(kinds: Sequence[StageKind], name: str) -> None:
    """Refuse a recipe whose work is not marks.

    Raises:
        InvalidInput: a stage writes or reviews texts, or nothing is validated.
    """
    if set(kinds) - MARKS:
        raise InvalidInput(
            f"{name} writes texts, and only campaigns of marks can be planned so far.",
            hint="Plan a recipe whose stages are of the kinds annotate and validate, such as code-pii. "
            "For texts, the campaign's own Planning page forecasts from its history.",
        )
    if StageKind.VALIDATE not in kinds:
        raise InvalidInput(
            f"{name} has no stage of kind validate, so there is no overlap to plan.",
            hint="Add a stage of kind validate, or take the expected seconds of its stages times the chunks.",
        )
