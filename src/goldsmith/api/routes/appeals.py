"""Appeals, and pay by country."""

from __future__ import annotations

from fastapi import APIRouter

from goldsmith.api import voice_schemas as schemas
from goldsmith.api.context import Staff, Use, Worker

router = APIRouter(tags=["voice"])


@router.post("/appeals", status_code=201, operation_id="file_appeal")
async def file_appeal(body: schemas.AppealIn, who: Worker, use: Use) -> schemas.Appeal:
    """Object to a rejection, a restriction or what a rule did; without an answer in time the worker is right."""
    return schemas.Appeal(**await use.appeals.file(who, body.kind, body.subject_id, body.text))


@router.get("/me/appealable/{kind}/{subject_id}", operation_id="appealable")
async def appealable(kind: schemas.AppealKind, subject_id: int, who: Worker, use: Use) -> schemas.Appealable:
    """A decision about the caller, as they would appeal it."""
    return schemas.Appealable(**await use.appeals.subject(who, kind, subject_id))


@router.get("/me/appeals", operation_id="my_appeals")
async def my_appeals(who: Worker, use: Use) -> list[schemas.Appeal]:
    """The caller's appeals, newest first."""
    return [schemas.Appeal(**row) for row in await use.appeals.mine(who)]


@router.post("/appeals/{appeal_id}/withdraw", operation_id="withdraw_appeal")
async def withdraw_appeal(appeal_id: int, who: Worker, use: Use) -> schemas.Appeal:
    """Take an open appeal back."""
    return schemas.Appeal(**await use.appeals.withdraw(who, appeal_id))


@router.get("/campaigns/{campaign_id}/appeals", operation_id="appeals")
async def appeals(campaign_id: int, who: Staff, use: Use) -> schemas.AppealQueue:
    """Open appeals of a campaign by deadline, then decided ones."""
    return schemas.AppealQueue(**await use.appeals.queue(who, campaign_id))


@router.put("/campaigns/{campaign_id}/appeals/days", status_code=204, operation_id="set_appeal_days")
async def set_appeal_days(campaign_id: int, body: schemas.AppealDaysIn, who: Staff, use: Use) -> None:
    """How many days there are to answer, for coming appeals."""
    await use.appeals.set_days(who, campaign_id, body.days)


@router.post("/appeals/{appeal_id}/decision", operation_id="decide_appeal")
async def decide_appeal(
    appeal_id: int, body: schemas.AppealDecisionIn, who: Staff, use: Use
) -> schemas.Appeal:
    """Uphold an appeal, which takes the decision back, or dismiss it with a reason."""
    return schemas.Appeal(**await use.appeals.decide(who, appeal_id, body.decision, body.answer))


@router.get("/campaigns/{campaign_id}/country-pay", operation_id="country_pay")
async def country_pay(campaign_id: int, who: Staff, use: Use) -> schemas.CountryPayTable:
    """Hourly pay by country, and what it buys there."""
    return schemas.CountryPayTable(**await use.country_pay.table(who, campaign_id))
