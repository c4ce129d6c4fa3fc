"""Emails become those of people who do not exist, at domains that nobody can own."""

from __future__ import annotations

import re

from goldsmith.pii.masks.draw import Draw
from goldsmith.pii.masks.people import draw_person, family_number, fits, given_number

DOMAINS = ("example.com", "example.net", "example.org")
"""Reserved for documentation: RFC 2606, section 3."""

_AT = re.compile(
    r"""[ ]{0,2} (?: @ | %40 | &\#64; | \\u0040 | \\x40 | \\?@
          | [\[({<] [ ]? (?: at | @ ) [ ]? [\])}>] | (?<=[ ]) at (?=[ ]) ) [ ]{0,2}""",
    re.VERBOSE | re.IGNORECASE,
)
"""The sign, also as people and programs disguise it: `(at)`, ` at `, `%40`."""
_DOT = re.compile(r" ?[\[({<] ?(?:dot|\.) ?[\])}>] ?| dot ", re.IGNORECASE)
_MASK = re.compile(r"([a-z]{1,20})\.([a-z]{1,40})[1-9][0-9](.{1,12})example\.(?:com|net|org)", re.DOTALL)


class EmailOperator:
    """`maren.fernwick42@example.org`, with the value's own way to write the sign."""

    def normal(self, value: str) -> str:
        """Lower case, with plain signs: people write the same address in many ways."""
        return _DOT.sub(".", _AT.sub("@", value, count=1)).strip().lower()

    def mask(self, value: str, draw: Draw) -> str:
        """See `Operator.mask`."""
        sign = _AT.search(value)
        person = draw_person(draw)
        local = f"{person.given.lower()}.{person.family}{10 + draw.below(90)}"
        return f"{local}{sign[0] if sign else '@'}{draw.choice(DOMAINS)}"

    def is_mask(self, value: str) -> bool:
        """See `Operator.is_mask`."""
        if not (match := _MASK.fullmatch(value)) or not _AT.fullmatch(match[3]):
            return False
        given, family = given_number(match[1]), family_number(match[2])
        return given is not None and family is not None and fits(given, family)
