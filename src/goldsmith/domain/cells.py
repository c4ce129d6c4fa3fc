"""Which cell of a target a piece of material serves: the neediest one that it fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

Cell = tuple[str, ...]
"""Track first, then one value a dimension."""

#: Problems kept waiting beyond a cell's target, as a share of it: some are rejected, some turn out alike.
SPARE_SHARE = 0.5
SPARE_LEAST = 1


def spare(target: int) -> int:
    """Problems a cell may have beyond its target; none where it wants nothing."""
    return max(SPARE_LEAST, round(target * SPARE_SHARE)) if target else 0


def neediest(
    target: Mapping[Cell, int],
    have: Mapping[Cell, int],
    fits: Callable[[Cell], bool],
    prefers: Callable[[Cell], bool] = lambda _cell: True,
) -> Cell | None:
    """The cell with the largest deficit among those that fit; the preferred ones first.

    Args:
        target: data points wanted by cell.
        have: problems there are by cell, whatever became of them.
        fits: whether the material can serve a cell.
        prefers: whether its words suggest the cell.

    Returns:
        A preferred cell while one falls short, else any that does, else one that still takes spare problems;
        None where all have enough. Ties go by the share that is filled, then by name.
    """
    wanted = sorted(cell for cell in target if fits(cell))
    for with_spare in (False, True):
        limits = {cell: target[cell] + (spare(target[cell]) if with_spare else 0) for cell in wanted}
        short = [cell for cell in wanted if have.get(cell, 0) < limits[cell]]
        best = [cell for cell in short if prefers(cell)] or short
        if best:
            return min(
                best,
                key=lambda cell: (have.get(cell, 0) - target[cell], have.get(cell, 0) / target[cell], cell),
            )
    return None


def shortage(target: Mapping[Cell, int], have: Mapping[Cell, int]) -> Counter[Cell]:
    """How many problems each cell lacks; only those that lack any."""
    return Counter(
        {cell: count - have.get(cell, 0) for cell, count in target.items() if have.get(cell, 0) < count}
    )
