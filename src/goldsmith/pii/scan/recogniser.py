"""A recogniser: the anchors that call it, and the look it takes at the places where they were met."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

Found = TypeVar("Found", covariant=True)


class Anchor(NamedTuple):
    r"""A cheap expression, met wherever a closer look may be worth it.

    Attributes:
        expression: what both engines understand and what is short: literals, classes, small bounded repeats. No
            captures, look-around, or unbounded repeat; no `$` and no `\s`, which the engines read differently
            (write the bytes: `[ \t\r\n]`). It searches bytes: `\xe4` is a byte, `\w` and `\b` are ASCII. It never
            matches nothing, and never more than 1,024 bytes.
        ignore_case: whether ASCII letters match in both cases.
    """

    expression: str
    ignore_case: bool = False


class Hit(NamedTuple):
    """A place where an anchor was met.

    Attributes:
        end: one past the last byte of the match.
        anchor: index of the anchor in its recogniser.
    """

    end: int
    anchor: int


@dataclass(frozen=True, slots=True)
class Recogniser(Generic[Found]):
    """What looks for one kind of thing.

    Attributes:
        name: unique, for reports and errors: `email`.
        anchors: without a hit of one of them, `find` is not called.
        find: the document and its hits, sorted and each once, to what was found there. There is a hit for every
            place where a match of the anchor can end: `a{1,3}` has three in `aaa`. Its cost must be bounded by
            a window around each hit, so that it is linear in the document.
    """

    name: str
    anchors: tuple[Anchor, ...]
    find: Callable[[bytes, Sequence[Hit]], Iterator[Found]]
