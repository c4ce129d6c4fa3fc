"""How fast is too fast: learned from the active times of a stage itself.

Active times of one stage are close to lognormal, so they are looked at on the log scale, robustly: median m and
deviation s = 1.4826 · MAD, which half of all answers would have to be wrong to move at will. The floor is

    min(exp(m - 2.5 s), exp(m) / 3)

2.5 deviations leave 0.6 % of an honest lognormal below it. Where all work at one speed s is small, and the second
term keeps somebody who is merely quicker than others above the floor: too fast is at least three times the median.
A single fast answer means little either way: an easy task is answered fast. Rules count them.

Source: Leys et al. 2013, doi:10.1016/j.jesp.2013.03.013 (median and MAD with 2.5 deviations).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

MIN_ANSWERS = 50
"""Answers before a floor is learned."""

DEVIATIONS = 2.5
TIMES_FASTER = 3.0
_NORMAL = 1.4826
"""MAD of a normal distribution x this = its standard deviation."""


@dataclass(frozen=True, slots=True)
class Floor:
    """What a stage learned.

    Attributes:
        floor_ms: answers below it are too fast.
        median_ms: of the answers it was learned from.
        n: how many those were.
    """

    floor_ms: int
    median_ms: int
    n: int


def learn(times_ms: Sequence[int]) -> Floor | None:
    """The floor of a stage.

    Args:
        times_ms: active times of its recent answers; those without a measured time (0) are left out.

    Returns:
        None with fewer than `MIN_ANSWERS` of them.

    Cost: O(n log n).
    """
    logs = [math.log(time) for time in times_ms if time > 0]
    if len(logs) < MIN_ANSWERS:
        return None
    middle = median(logs)
    spread = _NORMAL * median(abs(value - middle) for value in logs)
    floor = min(math.exp(middle - DEVIATIONS * spread), math.exp(middle) / TIMES_FASTER)
    return Floor(math.floor(floor), round(math.exp(middle)), len(logs))


class Floors:
    """The floors of stages as they were at any time: an answer is judged by what was known when it was given."""

    def __init__(self, learned: Iterable[tuple[int, int, int]]) -> None:
        """Take what was learned.

        Args:
            learned: (stage id, since when in milliseconds, floor in milliseconds), in any order.
        """
        by_stage: dict[int, list[tuple[int, int]]] = {}
        for stage_id, at_ms, floor_ms in learned:
            by_stage.setdefault(stage_id, []).append((at_ms, floor_ms))
        self._stages: Mapping[int, list[tuple[int, int]]] = {
            stage: sorted(entries) for stage, entries in by_stage.items()
        }

    def is_fast(self, stage_id: int, at_ms: int, active_ms: int) -> bool | None:
        """Whether an answer was too fast; None where its stage had no floor at that time."""
        entries = self._stages.get(stage_id, [])
        place = bisect_right(entries, (at_ms, math.inf))
        return active_ms < entries[place - 1][1] if place else None
