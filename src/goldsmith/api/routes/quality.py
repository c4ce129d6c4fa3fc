"""How good the answers are: agreement, pairs of workers, drift, confusion."""

from __future__ import annotations

from fastapi import APIRouter

from goldsmith.api import quality_schemas as schemas
from goldsmith.api.context import Staff, Use

router = APIRouter(tags=["quality"])


@router.get("/campaigns/{campaign_id}/agreement", operation_id="agreement")
async def agreement(campaign_id: int, who: Staff, use: Use) -> list[schemas.JudgementRow]:
    """How much validators agree, by category: the short table of `quality`."""
    return [schemas.JudgementRow(**row) for row in await use.quality.judgements(who, campaign_id)]


@router.get("/campaigns/{campaign_id}/quality", operation_id="quality")
async def quality(campaign_id: int, who: Staff, use: Use) -> schemas.QualityView:
    """Agreement with intervals, pairs of workers, drift and confusion, over finished tasks."""
    return schemas.QualityView(**await use.quality.view(who, campaign_id))
