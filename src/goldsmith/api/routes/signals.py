"""Signals about how texts came about, for those who judge them."""

from __future__ import annotations

from fastapi import APIRouter

from goldsmith.api import signal_schemas as schemas
from goldsmith.api.context import Staff, Use, Who

router = APIRouter(tags=["quality"])


@router.get("/items/{item_id}/signals", operation_id="item_signals")
async def item_signals(item_id: int, who: Staff, use: Use) -> list[schemas.AnswerSignals]:
    """Signals of all texts written for an item."""
    return [schemas.AnswerSignals(**row) for row in await use.signals.of_item(who, item_id)]


@router.get("/assignments/{assignment_id}/signals", operation_id="review_signals")
async def review_signals(assignment_id: int, who: Who, use: Use) -> schemas.AnswerSignals | None:
    """Signals of the text that the worker reviews; null where the task is not a review of theirs."""
    row = await use.signals.under_review(who, assignment_id)
    return None if row is None else schemas.AnswerSignals(**row)
