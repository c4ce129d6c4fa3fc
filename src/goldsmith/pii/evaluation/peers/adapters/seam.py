"""What an adapter is: texts in, spans out. Standard library alone, as all of this package."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

Span = tuple[int, int, str]
_LINE_END = re.compile("\r\n|\n|\r")


class Text(NamedTuple):
    """What is searched, and the ending of its file's name, with the dot; empty where that is not known."""

    text: str
    suffix: str


class Answer(NamedTuple):
    """What a peer found in some texts.

    Attributes:
        spans: of every text.
        failed: on how many texts it failed; those have no spans.
        seconds: of the search alone, without what was prepared for it.
        cpu_seconds: processor time of the same.
    """

    spans: list[list[Span]]
    failed: int
    seconds: float
    cpu_seconds: float


class Ready(NamedTuple):
    """A peer that is loaded: what it looks for, and how it is asked.

    Attributes:
        covers: categories, and SECRET where it does not tell keys from passwords.
        find: searches texts.
        startup_s: what of an answer's seconds is no search: the start of a program.
        startup_cpu_s: processor time of the same.
    """

    covers: tuple[str, ...]
    find: Callable[[Sequence[Text]], Answer]
    startup_s: float = 0.0
    startup_cpu_s: float = 0.0


def one_by_one(find: Callable[[Text], Iterable[Span]], texts: Sequence[Text]) -> Answer:
    """Ask a library that takes one text at a time."""
    found: list[list[Span]] = []
    failed = 0
    started, cpu = time.perf_counter(), time.process_time()
    for text in texts:
        try:
            found.append(list(find(text)))
        # Whatever it is: one text less, not the end of the comparison.
        except Exception:
            found.append([])
            failed += 1
    return Answer(found, failed, time.perf_counter() - started, time.process_time() - cpu)


def longest(spans: Iterable[Span]) -> list[Span]:
    """Spans without those that intersect a longer one of their category."""
    kept: list[Span] = []
    for one in sorted(set(spans), key=lambda span: (span[0] - span[1], span)):
        if not any(one[2] == other[2] and one[0] < other[1] and other[0] < one[1] for other in kept):
            kept.append(one)
    return sorted(kept)


class Lines:
    """Where the lines of a text start."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def spans_of(self, value: str, line: int) -> Iterator[Span]:
        """Every place of a value that starts on a line, counted from 1."""
        if not value or not 1 <= line <= len(self.starts):
            return
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        at = self.text.find(value, self.starts[line - 1])
        while 0 <= at < end:
            yield at, at + len(value), "SECRET"
            at = self.text.find(value, at + len(value))
