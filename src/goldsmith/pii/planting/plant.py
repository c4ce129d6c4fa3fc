"""Labelled windows to train and to measure a detector on: invented PII in real code and in files of our own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from goldsmith.pii.planting import library
from goldsmith.pii.planting.clean import Screen
from goldsmith.pii.planting.insert import Inserter
from goldsmith.pii.planting.markup import Mark, Passage, render
from goldsmith.pii.planting.names import TEST_SHARE, NameStock, Part, part_of
from goldsmith.pii.planting.slots import filler
from goldsmith.pii.taxonomy import CATEGORIES, CATEGORY_OF

MIN_CHARS = 240
MAX_CHARS = 1_500
_LEAST_COVERED = 4
_PLACE = re.compile(r"(?:(?P<path>(?:home|[Uu]sers)[/\\])|(?:\.(?:com|org|me|io)(?:/in|/u)?|raw)[/:])$")
_SIZES = (350, 1_300)  # of a window of a file of ours, in code points
_SKELETONS = 0.3  # of the windows that are wholly ours


@dataclass(frozen=True, slots=True)
class CodeWindow:
    """A piece of real code under a permissive licence, cut at line borders.

    Attributes:
        text: 10 to 50 lines.
        language: a display name, `Python`.
        source: where it is from: `package:path`.
        line: number of its first line, from 1.
    """

    text: str
    language: str
    source: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class PlantedWindow:
    """A window and its labels.

    Attributes:
        passage: the text and its marks, sorted.
        covers: the categories whose labels are complete.
        language: a display name.
        source: `planted:package:path#L1`, `planted:templates:name#L1`.
        part: whether it may be trained on or is kept for a test.
    """

    passage: Passage
    covers: tuple[str, ...]
    language: str
    source: str
    part: Part

    def row(self) -> dict[str, object]:
        """Make the row of a training file.

        A user name in an address or a path carries `where`: `url` or `path`. Annotators differ on those, so whoever
        trains may want to leave them out.
        """
        text = self.passage.text
        return {
            "text": text,
            "spans": [_span(text, mark) for mark in self.passage.marks],
            "covers": list(self.covers),
            "source": self.source,
            "kind": "planted",
            "language": self.language,
            "part": self.part,
        }


def _span(text: str, mark: Mark) -> dict[str, object]:
    span: dict[str, object] = {"start": mark.start, "end": mark.end, "category": mark.label}
    if mark.label.startswith("USERNAME") and (
        place := _PLACE.search(text, max(0, mark.start - 40), mark.start)
    ):
        span["where"] = "path" if place["path"] else "url"
    return span


class Planter:
    """Makes windows one by one.

    Args:
        stock: the names persons are made of; it is divided into the two parts here.
    """

    def __init__(self, stock: NameStock) -> None:
        parts: tuple[Part, ...] = ("train", "test")
        self._screen = Screen(stock)
        self._fills = {part: filler(stock.part(part)) for part in parts}
        self._inserters = {part: Inserter(self._fills[part], part) for part in parts}

    def into_code(
        self, window: CodeWindow, rng: Random, *, most_chars: int = MAX_CHARS
    ) -> PlantedWindow | None:
        """Plant into real code; None where the window itself may hold too much PII, or the result is too long."""
        covers = self._screen.covered(window.text)
        if len(covers) < _LEAST_COVERED:
            return None
        part = part_of(window.source)
        passage = self._inserters[part].insert(window.text, window.language, window.line == 1, rng)
        return _window(
            passage, covers, window.language, f"planted:{window.source}#L{window.line}", part, most_chars
        )

    def skeleton(self, part: Part, rng: Random) -> PlantedWindow | None:
        """Write ordinary code of our own, and plant into it: for languages of which little real code is there."""
        language = rng.choice(sorted(library.sections("skeletons")))
        # the few skeletons serve both parts; what is planted into them does not
        code = render(rng.choice(library.sections("skeletons")[language]), self._fills[part], rng).text
        passage = self._inserters[part].insert(code, language, rng.random() < 0.5, rng)
        return _window(passage, CATEGORIES, language, f"planted:skeletons:{language}#L1", part)

    def document(self, part: Part, rng: Random) -> PlantedWindow | None:
        """Write a file, or the middle of one, that is wholly ours."""
        kinds = library.documents()
        section = rng.choices(list(kinds), [weight for _, _, weight in kinds.values()])[0]
        name, language, _ = kinds[section]
        file, _, title = section.partition(":")
        passage = render(rng.choice(library.templates(file, title, part)), self._fills[part], rng)
        return _window(_cut(passage, rng), CATEGORIES, language, f"planted:templates:{name}#L1", part)


def plant(
    windows: Iterable[CodeWindow], stock: NameStock, rng: Random, n: int, *, own_share: float = 0.42
) -> Iterator[PlantedWindow]:
    """Make labelled windows.

    Args:
        windows: real code, in the order it is to be used; used up again from the start where it is short.
        stock: the names.
        rng: the only source of randomness.
        n: how many windows.
        own_share: how many of them are written from templates alone, in [0, 1].

    Yields:
        windows of 240 to 1,500 code points; about four of ten hold no PII, but things that resemble it.
    """
    planter = Planter(stock)
    pool: Sequence[CodeWindow] = tuple(windows)
    made = turn = 0
    barren = 0
    while made < n:
        # a generator of its own for each window: a change of one does not move the others
        own = Random(rng.getrandbits(64))
        if not pool or own.random() < own_share:
            part: Part = "test" if own.random() < TEST_SHARE else "train"
            planted = (
                planter.skeleton(part, own) if own.random() < _SKELETONS else planter.document(part, own)
            )
        else:
            planted = planter.into_code(pool[turn % len(pool)], own)
            turn += 1
        if planted is None:
            barren += 1
            if barren > 100 * (made + 100):
                return
            continue
        made += 1
        yield planted


def _window(
    passage: Passage, covers: tuple[str, ...], language: str, source: str, part: Part, most: int = MAX_CHARS
) -> PlantedWindow | None:
    if not MIN_CHARS <= len(passage.text) <= most:
        return None
    kept = tuple(sorted(mark for mark in passage.marks if CATEGORY_OF[mark.label] in covers))
    return PlantedWindow(Passage(passage.text, kept), covers, language, source, part)


def _cut(passage: Passage, rng: Random) -> Passage:
    """Keep a window of a file: whole lines, from a place where lines begin. Spans stay whole or go."""
    size = rng.randint(*_SIZES)
    if len(passage.text) <= size:
        return passage
    starts = [0, *(at + 1 for at, char in enumerate(passage.text) if char == "\n")]
    inside = [at for at in starts if not any(mark.start < at < mark.end for mark in passage.marks)]
    first = rng.choice([at for at in inside if len(passage.text) - at >= size // 2] or [0])
    last = max((at for at in [*inside, len(passage.text)] if first < at <= first + size), default=first)
    marks = tuple(
        Mark(mark.start - first, mark.end - first, mark.label)
        for mark in passage.marks
        if first <= mark.start and mark.end <= last
    )
    return Passage(passage.text[first:last], marks)
