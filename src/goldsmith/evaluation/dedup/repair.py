"""Typing errors taken out of a text, by the words of the text beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import lru_cache

from goldsmith.evaluation.dedup.reading import GUIDES, LETTERS, Reading, read_prose
from goldsmith.evaluation.dedup.typos import distance, near


def repaired(text: Reading, other: Reading) -> tuple[Reading, tuple[str, ...]]:
    """A text with its typing errors taken out.

    Those are unknown words that are a slip of a word of the other text, or of one that steers how others are read.

    Returns:
        the text read anew, or itself; and what was repaired, for a person.
    """
    right: dict[str, str] = {}
    for word in sorted((text.unknown | _moved(text, other)) - other.lowers):
        found = slip(word, other.lowers, other.unknown)
        if found:
            right[word] = found
    if not right:
        return text, ()
    prose = LETTERS.sub(lambda match: right.get(match[0].lower(), match[0]), text.prose)
    anew = read_prose(prose, text.code, None)
    anew = replace(anew, unknown=text.unknown & anew.lowers)
    return anew, tuple(f"{wrong} for {word}" for wrong, word in right.items())


def slip(word: str, others: Iterable[str], unknown: Collection[str] = ()) -> str | None:
    """The word of the other text (or the common word) that an unknown word was meant to be, or None.

    Two words that no vocabulary has are names as a rule: they must be longer, and agree in their first letters.
    """
    found = sorted(
        (distance(word, other, 2), other)
        for other in others
        if near(word, other)
        and (other not in unknown or _is_slip_of_name(word, other))
        and not _is_prefixed(word, other)
    )
    if found:
        return found[0][1]
    return _guide(word)


@lru_cache(maxsize=65_536)
def _guide(word: str) -> str | None:
    """The one nearest of the words that steer how others are read."""
    found = sorted((distance(word, guide, 2), guide) for guide in GUIDES if near(word, guide))
    return found[0][1] if len(found) == 1 or (found and found[0][0] < found[1][0]) else None


def _is_slip_of_name(a: str, b: str) -> bool:
    moved = sorted(a) == sorted(b)
    return distance(a, b, 1) == 1 and (len(a) >= 5 if moved else min(len(a), len(b)) >= 7 and a[:2] == b[:2])


def _is_prefixed(a: str, b: str) -> bool:
    """Not a slip: "sensitive" and "insensitive" differ in two letters and in all else."""
    return a.endswith(b) or b.endswith(a)


def _moved(text: Reading, other: Reading) -> frozenset[str]:
    """Known words whose letters changed places: "flies" where the other text has "files"."""
    places = {"".join(sorted(word)) for word in other.lowers - text.lowers - other.unknown if len(word) > 3}
    return frozenset(
        w for w in text.lowers - other.lowers - text.unknown if len(w) > 3 and "".join(sorted(w)) in places
    )
