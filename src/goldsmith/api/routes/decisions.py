"""Accept, reject, use or not: decisions about single assignments."""

from __future__ import annotations

from fastapi import APIRouter

from goldsmith.api import decision_schemas as schemas
from goldsmith.api.context import Cursor, Limit, Staff, Use, next_cursor
from goldsmith.api.schemas import Page

router = APIRouter(tags=["decisions"])


@router.get("/campaigns/{campaign_id}/decisions", operation_id="decision_queue")
async def decision_queue(
    campaign_id: int,
    who: Staff,
    use: Use,
    cursor: Cursor,
    state: schemas.QueueState | None = None,
    stage_id: int | None = None,
    worker_id: int | None = None,
    limit: Limit = 50,
) -> Page[schemas.QueueRow]:
    """Submitted and decided work, newest first."""
    filters = {"state": state, "stage_id": stage_id, "worker_id": worker_id}
    rows = await use.decisions.queue(who, campaign_id, filters, before=cursor, limit=limit)
    return Page(rows=[schemas.QueueRow(**row) for row in rows], next=next_cursor(rows, limit))


@router.get("/campaigns/{campaign_id}/decisions/counts", operation_id="decision_counts")
async def decision_counts(campaign_id: int, who: Staff, use: Use) -> schemas.DecisionCounts:
    """How many wait for a decision, and what accepting them pays."""
    return schemas.DecisionCounts(**await use.decisions.counts(who, campaign_id))


@router.get("/assignments/{assignment_id}/evidence", operation_id="decision_evidence")
async def decision_evidence(assignment_id: int, who: Staff, use: Use) -> schemas.Evidence:
    """One assignment with the text it is about and what others said of it."""
    found = schemas.Evidence(**await use.decisions.get(who, assignment_id))
    await use.views.note(who, "evidence", assignment_id)
    return found


@router.post("/decisions", operation_id="decide")
async def decide(body: schemas.DecisionsIn, who: Staff, use: Use) -> schemas.Decided:
    """Decide about assignments; what cannot be decided so any more is named with the reason."""
    done = await use.decisions.decide(who, body.ids, body.decision, reason=body.reason)
    return schemas.Decided(**done)


@router.post("/campaigns/{campaign_id}/decisions/accept-waiting", operation_id="accept_waiting")
async def accept_waiting(
    campaign_id: int, body: schemas.AcceptWaitingIn, who: Staff, use: Use
) -> schemas.AcceptedCount:
    """Accept everything that waits and is not held, of a stage or a worker or all."""
    count = await use.decisions.accept_waiting(who, campaign_id, body.model_dump())
    return schemas.AcceptedCount(accepted=count)
