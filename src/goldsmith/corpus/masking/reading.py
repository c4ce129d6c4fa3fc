"""The rows of any shard, for work that writes no shard."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from goldsmith.corpus.masking.jsonl_shard import read_lines
from goldsmith.corpus.masking.parquet_shard import ParquetShard
from goldsmith.corpus.masking.plan import Plan
from goldsmith.corpus.masking.shards import Shard
from goldsmith.corpus.masking.source_files import read_files


def rows_of(shard: Shard, plan: Plan) -> Iterator[pa.RecordBatch]:
    """Batches as the steps get them; what is no row is passed over.

    Raises:
        SourceUnreadable, ColumnsMissing: it cannot be read.
    """
    if shard.form == "files":
        yield from (rows for rows, _ in read_files(shard, plan.max_document_bytes))
    elif shard.form == "jsonl":
        yield from (lines.rows for lines in read_lines(shard.source, plan.columns, plan.max_document_bytes))
    else:
        source = ParquetShard(shard.source, plan.columns)
        try:
            for group in range(source.groups):
                yield from (rows for _, rows in source.batches(group))
        finally:
            source.close()
