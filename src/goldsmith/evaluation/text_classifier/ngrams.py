"""Texts as counted n-grams of words and of characters, by hashing: no dictionary, no language, no tokeniser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Places = NDArray[np.int64]

MAX_CHARS = 20_000
"""Only the beginning of a longer text is read."""
CHAR_SIZES = (3, 4, 5)

_BATCH_CHARS = 500_000
"""Characters hashed at a time: some 100 MB of arrays."""
_SYMBOLS_IN_WORDS = "_+#"
"""`snake_case`, `C++` and `C#` are one word each."""
_IS_ASCII_WORD = np.array([chr(code).isalnum() or chr(code) in _SYMBOLS_IN_WORDS for code in range(128)])
_BASE = 0x9E3779B97F4A7C15
"""Odd, so that it has an inverse modulo 2^64."""
_LOW_32 = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each n-gram occurs in each text: one entry a text and n-gram, by text, then n-gram.

    Attributes:
        text: (n_entries,) index of the text, ascending.
        gram: (n_entries,) 32-bit hash of the n-gram, ascending within a text.
        count: (n_entries,) occurrences, >= 1.
        n_texts: texts, those without any n-gram included.
    """

    text: Places
    gram: NDArray[np.uint32]
    count: Places
    n_texts: int


def normalised(text: str) -> str:
    """What is read of a text: its beginning, in lower case, with single blanks."""
    return " ".join(text[:MAX_CHARS].lower().split())


def count_ngrams(texts: Sequence[str]) -> Counts:
    """Count words, pairs of neighbouring words, and runs of 3 to 5 characters, in lower case.

    White space counts as one blank. Two n-grams may share a hash: among 10,000 any two do with a chance of 1 %.

    Cost: O(characters · log) time; 200 bytes a character of a batch.
    """
    parts = [_count_batch(texts[first:end], first) for first, end in _batches(texts)]
    if not parts:
        return Counts(np.zeros(0, np.int64), np.zeros(0, np.uint32), np.zeros(0, np.int64), 0)
    text, gram, count = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Counts(text.astype(np.int64), gram.astype(np.uint32), count.astype(np.int64), len(texts))


def _batches(texts: Sequence[str]) -> list[tuple[int, int]]:
    bounds, chars = [0], 0
    for at, text in enumerate(texts, start=1):
        chars += min(len(text), MAX_CHARS)
        if chars >= _BATCH_CHARS or at == len(texts):
            bounds.append(at)
            chars = 0
    return list(pairwise(bounds))


def _count_batch(texts: Sequence[str], first: int) -> tuple[NDArray[Any], ...]:
    # The blanks around a text make its first and last words look like any other.
    rows = [f" {normalised(text)} " for text in texts]
    codes = np.frombuffer("".join(rows).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    prefix = _prefix(codes)
    keys = [
        (owner[places].astype(np.uint64) << np.uint64(32)) | (hashes & _LOW_32)
        for places, hashes in (*_character_runs(prefix, owner), *_words(prefix, codes, owner))
    ]
    found, counts = np.unique(np.concatenate(keys), return_counts=True)
    return (found >> np.uint64(32)) + np.uint64(first), found & _LOW_32, counts


def _character_runs(prefix: Words, owner: Places) -> list[tuple[Places, Words]]:
    result = []
    for size in CHAR_SIZES:
        last = max(0, len(owner) - size + 1)
        starts = np.flatnonzero(owner[:last] == owner[size - 1 :])
        result.append((starts, _slice_hashes(prefix, starts, starts + size, salt=size)))
    return result


def _words(prefix: Words, codes: NDArray[np.uint32], owner: Places) -> list[tuple[Places, Words]]:
    # A text begins and ends with a blank, so no word runs from one text into the next.
    edges = np.flatnonzero(np.diff(_is_word(codes))) + 1
    starts, ends = edges[::2], edges[1::2]
    words = _slice_hashes(prefix, starts, ends, salt=1)
    neighbours = owner[starts[:-1]] == owner[starts[1:]]
    pairs = _mix(words[:-1] * np.uint64(_BASE) + words[1:])
    return [(starts, words), (starts[:-1][neighbours], pairs[neighbours])]


def _is_word(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    result = _IS_ASCII_WORD[np.minimum(codes, 127)]
    others = np.flatnonzero(codes > 127)
    if len(others):
        kinds, which = np.unique(codes[others], return_inverse=True)
        result[others] = np.array([chr(code).isalnum() for code in kinds])[which]
    return result


def _prefix(codes: NDArray[np.uint32]) -> Words:
    """prefix[i] = Σ codes[k] · base^k over k < i: any slice's hash follows from two entries."""
    result = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * _powers(_BASE, len(codes)), out=result[1:])
    return result


def _slice_hashes(prefix: Words, starts: Places, ends: Places, *, salt: int) -> Words:
    there = _powers(pow(_BASE, -1, 2**64), len(prefix))
    return _mix((prefix[ends] - prefix[starts]) * there[starts] + np.uint64(salt))


def _powers(base: int, n: int) -> Words:
    return _power_table(base, 1 << (n - 1).bit_length())[:n]


@cache
def _power_table(base: int, n: int) -> Words:
    table = np.full(n, base, dtype=np.uint64)
    table[0] = 1
    return np.cumprod(table, dtype=np.uint64)


def _mix(values: Words) -> Words:
    """Spread every bit over all of them. Source: Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        values = (values ^ (values >> np.uint64(shift))) * np.uint64(factor)
    return values ^ (values >> np.uint64(31))
