"""What a scan found, with the counts that every form of a report shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from goldsmith.corpus.document import Reason
from goldsmith.corpus.scanning.levels import Level, level_of
from goldsmith.corpus.scanning.located import HARMLESS, Located, Scanned, Unread


@dataclass(frozen=True, slots=True)
class Report:
    """What a scan found.

    Attributes:
        sources: what was scanned, as the user named it.
        scope: the same in words, with what of it was looked at.
        started_at: with its time zone.
        duration_s: seconds, > 0.
        detector: the detector's fingerprint.
        model: name of the model, or "rules" where none looked.
        tier: the detector's tier.
        n_documents: documents looked at.
        n_bytes: their bytes.
        languages: documents looked at by language.
        files: documents with findings, in the order of the sources.
        n_allowed: findings that comments let stand.
        n_known: findings in the baseline.
        unread: what was not looked at, without what is harmless; at most 1,000.
        has_failed: whether something that the user named could not be read at all, or a search failed.
        unread_counts: all that was not looked at, by reason.
        notes: sentences on the sources.
        baseline: entries for a baseline (path, label, fingerprint), where asked for.
    """

    sources: tuple[str, ...]
    scope: str
    started_at: datetime
    duration_s: float
    detector: str
    model: str
    tier: str
    n_documents: int
    n_bytes: int
    languages: dict[str, int]
    files: tuple[Scanned, ...]
    n_allowed: int
    n_known: int
    unread: tuple[Unread, ...]
    unread_counts: dict[Reason, int]
    has_failed: bool
    notes: tuple[str, ...]
    baseline: tuple[tuple[str, str, str], ...] = ()

    @property
    def findings(self) -> Iterator[tuple[Scanned, Located]]:
        """All findings with their documents."""
        return ((file, one) for file in self.files for one in file.findings)

    @property
    def n_findings(self) -> int:
        """How many there are."""
        return sum(len(file.findings) for file in self.files)

    @property
    def level(self) -> Level | None:
        """The gravest level among the findings; None if there are none."""
        return max((level_of(one.label) for _, one in self.findings), default=None)

    @property
    def by_label(self) -> dict[str, int]:
        """Findings by label, most first."""
        return dict(Counter(one.label for _, one in self.findings).most_common())

    @property
    def by_language(self) -> dict[str, dict[str, int]]:
        """Findings by language and label, languages with most first."""
        counts: dict[str, Counter[str]] = {}
        for file, one in self.findings:
            counts.setdefault(file.language, Counter())[one.label] += 1
        return {
            name: dict(its) for name, its in sorted(counts.items(), key=lambda one: (-one[1].total(), one[0]))
        }

    @property
    def mb_per_s(self) -> float:
        """Megabytes (10^6 bytes) looked at in a second of wall time."""
        return self.n_bytes / 1e6 / max(self.duration_s, 1e-9)

    @property
    def n_faults(self) -> int:
        """Documents that should have been looked at and were not."""
        return sum(count for reason, count in self.unread_counts.items() if reason not in HARMLESS)
