"""A group of source files: read one by one, written one by one, each whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from goldsmith.corpus.masking.files import whole_file
from goldsmith.corpus.masking.rows import make_rows
from goldsmith.corpus.masking.shards import Shard
from goldsmith.corpus.masking.steps import Removal
from goldsmith.corpus.readers.base import shown_path

_BATCH_BYTES = 4 << 20
_OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def read_files(shard: Shard, max_document_bytes: int) -> Iterator[tuple[pa.RecordBatch, list[Removal]]]:
    """Stretches of a group: the rows for the steps, and files that could not be read."""
    rows: list[tuple[int, bytes, str]] = []
    faults: list[Removal] = []
    size = 0
    for row, name in enumerate(shard.files):
        shown = shown_path(name)[0]
        try:
            data = _read(shard.source / name, max_document_bytes)
        except _Unusable as fault:
            faults.append(Removal(row, shown, None, fault.reason, fault.detail, is_fault=True))
            continue
        rows.append((row, data, shown))
        size += len(data)
        if size >= _BATCH_BYTES:
            yield _batch(rows), faults
            rows, faults, size = [], [], 0
    if rows or faults:
        yield _batch(rows), faults


def write_files(shard: Shard, rows: pa.RecordBatch) -> None:
    """Write what the steps left, under the names and with the rights that the sources have.

    They are on the disk after `sync_all`.

    Raises:
        OSError: a file cannot be written.
    """
    for row, data in zip(rows.column("row").to_pylist(), rows.column("content").to_pylist(), strict=True):
        name = shard.files[row]
        with whole_file(shard.target / name, waits=False) as file:
            file.write(data)
            os.fchmod(file.fileno(), stat.S_IMODE((shard.source / name).stat().st_mode))


class _Unusable(Exception):
    """A file that cannot be a document."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


def _read(path: Path, max_document_bytes: int) -> bytes:
    """Bytes of a regular file.

    Raises:
        _Unusable: a link, over the limit, or it cannot be read.
    """
    if path.is_symlink():
        raise _Unusable(
            "link", "A link is not followed; what it leads to is masked in its own place, if it is there."
        )
    try:
        with open(os.open(path, _OPEN_FLAGS), "rb") as file:  # noqa: PTH123 - flags Path.open has not
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise _Unusable("unreadable", "It is not a regular file.")
            if status.st_size > max_document_bytes:
                raise _Unusable(
                    "too_large", f"{status.st_size:,} bytes; the limit is {max_document_bytes:,} a document."
                )
            return file.read(max_document_bytes + 1)
    except OSError as error:
        raise _Unusable("unreadable", f"It cannot be read: {error.strerror}.") from error


def _batch(rows: list[tuple[int, bytes, str]]) -> pa.RecordBatch:
    n = len(rows)
    return make_rows(
        [row for row, _, _ in rows],
        pa.array([data for _, data, _ in rows], pa.large_binary()),
        paths=[path for _, _, path in rows],
        repositories=[None] * n,
        languages=[None] * n,
        licences=[[]] * n,
    )
