"""Ends a worker that is lost in a document, and leaves a note in which."""

from __future__ import annotations

import mmap
import signal
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_CELL = struct.Struct("<5q")
_STEP_BYTES = 8 << 20


class Watched(NamedTuple):
    """What a worker is at.

    Attributes:
        serial: changes with every stretch; 0 before the first.
        is_busy: whether it is in a stretch, 1 or 0.
        first_row: of the stretch.
        last_row: of the stretch.
        limit_ms: processor time it may take.
    """

    serial: int
    is_busy: int
    first_row: int
    last_row: int
    limit_ms: int


def make_cell(path: Path) -> None:
    """Make the file that a worker writes its note into."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(_CELL.size))


def read_cell(path: Path) -> Watched:
    """What a worker is at, or was at when it died."""
    return Watched(*_CELL.unpack(path.read_bytes()))


class TimerGuard:
    """Lets the kernel end this process when it has spent too much processor time on a stretch of documents.

    No code of this process needs to run for that: neither a matcher that is lost in C nor one that holds the
    interpreter's lock can put it off. Time of others on a busy machine does not count.

    Args:
        cell: a file of `make_cell`, mapped, so that the note outlives the process.
        timeout_s: processor seconds for each started 8 MB of a stretch.
    """

    def __init__(self, cell: Path, timeout_s: float) -> None:
        with cell.open("r+b") as file:
            self._cell = mmap.mmap(file.fileno(), _CELL.size)
        self._timeout_s = timeout_s
        self._serial = 0
        self._suspects: Sequence[tuple[int, int]] = ()
        signal.signal(signal.SIGPROF, signal.SIG_DFL)

    def suspect(self, stretches: Sequence[tuple[int, int]]) -> None:
        """Take the documents of these stretches one by one."""
        self._suspects = stretches

    def is_suspect(self, first_row: int, last_row: int) -> bool:
        """Whether a stretch touches one on which a worker was lost."""
        return any(first <= last_row and first_row <= last for first, last in self._suspects)

    @contextmanager
    def watch(self, first_row: int, last_row: int, size_bytes: int) -> Iterator[None]:
        """Watch over work on some rows."""
        limit_s = self._timeout_s * (1 + size_bytes // _STEP_BYTES)
        self._serial += 1
        self._note(Watched(self._serial, 1, first_row, last_row, round(1000 * limit_s)))
        signal.setitimer(signal.ITIMER_PROF, limit_s)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self._note(Watched(self._serial, 0, first_row, last_row, 0))

    def _note(self, watched: Watched) -> None:
        self._cell[:] = _CELL.pack(*watched)
