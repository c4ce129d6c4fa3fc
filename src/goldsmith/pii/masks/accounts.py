"""The account of what was done with each finding of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from goldsmith.pii.masks.key import MaskKey
from goldsmith.pii.masks.masked import Replacement
from goldsmith.pii.masks.operators import OPERATORS
from goldsmith.pii.masks.policy import Action
from goldsmith.pii.masks.spans import Place, category_of


def text_of(data: bytes, place: Place) -> str:
    """The value at a place; bytes that are not valid UTF-8 become lone surrogates."""
    return data[place.start : place.end].decode("utf-8", "surrogateescape")


class Accounts:
    """Writes the accounts of one document.

    Args:
        data: the document before masking.
        found: every place in it, by start.
        key: for the hashes of values.
    """

    def __init__(self, data: bytes, found: Iterable[Place], key: MaskKey) -> None:
        self._data, self._key = data, key
        self._lines: dict[int, int] = {}
        line, at = 1, 0
        for place in found:
            line += data.count(b"\n", at, place.start)
            at = place.start
            self._lines[at] = line

    def of(
        self,
        place: Place,
        action: Action,
        reason: str,
        new_start: int | None = None,
        new_end: int | None = None,
    ) -> Replacement:
        """The account of one place, which begins where one of `found` does."""
        category, value = category_of(place.label), text_of(self._data, place)
        operator = OPERATORS.get(category)
        return Replacement(
            start=place.start,
            end=place.end,
            new_start=new_start,
            new_end=new_end,
            line=self._lines[place.start],
            label=place.label,
            kind=place.kind,
            confidence=place.confidence,
            action=action,
            reason=reason,
            value_hash=self._key.value_hash(category, operator.normal(value) if operator else value),
            value_bytes=place.end - place.start,
        )

    def of_kept(
        self, left: Iterable[tuple[Place, str]], changed: Sequence[Replacement]
    ) -> tuple[Replacement, ...]:
        """The accounts of what was left alone for a reason, without what lies in something that was changed."""
        kept: list[Replacement] = []
        at = shift = 0
        for place, reason in sorted(left):
            while at < len(changed) and changed[at].end <= place.start:
                shift = (changed[at].new_end or 0) - changed[at].end
                at += 1
            if at == len(changed) or place.end <= changed[at].start:
                kept.append(self.of(place, Action.KEEP, reason, place.start + shift, place.end + shift))
        return tuple(kept)
