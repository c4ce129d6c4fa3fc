"""What is assigned where: what a name says of its value, and the literal that stands behind an operator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Says = Literal["PASSWORD", "KEY", "WEAK_KEY"]
"""What a name says of its value. Names of weak ones (`key`, `auth`) have other values as often."""

_PARTS = re.compile(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PASSWORDS = (b"password", b"passwd", b"passphrase", b"passcode", b"pwd")
_PASSWORD_WORDS = frozenset(b"pass pw passwords npass userpass dbpass sshpass rootpass".split())
_KEYS = (b"secret", b"token", b"credential", b"apikey", b"accesskey", b"secretkey", b"authkey", b"privatekey")
_KEY_WORDS = frozenset(b"jwt credentials secrets tokens bearer".split())
_WEAK_WORDS = frozenset(b"key auth authorization ticket hmac cookie nonce verifier".split())
_KINDS_OF_KEYS = frozenset(
    b"api access secret private auth encryption encrypt signing sign master account consumer app application aes mac"
    b" hmac client session service shared crypt cipher crypto ssh licence license storage user deploy server write"
    b" publishable subscription read admin integration project security ingest insights maps search webhook site"
    b" recaptcha captcha stripe google aws azure algolia mailgun sendgrid github gitlab twitter facebook slack"
    b" firebase openai".split()
)
"""What stands before `key` in names of keys."""
_MEANINGLESS = frozenset(
    b"value val default prod production dev development test testing staging stage text string str env environment"
    b" old new base confirmation confirm confirmed repeat again sys live main primary secondary plain raw clear"
    b" plaintext cleartext data here v literal const constant master root real valid good right correct wrong bad"
    b" invalid".split()
)
"""What may stand behind the telling word: `password_prod`, `tokenValue2`."""
_OF_OTHER_THINGS = frozenset(
    b"public foreign primary cache sort partition object dict row hash group lookup map index next page continuation"
    b" pagination cursor start end".split()
)

_MOST_BYTES = 2000
_TYPED = re.compile(rb"[ \t]{0,4}[A-Za-z][\w.<>\[\], |?]{0,40}?[ \t]{0,4}=(?!=)")
"""In `password: str = "..."`, what stands between the sign behind the name and the value."""
_QUOTED = re.compile(
    # password := f"...", password => new String("..."), token: aws.String("..."), and a value on the next line
    rb"""[=>]{0,2}[ \t]{0,16}+(?:\r?\n[ \t]{0,40}+)?(?:new |await )?"""
    rb"""(?:(?:[A-Za-z_]\w{0,30}+\.){0,2}(?:[A-Z]\w{0,30}+|str|from|encode|decode|bytes)\([ \t]{0,4})?"""
    rb"""(?:[rbufLR@]{1,2})?(?P<quote>\\{0,3}["'`])"""
)
_QUOTED_ARGUMENT = re.compile(rb"""[ \t]{0,8}(?:[rbufLR@]{1,2})?(?P<quote>\\{0,3}["'`])""")
_INSIDE = {
    code: re.compile(rb"(?:[^\\\n" + bytes([code]) + rb"]|\\[^\n]){1,%d}+" % _MOST_BYTES) for code in b"\"'`"
}
_INSIDE_ESCAPED = re.compile(rb"[^\\\n\"'`]{1,%d}+" % _MOST_BYTES)
_BARE = re.compile(rb"[=>]{0,1}+(?P<space>[ \t]{0,8}+)(?P<value>[^\s\"'`,;<>(){}\[\]&|\\]{3,400}+)")
_IN_ELEMENT = re.compile(rb"(?P<value>[^\s<>{}]{4,400}+)</")
_LINE_BEFORE = re.compile(
    rb"[ \t]{0,60}+(?:[-*#] {1,8}+|export |ENV |ARG |set |SET |\$env:|//? ?)?(?:- )?[\"']?\Z"
)
_LINE_AFTER = re.compile(rb"[ \t]{0,8}(?:\r?\n|\Z|#|\\\n)")
_LINE_BYTES = 64
_SETTERS = (b"set", b"Set", b"with", b"use")


@lru_cache(maxsize=4096)
def says(name: bytes) -> Says | None:
    """What a name says of its value; of `token_type`, `password_hash` and `next_token`, None."""
    words = [word.lower() for word in _PARTS.findall(name)]
    while words and (words[-1] in _MEANINGLESS or words[-1].isdigit()):
        words.pop()
    if not words:
        return None
    last, before = words[-1], words[-2] if len(words) > 1 else b""
    if last.endswith(_PASSWORDS) or last in _PASSWORD_WORDS:
        return "PASSWORD"
    if last == b"key" and before in _KINDS_OF_KEYS:
        return "KEY"
    if before in _OF_OTHER_THINGS:
        return None
    if last.endswith(_KEYS) or last in _KEY_WORDS:
        return "KEY"
    return "WEAK_KEY" if last in _WEAK_WORDS else None


@dataclass(frozen=True, slots=True)
class Assigned:
    """A literal and how it stands.

    Attributes:
        start, end: of the literal, without quotes.
        is_quoted: whether it stands in quotes, or between the tags of an element.
        is_argument: whether it follows its name in a list, and no operator stands between them.
        is_line: whether the assignment, without quotes, is a line of its own like those of a configuration.
    """

    start: int
    end: int
    is_quoted: bool
    is_argument: bool = False
    is_line: bool = False


def literal_behind(data: bytes, operator: int, name_start: int) -> Assigned | None:
    """The literal that is assigned by an operator.

    Args:
        data: the document.
        operator: one past the operator's first byte, which is one of `=:,>(` or white space.
        name_start: where the name begins.
    """
    sign = data[operator - 1 : operator]
    if sign == b">":  # <password>...</password>. Of `->` and `=>`, the first byte is asked for.
        match = _IN_ELEMENT.match(data, operator)
        return Assigned(*match.span("value"), is_quoted=True) if match else None
    if sign in (b"=", b":"):
        is_typed = sign == b":" and data[operator - 2 : operator - 1] not in (b" ", b'"', b"'")
        typed = _TYPED.match(data, operator) if is_typed else None
        opening = _QUOTED.match(data, typed.end() if typed else operator)
        return _in_quotes(data, opening, is_argument=False) if opening else _bare(data, operator, name_start)
    opening = _QUOTED_ARGUMENT.match(data, operator)
    if opening is None:
        return _option(data, operator) if sign == b" " else None
    is_setter = sign == b"(" and data.startswith(_SETTERS, name_start)
    return _in_quotes(data, opening, is_argument=not is_setter)


def _in_quotes(data: bytes, opening: re.Match[bytes], *, is_argument: bool) -> Assigned | None:
    quote, start = opening["quote"], opening.end()
    inside = (_INSIDE_ESCAPED if len(quote) > 1 else _INSIDE[quote[0]]).match(data, start)
    if inside is None or not data.startswith(quote, inside.end()):
        return None
    behind = inside.end() + len(quote)
    if is_argument and b":" in data[behind : behind + 2]:
        return None  # The next name, in `"token", "user": ...`.
    return Assigned(start, inside.end(), is_quoted=True, is_argument=is_argument)


def _bare(data: bytes, operator: int, name_start: int) -> Assigned | None:
    match = _BARE.match(data, operator)
    if match is None:
        return None
    start, end = match.span("value")
    if data[end : end + 1] in (b"(", b"[", b"{", b"<", b"\\") or data[start] in b"=!~*?":
        return None
    line = data[max(0, name_start - _LINE_BYTES) : name_start]
    begins = _LINE_BEFORE.fullmatch(line, line.rfind(b"\n") + 1) is not None
    is_line = begins and _LINE_AFTER.match(data, end) is not None
    if not is_line and (match["space"] or data[operator - 1 : operator] != b"="):
        return None
    return Assigned(start, end, is_quoted=False, is_line=is_line)


def _option(data: bytes, operator: int) -> Assigned | None:
    match = _BARE.match(data, operator)
    return Assigned(*match.span("value"), is_quoted=False) if match else None
