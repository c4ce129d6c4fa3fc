"""Money: budget, ledger, bonuses, payouts; and the worker's earnings."""

from __future__ import annotations

import sys
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse

from goldsmith.api import money_schemas as schemas
from goldsmith.api.context import Cursor, Limit, Staff, Use, Who, next_cursor
from goldsmith.api.schemas import Page

router = APIRouter(tags=["money"])

Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=100, pattern=r"^[\w-]+$")]
C = "/campaigns/{campaign_id}"


@router.get(C + "/budget", operation_id="budget")
async def budget(campaign_id: int, who: Staff, use: Use) -> schemas.Budget:
    """What was deposited, spent, promised and is free; and how long it lasts at each stage."""
    return schemas.Budget(**await use.ledger.budget(who, campaign_id))


@router.put(C + "/budget", operation_id="set_budget")
async def set_budget(
    campaign_id: int, body: schemas.BudgetIn, key: Key, who: Staff, use: Use
) -> schemas.Budget:
    """Make all deposits together this much; claims stop where it ends."""
    row = await use.ledger.set_budget(who, campaign_id, body.total, reason=body.reason, key=key)
    return schemas.Budget(**row)


@router.post(C + "/funds", operation_id="fund")
async def fund(campaign_id: int, body: schemas.MoneyIn, key: Key, who: Staff, use: Use) -> schemas.Budget:
    """Deposit; the first deposit sets the budget. The same key again changes nothing."""
    row = await use.ledger.fund(who, campaign_id, body.amount, reason=body.reason, key=key)
    return schemas.Budget(**row)


@router.post(C + "/refunds", operation_id="refund")
async def refund(campaign_id: int, body: schemas.MoneyIn, key: Key, who: Staff, use: Use) -> schemas.Budget:
    """Give back what is free. The same key again changes nothing."""
    row = await use.ledger.refund(who, campaign_id, body.amount, reason=body.reason, key=key)
    return schemas.Budget(**row)


@router.post(C + "/corrections", operation_id="correct")
async def correct(
    campaign_id: int, body: schemas.CorrectionIn, key: Key, who: Staff, use: Use
) -> schemas.Budget:
    """Pay a worker what was missing, or take back what was too much. The same key again changes nothing."""
    row = await use.ledger.correct(who, campaign_id, body.worker_id, body.amount, reason=body.reason, key=key)
    return schemas.Budget(**row)


@router.get(C + "/trial-balance", operation_id="trial_balance")
async def trial_balance(campaign_id: int, who: Staff, use: Use) -> schemas.TrialBalance:
    """Every account with its debits, credits and balance; the balances sum to zero."""
    return schemas.TrialBalance(**await use.ledger.trial_balance(who, campaign_id))


@router.get(C + "/ledger", operation_id="ledger")
async def ledger(
    campaign_id: int,
    who: Staff,
    use: Use,
    cursor: Cursor,
    kind: schemas.EntryKind | None = None,
    worker: Annotated[int | None, Query(ge=1)] = None,
    limit: Limit = 50,
) -> Page[schemas.LedgerEntry]:
    """Entries, newest first."""
    rows = await use.ledger.entries(
        who, campaign_id, kind=kind, worker_id=worker, before=cursor or sys.maxsize, limit=limit
    )
    return Page(rows=[schemas.LedgerEntry(**row) for row in rows], next=next_cursor(rows, limit))


@router.get(C + "/ledger.csv", operation_id="ledger_csv", response_class=StreamingResponse)
async def ledger_csv(campaign_id: int, who: Staff, use: Use) -> StreamingResponse:
    """All entries as CSV, oldest first; no cell is a formula."""
    pieces = await use.ledger.csv(who, campaign_id)
    name = f'attachment; filename="ledger-{campaign_id}.csv"'
    return StreamingResponse(pieces, media_type="text/csv", headers={"Content-Disposition": name})


@router.get(C + "/bonuses", operation_id="preview_bonuses")
async def preview_bonuses(campaign_id: int, who: Staff, use: Use) -> schemas.SharesPreview:
    """What each worker is missing to the hourly target, on accepted work with each task's time capped."""
    return schemas.SharesPreview(**await use.bonuses.preview(who, campaign_id))


@router.post(C + "/bonuses", operation_id="post_bonuses")
async def post_bonuses(
    campaign_id: int, body: schemas.BonusesIn, who: Staff, use: Use
) -> schemas.SharesPosted:
    """Post the bonuses of a preview; posting them twice changes nothing."""
    row = await use.bonuses.post(who, campaign_id, run=body.run, as_of=body.as_of, total=body.total)
    return schemas.SharesPosted(**row)


