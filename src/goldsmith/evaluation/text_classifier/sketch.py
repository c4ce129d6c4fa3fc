"""Which n-grams count, how much, and where: the way from counts to vectors of a fixed width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goldsmith.evaluation.text_classifier.ngrams import Counts, Places

Floats = NDArray[np.float32]

WIDTH = 8192
"""Places of a vector. Far more n-grams share them with random signs, which keeps inner products right on average."""
_BLOCK = 4096
"""Places filled at a time: 80 MB for 5,000 texts."""
_MIN_TEXTS = ((1000, 3), (200, 2), (0, 1))
"""(from so many texts on, an n-gram must occur in so many of them): what is rarer tells less than it disturbs."""
_SIGN_BIT = np.uint32(31)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The n-grams of the training texts that count.

    Attributes:
        grams: (n_grams,) hashes, ascending.
        n_texts_with: (n_grams,) training texts with this n-gram, >= 1.
        n_texts: training texts.
    """

    grams: NDArray[np.uint32]
    n_texts_with: NDArray[np.uint32]
    n_texts: int

    @classmethod
    def of(cls, counts: Counts) -> Vocabulary:
        """Keep the n-grams that enough texts have; no label is looked at."""
        grams, texts = np.unique(counts.gram, return_counts=True)
        least = next(least for start, least in _MIN_TEXTS if counts.n_texts >= start)
        is_kept = texts >= least
        return cls(grams[is_kept], texts[is_kept].astype(np.uint32), counts.n_texts)


@dataclass(frozen=True, slots=True)
class Sketch:
    """Sparse vectors: one entry a text and place.

    Attributes:
        text: (n_entries,) index of the text, ascending.
        place: (n_entries,) in [0, WIDTH), ascending within a text.
        value: (n_entries,) signed weight; a text's vector has length 1, or 0 where no n-gram of it is known.
        n_texts: vectors.
    """

    text: Places
    place: Places
    value: Floats
    n_texts: int

    def blocks(self) -> Iterator[tuple[int, Floats]]:
        """The vectors as dense columns, some at a time: (first place, (n_texts, _BLOCK))."""
        for first in range(0, WIDTH, _BLOCK):
            is_here = (self.place >= first) & (self.place < first + _BLOCK)
            dense = np.zeros((self.n_texts, _BLOCK), dtype=np.float32)
            dense[self.text[is_here], self.place[is_here] - first] = self.value[is_here]
            yield first, dense


def sketch(counts: Counts, vocabulary: Vocabulary) -> Sketch:
    """Weigh the known n-grams of texts by (1 + ln count) · idf, put them in their places, and normalise.

    idf = 1 + ln((1 + n) / (1 + n_with)). What shares a place adds up.

    Source: feature hashing, Weinberger et al. 2009, doi:10.1145/1553374.1553516.
    """
    at, is_known = _find(vocabulary.grams, counts.gram)
    at, gram = at[is_known], counts.gram[is_known]
    idf = 1 + np.log((1 + vocabulary.n_texts) / (1 + vocabulary.n_texts_with[at]))
    sign = 1.0 - 2.0 * (gram >> _SIGN_BIT)
    cells, which = np.unique(counts.text[is_known] * WIDTH + gram % np.uint32(WIDTH), return_inverse=True)
    values = np.bincount(which, sign * idf * (1 + np.log(counts.count[is_known])), len(cells))
    text = cells // WIDTH
    lengths = np.sqrt(np.bincount(text, values * values, counts.n_texts))[text]
    # Two n-grams that share a place may cancel out, and be all there is.
    normalised = values / np.where(lengths > 0, lengths, 1)
    return Sketch(text, cells % WIDTH, normalised.astype(np.float32), counts.n_texts)


def _find(grams: NDArray[np.uint32], wanted: NDArray[np.uint32]) -> tuple[Places, NDArray[np.bool_]]:
    if not len(grams):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=np.bool_)
    at = np.minimum(np.searchsorted(grams, wanted), len(grams) - 1)
    return at, grams[at] == wanted
