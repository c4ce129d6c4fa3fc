"""From how many prompts on a number is worth showing, and the interval of a rate over very few."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

from goldsmith.evaluation.interval import Interval
from goldsmith.evaluation.winrate import WinRate

MIN_SHARED_PAIRS = 10
"""Pairs that two sides saw; below it agreement is not worth a number."""

MIN_STYLE_PROMPTS = 60
"""Below it the rate at equal length is not to be trusted. In simulation, two orders a prompt, six features that say
nothing, true rates .5 and .8, a 95 % interval held the truth in 61 and 33 % of runs at 10 prompts, 92 and 85 % at 30,
98 and 93 % at 60, 96 and 91 % at 100."""

MIN_BOOTSTRAP_PROMPTS = 10
"""Below it a bootstrap over prompts errs: with two experts a prompt it held the truth in 80 to 94 % of runs at 3 to 8
prompts where 95 % are meant, Wilson's interval in 97 to 99 %."""


def with_cautious_interval(rate: WinRate) -> WinRate:
    """The rate as it is from 10 prompts on; below, with Wilson's interval in place of the bootstrap.

    Wilson's takes each prompt for one win or loss, the largest spread that values in [0, 1] can have, so it is
    rather too wide than too narrow.

    Source: Wilson 1927, doi:10.2307/2276774.
    """
    if rate.n_prompts >= MIN_BOOTSTRAP_PROMPTS:
        return rate
    level, n, value = rate.interval.level, rate.n_prompts, rate.value
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = (value + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(value * (1 - value) / n + (z / (2 * n)) ** 2)
    return replace(rate, interval=Interval(max(0.0, centre - reach), min(1.0, centre + reach), level))
