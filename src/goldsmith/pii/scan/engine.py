"""What a matching engine does, and the rules for the expressions that every engine reads alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from goldsmith.pii.scan.recogniser import Anchor

MAX_MATCH_BYTES = 1024
"""The longest match of an anchor. Pieces of a very long document overlap by it."""

_READ_DIFFERENTLY = re.compile(r"\$|\\[sSAZzGKQERX1-9]|\(\?[^:]|[*+]|\{\d*,\}|(?<!\[)\^")
_ESCAPE_OR_CLASS = re.compile(r"\\[^sSAZzGKQERX1-9]|\[\^?\]?(?:\\[^sS]|[^\]\\])*\]")


class Engine(Protocol):
    """Finds where anchors are met."""

    def ends(self, data: bytes) -> set[int]:
        """Where anchors match.

        Returns:
            `end * n_anchors + anchor` for every end of every match of every anchor; `end` is one past the last byte.
        """
        ...


def check(anchors: Sequence[Anchor]) -> None:
    r"""Refuse expressions that the engines may read differently; `(?:^|...)` is allowed, `^` is the document's start.

    Raises:
        ValueError: an expression has `$`, `\s`, look-around, a flag, a back reference or an unbounded repeat.
    """
    for anchor in anchors:
        bare = _ESCAPE_OR_CLASS.sub("x", anchor.expression).replace("(?:^|", "(?:")
        bare = bare.removeprefix("^")
        found = _READ_DIFFERENTLY.search(bare)
        if found is not None or not anchor.expression:
            reason = found[0] if found else "nothing"
            raise ValueError(
                f"The anchor {anchor.expression!r} has {reason!r}, which not every engine reads alike."
            )
