"""The tables beside a masked corpus: what was found, and what left the output. Never a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from goldsmith.corpus.masking.steps import Removal

FINDINGS = pa.schema(
    [
        ("shard", pa.string()),
        ("row", pa.int64()),
        ("path", pa.string()),
        ("repository", pa.string()),
        ("language", pa.string()),
        ("line", pa.int64()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("new_start", pa.int64()),
        ("new_end", pa.int64()),
        ("category", pa.string()),
        ("label", pa.string()),
        ("kind", pa.string()),
        ("confidence", pa.float32()),
        ("action", pa.string()),
        ("reason", pa.string()),
        ("value_hash", pa.string()),
        ("value_bytes", pa.int64()),
    ]
)
"""One row a finding, kept ones too. Places are bytes of the document, before and after; lines count from 1."""

REMOVALS = pa.schema(
    [
        ("shard", pa.string()),
        ("row", pa.int64()),
        ("path", pa.string()),
        ("repository", pa.string()),
        ("reason", pa.string()),
        ("detail", pa.string()),
    ]
)
"""One row a document that left the output."""

_ROW_GROUP = 1 << 17


def findings_table(shard: str, findings: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Rows as `masking_step` makes them, with the shard's name before them."""
    columns = list(zip(*findings, strict=True)) or [()] * (len(FINDINGS) - 1)
    arrays = [pa.array([shard] * len(findings), pa.string())]
    arrays += [pa.array(values, kind.type) for values, kind in zip(columns, list(FINDINGS)[1:], strict=True)]
    return pa.Table.from_arrays(arrays, schema=FINDINGS)


def removals_table(shard: str, removals: Iterable[Removal]) -> pa.Table:
    """One row a removal."""
    rows = [
        {
            "shard": shard,
            "row": one.row,
            "path": one.path,
            "repository": one.repository,
            "reason": one.reason,
            "detail": one.detail,
        }
        for one in removals
    ]
    return pa.Table.from_pylist(rows, schema=REMOVALS)


def table_bytes(tables: Sequence[pa.Table], schema: pa.Schema) -> pa.Buffer:
    """A Parquet file of some tables, one after the other; the same bytes however they were cut."""
    # Into one chunk each: pages follow chunks.
    whole = pa.concat_tables(tables).combine_chunks() if tables else schema.empty_table()
    sink = pa.BufferOutputStream()
    pq.write_table(whole, sink, compression="zstd", row_group_size=_ROW_GROUP)
    return sink.getvalue()
