"""Names of languages and technologies, and the spellings that mean the same one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from goldsmith.evaluation.dedup.words import groups, word_set

_ALIASES: Mapping[str, str] = MappingProxyType(
    {alias: line[0] for line in groups("technologies") for alias in line}
)
_UNSURE = word_set(
    "c r go make rest express spark react node shell excel oracle swift cats boost gin cobra next dart requests "
    "threading sh ts assembly mocha jest latex"
)
"""Also English words or single letters: a technology only where the words around say so."""
_BEFORE = word_set("in using with idiomatic via")
_AFTER = word_set(
    "function functions program code script method class developer programmer engineer library app application "
    "package module language snippet solution implementation project server service struct routine api"
)


def technology(word: str, before: str = "", after: str = "", *, starts: bool = False) -> str | None:
    """The common name of a technology, or None.

    Args:
        word: as written; capitals help with "Go", "C" and "R".
        before: the word before it, lower case.
        after: the word after it, lower case.
        starts: it begins a sentence, where a capital says nothing.
    """
    lower = word.lower()
    name = _ALIASES.get(lower)
    if name is None or lower not in _UNSURE:
        return name
    if after in _AFTER or before in _BEFORE:
        return name
    if starts or word == lower:
        return None
    is_capital = word[0].isupper() and (len(word) == 1 or word[1:].islower())
    return name if is_capital else None


def language_name(label: str) -> str:
    """The common name of a block's language: "C++" and "cpp" are one; unknown labels in lower case."""
    lower = label.strip().lower()
    return _ALIASES.get(lower, lower)


def names() -> frozenset[str]:
    """Every spelling that is one word of letters."""
    return frozenset(alias for alias in _ALIASES if alias.isalpha())
