"""Where a byte stands: its line, and its column in code points and in UTF-16 code units.

A line ends with a line feed, with a carriage return before it or not. A byte order mark is no column. What is not
valid UTF-8 counts as the replacement characters an editor shows, one for each maximal ill-formed sequence.

Source: The Unicode Standard 16.0, section 3.9, "U+FFFD Substitution of Maximal Subparts", which Python's decoder
follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_BOM = b"\xef\xbb\xbf"
_STRETCH_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place between two characters.

    Attributes:
        line: from 1.
        column: from 1, in code points.
        utf16_column: from 1, in UTF-16 code units: characters beyond U+FFFF count twice.
    """

    line: int
    column: int
    utf16_column: int


def places_of(data: bytes, starts: Iterable[int], ends: Iterable[int]) -> dict[tuple[int, bool], Place]:
    """Find the places of bytes.

    Args:
        data: a document, valid UTF-8 or not.
        starts: byte offsets in [0, len(data)]; one inside a character stands for the start of the character.
        ends: the same; one inside a character stands for its end.

    Returns:
        (offset, whether it is an end) to its place.

    Cost: O(len(data) + offsets * log(offsets)), also where all of it is one line; 5 MB of memory.
    """
    wanted = [(snapped(data, at, up=False), at, False) for at in set(starts)]
    wanted += [(snapped(data, at, up=True), at, True) for at in set(ends)]
    found: dict[tuple[int, bool], Place] = {}
    line, at, column, utf16_column = 1, len(_BOM) if data.startswith(_BOM) else 0, 1, 1
    for to, offset, is_end in sorted(wanted):
        if to > at:
            newlines = data.count(b"\n", at, to)
            if newlines:
                line += newlines
                at, column, utf16_column = data.rfind(b"\n", at, to) + 1, 1, 1
            points, units = _counted(data, at, to)
            at, column, utf16_column = to, column + points, utf16_column + units
        found[offset, is_end] = Place(line, column, utf16_column)
    return found


def snapped(data: bytes, at: int, *, up: bool) -> int:
    """Move an offset inside a character, or inside an ill-formed sequence, to its start, or up to its end."""
    for start in range(at - 1, max(at - 4, -1), -1):
        if data[start] < 0x80:
            return at
        if data[start] >= 0xC0:
            end = start + _unit_bytes(data[start : start + 4])
            if end <= at:
                return at
            return end if up else start
    return at


def _unit_bytes(data: bytes) -> int:
    """Bytes of the first character of some bytes, or of the ill-formed sequence they begin with."""
    try:
        first = data.decode("utf-8")[0]
    except UnicodeDecodeError as error:
        if error.start == 0:
            return error.end
        first = data[: error.start].decode("utf-8")[0]
    return len(first.encode("utf-8"))


def _counted(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Code points and UTF-16 code units of a stretch; both ends are between characters."""
    points = units = 0
    while start < end:
        to = end if end - start <= _STRETCH_BYTES else snapped(data, start + _STRETCH_BYTES, up=True)
        part = data[start:to]
        if part.isascii():
            points, units = points + len(part), units + len(part)
        else:
            text = part.decode("utf-8", "replace")
            points += len(text)
            units += len(text) + sum(char > "\uffff" for char in text)
        start = to
    return points, units
