"""A JSON Lines shard, plain or compressed: read a stretch of lines at a time, written in the same compression."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import pyarrow as pa

from goldsmith.corpus.errors import ColumnsMissing, SourceUnreadable
from goldsmith.corpus.masking.columns import Columns
from goldsmith.corpus.masking.json_line import document_of, line_with, text_of
from goldsmith.corpus.masking.rows import make_rows
from goldsmith.corpus.masking.steps import Removal
from goldsmith.corpus.readers.jsonl import lines_of, parse_line
from goldsmith.corpus.readers.rows import clean
from goldsmith.corpus.readers.streams import BROKEN_STREAM

_BATCH_BYTES = 4 << 20
_MOST_LINES = 4096
# A row has other fields beside its document.
_OTHER_FIELDS_BYTES = 1 << 20
_READ_BYTES = 1 << 20
_GZIP_LEVEL = 6


class Lines:
    """A stretch of lines on its way.

    Attributes:
        rows: those with a document, for the steps.
        faults: those that are no rows.
    """

    def __init__(self, first: int, name: str, columns: Columns) -> None:
        self._first = first
        self._name = name
        self._columns = columns
        self._lines: list[bytes | None] = []
        self._texts: dict[int, tuple[str, str]] = {}
        self.faults: list[Removal] = []
        self._made: list[tuple[int, bytes, str, str | None, str | None, list[str]]] = []
        self.size_bytes = 0

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, line: bytes | None) -> None:
        """Take a line, with its end; None is one that was too long to be read."""
        row = self._first + len(self._lines)
        self._lines.append(line)
        self.size_bytes += len(line or b"")
        if line is None:
            self._fault(row, "too_large", "The line is longer than a row may be.")
        elif line.strip():
            try:
                self._parse(row, line)
            except (ValueError, RecursionError, ColumnsMissing) as error:
                detail = "It is not JSON." if isinstance(error, UnicodeDecodeError) else _shown(error)
                self._fault(row, "malformed_row", detail)

    @property
    def rows(self) -> pa.RecordBatch:
        """What the steps get."""
        made = list(zip(*self._made, strict=True)) or [()] * 6
        return make_rows(
            made[0],
            pa.array(made[1], pa.large_binary()),
            paths=made[2],
            repositories=made[3],
            languages=made[4],
            licences=made[5],
        )

    def masked(self, rows: pa.RecordBatch) -> list[bytes]:
        """The lines that the steps left, in order; blank lines stay, lines that are no rows do not."""
        kept = dict(zip(rows.column("row").to_pylist(), rows.column("content").to_pylist(), strict=True))
        out: list[bytes] = []
        for at, line in enumerate(self._lines):
            if line is None:
                continue
            row = self._first + at
            if row in kept:
                name, old = self._texts[row]
                new = text_of(kept[row])
                out.append(line if new == old else _respelled(line, name, old, new))
            elif not line.strip():
                out.append(line)
        return out

    def _parse(self, row: int, line: bytes) -> None:
        values = parse_line(line.removeprefix(codecs.BOM_UTF8) if row == 0 else line)
        columns = self._columns.among(list(values), "The line")
        name = columns.content or ""
        content = values[name]
        if not isinstance(content, str):
            raise ValueError(f"{name} holds {type(content).__name__}, not text")
        self._texts[row] = (name, content)

        def named(column: str | None) -> Any:
            return None if column is None else values[column]

        licences = named(columns.licences)
        stated = [
            text for one in (licences if isinstance(licences, list) else [licences]) if (text := clean(one))
        ]
        self._made.append(
            (
                row, document_of(content), clean(named(columns.path)) or f"{self._name}:{row + 1}",
                clean(named(columns.repository)), clean(named(columns.language)), stated,
            )
        )  # fmt: skip

    def _fault(self, row: int, reason: str, detail: str) -> None:
        self.faults.append(Removal(row, f"{self._name}:{row + 1}", None, reason, detail, is_fault=True))


def read_lines(path: Path, columns: Columns, max_document_bytes: int) -> Iterator[Lines]:
    """Stretches of a shard. A line of 1 MB more than a document may have is not read, however it is spelled.

    Raises:
        SourceUnreadable: it breaks off, or cannot be unpacked.
    """
    limit = max_document_bytes + _OTHER_FIELDS_BYTES
    row = 0
    lines = Lines(0, path.name, columns)
    try:
        with _unpacked(path) as stream:
            for line in lines_of(stream, limit):
                lines.add(line)
                if lines.size_bytes >= _BATCH_BYTES or len(lines) >= _MOST_LINES:
                    yield lines
                    row += len(lines)
                    lines = Lines(row, path.name, columns)
    except (*BROKEN_STREAM, pa.ArrowException) as error:
        raise SourceUnreadable(
            f"{path.name} breaks off after line {row + len(lines)}: {error}",
            hint="Copy it again; nothing of it is in the output.",
        ) from error
    if len(lines):
        yield lines


@contextmanager
def packed(file: BinaryIO, name: str) -> Iterator[IO[bytes]]:
    """A stream into a file in the compression that its name says; the same bytes give the same file."""
    if name.lower().endswith(".gz"):
        with gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0) as stream:
            yield cast("IO[bytes]", stream)
    elif name.lower().endswith(".zst"):
        # A stream of Arrow's closes what it was given; the file is its owner's to close.
        sink = pa.BufferOutputStream() if file is None else pa.PythonFile(_Unclosable(file), mode="w")
        with pa.CompressedOutputStream(sink, "zstd") as stream:
            yield stream
    else:
        yield file


class _Unclosable:
    """A file that stays open."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: Any) -> int:
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        pass

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    name = path.name.lower()
    with path.open("rb") as file:
        if name.endswith(".gz"):
            with gzip.GzipFile(fileobj=file) as stream:
                yield cast("IO[bytes]", stream)
        elif name.endswith(".zst"):
            import io

            with pa.CompressedInputStream(pa.PythonFile(file), "zstd") as stream:
                yield io.BufferedReader(cast("Any", stream), _READ_BYTES)
        else:
            yield file


def _respelled(line: bytes, name: str, old: str, new: str) -> bytes:
    body = line.rstrip(b"\r\n")
    mark = codecs.BOM_UTF8 if body.startswith(codecs.BOM_UTF8) else b""
    return mark + line_with(body.removeprefix(mark), name, old, new) + line[len(body) :]


def _shown(error: Exception) -> str:
    # Messages of the parser quote places, not text; our own name types.
    text = str(error).strip().partition("\n")[0]
    return f"It is not a row: {text}."[:300]
