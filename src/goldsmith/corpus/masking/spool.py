"""Batches of a row group until it can be written: in memory while they are few, else in a file that is mapped."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

_MEMORY_BYTES = 32 << 20


class Spool:
    """Keeps batches in order.

    Args:
        folder: for the file, made if it is needed.
        schema: of the batches.
        memory_bytes: what is kept in memory.
    """

    def __init__(self, folder: Path, schema: pa.Schema, memory_bytes: int = _MEMORY_BYTES) -> None:
        self._folder, self._schema, self._left_bytes = folder, schema, memory_bytes
        self._batches: list[pa.RecordBatch] = []
        self._path: Path | None = None
        self._writer: Any = None
        self._map: Any = None

    def add(self, batch: pa.RecordBatch) -> None:
        """Keep a batch.

        Raises:
            OSError: the file cannot be written.
        """
        self._left_bytes -= batch.nbytes
        if self._left_bytes >= 0:
            self._batches.append(batch)
            return
        if self._writer is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(".arrow", dir=self._folder)
            self._path = Path(name)
            self._writer = pa.ipc.new_file(pa.OSFile(name, "wb"), self._schema)
            open(handle).close()  # noqa: PTH123 - only the name was wanted
        self._writer.write_batch(batch)

    def batches(self) -> list[pa.RecordBatch]:
        """All of them, cut as they came; nothing is added after."""
        if self._writer is None or self._path is None:
            return self._batches
        self._writer.close()
        self._map = pa.memory_map(str(self._path))
        reader = pa.ipc.open_file(self._map)
        return [*self._batches, *(reader.get_batch(at) for at in range(reader.num_record_batches))]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._path is not None:
            self._path.unlink(missing_ok=True)
