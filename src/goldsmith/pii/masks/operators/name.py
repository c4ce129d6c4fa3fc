"""Names of people become other names of as many words, written the same way."""

from __future__ import annotations

import re
import unicodedata

from goldsmith.pii.masks.draw import Draw
from goldsmith.pii.masks.people import GIVEN, draw_family, family_number, fits, given_number, is_initial

_WORD = re.compile(
    r"""(?: \\u[0-9A-Fa-f]{4} | \\x[0-9A-Fa-f]{2} | &\#?[A-Za-z0-9]{2,8};
          | [^\x00-\x40\x5b-\x60\x7b-\x7f\s] | [0-9]
          | (?<=[^\W_]) ['\u2019] (?=[^\W_]) )+""",
    re.VERBOSE,
)
"""A word, with accents written as escapes of a language or of HTML."""
_ESCAPE = re.compile(r"\\[nrt]|&(?:nbsp|amp);")
_SAFE = re.compile(rf"{_ESCAPE.pattern}|&(?=\s)|[\x00-\x25\x27-\x5b\x5d-\x7f]")
"""What stays of a separator: not a backslash or an ampersand that a name behind it would make another escape of."""
_ASCII_WORD = re.compile(r"[A-Za-z]+")
_PARTICLES = frozenset(
    """af al av bin da das de del della den der di do dos du e el ibn la le ten ter van von y zu""".split()  # noqa: SIM905
)
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_MOST_WORDS = 12
_INITIALS = "ABCDFGHIJKLMNOPRSTVW"
"""Without what is a particle in lower case."""


class NameOperator:
    """`Maren Fernwick` for two words, `MAREN FERNWICK` in upper case, `M. Fernwick` for an initial, `Maren` for one."""

    def normal(self, value: str) -> str:
        """Words in one case and with one space between them."""
        return " ".join(unicodedata.normalize("NFC", value).casefold().split())

    def mask(self, value: str, draw: Draw) -> str:
        """See `Operator.mask`. Separators that are ASCII punctuation, particles (van, de) and `Jr` stay."""
        pieces, names = _read(value)
        given: int | None = None
        has_word = not all(is_initial(pieces[at]) for at in names)
        for order, at in enumerate(names):
            word = pieces[at]
            if has_word and is_initial(word):
                new = draw.choice(_INITIALS)
            elif order and order == len(names) - 1 and given is not None:
                new = draw_family(given, draw)
            else:
                new = draw.choice(GIVEN)
            given = given_number(new) if order == 0 else given
            pieces[at] = _shaped(new, word)
        return "".join(pieces)

    def is_mask(self, value: str) -> bool:
        """See `Operator.is_mask`. A given name alone, as a name of one word, counts."""
        # Most values are no masks, and their first word says so.
        first = _ASCII_WORD.search(value)
        if not first or (given_number(first[0]) is None and not _has_escape(value)):
            return False
        pieces, names = _read(value)
        words = [pieces[at] for at in names]
        if "".join(pieces) != value or not words or all(map(is_initial, words)):
            return False
        *front, last = words if len(words) > 1 else (words[0], "")
        if not all(given_number(word) is not None for word in front):
            return False
        if not last or is_initial(last):
            return True
        given, family = given_number(front[0]), family_number(last)
        return given is not None and family is not None and fits(given, family)


def _read(value: str) -> tuple[list[str], list[int]]:
    """The value in pieces, separators made safe, and which of them are names; there is one at least."""
    words = _words(value)[:_MOST_WORDS] or [(0, 0)]
    pieces: list[str] = []
    end = 0
    for start, word_end in words:
        pieces += (_safe(value[end:start], is_between=end > 0), value[start:word_end])
        end = word_end
    pieces.append(_safe(_without_words(value[end:]), is_between=False))
    names = range(1, len(pieces), 2)
    return pieces, [at for at in names if at == 1 or not _stays(pieces[at])]


def _words(value: str) -> list[tuple[int, int]]:
    r"""Start and end of the words; the letter of an escape such as `\n` does not belong to one."""
    hidden = _ESCAPE.sub(lambda match: "\x00" * len(match[0]), value)
    return [match.span() for match in _WORD.finditer(hidden)]


def _has_escape(value: str) -> bool:
    return "\\" in value or "&" in value


def _without_words(rest: str) -> str:
    """What is left of a value that has more words than a name has."""
    return _WORD.sub("", _ESCAPE.sub("", rest))


def _stays(word: str) -> bool:
    lower = word.lower()
    return (word == lower and lower in _PARTICLES) or lower in _SUFFIXES


def _safe(separator: str, *, is_between: bool) -> str:
    safe = "".join(_SAFE.findall(separator))
    # Two names that nothing parts, or that an apostrophe joins, would be read as one.
    return " " if is_between and safe in {"", "'"} else safe


def _shaped(name: str, word: str) -> str:
    if word.isupper() and (len(word) > 1 or is_initial(word)):
        return name.upper()
    return name.lower() if word.islower() else name.title()
