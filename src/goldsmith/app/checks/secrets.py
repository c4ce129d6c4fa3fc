"""Whether a text holds a secret, or what points to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from goldsmith.app.checks.subject import Note, Subject, note
from goldsmith.pii.text import find

_TITLE = "Secrets and personal data"


class Secrets:
    """Looks for keys, passwords, addresses of people and machines. What it found is never repeated."""

    async def __call__(self, subject: Subject, rule: Mapping[str, Any]) -> list[Note]:
        """One note."""
        found = find(subject.text)
        if not found:
            return [note(rule, _TITLE, "ok", "None was found.")]
        counts = Counter(finding.kind for finding in found)
        kinds = ", ".join(
            f"{kind} ({count})" if count > 1 else kind for kind, count in sorted(counts.items())
        )
        lines = sorted({subject.text.count("\n", 0, finding.start) + 1 for finding in found})
        where = ", ".join(str(line) for line in lines[:5])
        words = f"Found: {kinds}, in line {where}. Replace it by a placeholder."
        return [note(rule, _TITLE, "warning", words)]
