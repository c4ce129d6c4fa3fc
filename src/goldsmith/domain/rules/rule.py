"""A rule, and what is known when it hits."""

from __future__ import annotations

from dataclasses import dataclass

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.rules.actions import Action
from goldsmith.domain.rules.collectors import SPECS
from goldsmith.domain.rules.conditions import Condition
from goldsmith.domain.rules.event import EventKind

MOST_CONDITIONS = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """Conditions over one worker's history at some stages, and one action.

    Attributes:
        name: as people call it, 1 to 120 characters.
        conditions: all of them must hold, 1 to 4.
        action: what is done then.
        stages: templates of the stages whose history counts; () for all of the campaign.
    """

    name: str
    conditions: tuple[Condition, ...]
    action: Action
    stages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.name.strip()) <= 120:
            raise InvalidInput("A rule needs a name of at most 120 characters.")
        if not 1 <= len(self.conditions) <= MOST_CONDITIONS:
            raise InvalidInput(f"A rule has 1 to {MOST_CONDITIONS} conditions.")

    @property
    def kinds(self) -> frozenset[EventKind]:
        """The facts it reads."""
        return frozenset(kind for one in self.conditions for kind in SPECS[one.collector].kinds)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one condition saw when its rule hit.

    Attributes:
        condition: which.
        number: what was measured.
        n: observations it was measured on.
        first_at_ms: the earliest of them.
        last_at_ms: the newest.
    """

    condition: Condition
    number: float
    n: int
    first_at_ms: int
    last_at_ms: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule met its conditions on one worker.

    Attributes:
        worker_id: on whom.
        stage_id: stage of the event that was the last straw.
        position: place of that event in the history.
        at_ms: its time.
        evidence: one a condition, in their order.
    """

    worker_id: int
    stage_id: int
    position: tuple[int, int]
    at_ms: int
    evidence: tuple[Evidence, ...]
