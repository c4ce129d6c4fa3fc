"""How far workers agree beyond chance: Krippendorff's alpha."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goldsmith.aggregation.ratio import resampled_sums
from goldsmith.domain.errors import InvalidInput

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha with a bootstrap interval.

    Attributes:
        value: 1 is perfect agreement, 0 is chance, below 0 is worse than chance.
        low: lower end of the interval.
        high: upper end of the interval.
        n_units: units with at least two values; only these count.
        n_values: values in those units.
    """

    value: float
    low: float
    high: float
    n_units: int
    n_values: int


def counts_of(ratings: NDArray[np.int64], *, missing: int = -1) -> Floats:
    """How often each unit got each value.

    Args:
        ratings: (observers, units) integer codes >= 0.
        missing: the code of "no rating".

    Returns:
        (units, values); `Votes.counts()` gives the same for votes.

    Raises:
        InvalidInput: not a matrix of codes.
    """
    if ratings.ndim != 2 or not np.issubdtype(ratings.dtype, np.integer):
        raise InvalidInput("Ratings need an (observers, units) matrix of integer codes.")
    is_given = ratings != missing
    values = ratings[is_given]
    if values.size and values.min() < 0:
        raise InvalidInput(f"A rating has the negative code {values.min()}, which is not the missing one.")
    n_values = int(values.max()) + 1 if values.size else 0
    n_units = ratings.shape[1]
    cell = np.nonzero(is_given)[1] * n_values + values
    return np.bincount(cell, minlength=n_units * n_values).reshape(n_units, n_values).astype(np.float64)


def coincidences(counts: Floats) -> Floats:
    """Compute the coincidence matrix, (values, values), symmetric.

    Each unit of m >= 2 values adds its ordered pairs of values, each with weight 1 / (m - 1), so that
    every value counts once; units of fewer values add nothing.

    Args:
        counts: (units, values), as `counts_of` gives them.
    """
    kept = _pairable(counts)
    scaled = kept / (kept.sum(axis=1, keepdims=True) - 1)
    matrix: Floats = kept.T @ scaled - np.diag(scaled.sum(axis=0))
    return matrix


def nominal_alpha(counts: Floats) -> float | None:
    """Krippendorff's alpha for nominal data with missing values.

    alpha = 1 - (n - 1) · Σ(c≠k) o_ck / Σ(c≠k) n_c n_k, with the coincidences o, their margins n_c and sum n.

    Args:
        counts: (units, values), as `counts_of` gives them.

    Returns:
        alpha <= 1, or None where it is undefined: no unit has two values, or only one value occurs, so that
        there was nothing to disagree on.

    Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.
    """
    matrix = coincidences(counts)
    margins = matrix.sum(axis=0)
    alpha = _alpha(matrix.sum() - np.trace(matrix), margins)
    return None if np.isnan(alpha) else float(alpha)


def bootstrap_alpha(
    counts: Floats, rng: np.random.Generator, *, n_resamples: int = 1000, level: float = 0.95
) -> Alpha | None:
    """Alpha with a percentile interval, by resampling whole units.

    Args:
        counts: (units, values), as `counts_of` gives them.
        rng: source of randomness.
        n_resamples: >= 1; resamples in which alpha is undefined are left out.
        level: share of the distribution inside the interval, in (0, 1).

    Returns:
        None where alpha is undefined.

    Raises:
        InvalidInput: a setting is outside its range.

    Cost: O(n_resamples · distinct units · values), in batches of bounded memory.
    """
    if n_resamples < 1 or not 0 < level < 1:
        raise InvalidInput(
            f"A bootstrap needs n_resamples >= 1 and 0 < level < 1, got {n_resamples}, {level}."
        )
    value = nominal_alpha(counts)
    if value is None:
        return None
    kept = _pairable(counts)
    sizes = kept.sum(axis=1)
    disagreement = (sizes**2 - (kept**2).sum(axis=1)) / (sizes - 1)
    sums = resampled_sums(np.column_stack([disagreement, kept]), rng, n_resamples)
    alphas = _alpha(sums[:, 0], sums[:, 1:])
    alphas = alphas[~np.isnan(alphas)]
    low, high = np.quantile(alphas, [(1 - level) / 2, (1 + level) / 2]) if alphas.size else (value, value)
    return Alpha(value, float(low), float(high), len(kept), int(sizes.sum()))


def _pairable(counts: Floats) -> Floats:
    kept: Floats = counts[counts.sum(axis=1) >= 2]
    return kept


def _alpha(observed: Floats | np.float64, margins: Floats) -> Floats:
    """Alpha from the sum of disagreeing coincidences and the margins (..., values); NaN where undefined."""
    total = margins.sum(axis=-1)
    expected = total**2 - (margins**2).sum(axis=-1)
    ratio = np.divide(
        (total - 1) * observed, expected, out=np.full(np.shape(expected), np.nan), where=expected > 0
    )
    alpha: Floats = np.asarray(1 - ratio)
    return alpha
