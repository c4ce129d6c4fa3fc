"""What is checked, and the note that a check leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Verdict = Literal["ok", "warning", "failed", "unchecked"]
Note = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """One text of one item.

    Attributes:
        campaign_id: whose.
        item_id: whose text.
        field: key of the text.
        text: what was written.
        cell: the item's cell: track first.
        recipe: as the campaign keeps it.
    """

    campaign_id: int
    item_id: int
    field: str
    text: str
    cell: tuple[str, ...]
    recipe: Mapping[str, Any]


class Check(Protocol):
    """Looks at a text for one thing."""

    async def __call__(self, subject: Subject, rule: Mapping[str, Any]) -> list[Note]:
        """The notes, at least one.

        Args:
            subject: the text.
            rule: the recipe's words about this check: {kind, dimension, rejects, at_least}.

        Raises:
            Unavailable: what it needs is down; the item waits.
        """
        ...


def note(
    rule: Mapping[str, Any], title: str, verdict: Verdict, words: str, *, by: str = "", is_weak: bool = False
) -> Note:
    """What a check says: a finding (warning) fails where the recipe lets it, but never on a weak model's word."""
    fails = verdict == "warning" and rule["rejects"] and not is_weak
    return {
        "check": rule["kind"] if rule.get("dimension") is None else f"{rule['kind']}:{rule['dimension']}",
        "title": title,
        "verdict": "failed" if fails else verdict,
        "words": words,
        "by": by,
        "is_weak": is_weak,
    }
