"""A worker: a process that does one task after the other, until nobody asks any more.

    python -m goldsmith.corpus.engines.worker DESCRIPTOR CELL

It is started by `Workers`, which talks to it over the socket DESCRIPTOR; CELL is a file of `guard.make_cell`.
"""

from __future__ import annotations

import os
import pickle
import queue
import resource
import sys
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyarrow as pa

from goldsmith.corpus.engines.guard import TimerGuard
from goldsmith.corpus.masking.dedup.signing import sign_shard
from goldsmith.corpus.masking.jobs import Failure, Task
from goldsmith.corpus.masking.plan import Plan
from goldsmith.corpus.masking.run_folder import RunFolder
from goldsmith.corpus.masking.shard_work import Notes, ShardWork, join_pieces
from goldsmith.corpus.masking.tally import Tally
from goldsmith.domain.errors import GoldsmithError

_IS_MAC = sys.platform == "darwin"


class Worker:
    """Does tasks of one run.

    Args:
        plan: of the run.
        run_folder: of the run.
        cell: for the guard.
        session: for the markers.
    """

    def __init__(self, plan: Plan, run_folder: Path, cell: Path, session: int) -> None:
        self._plan, self._session = plan, session
        self._folder = RunFolder(run_folder)
        self._guard = TimerGuard(cell, plan.timeout_s)
        self._work: ShardWork | None = None

    def do(self, task: Task, notes: Notes) -> dict[str, Any]:
        """Do a task.

        Returns:
            the marker of a masked shard; else nothing.
        """
        begun, used = time.time(), _cpu_s()
        self._guard.suspect(notes.suspects)
        if task.kind == "sign":
            sign_shard(task.shard, self._plan, self._folder.path)
            return {}
        if task.kind == "piece":
            pages, sums = piece_paths(self._folder, task)
            tally = self._masking().mask_piece(task.shard, task.piece, notes, pages)
            sums.write_bytes(pickle.dumps((tally, time.time() - begun, _cpu_s() - used)))
            return {}
        if task.kind == "join":
            tally, spent_s, used_s = self._join(task)
        else:
            tally, spent_s, used_s = self._masking().mask_shard(task.shard, notes), 0.0, 0.0
        facts = {
            "session": self._session,
            "finished_at": time.time(),
            "wall_s": round(time.time() - begun + spent_s, 3),
            "cpu_s": round(_cpu_s() - used + used_s, 3),
            "peak_mb": round(_peak_mb(), 1),
        }
        return self._folder.finish(task.shard, tally, facts)

    def _join(self, task: Task) -> tuple[Tally, float, float]:
        pieces: list[tuple[Path, Tally]] = []
        spent_s = used_s = 0.0
        for number in range(task.number):
            pages, sums = piece_paths(self._folder, Task("piece", task.shard, 0, number=number))
            tally, wall_s, cpu_s = pickle.loads(sums.read_bytes())
            pieces.append((pages, tally))
            spent_s, used_s = spent_s + wall_s, used_s + cpu_s
        whole = join_pieces(task.shard, self._plan, pieces)
        for pages, _ in pieces:
            pages.unlink(missing_ok=True)
        return whole, spent_s, used_s

    def _masking(self) -> ShardWork:
        if self._work is None:
            self._work = ShardWork(self._plan, self._folder.scratch, self._guard)
        return self._work


def piece_paths(folder: RunFolder, task: Task) -> tuple[Path, Path]:
    """Where a piece's pages and sums lie until they are joined."""
    base = folder.scratch / f"{task.shard.index:06d}-{task.number:06d}"
    return base.with_suffix(".pages"), base.with_suffix(".sums")


def failure_of(error: BaseException) -> Failure:
    """What went wrong, without a word of what stands in a document."""
    if isinstance(error, GoldsmithError):
        return Failure(error.code, error.detail, error.hint)
    if isinstance(error, MemoryError):
        return Failure("failed", "There was not enough memory.", "Use fewer workers, or smaller row groups.")
    return Failure("failed", f"{type(error).__name__} in the work on it.", "Please report this as a defect.")


def _cpu_s() -> float:
    return time.process_time()


def _peak_mb() -> float:
    """Most memory that this process has held, resident."""
    try:
        # Not getrusage, which counts what the parent held when it started this process.
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) * 1024 / 1e6
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if _IS_MAC else peak * 1024 / 1e6


def _listen(connection: Connection, tasks: queue.SimpleQueue[Any]) -> None:
    try:
        while True:
            tasks.put(connection.recv())
    except (EOFError, OSError):
        # Whoever started this process is gone, and with them the lock on the run.
        os._exit(1)


def main() -> None:
    """Serve until the socket closes."""
    connection, cell = Connection(int(sys.argv[1])), Path(sys.argv[2])
    pa.set_cpu_count(1)
    tasks: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, tasks), daemon=True).start()
    plan, run_folder, session = tasks.get()
    worker = Worker(plan, run_folder, cell, session)
    while True:
        task, notes = tasks.get()
        try:
            connection.send((worker.do(task, notes), None))
        except Exception as error:
            connection.send(({}, failure_of(error)))


if __name__ == "__main__":
    main()
