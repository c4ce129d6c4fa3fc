"""User names become handles of nobody, with their leading @."""

from __future__ import annotations

import re

from goldsmith.pii.masks.draw import Draw
from goldsmith.pii.masks.people import BACKS, FRONTS, family_number

_CHECK = 7
_MASK = re.compile(r"@?([A-Za-z]{1,40})([1-9][0-9]{2})")


class UsernameOperator:
    """`fernwick371`: a letter first, then letters and digits, so that it may stand where a word of code may."""

    def normal(self, value: str) -> str:
        """Lower case, without @: services hold `@Name` and `name` for the same."""
        return value.lstrip("@").lower()

    def mask(self, value: str, draw: Draw) -> str:
        """See `Operator.mask`."""
        handle = draw.choice(FRONTS) + draw.choice(BACKS)
        number = 100 + draw.below(900 // _CHECK - 1) * _CHECK
        number += (_number(handle) - number) % _CHECK
        shaped = handle.upper() if value.isupper() and len(value) > 1 else handle
        return f"{'@' if value.startswith('@') else ''}{shaped}{number}"

    def is_mask(self, value: str) -> bool:
        """See `Operator.is_mask`."""
        match = _MASK.fullmatch(value)
        family = family_number(match[1]) if match else None
        return match is not None and family is not None and (int(match[2]) - family) % _CHECK == 0


def _number(handle: str) -> int:
    number = family_number(handle)
    assert number is not None
    return number
