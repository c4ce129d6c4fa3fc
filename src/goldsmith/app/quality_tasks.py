"""Finished tasks as the numbers of quality read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goldsmith.domain.span import Span
from goldsmith.domain.stage import StageKind

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """One finished task.

    Attributes:
        completed_at: when its last answer came.
        chars: length of its text in code points; 0 where it is about no chunk.
        answers: (worker, value) in the order they came; a value is a tuple of spans, or an option's name.
        outcome: how it ended, or None where the history does not say.
        round: of its item, from 1.
    """

    completed_at: datetime
    chars: int
    answers: tuple[tuple[str, Any], ...]
    outcome: str | None
    round: int


@dataclass(frozen=True, slots=True)
class StageTasks:
    """The finished tasks of one stage, all or a sample."""

    stage: Row
    tasks: tuple[Task, ...]

    @property
    def kind(self) -> StageKind:
        """What is done at the stage."""
        return StageKind(self.stage["kind"])

    @property
    def answered_twice(self) -> tuple[Task, ...]:
        """Those that can agree or not."""
        return tuple(task for task in self.tasks if len(task.answers) > 1)


def stage_tasks(stages: Sequence[Row], samples: Iterable[Row]) -> list[StageTasks]:
    """Rows of the store as stages with their tasks.

    Args:
        stages: {id, title, kind, category, labels, finished}.
        samples: {stage_id, completed_at, chars, outcome, round, answers: [{worker, spans, verdict, preference,
            ours_first}]}.
    """
    by_stage: dict[int, list[Task]] = defaultdict(list)
    kinds = {row["id"]: StageKind(row["kind"]) for row in stages}
    for row in samples:
        kind = kinds[row["stage_id"]]
        values = {str(answer["worker"]): _value(kind, answer) for answer in row["answers"] or ()}
        by_stage[row["stage_id"]].append(
            Task(
                row["completed_at"],
                row["chars"] or 0,
                tuple((worker, value) for worker, value in values.items() if value is not None),
                row["outcome"],
                row["round"] or 1,
            )
        )
    return [StageTasks(row, tuple(by_stage[row["id"]])) for row in stages]


def _value(kind: StageKind, answer: Row) -> Any:
    if kind is StageKind.ANNOTATE:
        spans = answer["spans"]
        return None if spans is None else tuple(Span(s["start"], s["end"], s["label"]) for s in spans)
    if kind is StageKind.COMPARE:
        if answer["preference"] is None:
            return None
        return _preferred(answer["preference"], ours_first=bool(answer["ours_first"]))
    return answer["verdict"]


def _preferred(preference: int, *, ours_first: bool) -> str:
    """Which answer a preference is for: from -2, the one on the left, to 2; 0 is a tie."""
    if preference == 0:
        return "tie"
    return "ours" if (preference < 0) == ours_first else "theirs"
