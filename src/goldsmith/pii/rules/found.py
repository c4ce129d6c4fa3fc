"""What a rule reports: where a value stands and what gave it away, but never the value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A secret or a piece of personal data in a text.

    Attributes:
        start: first code point, >= 0.
        end: one past the last code point, > start.
        label: a label of the PII taxonomy: EMAIL, IP_ADDRESS, KEY or PASSWORD.
        kind: what it is, more exactly: `github_token`, `email`, `assigned_password`.
        why: what gave it away, for a person: "has the form of a GitHub token". The value is not in it.
    """

    start: int
    end: int
    label: str
    kind: str
    why: str
