"""What goldens need of the storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from goldsmith.app.ports import Row


class GoldenStore(Protocol):
    """The bank of tasks with a known answer."""

    async def stages(self, campaign_id: int) -> list[Row]:
        """The stages that can have goldens, upstream first.

        Returns:
            {id, key, kind, category, title, position, golden_min, labels, form, given, active, retired}; given counts
            answers of workers to goldens.
        """
        ...

    async def set_minimum(self, stage_id: int, minimum: int) -> None:
        """How many goldens a worker gets right before they become rare; 0: none are mixed in."""
        ...

    async def documents(self, campaign_id: int, most: int) -> list[Row]:
        """Documents as models for the address of a golden: {repository, path, language, licences}."""
        ...

    async def plantable(self, campaign_id: int, seed: int, most: int, *, is_fresh: bool) -> list[Row]:
        """Chunks that could be planted into, in an order that the seed draws.

        Args:
            campaign_id: whose.
            seed: the same one gives the same order.
            most: chunks at most.
            is_fresh: leave out those that were planted into before.

        Returns:
            {id, idx, start_char, first_line, first_column, text, repository, path, language, licences, chunks,
            items: {category: item id}}.
        """
        ...

    async def decided(self, campaign_id: int, *, item_ids: Sequence[int] | None, per_stage: int) -> list[Row]:
        """Finished work whose answer is known by now, the surest first within a stage.

        Args:
            campaign_id: whose.
            item_ids: of these items; None for any.
            per_stage: at most so many a stage; no limit where items are named.

        Returns:
            {stage_id, kind, item_id, task_id, spans, shown, verdict, answers, confidence}: spans are the accepted
            marks of a chunk; shown and verdict what was validated and how; answers those of reviews and comparisons.
        """
        ...

    async def promotable(self, campaign_id: int, item_id: int) -> Row | None:
        """An item of the campaign: {id, category, chunk_id}; None where there is none."""
        ...

    async def add(
        self, campaign_id: int, rows: Sequence[Mapping[str, Any]], *, by: int | None, now: datetime
    ) -> int:
        """Make goldens, all or none; those that are there already are passed over.

        Args:
            campaign_id: whose.
            rows: {stage_id, source, identity, truth, note} with either {document, chunk} for new text, or
                {source_item_id} for a copy of an item; further {source_item_id}, {shown}: marks to judge,
                {task_id}: the finished task it copies, {prelabel}, {material}: goldens of equal material are about
                one item; default: the identity.
            by: who makes them.
            now: the time.

        Returns:
            how many are new.
        """
        ...

    async def bank(self, campaign_id: int) -> list[Row]:
        """Every golden with its statistics, newest first."""
        ...

    async def golden(self, golden_id: int) -> Row | None:
        """One of them, with its text."""
        ...

    async def retire(self, golden_id: int, now: datetime) -> bool:
        """Give it to nobody any more; False where that was so already."""
        ...

    async def uses(self, campaign_id: int, since: datetime) -> list[Row]:
        """Who got goldens since: {stage_id, worker_id, used, first_at, left}."""
        ...
