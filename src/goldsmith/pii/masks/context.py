"""What stands around a value, and what may therefore be written in its place."""

from __future__ import annotations

import re

LOOK_BACK_BYTES = 256
"""How far before a value its context is looked for."""
_QUOTES = b"\"'`"
_OPEN_TAG = re.compile(rb"<[A-Za-z!?/][^<>]*\Z")
_URL = re.compile(
    rb"(?:://|(?:^|[^\w.-])(?:git@)?(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}[/:])[^\s\"'`<>()]*\Z"
)


def is_quoted(data: bytes, start: int, end: int) -> bool:
    r"""Whether the value is all that stands between two equal quotes, `"..."` or `\"...\"`, outside a tag.

    XML forbids `<` in an attribute, so that a quoted value inside a tag does not count.
    """
    if not 0 < start < end < len(data):
        return False
    quote = data[start - 1]
    after = data[end : end + 2].removeprefix(b"\\")[:1]
    if quote not in _QUOTES or after != bytes((quote,)):
        return False
    return not _is_in_tag(data, start)


def _is_in_tag(data: bytes, start: int) -> bool:
    before = data[max(0, start - LOOK_BACK_BYTES) : start]
    at = before.rfind(b"<")
    return at >= 0 and _OPEN_TAG.match(before, at) is not None


def is_in_url(before: bytes) -> bool:
    """Whether a value is part of a URL or of a path that begins with a host: `github.com/name/project`.

    Args:
        before: the LOOK_BACK_BYTES before the value.
    """
    return _URL.search(before) is not None
