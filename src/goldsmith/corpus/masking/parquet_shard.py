"""A Parquet shard: read a stretch at a time, written row group by row group with the input's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goldsmith.corpus.errors import ColumnsMissing, SourceUnreadable
from goldsmith.corpus.masking.columns import Columns
from goldsmith.corpus.masking.content import is_text_type
from goldsmith.corpus.masking.parquet_footer import RowGroup, split_file
from goldsmith.corpus.masking.rows import CONTENT, ROW, lists_of_texts, make_rows, texts

_BATCH_BYTES = 4 << 20
_MOST_ROWS = 4096
_BUFFER_BYTES = 1 << 20


class ParquetShard:
    """An open shard.

    Args:
        path: the file.
        columns: which to use.

    Attributes:
        groups: number of row groups.
        first_rows: the first row of each row group, and the number of rows at the end.
        group_bytes: of each row group, unpacked.
        schema: of the file.

    Raises:
        SourceUnreadable: it is no whole Parquet file.
        ColumnsMissing: there is no column of documents, or it holds something else.
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        self._path = path
        try:
            # A small buffer streams pages; without it a whole column chunk, often 100s of MB, is held.
            self._file = pq.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER_BYTES)
        except (pa.ArrowException, OSError) as error:
            raise SourceUnreadable(
                f"{path.name} is not a readable Parquet file: {_first_line(error)}",
                hint="It may have been cut off on the way; copy it again.",
            ) from error
        metadata = self._file.metadata
        self.groups = int(metadata.num_row_groups)
        sizes = [metadata.row_group(at) for at in range(self.groups)]
        self.first_rows = np.cumsum([0, *(one.num_rows for one in sizes)]).tolist()
        self.group_bytes = [int(one.total_byte_size) for one in sizes]
        self.schema = self._file.schema_arrow
        self._columns = columns.among(self.schema.names, path.name)
        kind = self.schema.field(self._columns.content).type
        if not is_text_type(kind):
            raise ColumnsMissing(
                f"Column {self._columns.content} of {path.name} holds {kind}, not text.",
                hint="Its type must be string or binary; a nested field must be made a column of its own first.",
                columns=self.schema.names,
            )
        self._settings = _settings(metadata, self.schema)

    @property
    def has_repositories(self) -> bool:
        """Whether a column says which repository a document is of."""
        return self._columns.repository is not None

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def batches(self, group: int) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
        """A row group in stretches: (the shard's own columns, the rows for the steps). Never all of it at once.

        Raises:
            SourceUnreadable: the row group is damaged.
        """
        row = self.first_rows[group]
        try:
            for batch in self._file.iter_batches(
                batch_size=self._batch_rows(group), row_groups=[group], use_threads=False
            ):
                yield batch, self._rows(batch, row)
                row += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise SourceUnreadable(
                f"{self._path.name} is damaged after row {row}: {_first_line(error)}",
                hint="Copy it again; nothing of it is in the output.",
            ) from error

    def with_content(
        self, batch: pa.RecordBatch, before: pa.RecordBatch, rows: pa.RecordBatch
    ) -> pa.RecordBatch:
        """The shard's own columns for the rows that the steps left, with the content they left.

        Args:
            batch: as `batches` gave it.
            before: the rows beside it.
            rows: what the steps left of these.
        """
        if rows.num_rows != batch.num_rows:
            stays = pc.is_in(before.column(ROW), value_set=rows.column(ROW))
            batch = batch.filter(stays)
        index = self.schema.names.index(self._columns.content)
        return batch.set_column(index, self.schema.field(index), rows.column(CONTENT))

    def pages_of(self, batches: list[pa.RecordBatch]) -> tuple[memoryview, RowGroup | None]:
        """The bytes of a row group, and its footer; nothing where no row is left."""
        table = pa.Table.from_batches(batches, self.schema)
        if table.num_rows == 0:
            return memoryview(b""), None
        pages, footer = split_file(self._written(table))
        return pages, RowGroup(table.num_rows, len(pages), footer)

    def template(self) -> bytes:
        """The footer of a file of this schema without rows."""
        return split_file(self._written(None))[1]

    def _written(self, table: pa.Table | None) -> memoryview:
        sink = pa.BufferOutputStream()
        with pq.ParquetWriter(sink, self.schema, **self._settings) as writer:
            if table is not None:
                writer.write_table(table, row_group_size=table.num_rows)
        return memoryview(sink.getvalue())

    def _batch_rows(self, group: int) -> int:
        rows = self.first_rows[group + 1] - self.first_rows[group]
        return max(1, min(_MOST_ROWS, int(rows) * _BATCH_BYTES // max(1, self.group_bytes[group])))

    def _rows(self, batch: pa.RecordBatch, first: int) -> pa.RecordBatch:
        n = batch.num_rows
        columns = self._columns

        def named(name: str | None) -> Any:
            return None if name is None else batch.column(self.schema.names.index(name))

        paths = texts(named(columns.path), n)
        return make_rows(
            range(first, first + n),
            named(columns.content),
            paths=[path or f"{self._path.name}#{first + at}" for at, path in enumerate(paths)],
            repositories=texts(named(columns.repository), n),
            languages=texts(named(columns.language), n),
            licences=lists_of_texts(named(columns.licences), n),
        )


def _settings(metadata: Any, schema: pa.Schema) -> dict[str, Any]:
    """How the input was written, as far as its footer tells: codec and dictionary by column, version, metadata."""
    kept: dict[str, Any] = {
        "version": metadata.format_version if metadata.format_version in ("1.0", "2.4", "2.6") else "2.6",
        "store_schema": b"ARROW:schema" in (metadata.metadata or {}),
        # Names of list items as the file has them.
        "use_compliant_nested_type": False,
    }
    if metadata.num_row_groups == 0:
        return kept
    first = metadata.row_group(0)
    chunks = [first.column(at) for at in range(first.num_columns)]
    kept["compression"] = {
        one.path_in_schema: "none" if one.compression == "UNCOMPRESSED" else _codec(one.compression)
        for one in chunks
    }
    kept["use_dictionary"] = [
        one.path_in_schema for one in chunks if any("DICTIONARY" in encoding for encoding in one.encodings)
    ]
    kept["write_statistics"] = [one.path_in_schema for one in chunks if one.is_stats_set]
    kept["use_deprecated_int96_timestamps"] = any(one.physical_type == "INT96" for one in chunks)
    return kept


def _codec(name: str) -> str:
    # LZO can be read by few and written by none.
    return {"LZ4": "lz4", "LZO": "zstd"}.get(name, name.lower())


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
