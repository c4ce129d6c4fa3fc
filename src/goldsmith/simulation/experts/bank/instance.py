"""One task of a family: its topic and all its parameters, drawn at random or read from a prompt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from goldsmith.simulation.experts.bank.draw import draw_parameters
from goldsmith.simulation.experts.bank.family import (
    DIFFICULTIES,
    Family,
    families,
    find_name,
    function_name,
    language_title,
)
from goldsmith.simulation.experts.bank.sentence import Params, Sentence, Value, choices
from goldsmith.simulation.experts.bank.topic import Topic, topics

_FENCED = re.compile(r"^(```+|~~~+).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)
_PRIME = 61  # numbers in steps of whatever width still reach all of so many topics
_NAME = re.compile(r"`(\w{4,60})`")


@dataclass(frozen=True, slots=True)
class Instance:
    """A task.

    Attributes:
        language: key of the language of the answer.
        family_key: key of the family.
        topic_key: key of the topic.
        difficulty: easy, medium or hard.
        items: all parameters, sorted by name.
    """

    language: str
    family_key: str
    topic_key: str
    difficulty: str
    items: tuple[tuple[str, Value], ...]

    @property
    def family(self) -> Family:
        """The family."""
        return families(self.language)[self.family_key]

    @property
    def topic(self) -> Topic:
        """The topic."""
        return topics()[self.topic_key]

    @property
    def category(self) -> str:
        """Key of the category."""
        return self.family.category

    @property
    def params(self) -> Params:
        """The parameters by name."""
        return dict(self.items)

    @property
    def name(self) -> str:
        """The function or view to write."""
        return function_name(self.topic, self.family, self.language)

    @property
    def check_name(self) -> str:
        """The function that tests the one named."""
        return function_name(self.topic, self.family, self.language, before="check")

    @property
    def table(self) -> str:
        """The table, in SQL."""
        return self.topic.key + ("_settings" if self.family.kind == "setting_sql" else "_log")

    def names(self) -> dict[str, str]:
        """What the slots of words hold."""
        topic = self.topic
        return {
            "records": topic.records,
            "group": topic.group,
            "measure": topic.measure,
            "fn": self.name,
            "check": self.check_name,
            "table": self.table,
            "group_column": topic.group_column,
            "measure_column": topic.measure_column,
            "names": ", ".join(topic.groups),
            "Language": language_title(self.language),
        }


def _instance(
    language: str, family: Family, topic: Topic, difficulty: str, params: dict[str, Value]
) -> Instance:
    return Instance(language, family.key, topic.key, difficulty, tuple(sorted(params.items())))


def draw(
    language: str, category: str, difficulty: str, rng: Random, *, topic_number: int | None = None
) -> Instance:
    """Draw a task.

    Args:
        language: key of a language.
        category: key of a category; any is taken where the language has none of it.
        difficulty: easy, medium or hard; any is taken for another word.
        rng: the only source of chance.
        topic_number: any number; different ones mostly give different topics. Drawn where it is None.
    """
    own = list(families(language).values())
    family = rng.choice([family for family in own if family.category == category] or own)
    if difficulty not in DIFFICULTIES:
        difficulty = rng.choice(DIFFICULTIES)
    known = list(topics().values())
    topic = rng.choice(known) if topic_number is None else known[topic_number % _PRIME]
    keys = family.demands[difficulty]
    sentences = [family.leads[0], *(family.sentences[key][0] for key in keys)]
    slots = list(dict.fromkeys(slot for sentence in sentences for slot in sentence.parameters))
    params = draw_parameters(family.kind, [s for s in slots if s != "Language"], language, topic, rng)
    params.update({key: 1 for key in keys if not family.sentences[key][0].parameters})
    return _instance(language, family, topic, difficulty, params)


@lru_cache(maxsize=4096)
def parse(prompt: str) -> Instance | None:
    """Find the task again in the text of a prompt; None where it is not a prompt of the bank.

    What is in code blocks is not read. A prompt of which any demand is missing is not found either.
    """
    text = " ".join(_FENCED.sub(" ", prompt).split())
    for name in dict.fromkeys(_NAME.findall(text)):
        if (known := find_name(name)) and (found := _read(text, *known)):
            return found
    return None


def _read(text: str, topic: Topic, family: Family) -> Instance | None:
    params = _first(family.leads, text)
    if params is None:
        return None
    language = _language(params.pop("Language", None))
    present = []
    for key, variants in family.sentences.items():
        values = _first(variants, text)
        if values is not None:
            present.append(key)
            params.update(values or {key: 1})
    for difficulty, keys in family.demands.items():
        if set(keys) == set(present) and language in family.languages():
            return _instance(language, family, topic, difficulty, params)
    return None


def _language(value: Value | None) -> str:
    return value if isinstance(value, str) and value in choices("Language") else ""


def _first(variants: tuple[Sentence, ...], text: str) -> dict[str, Value] | None:
    for sentence in variants:
        if (values := sentence.read(text)) is not None:
            return values
    return None
