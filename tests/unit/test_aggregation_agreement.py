from collections import Counter
from itertools import permutations

import numpy as np
import pytest

from goldsmith.aggregation import ratio
from goldsmith.aggregation.agreement import (
    bootstrap_alpha,
    coincidences,
    counts_of,
    nominal_alpha,
)
from goldsmith.aggregation.votes import Votes
from goldsmith.domain.errors import InvalidInput

_ = -1
# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C: 4 observers, 12 units.
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
)


def test_published_example():
    counts = counts_of(KRIPPENDORFF)
    matrix = coincidences(counts)
    assert matrix.sum(axis=0).tolist() == pytest.approx([0, 9, 13, 10, 5, 3])
    assert np.diag(matrix).tolist() == pytest.approx([0, 7, 10, 8, 4, 3])
    assert nominal_alpha(counts) == pytest.approx(904 / 1216)
    assert round(nominal_alpha(counts), 3) == 0.743


def test_alpha_equals_its_definition_by_pairs():
    ratings = np.random.default_rng(3).integers(-1, 3, size=(5, 40))
    pairs = Counter()
    for unit in ratings.T:
        given = [value for value in unit if value >= 0]
        for left, right in permutations(given, 2):
            pairs[left, right] += 1 / (len(given) - 1)
    total = sum(pairs.values())
    margins = [sum(w for (left, _right), w in pairs.items() if left == value) for value in range(3)]
    observed = sum(w for (left, right), w in pairs.items() if left != right)
    expected = sum(margins[a] * margins[b] for a, b in permutations(range(3), 2)) / (total - 1)
    assert nominal_alpha(counts_of(ratings)) == pytest.approx(1 - observed / expected)


@pytest.mark.parametrize(
    "ratings",
    [
        np.full((3, 4), -1),
        np.full((3, 4), 2),
        np.array([[0, 1, -1], [-1, -1, 0]]),
        np.empty((3, 0), dtype=np.int64),
    ],
)
def test_alpha_is_undefined_without_anything_to_disagree_on(ratings):
    counts = counts_of(ratings)
    assert nominal_alpha(counts) is None
    assert bootstrap_alpha(counts, np.random.default_rng(0)) is None


def test_perfect_and_systematic_disagreement():
    assert nominal_alpha(counts_of(np.array([[0, 1, 2], [0, 1, 2]]))) == 1
    assert nominal_alpha(counts_of(np.array([[0, 1, 0, 1], [1, 0, 1, 0]]))) < 0


def test_votes_give_the_same_counts():
    rows = [("t1", "a", "x"), ("t1", "b", "y"), ("t2", "a", "x"), ("t2", "b", "x")]
    assert nominal_alpha(Votes.from_rows(rows).counts()) == pytest.approx(0)


def test_the_interval_holds_the_value_narrows_with_units_and_repeats_with_its_seed(monkeypatch):
    rng = np.random.default_rng(8)
    truth = rng.integers(3, size=600)
    ratings = np.where(rng.random((3, 600)) < 0.8, truth, rng.integers(3, size=(3, 600)))
    small = bootstrap_alpha(counts_of(ratings[:, :60]), np.random.default_rng(1))
    large = bootstrap_alpha(counts_of(ratings), np.random.default_rng(1))
    assert small.low < small.value < small.high
    assert large.low < large.value < large.high
    assert large.high - large.low < (small.high - small.low) / 2
    assert (large.n_units, large.n_values) == (600, 1800)
    monkeypatch.setattr(ratio, "_BATCH_CELLS", 7000)
    assert bootstrap_alpha(counts_of(ratings), np.random.default_rng(1)).low == pytest.approx(large.low)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    # Two raters of accuracy a over two balanced labels: expected alpha is (2a - 1)^2.
    rng = np.random.default_rng(11)
    covered = 0
    for _round in range(200):
        truth = rng.integers(2, size=150)
        ratings = np.where(rng.random((2, 150)) < 0.9, truth, 1 - truth)
        found = bootstrap_alpha(counts_of(ratings), rng, n_resamples=200)
        covered += found.low <= 0.64 <= found.high
    assert 0.88 <= covered / 200 <= 0.99


@pytest.mark.parametrize(
    "call",
    [
        lambda: counts_of(np.zeros(3, dtype=np.int64)),
        lambda: counts_of(np.zeros((2, 2))),
        lambda: counts_of(np.array([[0, -2]])),
        lambda: bootstrap_alpha(counts_of(KRIPPENDORFF), np.random.default_rng(0), n_resamples=0),
        lambda: bootstrap_alpha(counts_of(KRIPPENDORFF), np.random.default_rng(0), level=1),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(InvalidInput):
        call()
