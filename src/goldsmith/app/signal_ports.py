"""What signals need of the storage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from goldsmith.app.ports import Row


class SignalStore(Protocol):
    """How texts came about."""

    async def add(self, answer_id: int, worker_id: int, given: Mapping[str, int], now: datetime) -> None:
        """Keep the signals of a worker's own answer; the first ones stay."""
        ...

    async def of_item(self, item_id: int) -> list[Row]:
        """Answers with texts to an item: answer_id, worker_id, fields, shows_suggestions, and the signals or None."""
        ...

    async def under_review(self, assignment_id: int, worker_id: int) -> Row | None:
        """What a worker's own task is about: {item_id, answer_id}; answer_id is None where it is no open review."""
        ...

    async def item(self, item_id: int) -> Row | None:
        """{campaign_id, suggestions: texts of models that its author saw}."""
        ...

    async def known_texts(self, campaign_id: int, most: int) -> Row:
        """Texts of known origin: {model: suggestions, people: accepted first texts as [answer_id, text]}."""
        ...
