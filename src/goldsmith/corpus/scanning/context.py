"""The lines around findings, with every value in them hidden: those reported, and those that are not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from goldsmith.corpus.scanning.located import Located, Piece, Row, Snippet
from goldsmith.corpus.scanning.places import snapped
from goldsmith.corpus.scanning.values import ELLIPSIS
from goldsmith.pii.finding import Finding

_LINES_AROUND = 2
_BYTES_AROUND = 240
_MOST_SNIPPETS = 200
_LEAST_REPEATED_BYTES = 6
_MOST_REPEATED = 300
_CUT = "\N{MIDLINE HORIZONTAL ELLIPSIS}"


@dataclass(slots=True)
class _Window:
    start: int
    end: int
    marks: list[int]


def snippets_of(
    data: bytes, findings: Sequence[Finding], located: Sequence[Located], reported: Sequence[int]
) -> tuple[Snippet, ...]:
    """Cut out the text around the findings to report.

    Args:
        data: the document.
        findings: all that was found in it, by start, which do not intersect.
        located: those to report.
        reported: their indices in `findings`, ascending.

    Returns:
        at most 200 snippets of two lines and 240 bytes around; near ones are one, and dots show where a line was cut.
        A found value shows nowhere in them, also where it stands once more without being found (from 6 bytes on).

    Cost: O(findings + bytes in the snippets).
    """
    mark_of = {index: at for at, index in enumerate(reported)}
    repeated = _repeated(data, findings)
    cut = []
    for window in _windows(data, findings, reported)[:_MOST_SNIPPETS]:
        pieces = _pieces(data, window, findings, mark_of, located, repeated)
        first = located[mark_of[window.marks[0]]]
        number = first.begins.line - data.count(b"\n", window.start, first.start)
        cut.append(Snippet(_rows(pieces, data, number), tuple(mark_of[index] for index in window.marks)))
    return tuple(cut)


def _windows(data: bytes, findings: Sequence[Finding], reported: Sequence[int]) -> list[_Window]:
    windows: list[_Window] = []
    for index in reported:
        one = findings[index]
        start = _lines_back(data, one.start)
        end = _lines_on(data, one.end)
        # A cut inside another value would show a part of it.
        start, end = _around_values(findings, index, start, end)
        if windows and start <= windows[-1].end:
            windows[-1].end = max(end, windows[-1].end)
            windows[-1].marks.append(index)
        elif len(windows) <= _MOST_SNIPPETS:
            windows.append(_Window(start, end, [index]))
    return windows


def _lines_back(data: bytes, at: int) -> int:
    least = max(0, at - _BYTES_AROUND)
    start = at
    for _ in range(_LINES_AROUND + 1):
        newline = data.rfind(b"\n", least, start)
        if newline < 0:
            return snapped(data, least, up=True)
        start = newline
    return start + 1


def _lines_on(data: bytes, at: int) -> int:
    most = min(len(data), at + _BYTES_AROUND)
    end = at - 1
    for _ in range(_LINES_AROUND + 1):
        newline = data.find(b"\n", end + 1, most)
        if newline < 0:
            return snapped(data, most, up=False)
        end = newline
    return end


def _around_values(findings: Sequence[Finding], index: int, start: int, end: int) -> tuple[int, int]:
    before = index - 1
    while before >= 0 and findings[before].end > start:
        start = min(start, findings[before].start)
        before -= 1
    after = index + 1
    while after < len(findings) and findings[after].start < end:
        end = max(end, findings[after].end)
        after += 1
    return start, end


def _pieces(
    data: bytes,
    window: _Window,
    findings: Sequence[Finding],
    mark_of: Mapping[int, int],
    located: Sequence[Located],
    repeated: re.Pattern[bytes] | None,
) -> Iterator[tuple[int, Piece]]:
    """Pieces of a window with the byte each begins at."""
    at = window.start
    if at and data[at - 1 : at] != b"\n":
        yield at, Piece(_CUT)
    first = window.marks[0]
    while first > 0 and findings[first - 1].start >= window.start:
        first -= 1
    for index in range(first, len(findings)):
        one = findings[index]
        if one.start >= window.end:
            break
        yield from _plain(data, at, one.start, repeated)
        mark = mark_of.get(index)
        hint = ELLIPSIS if mark is None else located[mark].hint
        yield one.start, Piece(hint, mark, is_hidden=mark is None)
        at = one.end
    yield from _plain(data, at, window.end, repeated)
    if window.end < len(data) and data[window.end : window.end + 1] not in b"\r\n":
        yield window.end, Piece(_CUT)


def _plain(
    data: bytes, start: int, end: int, repeated: re.Pattern[bytes] | None
) -> Iterator[tuple[int, Piece]]:
    while start < end:
        again = repeated.search(data, start, end) if repeated else None
        to = again.start() if again else end
        while start < to:
            newline = data.find(b"\n", start, to)
            stop = to if newline < 0 else newline + 1
            yield start, Piece(data[start:stop].decode("utf-8", "replace"))
            start = stop
        if again:
            yield start, Piece(ELLIPSIS, is_hidden=True)
            start = again.end()


def _rows(pieces: Iterator[tuple[int, Piece]], data: bytes, number: int) -> tuple[Row, ...]:
    """Lines of pieces; `number` is the first one's. A mark over more lines is one piece, and numbers go on after it."""
    rows: list[Row] = []
    line: list[Piece] = []
    begun = -1
    for at, piece in pieces:
        if not line:
            number += data.count(b"\n", begun, at) if begun >= 0 else 0
            begun = at
        is_plain = piece.mark is None and not piece.is_hidden
        if is_plain and piece.text.endswith("\n"):
            rows.append(Row(number, (*line, Piece(piece.text.rstrip("\r\n")))))
            line = []
        else:
            line.append(piece)
    if line:
        rows.append(Row(number, tuple(line)))
    return tuple(rows)


def _repeated(data: bytes, findings: Collection[Finding]) -> re.Pattern[bytes] | None:
    """What finds a value where it stands once more; None where no value is long enough."""
    values = {data[one.start : one.end] for one in findings if one.end - one.start >= _LEAST_REPEATED_BYTES}
    chosen = sorted(values, key=lambda value: (-len(value), value))[:_MOST_REPEATED]
    return re.compile(b"|".join(map(re.escape, chosen))) if chosen else None
