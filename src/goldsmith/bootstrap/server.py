"""`goldsmith up`: the database, the web server and the job worker, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from goldsmith.api.server import create_app
from goldsmith.app.services import Services
from goldsmith.app.supervision import BATCH
from goldsmith.bootstrap.postgres import database
from goldsmith.bootstrap.settings import WEB, Settings
from goldsmith.bootstrap.wiring import connected
from goldsmith.domain.errors import Conflict, GoldsmithError, Unavailable

_log = logging.getLogger(__name__)
_EXPIRE_EVERY_S = 5.0
_SUPERVISE_EVERY_S = 3.0
_ACCEPT_EVERY_S = 60.0
#: Threads and cores are few, and PostgreSQL does the work: more connections only queue elsewhere.
_POOL = 10


@dataclass(frozen=True, slots=True)
class Started:
    """What a person needs to know once the server answers."""

    url: str
    owner_link: str
    campaign_id: int | None


Prepare = Callable[[Services], Awaitable[int | None]]


def serve(
    settings: Settings,
    *,
    on_started: Callable[[Started], None],
    prepare: Prepare | None = None,
    ready_file: Path | None = None,
    with_worker: bool = True,
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        settings: where and how.
        on_started: called once the server answers.
        prepare: an async function (services) → campaign id or None, run before the link is printed.
        ready_file: written as JSON {url, owner_link, pid} once the server answers, for programs.
        with_worker: run a job worker beside the server.

    Raises:
        FolderInUse: another Goldsmith serves this folder.
        Conflict: the port is taken.
    """
    # SIGTERM unwinds the stack below like an error would: the default would end us on the spot, and leave
    # the worker and the database behind. (uvicorn raises the signal again once it has stopped.)
    signal.signal(signal.SIGTERM, _leave)
    with ExitStack() as stack:
        if settings.database_url is None:
            from goldsmith.storage.embedded import FolderLock

            stack.enter_context(FolderLock.hold(settings.data, role="server", what="goldsmith up"))
        listener = stack.enter_context(contextlib.closing(_listen(settings)))
        dsn = stack.enter_context(database(settings, what="goldsmith up", watch=True))
        url = f"http://{settings.host}:{listener.getsockname()[1]}"
        started = _Start(settings, url, on_started, prepare, ready_file)
        app = create_app(_lifespan(dsn, settings, started), web=WEB)
        if with_worker:
            stack.enter_context(_Worker(settings))
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            http="httptools",
            lifespan="on",
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=5,
        )
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
        if started.failed is not None:
            raise started.failed


def _leave(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _listen(settings: Settings) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        # Listening before we are ready: who comes early waits a moment instead of being refused.
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise Conflict(
            f"Port {settings.port} on {settings.host} cannot be used: {error.strerror}.",
            hint="Stop the program that has it, or choose another with --port.",
        ) from None
    return listener


class _Start:
    """What happens once the services are there: prepare, make the owner's link, tell."""

    def __init__(
        self,
        settings: Settings,
        url: str,
        on_started: Callable[[Started], None],
        prepare: Prepare | None,
        ready_file: Path | None,
    ) -> None:
        self._settings = settings
        self._url = url
        self._on_started = on_started
        self._prepare = prepare
        self._ready_file = ready_file
        self.failed: GoldsmithError | None = None

    async def __call__(self, services: Services) -> None:
        token = await services.accounts.owner_link()
        campaign_id: int | None = None
        if self._prepare is not None:
            campaign_id = await self._prepare(services)
        started = Started(self._url, f"{self._url}/login#{token}", campaign_id)
        if self._ready_file is not None:
            content = {"url": started.url, "owner_link": started.owner_link, "pid": os.getpid()}
            temporary = self._ready_file.with_suffix(".part")
            await asyncio.to_thread(temporary.write_text, json.dumps(content))
            await asyncio.to_thread(temporary.replace, self._ready_file)
        self._on_started(started)


def _lifespan(
    dsn: str, settings: Settings, started: _Start
) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with connected(dsn, settings, pool_size=_POOL) as here:
            services = here.services
            app.state.services = services
            try:
                await started(services)
            except GoldsmithError as error:
                started.failed = error
                raise
            sweeper = asyncio.create_task(_sweep(services))
            supervisor = asyncio.create_task(_supervise(services))
            accepting = asyncio.create_task(_accept_due(services))
            yield
            accepting.cancel()
            supervisor.cancel()
            sweeper.cancel()

    return lifespan


async def _sweep(services: Services) -> None:
    """Free leases that ran out, every few seconds, whatever happens to the database meanwhile."""
    while True:
        try:
            await services.assignments.expire_leases()
        except Unavailable:
            _log.info("the database is away; leases are looked at later")
        except Exception:
            _log.exception("freeing leases failed; trying again")
        await asyncio.sleep(_EXPIRE_EVERY_S)


async def _supervise(services: Services) -> None:
    """Look at what people did since the last look: agreement, skills, speed, rules."""
    while True:
        dealt_with = 0
        try:
            dealt_with = await services.supervision.tick()
        except Unavailable:
            _log.info("the database is away; work is looked at later")
        except Exception:
            _log.exception("looking at work failed; trying again")
        await asyncio.sleep(0 if dealt_with > BATCH // 2 else _SUPERVISE_EVERY_S)


async def _accept_due(services: Services) -> None:
    """Accept what its review period left undecided, and uphold appeals that nobody answered, every minute."""
    while True:
        try:
            await services.decisions.accept_due()
            await services.appeals.expire_due()
        except Unavailable:
            _log.info("the database is away; work is accepted later")
        except Exception:
            _log.exception("accepting work failed; trying again")
        await asyncio.sleep(_ACCEPT_EVERY_S)


class _Worker:
    """A `goldsmith worker` beside the server: a process of its own, so that jobs never slow a page.

    It is started again when it dies, and ends by itself when its parent is gone.
    """

    def __init__(self, settings: Settings) -> None:
        self._command = [
            sys.executable, "-m", "goldsmith.bootstrap", "worker",
            "--data", str(settings.data), "--parent", str(os.getpid()),
        ]  # fmt: skip
        self._closing = threading.Event()
        self._process = self._spawn()
        self._thread = threading.Thread(target=self._watch, name="worker-watch", daemon=True)
        self._thread.start()

    def _spawn(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl+C reaches the server, which then ends the worker in good order.
        return subprocess.Popen(self._command, stdin=subprocess.DEVNULL, start_new_session=True)

    def _watch(self) -> None:
        pause_s = 0.5
        while not self._closing.wait(0.5):
            if self._process.poll() is not None:
                _log.warning("the job worker ended (%s); starting it again", self._process.returncode)
                time.sleep(pause_s)
                pause_s = min(pause_s * 2, 30.0)
                if not self._closing.is_set():
                    self._process = self._spawn()

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._closing.set()
        self._thread.join()
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
