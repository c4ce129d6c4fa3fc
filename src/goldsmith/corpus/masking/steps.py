"""The graph of a corpus run: pure steps, each from rows to rows, that say what they took out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from goldsmith.corpus.masking.rows import PATH, REPOSITORY, ROW


@dataclass(frozen=True, slots=True)
class Removal:
    """A document that leaves the output.

    Attributes:
        row: its place in the shard.
        path: where it comes from.
        repository: name, or None.
        reason: one word: `licence`, `opt_out`, `duplicate`, `policy`, or a fault: `binary`, `too_large` ...
        detail: one sentence for a person; nothing of the document's text is in it.
        is_fault: whether it could not be worked on (it goes to quarantine), rather than was not wanted.
    """

    row: int
    path: str
    repository: str | None
    reason: str
    detail: str
    is_fault: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step, or all steps in a row, made of a batch.

    Attributes:
        rows: what goes on, in the order it came.
        removals: what does not.
        findings: rows of the findings table, as tuples in the order of its columns.
        counts: sums over the batch: (what, ...) to how many.
        samples: masked places for the report, with their values hidden.
    """

    rows: pa.RecordBatch
    removals: tuple[Removal, ...] = ()
    findings: tuple[tuple[Any, ...], ...] = ()
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    samples: tuple[Any, ...] = ()


Step = Callable[[pa.RecordBatch], Outcome]


def run(steps: Iterable[Step], rows: pa.RecordBatch) -> Outcome:
    """Send a batch through steps, one after the other."""
    removals: list[Removal] = []
    findings: list[tuple[Any, ...]] = []
    counts: Counter[tuple[str, ...]] = Counter()
    samples: list[Any] = []
    for step in steps:
        if rows.num_rows == 0:
            break
        made = step(rows)
        rows = made.rows
        removals += made.removals
        findings += made.findings
        counts.update(made.counts)
        samples += made.samples
    return Outcome(rows, tuple(removals), tuple(findings), counts, tuple(samples))


def without(
    rows: pa.RecordBatch, reasons: Sequence[tuple[str, str] | None], *, is_fault: bool
) -> tuple[pa.RecordBatch, tuple[Removal, ...]]:
    """Take rows out of a batch.

    Args:
        rows: a batch.
        reasons: for each row (reason, detail), or None for a row that stays.
        is_fault: see `Removal`.
    """
    gone = [at for at, reason in enumerate(reasons) if reason is not None]
    if not gone:
        return rows, ()
    paths, repositories, places = (rows.column(name).take(gone) for name in (PATH, REPOSITORY, ROW))
    removals = tuple(
        Removal(place, path or "", repository, *(reasons[at] or ("", "")), is_fault)
        for at, place, path, repository in zip(
            gone, places.to_pylist(), paths.to_pylist(), repositories.to_pylist(), strict=True
        )
    )
    stays = pa.array([reason is None for reason in reasons], pa.bool_())
    return rows.filter(stays, null_selection_behavior="drop"), removals
