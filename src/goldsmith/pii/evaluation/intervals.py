"""Intervals for precision, recall and F1: whole repositories are drawn again, because their spans resemble each other.

The bootstrap is bias-corrected and accelerated (BCa), after Efron 1987, doi:10.2307/2289144.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from goldsmith.pii.evaluation.matching import Counts

Floats = NDArray[np.float64]
Ratio = Callable[[Floats], Floats]
"""Sums of counts (..., 4), as in `Counts`, to values (...); NaN where there is nothing to divide by."""

RESAMPLES = 2000
LEVEL = 0.95
_NORMAL = NormalDist()
_BATCH_CELLS = 4_000_000
_SAME = 1e-12


class Interval(NamedTuple):
    """A range that should hold the truth in 95 % of repetitions; low <= high, both in [0, 1]."""

    low: float
    high: float


def precision(sums: Floats) -> Floats:
    """Right predictions among predictions; NaN without predictions."""
    return _divided(sums[..., 3], sums[..., 2])


def recall(sums: Floats) -> Floats:
    """Found gold spans among gold spans; NaN without gold spans."""
    return _divided(sums[..., 1], sums[..., 0])


def f1(sums: Floats) -> Floats:
    """Harmonic mean of precision and recall; 0 where nothing is right; NaN without gold spans."""
    p, r = np.nan_to_num(precision(sums)), recall(sums)
    return np.where(np.isnan(r), np.nan, 2 * p * r / np.maximum(p + r, _SAME))


def interval(
    clusters: Sequence[Counts], ratio: Ratio, seed: int, *, resamples: int = RESAMPLES
) -> Interval | None:
    """The 95 % interval of a ratio of sums over clusters.

    Where all resamples give one value a bootstrap would report certainty: Wilson's bound with the clusters as
    observations stands in.

    Args:
        clusters: counts of each independent cluster, in any order: the result does not depend on it.
        ratio: `precision`, `recall` or `f1`.
        seed: of the draws.
        resamples: >= 1.

    Returns:
        None where fewer than two clusters have anything to count, or the ratio is not defined.
    """
    rows, times = np.unique(np.array(clusters, np.float64).reshape(-1, 4), axis=0, return_counts=True)
    value = float(ratio(times @ rows)) if len(rows) else float("nan")
    n_counting = int(times[rows.any(axis=1)].sum()) if len(rows) else 0
    if n_counting < 2 or np.isnan(value):
        return None
    values = ratio(_resampled(rows, times, np.random.default_rng(seed), resamples))
    values = values[~np.isnan(values)]
    if not len(values) or np.ptp(values) < _SAME:
        return _wilson(value, n_counting)
    return _accelerated(values, value, _acceleration(rows, times, ratio))


def _resampled(rows: Floats, times: NDArray[np.int64], rng: np.random.Generator, resamples: int) -> Floats:
    # Equal clusters are drawn together: how often each distinct one occurs is multinomial.
    n = int(times.sum())
    batch = max(1, _BATCH_CELLS // len(rows))
    parts = [
        rng.multinomial(n, times / n, size=min(batch, resamples - first)) @ rows
        for first in range(0, resamples, batch)
    ]
    return np.concatenate(parts)


def _acceleration(rows: Floats, times: NDArray[np.int64], ratio: Ratio) -> float:
    without = ratio(times @ rows - rows)
    weights = np.where(np.isnan(without), 0, times)
    without = np.nan_to_num(without)
    away = float(weights @ without) / max(int(weights.sum()), 1) - without
    skew, spread = float(weights @ away**3), float(weights @ away**2)
    return skew / max(6 * math.pow(spread, 1.5), _SAME)


def _accelerated(values: Floats, value: float, acceleration: float) -> Interval:
    n = len(values)
    below = (np.count_nonzero(values < value - _SAME) + np.count_nonzero(values <= value + _SAME)) / 2
    bias = _NORMAL.inv_cdf(min(max(below / n, 1 / (n + 1)), n / (n + 1)))
    z = _NORMAL.inv_cdf((1 + LEVEL) / 2)
    shifted = (bias + sign * z for sign in (-1, 1))
    shares = [_NORMAL.cdf(bias + at / max(1 - acceleration * at, _SAME)) for at in shifted]
    return Interval(*(float(end) for end in np.quantile(values, shares)))


def _wilson(value: float, n: int) -> Interval:
    z = _NORMAL.inv_cdf((1 + LEVEL) / 2)
    unseen = z * z / (n + z * z)
    return Interval(value - unseen * value, value + unseen * (1 - value))


def _divided(above: Floats, below: Floats) -> Floats:
    return np.where(below > 0, above / np.maximum(below, 1), np.nan)
