"""Keys, passwords and ids become values of the same shape that carry a check and the word EXAMPLE.

The shape is the length, the separators `- _ . :` in their places, and the kinds of character that occur. What marks an
issuer's tokens (`AKIA`) is not kept: no scanner should take a mask for a live key.
"""

from __future__ import annotations

import hashlib
import re
import string

from goldsmith.pii.masks.draw import Draw

_SEPARATOR = re.compile(r"[-_.:]")
_HEX = re.compile(r"(?:[0-9a-f]+|[0-9A-F]+)\Z")
_WORD_MARK, _HEX_MARK = "example", "deadbeef"
"""Words that scanners take for a dummy's; AWS's own dummy keys end in EXAMPLE."""
_CHECK = 4
_LEAST_BODY = 5
_LEAST_DIGITS = 6
_CHECK_DIGITS = ((16, 8), (12, 6), (8, 5), (0, 3))
"""From how many digits on, how many of them check the others: one six-digit number in a thousand passes by chance."""
_ALNUM = string.digits + string.ascii_lowercase


class SecretOperator:
    """`k3vq-9x2mexample` for a secret of letters, a number with a check for a number."""

    def normal(self, value: str) -> str:
        """The value itself: secrets that differ in case differ."""
        return value

    def mask(self, value: str, draw: Draw) -> str:
        """See `Operator.mask`. Has 16 or more letters and digits, or 6 or more digits; spaces go."""
        separators = {match.start(): match[0] for match in _SEPARATOR.finditer(value)}
        plain = _SEPARATOR.sub("", value)
        new = _number(len(plain), draw) if _is_number(plain) else _text(plain, draw)
        return _spread(new, separators)

    def is_mask(self, value: str) -> bool:
        """See `Operator.is_mask`."""
        plain = _SEPARATOR.sub("", value)
        if not plain.isascii() or not plain.isalnum():
            return False
        if plain.isdigit():
            return len(plain) >= _LEAST_DIGITS and plain == _checked(
                plain[: -_n_check(len(plain))], len(plain)
            )
        for mark in (_WORD_MARK, _HEX_MARK):
            if plain.lower().endswith(mark):
                body = plain[: -len(mark) - _CHECK]
                return len(body) >= _LEAST_BODY and plain.lower() == (body + _check(body) + mark).lower()
        return False


def _is_number(plain: str) -> bool:
    return plain.isascii() and plain.isdigit()


def _number(length: int, draw: Draw) -> str:
    length = max(length, _LEAST_DIGITS)
    n_body = length - _n_check(length)
    # Without a leading zero: JSON and Python refuse it.
    return _checked(draw.text("123456789", 1) + draw.text(string.digits, n_body - 1), length)


def _n_check(length: int) -> int:
    return next(n for least, n in _CHECK_DIGITS if length >= least)


def _checked(body: str, length: int) -> str:
    """The digits of the body, and as many that belong to it as make up the length."""
    n_check = length - len(body)
    return body + str(int.from_bytes(_hash(body), "big") % 10**n_check).zfill(n_check)


def _text(plain: str, draw: Draw) -> str:
    is_hex = _HEX.match(plain) is not None
    mark = _HEX_MARK if is_hex else _WORD_MARK
    has_upper, has_lower = any(map(str.isupper, plain)), any(map(str.islower, plain))
    alphabet = (
        "0123456789abcdef" if is_hex else _ALNUM + (string.ascii_uppercase if has_upper and has_lower else "")
    )
    n_body = max(_LEAST_BODY, len(plain) - _CHECK - len(mark))
    # A letter stays first: what may stand for a word of code must not begin with a digit.
    letters = alphabet.replace("0123456789", "") if plain[:1].isalpha() else alphabet
    body = draw.text(letters, 1) + draw.text(alphabet, n_body - 1)
    new = body + _check(body.upper() if has_upper and not has_lower else body) + mark
    if has_upper and not has_lower:
        return new.upper()
    return new


def _check(body: str) -> str:
    """Four hex digits that belong to the body."""
    return _hash(body).hex()[:_CHECK]


def _hash(body: str) -> bytes:
    return hashlib.blake2b(body.encode(), digest_size=8, person=b"goldsmith shape").digest()


def _spread(new: str, separators: dict[int, str]) -> str:
    """The characters of `new` around the separators; what is left over comes last."""
    rest = iter(new)
    places = range(max(separators, default=-1) + 1)
    pieces = [separators[at] if at in separators else next(rest, "") for at in places]
    return "".join((*pieces, *rest))
