"""Agreement on marks that unitises the text: gamma, which weighs borders and labels at once and corrects for chance.

Gamma of Mathet, Widlöcher and Métivier aligns the marks of annotators so that the disorder is least and compares
it with the disorder of chance: 1 - observed / expected. The dissimilarity of two marks is theirs, with Δ = 1:

    d(u, v) = ((|start_u - start_v| + |end_u - end_v|) / (length_u + length_v))² + [label_u ≠ label_v]

and a mark without a partner costs Δ. What differs here, for speed and for many short texts:

- **Pairs.** Each pair of answers to an item has its own best alignment, which is exact; the original searches one
  alignment of all annotators, an integer programme. With two answers an item both are the same.
- **Many texts.** Costs and marks are summed over all items of a collection before they are divided, so an item counts
  by its marks. Two answers without a mark have neither and say nothing, as in the original.
- **Chance.** An answer is compared with the answer of another item, moved by a random distance around the end of
  the text. That keeps numbers, lengths and labels of marks, as the original's shifts of one long text do. A mark that
  would pass the end is put before it whole.
- **Precision.** A fixed number of chance pairs (2,000 by default), not as many as a wanted precision asks for; their
  spread is part of the interval.

Source: Mathet, Widlöcher & Métivier 2015, doi:10.1162/COLI_a_00227.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from goldsmith.aggregation.matching import cheapest_pairs
from goldsmith.aggregation.ratio import Estimate, resampled_sums
from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.span import Span

Floats = NDArray[np.float64]
Pair = tuple[Span | None, Span | None]

ALONE = 1.0
"""Δ: the price of a mark without a partner, and of another label."""


@dataclass(frozen=True, slots=True)
class MarkedItem:
    """All answers to one item.

    Attributes:
        answers: the marks of each answer.
        length_chars: length of the text in code points, >= 0.
    """

    answers: tuple[tuple[Span, ...], ...]
    length_chars: int


def dissimilarity(u: Span, v: Span) -> float:
    """How different two marks are: 0 for the same, >= 0; 1 for equal borders with different labels."""
    apart = abs(u.start - v.start) + abs(u.end - v.end)
    return (apart / (u.end - u.start + v.end - v.start)) ** 2 + (ALONE if u.label != v.label else 0.0)


def align(left: Sequence[Span], right: Sequence[Span]) -> list[Pair]:
    """Pair the marks of two answers at the least disorder; None stands for no partner.

    Returns:
        First the pairs, in order of `left`; then what is alone, left before right.
    """
    pairs = cheapest_pairs([[dissimilarity(u, v) for v in right] for u in left], ALONE)
    used_left, used_right = {i for i, _ in pairs}, {j for _, j in pairs}
    found: list[Pair] = [(left[i], right[j]) for i, j in pairs]
    found += [(u, None) for i, u in enumerate(left) if i not in used_left]
    found += [(None, v) for j, v in enumerate(right) if j not in used_right]
    return found


def disorder(left: Sequence[Span], right: Sequence[Span]) -> float:
    """Cost of the best alignment, in [0, marks of both]."""
    if left == right:
        return 0.0
    return sum(dissimilarity(u, v) if u and v else ALONE for u, v in align(left, right))


def gamma(
    items: Sequence[MarkedItem],
    rng: np.random.Generator,
    *,
    n_chance: int = 2000,
    n_resamples: int = 1000,
    level: float = 0.95,
) -> Estimate | None:
    """Gamma of a collection of items, with a percentile interval over items and over chance pairs.

    Args:
        items: their answers; those with fewer than two answers are left out.
        rng: source of randomness.
        n_chance: pairs of answers to different items that stand for chance, >= 1.
        n_resamples: >= 1.
        level: share of the distribution inside the interval, in (0, 1).

    Returns:
        value <= 1: 1 is perfect, 0 chance. None where it is undefined: fewer than two items with two answers, or
        nothing marked.

    Raises:
        InvalidInput: a setting is outside its range.

    Cost: O(pairs of answers · marks²).
    """
    if n_chance < 1 or n_resamples < 1 or not 0 < level < 1:
        raise InvalidInput("Gamma needs n_chance >= 1, n_resamples >= 1 and a level between 0 and 1.")
    # In an order of their own, so that the draws of chance do not depend on the order of rows.
    kept = sorted((_in_order(item) for item in items if len(item.answers) > 1), key=_place)
    observed = np.array([_observed(item) for item in kept], dtype=np.float64).reshape(-1, 2)
    if len(kept) < 2 or not observed[:, 1].any():
        return None
    expected = _chance(kept, rng, n_chance)
    value = _gamma(observed.sum(axis=0), expected.sum(axis=0))
    drawn = _gamma(resampled_sums(observed, rng, n_resamples), resampled_sums(expected, rng, n_resamples))
    drawn = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or not drawn.size:
        return None
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(float(value), min(float(low), float(value)), max(float(high), float(value)), len(kept))


def _in_order(item: MarkedItem) -> MarkedItem:
    return MarkedItem(tuple(sorted(item.answers)), item.length_chars)


def _place(item: MarkedItem) -> tuple[object, ...]:
    """By places first and labels last."""
    places = tuple(tuple((span.start, span.end) for span in answer) for answer in item.answers)
    return item.length_chars, places, item.answers


def _observed(item: MarkedItem) -> tuple[float, float]:
    """Cost and mean number of marks, over the pairs of answers to one item."""
    pairs = list(combinations(item.answers, 2))
    return (
        sum(disorder(left, right) for left, right in pairs),
        sum((len(left) + len(right)) / 2 for left, right in pairs),
    )


def _chance(items: Sequence[MarkedItem], rng: np.random.Generator, count: int) -> Floats:
    """Cost and mean number of marks of answers that know nothing of each other, (count, 2)."""
    rows = np.empty((count, 2))
    first = rng.integers(len(items), size=count)
    second = (first + rng.integers(1, len(items), size=count)) % len(items)
    for row, one, other in zip(rows, first.tolist(), second.tolist(), strict=True):
        item = items[one]
        left = item.answers[int(rng.integers(len(item.answers)))]
        answers = items[other].answers
        right = _moved(answers[int(rng.integers(len(answers)))], item.length_chars, rng)
        row[:] = disorder(left, right), (len(left) + len(right)) / 2
    return rows


def _moved(spans: Sequence[Span], length_chars: int, rng: np.random.Generator) -> tuple[Span, ...]:
    """Move marks by one random distance around the end of a text of this length."""
    by = int(rng.integers(max(length_chars, 1)))
    moved = []
    for span in spans:
        size = min(span.end - span.start, max(length_chars, 1))
        start = min((span.start + by) % max(length_chars, 1), max(length_chars, 1) - size)
        moved.append(Span(start, start + size, span.label))
    return tuple(moved)


def _gamma(observed: Floats, expected: Floats) -> Floats:
    """Gamma from (…, 2) of cost and marks; not finite where it is undefined."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = 1 - (observed[..., 0] / observed[..., 1]) / (expected[..., 0] / expected[..., 1])
    return found
