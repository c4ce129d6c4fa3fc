"""Secrets by what carries them: the user information of a URL, an `Authorization` header, an option of curl."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import re2

from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.context import follows_template, is_template
from goldsmith.pii.rules.providers.randomness import entropy_bits, is_drawn
from goldsmith.pii.scan.recogniser import Anchor, Hit, Recogniser

_ANCHORS = (
    Anchor(r"://[^ \t\r\n\"'<>/@:?#]{0,64}:[^ \t\r\n\"'<>/@]{1,100}@[0-9A-Za-z\[$_{%]"),
    Anchor(r"://[0-9A-Za-z_-]{20,120}@[0-9A-Za-z]"),
    Anchor(r"[^0-9A-Za-z]bearer[ :]{1,4}[0-9A-Za-z._~+/-]{16}", ignore_case=True),
    Anchor(r"[^0-9A-Za-z]basic[ ]{1,4}[0-9A-Za-z+/=]{8}", ignore_case=True),
    Anchor(
        r"authorization[\"']?[ ]?[:=,>]{1,2}[ ]?[\"']?(?:token|apikey|api-key|ssws) [0-9A-Za-z._~+/-]{16}",
        ignore_case=True,
    ),
    Anchor(r"[ \t](?:-u|--user|--proxy-user)[ =]{0,2}[\"']?[0-9A-Za-z_.@+-]{1,64}:[^ \t\r\n\"'@/]{4}"),
)
_URL, _TOKEN_URL, _BEARER, _BASIC, _SCHEME, _CURL = range(len(_ANCHORS))

_USER_INFO = rb"[A-Za-z][0-9A-Za-z+.-]{1,24}://([^ \t\r\n\"'<>/@:?#]{0,64}):([^ \t\r\n\"'<>/@]{1,100})@$"
_TOKEN_INFO = rb"https?://([0-9A-Za-z_-]{20,120})@$"
_RUN = rb"[0-9A-Za-z._~+/-]+={0,2}"
_BASE64 = rb"[0-9A-Za-z+/]+={0,2}"
_PLAIN = rb"[^ \t\r\n\"'`|;<>]+"
_TOKEN_USERS = frozenset(
    (b"x-access-token", b"oauth2", b"oauth", b"token", b"x-token-auth", b"gitlab-ci-token", b"git")
)
_CODE_HOSTS = rb"(?:[\w-]+\.)*(?:github|gitlab|bitbucket|gitea|codeberg|huggingface|visualstudio|azure)\b"
_DUMMIES = (
    rb"(?i)(?:user(?:name)?|pass(?:word|wd|phrase)?|pwd|pw|secret|token|key|api[-_]?key|your[-_a-z]*|my[-_]?(?:password|secret|pass|token)"
    rb"|change[-_]?me|x{3,}|\*+|\.{3,}|<.*|\[.*|\{.*|\$.*|%[sdv({].*|.*\$\{.*|.*\{\{.*|pass123|password123|foo|bar|baz|foobar|abc|xyz|.{1,2}|host|port|\d{1,5})"
)
_LEAST_TOKEN = 16


def find_carried_secrets(data: bytes, hits: Sequence[Hit]) -> Iterator[Finding]:
    """Passwords and tokens in a document, without intersections. Cost: 5 µs a hit and a window of 300 bytes."""
    looks = {
        _URL: _url,
        _TOKEN_URL: _token_url,
        _BEARER: _bearer,
        _BASIC: _basic,
        _SCHEME: _scheme,
        _CURL: _curl,
    }
    seen = 0
    for end, anchor in hits:
        found = looks[anchor](data, end)
        if found is not None and found.start >= seen:
            yield found
            seen = found.end


def _url(data: bytes, end: int) -> Finding | None:
    match = _compiled(_USER_INFO).search(data[max(0, end - 240) : end - 1])
    if match is None:
        return None
    user, value = match[1], match[2]
    at = end - 2
    if _is_dummy(value):
        return None
    host = _compiled(_CODE_HOSTS).match(data, end - 1, min(len(data), end + 80))
    is_token = user.lower() in _TOKEN_USERS or (host is not None and len(value) >= _LEAST_TOKEN)
    if is_token and len(value) >= _LEAST_TOKEN:
        return Finding(at - len(value), at, "KEY", "url_token", "stands as a token in a URL")
    return Finding(at - len(value), at, "PASSWORD", "url_password", "stands as the password in a URL")


def _token_url(data: bytes, end: int) -> Finding | None:
    match = _compiled(_TOKEN_INFO).search(data[max(0, end - 160) : end - 1])
    if match is None or not is_drawn(match[1], 5.0) or not _has_digit(match[1]):
        return None
    at = end - 2
    return Finding(at - len(match[1]), at, "KEY", "url_token", "stands as a token in a URL")


def _bearer(data: bytes, end: int) -> Finding | None:
    return _drawn(data, end - 16, "bearer_token", "stands as a bearer token")


def _scheme(data: bytes, end: int) -> Finding | None:
    return _drawn(data, end - 16, "header_token", "stands as a token in a header")


def _drawn(data: bytes, start: int, kind: str, why: str) -> Finding | None:
    run = _compiled(_RUN).match(data, start, min(len(data), start + 4096))
    if run is None or data[start - 1] not in b" :":
        return None
    value = run[0].removesuffix(b".")
    behind = data[start + len(value) : start + len(value) + 1]
    if (behind and behind in b"${(%<[!*#^~.") or follows_template(data, start):
        return None
    if not _has_digit(value) or not is_drawn(value, 5.0) or entropy_bits(value) < 3.0:
        return None
    return Finding(start, start + len(value), "KEY", kind, why, 0.9)


def _basic(data: bytes, end: int) -> Finding | None:
    start = end - 8
    run = _compiled(_BASE64).match(data, start, min(len(data), start + 400))
    if run is None or data[start - 1] not in b" ":
        return None
    try:
        user, colon, password = base64.b64decode(run[0], validate=True).decode().partition(":")
        is_pair = bool(colon) and (user + password).isprintable()
    except (binascii.Error, ValueError):
        is_pair, password = False, ""
    if is_pair and (len(password) < 3 or _is_dummy(password.encode())):
        return None
    if not is_pair and (len(run[0]) < _LEAST_TOKEN or not _looks_encoded(run[0])):
        return None
    confidence = 1.0 if is_pair else 0.7
    return Finding(
        start, run.end(), "KEY", "basic_credentials", "stands as encoded user and password", confidence
    )


def _looks_encoded(value: bytes) -> bool:
    return _has_digit(value) and value != value.lower() and value != value.upper() and is_drawn(value, 5.0)


def _curl(data: bytes, end: int) -> Finding | None:
    start = end - 4
    if b"curl" not in data[max(0, start - 300) : start] or data[start - 1] not in b":":
        return None
    value = _compiled(_PLAIN).match(data, start, min(len(data), start + 100))
    if value is None or _is_dummy(value[0]):
        return None
    return Finding(start, value.end(), "PASSWORD", "curl_password", "stands as a password for curl")


def _is_dummy(value: bytes) -> bool:
    return is_template(value) or _compiled(_DUMMIES).fullmatch(value) is not None


def _has_digit(value: bytes) -> bool:
    return any(48 <= code <= 57 for code in value)


@cache
def _compiled(expression: bytes) -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    return re2.compile(expression, options)


CARRIED_SECRETS: Recogniser[Finding] = Recogniser("carried_secret", _ANCHORS, find_carried_secrets)
"""PASSWORD in URLs and for curl, KEY in headers and for code hosts."""
