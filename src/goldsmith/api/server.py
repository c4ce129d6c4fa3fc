"""The application: routes under /api/v1, the web client everywhere else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from goldsmith import __version__
from goldsmith.api import errors, schemas
from goldsmith.api.routes import (
    appeals,
    campaigns,
    decisions,
    deliveries,
    forecasts,
    goldens,
    money,
    monitoring,
    pay,
    people,
    privacy,
    quality,
    rules,
    signals,
    texts,
    voice,
    work,
)
from goldsmith.api.web import mount_web
from goldsmith.app.services import Services
from goldsmith.domain.errors import Unavailable

API = "/api/v1"
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(lifespan: Lifespan | None = None, *, web: Path | None = None) -> FastAPI:
    """Build the application.

    Args:
        lifespan: sets `app.state.services` on start and cleans up on stop.
        web: the folder of the built web client; None serves the API alone.
    """
    app = FastAPI(
        title="Goldsmith",
        version=__version__,
        summary="People and models together make gold-standard data for code models.",
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses={"4XX": {"model": schemas.Problem, "description": "What happened and what to do"}},
    )
    errors.install(app)
    for room in (
        people,
        campaigns,
        money,
        monitoring,
        work,
        texts,
        deliveries,
        forecasts,
        pay,
        quality,
        rules,
        signals,
    ):
        app.include_router(room.router, prefix=API)
    for room in (decisions, goldens, voice, appeals, privacy):
        app.include_router(room.router, prefix=API)
    _health(app)
    _robots(app)
    app.add_middleware(_Headers)
    if web is not None:
        mount_web(app, web)
    return app


def _health(app: FastAPI) -> None:
    @app.get(f"{API}/health", tags=["system"], operation_id="health")
    async def health(request: Request, response: Response) -> schemas.Health:
        """Whether the server and its database answer."""
        services: Services = request.app.state.services
        try:
            up = await services.is_database_up()
        except Unavailable:
            up = False
        response.status_code = 200 if up else 503
        if not up:
            response.headers["Retry-After"] = "2"
        return schemas.Health(status="ok" if up else "degraded", version=__version__, database=up)


def _robots(app: FastAPI) -> None:
    @app.get("/robots.txt", include_in_schema=False)
    async def robots() -> PlainTextResponse:
        """Nothing here is for search engines."""
        return PlainTextResponse("User-agent: *\nDisallow: /\n")


class _Headers:
    """Headers of every response: nothing is framed, sniffed, indexed or sent on as a referrer.

    Task texts hold personal data, so API answers are never stored.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_api = scope["path"].startswith(API)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Robots-Tag"] = "noindex, nofollow"
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Frame-Options"] = "DENY"
                if is_api:
                    headers.setdefault("Cache-Control", "no-store")
                else:
                    headers.setdefault("Content-Security-Policy", _CSP)
            await send(message)

        await self._app(scope, receive, send_with_headers)


# Styles are inline because the component library and the editor write them at run time.
_CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
