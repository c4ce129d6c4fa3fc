"""The nearest of many vectors, all against all, by matrix products in tiles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from goldsmith.evaluation.dedup.embedding import Vectors

Places = NDArray[np.int64]

_ROWS = 512
_LARGE = 4096
"""From so many vectors on, fewer numbers a vector pay."""
_KEPT = 128
_SAMPLED = 16
"""Every so many-th cosine of a row tells where its nearest begin."""


def near_pairs(vectors: Vectors, at_least: float, most: int) -> tuple[Places, Places, Vectors]:
    """Pairs (i < j) with cosine >= at_least, for each i its `most` nearest later ones.

    Exact up to 4,096 vectors. Of more, the cosines are those of their 128 main directions, and where a row is crowded
    its nearest are found from a threshold that a sample of it gave, so that a few of the farthest may be missed.

    Args:
        vectors: (n, d), rows of length 1 or 0.
        at_least: least cosine, in [0, 1].
        most: pairs kept for one i, >= 1.

    Returns:
        i, j and their cosines, ordered by i, then j.

    Cost: n² / 2 · min(d, 128) multiplications; 512 rows of products at a time (100 MB at n = 50,000).
    """
    if len(vectors) > _LARGE:
        vectors = _main_directions(vectors)
    parts = list(_tiles(vectors, at_least, most))
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
    first, second, cosines = (np.concatenate(column) for column in zip(*parts, strict=True))
    return first, second, cosines


def _tiles(vectors: Vectors, at_least: float, most: int) -> Iterator[tuple[Places, Places, Vectors]]:
    for start in range(0, len(vectors), _ROWS):
        cosines = vectors[start : start + _ROWS] @ vectors[start:].T
        flat = np.flatnonzero(cosines >= _thresholds(cosines, at_least, most))
        i, j = np.divmod(flat, cosines.shape[1])
        later = j > i
        i, j, found = i[later], j[later], cosines.ravel()[flat[later]]
        # Cosines fall within a row; then the place in its row tells which to keep.
        order = np.lexsort((-found, i))
        starts = np.searchsorted(i, np.arange(len(cosines)))
        rank = np.arange(len(i)) - starts[i[order]] if len(i) else np.zeros(0, np.int64)
        kept = np.sort(order[rank < most])
        yield i[kept] + start, j[kept] + start, found[kept]


def _thresholds(cosines: Vectors, at_least: float, most: int) -> Vectors | np.float32:
    """For each row the least cosine to look at, (rows, 1); above `at_least` where a row is crowded."""
    sample = cosines[:, ::_SAMPLED]
    rank = 2 * most // _SAMPLED + 2
    if sample.shape[1] <= 4 * rank:
        return np.float32(at_least)
    nearest = np.partition(sample, sample.shape[1] - rank, axis=1)[:, -rank]
    return np.asarray(np.maximum(nearest, at_least)[:, None], dtype=np.float32)


def _main_directions(vectors: Vectors) -> Vectors:
    """The vectors in the 128 directions in which they differ most, of length 1 again."""
    if vectors.shape[1] <= _KEPT:
        return vectors
    sample = vectors[:: max(1, len(vectors) // 20_000)]
    _, directions = np.linalg.eigh(sample.T @ sample)
    kept = vectors @ directions[:, -_KEPT:].astype(np.float32)
    lengths = np.linalg.norm(kept, axis=1, keepdims=True)
    return np.asarray(kept / np.where(lengths == 0, 1, lengths), dtype=np.float32)
