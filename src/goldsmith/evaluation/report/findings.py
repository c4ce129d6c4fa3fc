"""What an evaluation found: numbers with their intervals, and in words what could not be measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Generic, Literal, TypeVar

from goldsmith.evaluation.bradley_terry import Rating
from goldsmith.evaluation.interval import Interval
from goldsmith.evaluation.judge_agreement import JudgeAgreement
from goldsmith.evaluation.length_control import ControlledWinRate
from goldsmith.evaluation.position import PositionReport
from goldsmith.evaluation.ppi import CorrectedWinRate, Trust
from goldsmith.evaluation.winrate import WinRate

T = TypeVar("T")

Lead = Literal["subject", "opponent", "open"]

POINTS = 5
"""Points of the form: 0 is the opponent much better, 2 neither, 4 the subject much better."""

WEAK_JUDGE = "weak judge: shown for the wiring, not to be trusted"
WEAK_OPPONENT = "weak opponent: a win against it says little"


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """A measurement, or why there is none.

    Attributes:
        value: what was measured, or None.
        why_missing: why there is none, in words; empty where there is one.
    """

    value: T | None
    why_missing: str = ""


@dataclass(frozen=True, slots=True)
class Against(Generic[T]):
    """A measurement that concerns one opponent.

    Attributes:
        opponent: which.
        found: what was measured.
    """

    opponent: str
    found: Finding[T]


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha over the verdicts win, tie and loss.

    Attributes:
        value: 1 is perfect agreement, 0 chance.
        interval: by prompts, percentiles.
        n_pairs: pairs of answers with at least two verdicts.
    """

    value: float
    interval: Interval
    n_pairs: int


@dataclass(frozen=True, slots=True)
class FirstPlace:
    """How often the answer that stood first won.

    Attributes:
        value: mean over prompts, ties a half, in [0, 1]; 0.5 favours no place, if places were drawn at random.
        interval: by prompts.
        n_prompts: prompts where the order is known.
    """

    value: float
    interval: Interval
    n_prompts: int


@dataclass(frozen=True, slots=True)
class Preferences:
    """Judgments by strength against one opponent.

    Attributes:
        opponent: which.
        counts: (5,) comparisons, from "opponent much better" to "subject much better"; a preference counts at
            the nearest point, between two at the one nearer to the middle.
    """

    opponent: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What one side of the judging says of the subject: all experts together, or one model.

    Win rates over fewer than 10 prompts have Wilson's interval in place of the bootstrap's.

    Attributes:
        name: the model's, or "experts".
        is_expert: whether people judged.
        n_judges: people, or 1.
        n_prompts: prompts with a comparison of the subject.
        n_comparisons: comparisons of the subject.
        overall: win rate over all opponents.
        by_opponent: one for each opponent, sorted.
        by_language: one for each opponent and language.
        by_category: one for each opponent and category.
        controlled: win rate at equal length and markdown, over all opponents.
        controlled_by_opponent: the same, fitted for each opponent alone.
        preferences: strengths, for each opponent.
        ratings: Bradley-Terry ratings of all models, the subject at 1000 points.
    """

    name: str
    is_expert: bool
    n_judges: int
    n_prompts: int
    n_comparisons: int
    overall: Finding[WinRate]
    by_opponent: tuple[WinRate, ...]
    by_language: tuple[WinRate, ...]
    by_category: tuple[WinRate, ...]
    controlled: Finding[ControlledWinRate]
    controlled_by_opponent: tuple[Against[ControlledWinRate], ...]
    preferences: tuple[Preferences, ...]
    ratings: Finding[tuple[Rating, ...]]


@dataclass(frozen=True, slots=True)
class ExpertsReport:
    """What people say.

    Attributes:
        verdicts: all experts together.
        first_place: whether they favour a place.
        alpha: how far they agree among themselves.
    """

    verdicts: Verdicts
    first_place: Finding[FirstPlace]
    alpha: Finding[Alpha]


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """What one model says, and what it is worth.

    Attributes:
        verdicts: its own, never together with people's.
        is_weak: a small embedded model.
        is_opponent: the judge's own answers are among the opponents'.
        position: what swapping the answers did.
        agreement: beside the experts' majority.
        alpha: the judge and the experts' majority as two observers.
        corrected: win rate over all opponents, corrected by the experts' part.
        corrected_by_opponent: the same for each opponent.
    """

    verdicts: Verdicts
    is_weak: bool
    is_opponent: bool
    position: Finding[PositionReport]
    agreement: Finding[JudgeAgreement]
    alpha: Finding[Alpha]
    corrected: Finding[CorrectedWinRate]
    corrected_by_opponent: tuple[Against[CorrectedWinRate], ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the evidence says of one opponent.

    Attributes:
        opponent: which.
        is_weak: a small embedded model.
        lead: who is preferred: the interval lies on one side of one half; "open" where it does not.
        trust: "moderate" where enough experts' prompts stand behind it, else "low"; never more.
        words: for a person, the numbers and what they rest on.
    """

    opponent: str
    is_weak: bool
    lead: Lead
    trust: Trust
    words: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was measured of one set of comparisons.

    Attributes:
        subject: the name that stands for the experts' completions among the models.
        level: of all intervals, in (0, 1).
        n_prompts: prompts with a comparison of the subject.
        opponents: whom the subject met, sorted.
        are_experts_simulated: programs stood in for the people.
        experts: what people say, or None where none compared.
        judges: what each model says, sorted by name.
        conclusions: one for each opponent.
        caveats: sentences that belong beside the numbers.
    """

    subject: str
    level: float
    n_prompts: int
    opponents: tuple[str, ...]
    are_experts_simulated: bool
    experts: ExpertsReport | None
    judges: tuple[JudgeReport, ...]
    conclusions: tuple[Conclusion, ...]
    caveats: tuple[str, ...]

    @property
    def people(self) -> str:
        """What those are called who are marked as experts: simulated ones are never called people."""
        return "simulated experts" if self.are_experts_simulated else "experts"

    @property
    def sides(self) -> tuple[Verdicts, ...]:
        """The verdicts of the experts, if any, and of each judge."""
        people = () if self.experts is None else (self.experts.verdicts,)
        return (*people, *(judge.verdicts for judge in self.judges))

    def to_json(self) -> dict[str, Any]:
        """The tree as JSON has it: objects, arrays, strings, finite numbers, null."""
        plain = _plain(self)
        assert isinstance(plain, dict)
        return plain


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        # JSON has no NaN and no infinity; numpy's floats become Python's.
        return float(value) if math.isfinite(value) else None
    return value
