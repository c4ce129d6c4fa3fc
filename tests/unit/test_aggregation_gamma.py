"""Marks against marks: dissimilarity, best alignment, gamma, confusion."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.aggregation.confusion import NOTHING, pair_confusion, span_confusion
from goldsmith.aggregation.gamma import MarkedItem, align, disorder, dissimilarity, gamma
from goldsmith.aggregation.matching import cheapest_pairs
from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.span import Span


@pytest.mark.parametrize(
    ("u", "v", "expected"),
    [
        ((0, 10, "A"), (0, 10, "A"), 0.0),
        ((0, 10, "A"), (0, 10, "B"), 1.0),
        # Borders 2 and 2 apart of lengths 10 and 10: (4 / 20)².
        ((0, 10, "A"), (2, 12, "A"), 0.04),
        ((0, 10, "A"), (0, 20, "A"), (10 / 30) ** 2),
        ((0, 10, "A"), (10, 20, "B"), 2.0),
        ((0, 10, "A"), (30, 40, "A"), 9.0),
    ],
)
def test_dissimilarity_as_published(u, v, expected):
    assert dissimilarity(Span(*u), Span(*v)) == pytest.approx(expected)
    assert dissimilarity(Span(*v), Span(*u)) == pytest.approx(expected)


def brute_force(costs, alone):
    rows, columns = len(costs), len(costs[0]) if costs else 0
    best = alone * (rows + columns)
    places = [*range(columns), *([None] * rows)]
    for choice in set(permutations(places, rows)):
        taken = [costs[r][c] for r, c in enumerate(choice) if c is not None]
        best = min(best, sum(taken) + alone * (rows + columns - 2 * len(taken)))
    return best


@given(
    st.integers(0, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.floats(0, 4), min_size=columns, max_size=columns), min_size=0, max_size=4
        )
    )
)
def test_pairs_are_the_cheapest_there_are(costs):
    pairs = cheapest_pairs(costs, 1.0)
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)
    columns = len(costs[0]) if costs else 0
    total = sum(costs[r][c] for r, c in pairs) + (len(costs) + columns - 2 * len(pairs))
    assert total == pytest.approx(brute_force(costs, 1.0))


def test_alignment_keeps_every_mark_once():
    left = [Span(0, 5, "A"), Span(10, 15, "A"), Span(40, 44, "B")]
    right = [Span(1, 5, "A"), Span(11, 15, "B")]
    assert align(left, right) == [(left[0], right[0]), (left[1], right[1]), (left[2], None)]
    assert disorder(left, right) == pytest.approx((1 / 9) ** 2 + (1 / 9) ** 2 + 1 + 1)
    assert disorder(left, []) == 3
    assert disorder([], []) == 0


def collection(seed, noise, n=150):
    """Two answers an item; the second forgets, moves or renames a mark with probability `noise`."""
    rng = np.random.default_rng(seed)
    items = []
    for _ in range(n):
        starts = np.sort(rng.choice(np.arange(0, 1000, 40), size=rng.integers(0, 4), replace=False))
        first = tuple(
            Span(int(at), int(at) + int(rng.integers(5, 30)), "AB"[rng.integers(2)]) for at in starts
        )
        second = []
        for span in first:
            fate = rng.random()
            if fate < noise / 3:
                continue
            if fate < 2 * noise / 3:
                span = Span(span.start, span.end, "A" if span.label == "B" else "B")
            elif fate < noise:
                span = Span(span.start, span.end + 20, span.label)
            second.append(span)
        items.append(MarkedItem((first, tuple(second)), 1000))
    return items


def test_gamma_is_one_for_the_same_marks_and_falls_with_noise():
    values = [gamma(collection(1, noise), np.random.default_rng(0)) for noise in (0, 0.2, 0.5, 0.9)]
    assert values[0].value == 1
    assert values == sorted(values, key=lambda found: -found.value)
    for found in values:
        assert found.low <= found.value <= found.high <= 1
        assert found.n_units == 150


def test_gamma_is_zero_by_chance():
    items = collection(2, 0, n=400)
    apart = [MarkedItem((items[at].answers[0], items[(at + 7) % 400].answers[0]), 1000) for at in range(400)]
    found = gamma(apart, np.random.default_rng(1))
    assert found.low < 0.05
    assert abs(found.value) < 0.06


def test_gamma_is_undefined_without_marks_or_pairs():
    rng = np.random.default_rng(0)
    assert gamma([], rng) is None
    assert gamma([MarkedItem(((), ()), 10)] * 5, rng) is None
    assert gamma([MarkedItem(((Span(0, 3, "A"),),), 10)] * 5, rng) is None
    with pytest.raises(InvalidInput):
        gamma([], rng, n_chance=0)


def test_gamma_does_not_depend_on_names_of_labels():
    items = collection(3, 0.4)
    other = {"A": "zebra", "B": "ant"}
    renamed = [
        MarkedItem(
            tuple(tuple(Span(s.start, s.end, other[s.label]) for s in answer) for answer in item.answers),
            1000,
        )
        for item in items
    ]
    first, second = (gamma(found, np.random.default_rng(5)) for found in (items, renamed))
    # Of the same places the one with the first label comes first, so a few chance pairs are others.
    assert first.value == pytest.approx(second.value, abs=0.005)


def test_what_is_taken_for_what():
    a, b, far = Span(0, 5, "A"), Span(0, 5, "B"), Span(6, 11, "A")
    found = span_confusion([[[a], [b], [a]], [[a], [far]], [[], []]], ["A", "B"])
    assert found.rows == found.columns == ("A", "B", NOTHING)
    assert found.counts == ((2, 2, 2), (2, 0, 0), (2, 0, 0))
    verdicts = pair_confusion(
        [("yes", "in"), ("no", "in"), ("yes", "in"), ("maybe", "in")], ["yes", "no"], ["in", "out"]
    )
    assert verdicts.counts == ((2, 0), (1, 0))
