"""Which predictions are right, and which gold spans are found: three measures, from lenient to strict.

A gold span is *found* where a prediction of its category matches it, a prediction is *right* where it matches a gold
span of its category. Recall is the share of gold spans found, precision the share of predictions right. The two are
counted apart: several predictions may find one gold span, and one prediction several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from goldsmith.pii.evaluation.gold import Marked, Window
from goldsmith.pii.taxonomy import AMBIGUOUS, CATEGORIES, CATEGORY_OF

SECRET = "SECRET"
"""KEY and PASSWORD together: which of the two a secret is matters less than that it is found."""

SCORED: tuple[str, ...] = (*CATEGORIES, SECRET)
"""What is scored: the categories, and SECRET."""

NEEDED: Mapping[str, frozenset[str]] = MappingProxyType(
    {**{one: frozenset({one}) for one in CATEGORIES}, SECRET: frozenset({"KEY", "PASSWORD"})}
)
"""The categories a window must cover to be counted."""

_MOST = 0.8


class Overlap(StrEnum):
    """When a prediction matches a gold span."""

    ANY = "any"
    """They have a character in common."""
    MOST = "most"
    """What they have in common is more than 80 % of each."""
    EXACT = "exact"
    """They start and end at the same places."""


class Counts(NamedTuple):
    """What was counted for one category in some windows; counts add up.

    Attributes:
        gold: gold spans.
        found: gold spans that a prediction matches.
        predicted: predictions that count.
        right: predictions that match a gold span.
    """

    gold: int
    found: int
    predicted: int
    right: int


Matches = Callable[[Marked, Marked], bool]

_MATCHES: Mapping[Overlap, Matches] = MappingProxyType(
    {
        Overlap.ANY: lambda a, b: common(a, b) > 0,
        Overlap.MOST: lambda a, b: common(a, b) > _MOST * max(a.end - a.start, b.end - b.start),
        Overlap.EXACT: lambda a, b: (a.start, a.end) == (b.start, b.end),
    }
)


def common(a: Marked, b: Marked) -> int:
    """How many code points two spans have in common."""
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def is_counted(window: Window, scored: str) -> bool:
    """Whether the window covers what is scored."""
    return NEEDED[scored] <= window.covers


def of_category(spans: Iterable[Marked], scored: str) -> list[Marked]:
    """Spans of what is scored, subcategories among them; labels give way to `scored`; each place once, by start."""
    labels = NEEDED[scored] | {scored}
    places = {(one.start, one.end) for one in spans if CATEGORY_OF.get(one.label, one.label) in labels}
    return [Marked(start, end, scored) for start, end in sorted(places)]


def count(window: Window, predictions: Sequence[Marked], scored: str, overlap: Overlap) -> Counts:
    """Count one window, which covers what is scored.

    Predictions at the same place are one. A prediction that matches nothing but has a character in common with an
    AMBIGUOUS gold span is neither right nor wrong, and one that matches is right whatever else it touches.

    Cost: linear in the spans, if few of them intersect.
    """
    gold, given = of_category(window.spans, scored), of_category(predictions, scored)
    found: set[int] = set()
    right: set[int] = set()
    for at, to in _pairs(gold, given):
        if _MATCHES[overlap](gold[at], given[to]):
            found.add(at)
            right.add(to)
    ambiguous = [one for one in window.spans if one.label == AMBIGUOUS]
    left_out = {to for _, to in _pairs(ambiguous, given)} - right
    return Counts(len(gold), len(found), len(given) - len(left_out), len(right))


def best_labels(window: Window, predictions: Sequence[Marked], category: str) -> Iterator[tuple[str, str]]:
    """Gold label and predicted label of each gold span of the category that a prediction touches.

    Of several predictions the one with most characters in common speaks, then the first.
    """
    gold = sorted(one for one in window.spans if CATEGORY_OF.get(one.label) == category)
    given = sorted({one for one in predictions if CATEGORY_OF.get(one.label) == category})
    best: dict[int, tuple[int, int]] = {}
    for at, to in _pairs(gold, given):
        best[at] = max(best.get(at, (0, 0)), (common(gold[at], given[to]), -to))
    for at, (_, to) in sorted(best.items()):
        yield gold[at].label, given[-to].label


def _pairs(left: Sequence[Marked], right: Sequence[Marked]) -> Iterator[tuple[int, int]]:
    """Indices of spans that have a character in common; both sides by start."""
    longest = max((one.end - one.start for one in right), default=0)
    first = 0
    for at, one in enumerate(left):
        while first < len(right) and right[first].start + longest <= one.start:
            first += 1
        to = first
        while to < len(right) and right[to].start < one.end:
            if right[to].end > one.start:
                yield at, to
            to += 1
