"""Reads JSON Lines, plain or compressed (gzip, bzip2, xz, Zstandard), one line at a time."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from goldsmith.corpus.document import Reason, Refusal
from goldsmith.corpus.errors import ColumnsMissing, SourceUnreadable
from goldsmith.corpus.readers.base import Entry, Reader, file_name, too_large
from goldsmith.corpus.readers.rows import columns_of, entry_of
from goldsmith.corpus.readers.streams import BROKEN_STREAM, open_unpacked, peek
from goldsmith.corpus.text import replace_lone_surrogates

_SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".jsonl.zst", ".jsonl.bz2", ".jsonl.xz", ".ndjson.gz")
# A character may be spelled in six bytes (\u0000), and a row has other fields beside its content.
_ESCAPE_FACTOR = 6
_OTHER_FIELDS_BYTES = 1 << 20
_SKIP_BYTES = 1 << 20


class JsonlReader(Reader):
    """Objects of a JSON Lines file, in order. A malformed line is refused by its number; the rest is read."""

    name = "jsonl"

    @classmethod
    def accepts(cls, source: str) -> bool:
        """Accept a file named as JSON Lines, or whose first line is an object."""
        if Path(source).is_file() and source.lower().endswith(_SUFFIXES):
            return True
        # The first line is an object of its own; a JSON file that spreads over lines is a file like others.
        first, _, rest = peek(source).removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")
        return first.startswith(b"{") and (not rest or first.rstrip().endswith(b"}"))

    def entries(self) -> Iterator[Entry | Refusal]:
        """See `Reader.entries`."""
        number = 0
        try:
            with open_unpacked(self.source, self.limits) as stream:
                for number, line in enumerate(lines_of(stream, self._line_limit_bytes), start=1):
                    if line is None or line.strip():
                        yield self._entry(line, number)
        except BROKEN_STREAM as error:
            if number == 0:
                raise SourceUnreadable(
                    f"{file_name(self.source)} cannot be read: {error}.",
                    hint="It may have been cut off on the way; copy it again.",
                ) from error
            yield Refusal(
                self._place(number + 1),
                Reason.UNREADABLE,
                f"The file breaks off after line {number}: {error}.",
            )

    @property
    def _line_limit_bytes(self) -> int:
        return _ESCAPE_FACTOR * self.limits.max_file_bytes + _OTHER_FIELDS_BYTES

    def _place(self, number: int) -> str:
        return f"{file_name(self.source)}:{number}"

    def _entry(self, line: bytes | None, number: int) -> Entry | Refusal:
        place = self._place(number)
        if line is None:
            return Refusal(
                place, Reason.TOO_LARGE, f"Line {number} is longer than {self._line_limit_bytes:,} bytes."
            )
        try:
            row = parse_line(line.removeprefix(codecs.BOM_UTF8) if number == 1 else line)
            columns = columns_of(row, f"Line {number}")
            content = row[columns["content"]]
            if not isinstance(content, str):
                raise ValueError(f"{columns['content']} holds {type(content).__name__}, not text")
        except ColumnsMissing as error:
            return Refusal(place, Reason.MALFORMED_ROW, str(error))
        except (ValueError, RecursionError) as error:
            return Refusal(place, Reason.MALFORMED_ROW, f"Line {number} is not a row: {error}.")
        text, replaced = replace_lone_surrogates(content)
        notes = (f"{replaced} lone surrogates were replaced by U+FFFD, one for one.",) if replaced else ()
        values = {field: row[name] for field, name in columns.items()}
        entry = entry_of(values, text.encode("utf-8"), place, notes)
        if len(entry.data) > self.limits.max_file_bytes:
            return too_large(entry.path, len(entry.data), self.limits)
        return entry


def parse_line(line: bytes) -> dict[str, Any]:
    """One object.

    Raises:
        ValueError: not JSON in UTF-8, or not an object.
        RecursionError: nested too deeply.
    """
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        row = json.loads(line.decode("utf-8"))  # the standard library also reads lone surrogates
    if not isinstance(row, dict):
        raise ValueError("it is not an object")
    return row


def lines_of(stream: IO[bytes], limit_bytes: int) -> Iterator[bytes | None]:
    """Lines with their ends, without more than `limit_bytes` of one in memory; None for one that is longer."""
    while line := stream.readline(limit_bytes + 1):
        if len(line) <= limit_bytes:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_SKIP_BYTES)
        yield None
