"""What a detector reports: where a value stands and what gave it away, but never the value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A secret or a piece of personal data in a document.

    Attributes:
        start: first place, >= 0. Places count bytes where bytes were searched (UTF-8), code points where text was.
        end: one past the last place, > start.
        label: a label of the taxonomy.
        kind: what it is, more exactly: `github_token`, `email`, `assigned_password`.
        why: what gave it away, for a person: "has the form of a GitHub token". The value is not in it.
        confidence: in (0, 1]; 1.0 where a rule decided, the model's probability where the model did.
    """

    start: int
    end: int
    label: str
    kind: str
    why: str
    confidence: float = 1.0
