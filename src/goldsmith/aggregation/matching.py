"""The cheapest way to pair the marks of two answers, where staying alone has a price."""

from __future__ import annotations

import math
from collections.abc import Sequence


def cheapest_pairs(costs: Sequence[Sequence[float]], alone: float) -> list[tuple[int, int]]:
    """Pair rows with columns, each at most once, at the least total cost.

    The cost is that of the pairs plus `alone` for every row and column without one; so only pairs cheaper than
    2 · alone can help. These form groups that do not touch, mostly of one pair, and each is solved exactly.

    Args:
        costs: (rows, columns), >= 0.
        alone: price of a row or column without a partner, >= 0.

    Returns:
        Pairs (row, column), in order of the rows.

    Cost: O(rows · columns) and O(m³) for the largest group of m.
    Source: Kuhn 1955, doi:10.1002/nav.3800020109, as shortest augmenting paths with potentials.
    """
    found: list[tuple[int, int]] = []
    for rows, columns in _groups(costs, 2 * alone):
        if len(rows) == 1 or len(columns) == 1:
            found.append(
                min(((r, c) for r in rows for c in columns), key=lambda pair: costs[pair[0]][pair[1]])
            )
            continue
        # A square of both with what stands for "alone": 2 · alone for a pair that is given up, once.
        size = max(len(rows), len(columns))
        square = [
            [
                min(costs[rows[i]][columns[j]], 2 * alone) if i < len(rows) and j < len(columns) else 0.0
                for j in range(size)
            ]
            for i in range(size)
        ]
        found += [
            (rows[i], columns[j])
            for i, j in enumerate(_hungarian(square))
            if i < len(rows) and j < len(columns) and costs[rows[i]][columns[j]] < 2 * alone
        ]
    return sorted(found)


def _groups(costs: Sequence[Sequence[float]], limit: float) -> list[tuple[list[int], list[int]]]:
    """Rows and columns that are linked by pairs cheaper than the limit."""
    links = [[c for c, cost in enumerate(row) if cost < limit] for row in costs]
    rows_of: dict[int, list[int]] = {}
    for r, columns in enumerate(links):
        for c in columns:
            rows_of.setdefault(c, []).append(r)
    seen: set[int] = set()
    groups: list[tuple[list[int], list[int]]] = []
    for first, columns in enumerate(links):
        if first in seen or not columns:
            continue
        rows, cols, waiting = {first}, set[int](), [first]
        while waiting:
            for c in links[waiting.pop()]:
                if c not in cols:
                    cols.add(c)
                    waiting += [r for r in rows_of[c] if r not in rows]
                    rows.update(rows_of[c])
        seen |= rows
        groups.append((sorted(rows), sorted(cols)))
    return groups


def _hungarian(square: Sequence[Sequence[float]]) -> list[int]:
    """Column of each row in the cheapest assignment of a square matrix."""
    n = len(square)
    prices = ([0.0] * (n + 1), [0.0] * (n + 1))
    row_of = [0] * (n + 1)  # column → row, both from 1; 0 is free
    for row in range(1, n + 1):
        row_of[0] = row
        _add_row(square, prices, row_of)
    column_of = [0] * n
    for column in range(1, n + 1):
        column_of[row_of[column] - 1] = column - 1
    return column_of


def _add_row(
    square: Sequence[Sequence[float]], prices: tuple[list[float], list[float]], row_of: list[int]
) -> None:
    """Give the row at column 0 a column, along the shortest path of others that change theirs."""
    row_price, column_price = prices
    n, at = len(square), 0
    slack, came_from, is_used = [math.inf] * (n + 1), [0] * (n + 1), [False] * (n + 1)
    while row_of[at]:
        is_used[at] = True
        here = row_of[at]
        free = [column for column in range(1, n + 1) if not is_used[column]]
        for column in free:
            reduced = square[here - 1][column - 1] - row_price[here] - column_price[column]
            if reduced < slack[column]:
                slack[column], came_from[column] = reduced, at
        at = min(free, key=slack.__getitem__)
        delta = slack[at]
        for column in range(n + 1):
            if is_used[column]:
                row_price[row_of[column]] += delta
                column_price[column] -= delta
            else:
                slack[column] -= delta
    while at:
        row_of[at] = row_of[came_from[at]]
        at = came_from[at]
