"""Values that may be a password, a key or a cloud id: what is assigned to a telling name, and random runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from goldsmith.pii.model.windows import Candidate
from goldsmith.pii.scan.recogniser import Anchor, Hit, Recogniser

MAX_VALUE_BYTES = 2000

UNQUOTED, QUOTED, IN_URL, IN_HEADER, RUN, PART, ARGUMENT = range(7)
"""How a candidate was found: its kind."""

# fmt: off
_NAMES = (
    "passw", "passphrase", "passcode", "pwd", "secret", "token", "auth", "credential", "creds", "bearer", "salt",
    "nonce", "session", "cookie", "csrf", "signature", "hmac", "otp", "private", "cipher", "crypt", "ticket",
    "webhook", "jwt", "api_id", "apikey", "client_id", "clientid", "account", "identified",
    "_pass", "-pass", ".pass", "pass=", "pass:", "pass =", "pass'", 'pass"', "_pw", "pw=", "pw:",
    "_sid", "sid=", "sid:", "seed=", "seed:", "_seed", "_key", "-key", ".key",
)
_NAMES_CASED = (
    "[^a-z]key[^a-z]", "Key", "KEY", "PASS", "[a-z]Pass[^a-z]", "[a-z]Pwd", "[Bb]asic ", "[Pp]assword ", "PASSWORD ",
    "[Ss]ecret ", "[Tt]oken ",
)
# fmt: on

_URL = len(_NAMES) + len(_NAMES_CASED)
_RUN = _URL + 2
_ANCHORS = (
    *(Anchor(re.escape(name).replace("\\-", "-"), ignore_case=True) for name in _NAMES),
    *(Anchor(name) for name in _NAMES_CASED),
    Anchor(r"""://[^ \t\r\n/@:"'<>]{0,64}:"""),
    Anchor(r" -u ?[A-Za-z0-9_.-]{1,40}:"),
    Anchor(r"[0-9][A-Za-z]{1,3}[0-9]{1,3}[A-Za-z]{1,3}[0-9]"),
)

_NAME_REST = re.compile(rb"[\w$.\-]{0,40}+")
_STOPS = rb"\s\"'`,;(){}<>\[\]&|\\"
_ASSIGNED = re.compile(
    rb"[\"'`\])}]{0,3}+\s{0,40}+(?:=>|:=|={1,3}|!==?|<-|->|:|>|\||is\s)\s{0,8}+([^" + _STOPS + rb"]{3,300}+)"
)
_ARGUMENT = re.compile(rb"\s{1,4}+[\"'`]?([^" + _STOPS + rb"=:]{4,200}+)[\"'`]?(?=[\s;\\]|$)")
_HEADER = re.compile(rb"\s{1,3}+\\?[\"']?([A-Za-z0-9+/=._~\-]{6,2000}+)")
_CLOSING = re.compile(rb"[\"'`\])]{1,3}+")
_OPENING = re.compile(rb"[^\"'`\n]{0,60}?[\"'`]")
_IN_QUOTES = {
    code: re.compile(b"(?:[^\\\\\\n" + bytes([code]) + b"]|\\\\[^\\n]){0,%d}+" % MAX_VALUE_BYTES)
    for code in b"\"'`"
}
_PASSWORD_OF_URL = re.compile(rb"[^\s/@\"'<>]{2,100}+(?=@)")
_PASSWORD_OF_USER = re.compile(rb"[^\s@\"'<>]{2,100}+")
_IN_ESCAPED_QUOTES = re.compile(rb"[^\\\n\"'`]{0,2000}+")
_RUN_BYTES = bytes(
    code for code in range(256) if chr(code).isascii() and (chr(code).isalnum() or chr(code) in "_+/=.~-")
)
_HEX = re.compile(rb"[0-9a-fA-F\-]{8,2000}+")
_FREE_RUNS, _BYTES_A_RUN = 16, 1024
"""How many random runs a document may have, and then one in so many bytes."""
_RUN_ON = re.compile(rb"[\w+/=.~\-]{0,2000}+")
_RANDOM = re.compile(
    rb"(?:[A-Za-z+/_.=~\-]{1,15}[0-9]{1,8}){3}|(?:[0-9]{1,8}[A-Za-z+/_=~\-]{1,15}){3}|[A-Z0-9]{16}|[0-9a-fA-F]{16}"
)
_ARGUMENT_NAMES = re.compile(rb"--?[\w\-]{0,40}$|(?i:identified|password|secret|token|key)$")


class _Add(Protocol):
    """What `_find` hands on, by its type: `(start, end, kind)`."""

    def __call__(self, start: int, end: int, kind: int, /) -> None: ...


