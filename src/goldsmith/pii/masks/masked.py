"""What masking a document gives: new bytes, and what was done where, without the values."""

from __future__ import annotations

from dataclasses import dataclass

from goldsmith.pii.masks.policy import Action


@dataclass(frozen=True, slots=True)
class Replacement:
    """What was done with one finding, or with several that intersect. The value is not in it.

    Attributes:
        start: its first byte in the document, >= 0.
        end: one past its last byte, > start.
        new_start: its first byte in the masked document; None where the document was dropped.
        new_end: one past its last byte there; None where the document was dropped.
        line: the line of `start`, from 1.
        label: a label of the taxonomy; AMBIGUOUS where categories intersect.
        kind: the finding's; several are joined with `+`.
        confidence: the highest of the findings', in (0, 1].
        action: what was done.
        reason: `policy`; or why a finding was kept though its label's action is another: `confidence`, `kind`,
            `allowed`, `url`, `masked` (it is a mask already).
        value_hash: keyed hash of the category and the value, the same over the whole corpus; 16 hex digits.
        value_bytes: length of the value.
    """

    start: int
    end: int
    new_start: int | None
    new_end: int | None
    line: int
    label: str
    kind: str
    confidence: float
    action: Action
    reason: str
    value_hash: str
    value_bytes: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked document.

    Attributes:
        data: the new bytes; None where the document is dropped; the very same object where nothing changed.
        replacements: what was changed, by start; where the document is dropped, the findings that dropped it.
        kept: findings that were left as they are, by start.
        dropped_by: the label for which the document is dropped.
    """

    data: bytes | None
    replacements: tuple[Replacement, ...]
    kept: tuple[Replacement, ...] = ()
    dropped_by: str | None = None
