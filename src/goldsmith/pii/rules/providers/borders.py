"""Whether a value stands alone, or inside a longer word."""

from __future__ import annotations

import re

_ESCAPED = re.compile(
    rb"(?:\\[nrtfvb0]|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}|\x1b\[[0-9;]{1,8}m)\Z"
)
"""What ends with a letter or a digit and is a sign all the same: an escape in a string or in a URL, a colour."""
_ESCAPE_BYTES = 12


def stands_alone(data: bytes, start: int, end: int, borders: tuple[frozenset[int], frozenset[int]]) -> bool:
    """Whether neither neighbour of the value would make a longer word of it.

    Args:
        data: the document.
        start: the value's first byte.
        end: one past its last byte.
        borders: bytes that may not stand before it, and not behind it.
    """
    return ends_alone(data, end, borders[1]) and begins_alone(data, start, borders[0])


def begins_alone(data: bytes, start: int, border: frozenset[int]) -> bool:
    """Whether the byte before the value is none of the border, or ends an escape."""
    if not start or data[start - 1] not in border:
        return True
    return _ESCAPED.search(data[max(0, start - _ESCAPE_BYTES) : start]) is not None


def ends_alone(data: bytes, end: int, border: frozenset[int]) -> bool:
    """Whether the byte behind the value is none of the border, nor a sign with which the word goes on."""
    if end >= len(data):
        return True
    # A sign with a letter or a digit behind it: what no token has in it, or one part more.
    goes_on = data[end] in b"!*#^$~." and data[end + 1 : end + 2].isalnum()
    return data[end] not in border and not goes_on