def _find(data: bytes, hits: Sequence[Hit]) -> Iterator[Candidate]:
    found: dict[tuple[int, int], int] = {}

    def add(start: int, end: int, kind: int) -> None:
        if end - start >= 3:
            found.setdefault((start, end), kind)

    name_end = run_end = -1
    n_runs = 0
    for end, anchor in hits:
        if anchor == _RUN:
            if end > run_end:
                run_end = _add_run(
                    data, end, add if n_runs < _FREE_RUNS + len(data) // _BYTES_A_RUN else _leave
                )
                n_runs += 1
        elif anchor >= _URL:
            _add_after_user(data, end, _PASSWORD_OF_URL if anchor == _URL else _PASSWORD_OF_USER, add)
        elif end > name_end:
            at = _name_end(data, end)
            if at >= name_end:
                name_end = max(at, end)
                _add_assigned(data, end, at, add)
    for (start, end), kind in sorted(found.items()):
        yield Candidate(start, end, kind)


def _leave(_start: int, _end: int, _kind: int) -> None:
    """Nothing: in a table of data or a picture in base64 every line looks drawn at random."""


def _add_after_user(data: bytes, at: int, pattern: re.Pattern[bytes], add: _Add) -> None:
    """What stands after `user:`, in an address or an argument."""
    match = pattern.match(data, at)
    if match:
        add(match.start(), match.end(), IN_URL)


def _name_end(data: bytes, end: int) -> int:
    """Where the name ends that a hit lies in. A hit may take in what follows the name."""
    while end > 0 and data[end - 1] in b" \"'=:(":
        end -= 1
    rest = _NAME_REST.match(data, end)
    return rest.end() if rest else end


def _add_assigned(data: bytes, hit_end: int, at: int, add: _Add) -> None:
    """What is assigned to the name that ends at a place: without quotes, and in the next two strings of the line."""
    assigned = _ASSIGNED.match(data, at)
    if assigned:
        start, end = assigned.span(1)
        add(start, end, UNQUOTED)
        _add_part(data, start, end, b":=", 3, add)
    else:
        name = data[max(0, at - 44) : at]
        if name[-6:].lower() in (b"bearer", b" basic", b'"basic', b"'basic") or name[-5:].lower() in (
            b"token",
            b"basic",
        ):
            header = _HEADER.match(data, at)
            if header:
                add(*header.span(1), IN_HEADER)
        if _ARGUMENT_NAMES.search(name):
            argument = _ARGUMENT.match(data, at + 3 if data[at : at + 4].lower() == b" by " else at, at + 240)
            if argument:
                add(*argument.span(1), ARGUMENT)
    closing = _CLOSING.match(data, at)
    place = closing.end() if closing else at
    for _ in range(2):
        opening = _OPENING.match(data, place, place + 80)
        if not opening:
            return
        start = opening.end()
        escaped = data[start - 2 : start - 1] == b"\\"
        inside = (_IN_ESCAPED_QUOTES if escaped else _IN_QUOTES[data[start - 1]]).match(data, start)
        end = inside.end() if inside else start
        if data[end : end + 1 + escaped] != data[start - 1 - escaped : start]:
            return
        add(start, end, QUOTED)
        _add_part(data, start, end, b":= ", 4, add)
        place = end + 1 + escaped


def _add_part(data: bytes, start: int, end: int, borders: bytes, at_least: int, add: _Add) -> None:
    """What stands after the last border in a value: `Basic dXNl...`, `key=...`, `us-east-1:...`."""
    value = data[start:end]
    cut = max(value.rstrip(b"=").rfind(border) for border in (bytes([code]) for code in borders))
    if cut >= 0 and end - (start + cut + 1) >= at_least:
        add(start + cut + 1, end, PART)


def _add_run(data: bytes, end: int, add: _Add) -> int:
    """The run of bytes around a hit, if it looks drawn at random; where it ends."""
    before = data[max(0, end - 400) : end]
    start = end - (len(before) - len(before.rstrip(_RUN_BYTES)) if before.rstrip(_RUN_BYTES) else len(before))
    on = _RUN_ON.match(data, end)
    stop = on.end() if on else end
    # A digest is hexadecimal, too; a key that is one stands behind a telling name, and is found by that.
    if _HEX.fullmatch(data, start, stop):
        return stop
    if 16 <= stop - start <= MAX_VALUE_BYTES and _RANDOM.search(data, start, min(stop, start + 400)):
        cut = data[start:stop].rstrip(b"=").rfind(b"=")
        start += cut + 1
        if stop - start >= 12:
            add(start, stop, RUN)
    return stop


SECRET_VALUES: Recogniser[Candidate] = Recogniser("secret values", _ANCHORS, _find)
"""Candidates for PASSWORD, KEY and ID."""
