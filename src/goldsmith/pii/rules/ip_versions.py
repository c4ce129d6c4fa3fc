"""Four numbers with dots that are no address: versions, sections, object identifiers, drawings."""

from __future__ import annotations

import re

_CONTEXT_BYTES = 40

_VERSION_BEFORE = re.compile(
    # A word that announces a version, and then nothing but signs and small words.
    rb"(?:versions?|\bver\.?|\bv\.?|releases?|revision|\brev|firmware|\boids?|assembly|edition|\btag|upgrade|updated?"
    rb"|\bbuild|changelog|jdk|jre|nuget|toolset|find_package\(\w{1,24}|_version\w{0,8})"
    rb"(?:[\s\"'`:=>(\[{<,/@*|-]|\b(?:is|to|from|of|number|string|info|id|new|old|since|v)\b){0,12}\Z",
    re.IGNORECASE,
)
_PIN_BEFORE = re.compile(rb"(?:[=~<>!]=|~>|[<>]|=>) ?\Z|[\^~]\Z")
_MAX_MAJOR = 160
"""No version begins with such a number that is below 256; years are above."""
_SECTION_BEFORE = re.compile(
    # "Section 5.2.3.3", and also "RFC 7540 8.1.2.4", "CDC spec 5.2.3.3".
    rb"(?:\b(?:sections?|sect?\.?|chapters?|clauses?|appendix|annex|table|figure|fig\.|spec\w{0,12}|standard"
    rb"|rfc[ -]?\d{3,4}[,:]?|iso[ /-]?[\d-]{1,12}|dwarf ?\d?|idem)|\xa7)[ \"'(\[]{0,2}\Z",
    re.IGNORECASE,
)
_LETTER = re.compile(rb"[A-Za-z\xa7]")
_MAX_SECTION = 60
_LINE_START = re.compile(rb"[ \t/*#;\"|>-]{0,40}")
_HEADING_AFTER = re.compile(rb"\.? [A-Z(]")
_OID_NEAR = re.compile(rb"oid(?![a-z])", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(rb"(?:\d[ ,-]|[ ,]-|[\d.][a-zA-Z]-?|[\d.] [a-zA-Z]-?)\Z")
_NUMBER_AFTER = re.compile(rb"[ ,]-?[\d.]|-[\d.]|[a-zA-Z]")
_QUAD_BEFORE = re.compile(rb"(?:^|[^\d.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d+)?[ ,-]+\Z")
_BROWSER_BEFORE = re.compile(
    rb"(?:Chrome|Chromium|HeadlessChrome|CriOS|Edg|EdgA|EdgiOS|Edge|OPR|Opera|Brave|Vivaldi|YaBrowser|SamsungBrowser"
    rb"|Safari|Version|Firefox|Electron|WebKit|AppleWebKit|MicroMessenger|QQBrowser|UCBrowser|Trident|Thunderbird)/\Z"
)


def has_mask(data: bytes, end: int) -> bool:
    """Whether `/24` and the like stand behind."""
    return data[end : end + 1] == b"/" and data[end + 1 : end + 2].isdigit()


def is_version(data: bytes, start: int, end: int, address: tuple[int, int, int, int]) -> bool:
    """Whether four numbers with dots are no address, by what they are and what stands around.

    Args:
        data: the document.
        start: where they begin.
        end: one past their last digit.
        address: the numbers, 0 to 255.
    """
    first, second, third, fourth = address
    if has_mask(data, end):
        return False
    if first == 0 and any(address):
        return True  # 0.0.0.0/8 names no host.
    if 0 < first < 10 and not (second or third or fourth):
        return True  # 1.0.0.0
    before = data[max(0, start - _CONTEXT_BYTES) : start]
    before, after = before[before.rfind(b"\n") + 1 :], data[end : end + 3]
    if before.endswith(b"/") and _BROWSER_BEFORE.search(before):
        # A browser's second number is 0. Where it is not, somebody has put an address there.
        return second == 0
    if before.endswith(b"/") and before[-2:-1].isalpha() and after.startswith(b"/"):
        return True  # A folder of a release.
    if first >= _MAX_MAJOR:
        return False
    if max(address) < _MAX_SECTION and _is_section(before, after):
        return True
    if _PIN_BEFORE.search(before[-3:]) or _is_among_numbers(before, after):
        return True
    # Long lists of addresses have no words between them.
    return _LETTER.search(before) is not None and (
        _VERSION_BEFORE.search(before) is not None or (first < 3 and _OID_NEAR.search(before) is not None)
    )


def _is_section(before: bytes, after: bytes) -> bool:
    is_heading = _HEADING_AFTER.match(after) is not None and _LINE_START.fullmatch(before) is not None
    return is_heading or (_LETTER.search(before) is not None and _SECTION_BEFORE.search(before) is not None)


def _is_among_numbers(before: bytes, after: bytes) -> bool:
    """Whether numbers stand on both sides, as in the path of a drawing: `110 1.5.75.75 0 110`."""
    is_among = _NUMBER_AFTER.match(after) is not None and _NUMBER_BEFORE.search(before[-4:]) is not None
    return is_among and _QUAD_BEFORE.search(before) is None
