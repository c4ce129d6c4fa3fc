"""What the experts themselves know of their work: every acknowledged answer, and what did not go as wished."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ExpertAnswer:
    """An answer that the server said it has.

    Attributes:
        answer_id, assignment_id, item_id, stage_id: as the server named them.
        worker_id: who gave it.
        kind: author, review or compare.
        track: the stage's category.
        is_rework: whether an author wrote it anew after a rejection.
        flaw: what an author put in on purpose; None for nothing.
        verdict: of a review; None for other kinds.
        preference: of a comparison, -2 to 2; None for other kinds.
        is_late: kept, but not counted.
        at_s: seconds since the experts began.
    """

    answer_id: int
    assignment_id: int
    item_id: int
    stage_id: int
    worker_id: int
    kind: str
    track: str
    is_rework: bool
    flaw: str | None
    verdict: str | None
    preference: int | None
    is_late: bool
    at_s: float


@dataclass(slots=True)
class ExpertLog:
    """The log of a pool of experts.

    Attributes:
        answers: acknowledged answers in order.
        problems: refusals that belong to the game (a task gone to somebody else), by the problem's code.
        empty_claims: claims that brought no task, by reason.
        seconds: simulated active seconds of all answers.
        is_settled: whether the campaign was settled at the end; False where time ran out.
    """

    answers: list[ExpertAnswer] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)
    empty_claims: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    is_settled: bool = False

    @property
    def submits(self) -> Counter[str]:
        """Acknowledged answers by kind."""
        return Counter(one.kind for one in self.answers)

    @property
    def verdicts(self) -> Counter[str]:
        """Reviews by verdict."""
        return Counter(one.verdict for one in self.answers if one.verdict is not None)

    @property
    def flaws(self) -> Counter[str]:
        """Texts with a planted flaw, by flaw."""
        return Counter(one.flaw for one in self.answers if one.flaw is not None)

    @property
    def reworks(self) -> int:
        """Texts that were written anew."""
        return sum(one.is_rework for one in self.answers)
