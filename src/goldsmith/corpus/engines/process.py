"""One worker process, seen from outside: give it a task, hear from it, know what it was at when it died."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from goldsmith.corpus.engines.guard import Watched, make_cell, read_cell
from goldsmith.corpus.masking.jobs import Task
from goldsmith.corpus.masking.plan import Plan
from goldsmith.corpus.masking.shard_work import Notes

_ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
"""One process a core leaves nothing for threads."""
_WALL_FACTOR = 30.0
"""A worker that waits for something that never comes uses no processor time; the clock ends it, late."""


@dataclass(frozen=True, slots=True)
class Death:
    """How a worker ended.

    Attributes:
        watched: what it was at.
        took_too_long: whether its time was up.
        how: for a person: "signal 11", "exit code 1".
        last_words: the last line it wrote, or nothing.
    """

    watched: Watched
    took_too_long: bool
    how: str
    last_words: str = ""


class WorkerProcess:
    """A process of `goldsmith.corpus.engines.worker`.

    Args:
        plan: of the run.
        run_folder: of the run.
        folder: for its cell and its log.
        name: unique among the living.
        session: for the markers.
    """

    def __init__(self, plan: Plan, run_folder: Path, folder: Path, name: str, session: int) -> None:
        self._cell = folder / f"{name}.cell"
        self._log = folder / f"{name}.log"
        make_cell(self._cell)
        ours, theirs = socket.socketpair()
        with theirs, self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "goldsmith.corpus.engines.worker", str(theirs.fileno()), str(self._cell)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[theirs.fileno()],
                # Ctrl+C is for the one who started us.
                start_new_session=True, env={**_ONE_THREAD, **os.environ},
            )  # fmt: skip
        self.connection = Connection(ours.detach())
        self.task: Task | None = None
        self._serial, self._since = 0, 0.0
        self._is_timed_out = False
        self._send((plan, run_folder, session))

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def give(self, task: Task, notes: Notes) -> None:
        """Give it something to do; it must be idle."""
        self.task = task
        self._send((task, notes))

    def answer(self) -> tuple[dict[str, Any], Any] | None:
        """What it said of its task; None if it has died."""
        try:
            answer: tuple[dict[str, Any], Any] = self.connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            return None
        self.task = None
        return answer

    def check_clock(self, now: float) -> None:
        """End it if it has been at the same stretch for far too long.

        Args:
            now: monotonic seconds.
        """
        watched = read_cell(self._cell)
        if watched.serial != self._serial or not watched.is_busy:
            self._serial, self._since = watched.serial, now
        elif now - self._since > _WALL_FACTOR * watched.limit_ms / 1000:
            self._is_timed_out = True
            self._process.kill()

    def death(self) -> Death:
        """Wait for the end of one that has died, and say how it was."""
        self.connection.close()
        code = self._process.wait()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        lines = self._log.read_text(errors="replace").splitlines()
        took_too_long = self._is_timed_out or code == -signal.SIGPROF
        return Death(read_cell(self._cell), took_too_long, how, lines[-1][:200] if lines else "")

    def end(self) -> None:
        """End it, whatever it is at."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self.connection.close()

    def _send(self, message: Any) -> None:
        # It may have died already; the next answer tells.
        with contextlib.suppress(OSError):
            self.connection.send(message)


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def monotonic_s() -> float:
    """Seconds of a clock that nobody sets."""
    return time.monotonic()
