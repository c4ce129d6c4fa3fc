"""Consent, one's own data, and who saw what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from goldsmith.api import consent_schemas as schemas
from goldsmith.api.context import COOKIE, Staff, Use, Worker

router = APIRouter(tags=["privacy"])


@router.get("/me/consents/{campaign_id}", operation_id="my_consent")
async def my_consent(campaign_id: int, who: Worker, use: Use) -> schemas.WorkerConsent:
    """What a campaign asks the caller to accept, and what they accepted."""
    return schemas.WorkerConsent(**await use.consents.of_worker(who, campaign_id))


@router.post("/me/consents/{campaign_id}", operation_id="accept_consent")
async def accept_consent(
    campaign_id: int, body: schemas.AcceptIn, who: Worker, use: Use
) -> schemas.WorkerConsent:
    """Accept the version that holds."""
    return schemas.WorkerConsent(**await use.consents.accept(who, campaign_id, body.version))


@router.get("/campaigns/{campaign_id}/consent", operation_id="consent_history")
async def consent_history(campaign_id: int, who: Staff, use: Use) -> schemas.ConsentHistory:
    """What holds, what a new version would say today, and all versions."""
    return schemas.ConsentHistory(**await use.consents.history(who, campaign_id))


@router.get("/campaigns/{campaign_id}/consent/versions/{version}", operation_id="consent_version")
async def consent_version(campaign_id: int, version: int, who: Staff, use: Use) -> schemas.ConsentText:
    """One version, word by word."""
    return schemas.ConsentText(**await use.consents.version(who, campaign_id, version))


@router.post("/campaigns/{campaign_id}/consent/preview", operation_id="preview_consent")
async def preview_consent(
    campaign_id: int, body: schemas.ConsentWordsIn, who: Staff, use: Use
) -> schemas.ProposedConsent:
    """What a new version with these words would say."""
    return schemas.ProposedConsent(**await use.consents.preview(who, campaign_id, **body.model_dump()))


@router.post("/campaigns/{campaign_id}/consent", operation_id="publish_consent")
async def publish_consent(
    campaign_id: int, body: schemas.ConsentIn, who: Staff, use: Use
) -> schemas.ConsentHistory:
    """Publish a new version; every worker accepts it before their next task."""
    return schemas.ConsentHistory(**await use.consents.publish(who, campaign_id, **body.model_dump()))


@router.get("/campaigns/{campaign_id}/consent/acceptances", operation_id="acceptances")
async def acceptances(
    campaign_id: int, who: Staff, use: Use, limit: Annotated[int, Query(ge=1, le=5000)] = 2000
) -> list[schemas.Acceptance]:
    """Who accepted which version when."""
    return [schemas.Acceptance(**row) for row in await use.consents.acceptances(who, campaign_id, limit)]


@router.get("/me/data", operation_id="my_data")
async def my_data(who: Worker, use: Use) -> schemas.MyData:
    """What the caller would give up by being forgotten."""
    return schemas.MyData(**await use.privacy.mine(who))


@router.get("/me/data.json", operation_id="export_my_data", response_class=StreamingResponse)
async def export_my_data(who: Worker, use: Use) -> StreamingResponse:
    """Everything that is stored about the caller, as one JSON object: a list a section."""
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"', "Cache-Control": "no-store"}
    return StreamingResponse(_object(use.privacy.export(who)), media_type="application/json", headers=headers)


@router.post("/me/erasure", status_code=204, operation_id="forget_me")
async def forget_me(body: schemas.ForgetMeIn, request: Request, who: Worker, use: Use) -> Response:
    """Be forgotten: name, country, ways to sign in, messages. Answers and the books of pay stay."""
    await use.privacy.forget_me(who, name=body.name, gives_up_pay=body.gives_up_pay)
    response = Response(status_code=204)
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path="/")
    return response


@router.post(
    "/campaigns/{campaign_id}/workers/{worker_id}/erasure", status_code=204, operation_id="forget_worker"
)
async def forget_worker(
    campaign_id: int, worker_id: int, body: schemas.ForgetIn, who: Staff, use: Use
) -> None:
    """Forget a worker who asked for it."""
    await use.privacy.forget(who, campaign_id, worker_id, gives_up_pay=body.gives_up_pay)


@router.get("/items/{item_id}/viewers", operation_id="viewers")
async def viewers(item_id: int, who: Staff, use: Use) -> list[schemas.Viewer]:
    """Who saw the text of an item, by a task or otherwise, newest first."""
    return [schemas.Viewer(**row) for row in await use.views.viewers(who, item_id)]


async def _object(batches: AsyncIterator[tuple[str, Sequence[Any]]]) -> AsyncIterator[bytes]:
    """Batches of rows by section as one JSON object, never all in memory."""
    section: str | None = None
    is_first = True
    async for name, rows in batches:
        if name != section:
            yield (b"{" if section is None else b"\n],") + b"\n" + orjson.dumps(name) + b": ["
            section, is_first = name, True
        for row in rows:
            yield (b"\n" if is_first else b",\n") + orjson.dumps(row, default=str, option=orjson.OPT_UTC_Z)
            is_first = False
    yield b"\n]\n}\n" if section is not None else b"{}\n"
