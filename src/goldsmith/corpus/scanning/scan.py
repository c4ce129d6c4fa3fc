"""A scan from end to end: sources through workers to a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from goldsmith.corpus.document import Reason
from goldsmith.corpus.scanning.located import HARMLESS, Item, Scanned, Unread
from goldsmith.corpus.scanning.look import Looker, Looking
from goldsmith.corpus.scanning.pool import looked_at
from goldsmith.corpus.scanning.report import Report
from goldsmith.corpus.scanning.sources import Request, Sources

_MOST_UNREAD = 1000
"""So many documents that were not looked at are named; all are counted."""

OnProgress = Callable[[str, int, int | None], None]


def scan(
    request: Request,
    looking: Looking,
    *,
    jobs: int,
    now: Callable[[], datetime],
    seconds: Callable[[], float],
    on_progress: OnProgress = lambda _what, _done, _total: None,
) -> Report:
    """Scan.

    Args:
        request: what.
        looking: what for.
        jobs: processes, >= 1; the report does not depend on it.
        now: the wall clock.
        seconds: a clock that never goes back.
        on_progress: called after each document.

    Raises:
        InvalidInput: the model cannot be read.
        Unavailable: a process was ended from outside.
    """
    started_at, began_s = now(), seconds()
    looker = Looker(looking)
    sources = Sources(request)
    tally = _Tally()
    results = looked_at(tally.readable(sources), looking, looker, jobs)
    for done, result in enumerate(results, start=1):
        tally.add(result)
        on_progress("documents", done, sources.total)
    return Report(
        sources=request.paths,
        scope=request.scope,
        started_at=started_at,
        duration_s=seconds() - began_s,
        detector=looker.fingerprint,
        model=looker.model_name,
        tier=looking.tier,
        n_documents=tally.n_documents,
        n_bytes=tally.n_bytes,
        languages=dict(tally.languages.most_common()),
        files=tuple(tally.files),
        n_allowed=tally.n_allowed,
        n_known=tally.n_known,
        unread=tuple(tally.unread),
        unread_counts=dict(tally.unread_counts),
        has_failed=tally.has_failed,
        notes=tuple(sources.notes),
        baseline=tuple(tally.baseline),
    )


@dataclass(slots=True)
class _Tally:
    """What was seen so far; see `Report`."""

    n_documents: int = 0
    n_bytes: int = 0
    n_allowed: int = 0
    n_known: int = 0
    has_failed: bool = False
    languages: Counter[str] = field(default_factory=Counter)
    files: list[Scanned] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    unread_counts: Counter[Reason] = field(default_factory=Counter)
    baseline: list[tuple[str, str, str]] = field(default_factory=list)

    def readable(self, sources: Sources) -> Iterator[Item]:
        """Documents to look at; what cannot be looked at is noted."""
        for one in sources.items():
            if isinstance(one, Unread):
                self.add(one)
            else:
                yield one

    def add(self, one: Scanned | Unread) -> None:
        """Count one result."""
        if isinstance(one, Unread):
            self.unread_counts[one.reason] += 1
            self.has_failed |= one.is_fatal
            if one.reason not in HARMLESS and len(self.unread) < _MOST_UNREAD:
                self.unread.append(one)
            return
        self.n_documents += 1
        self.n_bytes += one.size_bytes
        self.n_allowed += one.n_allowed
        self.n_known += one.n_known
        self.languages[one.language] += 1
        name = ": ".join(part for part in one.origin.identity if part)
        self.baseline += [(name, label, print_) for print_, label in one.baseline]
        if one.findings:
            self.files.append(one)
