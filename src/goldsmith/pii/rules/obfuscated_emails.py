"""Email addresses with the signs spelt out: `name [at] domain [dot] com`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.context import is_attribution, is_example_domain, is_example_person
from goldsmith.pii.scan.recogniser import Anchor, Hit, Recogniser

_BRACKETS = ((r"\[", r"\]"), (r"\(", r"\)"), (r"\{", r"\}"), (r"<", r">"))


def _bracketed(sign: str) -> str:
    return "|".join(f" ?{opening} ?(?:{sign}) ?{closing} ?" for opening, closing in _BRACKETS)


BRACKETED_ANCHORS = (Anchor(rf"[0-9a-z_+-](?:{_bracketed('at|@')})[0-9a-z]", ignore_case=True),)
"""`name [at] domain`."""
_SPELT_ANCHORS = (Anchor(r"[0-9a-z_+-] at [0-9a-z-]{2,40} dot [a-z]", ignore_case=True),)
"""`name at domain dot com`."""

_AT_WORD = f"(?:{_bracketed('at|@')}| at )".encode()
_DOT_WORD = rf"(?:{_bracketed('dot|[.]')}| dot |\.)".encode()
_LABEL = rb"[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
_ADDRESS = re.compile(
    rb"(?P<local>[0-9A-Za-z_+-]+(?:"
    + _DOT_WORD
    + rb"[0-9A-Za-z_+-]+){0,3})"
    + _AT_WORD
    + rb"(?P<domain>"
    + _LABEL
    + rb"(?:"
    + _DOT_WORD
    + _LABEL
    + rb"){0,3}"
    + _DOT_WORD
    + rb"(?P<top>[A-Za-z]{2,12}))(?![0-9A-Za-z(\[=])",
    re.IGNORECASE,
)
_AT = re.compile(_AT_WORD, re.IGNORECASE)
_DOT = re.compile(_DOT_WORD, re.IGNORECASE)
_TOP_LEVEL = frozenset(
    b"com org net edu gov info biz io dev ai co me de uk fr nl se no dk fi es it pt pl cz ch at be eu us ca au nz jp cn"
    b" kr tw in br mx ar cl ru ua tr il za ie gr hu ro name".split()
)
_NO_DOMAIN = re.compile(
    rb"(?:the|an?|this|that|my|your|our|its|each|every)[^0-9A-Za-z-].*", re.IGNORECASE | re.DOTALL
)
"""Words of a sentence: "look at the dot com boom"."""
_WINDOW_BYTES = 112
_MAX_WORD_BYTES = 64


def find_obfuscated(data: bytes, end: int, seen: int) -> Finding | None:
    """The address around an anchor's end, if it begins at `seen` or later. Cost: a window of 220 bytes."""
    first = max(seen, end - _WINDOW_BYTES)
    first = max(first, data.rfind(b"\n", first, end - 1) + 1)
    signs = list(_AT.finditer(data, first, end))
    if not signs:
        return None
    at = signs[-1]
    # The words of the local part stand before the sign without a space, or joined by a spelt dot.
    start = max(first, at.start() - _MAX_WORD_BYTES)
    for match in _ADDRESS.finditer(data, start, min(len(data), end + _WINDOW_BYTES)):
        if match.start() < at.start() and match.end("local") == at.start():
            return _finding(data, match)
        if match.start() >= at.start():
            break
    return None


def _finding(data: bytes, match: re.Match[bytes]) -> Finding | None:
    domain = _DOT.sub(b".", match["domain"])
    if match["top"].lower() not in _TOP_LEVEL or _NO_DOMAIN.fullmatch(match["domain"]):
        return None
    local = _DOT.sub(b".", match["local"])
    if is_example_domain(domain) or is_example_person(local):
        label = "EMAIL_EXAMPLE"
    else:
        label = "EMAIL_LICENSE" if is_attribution(data, match.start()) else "EMAIL"
    return Finding(
        match.start(), match.end(), label, "obfuscated_email", "is an email address with its signs spelt out"
    )


def _find_spelt(data: bytes, hits: Sequence[Hit]) -> Iterator[Finding]:
    seen = 0
    for hit in hits:
        found = find_obfuscated(data, hit.end, seen)
        if found is not None:
            seen = found.end
            yield found


SPELT_EMAILS: Recogniser[Finding] = Recogniser("spelt_email", _SPELT_ANCHORS, _find_spelt)
"""EMAIL, EMAIL_LICENSE, EMAIL_EXAMPLE without any sign. Apart from `EMAILS`, as few gold sets mark them."""
