"""What an owner watches: funnel, throughput, workers, items."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from goldsmith.api import schemas
from goldsmith.api.context import Cursor, Limit, Staff, Use, next_cursor
from goldsmith.domain.workflow import ItemState

router = APIRouter(tags=["monitoring"])


@router.get("/campaigns/{campaign_id}/funnel", operation_id="funnel")
async def funnel(campaign_id: int, who: Staff, use: Use) -> list[schemas.FunnelCell]:
    """Items by stage, category and state."""
    return [schemas.FunnelCell(**row) for row in await use.monitoring.funnel(who, campaign_id)]


@router.get("/campaigns/{campaign_id}/throughput", operation_id="throughput")
async def throughput(
    campaign_id: int, who: Staff, use: Use, minutes: Annotated[int, Query(ge=1, le=60 * 24 * 31)] = 60
) -> schemas.Throughput:
    """Answers over the last minutes, in at most 60 intervals."""
    return schemas.Throughput(**await use.monitoring.throughput(who, campaign_id, minutes))


@router.get("/campaigns/{campaign_id}/prelabels", operation_id="prelabels")
async def prelabels(campaign_id: int, who: Staff, use: Use) -> list[schemas.PrelabelRow]:
    """What became of a model's suggestions, by category, beside the control that did not see them."""
    return [schemas.PrelabelRow(**row) for row in await use.monitoring.prelabels(who, campaign_id)]


@router.get("/campaigns/{campaign_id}/workers", operation_id="workers")
async def workers(campaign_id: int, who: Staff, use: Use) -> list[schemas.WorkerRow]:
    """The campaign's workers."""
    return [schemas.WorkerRow(**row) for row in await use.monitoring.workers(who, campaign_id)]


@router.get("/campaigns/{campaign_id}/items", operation_id="items")
async def items(
    campaign_id: int,
    who: Staff,
    use: Use,
    cursor: Cursor,
    stage_id: int | None = None,
    state: ItemState | None = None,
    category: Annotated[str | None, Query(max_length=50)] = None,
    path: Annotated[str | None, Query(max_length=500, description="part of the path")] = None,
    limit: Limit = 100,
) -> schemas.Page[schemas.ItemSummary]:
    """Items of a campaign, newest first."""
    filters = {"stage_id": stage_id, "state": state, "category": category, "path": path}
    rows = await use.items.page(who, campaign_id, filters, before=cursor, limit=limit)
    return schemas.Page(rows=[schemas.ItemSummary(**row) for row in rows], next=next_cursor(rows, limit))


@router.get("/items/{item_id}", operation_id="item")
async def item(item_id: int, who: Staff, use: Use) -> schemas.ItemDetail:
    """One item with its text, answers and full history."""
    found = schemas.ItemDetail(**await use.items.get(who, item_id))
    await use.views.note(who, "item", item_id)
    return found
