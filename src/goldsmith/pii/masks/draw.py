"""Choices that a key and a value decide: the same ones at every place, in every process and order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_LEAST = 1 << 64
"""Below this much is left of the number, a choice would be uneven by more than 2**-32."""


class Draw:
    """Numbers drawn from a digest, as many as are asked for. Not for two uses: it is used up.

    Args:
        digest: 32 bytes of a keyed hash.
    """

    __slots__ = ("_digest", "_left")

    def __init__(self, digest: bytes) -> None:
        self._digest = digest
        self._left = int.from_bytes(digest, "big")

    def below(self, n: int) -> int:
        """A number in [0, n), 1 <= n <= 2**32."""
        if self._left < _LEAST:
            self._digest = hashlib.blake2b(self._digest, digest_size=32).digest()
            self._left = int.from_bytes(self._digest, "big")
        self._left, number = divmod(self._left, n)
        return number

    def choice(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]

    def text(self, alphabet: str, length: int) -> str:
        """`length` characters of the alphabet."""
        return "".join(self.choice(alphabet) for _ in range(length))
