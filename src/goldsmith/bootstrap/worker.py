"""`goldsmith worker`: runs queued jobs, beside the server or on a machine of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from goldsmith.bootstrap.machine_room import run_machines
from goldsmith.bootstrap.postgres import database
from goldsmith.bootstrap.settings import Settings
from goldsmith.bootstrap.wiring import connected, now
from goldsmith.storage.jobs import work

_log = logging.getLogger(__name__)

_LOOK_EVERY_S = 1.0
_GRACE_S = 8.0


def run_worker(settings: Settings, *, concurrency: int = 2, parent: int | None = None) -> None:
    """Run jobs until SIGINT or SIGTERM, or until the parent is gone.

    Args:
        settings: where.
        concurrency: jobs at a time; jobs of one campaign never run together.
        parent: a process without which there is no point in going on.
    """
    # A worker beside a server need not watch the database: the server does.
    with (
        database(settings, what="goldsmith worker", watch=parent is None) as dsn,
        asyncio.Runner(loop_factory=_loop_factory()) as runner,
    ):
        runner.run(_work(dsn, settings, concurrency, parent))


async def _work(dsn: str, settings: Settings, concurrency: int, parent: int | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with connected(dsn, settings, pool_size=8, starts_embedded=True) as here:
        ends: list[Coroutine[Any, Any, Any]] = [stop.wait()]
        if parent is not None:
            ends.append(_until_gone(parent))
        working = asyncio.create_task(work(dsn, here.services.jobs.run, concurrency=concurrency))
        machines = asyncio.create_task(run_machines(here.services, here.stores, here.models, now))
        waiting = [asyncio.create_task(end) for end in ends]
        await asyncio.wait([working, machines, *waiting], return_when=asyncio.FIRST_COMPLETED)
        _end_in_any_case()
        for task in (working, machines, *waiting):
            task.cancel()
        await asyncio.gather(machines, *waiting, return_exceptions=True)
        if machines.done() and not machines.cancelled() and (error := machines.exception()) is not None:
            _log.error("the machines of this worker stopped", exc_info=error)
        with contextlib.suppress(asyncio.CancelledError):
            await working


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster event loop where there is one: machines do little but talk to database and models."""
    if sys.platform == "win32":
        return None
    import uvloop

    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def _end_in_any_case() -> None:
    """End the process if ending in good order takes too long.

    The job library may wait for a database that is gone for ever. Jobs are durable, so nothing is lost.
    """
    timer = threading.Timer(_GRACE_S, os._exit, [0])
    timer.daemon = True
    timer.start()


async def _until_gone(parent: int) -> None:
    """Return once we are nobody's child any more: the server was killed."""
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing signals the death of a parent
        await asyncio.sleep(_LOOK_EVERY_S)
