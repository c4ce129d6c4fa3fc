"""What goes through the steps: one document a row, the same columns whatever the shard's format is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

ROW, CONTENT, PATH, REPOSITORY, LANGUAGE, LICENCES = (
    "row", "content", "path", "repository", "language", "licences",
)  # fmt: skip
"""Columns: the document's place in its shard from 0; its bytes; where it comes from, as far as the shard says."""

_TEXT = pa.string()
_TEXTS = pa.list_(pa.string())


def make_rows(
    rows: Sequence[int],
    content: pa.Array,
    *,
    paths: Sequence[str],
    repositories: Sequence[str | None],
    languages: Sequence[str | None],
    licences: Sequence[Sequence[str]],
) -> pa.RecordBatch:
    """One batch; `content` is taken as it is, strings or bytes of either width."""
    return pa.record_batch(
        [
            pa.array(rows, pa.int64()),
            content,
            pa.array(paths, _TEXT),
            pa.array(repositories, _TEXT),
            pa.array(languages, _TEXT),
            pa.array(licences, _TEXTS),
        ],
        names=[ROW, CONTENT, PATH, REPOSITORY, LANGUAGE, LICENCES],
    )


def texts(column: pa.Array | None, n: int) -> list[str | None]:
    r"""Values of a column of strings; None where there is none, or the column is of another type.

    Bytes that are not UTF-8 show as `\xNN`: a name must never stop a run.
    """
    if column is None or not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return [None] * n
    try:
        values: list[str | None] = column.to_pylist()
    except UnicodeDecodeError:
        as_bytes = column.view(pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary())
        values = [
            None if one is None else one.decode("utf-8", "backslashreplace") for one in as_bytes.to_pylist()
        ]
    return [value or None for value in values]


def lists_of_texts(column: pa.Array | None, n: int) -> list[list[str]]:
    """Values of a column of strings or of lists of strings; empty where there is none."""
    if column is None:
        return [[] for _ in range(n)]
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        try:
            found: list[Any] = column.to_pylist()
        except UnicodeDecodeError:
            return [[] for _ in range(n)]
        return [[one for one in value or () if isinstance(one, str) and one] for value in found]
    return [[] if value is None else [value] for value in texts(column, n)]
