"""What the crowd itself knows of its work: every acknowledged answer, every exam, every hour."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Literal

from goldsmith.planner.profiles import Kind


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An answer that the server said it has.

    Attributes:
        answer_id, assignment_id, item_id: as the server named them.
        worker_id: who gave it.
        task: what was asked.
        category: category key.
        is_late: kept, but not counted.
        at_s: seconds since the crowd began.
        seconds: simulated active seconds.
    """

    answer_id: int
    assignment_id: int
    item_id: int
    worker_id: int
    task: Literal["annotate", "validate"]
    category: str
    is_late: bool
    at_s: float
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam that was handed in; the score is in [0, 100]."""

    worker_id: int
    kind: Kind
    category: str
    score: float
    passed: bool


@dataclass(slots=True)
class Tally:
    """The crowd's own log.

    Attributes:
        kinds: worker id → kind of person, for all who joined.
        answers: acknowledged answers, in the order of their acknowledgement.
        exams: exams in order.
        seconds: worker id → simulated active seconds.
        events: counts of what else happened (skips, drafts, claims without a task, lost leases …).
    """

    kinds: dict[int, Kind] = field(default_factory=dict)
    answers: list[Acknowledged] = field(default_factory=list)
    exams: list[Exam] = field(default_factory=list)
    seconds: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    events: Counter[str] = field(default_factory=Counter)

    @property
    def hours(self) -> float:
        """Simulated person-hours of all tasks."""
        return sum(self.seconds.values()) / 3600
