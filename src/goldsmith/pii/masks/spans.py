"""Findings made ready for masking: whole code points, sorted, those that intersect joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from goldsmith.domain.errors import InvalidInput
from goldsmith.pii.finding import Finding
from goldsmith.pii.taxonomy import AMBIGUOUS, CATEGORY_OF

_LONGEST_CODE_POINT = 4


class Place(NamedTuple):
    """A stretch of bytes and what was found there; fields as in `Finding`. Sorts by start."""

    start: int
    end: int
    label: str
    kind: str
    confidence: float


def category_of(label: str) -> str:
    """The category of a label; AMBIGUOUS is its own."""
    return CATEGORY_OF.get(label, AMBIGUOUS)


def place_of(finding: Finding, data: bytes) -> Place:
    """The place of a finding, widened to whole code points where it cuts one.

    Raises:
        InvalidInput: it is empty, ends after the document, or its label is not of the taxonomy.
    """
    start, end = finding.start, finding.end
    if not 0 <= start < end <= len(data):
        raise InvalidInput(
            f"A finding at bytes {start} to {end} does not lie in a document of {len(data)} bytes.",
            hint="Places count bytes of UTF-8; mask the very bytes that were searched.",
        )
    if finding.label not in CATEGORY_OF and finding.label != AMBIGUOUS:
        raise InvalidInput(
            f"There is no label {finding.label!r}.", hint=f"Use {', '.join(CATEGORY_OF)} or {AMBIGUOUS}."
        )
    # An ASCII byte at a border cannot lie inside a code point; most borders are that.
    if data[start] & 0xC0 == 0x80:
        start = _code_point(data, start)[0]
    if end < len(data) and data[end] & 0xC0 == 0x80:
        end = _code_point(data, end)[1]
    return Place(start, end, finding.label, finding.kind, finding.confidence)


def _code_point(data: bytes, at: int) -> tuple[int, int]:
    """The code point that byte `at`, a continuation byte, lies in; (at, at) where it lies in none."""
    for first in range(at - 1, max(-1, at - _LONGEST_CODE_POINT), -1):
        lead = data[first]
        if lead & 0xC0 != 0x80:
            n_bytes = (
                2 if lead & 0xE0 == 0xC0 else 3 if lead & 0xF0 == 0xE0 else 4 if lead & 0xF8 == 0xF0 else 1
            )
            end = first + n_bytes
            try:
                data[first:end].decode()
            except UnicodeDecodeError:
                break
            return (first, end) if at < end else (at, at)
    return at, at


def joined(places: Iterable[Place], strictness: Callable[[str], int]) -> list[Place]:
    """Join places that intersect; those that only touch stay apart.

    A place joined of several categories is AMBIGUOUS. One of several labels of a category has the label whose action is
    the strictest, of equals the surest.

    Args:
        places: in any order.
        strictness: of a label's action.
    """
    groups: list[list[Place]] = []
    end = -1
    for place in sorted(places):
        if place.start < end:
            groups[-1].append(place)
        else:
            groups.append([place])
        end = max(end, place.end)
    return [group[0] if len(group) == 1 else _one(group, strictness) for group in groups]


def _one(group: list[Place], strictness: Callable[[str], int]) -> Place:
    categories = {category_of(place.label) for place in group}
    best = max(group, key=lambda place: (strictness(place.label), place.confidence, place.label))
    return Place(
        min(place.start for place in group),
        max(place.end for place in group),
        best.label if len(categories) == 1 else AMBIGUOUS,
        "+".join(sorted({place.kind for place in group})),
        max(place.confidence for place in group),
    )
