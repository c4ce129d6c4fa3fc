"""How likely letters follow one another in the words of source code: what tells `hjxqw` from `header`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

_N = 27
_SCALE = 16.0
"""Steps a bit: surprises are kept as bytes, 0 to 16 bits."""


def _codes() -> npt.NDArray[np.int32]:
    table = np.zeros(256, np.int32)
    for i in range(26):
        table[65 + i] = table[97 + i] = i + 1
    return table


_CODES = _codes()


@dataclass(frozen=True, slots=True)
class Letters:
    """A model of four letters.

    Attributes:
        surprises: (27 ** 4,), the surprise of the fourth letter after three, in 1/16 bits; code 0 is the border of a
            word. Case is ignored.
    """

    surprises: npt.NDArray[np.uint8]

    def surprise(self, codes: Bytes, keep: Flags) -> tuple[Floats, Floats, Floats, Floats]:
        """The surprise of the letters of each row.

        Args:
            codes: (n, width), bytes.
            keep: (n, width), which of them count; the others are borders.

        Returns:
            mean bits a letter; the mean of the four worst letters in a row; of the four best; how many letters. All
            (n,), and 0 where there is no letter.
        """
        n, width = codes.shape
        letters = np.zeros((n, width + 4), np.int32)
        letters[:, 3:-1] = np.where(keep, _CODES[codes], 0)
        # What stands before the last border does not matter to the first letters of a word.
        third = letters[:, 2:-1]
        second = np.where(third > 0, letters[:, 1:-2], 0)
        first = np.where(second > 0, letters[:, :-3], 0)
        index = ((first * _N + second) * _N + third) * _N + letters[:, 3:]
        bits = self.surprises[index].astype(np.float32) / np.float32(_SCALE)
        # A border counts as the end of a word, not between two borders.
        counts = (letters[:, 3:] > 0) | (letters[:, 2:-1] > 0)
        total = np.where(counts, bits, 0).sum(axis=1)
        n_letters = counts.sum(axis=1)
        mean = total / np.maximum(n_letters, 1)
        full = counts[:, 3:] & counts[:, 2:-1] & counts[:, 1:-2] & counts[:, :-3]
        fours = (bits[:, 3:] + bits[:, 2:-1] + bits[:, 1:-2] + bits[:, :-3]) / 4
        worst = np.where(full, fours, 0).max(axis=1)
        best = np.where(full, fours, 16).min(axis=1)
        short = ~full.any(axis=1)
        return (
            mean.astype(np.float32),
            np.where(short, mean, worst).astype(np.float32),
            np.where(short, mean, best).astype(np.float32),
            n_letters.astype(np.float32),
        )


def fit(words: Mapping[str, int]) -> Letters:
    """A model of the words with their counts; a word is of the letters a to z.

    Raises:
        ValueError: no word is given.
    """
    if not words:
        raise ValueError("no words to learn from")
    counts = np.zeros((_N,) * 4)
    for word, count in words.items():
        # Frequent words would drown the forms of the others.
        weight = count**0.75
        codes = [0, 0, 0, *(ord(char) - 96 for char in word), 0]
        for i in range(3, len(codes)):
            counts[codes[i - 3], codes[i - 2], codes[i - 1], codes[i]] += weight
    back_off = np.full(_N, 1 / _N)
    for axes in ((0, 1, 2), (0, 1), (0,), ()):
        seen = counts.sum(axis=axes) if axes else counts
        back_off = (seen + 20 * back_off) / (seen.sum(axis=-1, keepdims=True) + 20)
    bits = -np.log2(back_off).reshape(-1)
    return Letters(np.clip(np.rint(bits * _SCALE), 0, 255).astype(np.uint8))
