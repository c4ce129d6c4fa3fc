"""Whether the drawn part of a token looks drawn, or is a dummy in its place."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

_DUMMY = re.compile(
    rb"example|sample|dummy|place_?holder|redact|change_?me|replace|insert|your[-_]?(?:own|api|key|tok|sec|acc)|[-_]your[-_]"
    rb"|secret|token|(?:\A|[-_])fake|fake[-_]|(?:my|the|some)[-_](?:key|api|pass|sec)|[-_]here\b|test[-_]?(?:key|tok|val|only)|deadbeef|cafebabe"
    rb"|lorem|foobar|qwerty|asdfg|abcdefg|abc123|123abc|1234567|0123456|7654321|x{5}|\*{3}|\.{3}|not_?a_?real|password|a1b2c3|1a2b3c",
    re.IGNORECASE,
)
"""Words and rows that a person types. Five drawn letters spell one of them once in a million tokens."""

_SHARE_OF_CHANCE = 0.7
_SHARE_IF_SHORT = 0.55
_SHORT_BYTES = 20
"""Random tokens have more of the entropy they could have, all but one in 10,000."""

_LONGEST_RUN = 7
_MOST_STEPS = 0.34
"""Share of neighbours that follow each other in the alphabet, as in `abcdef123456`. Chance gives 0.06 in hex digits."""


_HEX_BITS, _LOWER_BITS, _LETTERS_BITS = 4.0, math.log2(36), math.log2(52)
_CAMEL_CASE = re.compile(rb"[A-Z]?[a-z]+(?:[A-Z][a-z]+)+")
"""A name in code, such as `someVeryLongMethodName`."""


def is_drawn(value: bytes, alphabet_bits: float) -> bool:
    """Whether the characters look like chance.

    Args:
        value: the part of a token that is drawn; one and more bytes.
        alphabet_bits: bits of one character if all of the alphabet are equally likely, >= 0.

    Cost: 10 µs for 40 bytes, linear.
    """
    n = len(value)
    if _DUMMY.search(value) is not None:
        return False
    share = _SHARE_IF_SHORT if n < _SHORT_BYTES else _SHARE_OF_CHANCE
    if entropy_bits(value[:512]) < share * min(alphabet_bits, math.log2(max(n, 1))):
        return False
    return not (
        _is_periodic(value[:512])
        or _is_a_row(value)
        or _is_one_kind(value, alphabet_bits)
        or _is_a_name(value, alphabet_bits)
    )


def entropy_bits(value: bytes) -> float:
    """Shannon entropy of the bytes in bits a byte: 0 for `aaaa`, 4 for 16 different ones."""
    n = len(value)
    return -sum(count / n * math.log2(count / n) for count in Counter(value).values()) if n else 0.0


def _is_periodic(value: bytes) -> bool:
    n = len(value)
    return any(value[period:] == value[: n - period] for period in range(1, n // 2 + 1))


def _is_a_row(value: bytes) -> bool:
    run = longest = steps = 0
    for one, following in pairwise(value):
        run = run + 1 if one == following else 0
        longest = max(longest, run + 1)
        steps += following - one == 1
    return longest >= _LONGEST_RUN or (len(value) >= 8 and steps > _MOST_STEPS * len(value))


def _is_one_kind(value: bytes, alphabet_bits: float) -> bool:
    # Of as many letters, chance leaves out all digits, or all of one case, once in 10,000.
    if alphabet_bits < _HEX_BITS or len(value) < 24:
        return False
    letters = value.translate(None, b"-_+/=.~%")
    has_digits = abs(alphabet_bits - _LETTERS_BITS) > 0.01
    return letters.isdigit() or (
        has_digits and letters.isalpha() and (letters.islower() or letters.isupper())
    )


def _is_a_name(value: bytes, alphabet_bits: float) -> bool:
    return (
        alphabet_bits > _LOWER_BITS
        and len(value) >= _SHORT_BYTES
        and _CAMEL_CASE.fullmatch(value) is not None
    )
