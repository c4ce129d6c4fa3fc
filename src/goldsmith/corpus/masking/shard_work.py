"""The work on one shard, from its file to its masked file: the same function on every engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from goldsmith.corpus.masking.files import cannot_write, sync_all, whole_file
from goldsmith.corpus.masking.filters import leave_out_duplicates, quarantine_condemned
from goldsmith.corpus.masking.jsonl_shard import packed, read_lines
from goldsmith.corpus.masking.masking_step import Guard, NoGuard
from goldsmith.corpus.masking.parquet_footer import MAGIC, joined_footer
from goldsmith.corpus.masking.parquet_shard import ParquetShard
from goldsmith.corpus.masking.plan import Plan
from goldsmith.corpus.masking.shards import Shard
from goldsmith.corpus.masking.source_files import read_files, write_files
from goldsmith.corpus.masking.spool import Spool
from goldsmith.corpus.masking.steps import Outcome, Step, run
from goldsmith.corpus.masking.tally import Tally

Piece = tuple[int, int]
"""Row groups [first, last) of a Parquet shard; (0, 1) is all of any other."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What is known of a shard before it is worked on.

    Attributes:
        condemned: rows on which workers were lost: row to (reason, detail); they go to quarantine.
        suspects: [first, last] rows on which a worker was lost, taken one by one.
        duplicates: rows that repeat a document kept elsewhere.
    """

    condemned: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    suspects: Sequence[tuple[int, int]] = ()
    duplicates: frozenset[int] = frozenset()


class ShardWork:
    """Works on shards, one at a time. Made once a process: it loads the detector.

    Args:
        plan: of the run.
        scratch: a folder for what is too much for the memory.
        guard: watches over documents.
    """

    def __init__(self, plan: Plan, scratch: Path, guard: Guard | None = None) -> None:
        self._plan, self._scratch = plan, scratch
        self._filters = plan.filters()
        self._masking = plan.masking(guard or NoGuard())

    def mask_shard(self, shard: Shard, notes: Notes) -> Tally:
        """Write the masked shard; it is there when all of it is.

        Raises:
            SourceUnreadable: the shard is damaged.
            ColumnsMissing: it has no column of documents.
            CannotWrite: the disk is full, or the output cannot be written for another reason.
        """
        with writing(shard.target):
            if shard.form == "files":
                return self._mask_files(shard, notes)
            with whole_file(shard.target) as file:
                return self._mask_table(shard, notes, file)

    def mask_piece(self, shard: Shard, piece: Piece, notes: Notes, to: Path) -> Tally:
        """Write a part of a masked Parquet shard to a file of its own; `join_pieces` makes the shard of them."""
        with writing(to), whole_file(to) as file:
            return self._mask_groups(shard, piece, notes, file)

    def _mask_table(self, shard: Shard, notes: Notes, file: BinaryIO) -> Tally:
        if shard.form == "jsonl":
            return self._mask_lines(shard, notes, file)
        file.write(MAGIC)
        tally = self._mask_groups(shard, (0, _groups_of(shard, self._plan)), notes, file)
        file.write(footer_of(shard, self._plan, tally))
        return tally

    def _mask_groups(self, shard: Shard, piece: Piece, notes: Notes, file: BinaryIO) -> Tally:
        tally = Tally(shard.name)
        steps = self._steps(notes)
        source = ParquetShard(shard.source, self._plan.columns)
        try:
            for group in range(*piece):
                with Spool(self._scratch, source.schema) as spool:
                    for batch, rows in source.batches(group):
                        made = run(steps, rows)
                        tally.take(made, rows.num_rows)
                        if made.rows.num_rows:
                            spool.add(source.with_content(batch, rows, made.rows))
                    pages, footer = source.pages_of(spool.batches())
                if footer is not None:
                    file.write(pages)
                    tally.groups.append(footer)
        finally:
            source.close()
        return tally

    def _mask_lines(self, shard: Shard, notes: Notes, file: BinaryIO) -> Tally:
        tally = Tally(shard.name)
        steps = self._steps(notes)
        with packed(file, shard.source.name) as stream:
            for lines in read_lines(shard.source, self._plan.columns, self._plan.max_document_bytes):
                rows = lines.rows
                made = run(steps, rows) if rows.num_rows else Outcome(rows)
                tally.take(made, rows.num_rows + len(lines.faults))
                tally.remove(lines.faults)
                stream.writelines(lines.masked(made.rows))
        return tally

    def _mask_files(self, shard: Shard, notes: Notes) -> Tally:
        tally = Tally(shard.name)
        steps = self._steps(notes)
        for rows, faults in read_files(shard, self._plan.max_document_bytes):
            made = run(steps, rows) if rows.num_rows else Outcome(rows)
            tally.take(made, rows.num_rows + len(faults))
            tally.remove(faults)
            write_files(shard, made.rows)
        sync_all()
        return tally

    def _steps(self, notes: Notes) -> list[Step]:
        steps = list(self._filters)
        if notes.duplicates:
            steps.append(leave_out_duplicates(notes.duplicates))
        if notes.condemned:
            steps.append(quarantine_condemned(notes.condemned))
        return [*steps, self._masking]


def join_pieces(shard: Shard, plan: Plan, pieces: Sequence[tuple[Path, Tally]]) -> Tally:
    """Make a shard of its pieces, in order: their pages are copied as they are.

    Raises:
        CannotWrite: the disk is full.
    """
    whole = Tally(shard.name)
    with writing(shard.target), whole_file(shard.target) as file:
        file.write(MAGIC)
        for path, tally in pieces:
            with path.open("rb") as part:
                shutil.copyfileobj(part, file, 1 << 20)
            whole.add(tally)
        file.write(footer_of(shard, plan, whole))
    return whole


def footer_of(shard: Shard, plan: Plan, tally: Tally) -> bytes:
    """What follows the pages of a masked shard."""
    source = ParquetShard(shard.source, plan.columns)
    try:
        return joined_footer(source.template(), tally.groups)
    finally:
        source.close()


def pieces_of(shard: Shard, plan: Plan, target_bytes: int) -> list[Piece]:
    """Cut a Parquet shard into runs of row groups of about so many unpacked bytes.

    Raises:
        SourceUnreadable, ColumnsMissing: it cannot be worked on.
    """
    source = ParquetShard(shard.source, plan.columns)
    source.close()
    pieces: list[Piece] = []
    start = total = 0
    for at, size in enumerate(source.group_bytes):
        if at > start and total + size > target_bytes:
            pieces.append((start, at))
            start, total = at, 0
        total += size
    return [*pieces, (start, source.groups)] if source.groups else []


def _groups_of(shard: Shard, plan: Plan) -> int:
    source = ParquetShard(shard.source, plan.columns)
    source.close()
    return source.groups


@contextmanager
def writing(where: Path) -> Iterator[None]:
    """Turn errors of writing into words; those of reading already are."""
    try:
        yield
    except OSError as error:
        raise cannot_write(error, where) from error
