"""Goldens: the bank by stage, making, statistics, retiring."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, UploadFile

from goldsmith.api import golden_schemas as schemas
from goldsmith.api.context import Staff, Use
from goldsmith.api.schemas import Job

router = APIRouter(tags=["goldens"])


@router.get("/campaigns/{campaign_id}/goldens", operation_id="goldens")
async def goldens(campaign_id: int, who: Staff, use: Use) -> schemas.GoldenView:
    """The bank by stage, and when it runs out."""
    return schemas.GoldenView(**await use.goldens.view(who, campaign_id))


@router.get("/campaigns/{campaign_id}/goldens/bank", operation_id="golden_bank")
async def golden_bank(campaign_id: int, who: Staff, use: Use) -> list[schemas.GoldenRow]:
    """Every golden with its statistics, newest first."""
    return [schemas.GoldenRow(**row) for row in await use.goldens.bank(who, campaign_id)]


@router.post("/campaigns/{campaign_id}/goldens", status_code=202, operation_id="make_goldens")
async def make_goldens(campaign_id: int, body: schemas.GoldensIn, who: Staff, use: Use) -> Job:
    """Make goldens of quiz texts or by planting, as a job."""
    job = await use.goldens.make(who, campaign_id, body.how, per_stage=body.per_stage, seed=body.seed)
    return Job(**job)


@router.post("/campaigns/{campaign_id}/goldens/promotions", operation_id="promote_goldens")
async def promote_goldens(
    campaign_id: int, body: schemas.PromotionsIn, who: Staff, use: Use
) -> schemas.GoldensMade:
    """Make goldens of finished work."""
    made = await use.goldens.promote(who, campaign_id, item_ids=body.item_ids, per_stage=body.per_stage)
    return schemas.GoldensMade(**made)


@router.post("/campaigns/{campaign_id}/goldens/file", operation_id="load_goldens")
async def load_goldens(
    campaign_id: int, who: Staff, use: Use, file: Annotated[UploadFile, File()]
) -> schemas.GoldensMade:
    """Make goldens from a JSONL file of known solutions; a wrong line stops it before anything is made."""
    return schemas.GoldensMade(**await use.goldens.load(who, campaign_id, await file.read()))


@router.get("/goldens/{golden_id}", operation_id="golden")
async def golden(golden_id: int, who: Staff, use: Use) -> schemas.GoldenDetail:
    """One golden with its text, its truth and what people answered."""
    found = schemas.GoldenDetail(**await use.goldens.get(who, golden_id))
    await use.views.note(who, "golden", golden_id)
    return found


@router.post("/goldens/{golden_id}/retire", operation_id="retire_golden")
async def retire_golden(golden_id: int, who: Staff, use: Use) -> schemas.GoldenDetail:
    """Give it to nobody any more; what was scored with it stays."""
    return schemas.GoldenDetail(**await use.goldens.retire(who, golden_id))


@router.put("/stages/{stage_id}/goldens", status_code=204, operation_id="set_golden_minimum")
async def set_golden_minimum(stage_id: int, body: schemas.GoldenMinimumIn, who: Staff, use: Use) -> None:
    """Mix goldens in at a stage, or none."""
    await use.goldens.set_minimum(who, stage_id, body.minimum)
