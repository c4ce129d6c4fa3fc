"""Typing errors: is one word a slip of the other."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=262_144)
def near(a: str, b: str) -> bool:
    """One slip apart: a letter left out, put in, doubled, mistaken, or two changed places.

    Two slips are allowed from seven letters on. Words of fewer than four letters are never near.
    """
    if a == b:
        return True
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 2:
        return False
    if len(set(a) ^ set(b)) > 4:
        return False  # Two slips change four letters at most; this spares the table for nearly all pairs.
    return distance(a, b, 2) <= (2 if min(len(a), len(b)) >= 7 else 1)


def distance(a: str, b: str, most: int) -> int:
    """Optimal string alignment distance, or `most + 1` where it is larger.

    Source: Damerau 1964, doi:10.1145/363958.363994.
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        row = [i]
        for j, y in enumerate(b, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most and (not before or min(last) > most):
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
