"""Pre-labels: what a model suggests for an item before a person sees it, and what became of the suggestion.

A suggestion is not an answer. It orders the queue (uncertain first), it may be shown, and it is compared with the
answer that a person then gave.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goldsmith.domain.span import Span

CERTAINTY_BOUND = 0.01
"""Confidences are read within [bound, 1 - bound]: what a model is sure of still comes before what it never saw."""

_STEPS = 100


@dataclass(frozen=True, slots=True)
class Uptake:
    """What became of the suggested marks in one answer.

    Attributes:
        accepted: suggested marks that are in the answer, same borders and same label.
        edited: suggested marks that intersect a mark of the answer which is not the same.
        deleted: suggested marks that nothing in the answer touches.
        added: marks of the answer that no suggested mark touches.
    """

    accepted: int
    edited: int
    deleted: int
    added: int

    @property
    def is_unchanged(self) -> bool:
        """Whether the answer is exactly what was suggested, be it nothing."""
        return not (self.edited or self.deleted or self.added)


def uptake(suggested: Iterable[Span], given: Iterable[Span]) -> Uptake:
    """Compare suggested marks with those of an answer.

    Each mark of the answer stands for one suggested mark at most, so that a mark drawn over two suggestions edits the
    first and deletes the second.
    """
    left, taken = set(given), 0
    open_ones = []
    for span in sorted(set(suggested)):
        if span in left:
            left.remove(span)
            taken += 1
        else:
            open_ones.append(span)
    edited = 0
    for span in open_ones:
        twin = next((mark for mark in sorted(left) if mark.intersects(span)), None)
        if twin is not None:
            left.remove(twin)
            edited += 1
    return Uptake(taken, edited, len(open_ones) - edited, len(left))


def uncertainty(confidences: Iterable[float]) -> float:
    """How unsure a model is about an item: the largest binary entropy of a candidate, in bits, in [0, 1].

    Args:
        confidences: the probability of each place that the model looked at, in [0, 1]; also of those it left out.

    Returns:
        0 where it saw no candidate at all.

    Source: uncertainty sampling, Lewis & Gale 1994, arXiv:cmp-lg/9407020.
    """
    return max((_entropy(one) for one in confidences), default=0.0)


def is_confident(confidences: Sequence[float], *, at: float) -> bool:
    """Whether every candidate is as good as decided: probability >= `at` or <= 1 - `at`."""
    return all(max(one, 1 - one) >= at for one in confidences)


def priority_of(unsure: float) -> int:
    """The place in the queue, from -100 (nothing in doubt) to 0; more answers and rework add to it.

    Args:
        unsure: as `uncertainty` gives it.
    """
    return round(_STEPS * unsure) - _STEPS


def _entropy(probability: float) -> float:
    p = min(max(probability, CERTAINTY_BOUND), 1 - CERTAINTY_BOUND)
    return -(p * math.log2(p) + (1 - p) * math.log2(1 - p))
