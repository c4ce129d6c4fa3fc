"""Dataset files: JSONL and Parquet, streamed, and there only when they are whole.

`datasets.load_dataset` opens both.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from goldsmith.domain.errors import InvalidInput

Row = Mapping[str, Any]

_SPAN = pa.struct(
    [
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("category", pa.string()),
        ("subcategory", pa.string()),
        ("confidence", pa.float64()),
        ("support", pa.int32()),
        ("candidates", pa.list_(pa.string())),
    ]
)

#: One row a file. Offsets count Unicode code points of `text`.
DATASET = pa.schema(
    [
        ("id", pa.int64()),
        ("repository", pa.string()),
        ("path", pa.string()),
        ("language", pa.string()),
        ("licences", pa.list_(pa.string())),
        ("encoding", pa.string()),
        ("notes", pa.list_(pa.string())),
        ("sha256", pa.string()),
        ("text", pa.large_string()),
        ("spans", pa.list_(_SPAN)),
        ("complete", pa.bool_()),
        ("simulated", pa.bool_()),
        (
            "provenance",
            pa.struct(
                [("items", pa.list_(pa.int64())), ("answers", pa.list_(pa.int64())), ("workers", pa.int32())]
            ),
        ),
    ]
)

_MARK = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("label", pa.string())])

#: What an answer did with a model's suggestion; null where there was none.
_UPTAKE = pa.struct(
    [
        ("model", pa.string()),
        ("shown", pa.bool_()),
        ("suggested", pa.int32()),
        ("accepted", pa.int32()),
        ("edited", pa.int32()),
        ("deleted", pa.int32()),
        ("added", pa.int32()),
    ]
)

#: One row an answer, as it was given. Offsets count code points of `text`, the chunk.
ANSWERS = pa.schema(
    [
        ("answer_id", pa.int64()),
        ("assignment_id", pa.int64()),
        ("task_id", pa.int64()),
        ("item_id", pa.int64()),
        ("worker_id", pa.int64()),
        ("worker_simulated", pa.bool_()),
        ("stage", pa.string()),
        ("kind", pa.string()),
        ("category", pa.string()),
        ("spans", pa.list_(_MARK)),
        ("verdict", pa.string()),
        ("reason", pa.string()),
        ("subject_answer_id", pa.int64()),
        ("prelabel", _UPTAKE),
        ("quality", pa.float64()),
        ("late", pa.bool_()),
        ("round", pa.int32()),
        ("state", pa.string()),
        ("active_ms", pa.int64()),
        ("overlap", pa.int32()),
        ("created_at", pa.string()),
        ("repository", pa.string()),
        ("path", pa.string()),
        ("language", pa.string()),
        ("start_char", pa.int64()),
        ("first_line", pa.int32()),
        ("text", pa.large_string()),
    ]
)

_NAMED = pa.list_(pa.struct([("name", pa.string()), ("value", pa.large_string())]))

#: One row a data point of texts. `messages` is what trainers read; `fields` has every text that was written.
TEXTS = pa.schema(
    [
        ("id", pa.string()),
        ("messages", pa.list_(pa.struct([("role", pa.string()), ("content", pa.large_string())]))),
        ("track", pa.string()),
        ("dimensions", _NAMED),
        ("fields", _NAMED),
        ("keywords", pa.list_(pa.string())),
        ("source", pa.struct([("path", pa.string()), ("link", pa.string()), ("quote", pa.string())])),
        ("sandbox", pa.string()),
        ("rounds", pa.int32()),
        ("reviews", pa.int32()),
        ("simulated", pa.bool_()),
        (
            "provenance",
            pa.struct([("item", pa.int64()), ("answers", pa.int32()), ("workers", pa.list_(pa.int64()))]),
        ),
    ]
)


def _dataset_row(row: Row) -> dict[str, Any]:
    shaped = {name: row[name] for name in DATASET.names if name != "id"}
    return {"id": row["document_id"], **shaped, "text": bytes(row["text"]).decode()}


def _answer_row(row: Row) -> dict[str, Any]:
    content = row["content"]
    return {
        **{name: row.get(name) for name in ANSWERS.names},
        "spans": content.get("spans"),
        "verdict": content.get("verdict"),
        "reason": content.get("reason"),
        "prelabel": content.get("prelabel"),
        "created_at": row["created_at"].isoformat(),
        "text": bytes(row["text"]).decode(),
    }


_CONTENT: dict[str, tuple[pa.Schema, Callable[[Row], dict[str, Any]]]] = {
    "dataset": (DATASET, _dataset_row),
    "answers": (ANSWERS, _answer_row),
    "texts": (TEXTS, dict),
}


class Writer(Protocol):
    """A file that grows row by row."""

    def write(self, rows: Sequence[Row]) -> None:
        """Append rows."""
        ...

    def close(self, *, complete: bool) -> None:
        """Give the file its name if it is complete, else remove it."""
        ...


class JsonlWriter:
    """One JSON object a line, UTF-8."""

    def __init__(self, path: Path, shape: Callable[[Row], dict[str, Any]]) -> None:
        self._file = _Pending(path)
        self._shape = shape

    def write(self, rows: Sequence[Row]) -> None:
        """Append rows."""
        lines = [orjson.dumps(self._shape(row), option=orjson.OPT_APPEND_NEWLINE) for row in rows]
        self._file.handle.write(b"".join(lines))

    def close(self, *, complete: bool) -> None:
        """Give the file its name if it is complete, else remove it."""
        self._file.close(complete=complete)


class ParquetWriter:
    """Parquet, zstd, one row group a batch."""

    def __init__(self, path: Path, schema: pa.Schema, shape: Callable[[Row], dict[str, Any]]) -> None:
        self._file = _Pending(path)
        self._schema = schema
        self._shape = shape
        self._writer = pq.ParquetWriter(self._file.handle, schema, compression="zstd")

    def write(self, rows: Sequence[Row]) -> None:
        """Append rows."""
        if rows:
            self._writer.write_table(
                pa.Table.from_pylist([self._shape(row) for row in rows], schema=self._schema)
            )

    def close(self, *, complete: bool) -> None:
        """Give the file its name if it is complete, else remove it."""
        with contextlib.suppress(OSError):
            self._writer.close()
        self._file.close(complete=complete)


class _Pending:
    """A file under a temporary name beside its final one."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._temporary = path.with_name(f".{path.name}.part")
        self.handle: BinaryIO = self._temporary.open("wb")

    def close(self, *, complete: bool) -> None:
        self.handle.close()
        if complete:
            self._temporary.replace(self._path)
        else:
            self._temporary.unlink(missing_ok=True)


def open_writer(path: Path, *, content: str, form: str) -> Writer:
    """Open a file for rows.

    Args:
        path: where the file appears once it is complete.
        content: `dataset`, `answers` or `texts`.
        form: `jsonl` or `parquet`.

    Raises:
        InvalidInput: another content or form.
    """
    if content not in _CONTENT or form not in ("jsonl", "parquet"):
        raise InvalidInput(
            f"There is no export of {content} as {form}.", hint="dataset, answers or texts; jsonl or parquet."
        )
    schema, shape = _CONTENT[content]
    return JsonlWriter(path, shape) if form == "jsonl" else ParquetWriter(path, schema, shape)
