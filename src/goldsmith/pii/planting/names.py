"""Persons that do not exist, written the ways persons are written in code.

Given and family names are drawn apart, and from different tongues at times, so that a tagger has to learn the
shape and the surroundings of a name; a list of names would not help it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

Part = Literal["train", "test"]
TEST_SHARE = 0.15

_PARTICLES = (
    "van der",
    "van den",
    "van",
    "de",
    "de la",
    "de los",
    "da",
    "dos",
    "du",
    "di",
    "del",
    "von",
    "von der",
    "zu",
    "bin",
    "ibn",
    "al",
    "el",
    "ter",
    "ten",
    "af",
    "le",
    "La",
    "Van",
    "De",
)
_SUFFIXES = ("Jr.", "Jr", "Sr.", "II", "III", "PhD")
_NICKNAMES = (
    "Mac",
    "Skip",
    "Bo",
    "Ziggy",
    "Tex",
    "Doc",
    "Red",
    "Pixie",
    "Ace",
    "Spike",
    "Mouse",
    "Kit",
    "Buzz",
)
_LETTERS = "ABCDEFGHIJKLMNOPRSTVWZ"
_JOINED = {
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "æ": "ae",
    "ı": "i",
    "ə": "e",
    "Ə": "E",
}


@dataclass(frozen=True, slots=True)
class NameStock:
    """The given and family names one part may use, by group.

    Attributes:
        groups: name of the group (a locale) → (given names, family names), both not empty.
        native: groups in another script than the Latin one, in which the family name may come first.
    """

    groups: Mapping[str, tuple[Sequence[str], Sequence[str]]]
    native: frozenset[str] = frozenset()

    def part(self, part: Part) -> NameStock:
        """Keep the names of one part. The parts have no name in common, whatever group it is in."""
        kept = {
            group: (_of_part(given, part), _of_part(family, part))
            for group, (given, family) in self.groups.items()
        }
        return NameStock({group: names for group, names in kept.items() if all(names)}, self.native)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone invented: the parts of the name, how it is written here, and ASCII forms for handles."""

    given: str
    family: str
    shown: str
    ascii_given: str
    ascii_family: str


def part_of(text: str) -> Part:
    """Say to which part a name, a file or a template belongs. It depends on nothing but the text."""
    digest = hashlib.blake2b(text.casefold().encode(), digest_size=4).digest()
    return "test" if int.from_bytes(digest, "big") < TEST_SHARE * 2**32 else "train"


def _of_part(names: Sequence[str], part: Part) -> tuple[str, ...]:
    return tuple(name for name in names if part_of(name) == part)


def draw_person(stock: NameStock, rng: Random) -> Person:
    """Invent a person."""
    native = rng.random() < 0.04
    groups = sorted(group for group in stock.groups if (group in stock.native) == native)
    groups = groups or sorted(stock.groups)
    group = rng.choice(groups)
    # mixed couples, emigrants, and above all: pairs no list of names contains
    other = rng.choice(groups) if not native and rng.random() < 0.3 else group
    given = rng.choice(stock.groups[group][0])
    family = rng.choice(stock.groups[other][1])
    if native:
        shown = _native(given, family, rng)
    else:
        given, family = _compound(given, family, rng)
        shown = _shown(given, family, rng)
    return Person(
        given, family, shown, _ascii(given) or _ascii(_filler(rng)), _ascii(family) or _ascii(_filler(rng))
    )


def _filler(rng: Random) -> str:
    return "".join(rng.choice(pair) for pair in ("bdgklmnrst", "aeiou", "dlmnrstz", "aeio"))


def _native(given: str, family: str, rng: Random) -> str:
    if any(ord(letter) > 0x2E00 for letter in family):  # CJK and Hangul: family first, no space, mostly
        return f"{family}{given}" if rng.random() < 0.85 else f"{family} {given}"
    return f"{given} {family}" if rng.random() < 0.9 else f"{family} {given}"


def _compound(given: str, family: str, rng: Random) -> tuple[str, str]:
    roll = rng.random()
    if roll < 0.03:
        family = f"{rng.choice(_PARTICLES)} {family}"
    elif roll < 0.04:
        family = rng.choice(("O'", "Mc", "Mac", "Fitz", "D'")) + family
    elif roll < 0.055 and len(given) < 7:
        given = f"{given}-{rng.choice(('Marie', 'Luc', 'Lena', 'Jin', 'Paul', 'Anne', 'Wei', 'Ho'))}"
    return given, family


def _shown(given: str, family: str, rng: Random) -> str:
    middle = rng.choice(_LETTERS)
    forms = (
        (66.0, f"{given} {family}"),
        (8.0, f"{given} {middle}. {family}"),
        (1.5, f"{given} {middle} {family}"),
        (4.5, f"{given[0]}. {family}"),
        (3.5, f"{given[0]}. {middle}. {family}"),
        (1.0, f"{given[0]}.{middle}. {family}"),
        (1.0, f"{given[0]} {family}"),
        (1.0, f"{given} {middle}. {rng.choice(_LETTERS)}. {family}"),
        (1.0, f"{given} {family} {rng.choice(_SUFFIXES)}"),
        (0.7, f"{given} {family}, {rng.choice(_SUFFIXES[:2])}"),
        (0.8, f'{given} "{rng.choice(_NICKNAMES)}" {family}'),
        (0.7, f"{given} '{rng.choice(_NICKNAMES)}' {family}"),
        (0.4, f"{given} ({rng.choice(_NICKNAMES)}) {family}"),
        (1.5, f"{given} {family.upper()}"),
        (0.6, f"{given.upper()} {family.upper()}"),
        (2.0, f"{given} {family}".lower()),
        (1.2, f"{_fold(given)} {_fold(family)}"),
        (1.0, f"{given}-{rng.choice(_LETTERS)}. {family}"),
    )
    return rng.choices([form for _, form in forms], [weight for weight, _ in forms])[0]


def _fold(text: str) -> str:
    """Drop accents, as many write their own names in code."""
    joined = "".join(_JOINED.get(letter, letter) for letter in text)
    plain = unicodedata.normalize("NFKD", joined)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _ascii(text: str) -> str:
    return "".join(letter for letter in _fold(text).lower() if "a" <= letter <= "z")
