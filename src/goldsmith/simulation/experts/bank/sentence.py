"""Sentences with slots that can be written and read back: what a prompt says is all there is to know of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from goldsmith.simulation.experts.bank.topic import read_yaml

Value = int | str | tuple[int, ...]
Params = Mapping[str, Value]

#: Slots that hold words of the topic or names made from it; they are written, and need not be read.
WORDS = frozenset(
    {"records", "group", "measure", "fn", "check", "table", "group_column", "measure_column", "names"}
)
LISTS = frozenset({"bounds", "charges", "weights"})
_SLOT = re.compile(r"\{(\w+)\}")
_DATE = r"\d{4}-\d\d-\d\d"


@cache
def words() -> dict[str, Any]:
    """The file of words."""
    found: dict[str, Any] = read_yaml("words.yaml")
    return found


@cache
def choices(slot: str) -> dict[Value, str]:
    """Value → phrase of a slot with a fixed choice; empty for all others."""
    given = words()["slots"].get(slot, {})
    return {value: value for value in given} if isinstance(given, list) else dict(given)


@cache
def _value_of(slot: str) -> dict[str, Value]:
    return {phrase: value for value, phrase in choices(slot).items()}


def _expression(slot: str) -> str:
    if slot in WORDS:
        return r".{1,90}?"
    if slot in LISTS:
        return rf"(?P<{slot}>\d+(?:, \d+)+)"
    if slot == "since":
        return rf"(?P<{slot}>{_DATE})"
    if phrases := choices(slot).values():
        longest_first = sorted(phrases, key=len, reverse=True)
        return rf"(?P<{slot}>{'|'.join(map(re.escape, longest_first))})"
    return rf"(?P<{slot}>\d+)"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with slots in braces.

    Attributes:
        text: the sentence.
        slots: all slots, in the order of their first place.
        pattern: finds the sentence in a text whose white space is single blanks.
    """

    text: str
    slots: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> Sentence:
        """Prepare a sentence."""
        pieces = _SLOT.split(text)
        expression, slots = re.escape(pieces[0]), pieces[1::2]
        for at, (slot, following) in enumerate(zip(slots, pieces[2::2], strict=True)):
            is_again = slot in slots[:at] and slot not in WORDS
            expression += (f"(?P={slot})" if is_again else _expression(slot)) + re.escape(following)
        return cls(text, tuple(dict.fromkeys(slots)), re.compile(expression))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The slots that are read back."""
        return tuple(slot for slot in self.slots if slot not in WORDS)

    def write(self, params: Params, names: Mapping[str, str]) -> str:
        """Fill the slots.

        Args:
            params: value by slot; may hold more.
            names: text by slot of `WORDS`.
        """
        return _SLOT.sub(lambda match: _phrase(match[1], params, names), self.text)

    def read(self, text: str) -> dict[str, Value] | None:
        """The values that a text gives to the slots, or None where the sentence is not in it."""
        found = self.pattern.search(text)
        if found is None:
            return None
        return {slot: _value(slot, phrase) for slot, phrase in found.groupdict().items()}


def _phrase(slot: str, params: Params, names: Mapping[str, str]) -> str:
    if slot in names:
        return names[slot]
    value = params[slot]
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return choices(slot).get(value, str(value))


def _value(slot: str, phrase: str) -> Value:
    if slot in LISTS:
        return tuple(int(number) for number in phrase.split(", "))
    if slot == "since":
        return phrase
    values = _value_of(slot)
    return values[phrase] if values else int(phrase)
