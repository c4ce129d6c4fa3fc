"""A mean over pairs with an interval that respects that pairs of one item belong together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from goldsmith.domain.errors import InvalidInput

Floats = NDArray[np.float64]

_BATCH_CELLS = 4_000_000
"""Resampled items held at a time: 32 MB."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval.

    Attributes:
        value: the estimate.
        low: lower end of the interval.
        high: upper end of the interval.
        n_units: items, tasks or answers it rests on.
    """

    value: float
    low: float
    high: float
    n_units: int


def resampled_sums(table: Floats, rng: np.random.Generator, n_resamples: int) -> Floats:
    """Sums of the rows of resamples with replacement, (n_resamples, columns).

    Equal rows are drawn together: how often each distinct one occurs in a resample is multinomial, which is the
    same distribution and costs O(n_resamples · distinct rows).

    Args:
        table: (units, columns), at least one unit.
        rng: source of randomness.
        n_resamples: >= 1.
    """
    distinct, times = np.unique(table, axis=0, return_counts=True)
    n_units, batch = len(table), max(1, _BATCH_CELLS // len(distinct))
    parts = [
        rng.multinomial(n_units, times / n_units, size=min(batch, n_resamples - first)) @ distinct
        for first in range(0, n_resamples, batch)
    ]
    return np.concatenate(parts)


def ratio_interval(
    totals: Floats,
    weights: Floats,
    rng: np.random.Generator,
    *,
    n_resamples: int = 1000,
    level: float = 0.95,
) -> Estimate | None:
    """Estimate Σ totals / Σ weights, in [0, 1], with a percentile bootstrap over whole units.

    Where all units have the same ratio a bootstrap would report certainty; then the share of units that differ,
    none seen in n, is at most Wilson's z² / (n + z²), and they may lie anywhere in [0, 1].

    Args:
        totals: (n,) sum of the scores of a unit, in [0, weight].
        weights: (n,) scores it has; units of weight 0 are left out.
        rng: source of randomness.
        n_resamples: >= 1.
        level: in (0, 1).

    Returns:
        None without a unit.

    Raises:
        InvalidInput: a setting is outside its range.

    Source: Wilson 1927, doi:10.2307/2276774, for the bound.
    """
    if n_resamples < 1 or not 0 < level < 1:
        raise InvalidInput(
            f"An interval needs n_resamples >= 1 and 0 < level < 1, got {n_resamples}, {level}."
        )
    table = np.column_stack([totals, weights])[np.asarray(weights) > 0]
    n = len(table)
    if not n:
        return None
    value = float(table[:, 0].sum() / table[:, 1].sum())
    shares = table[:, 0] / table[:, 1]
    if np.ptp(shares) < 1e-12:
        z = NormalDist().inv_cdf((1 + level) / 2)
        unseen = z * z / (n + z * z)
        return Estimate(value, value - unseen * value, value + unseen * (1 - value), n)
    sums = resampled_sums(table, rng, n_resamples)
    low, high = np.quantile(sums[:, 0] / sums[:, 1], [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, min(float(low), value), max(float(high), value), n)


def wilson(total: float, n: int, *, level: float = 0.95) -> Estimate:
    """A mean of n scores in [0, 1] with Wilson's interval.

    Exact in kind for scores of 0 and 1; for scores between, whose spread is smaller, it is too wide rather than
    too narrow.

    Args:
        total: sum of the scores, in [0, n].
        n: >= 1.
        level: in (0, 1).

    Source: Wilson 1927, doi:10.2307/2276774.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    p = min(max(total / n, 0.0), 1.0)
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Estimate(p, max(0.0, min(centre - reach, p)), min(1.0, max(centre + reach, p)), n)
