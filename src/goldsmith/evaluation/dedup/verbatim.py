"""Candidates that share most of their words: MinHash of word pairs in bands.

Source: Broder 1997, doi:10.1109/SEQUEN.1997.666900.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from goldsmith.evaluation.dedup.errors import ModelMissing

_HASHES = 128
_BANDS = 42
"""Of three hashes each: pairs that share half of their shingles become candidates in 99.6 % of cases."""
_SEED = 42
_MOST_IN_A_BUCKET = 64


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Common share of two sets, in [0, 1]; 0 where both are empty."""
    return len(a & b) / len(a | b) if a or b else 0.0


def signatures(shingles: Sequence[frozenset[str]]) -> NDArray[np.uint32]:
    """MinHash signatures, (n, 128).

    Raises:
        ModelMissing: `rensa` is not installed.
    """
    try:
        minhash = importlib.import_module("rensa").RMinHash
    except ImportError:
        raise ModelMissing("rensa", "Comparing prompts by their words") from None
    # Sorted: the order in which a set gives its members differs from run to run.
    sets = [sorted(one) for one in shingles]
    rows = minhash.digest_matrix_from_token_sets(sets, _HASHES, _SEED).to_rows()
    return np.asarray(rows, dtype=np.uint32).reshape(len(sets), _HASHES)


def candidates(shingles: Sequence[frozenset[str]], at_least: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of places (i < j) with their exact Jaccard similarity >= at_least; each pair once.

    A text without words is no candidate. Cost: O(n) and O(pairs); of more than 64 texts in one bucket each is
    compared with the first ones and with its next ones only.
    """
    places = [at for at, one in enumerate(shingles) if one]
    if len(places) < 2:
        return
    found = signatures([shingles[at] for at in places])
    seen: set[tuple[int, int]] = set()
    width = _HASHES // _BANDS
    for band in range(_BANDS):
        buckets: dict[bytes, list[int]] = {}
        columns = np.ascontiguousarray(found[:, band * width : (band + 1) * width])
        for place, row in zip(places, columns, strict=True):
            buckets.setdefault(row.tobytes(), []).append(place)
        for bucket in buckets.values():
            for at, later in enumerate(bucket[1:], start=1):
                near = (
                    bucket[:at]
                    if at <= _MOST_IN_A_BUCKET
                    else [bucket[0], *bucket[at - _MOST_IN_A_BUCKET : at]]
                )
                seen.update((earlier, later) for earlier in near)
    for i, j in sorted(seen):
        share = jaccard(shingles[i], shingles[j])
        if share >= at_least:
            yield i, j, share
