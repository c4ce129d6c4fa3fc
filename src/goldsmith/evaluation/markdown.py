"""Words of others in our Markdown: they stay words, whatever is in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_MARKUP = re.compile(r"[\\`*_\[\]<>|~$&]")
_OPENING = re.compile(r"^(?:(\d{1,9})([.)])|([-+=#]))")


def plain_line(text: str) -> str:
    """One line that can be printed: line breaks and control characters become spaces, runs of them one."""
    return " ".join("".join(" " if _is_unprintable(char) else char for char in text).split())


def escaped(text: str) -> str:
    """Words within a line or a cell, in which nothing is markup, HTML or the border of a cell."""
    return _MARKUP.sub(lambda found: _ESCAPES.get(found[0], f"\\{found[0]}"), plain_line(text))


def escaped_block(text: str) -> str:
    """A line or list item of its own, whose start opens no list, rule or heading either."""
    line = escaped(text)
    return _OPENING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", line)


def paragraphs(text: str) -> list[str]:
    """Escaped paragraphs of a text; empty lines part them."""
    return [line for part in re.split(r"\n\s*\n", text) if (line := escaped_block(part))]


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[int] = ()) -> list[str]:
    """Lines of a table.

    Args:
        header: our own words, one a column.
        rows: escaped cells, as many as the header has.
        numbers: indexes of columns that are aligned to the right.
    """
    right = set(numbers)
    rule = ["---:" if column in right else "---" for column in range(len(header))]
    return [_row(header), _row(rule), *(_row(row) for row in rows)]


_ESCAPES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
"""Where some readers do not take a backslash."""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _is_unprintable(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
