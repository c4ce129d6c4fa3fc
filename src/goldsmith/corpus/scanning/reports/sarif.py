"""A report as SARIF, for code hosts and editors.

Source: Static Analysis Results Interchange Format (SARIF) 2.1.0, OASIS Standard, 2020.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, timedelta
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from goldsmith import __version__
from goldsmith.corpus.scanning.levels import SECRETS, level_of
from goldsmith.corpus.scanning.located import Located, Origin, Scanned, Unread
from goldsmith.corpus.scanning.report import Report
from goldsmith.corpus.scanning.reports.words import place_of

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_SEVERITY = {"error": "8.0", "warning": "5.0", "note": "2.0"}


def to_sarif(report: Report) -> str:
    """One run; without values unless the scan was asked for them."""
    rules = sorted({(one.label, one.kind) for _, one in report.findings})
    index_of = {rule: index for index, rule in enumerate(rules)}
    artifacts = _Artifacts()
    results = [_result(file, one, index_of[one.label, one.kind], artifacts) for file, one in report.findings]
    run = {
        "tool": {
            "driver": {
                "name": "Goldsmith",
                "version": __version__,
                "properties": {"detector": report.detector, "model": report.model, "tier": report.tier},
                "rules": [_rule(label, kind) for label, kind in rules],
            }
        },
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n"],
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The root of the repository, or the folder the scan ran in."}}
        },
        "invocations": [_invocation(report)],
        "artifacts": artifacts.objects,
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def uri_of(path: str) -> tuple[str, bool]:
    """A path as a URI reference, and whether it is relative to the root (3.10.1: RFC 3986)."""
    if PurePosixPath(path).is_absolute():
        return "file://" + quote(path, safe="/", errors="backslashreplace"), False
    # A colon in the first segment would make it a scheme.
    return quote(path, safe="/", errors="backslashreplace"), True


class _Artifacts:
    """The files of the results (3.24); a row or member lies in its table or archive (3.24.4)."""

    def __init__(self) -> None:
        self.objects: list[dict[str, Any]] = []
        self._index_of: dict[tuple[str, ...], int] = {}

    def index(self, origin: Origin, language: str | None = None) -> int:
        """Where the file of an origin stands in the array; it is added if it is new."""
        key = (origin.inside or "", origin.root_path)
        if key in self._index_of:
            return self._index_of[key]
        made: dict[str, Any] = {"location": location_of(origin)}
        if origin.inside is not None:
            made["parentIndex"] = self.index(Origin(origin.inside, origin.inside))
        elif language is not None:
            # 3.24.10: lower case, and letters and digits by appendix J.
            made["sourceLanguage"] = re.sub(r"[^a-z0-9]", "", _SPELLED.get(language, language.lower()))
        self.objects.append(made)
        self._index_of[key] = len(self.objects) - 1
        return self._index_of[key]


_SPELLED = {
    "C++": "cplusplus",
    "C#": "csharp",
    "F#": "fsharp",
    "Objective-C": "objectivec",
    "Visual Basic": "visualbasic",
}


def location_of(origin: Origin) -> dict[str, Any]:
    """An artifactLocation (3.4). In a table, the path is from the root of the table (3.24.4)."""
    path = f"/{origin.root_path.lstrip('/')}" if origin.inside is not None else origin.root_path
    if origin.inside is not None:
        return {"uri": quote(path, safe="/", errors="backslashreplace")}
    uri, is_below = uri_of(path)
    return {"uri": uri, "uriBaseId": _ROOT} if is_below else {"uri": uri}


def _rule(label: str, kind: str) -> dict[str, Any]:
    level = level_of(label).word
    words = kind.replace("_", " ")
    return {
        "id": f"{label}/{kind}",
        "name": "".join(part.capitalize() for part in kind.split("_")),
        "shortDescription": {"text": f"{label}: {words}"},
        "fullDescription": {
            "text": f"A value with the label {label} of the taxonomy of personal data in code, of the kind {words}."
        },
        "help": {
            "text": "Take the value out and revoke it if it is a secret: it stays in the history. Let a planted value "
            "stand with a comment in its line: goldsmith: allow."
        },
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["security" if label in SECRETS else "privacy", "pii", label],
            "security-severity": _SEVERITY[level],
        },
    }


def _result(file: Scanned, one: Located, rule: int, artifacts: _Artifacts) -> dict[str, Any]:
    value = "" if one.value is None else f": {one.value}"
    properties: dict[str, Any] = {"label": one.label, "confidence": round(one.confidence, 4)}
    for name in ("row", "repository", "commit", "date"):
        if getattr(file.origin, name) is not None:
            properties[name] = getattr(file.origin, name)
    index = artifacts.index(file.origin, file.language)
    return {
        "ruleId": f"{one.label}/{one.kind}",
        "ruleIndex": rule,
        "level": level_of(one.label).word,
        "message": {"text": _literal(f"{one.label} ({one.kind.replace('_', ' ')}): {one.why}{value}")},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {**location_of(file.origin), "index": index},
                    "region": {
                        "startLine": one.begins.line,
                        "startColumn": one.begins.utf16_column,
                        "endLine": one.ends.line,
                        "endColumn": one.ends.utf16_column,
                    },
                },
                "message": {"text": _literal(place_of(file, one))},
            }
        ],
        "partialFingerprints": {"goldsmithFinding/v1": one.fingerprint},
        "properties": properties,
    }


def _invocation(report: Report) -> dict[str, Any]:
    ended = report.started_at.astimezone(UTC) + timedelta(seconds=report.duration_s)
    return {
        "executionSuccessful": not report.has_failed,
        "startTimeUtc": report.started_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "endTimeUtc": ended.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": [_notification(one) for one in report.unread],
    }


def _notification(one: Unread) -> dict[str, Any]:
    return {
        "level": "error" if one.is_fatal else "warning",
        "message": {"text": _literal(f"{one.path}: {one.detail}")},
        "descriptor": {"id": f"not-looked-at/{one.reason.value}"},
    }


def _literal(text: str) -> str:
    """A message without placeholders or links (3.11.5, 3.11.6): braces are doubled, brackets escaped."""
    escaped = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return escaped.replace("{", "{{").replace("}", "}}")
