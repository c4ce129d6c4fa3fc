"""What routes depend on: the services, the caller, the page cursor."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Annotated

from fastapi import Depends, Header, Query, Request, Response

from goldsmith.app.principal import Principal, require_staff, require_worker
from goldsmith.app.services import Services
from goldsmith.domain.errors import Forbidden, InvalidInput, NotAuthenticated

COOKIE = "goldsmith_session"
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


async def services(request: Request) -> Services:
    """The use cases of this server. Async, since a plain function would cost a thread switch a request."""
    found: Services = request.app.state.services
    return found


def csrf_token(session: str) -> str:
    """The token that a page sends back with unsafe requests: derived from the session, so it needs no store."""
    return hmac.new(session.encode(), b"goldsmith csrf", hashlib.sha256).hexdigest()


async def principal(request: Request, authorization: Annotated[str | None, Header()] = None) -> Principal:
    """The caller, by API token (Authorization: Bearer) or by session cookie with CSRF protection.

    Raises:
        NotAuthenticated: neither, or no longer good.
        Forbidden: an unsafe request with a cookie but without its CSRF token.
    """
    use: Services = request.app.state.services
    accounts = use.accounts
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotAuthenticated(
                "The Authorization header is malformed.", hint="Send: Authorization: Bearer TOKEN."
            )
        return await accounts.authenticate(token.strip())
    session = request.cookies.get(COOKIE)
    if session is None:
        raise NotAuthenticated("You are not signed in.", hint="Open your login or invite link.")
    # First who it is: a cookie that stands for nobody any more must not keep a person from joining anew.
    who = await accounts.authenticate(session)
    if request.method in _UNSAFE and not hmac.compare_digest(
        request.headers.get("x-csrf-token", "").encode(), csrf_token(session).encode()
    ):
        raise Forbidden("The request lacks its CSRF token.", hint="Reload the page and try again.")
    return who


async def optional_principal(request: Request) -> Principal | None:
    """The caller, or None where nobody is signed in."""
    try:
        return await principal(request, request.headers.get("authorization"))
    except NotAuthenticated:
        return None


async def staff(who: Annotated[Principal, Depends(principal)]) -> Principal:
    """The caller, who must be an owner or requester."""
    require_staff(who)
    return who


async def worker(who: Annotated[Principal, Depends(principal)]) -> Principal:
    """The caller, who must be a worker."""
    require_worker(who)
    return who


def set_session(request: Request, response: Response, session: str) -> None:
    """Put the session into a cookie that scripts cannot read."""
    response.set_cookie(
        COOKIE,
        session,
        max_age=30 * 24 * 3600,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/",
    )


async def cursor(after: Annotated[str | None, Query(alias="cursor", max_length=100)] = None) -> int | None:
    """The position that a page ended at.

    Raises:
        InvalidInput: it is not one of ours.
    """
    if after is None:
        return None
    try:
        return int(base64.b64decode(after, altchars=b"-_", validate=True).decode())
    except ValueError:
        raise InvalidInput(
            "The cursor is malformed.", hint="Use `next` of the page before, unchanged."
        ) from None


def next_cursor(rows: list[dict[str, object]], limit: int) -> str | None:
    """The cursor after a full page; None where the list ends."""
    if len(rows) < limit:
        return None
    return base64.urlsafe_b64encode(str(rows[-1]["id"]).encode()).decode()


Who = Annotated[Principal, Depends(principal)]
Staff = Annotated[Principal, Depends(staff)]
Worker = Annotated[Principal, Depends(worker)]
Use = Annotated[Services, Depends(services)]
Cursor = Annotated[int | None, Depends(cursor)]
Limit = Annotated[int, Query(ge=1, le=500)]
