"""Values that may be a person's name or handle: capitalised words, and what stands after a word such as "author"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from goldsmith.pii.candidates.common_words import COMMON_WORDS
from goldsmith.pii.model.windows import Candidate
from goldsmith.pii.scan.recogniser import Anchor, Hit, Recogniser

WORDS, CUED, BEFORE_EMAIL, MENTION, TODO, KEYED, PATH = range(7)
"""How a candidate was found: its kind."""

_PARTICLES = "van von der den de del della la las da dos das di du bin ibn al el ten ter zu e y"
_CUES = [
    "author",
    "maintain",
    "contribut",
    "thank",
    "developer",
    "credit",
    "reviewed",
    "signed-off",
    "created",
    "written",
    "reported",
    "suggested",
    "copyright",
    "patch",
    "designed",
    "implemented",
    "courtesy",
    "kudos",
    "name:",
    "name=",
    "first_name",
    "firstname",
    "first-name",
    "last_name",
    "lastname",
    "last-name",
    "surname",
    "given_name",
    "givenname",
    "given-name",
    "family_name",
    "familyname",
    "family-name",
    "full_name",
    "fullname",
    "realname",
    "display_name",
    "displayname",
    "person(",
    "owner",
    "assignee",
]
_HANDLES = (
    "user",
    "login",
    "handle",
    "nick",
    "account",
    "owner",
    "assignee",
    "reviewer",
    "maintainer",
    "author",
)
_TODOS = ("TODO", "FIXME", "XXX", "HACK", "NOTE")

_CAPITAL = r"[A-Z\xc3-\xc5]"
_SMALL = r"[a-z\x80-\xff]"
_ANCHORS = (
    Anchor(rf"{_CAPITAL}[a-z\x80-\xff'-]{{1,15}} {_CAPITAL}[a-z'\x80-\xff]"),
    Anchor(rf"[A-Z]\. ?{_CAPITAL}{_SMALL}"),
    Anchor(rf"{_SMALL} [A-Z]\.? {_CAPITAL}{_SMALL}"),
    Anchor(rf" (?:{'|'.join(_PARTICLES.split()[:17])}) {_CAPITAL}{_SMALL}"),
    Anchor(rf"{_CAPITAL}[a-z\x80-\xff'-]{{1,15}}, {_CAPITAL}{_SMALL}"),
    *(Anchor(cue.replace("(", r"\("), ignore_case=True) for cue in _CUES),
    Anchor(r'name"'),
    Anchor(r"name'"),
    Anchor(r" <[a-zA-Z0-9_.+-]{1,64}@"),
    *(Anchor(rf"{word}\(") for word in _TODOS),
    *(Anchor(rf"{word} \(") for word in _TODOS),
    *(Anchor(handle, ignore_case=True) for handle in _HANDLES),
    Anchor(r"[ \t\r\n(\[`'\">,;:|]@[a-zA-Z0-9_]"),
    Anchor(r"/(?:home|Users)/"),
    Anchor(r"[Uu]sers\\"),
    Anchor(r"://[A-Za-z0-9_.-]{2,32}:"),
    Anchor(r"ssh [a-z0-9_.-]{1,32}@"),
)
_N_WORDS = 5
_CUE_0 = _N_WORDS
_CUE_END = _CUE_0 + len(_CUES) + 2
_EMAIL = _CUE_END
_TODO_0, _TODO_END = _EMAIL + 1, _EMAIL + 1 + 2 * len(_TODOS)
_HANDLE_END = _TODO_END + len(_HANDLES)
_MENTION = _HANDLE_END
_SSH = len(_ANCHORS) - 1
_URL = _SSH - 1

_WORD = rb"(?:[A-Z\xc3-\xc5][\w'\x80-\xff\-]{0,23}+)"
_INITIALS = rb"(?:[A-Z]\.(?:[ -]?[A-Z]\.){0,3})"
_SMALL_WORDS = b"(?:" + b"|".join(part.encode() for part in _PARTICLES.split()) + b")"
_NICKNAME = rb"(?:\"[A-Z][\w\-]{1,15}\")"
_RUN = re.compile(
    rb"(?:" + _INITIALS + rb"|" + _WORD + rb")"
    rb"(?:[ ](?:" + _INITIALS + rb"|" + _WORD + rb"|" + _SMALL_WORDS + rb"(?=[ ])|" + _NICKNAME + rb")"
    rb"|,[ ]" + _WORD + rb"|,[ ]" + _INITIALS + rb"|(?<=\.)" + _WORD + rb"){0,11}"
)  # fmt: skip
_WORD_BYTES = bytes(code for code in range(256) if code >= 128 or chr(code).isalpha() or chr(code) in "'-.")
_LINE = re.compile(rb"[^\n\r]{0,120}")
_CUE_REST = re.compile(
    rb"[\w\-]{0,20}+[\"'\])*]{0,3}+\s{0,6}+(?::=|=>|[:=(]|by\b|to\b|is\b|\+=)?\s{0,3}+(?:by\b\s{0,2}|to\b\s{0,2})?"
    rb"(?:\([cC]\)\s{0,2}|\xc2\xa9\s{0,2})?(?:[\d,\s\-\xe2\x80\x93]{4,24}(?:by\s)?)?[\s\"'\[{(<*_`]{0,6}+"
)
_PIECE = re.compile(rb"[^<>(){}\[\]\"`,;|*=@/\\:\n\r\t#&]{2,48}+")
_NAME_LIKE = re.compile(rb"(?=[^ ]{0,40} |[A-Z\x80-\xff])[A-Za-z\x80-\xff][A-Za-z\x80-\xff '.\-]{1,39}")
_AND = re.compile(rb"\s+(?:and|et|und|y|&|-|--)\s+|\s{2,}")
_HANDLE_REST = re.compile(
    rb"[\w\-]{0,20}+[\"'\]]{0,2}+\s{0,4}+(?:=>|:=|[:=])\s{0,3}+(?:[A-Za-z_.]{0,20}\()?[\"'`]?(@?[A-Za-z0-9_][\w.\-]{1,38}+)"
)
_HANDLE = re.compile(rb"@?[A-Za-z0-9_][\w.\-]{0,38}+")
_MENTIONED = re.compile(
    rb"@[A-Za-z0-9_][\w\-]{1,38}+(?![\w(./:@])|@[A-Za-z0-9_][\w\-]{1,38}+(?=[.:](?:\s|$))"
)
_USER_OF_URL = re.compile(rb"[^\s/@\"'<>]{1,80}+@")
_BEFORE_EMAIL = re.compile(rb"(?:[^\s<>()\[\]{}\"':;=,*#/|@&+]{1,24}+ ){1,5}+$")
_DECORATORS = frozenset(
    b"param params return returns throws throw exception see since version deprecated override type types typedef "
    b"property private public protected static class const constant default enum example fires function global ignore "
    b"implements import inheritdoc interface internal link license listens member memberof method mixin module name "
    b"namespace package readonly requires template this todo yields author brief file ingroup defgroup code endcode "
    b"media keyframes font-face charset supports include mixin extend if else for each while use forward layer "
    b"property staticmethod classmethod abstractmethod test Test Before After nullable Nullable Override Deprecated "
    b"api beta alpha experimental category copyright details note warning ref c p a b e sa tparam retval overload "
    b"fileoverview abstract async generator kind inner lends variation flow ts jsx preserve source description "
    b"defaultValue remarks see seealso attention pre post var variable augments extends callback external".split()
)


def _find(data: bytes, hits: Sequence[Hit]) -> Iterator[Candidate]:
    found: dict[tuple[int, int], int] = {}
    run_end = -1
    for end, anchor in hits:
        if anchor >= _N_WORDS:
            _add(data, end, anchor, found)
        elif end > run_end:
            run_end = _add_words(data, end, found)
    for (start, end), kind in sorted(found.items()):
        yield Candidate(start, end, kind)


def _add(data: bytes, end: int, anchor: int, found: dict[tuple[int, int], int]) -> None:
    """What a hit of any anchor but those of capitalised words leads to."""
    if anchor < _CUE_END:
        _add_cued(data, end, found)
    elif anchor == _EMAIL:
        _add_before_email(data, end, found)
    elif anchor < _TODO_END:
        match = _HANDLE.match(data, end)
        if match and data[match.end() : match.end() + 1] in (b")", b":", b",", b" "):
            found.setdefault(match.span(), TODO)
    elif anchor < _HANDLE_END:
        match = _HANDLE_REST.match(data, end)
        # Without quotes, `context.owner` is a name of the program's.
        if match and (b"." not in match[1] or data[match.start(1) - 1] in b"\"'`"):
            found.setdefault(match.span(1), KEYED)
    elif anchor == _MENTION:
        match = _MENTIONED.match(data, end - 2)
        if match and match[0][1:] not in _DECORATORS:
            found.setdefault(match.span(), MENTION)
    else:
        _add_placed(data, end, anchor, found)


def _add_placed(data: bytes, end: int, anchor: int, found: dict[tuple[int, int], int]) -> None:
    """The user of an address, of a login by ssh or of a home folder."""
    if anchor == _URL:
        if _USER_OF_URL.match(data, end):
            found.setdefault((data.rfind(b"/", 0, end) + 1, end - 1), PATH)
    elif anchor == _SSH:
        found.setdefault((data.rfind(b" ", 0, end) + 1, end - 1), PATH)
    else:
        match = _HANDLE.match(data, end)
        home = end - len(b"/Users/") if data[end - 7 : end] == b"/Users/" else end - len(b"/home/")
        # After a host or another folder it is a path of something else.
        if match and match.end() - match.start() >= 2 and not data[home - 1 : home].isalnum():
            found.setdefault(match.span(), PATH)


def _add_words(data: bytes, end: int, found: dict[tuple[int, int], int]) -> int:
    """Capitalised words around a hit: the whole run, and what is left of a long one without its first or last word."""
    start = _run_start(data, end)
    match = _RUN.match(data, start)
    if not match or match.end() < end:
        return end
    text = _without_ending(match[0])
    for first, last in _parts(text):
        if _may_be_name(text[first:last]):
            found.setdefault((start + first, start + last), WORDS)
    return match.end()


def _may_be_name(text: bytes) -> bool:
    """Whether a name may begin like this: given names are not among the words that are frequent in code."""
    first = text.partition(b" ")[0].strip(b".,'\"")
    if len(first) >= 3 and first.isupper() and not text.isupper():
        return False  # "OWASP Juice Shop"
    return first.lower() not in COMMON_WORDS


def _run_start(data: bytes, end: int) -> int:
    """Where the run of capitalised words and particles begins that a hit lies in."""
    start = end
    for _ in range(5):  # words to the left of the hit
        before = data[max(0, start - 28) : start]
        bare = before.rstrip(_WORD_BYTES)
        word_start = start - (len(before) - len(bare))
        word = (
            data[word_start:start]
            .rpartition(b"\xe2\x80")[2]
            .lstrip(b"'-.\x80\x90\x93\x94\x98\x99\x9c\x9d\xa2")
        )
        if not word or not (word[:1].isupper() or word[0] >= 128 or word.decode("latin-1") in _PARTICLES):
            break
        start -= len(word)
        if data[start - 1 : start] != b" " or start < 2 or data[start - 2] in b" \n\t":
            break
        start -= 1
    while start < end and not (data[start : start + 1].isupper() or 0xC3 <= data[start] <= 0xC5):
        start += 1
    return start


def _without_ending(text: bytes) -> bytes:
    """A run without the genitive, full stop or quote at its end; the full stop of an initial stays."""
    for ending in (b"'s", b"\xe2\x80\x99s", b".", b"'", b"-"):
        if text.endswith(ending) and not (ending == b"." and text[-3:-2] in (b" ", b".")):
            text = text[: -len(ending)]
    return text


def _parts(text: bytes) -> Iterator[tuple[int, int]]:
    """What of a run may be a name: each piece between commas, less its first or last words; and "Last, First"."""
    pieces = []
    start = 0
    for piece in text.split(b", "):
        pieces.append((start, start + len(piece)))
        start += len(piece) + 2
    for position, (first, last) in enumerate(pieces):
        spaces = [i for i in range(first, last) if text[i] == 32]
        if last - first > 1:
            yield first, last
        if len(spaces) >= 2:
            for space in spaces[: min(2, len(spaces) - 1)]:
                yield space + 1, last
            yield first, spaces[-1]
        if not spaces and position + 1 < len(pieces):
            yield first, pieces[position + 1][1]


def _add_cued(data: bytes, end: int, found: dict[tuple[int, int], int]) -> None:
    """The next pieces of the line after a word such as "author"."""
    rest = _CUE_REST.match(data, end, end + 100)
    place = rest.end() if rest else end
    line = _LINE.match(data, place)
    stop = line.end() if line else place
    for _ in range(3):
        piece = _PIECE.search(data, place, stop)
        if not piece:
            return
        place = piece.end()
        at = piece.start()
        for part in _AND.split(piece[0]):
            where = data.find(part, at, piece.end()) if part else -1
            if where < 0:
                continue
            at = where + len(part)
            bare = part.strip(b" .'-_!?")
            if _NAME_LIKE.fullmatch(bare) and bare.count(b" ") <= 4 and _may_be_name(bare):
                start = data.find(bare, where, at)
                found.setdefault((start, start + len(bare)), CUED)


def _add_before_email(data: bytes, end: int, found: dict[tuple[int, int], int]) -> None:
    """The words before `<address@`."""
    bracket = data.rfind(b" <", max(0, end - 70), end)
    match = _BEFORE_EMAIL.search(data, max(0, bracket - 60), bracket + 1)
    if not match:
        return
    start, stop = match.start(), match.end() - 1
    found.setdefault((start, stop), BEFORE_EMAIL)
    words = data[start:stop].split(b" ")
    for n in (2, 3):
        if len(words) > n:
            found.setdefault((stop - len(b" ".join(words[-n:])), stop), BEFORE_EMAIL)


PEOPLE: Recogniser[Candidate] = Recogniser("people", _ANCHORS, _find)
"""Candidates for NAME and USERNAME."""
