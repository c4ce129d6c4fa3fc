"""Batches through workers, one process a core: results in order, and never more than a few batches in memory."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from goldsmith.corpus.scanning.located import Item, Scanned, Unread
from goldsmith.corpus.scanning.look import Looker, Looking
from goldsmith.domain.errors import Unavailable

BATCH_BYTES = 1 << 20
BATCH_ITEMS = 128
_WORTH_BYTES = 8 * BATCH_BYTES
"""From here on further processes pay: each takes half a second to start."""

Result = Scanned | Unread

_looker: Looker | None = None


def batches(items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
    """Cut items into batches of about a megabyte and at most 128; a larger item is a batch of its own."""
    batch: list[Item] = []
    size_bytes = 0
    for item in items:
        if batch and (size_bytes + item.size_bytes > BATCH_BYTES or len(batch) >= BATCH_ITEMS):
            yield tuple(batch)
            batch, size_bytes = [], 0
        batch.append(item)
        size_bytes += item.size_bytes
    if batch:
        yield tuple(batch)


def looked_at(items: Iterable[Item], looking: Looking, looker: Looker, jobs: int) -> Iterator[Result]:
    """Look at items, in order.

    Args:
        items: drawn from as results are taken.
        looking: what for.
        looker: the one of this process, for what is too little to start others for.
        jobs: processes, >= 1.

    Raises:
        Unavailable: a process was ended from outside.
    """
    stream = batches(items)
    first: list[tuple[Item, ...]] = []
    if jobs > 1:
        size_bytes = 0
        for batch in stream:
            first.append(batch)
            size_bytes += sum(item.size_bytes for item in batch)
            if size_bytes >= _WORTH_BYTES and len(first) > 1:
                yield from _in_processes(itertools.chain(first, stream), looking, jobs)
                return
    for batch in itertools.chain(first, stream):
        yield from looker.look(batch)


def _in_processes(stream: Iterable[tuple[Item, ...]], looking: Looking, jobs: int) -> Iterator[Result]:
    # Not by fork: the matchers and the model's runtime have threads, and those do not come along.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(looking,))
    waiting: deque[Future[list[Result]]] = deque()
    try:
        for batch in stream:
            waiting.append(pool.submit(_look, batch))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise Unavailable(
            "A process of the scan was ended from outside, perhaps for want of memory.",
            hint="Try again with --jobs 1.",
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start(looking: Looking) -> None:
    global _looker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started us says when to stop
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _looker = Looker(looking)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _look(batch: tuple[Item, ...]) -> list[Result]:
    assert _looker is not None
    return _looker.look(batch)
