"""One line of JSON Lines: its document, and the line with another document in it and all else as it was."""

from __future__ import annotations

import json
from collections.abc import Callable

import orjson

from goldsmith.corpus.readers.jsonl import parse_line

_STRICT = "surrogatepass"


def document_of(text: str) -> bytes:
    """A document in UTF-8; halves of surrogate pairs, which JSON can spell, in the bytes they would have."""
    return text.encode("utf-8", _STRICT)


def text_of(document: bytes) -> str:
    """The inverse of `document_of`; what is no longer UTF-8 is replaced."""
    try:
        return document.decode("utf-8", _STRICT)
    except UnicodeDecodeError:
        return document.decode("utf-8", "replace")


def line_with(line: bytes, name: str, old: str, new: str) -> bytes:
    """The line with another text in one field.

    Where the old text is spelled in one of the usual ways, all other bytes stay: spaces, order, numbers. Else the line
    is spelled anew.

    Args:
        line: without its end.
        name: of the field; it holds `old`.
        old: the text that is there.
        new: the text that comes there.
    """
    row = parse_line(line)
    wanted = {**row, name: new}
    for spell in _SPELLINGS:
        try:
            spelled = spell(old)
        except (TypeError, UnicodeEncodeError):
            continue  # this one cannot spell halves of surrogate pairs
        at = line.find(spelled)
        while at >= 0:
            made = line[:at] + spell(new) + line[at + len(spelled) :]
            if _is_value(line, at) and parse_line(made) == wanted:
                return made
            at = line.find(spelled, at + 1)
    return json.dumps(wanted, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _is_value(line: bytes, at: int) -> bool:
    """Whether a string at this place is the value of a field."""
    return line[:at].rstrip().endswith(b":")


def _ascii(text: str) -> bytes:
    return json.dumps(text).encode()


def _unicode(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode("utf-8")


def _ascii_slashes(text: str) -> bytes:
    return _ascii(text).replace(b"/", b"\\/")


_SPELLINGS: tuple[Callable[[str], bytes], ...] = (_ascii, orjson.dumps, _unicode, _ascii_slashes)
