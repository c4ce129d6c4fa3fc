"""What is taken for what: a table of counts, label by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from goldsmith.aggregation.gamma import align
from goldsmith.domain.span import Span

NOTHING = ""
"""Stands for no mark where the other answer has one."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of pairs.

    Attributes:
        rows: names, in the order of the table.
        columns: likewise.
        counts: (rows, columns), >= 0.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


def span_confusion(items: Iterable[Sequence[Sequence[Span]]], labels: Sequence[str]) -> Confusion:
    """Count which labels two answers gave to the same place, over all pairs of answers to an item.

    The marks of two answers are paired as gamma aligns them, but only where they share a code point: marks elsewhere
    are not the same thing called differently. Neither answer is the truth, so the table is symmetric: each pair counts
    once in either direction. Nothing against nothing is not counted.

    Args:
        items: for each item the marks of each of its answers.
        labels: names of the table, in order; `NOTHING` is added last.
    """
    cells: Counter[tuple[str, str]] = Counter()
    for answers in items:
        for left, right in combinations(answers, 2):
            for u, v in align(left, right):
                if u and v and not u.intersects(v):
                    cells.update(
                        [(u.label, NOTHING), (NOTHING, u.label), (v.label, NOTHING), (NOTHING, v.label)]
                    )
                    continue
                one, other = (u.label if u else NOTHING), (v.label if v else NOTHING)
                cells.update([(one, other), (other, one)])
    names = (*labels, NOTHING)
    return Confusion(names, names, _table(cells, names, names))


def pair_confusion(
    pairs: Iterable[tuple[str, str]], rows: Sequence[str], columns: Sequence[str]
) -> Confusion:
    """Count pairs (row, column), as of verdicts given and the outcomes that followed.

    Pairs with a name that is not listed are left out.
    """
    return Confusion(tuple(rows), tuple(columns), _table(Counter(pairs), rows, columns))


def _table(
    cells: Counter[tuple[str, str]], rows: Sequence[str], columns: Sequence[str]
) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(cells[row, column] for column in columns) for row in rows)
