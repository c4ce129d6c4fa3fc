"""Intervals of means, pairs of workers, and agreement over time."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from goldsmith.aggregation.drift import kolmogorov_tail, movement, windows
from goldsmith.aggregation.ratio import ratio_interval, wilson
from goldsmith.aggregation.worker_pairs import worker_pairs
from goldsmith.domain.errors import InvalidInput

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def hours(count):
    return [MONDAY + timedelta(hours=at) for at in range(count)]


def test_wilson_as_published():
    # Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I: 81 of 263.
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    found = wilson(0, 20)
    assert (found.low, round(found.high, 4)) == (0, 0.1611)


def test_a_ratio_counts_items_not_pairs():
    rng = np.random.default_rng(1)
    # Ten pairs of one item say the same thing ten times: the interval is that of the items.
    shares = rng.random(80)
    once = ratio_interval(shares, np.ones(80), np.random.default_rng(0))
    often = ratio_interval(10 * shares, np.full(80, 10), np.random.default_rng(0))
    assert often.value == pytest.approx(once.value)
    assert (often.low, often.high) == pytest.approx((once.low, once.high))
    assert once.n_units == 80
    same = ratio_interval(np.ones(30), np.ones(30), rng)
    assert (same.value, same.high) == (1, 1)
    assert 0.85 < same.low < 0.95
    assert ratio_interval(np.zeros(3), np.zeros(3), rng) is None
    with pytest.raises(InvalidInput):
        ratio_interval(shares, shares, rng, n_resamples=0)


def test_the_interval_of_a_ratio_covers_as_often_as_it_says():
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(200):
        weights = rng.integers(1, 7, size=120)
        totals = rng.binomial(weights, 0.8)
        found = ratio_interval(totals, weights, rng, n_resamples=300)
        covered += found.low <= 0.8 <= found.high
    assert 0.89 <= covered / 200 <= 0.99


def test_pairs_of_workers_the_surely_bad_first():
    units = [[("a", "x"), ("b", "x"), ("c", "y")] for _ in range(40)]
    units += [[("d", "x"), ("e", "y")]] * 2
    pairs = worker_pairs(units, lambda left, right: float(left == right), least=2)
    assert [(pair.first, pair.second) for pair in pairs] == [("a", "c"), ("b", "c"), ("d", "e"), ("a", "b")]
    assert [pair.agreement.n_units for pair in pairs] == [40, 40, 2, 40]
    assert worker_pairs(units, lambda left, right: 1.0, least=41) == []
    with pytest.raises(InvalidInput):
        worker_pairs(units, lambda left, right: 1.0, least=0)


def test_windows_begin_on_mondays_and_leave_out_nothing():
    times = [MONDAY + timedelta(days=day) for day in (0, 6, 7, 20)]
    found = windows(times, [1.0, 0.0, 1.0, 0.5], timedelta(weeks=1))
    assert [window.start for window in found] == [MONDAY + timedelta(weeks=at) for at in (0, 1, 2)]
    assert [window.agreement.n_units for window in found] == [2, 1, 1]
    assert found[0].agreement.value == 0.5
    assert found[0].agreement.low < 0.5 < found[0].agreement.high


@pytest.mark.parametrize(("x", "expected"), [(1.3581, 0.05), (1.6276, 0.01), (1.2238, 0.10), (0.1, 1.0)])
def test_kolmogorovs_quantiles(x, expected):
    # Smirnov 1948, doi:10.1214/aoms/1177730256, table.
    assert kolmogorov_tail(x) == pytest.approx(expected, abs=1e-4)


def test_a_fall_is_found_where_it_is():
    rng = np.random.default_rng(2)
    scores = np.concatenate([rng.random(200) < 0.9, rng.random(100) < 0.6]).astype(float)
    found = movement(hours(300), scores.tolist())
    assert found.p_value < 0.001
    assert abs(found.at - hours(300)[200]) < timedelta(hours=15)
    assert found.low < found.after - found.before < found.high < 0
    order = rng.permutation(300)
    times = hours(300)
    assert movement([times[at] for at in order], [scores[at] for at in order]) == found


def test_a_level_that_did_not_move_is_left_alone_as_often_as_the_test_says():
    rng = np.random.default_rng(6)
    times = hours(150)
    found = [movement(times, (rng.random(150) < 0.8).astype(float).tolist()).p_value for _ in range(400)]
    assert np.mean(np.array(found) < 0.05) < 0.07


def test_too_little_says_nothing():
    assert movement(hours(19), [0.0, 1.0] * 9 + [1.0]) is None
    assert movement(hours(40), [1.0] * 40) is None
