"""What the quality page needs of the storage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from goldsmith.app.ports import Row


class QualityStore(Protocol):
    """Finished tasks with their answers."""

    async def mark_of(self, campaign_id: int) -> Row:
        """What changes when a task is finished: {finished, latest}."""
        ...

    async def stages(self, campaign_id: int) -> list[Row]:
        """The stages of people: id, title, kind, category, labels, finished (their finished tasks)."""
        ...

    async def sample(self, campaign_id: int, per_stage: int) -> list[Row]:
        """Finished tasks with their answers, at most `per_stage` of each stage, drawn evenly over time.

        Rows {stage_id, completed_at, chars, outcome, round, answers}; an answer is {worker, spans, verdict, preference,
        ours_first}. Late and unused answers are left out, and goldens are no tasks of a campaign.
        """
        ...

    async def names(self, workers: Sequence[int]) -> dict[int, Row]:
        """Names of accounts: id → {name, simulated}."""
        ...
