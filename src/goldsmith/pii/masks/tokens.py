"""Tokens such as `<KEY>` in place of a value, and how they are known again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldsmith.pii.masks.policy import Tokens
from goldsmith.pii.masks.spans import category_of
from goldsmith.pii.taxonomy import AMBIGUOUS, CATEGORIES

_FRAME_BEFORE = re.compile(
    r"""[ \t]* (?: (?: [#]+ | [*]+ | //+ | ;+ | -- | > ) (?=[ \t]|$) [ \t]* )?
        (?: [+.&] [ \t]* (?=["'`]) )? (?: \\?["'`] )?""",
    re.VERBOSE,
)
_FRAME_AFTER = re.compile(
    r"""(?: (?: \\[nr] )+ | (?: \\[nr] )* \\?["'`] [ \t]* [+.,&\\]* )? [ \t]* \\? \r? \Z""", re.VERBOSE
)
"""What a line of code puts around a piece of a long text: indent, comment mark, quotes, `\\n`, a sign that joins."""


class TokenWriter:
    """Writes the tokens of a policy and knows them again.

    Args:
        tokens: the templates; those of `Tokens()` are known too, so that policies can follow one another.
    """

    def __init__(self, tokens: Tokens) -> None:
        names = (*CATEGORIES, AMBIGUOUS)
        self._quoted = {name: tokens.quoted.replace("{category}", name) for name in names}
        self._bare = {name: tokens.bare.replace("{category}", name) for name in names}
        templates = (tokens.quoted, tokens.bare, *Tokens().model_dump().values())
        self._known = frozenset(
            template.replace("{category}", name) for template in templates for name in names
        )

    def write(self, label: str, value: str, *, is_quoted: bool) -> str:
        """The token for a value; one of several lines keeps its line breaks and what frames its lines."""
        name = category_of(label)
        token = (self._quoted if is_quoted else self._bare)[name]
        return token if "\n" not in value else "\n".join(_framed(token, value.split("\n")))

    def is_token(self, value: str) -> bool:
        """Whether the value is what `write` writes, for any label."""
        if "\n" not in value:
            return value in self._known
        lines = value.split("\n")
        first = lines[0][: len(lines[0]) - len(_after(lines[0]))]
        return first in self._known and list(_framed(first, lines)) == lines


def _framed(token: str, lines: list[str]) -> Iterator[str]:
    last = len(lines) - 1
    for at, line in enumerate(lines):
        # The first line begins, and the last ends, with the value itself.
        before = _FRAME_BEFORE.match(line) if at else None
        head = before[0] if before else ""
        tail = _after(line[len(head) :]) if at < last else ""
        yield token + tail if at == 0 else _settled(head + tail, is_last=at == last)


def _settled(frame: str, *, is_last: bool) -> str:
    """What stays of a frame however often it is read as one. Each reading can only shorten it."""
    while True:
        before = _FRAME_BEFORE.match(frame)
        head = before[0] if before else ""
        again = head if is_last else head + _after(frame[len(head) :])
        if again == frame:
            return frame
        frame = again


def _after(line: str) -> str:
    found = _FRAME_AFTER.search(line)
    return found[0] if found else ""
