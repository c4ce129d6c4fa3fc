"""A column of documents as bytes, read and rebuilt straight from its Arrow buffers: nothing is decoded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

_SMALL = (pa.string(), pa.binary())
_LARGE = (pa.large_string(), pa.large_binary())


def is_text_type(kind: Any) -> bool:
    """Whether a column of this Arrow type can hold documents: strings or bytes, in either width."""
    return kind in _SMALL or kind in _LARGE


class Documents:
    """The documents of a column.

    Args:
        column: an array of strings or bytes, of either width. It may hold bytes that are not UTF-8.

    Attributes:
        sizes: bytes of each document, int64; 0 where it is null.
        is_null: for each document whether there is none.
    """

    def __init__(self, column: pa.Array) -> None:
        width = np.dtype(np.int64 if column.type in _LARGE else np.int32)
        _, offsets, data = column.buffers()
        n = len(column)
        if offsets is None or n == 0:
            self._offsets = np.zeros(n + 1, width)
        else:
            self._offsets = np.frombuffer(offsets, width, n + 1, column.offset * width.itemsize)
        self._data = memoryview(data) if data is not None else memoryview(b"")
        self.sizes = np.diff(self._offsets).astype(np.int64)
        self.is_null = (
            np.asarray(column.is_null().to_numpy(zero_copy_only=False))
            if column.null_count
            else np.zeros(n, bool)
        )
        self._column = column

    def __len__(self) -> int:
        return len(self.sizes)

    def __getitem__(self, at: int) -> bytes:
        # A copy: matchers keep a document only while they look at it, and take bytes faster than views.
        return bytes(self._data[self._offsets[at] : self._offsets[at + 1]])

    def head(self, at: int, size_bytes: int) -> bytes:
        """The first bytes of a document."""
        start, end = int(self._offsets[at]), int(self._offsets[at + 1])
        return bytes(self._data[start : min(end, start + size_bytes)])

    def replaced(self, new: Mapping[int, bytes]) -> pa.Array:
        """The column with some documents replaced, of the same type; all others byte for byte as they were.

        Args:
            new: index to the bytes that stand there now.
        """
        if not new:
            return self._column
        sizes = self.sizes.copy()
        parts: list[bytes | memoryview] = []
        at = 0
        for index in sorted(new):
            parts.append(self._data[self._offsets[at] : self._offsets[index]])
            parts.append(new[index])
            sizes[index] = len(new[index])
            at = index + 1
        parts.append(self._data[self._offsets[at] : self._offsets[-1]])
        offsets = np.zeros(len(self) + 1, self._offsets.dtype)
        np.cumsum(sizes, out=offsets[1:])
        valid = None
        if self._column.null_count:
            valid = pa.py_buffer(np.packbits(~self.is_null, bitorder="little").tobytes())
        return pa.Array.from_buffers(
            self._column.type, len(self), [valid, pa.py_buffer(offsets), pa.py_buffer(b"".join(parts))]
        )


def spans_of_bytes(sizes: np.ndarray[Any, np.dtype[np.int64]], target_bytes: int) -> list[tuple[int, int]]:
    """Cut a run of documents into stretches of about so many bytes, each of at least one document.

    Args:
        sizes: bytes of each document.
        target_bytes: > 0; a stretch ends before the document that would take it beyond.

    Returns:
        [start, end) of each stretch, in order; a function of the sizes alone.
    """
    spans: list[tuple[int, int]] = []
    start, total = 0, 0
    for at, size in enumerate(sizes.tolist()):
        if at > start and total + size > target_bytes:
            spans.append((start, at))
            start, total = at, 0
        total += size
    if len(sizes) > start:
        spans.append((start, len(sizes)))
    return spans
