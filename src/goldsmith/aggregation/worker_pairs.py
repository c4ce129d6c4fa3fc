"""Which two workers see things differently: agreement of each pair on the units they both answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from goldsmith.aggregation.ratio import Estimate, wilson
from goldsmith.domain.errors import InvalidInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WorkerPair:
    """Two workers.

    Attributes:
        first: name of one; before `second` in order.
        second: name of the other.
        agreement: mean score with Wilson's interval; n_units is the units both answered.
    """

    first: str
    second: str
    agreement: Estimate


def worker_pairs(
    units: Iterable[Sequence[tuple[str, T]]], score: Callable[[T, T], float], *, least: int = 5
) -> list[WorkerPair]:
    """Agreement of all pairs of workers with enough in common, the worst first.

    Worst by the upper end of the interval: a pair leads the list if it is bad for sure, not because it has met twice.
    Pairs say that two differ, never which of them is right.

    Args:
        units: for each unit its (worker, answer), each worker at most once.
        score: how alike two answers are, symmetric, in [0, 1].
        least: units a pair needs, >= 1.

    Raises:
        InvalidInput: `least` is below 1.
    """
    if least < 1:
        raise InvalidInput(f"A pair of workers needs at least one unit in common, got {least}.")
    sums: defaultdict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0])
    for answers in units:
        for (one, left), (other, right) in combinations(sorted(answers, key=lambda answer: answer[0]), 2):
            cell = sums[one, other]
            cell[0] += score(left, right)
            cell[1] += 1
    found = [WorkerPair(*pair, wilson(total, int(n))) for pair, (total, n) in sums.items() if n >= least]
    return sorted(
        found, key=lambda pair: (pair.agreement.high, pair.agreement.value, pair.first, pair.second)
    )
