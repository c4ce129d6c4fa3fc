"""Where SQL may be cut into statements: at semicolons outside of quotes and comments.

Source: PostgreSQL 18 documentation, "Lexical Structure".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Quotes and comments may hold semicolons; words are read whole, so that the e of name'...' starts no string.
_TOKEN = re.compile(
    r"--[^\n]*|(?P<comment>/\*)|(?P<end>;)"
    r"|\b[eE]'(?:[^'\\]|\\.)*'|'[^']*'|\"[^\"]*\"|(?P<dollar>\$(?:[^\W\d]\w*)?\$)|\w[\w$]*",
    re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_COPY = re.compile(r"copy\b.*\bfrom\s+stdin\b", re.IGNORECASE | re.DOTALL)
_BLANK = re.compile(r"(?:\s|--[^\n]*)*")
_LAST_ROW = re.compile(r"^\\\.[ \t]*$\n?", re.MULTILINE)


def pieces(text: str) -> Iterator[tuple[int, int, str | None]]:
    """What stands between semicolons outside of quotes and comments: start, end, the rows of a COPY."""
    start = at = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        if match["comment"]:
            at = past_comment(text, at)
        elif match["dollar"]:
            closing = text.find(match["dollar"], at)
            at = len(text) if closing < 0 else closing + len(match["dollar"])
        elif match["end"] and _COPY.match(text, past_blank(text, start), at):
            last = _LAST_ROW.search(text, at)
            yield start, at, text[at : last.start() if last else len(text)].partition("\n")[2]
            start = at = last.end() if last else len(text)
        elif match["end"]:
            yield start, at, None
            start = at
    if past_blank(text, start) < len(text):
        yield start, len(text), None


def past_blank(text: str, at: int) -> int:
    """The start of what is neither space nor comment, from `at` on."""
    while True:
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]
        if not text.startswith("/*", at):
            return at
        at = past_comment(text, at + 2)


def past_comment(text: str, at: int) -> int:
    """The end of a comment that began before `at`; comments nest."""
    depth = 1
    while depth and (edge := _COMMENT_EDGE.search(text, at)):
        depth += 1 if edge[0] == "/*" else -1
        at = edge.end()
    return len(text) if depth else at
