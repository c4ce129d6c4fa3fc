"""Comments that let a finding stand: `goldsmith: allow`, and detect-secrets' `pragma: allowlist secret`.

password = "planted-for-a-test"  # goldsmith: allow
token = "..."                    # goldsmith: allow[KEY]
# pragma: allowlist nextline secret
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from goldsmith.pii.finding import Finding
from goldsmith.pii.taxonomy import CATEGORY_OF

_OURS = re.compile(rb"goldsmith: ?allow(?:\[([A-Za-z_, ]{1,200})\])?(?![\w-])")
_THEIRS = re.compile(rb"pragma: ?(?:allow|white)list secret", re.IGNORECASE)
_THEIRS_NEXT = re.compile(rb"pragma: ?allowlist nextline secret", re.IGNORECASE)
_ALL = frozenset({b"*"})


def allowed(data: bytes, findings: Sequence[Finding]) -> frozenset[int]:
    """Which findings a comment lets stand.

    Args:
        data: the document.
        findings: by start.

    Returns:
        indices of findings whose first or last line says so, or whose line before the first does for the next.

    Cost: linear in the lines that hold a finding.
    """
    # The words are rare, and looking for them once is cheaper than looking at every finding's line.
    if not (_OURS.search(data) or _THEIRS.search(data) or _THEIRS_NEXT.search(data)):
        return frozenset()
    lines = _Lines(data)
    return frozenset(
        index
        for index, one in enumerate(findings)
        if _covers(lines.said_of(one.start) | lines.said_of(max(one.start, one.end - 1)), one.label)
    )


def _covers(said: frozenset[bytes], label: str) -> bool:
    category = CATEGORY_OF.get(label, label)
    return bool(said & {b"*", label.encode(), category.encode()})


class _Lines:
    """What the lines of a document allow; each line is looked at once."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._line = (0, -1)
        self._said: frozenset[bytes] = frozenset()

    def said_of(self, at: int) -> frozenset[bytes]:
        """Labels allowed in the line of a byte; `*` is all."""
        if not self._line[0] <= at <= self._line[1]:
            start = self._data.rfind(b"\n", 0, at) + 1
            end = self._data.find(b"\n", at)
            self._line = (start, len(self._data) if end < 0 else end)
            self._said = self._read(*self._line)
        return self._said

    def _read(self, start: int, end: int) -> frozenset[bytes]:
        if _THEIRS.search(self._data, start, end):
            return _ALL
        if start and _THEIRS_NEXT.search(self._data, self._data.rfind(b"\n", 0, start - 1) + 1, start):
            return _ALL
        ours = _OURS.search(self._data, start, end)
        if ours is None:
            return frozenset()
        if ours[1] is None:
            return _ALL
        return frozenset(label.strip().upper() for label in ours[1].split(b","))
