"""Prompts with planted near-duplicates and near-misses: sets that share no template.

The development sets are for choosing thresholds and finding faults, the held-out set for what is reported. A prompt
is a lead, a request and sentences of demands; the slots of a template say what a near-miss may exchange.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

LANGUAGES = ("Python", "SQL", "Scala", "Go", "C", "C++", "R", "JavaScript")
KINDS = ("surface", "wrap", "reorder", "synonym", "language_swap", "constraint_swap")


@dataclass(frozen=True, slots=True)
class Material:
    """One of the sets.

    Attributes:
        templates: category, lead, request, demands; slots in braces name a pool.
        pools: values of each slot.
        before: what people put before a request.
        after: what people put after it.
        synonyms: other words for words of the templates.
    """

    templates: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    pools: Mapping[str, tuple[str, ...]]
    before: tuple[str, ...]
    after: tuple[str, ...]
    synonyms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template, filled."""

    category: str
    language: str
    lead: str
    request: str
    demands: tuple[str, ...]
    slots: tuple[tuple[str, str], ...]

    def text(self, *, turned: bool = False, order: Sequence[int] | None = None) -> str:
        """As one text; turned: the lead after the request, the demands in another order."""
        lead, request = (
            part.format(language=self.language, **dict(self.slots)) for part in (self.lead, self.request)
        )
        demands = [part.format(language=self.language, **dict(self.slots)) for part in self.demands]
        first = f"{_up(request)} {_down(lead)}." if turned else f"{_up(lead)}, {_down(request)}."
        return " ".join([first, *(demands[at] for at in order or range(len(demands)))])


def materials() -> dict[str, Material]:
    """The sets by name, out of dedup_prompts.yaml."""
    found = YAML(typ="safe").load(Path(__file__).with_suffix(".yaml"))
    return {
        name: Material(
            templates=tuple(
                (one["category"], one["lead"], one["request"], tuple(one["demands"]))
                for one in each["templates"]
            ),
            pools={slot: tuple(values) for slot, values in each["pools"].items()},
            before=tuple(each["before"]),
            after=tuple(each["after"]),
            synonyms=each["synonyms"],
        )
        for name, each in found.items()
    }


def prompts(material: Material, rng: random.Random, count: int) -> list[Prompt]:
    """`count` different prompts, templates and languages in turn."""
    found: dict[str, Prompt] = {}
    while len(found) < count:
        category, lead, request, demands = material.templates[len(found) % len(material.templates)]
        every = " ".join((lead, request, *demands))
        slots = tuple(
            (name, rng.choice(values)) for name, values in material.pools.items() if f"{{{name}}}" in every
        )
        one = Prompt(category, rng.choice(LANGUAGES), lead, request, demands, slots)
        found.setdefault(one.text(), one)
    return list(found.values())


def variant(material: Material, prompt: Prompt, kind: str, rng: random.Random) -> tuple[str, str]:
    """A variant of a prompt and the language it is labelled with."""
    text, language = prompt.text(), prompt.language
    if kind == "surface":
        text = _surface(text, rng)
    elif kind == "wrap":
        text = (
            rng.choice(material.before).format(language=language)
            + text
            + rng.choice(material.after).format(language=language)
        )
    elif kind == "reorder":
        text = prompt.text(turned=True, order=list(reversed(range(len(prompt.demands)))))
    elif kind == "synonym":
        text = _synonym(text, material.synonyms, rng)
    elif kind == "language_swap":
        language = rng.choice([other for other in LANGUAGES if other != language])
        text = Prompt(
            prompt.category, language, prompt.lead, prompt.request, prompt.demands, prompt.slots
        ).text()
    else:
        text = _constraint(material, prompt, rng)
    return text, language


def _constraint(material: Material, prompt: Prompt, rng: random.Random) -> str:
    """Another value in one slot, or a demand turned round, left out or added."""
    slots = [name for name, _ in prompt.slots if name != "things"] or ["things"]
    how = rng.choice(("slot", "slot", "slot", "things", "fewer", "negated"))
    demands, values = prompt.demands, dict(prompt.slots)
    negated = [at for at, one in enumerate(demands) if one.startswith(("Do not ", "Avoid "))]
    if how == "fewer":
        demands = demands[1:]
    elif how == "negated" and negated:
        one = demands[negated[0]]
        turned = "Use " + one[6:] if one.startswith("Avoid ") else _up(one[7:])
        demands = tuple(turned if at == negated[0] else each for at, each in enumerate(demands))
    else:
        name = "things" if how == "things" and "things" in values else rng.choice(slots)
        values[name] = rng.choice([other for other in material.pools[name] if other != values[name]])
    return Prompt(
        prompt.category, prompt.language, prompt.lead, prompt.request, demands, tuple(values.items())
    ).text()


def _surface(text: str, rng: random.Random) -> str:
    how = rng.randrange(4)
    text = (text.lower(), text.upper(), text, text)[how]
    if how == 2:
        text = " ".join(word.rstrip(".,;") if rng.random() < 0.8 else word for word in text.split())
    if how == 3:
        text = text.replace(". ", " !\n").replace(", ", " - ").rstrip(".") + "..."
    words = text.split(" ")
    for at in rng.sample(
        [i for i, word in enumerate(words) if len(word) > 4 and word.isalpha()], rng.randint(1, 2)
    ):
        words[at] = _misspelt(words[at], rng)
    return " ".join(words)


def _misspelt(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 2)
    how = rng.randrange(3)
    if how == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if how == 1 else word[:at] + word[at] + word[at:]


def _synonym(text: str, table: Mapping[str, str], rng: random.Random) -> str:
    words = text.split(" ")
    places = [at for at, word in enumerate(words) if word.strip(".,;") in table]
    for at in rng.sample(places, min(len(places), 2)):
        bare = words[at].strip(".,;")
        words[at] = words[at].replace(bare, table[bare])
    return " ".join(words)


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _down(text: str) -> str:
    return text[:1].lower() + text[1:]
