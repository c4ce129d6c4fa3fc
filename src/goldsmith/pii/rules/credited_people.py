"""People by what credits them: `@author`, a copyright notice, a trailer of a commit, an address behind the name.

And user names: `TODO(name)` and `@name` where somebody is thanked or called. Both are precise rather than complete;
what reads like a name elsewhere is for the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from goldsmith.pii.candidates.common_words import COMMON_WORDS
from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.context import is_attribution, is_example_person
from goldsmith.pii.rules.person_names import NAME, is_example_name, is_person
from goldsmith.pii.scan.recogniser import Anchor, Hit, Recogniser

_BY = (
    "written|created|contributed|developed|implemented|designed|modified|ported|maintained|proposed|provided|submitted"
    "|reported|fixed|added|authored|invented|suggested|reviewed|rewritten|adapted|updated|translated|drafted|work|code"
    "|patch|patches|original|idea|library"
)
_ANCHORS = (
    Anchor(r"author", ignore_case=True),
    Anchor(r"copyright", ignore_case=True),
    Anchor(r"\(c\) ?[12][0-9]{3}", ignore_case=True),
    Anchor(r"(?:maintainer|contributor|developer)s?[\"'*]{0,3}[ \t]{0,4}[:=]", ignore_case=True),
    Anchor(r"-by: [A-Z\xc3-\xc5]"),
    Anchor(rf"(?:{_BY}) (?:[a-z]{{2,12}} ){{0,2}}by [a-z\x80-\xff\[]", ignore_case=True),
    Anchor(
        r"(?:thanks|credits?|kudos|courtesy|props)[a-z ]{0,12} (?:to|of|go to) [a-z\x80-\xff\[]",
        ignore_case=True,
    ),
    Anchor(r"user\.name[ =]{1,3}[\"'][A-Z\xc3-\xc5]"),
    Anchor(r"(?:name|owner)[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"'][a-z\x80-\xff]", ignore_case=True),
    Anchor(r"[A-Za-z.\x80-\xff] [<(][0-9A-Za-z_.+-]{1,64}(?:@| at )[0-9A-Za-z]"),
    Anchor(r"(?:TODO|FIXME|XXX|HACK|BUG|NOTE) ?\(@?[0-9A-Za-z_]"),
    Anchor(r"(?:[ \t(\[`>,/:]|\[[\"'])@[0-9A-Za-z_]"),
)
_AUTHOR, _COPYRIGHT, _C, _MAINTAINER, _TRAILER, _MADE_BY, _THANKS, _GIT, _KEYED, _EMAIL, _TODO, _MENTION = (
    range(len(_ANCHORS))
)

_YEARS = (
    rb"(?:[12]\d{3}|\d\d(?=[ ,]))(?:[ ]?(?:-|\xe2\x80\x93|,|to)[ ]?(?:[12]\d{3}|\d\d|[Pp]resent|now)){0,40}"
    rb"[,.:]?[ \t]{0,8}-?"
)
_SIGN = rb"(?:\([cC]\)|\xc2\xa9|&copy;|[cC]opyright)[ \t]{0,3}"
_BY_OR_NOT = rb"(?:by\b[ \t]{0,2})?"
_TO_NAME = re.compile(
    # The rest of the cue, an operator, "by", signs, years, and what opens the value.
    rb"(?:s\b|\(s\)|_?name\b|ed by\b|[ \t](?:of this file|information|list))?[\"'*\])]{0,4}[ \t]{0,12}"
    rb"(?::=|=>|[:=\-,])?[ \t]{0,8}[\"'(\[{]{0,2}"
    + _BY_OR_NOT
    + rb"(?:"
    + _SIGN
    + rb"){0,2}(?:"
    + _YEARS
    + rb")?"
    rb"(?:\([cC]\)[ \t]{1,3})?" + _BY_OR_NOT + rb"[\[{(\"'*_` \t]{0,8}(?:\s{1,12}[\[\"'{]?)?"
    rb"(?:<a [^>\n]{1,120}>)?(?:[\"']?name[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"'])?"
)
_NEXT = re.compile(
    # What stands between two names: an address, a link, a comma, "and".
    rb"(?:\]\([^)\n]{0,100}\)|[ \t]{0,2}[<(][^>)\n]{0,80}[>)])?[\"']?"
    rb"(?:[ \t]{0,2}(?:,|;|/|&|and|AND)\s{1,12}(?:and[ \t])?)[\[\"']?"
)
_MOST_NAMES = 12
_NAME_BYTES = 96
_TITLES = frozenset(
    b"by thanks from cc to author authors maintainer contact copyright email and with mr. dr. prof.".split()
)

_PEOPLE = tuple(b"author maintainer contributor developer people owner screen_name".split())
"""One of them stands before `name = "..."` of a person."""

_HANDLE = re.compile(rb"@?[0-9A-Za-z_][\w.\-]{0,38}+")
_TODO_END = (b")", b":", b",", b"/", b"|")
_TICKET = re.compile(
    rb"[A-Z]{2,10}-\d+|[vVpPtTbB]?\d[\d.]*|.*\.(?:com|org|net|dev|io|md|py|js|go)"
    rb"|(?:issue|bug|gh|pr|rfc|pep|py|python|cpp|c)[-_]?\d*"
)
_OPENS = rb"(?:[ \t]|<code>|[:,\[`('\"]){1,5}"
_CALLED = re.compile(
    rb"(?:(?:\b(?:by|thanks?|thanks? to|thank you|thx|cc|ping|kudos|kudos to|credits?|credits? to|props to|h/t"
    rb"|contact|ask|authors?|maintainers?|contributors?|todo|tag|assign(?:ee)?|reviewers?|hi|hey|hello)\b|\xe6\x84\x9f\xe8\xb0\xa2)"
    rb"[\])*]{0,3})"
    + _OPENS
    + rb"(?:@[\w-]{2,39}[`'\])]{0,2}(?:\([^)\n]{0,60}\))?,?(?: and| &)?"
    + _OPENS
    + rb"){0,3}\Z",
    re.IGNORECASE,
)
"""What ends before the at sign where somebody is thanked or called."""
_ACTS = re.compile(
    rb"`? (?:contributed|suggested|reported|wrote|please|fixed|pointed|mentioned|implemented|added|proposed)\b"
)
_LINKED = re.compile(rb"\]\(https?://(?:www\.)?(?:github|gitlab|twitter|x|gitee|mastodon)\.")
_MENTIONED = re.compile(rb"@[0-9A-Za-z_][\w\-]{1,38}+(?![\w(/@={]|[.:]\w)")
_NO_HANDLES = frozenset(
    b"param params return returns throws throw exception see since version deprecated override type types"
    b" typedef property private public protected static class const constant default enum example fires function"
    b" global ignore implements import inheritdoc interface internal link license listens member memberof method"
    b" mixin module name namespace package readonly requires template this todo yields author authors brief file"
    b" ingroup code media keyframes supports include extend if else for each while use forward layer"
    b" staticmethod classmethod abstractmethod test before after nullable api beta alpha experimental category"
    b" copyright details note warning ref tparam retval overload defaultvalue remarks seealso attention pre post"
    b" var variable augments extends callback external input output component injectable here latest next"
    b" everyone all channel team user username you me someone handle mention mentions dataclass fixture pytest"
    b" app router ts-ignore ts-expect-error ts-nocheck jsx flow generated format noformat rest graphql".split()
)
"""Annotations, tags of documentation and directives: what else stands behind an at sign."""


def find_credited_people(data: bytes, hits: Sequence[Hit]) -> Iterator[Finding]:
    """Names and user names in a document, by start, without intersections. Cost: 4 µs a hit."""
    found: dict[int, Finding] = {}
    for end, anchor in hits:
        if anchor == _MENTION:
            one = _mention(data, end)
        elif anchor == _TODO:
            one = _todo(data, end - 1)
        elif anchor == _EMAIL:
            one = _before_email(data, end)
        elif anchor == _KEYED:
            one = _keyed(data, end - 1)
        else:
            at = end - 1 if anchor in (_TRAILER, _MADE_BY, _THANKS, _GIT) else end
            for name in _names(data, at):
                found.setdefault(name.start, name)
            continue
        if one is not None:
            found.setdefault(one.start, one)
    seen = 0
    for start in sorted(found):
        if start >= seen:
            yield found[start]
            seen = found[start].end


def _names(data: bytes, end: int) -> Iterator[Finding]:
    """The names behind a cue."""
    opening = _TO_NAME.match(data, end, end + 240)
    at = opening.end() if opening else end
    for _ in range(_MOST_NAMES):
        match = NAME.match(data, at, at + _NAME_BYTES)
        if match is None or not _ends(data, match.end()) or not is_person(data, *match.span()):
            return
        yield _name(data, *match.span())
        following = _NEXT.match(data, match.end(), match.end() + 200)
        if following is None:
            return
        at = following.end()


def _ends(data: bytes, end: int) -> bool:
    """Whether no word and no path goes on."""
    behind = data[end : end + 1]
    return not (behind.isalnum() or behind in (b"_", b"/", b"@", b"(", b"=")) and behind < b"\x80"


def _name(data: bytes, start: int, end: int) -> Finding:
    if is_example_name(data[start:end]):
        return Finding(
            start, end, "NAME_EXAMPLE", "credited_person", "is a name that stands for anybody's", 0.8
        )
    label = "NAME_LICENSE" if is_attribution(data, start) else "NAME"
    return Finding(
        start, end, label, "credited_person", "reads like the name of somebody who is credited", 0.8
    )


def _before_email(data: bytes, end: int) -> Finding | None:
    """`Ada Lovelace <ada@...`."""
    opening = max(data.rfind(b" <", max(0, end - 72), end), data.rfind(b" (", max(0, end - 72), end))
    first = max(0, opening - _NAME_BYTES)
    first = max(first, data.rfind(b"\n", first, opening) + 1)
    for match in NAME.finditer(data, first, opening):
        start = _without_title(data, *match.span())
        if (
            match.end() == opening
            and not data[start - 1 : start].isalnum()
            and is_person(data, start, opening)
        ):
            return _name(data, start, opening)
    return None


def _without_title(data: bytes, start: int, end: int) -> int:
    """Where the name begins behind "By", "Thanks" and the like, if two words are left."""
    first, space, rest = data[start:end].partition(b" ")
    return start + len(first) + 1 if space and b" " in rest and first.lower() in _TITLES else start


def _keyed(data: bytes, start: int) -> Finding | None:
    """`name = "Ada Lovelace"` with an address beside it, or in a list of people."""
    match = NAME.match(data, start, start + _NAME_BYTES)
    if (
        match is None
        or data[match.end() : match.end() + 1] not in (b'"', b"'")
        or not is_person(data, *match.span())
    ):
        return None
    behind = data[match.end() : match.end() + 40].lower()
    before = data[max(0, start - 120) : start].lower()
    if b"mail" in behind or any(word in before for word in _PEOPLE):
        return _name(data, *match.span())
    return None


def _todo(data: bytes, start: int) -> Finding | None:
    name = NAME.match(data, start, start + _NAME_BYTES)
    if name is not None and data[name.end() : name.end() + 1] == b")":
        return _name(data, *name.span())
    start -= data[start - 1 : start] == b"@"
    match = _HANDLE.match(data, start)
    if match is None or data[match.end() : match.end() + 1] not in _TODO_END or len(match[0]) < 2:
        return None
    handle = match[0].removeprefix(b"@")
    if handle.lower() in COMMON_WORDS or handle.lower() in _NO_HANDLES or _TICKET.fullmatch(handle):
        return None
    return _user(start, match.end(), handle, "is named in a note of what is to do")


def _mention(data: bytes, end: int) -> Finding | None:
    match = _MENTIONED.match(data, end - 2)
    if match is None:
        return None
    handle = match[0][1:]
    if handle.lower() in _NO_HANDLES or handle.isdigit():
        return None
    start = match.start()
    first = max(0, start - 64)
    before = data[max(first, data.rfind(b"\n", first, start) + 1) : start]
    is_linked = before.endswith(b"[") and _LINKED.match(data, match.end()) is not None
    is_linked = is_linked or (before.endswith(b">") and data.startswith(b"</a>", match.end()))
    if not is_linked and not _CALLED.search(before) and not _ACTS.match(data, match.end()):
        return None
    return _user(start, match.end(), handle, "is thanked or called with an at sign")


def _user(start: int, end: int, handle: bytes, why: str) -> Finding:
    label = "USERNAME_EXAMPLE" if is_example_person(handle) else "USERNAME"
    return Finding(start, end, label, "credited_user", why, 0.8)


CREDITED_PEOPLE: Recogniser[Finding] = Recogniser("credited_person", _ANCHORS, find_credited_people)
"""NAME and USERNAME with their subcategories."""