@router.get(C + "/final-shares", operation_id="preview_final_shares")
async def preview_final_shares(campaign_id: int, who: Staff, use: Use) -> schemas.FinalPreview:
    """What is left of a finished campaign's budget, shared by hours."""
    return schemas.FinalPreview(**await use.bonuses.final_preview(who, campaign_id))


@router.post(C + "/final-shares", operation_id="post_final_shares")
async def post_final_shares(
    campaign_id: int, body: schemas.FinalIn, who: Staff, use: Use
) -> schemas.SharesPosted:
    """Post the final shares of a preview; posting them twice changes nothing."""
    return schemas.SharesPosted(
        **await use.bonuses.final_post(who, campaign_id, run=body.run, total=body.total)
    )


@router.get(C + "/payouts", operation_id="payouts")
async def payouts(campaign_id: int, who: Staff, use: Use) -> schemas.PayoutsView:
    """Batches, newest first, and what a new one would hold."""
    return schemas.PayoutsView(**await use.payouts.listed(who, campaign_id))


@router.post(C + "/payouts", status_code=201, operation_id="draft_payouts")
async def draft_payouts(
    campaign_id: int, body: schemas.PayoutDraftIn, who: Staff, use: Use
) -> schemas.PayoutBatchView:
    """Draft a batch of what stands on the workers' accounts."""
    row = await use.payouts.draft(
        who, campaign_id, minimum=body.minimum, with_unknown=body.with_unknown, note=body.note
    )
    return schemas.PayoutBatchView(**row)


@router.get("/payout-batches/{batch_id}", operation_id="payout_batch")
async def payout_batch(batch_id: int, who: Staff, use: Use) -> schemas.PayoutBatchView:
    """A batch with its payouts."""
    return schemas.PayoutBatchView(**await use.payouts.batch(who, batch_id))


@router.post("/payout-batches/{batch_id}/events", operation_id="payout_batch_event")
async def payout_batch_event(
    batch_id: int, body: schemas.PayoutBatchEventIn, who: Staff, use: Use
) -> schemas.PayoutBatchView:
    """Approve, discard, send, settle or fail a batch. Nobody approves a batch that pays themselves."""
    return schemas.PayoutBatchView(**await use.payouts.move(who, batch_id, body.event, reason=body.reason))


@router.post("/payouts/{payout_id}/events", operation_id="payout_event")
async def payout_event(
    payout_id: int, body: schemas.PayoutEventIn, who: Staff, use: Use
) -> schemas.PayoutBatchView:
    """Say what became of one payout: it arrived, failed, or came back."""
    return schemas.PayoutBatchView(**await use.payouts.decide(who, payout_id, body.event, reason=body.reason))


@router.get("/payout-batches/{batch_id}/files/{name}", operation_id="payout_file", response_class=Response)
async def payout_file(batch_id: int, name: str, who: Staff, use: Use) -> Response:
    """The file of an approved batch for a bank or a payment service; that you took it is kept."""
    file_name, media_type, text = await use.payouts.file(who, batch_id, name)
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(text, media_type=media_type, headers=headers)


@router.get("/me/earnings", operation_id="earnings")
async def earnings(who: Who, use: Use) -> list[schemas.CampaignEarnings]:
    """What your campaigns brought you, what waits, and how it stands against the hourly target."""
    return [schemas.CampaignEarnings(**row) for row in await use.earnings.mine(who)]


@router.get("/me/entries", operation_id="earnings_entries")
async def earnings_entries(
    who: Who, use: Use, cursor: Cursor, limit: Limit = 50
) -> Page[schemas.EarningsEntry]:
    """What came to your account and left it, newest first."""
    rows = await use.earnings.entries(who, before=cursor or sys.maxsize, limit=limit)
    return Page(rows=[schemas.EarningsEntry(**row) for row in rows], next=next_cursor(rows, limit))


@router.get("/me/payout-destination", operation_id="destination")
async def destination(who: Who, use: Use) -> schemas.Destination | None:
    """Where your money goes; null before you said so."""
    row = await use.earnings.destination(who)
    return None if row is None else schemas.Destination(**row)


@router.put("/me/payout-destination", operation_id="set_destination")
async def set_destination(body: schemas.DestinationIn, who: Who, use: Use) -> schemas.Destination | None:
    """Say where your money goes. Nobody else sees it but the bank or service that pays you."""
    row = await use.earnings.set_destination(who, **body.model_dump())
    return None if row is None else schemas.Destination(**row)


@router.delete("/me/payout-destination", status_code=204, operation_id="forget_destination")
async def forget_destination(who: Who, use: Use) -> None:
    """Delete where your money goes."""
    await use.earnings.forget_destination(who)
