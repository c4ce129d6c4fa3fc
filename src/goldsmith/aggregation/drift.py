"""Agreement over time: by windows with intervals, and a test of whether it moved at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from goldsmith.aggregation.ratio import Estimate, wilson

Floats = NDArray[np.float64]

_LEAST = 20
"""Units below which no statement about movement is made."""


@dataclass(frozen=True, slots=True)
class Window:
    """One window of time.

    Attributes:
        start: its first instant, in UTC.
        agreement: mean score of its units with Wilson's interval.
    """

    start: datetime
    agreement: Estimate


@dataclass(frozen=True, slots=True)
class Movement:
    """Whether a level moved, and where if so.

    Attributes:
        p_value: chance of a departure at least as large where the level never moved, in [0, 1].
        at: time of the first unit after the most likely move.
        before: mean score before it.
        after: mean score from then on.
        low: lower end of the 95 % interval of after - before.
        high: upper end.
        n_units: all units.
    """

    p_value: float
    at: datetime
    before: float
    after: float
    low: float
    high: float
    n_units: int


def windows(times: Sequence[datetime], scores: Sequence[float], length: timedelta) -> list[Window]:
    """Mean scores by window, oldest first; windows without a unit are left out.

    Windows begin at multiples of their length, so they stay where they are as units come in; a week begins on Monday.

    Args:
        times: one a unit, with a time zone.
        scores: one a unit, in [0, 1].
        length: > 0.
    """
    sums: dict[int, list[float]] = {}
    # The epoch was a Thursday; four days on it is Monday.
    origin = datetime(1970, 1, 5, tzinfo=UTC)
    for time, score in zip(times, scores, strict=True):
        cell = sums.setdefault((time - origin) // length, [0.0, 0])
        cell[0] += score
        cell[1] += 1
    return [
        Window(origin + number * length, wilson(total, int(n))) for number, (total, n) in sorted(sums.items())
    ]


def movement(times: Sequence[datetime], scores: Sequence[float]) -> Movement | None:
    """Test whether the level of scores moved, by their cumulative sum, and say where.

    With the scores in order of time, S_k = Σ(i≤k) (x_i - mean) is a bridge; where the level never moved and units are
    independent, max |S_k| / (s √n) has Kolmogorov's distribution. Its largest excursion is the most likely place of
    one move. Units that depend on each other (the same two people for hours) make p too small; a slow slope is found
    as well, though its place then means little. The means before and after are split where they differ most, so their
    difference is rather too large.

    Args:
        times: one a unit, in any order.
        scores: one a unit.

    Returns:
        None for fewer than 20 units, or where all scores are the same.

    Cost: O(n log n).
    Source: Page 1954, doi:10.1093/biomet/41.1-2.100; as a test after the fact Brown, Durbin & Evans 1975,
    doi:10.1111/j.2517-6161.1975.tb01532.x, with residuals from the mean.
    """
    if len(scores) < _LEAST:
        return None
    order = sorted(range(len(scores)), key=lambda at: (times[at], scores[at]))
    x = np.array([scores[at] for at in order], dtype=np.float64)
    spread = float(x.std())
    if spread < 1e-12:
        return None
    bridge = np.cumsum(x - x.mean())[:-1]
    split = int(np.argmax(np.abs(bridge))) + 1
    statistic = float(np.abs(bridge).max()) / (spread * math.sqrt(len(x)))
    before, after = x[:split], x[split:]
    change = float(after.mean() - before.mean())
    # A side of one unit has no spread of its own: the one of all stands in.
    errors = [float(side.var(ddof=1) if len(side) > 1 else spread**2) / len(side) for side in (before, after)]
    reach = NormalDist().inv_cdf(0.975) * math.sqrt(sum(errors))
    return Movement(
        kolmogorov_tail(statistic),
        times[order[split]],
        float(before.mean()),
        float(after.mean()),
        change - reach,
        change + reach,
        len(x),
    )


def kolmogorov_tail(x: float) -> float:
    """P(sup |Brownian bridge| >= x) = 2 Σ(k≥1) (-1)^(k-1) exp(-2 k² x²), in [0, 1].

    Source: Kolmogorov 1933; the series as in Smirnov 1948, doi:10.1214/aoms/1177730256.
    """
    if x < 0.2:
        return 1.0
    terms = (2 * (-1) ** (k - 1) * math.exp(-2 * k * k * x * x) for k in range(1, 101))
    return min(1.0, max(0.0, math.fsum(terms)))
