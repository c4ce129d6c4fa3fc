"""Which documents of a corpus repeat an earlier one: decided at once, from the signatures of all shards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from goldsmith.corpus.masking.dedup.minhash import Signatures, similarity

THRESHOLD = 0.85
"""Estimated Jaccard similarity from which on two documents are the same; The Stack's."""
_BANDS, _BAND_BINS = 32, 8
_PAIRS_AT_ONCE = 1 << 16

Digests = np.ndarray[Any, np.dtype[np.uint64]]
Places = np.ndarray[Any, np.dtype[np.int64]]


def repeats_exactly(digests: Digests) -> Places:
    """Documents whose bytes an earlier one has.

    Args:
        digests: (n, 2), of documents in their order.

    Returns:
        their places, sorted.
    """
    order = np.lexsort((digests[:, 1], digests[:, 0]))  # stable: equal ones in the documents' order
    is_same = (digests[order[1:]] == digests[order[:-1]]).all(axis=1)
    return np.sort(order[1:][is_same])


def repeats_nearly(signatures: Signatures, threshold: float = THRESHOLD) -> Places:
    """Documents of nearly the words of an earlier one.

    Documents that share eight bins of one of 32 bands are compared; those at or over the threshold are in one group,
    with whatever is in a group with either. The earliest of a group stays.

    Args:
        signatures: (n, 256), of documents in their order.
        threshold: in (0, 1].

    Returns:
        their places, sorted. A function of the signatures alone.

    Cost: O(n log n) for each band; a pair at the threshold is missed once in 25,000.
    """
    groups = _Groups(len(signatures))
    for ones, others in _candidates(signatures):
        near = similarity(signatures, ones, others) >= threshold
        for one, other in zip(ones[near].tolist(), others[near].tolist(), strict=True):
            groups.join(one, other)
    return np.array([at for at in range(len(signatures)) if groups.first(at) != at], np.int64)


def _candidates(signatures: Signatures) -> Iterator[tuple[Places, Places]]:
    """Pairs that share a band: each with the first of its bucket, and with the one before it."""
    n = len(signatures)
    for band in range(_BANDS if n else 0):
        part = np.ascontiguousarray(signatures[:, band * _BAND_BINS : (band + 1) * _BAND_BINS])
        keys = part.view(np.uint64).reshape(n, 2)
        order = np.lexsort((keys[:, 1], keys[:, 0]))  # stable: within a bucket in the documents' order
        is_same = np.concatenate([[False], (keys[order[1:]] == keys[order[:-1]]).all(axis=1)])
        begins = np.maximum.accumulate(np.where(is_same, 0, np.arange(n)))
        others = np.flatnonzero(is_same)
        pairs = np.concatenate(
            [
                np.stack([order[begins[others]], order[others]]),
                np.stack([order[others - 1], order[others]]),
            ],
            axis=1,
        )
        for at in range(0, pairs.shape[1], _PAIRS_AT_ONCE):
            yield pairs[0, at : at + _PAIRS_AT_ONCE], pairs[1, at : at + _PAIRS_AT_ONCE]


def by_shard(places: Places, sizes: Sequence[int]) -> list[Places]:
    """Places in the whole corpus as places in each shard, which have so many documents each."""
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return [places[(places >= start) & (places < end)] - start for start, end in pairwise(starts)]


class _Groups:
    """Disjoint groups, each known by its first member."""

    def __init__(self, n: int) -> None:
        self._parents = list(range(n))

    def first(self, at: int) -> int:
        while (parent := self._parents[at]) != at:
            self._parents[at] = self._parents[parent]
            at = self._parents[at]
        return at

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self._parents[high] = low
