"""Places of bytes: lines, and columns in code points and UTF-16 code units, against a count by hand."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.corpus.scanning.places import Place, places_of, snapped


def units(data: bytes) -> list[tuple[int, int, str]]:
    """(start, end, character) of each character, and of each ill-formed sequence as U+FFFD; decoded strictly."""
    found, at = [], 0
    while at < len(data):
        try:
            text = data[at:].decode("utf-8")
            stop = None
        except UnicodeDecodeError as error:
            text = data[at : at + error.start].decode("utf-8")
            stop = (at + error.start, at + error.end)
        for char in text:
            found.append((at, at + len(char.encode()), char))
            at += len(char.encode())
        if stop:
            found.append((*stop, "\ufffd"))
            at = stop[1]
    return found


def counted(data: bytes, offset: int, is_end: bool) -> Place:
    line = column = utf16 = 1
    for start, end, char in units(data):
        is_before = start < offset if is_end else end <= offset
        if not is_before:
            break
        if char == "\n":
            line, column, utf16 = line + 1, 1, 1
        elif not (start == 0 and data.startswith(codecs.BOM_UTF8)):
            column, utf16 = column + 1, utf16 + 1 + (char > "\uffff")
    return Place(line, column, utf16)


ILL_FORMED = [b"\xff", b"\xe2\x82", b"\x80", b"\xf0\x9f", b"\xed\xa0\x80"]
PARTS = st.sampled_from([b"a", b"\0", b"\n", b"\r\n", *(char.encode() for char in "ä€😀"), *ILL_FORMED])
DOCUMENTS = st.one_of(st.binary(max_size=40), st.lists(PARTS, max_size=20).map(b"".join))


@given(st.data(), DOCUMENTS, st.booleans())
def test_places_are_those_counted_one_by_one(draw, body, has_mark):
    data = codecs.BOM_UTF8 + body if has_mark else body
    least = len(data) - len(body)
    offsets = draw.draw(st.lists(st.integers(least, len(data)), max_size=6))
    found = places_of(data, offsets, offsets)
    for offset in offsets:
        assert found[offset, False] == counted(data, offset, False)
        assert found[offset, True] == counted(data, offset, True)


@given(st.text(max_size=60), st.text(min_size=1, max_size=10))
def test_a_value_between_its_places_is_the_value(before, value):
    before, value = (part.encode("utf-8", "replace").decode() for part in (before, value))
    if before.startswith("\ufeff") or (not before and value.startswith("\ufeff")):
        return
    text = f"{before}{value}"
    start, end = len(before.encode()), len(text.encode())
    places = places_of(text.encode(), [start], [end])
    first, last = places[start, False], places[end, True]
    lines = text.split("\n")
    at = sum(len(line) + 1 for line in lines[: first.line - 1]) + first.column - 1
    to = sum(len(line) + 1 for line in lines[: last.line - 1]) + last.column - 1
    assert text[at:to] == value
    wide = lines[first.line - 1].encode("utf-16-le")
    assert len(before.split("\n")[-1].encode("utf-16-le")) == 2 * (first.utf16_column - 1) <= len(wide)


@given(DOCUMENTS, st.integers(0, 40))
def test_snapping_is_to_the_nearest_borders(data, at):
    at = min(at, len(data))
    borders = {0, len(data), *(start for start, _, _ in units(data))}
    assert snapped(data, at, up=False) == max(one for one in borders if one <= at)
    assert snapped(data, at, up=True) == min(one for one in borders if one >= at)


@pytest.mark.parametrize("filler", ["x", "é", "😀"])
def test_a_line_of_megabytes_is_counted_once(filler):
    line = (filler * 1_300_000 + "!").encode()
    offsets = range(0, len(line), len(filler.encode()) * 1000)
    found = places_of(line, offsets, [len(line)])
    width = 2 if filler > "\uffff" else 1
    assert found[len(line), True] == Place(1, 1_300_002, 1_300_000 * width + 2)
    assert found[offsets[700], False] == Place(1, 700_001, 700_000 * width + 1)


def test_columns_of_a_latin_1_file_count_its_letters():
    data = "/* café */ mail".encode("latin-1")
    assert places_of(data, [11], [15]) == {(11, False): Place(1, 12, 12), (15, True): Place(1, 16, 16)}
