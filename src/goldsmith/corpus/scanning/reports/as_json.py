"""A report as JSON, and as JSON Lines with one finding a line."""

from __future__ import annotations

import json
from typing import Any

from goldsmith import __version__
from goldsmith.corpus.scanning.levels import level_of
from goldsmith.corpus.scanning.located import Located, Scanned
from goldsmith.corpus.scanning.report import Report

VERSION = 1
"""Of the form of the report; changes when a field changes its meaning."""


def to_json(report: Report) -> str:
    """All of a report, indented; without values unless the scan was asked for them."""
    return json.dumps(_whole(report), indent=2, ensure_ascii=False) + "\n"


def to_jsonl(report: Report) -> str:
    """One finding a line, as `to_json` has it in `findings`; empty where nothing was found."""
    return "".join(
        json.dumps(finding_of(file, one), ensure_ascii=False) + "\n" for file, one in report.findings
    )


def finding_of(file: Scanned, one: Located) -> dict[str, Any]:
    """A finding as an object. Columns count code points, `utf16_column` what JavaScript and Java count."""
    origin = file.origin
    found: dict[str, Any] = {
        "path": origin.path,
        "line": one.begins.line,
        "column": one.begins.column,
        "end_line": one.ends.line,
        "end_column": one.ends.column,
        "utf16_column": one.begins.utf16_column,
        "end_utf16_column": one.ends.utf16_column,
        "start_byte": one.start,
        "end_byte": one.end,
        "label": one.label,
        "category": one.category,
        "level": level_of(one.label).word,
        "kind": one.kind,
        "confidence": round(one.confidence, 4),
        "why": one.why,
        "language": file.language,
        "fingerprint": one.fingerprint,
    }
    for name in ("inside", "row", "repository", "commit", "date"):
        if getattr(origin, name) is not None:
            found[name] = getattr(origin, name)
    if one.value is not None:
        found["value"] = one.value
    return found


def _whole(report: Report) -> dict[str, Any]:
    return {
        "version": VERSION,
        "tool": {
            "name": "goldsmith",
            "version": __version__,
            "detector": report.detector,
            "model": report.model,
            "tier": report.tier,
        },
        "scanned": {
            "sources": list(report.sources),
            "started_at": report.started_at.isoformat(timespec="seconds"),
            "seconds": round(report.duration_s, 3),
            "documents": report.n_documents,
            "bytes": report.n_bytes,
            "mb_per_s": round(report.mb_per_s, 2),
            "languages": report.languages,
        },
        "counts": {
            "findings": report.n_findings,
            "files": len(report.files),
            "by_label": report.by_label,
            "by_language": report.by_language,
            "in_baseline": report.n_known,
            "allowed_by_comments": report.n_allowed,
        },
        "findings": [finding_of(file, one) for file, one in report.findings],
        "not_looked_at": {
            "counts": {reason.value: count for reason, count in report.unread_counts.items()},
            "documents": [
                {"path": one.path, "reason": one.reason.value, "detail": one.detail} for one in report.unread
            ],
        },
        "notes": list(report.notes),
    }
