"""Runs of words and of code tokens, hashed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Token = tuple[str, tuple[int, int]]
"""What is compared, and its place in the text."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_WORD = re.compile(r"\w+")
_CODE = re.compile(r"\w+|[^\w\s]")
_COMMENT = re.compile(r"(?m)(?<![^\s;{}()])(?:#|//|--)[^\n]*$")
_DOCSTRING = re.compile(r"(\"{3}|'{3})(.*?)\1", re.DOTALL)
_EXAMPLES = re.compile(r"(?m)^\s*>>>.*(?:\n(?!\s*$|\s*>>>).*)?$")


def words_of(text: str) -> list[Token]:
    """Words in lower case; signs and spaces are left out."""
    return [(match[0].lower(), match.span()) for match in _WORD.finditer(text)]


def statement(prose: str) -> str:
    """The sentences of a problem: its docstrings without examples, or all of it where there are none."""
    found = [match[2] for match in _DOCSTRING.finditer(prose)]
    return _EXAMPLES.sub(" ", "\n".join(found)) if found else prose


def code_tokens(text: str) -> list[Token]:
    """Names, numbers and signs without comments and spaces; single and double quotes are one."""
    # Blanked and not cut, so that places in the text stay right.
    plain = _COMMENT.sub(lambda match: " " * len(match[0]), text)
    return [(match[0].replace('"', "'"), match.span()) for match in _CODE.finditer(plain)]


def hashes_of(tokens: Sequence[str], length: int) -> Hashes:
    """Hashes of all runs of `length` tokens in order, (max(0, n - length + 1),): a polynomial modulo 2⁶⁴."""
    if len(tokens) < length:
        return np.zeros(0, np.uint64)
    one = np.array([_token_hash(token) for token in tokens], dtype=np.uint64)
    total = np.zeros(len(tokens) - length + 1, dtype=np.uint64)
    for at in range(length):
        total = total * _FACTOR + one[at : at + len(total)]
    return total


@lru_cache(maxsize=65_536)
def _token_hash(token: str) -> int:
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def longest_row(places: Sequence[int]) -> tuple[int, int]:
    """First and last of the longest row of neighbouring places."""
    best = start = last = places[0]
    end = best
    for at in places[1:]:
        start = start if at == last + 1 else at
        last = at
        if at - start > end - best:
            best, end = start, at
    return best, end
