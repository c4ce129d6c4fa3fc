"""Sessions, joining, tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from goldsmith.api import schemas
from goldsmith.api.context import COOKIE, Staff, Use, Who, csrf_token, optional_principal, set_session
from goldsmith.app.principal import Principal

router = APIRouter(tags=["people"])


def _me(who: Principal, session: str | None) -> schemas.Me:
    return schemas.Me(
        id=who.account_id,
        role=who.role,
        name=who.name,
        country=who.country,
        simulated=who.simulated,
        csrf_token=csrf_token(session) if session else None,
    )


@router.post("/session", operation_id="open_session")
async def open_session(body: schemas.LinkIn, request: Request, response: Response, use: Use) -> schemas.Me:
    """Sign in with a one-time link."""
    session, who = await use.accounts.redeem_link(body.token)
    set_session(request, response, session)
    return _me(who, session)


@router.delete("/session", status_code=204, operation_id="close_session")
async def close_session(who: Who, response: Response, use: Use) -> None:
    """Sign out."""
    await use.accounts.log_out(who)
    response.delete_cookie(COOKIE, path="/")


@router.get("/me", operation_id="me")
async def me(who: Who, request: Request) -> schemas.Me:
    """Who is asking."""
    return _me(who, request.cookies.get(COOKIE))


@router.get("/invites/{code}", operation_id="preview_invite")
async def preview_invite(code: str, use: Use) -> schemas.InvitePreview:
    """What an invite leads to."""
    invite = await use.accounts.preview_invite(code)
    return schemas.InvitePreview(**invite, consent=await use.consents.current(invite["campaign_id"]))


@router.post("/join", operation_id="join")
async def join(
    body: schemas.JoinIn,
    request: Request,
    response: Response,
    use: Use,
    current: Annotated[Principal | None, Depends(optional_principal)],
) -> schemas.Me:
    """Join a campaign as a worker."""
    session, who, _campaign = await use.accounts.join(
        body.invite, name=body.name, country=body.country, consent=body.consent, current=current,
        consent_version=body.consent_version,
    )  # fmt: skip
    if session is not None:
        set_session(request, response, session)
    return _me(who, session or request.cookies.get(COOKIE))


@router.post("/tokens", status_code=201, operation_id="create_token")
async def create_token(body: schemas.TokenIn, who: Who, use: Use) -> schemas.TokenCreated:
    """Create an API token; it is shown once."""
    return schemas.TokenCreated(**await use.accounts.create_token(who, body.label, body.days))


@router.get("/tokens", operation_id="tokens")
async def tokens(who: Who, use: Use) -> list[schemas.Token]:
    """The caller's API tokens."""
    return [schemas.Token(**row) for row in await use.accounts.tokens(who)]


@router.delete("/tokens/{token_id}", status_code=204, operation_id="revoke_token")
async def revoke_token(token_id: int, who: Who, use: Use) -> None:
    """Revoke one of the caller's API tokens."""
    await use.accounts.revoke_credential(who, token_id)


@router.post("/campaigns/{campaign_id}/invites", status_code=201, operation_id="create_invite")
async def create_invite(
    campaign_id: int, body: schemas.InviteIn, who: Staff, use: Use
) -> schemas.InviteCreated:
    """Create a link by which workers join; its code is shown once."""
    return schemas.InviteCreated(**await use.campaigns.invite(who, campaign_id, body.model_dump()))


@router.get("/campaigns/{campaign_id}/invites", operation_id="invites")
async def invites(campaign_id: int, who: Staff, use: Use) -> list[schemas.Invite]:
    """The campaign's invites."""
    return [schemas.Invite(**row) for row in await use.campaigns.invites(who, campaign_id)]


@router.delete("/campaigns/{campaign_id}/invites/{invite_id}", status_code=204, operation_id="revoke_invite")
async def revoke_invite(campaign_id: int, invite_id: int, who: Staff, use: Use) -> None:
    """Withdraw an invite."""
    await use.campaigns.revoke_invite(who, campaign_id, invite_id)
