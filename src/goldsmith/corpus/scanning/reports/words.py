"""Sentences and names that the forms of a report share."""

from __future__ import annotations

from goldsmith.corpus.document import Reason
from goldsmith.corpus.scanning.located import HARMLESS, Located, Scanned
from goldsmith.corpus.scanning.report import Report

_REASONS = {
    Reason.BINARY: "binary",
    Reason.EMPTY: "empty",
    Reason.ENCODING: "in a broken encoding",
    Reason.ENCRYPTED: "encrypted",
    Reason.LINK: "links and special files",
    Reason.MALFORMED_ROW: "malformed rows",
    Reason.TOO_LARGE: "too large",
    Reason.UNREADABLE: "unreadable",
    Reason.UNSAFE_PATH: "with an unsafe path",
}


def place_of(file: Scanned, one: Located) -> str:
    """`path:line:column`, which terminals and editors open; columns in code points."""
    return f"{file.origin.shown}:{one.begins.line}:{one.begins.column}"


def counted(count: int, noun: str, nouns: str | None = None) -> str:
    """`1 file`, `2 files`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def summary_of(report: Report) -> str:
    """What was found, in what."""
    found = counted(report.n_findings, "finding")
    where = f" in {len(report.files):,}" if report.files else ""
    return f"{found}{where} of {looked_at(report)}{set_aside(report)}."


def looked_at(report: Report) -> str:
    """How much was looked at, and how fast."""
    size = size_of(report.n_bytes)
    speed = f"{size} in {report.duration_s:,.1f} s, {_speed(report.mb_per_s)} MB/s"
    return f"{counted(report.n_documents, 'document')} ({speed})"


def set_aside(report: Report) -> str:
    """What was found and is not reported; empty if nothing."""
    parts = []
    if report.n_known:
        parts.append(f"{report.n_known:,} in the baseline")
    if report.n_allowed:
        parts.append(f"{report.n_allowed:,} allowed by comments")
    return f"; besides, {' and '.join(parts)}" if parts else ""


def not_looked_at(report: Report) -> str:
    """What was not looked at, by reason; empty if all was."""
    counts = sorted(report.unread_counts.items(), key=lambda one: (one[0] in HARMLESS, -one[1]))
    told = ", ".join(f"{count:,} {_REASONS.get(reason, reason.value)}" for reason, count in counts)
    return f"Not looked at: {told}." if told else ""


def nothing_found(report: Report) -> str:
    """The empty state: what was scanned."""
    if report.n_documents == 0:
        return f"There was nothing to look at in {report.scope}."
    languages = ", ".join(f"{name} {count:,}" for name, count in list(report.languages.items())[:6])
    more = len(report.languages) - 6
    told = f"{languages}{f' and {more} more' if more > 0 else ''}"
    return f"Nothing found in {report.scope}: {looked_at(report)}{set_aside(report)}. Languages: {told}."


def size_of(size_bytes: int) -> str:
    """`1.2 MB`, `340 bytes`."""
    return f"{size_bytes / 1e6:,.1f} MB" if size_bytes >= 50_000 else f"{size_bytes:,} bytes"


def _speed(mb_per_s: float) -> str:
    return f"{mb_per_s:,.1f}" if mb_per_s >= 1 else f"{mb_per_s:.2f}"
