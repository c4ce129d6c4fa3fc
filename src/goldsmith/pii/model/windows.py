"""Fixed windows of bytes around candidates: what every feature is computed from, for many candidates at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

LEFT, HEAD, TAIL, RIGHT = 192, 48, 16, 96
VALUE = HEAD + TAIL


class Candidate(NamedTuple):
    """A value that may be personal data, before the model has looked at it.

    Attributes:
        start: first byte, >= 0.
        end: one past the last byte, > start.
        kind: how it was found, index into the kinds of its proposer; a feature of the model.
    """

    start: int
    end: int
    kind: int


@dataclass(frozen=True, slots=True)
class Windows:
    """Bytes around n candidates; a NUL stands where the document or the value has no more bytes.

    Attributes:
        left: (n, LEFT), the bytes before the value; the last column is the byte next to it.
        value: (n, VALUE), its first HEAD and, of a longer one, its last TAIL bytes.
        right: (n, RIGHT), the bytes after it; the first column is the byte next to it.
        lengths: (n,), bytes of the whole value.
        kinds: (n,).
        repeats: (n,), how often the value stands in the 2,000 bytes before and after, 1 to 4.
    """

    left: Bytes
    value: Bytes
    right: Bytes
    lengths: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    repeats: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lengths)


def cut(places: Iterable[tuple[bytes, Sequence[Candidate]]]) -> Windows:
    """The windows of candidates in several documents, in their order.

    Args:
        places: documents, each with its candidates.
    """
    parts: list[bytes] = []
    lengths: list[int] = []
    kinds: list[int] = []
    repeats: list[int] = []
    for data, candidates in places:
        for start, end, kind in candidates:
            length = end - start
            if length <= VALUE:
                value = data[start:end].ljust(VALUE, b"\0")
            else:
                value = data[start : start + HEAD] + data[end - TAIL : end]
            parts.append(data[max(0, start - LEFT) : start].rjust(LEFT, b"\0"))
            parts.append(value)
            parts.append(data[end : end + RIGHT].ljust(RIGHT, b"\0"))
            lengths.append(length)
            kinds.append(kind)
            repeats.append(min(4, data.count(data[start:end], max(0, start - 2000), end + 2000)))
    table = np.frombuffer(b"".join(parts), np.uint8).reshape(-1, LEFT + VALUE + RIGHT)
    return Windows(
        table[:, :LEFT],
        table[:, LEFT : LEFT + VALUE],
        table[:, LEFT + VALUE :],
        np.array(lengths, np.int64),
        np.array(kinds, np.int64),
        np.array(repeats, np.int64),
    )
