"""What a worker keeps of a shard while it goes through: tables, sums, samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from goldsmith.corpus.masking.content import Documents
from goldsmith.corpus.masking.parquet_footer import RowGroup
from goldsmith.corpus.masking.rows import CONTENT
from goldsmith.corpus.masking.samples import Sample, first_of_each_label
from goldsmith.corpus.masking.steps import Outcome, Removal
from goldsmith.corpus.masking.tables import findings_table, removals_table


@dataclass(slots=True)
class Tally:
    """Sums over a shard or a part of one; parts are added in their order.

    Attributes:
        shard: its name.
        counts: (what, ...) to how many: `rows_in`, `rows_out`, `bytes_out`, `masked_documents`, `no_repository`;
            (`documents`, language), (`bytes`, language), (`with_findings`, language), (`findings`, label, language,
            action), (`removed`, reason), (`quarantined`, reason).
        findings: tables of findings.
        removed: tables of documents that were not wanted.
        quarantined: tables of documents that could not be worked on.
        samples: for the report.
        groups: the row groups written, of Parquet.
    """

    shard: str
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    findings: list[pa.Table] = field(default_factory=list)
    removed: list[pa.Table] = field(default_factory=list)
    quarantined: list[pa.Table] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    groups: list[RowGroup] = field(default_factory=list)

    def take(self, outcome: Outcome, rows_in: int) -> None:
        """Add what the steps made of a batch."""
        self.counts.update(outcome.counts)
        self.counts["rows_in",] += rows_in
        self.counts["rows_out",] += outcome.rows.num_rows
        self.counts["bytes_out",] += int(Documents(outcome.rows.column(CONTENT)).sizes.sum())
        if outcome.findings:
            self.findings.append(findings_table(self.shard, outcome.findings))
        self.remove(outcome.removals)
        self.samples = first_of_each_label([*self.samples, *outcome.samples])

    def remove(self, removals: Iterable[Removal]) -> None:
        """Add documents that left the output."""
        faults: list[Removal] = []
        unwanted: list[Removal] = []
        for one in removals:
            (faults if one.is_fault else unwanted).append(one)
            self.counts["quarantined" if one.is_fault else "removed", one.reason] += 1
        if faults:
            self.quarantined.append(removals_table(self.shard, faults))
        if unwanted:
            self.removed.append(removals_table(self.shard, unwanted))

    def add(self, other: Tally) -> None:
        """Add what comes after this in the shard."""
        self.counts.update(other.counts)
        self.findings += other.findings
        self.removed += other.removed
        self.quarantined += other.quarantined
        self.samples = first_of_each_label([*self.samples, *other.samples])
        self.groups += other.groups


def counts_to_json(counts: Counter[tuple[str, ...]]) -> list[list[Any]]:
    """Counts as lists, sorted: [what, ..., how many]."""
    return [[*key, counts[key]] for key in sorted(counts)]


def counts_from_json(rows: Iterable[list[Any]]) -> Counter[tuple[str, ...]]:
    """The inverse of `counts_to_json`."""
    return Counter({tuple(row[:-1]): row[-1] for row in rows})
