"""Values that their context calls a secret: `password = "..."`, `api_key: ...`, `Bearer ...`, `scheme://user:...@host`."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.placeholders import (
    entropy_bits,
    is_dummy,
    is_template,
    is_uuid,
    n_character_classes,
)

_NAME = re.compile(
    r"""(?P<password>pass(?:word|wd|phrase|code)|pwd\b|(?<![a-z])pwd|(?<![a-z])pass(?![a-z]))
      | (?P<key>secret|token|(?<![a-z])jwt|credential|api[-_ ]?key|access[-_]?key|auth[-_]?key|encryption[-_]?key
               |signing[-_]?key|private[-_]?key|master[-_]?key|account[-_]?key)""",
    re.VERBOSE | re.IGNORECASE,
)
_TAIL = re.compile(
    r"""(?P<suffix>[\w.-]{0,24}+)["'`\])]{0,3}+[ \t]{0,8}+
        (?::[ \t]{0,4}+[A-Za-z][\w.]{0,30}+(?:\[[\w., |]{0,30}+\])?[?]?[ \t]{0,4}+(?==))?   # password: str = "..."
        (?::=|=>|={1,3}|:)[ \t]{0,8}+
        (?:(?:[rbuf]{1,2}|new[ ]\w{1,20}+)?(?P<quote>["'`])|(?P<bare>[^\s"'`,;<>(){}\[\]]{8,200}+))""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT_THE_VALUE = re.compile(
    r"""hash|digest|checksum|sha\d|_?url|uri|endpoint|file|path|dir|name|field|label|column|type|kind|len|size|min|max
      |expir|ttl|count|limit|regex|pattern|policy|hint|error|message|prompt|placeholder|input|form|_?id$|ids$|_?at$
      |iz(?:e|er|ed)|encryption|algorithm|scheme|manager|provider|service|class|arn|usage|budget""",
    re.VERBOSE | re.IGNORECASE,
)
"""`password_hash`, `token_type`, `secret_name`: names of something about a secret."""
_MOST_CHARS = 400
_BEARER = re.compile(r"\bbearer[ ]{1,4}+(?P<value>[A-Za-z0-9._~+/-]{16,2000}+={0,2})", re.IGNORECASE)
_BASIC = re.compile(r"\bbasic[ ]{1,4}+(?P<value>[A-Za-z0-9+/]{8,400}+={0,2})", re.IGNORECASE)
_URL = re.compile(
    r"(?<![\w+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}+://[^\s:/@\"'<>]{0,64}+:(?P<value>[^\s/@\"'<>]{3,100}+)@[\w.-]"
)
_CODE = re.compile(r"[A-Za-z_]\w*+(?:(?:\.|->|::)\w++)++|[A-Za-z]++_\w*+")
"""A bare value like this names another value: `config.password`, `self->token`, `user_password2`."""
_WORDS = re.compile(r"(?:[A-Za-z]++\d{0,2}+[-_/. ])++[A-Za-z]*+\d{0,3}+")
"""Words with a number here and there: `prod/database/login-2`."""


def find_assigned(text: str) -> Iterator[Finding]:
    """Values assigned to names that mean a secret; templates, dummies and plain words left out. Cost: linear."""
    for name in _NAME.finditer(text):
        tail = _TAIL.match(text, name.end())
        if not tail or _NOT_THE_VALUE.search(tail["suffix"]):
            continue
        span = _quoted(text, tail) if tail["quote"] else _bare(text, tail)
        if not span:
            continue
        value, is_password = text[slice(*span)], name["password"] is not None
        if is_password and _is_password(value):
            yield Finding(
                *span, "PASSWORD", "assigned_password", "is assigned to a name that means a password"
            )
        elif not is_password and _is_key(value):
            yield Finding(*span, "KEY", "assigned_key", "is assigned to a name that means a key or a token")


def find_credentials(text: str) -> Iterator[Finding]:
    """Tokens after `Bearer`, credentials after `Basic` (RFC 7617), passwords in URLs. Cost: linear."""
    for match in _BEARER.finditer(text):
        if _is_key(match["value"]):
            yield Finding(*match.span("value"), "KEY", "bearer_token", "stands as a bearer token")
    for match in _BASIC.finditer(text):
        if _is_basic(match["value"]):
            yield Finding(
                *match.span("value"), "KEY", "basic_credentials", "stands as encoded user and password"
            )
    for match in _URL.finditer(text):
        value = match["value"]
        if not is_template(value) and not is_dummy(value) and not value.startswith(("$", "{", "%")):
            yield Finding(*match.span("value"), "PASSWORD", "url_password", "stands as the password in a URL")


def _quoted(text: str, tail: re.Match[str]) -> tuple[int, int] | None:
    end = text.find(tail["quote"], tail.end(), tail.end() + _MOST_CHARS)
    return (tail.end(), end) if end > tail.end() else None


def _bare(text: str, tail: re.Match[str]) -> tuple[int, int] | None:
    start, end = tail.span("bare")
    value = tail["bare"].rstrip(".:!?")
    # What goes on with a bracket is a call or a template, and a word of prose has no digit.
    is_prose = not any(map(str.isdigit, value))
    if text[end : end + 1] in {"(", "[", "{", "<"} or is_prose or _CODE.fullmatch(value):
        return None
    return start, start + len(value)


def _is_password(value: str) -> bool:
    if not 5 <= len(value) <= 128 or any(map(str.isspace, value)) or is_template(value) or is_dummy(value):
        return False
    # Letters alone are a word as often as a password: "required", "Password", "user_password".
    is_word = all(char.isalpha() or char in "_-." for char in value)
    return not is_word and n_character_classes(value) >= 2 and entropy_bits(value) >= 2.0


def _is_key(value: str) -> bool:
    if not 16 <= len(value) <= 2000 or any(map(str.isspace, value)) or is_uuid(value):
        return False
    if is_template(value) or is_dummy(value) or "://" in value or _WORDS.fullmatch(value):
        return False
    has_both = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return has_both and entropy_bits(value) >= 3.0


def _is_basic(value: str) -> bool:
    """Whether this is the Base64 of `user:password`, and the password is no dummy."""
    try:
        user, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return False
    is_readable = user.isprintable() and password.isprintable()
    return (
        bool(colon and len(password) >= 3)
        and is_readable
        and not is_dummy(password)
        and not is_template(password)
    )
