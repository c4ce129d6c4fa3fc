"""The small language templates are written in, and the text with labelled spans it becomes.

    ‹NAME›          a slot; `‹NAME.1›` and `‹EMAIL.1›` speak of the same person, `‹word.2›` is twice the same word
    ‹NAME¦FIRST›    one of the slots
    «a¦b¦»          one of the alternatives, each as likely; an empty one makes the rest optional
    ⟦2-5:body⟧      the body two to five times, with new persons and words for the numbers 1 to 4 each time

The marks are outside ASCII, so that code of any language can stand in a template as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from goldsmith.domain.errors import InvalidInput

_TOKEN = re.compile(r"‹([\w¦]+)(?:\.(\d))?›|«|»|¦|⟦(\d+)-(\d+):|⟧")
_FIRST_OUTER = 5  # numbers from here on keep their value in every turn of a repeated body


class TemplateBroken(InvalidInput):
    """A template's marks do not match, or it names a slot that is not there."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled. `number` binds it to others of the same number; None is bound to nothing."""

    name: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several bodies."""

    bodies: tuple[Body, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A body several times."""

    least: int
    most: int
    body: Body


Part = str | Slot | Choice | Repeat
Body = tuple[Part, ...]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A labelled span: the interval [start, end) in code points, and its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Value:
    """What fills a slot. `label` None is scenery: it is nobody's."""

    text: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and its marks, sorted."""

    text: str
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Passage) -> Passage:
        """Join two; the marks of the second move."""
        by = len(self.text)
        moved = tuple(Mark(mark.start + by, mark.end + by, mark.label) for mark in other.marks)
        return Passage(self.text + other.text, self.marks + moved)


Fill = Callable[[Slot, "Scope"], Value]


@dataclass(slots=True)
class Scope:
    """What one rendering remembers: its generator, and what was bound to numbers."""

    rng: Random
    bound: dict[tuple[str, int], object] = field(default_factory=dict)

    def next_turn(self) -> None:
        """Forget what is bound to the numbers below 5."""
        self.bound = {key: value for key, value in self.bound.items() if key[1] >= _FIRST_OUTER}


@lru_cache(maxsize=65_536)
def parse(template: str) -> Body:
    """Read a template.

    Raises:
        TemplateBroken: a mark opens and does not close, or the other way round.
    """
    tokens = list(_TOKEN.finditer(template))
    body, used, _ = _parse(template, tokens, 0, 0, closes="")
    if used != len(tokens):
        raise TemplateBroken(
            f"A mark closes that was not opened in {template[:60]!r}.", hint="Count « » and ⟦ ⟧."
        )
    return body


def _parse(
    template: str, tokens: list[re.Match[str]], index: int, at: int, closes: str
) -> tuple[Body, int, int]:
    parts: list[Part] = []
    while index < len(tokens):
        token = tokens[index]
        if template[at : token.start()]:
            parts.append(template[at : token.start()])
        at = token.end()
        mark = token.group()
        if mark in ("»", "⟧", "¦") and closes:
            return tuple(parts), index, at
        if mark in ("»", "⟧", "¦"):
            return tuple(parts), index, at
        index += 1
        if mark.startswith("‹"):
            parts.append(_slots(token.group(1).split("¦"), int(token.group(2)) if token.group(2) else None))
        elif mark == "«":
            choice, index, at = _parse_choice(template, tokens, index, at)
            parts.append(choice)
        else:
            body, index, at = _parse(template, tokens, index, at, "⟧")
            _expect(template, tokens, index, "⟧")
            parts.append(Repeat(int(token.group(3)), int(token.group(4)), body))
            index += 1
    if closes:
        raise TemplateBroken(f"{closes} is missing in {template[:60]!r}.", hint="Count « » and ⟦ ⟧.")
    if template[at:]:
        parts.append(template[at:])
    return tuple(parts), index, len(template)


def _slots(names: list[str], number: int | None) -> Slot | Choice:
    slots = [Slot(name, number) for name in names]
    return slots[0] if len(slots) == 1 else Choice(tuple((slot,) for slot in slots))


def _parse_choice(template: str, tokens: list[re.Match[str]], index: int, at: int) -> tuple[Choice, int, int]:
    bodies: list[Body] = []
    while True:
        body, index, at = _parse(template, tokens, index, at, "»")
        bodies.append(body)
        index += 1
        if tokens[index - 1].group() == "¦":
            continue
        _expect(template, tokens, index - 1, "»")
        return Choice(tuple(bodies)), index, at


def _expect(template: str, tokens: list[re.Match[str]], index: int, mark: str) -> None:
    if tokens[index].group() != mark:
        raise TemplateBroken(
            f"{mark} was expected, {tokens[index].group()} came, in {template[:60]!r}.",
            hint="Count « » and ⟦ ⟧.",
        )


def render(template: str, fill: Fill, rng: Random) -> Passage:
    """Fill a template.

    Args:
        template: see the module.
        fill: what a slot becomes; it raises `TemplateBroken` for one it does not know.
        rng: the only source of randomness.

    Returns:
        the text; a slot that became PII is marked from its first to its last code point.
    """
    parts: list[str] = []
    marks: list[Mark] = []
    _write(parse(template), fill, Scope(rng), parts, marks, 0)
    return Passage("".join(parts), tuple(marks))


def _write(body: Body, fill: Fill, scope: Scope, parts: list[str], marks: list[Mark], at: int) -> int:
    """Append a body at a place; return the place after it."""
    for part in body:
        match part:
            case str():
                parts.append(part)
                at += len(part)
            case Slot():
                value = fill(part, scope)
                if value.label is not None and value.text:
                    marks.append(Mark(at, at + len(value.text), value.label))
                parts.append(value.text)
                at += len(value.text)
            case Choice():
                at = _write(scope.rng.choice(part.bodies), fill, scope, parts, marks, at)
            case Repeat():
                for _ in range(scope.rng.randint(part.least, part.most)):
                    scope.next_turn()
                    at = _write(part.body, fill, scope, parts, marks, at)
    return at
