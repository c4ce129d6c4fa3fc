"""A number over several seeds, with the interval in which one more campaign would lie."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, stdev

from goldsmith.domain.errors import InvalidInput

LEVEL = 0.9
#: Student's t, 95th percentile, by degrees of freedom from 1; the last serves all that follow.
_T95 = (
    6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812,
    1.796, 1.782, 1.771, 1.761, 1.753, 1.746, 1.740, 1.734, 1.729, 1.725,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and a 90 % prediction interval.

    Attributes:
        mean: over the seeds.
        low, high: between which another run would lie nine times in ten; None with a single seed. The assumptions
            are taken for true: what they are wrong by is not in it.
    """

    mean: float
    low: float | None = None
    high: float | None = None


def estimate(
    values: Sequence[float], *, least: float = -math.inf, most: float = math.inf, digits: int = 6
) -> Estimate:
    """Mean and prediction interval: mean ± t · s · sqrt(1 + 1/n).

    Args:
        values: one a seed, at least one.
        least: the interval is cut there, as hours cannot be negative.
        most: and there, as a share cannot exceed 1.
        digits: to round to.

    Raises:
        InvalidInput: no values.
    """
    if not values:
        raise InvalidInput("An estimate needs at least one value.")
    middle, n = mean(values), len(values)
    if n == 1:
        return Estimate(round(middle, digits))
    width = _T95[min(n - 1, len(_T95)) - 1] * stdev(values) * math.sqrt(1 + 1 / n)
    return Estimate(
        round(middle, digits),
        round(max(least, middle - width), digits),
        round(min(most, middle + width), digits),
    )
