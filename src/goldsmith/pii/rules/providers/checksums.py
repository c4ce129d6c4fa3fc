"""Proofs inside tokens: what an issuer put there so that a typing error shows.

Each takes a whole token and says whether the proof holds. None decides alone: tokens in examples and tests are often
made without it.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib

_BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE36 = b"0123456789abcdefghijklmnopqrstuvwxyz"
_CRC_DIGITS = 6


def has_crc32_tail(token: bytes) -> bool:
    """Whether the last six characters are the CRC-32 of what stands between them and the mark, in base 62.

    Source: GitHub Engineering, "Behind GitHub's new authentication token formats", 2021; npm uses the same form.
    """
    body = token[token.rfind(b"_") + 1 :]
    drawn, tail = body[:-_CRC_DIGITS], body[-_CRC_DIGITS:]
    return _in_base(zlib.crc32(drawn), _BASE62, _CRC_DIGITS) == tail


def has_gitlab_crc(token: bytes) -> bool:
    """Whether a routable GitLab token ends with the CRC-32 of all before it, in base 36.

    Source: GitLab's handbook, "Cells: routable tokens".
    """
    return _in_base(zlib.crc32(token[:-7]), _BASE36, 7) == token[-7:]


def has_macaroon_header(token: bytes) -> bool:
    """Whether a PyPI token's payload decodes to a macaroon of version 2 that names a PyPI host.

    Source: PyPI, "API tokens"; the macaroon's binary format, version 2.
    """
    payload = _decoded(token.partition(b"-")[2])
    return payload[:1] == b"\x02" and b"pypi.org" in payload[:24]


def has_jwt_header(token: bytes) -> bool:
    """Whether the first part decodes to a JSON object that names an algorithm (RFC 7515, section 4.1.1)."""
    try:
        header = json.loads(_decoded(token.partition(b".")[0]))
    except ValueError:
        return False
    return isinstance(header, dict) and "alg" in header


def decodes_to_json(token: bytes) -> bool:
    """Whether what follows the last `_` decodes to the beginning of a JSON object."""
    return _decoded(token[token.rfind(b"_") + 1 :].partition(b"=")[0])[:2] == b'{"'


def is_snowflake_token(token: bytes) -> bool:
    """Whether the first part decodes to digits, as the user id in a Discord bot's token does.

    Source: Discord Developer Docs, "Reference: Snowflakes".
    """
    return _decoded(token.partition(b".")[0]).isdigit()


def is_aws_id(token: bytes) -> bool:
    """Whether what follows the mark is base 32, which has no 0, 1, 8 or 9."""
    return not set(token[4:]) & set(b"0189")


def _in_base(number: int, digits: bytes, width: int) -> bytes:
    places = bytearray()
    while number:
        number, place = divmod(number, len(digits))
        places.append(digits[place])
    return bytes(places[::-1]).rjust(width, b"0")


def _decoded(part: bytes) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return b""
