"""Families of tasks: what one asks for, in which words, and how difficult its variants are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from goldsmith.simulation.experts.bank.sentence import Sentence, choices
from goldsmith.simulation.experts.bank.topic import Topic, read_yaml, topics

LANGUAGES = ("python", "sql", "scala", "go", "c", "cpp", "r", "javascript")
DIFFICULTIES = ("easy", "medium", "hard")
_CAMEL = frozenset({"scala", "go", "javascript"})
_SYMBOLS = {"c++": "cpp", "cplusplus": "cpp", "js": "javascript", "node": "javascript", "golang": "go"}


@dataclass(frozen=True, slots=True)
class Family:
    """A family of tasks.

    Attributes:
        key: unique together with `is_sql`.
        is_sql: whether its tasks are SQL; else they can be set in every other language.
        category: the category of all its tasks.
        kind: which function of `reference` knows the right results.
        suffix: end of the names in its tasks; unique.
        code: the section of the language's code that solves it.
        show: the section shown in the prompt, "" for none; `source` is in another language, `buggy` is wrong.
        has_bug: whether the wrong answer is the code of the prompt, left as it was.
        leads: variants of the first sentence; each says the language, the name and the main parameters.
        sentences: variants of the further demands, by key.
        demands: difficulty → keys of its demands.
        answers: variants of the explanation.
    """

    key: str
    is_sql: bool
    category: str
    kind: str
    suffix: str
    code: str
    show: str
    has_bug: bool
    leads: tuple[Sentence, ...]
    sentences: Mapping[str, tuple[Sentence, ...]]
    demands: Mapping[str, tuple[str, ...]]
    answers: tuple[Sentence, ...]

    def languages(self) -> tuple[str, ...]:
        """Languages its tasks can be set in."""
        return ("sql",) if self.is_sql else tuple(name for name in LANGUAGES if name != "sql")


def _family(key: str, is_sql: bool, told: Mapping[str, Any]) -> Family:
    return Family(
        key=key,
        is_sql=is_sql,
        category=told["category"],
        kind=told["kind"],
        suffix=told["suffix"],
        code=told.get("code", told["kind"]),
        show=told.get("show", ""),
        has_bug=told.get("wrong") == "buggy",
        leads=tuple(map(Sentence.of, told["leads"])),
        sentences={name: tuple(map(Sentence.of, texts)) for name, texts in told["sentences"].items()},
        demands={name: tuple(told[name]) for name in DIFFICULTIES},
        answers=tuple(map(Sentence.of, told["answer"])),
    )


@cache
def families(language: str) -> dict[str, Family]:
    """The families of a language by key."""
    is_sql = language == "sql"
    told = read_yaml("families_sql.yaml" if is_sql else "families.yaml")
    return {key: _family(key, is_sql, value) for key, value in told.items()}


@cache
def categories(language: str) -> tuple[str, ...]:
    """The categories a language has families of, in the order of the file."""
    return tuple(dict.fromkeys(family.category for family in families(language).values()))


def key_of(title: str) -> str:
    """The key of a category's or difficulty's title: "Bug fixing" → bug_fixing."""
    return re.sub(r"[\W_]+", "_", title.strip().lower()).strip("_").replace("optimization", "optimisation")


def language_of(title: str) -> str | None:
    """The key of a language's title or track, such as C++ → cpp; None where it is none of ours."""
    key = title.strip().lower()
    key = _SYMBOLS.get(key, key)
    return key if key in LANGUAGES else None


def language_title(language: str) -> str:
    """How a language is written."""
    return choices("Language")[language]


def function_name(topic: Topic, family: Family, language: str, *, before: str = "") -> str:
    """The name that a task gives its function or view, in the manner of the language."""
    parts = "_".join(part for part in (before, topic.key, family.suffix) if part).split("_")
    if language in _CAMEL:
        return parts[0] + "".join(part.capitalize() for part in parts[1:])
    return "_".join(parts)


@cache
def _named() -> dict[str, tuple[Topic, Family]]:
    return {
        f"{topic.key}{family.suffix.replace('_', '')}": (topic, family)
        for language in ("python", "sql")
        for family in families(language).values()
        for topic in topics().values()
    }


def find_name(name: str) -> tuple[Topic, Family] | None:
    """Topic and family that a function's name was made of."""
    return _named().get(name.replace("_", "").lower())
