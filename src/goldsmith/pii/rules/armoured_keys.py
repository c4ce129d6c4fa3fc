"""Keys in their armour: PEM and PGP blocks, PuTTY files, SSH public keys, and PEM in base 64."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import re2

from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.providers.borders import begins_alone, ends_alone, stands_alone
from goldsmith.pii.rules.providers.form import characters
from goldsmith.pii.rules.providers.randomness import entropy_bits, is_drawn
from goldsmith.pii.scan.recogniser import Anchor, Hit, Recogniser

_ANCHORS = (
    Anchor(r"PRIVATE KEY(?: BLOCK)?-----"),
    Anchor(r"---- BEGIN SSH2 [A-Z ]{0,20}KEY ----"),
    Anchor(r"PuTTY-User-Key-File-[1-3]: "),
    Anchor(r"AAAA[BCEGHIK][0-9A-Za-z+/]{3}[0-9A-Za-z+/]{8}"),
    Anchor(r"LS0tL[0-9A-Za-z+/]{16}"),
)
_PEM, _SSH2, _PUTTY, _BLOB, _ENCODED = range(len(_ANCHORS))

_MOST_BYTES = 24_576
"""The longest block looked for: an RSA key of 16,384 bits has 12,800, and every line may be quoted."""
_LEAST_ARMOUR = 40
"""Characters of base 64 in the shortest private key: a cut-off one is one all the same."""
_LEAST_BITS = 3.2

_BEGIN = rb"(-----BEGIN ((?:[0-9A-Z]+ ){0,4})PRIVATE KEY(?: BLOCK)?-----)$"
_END = rb"-----END (?:[0-9A-Z]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----"
_SSH2_END = rb"---- END SSH2 [A-Z ]{0,20}KEY ----"
_PUTTY_END = rb"Private-MAC: ?[0-9a-f]{40,64}"
_PUTTY_GAP = rb"(?:[ \t\r\n\"'+,]|\\[nrt])*"
_PUTTY_BODY = rb"Private-Lines: ?\d{1,3}" + _PUTTY_GAP + rb"(?:[0-9A-Za-z+/]{8,}={0,2}" + _PUTTY_GAP + rb")+"
# What stands between two rows of the body: white space, escapes, quotes of a joined string, marks of a comment.
_BETWEEN = (
    rb"(?:[ \t\r\n\"'`+,;.()\\*#/>|]|\\[nrt]|\\u000[aAdD]|<br ?/?>|&#1[03];|%0[AaDd]|%5[Cc]n|//|\bconcat\b)"
)
_HEADERS = rb"(?:" + _BETWEEN + rb"*[A-Z][A-Za-z-]{2,24}: [^\r\n\\\"']{1,120})*"
_BODY = (
    _HEADERS
    + rb"(?:"
    + _BETWEEN
    + rb"*(?:[0-9A-Za-z+/]|\\/){16,}={0,2})*(?:"
    + _BETWEEN
    + rb"*[0-9A-Za-z+/]{1,15}={1,2})?"
)
_ROWS = rb"[0-9A-Za-z+/]{16,}"

_TYPES = (
    rb"(ssh-(?:rsa|dss|ed25519|ed448|xmss)(?:-cert-v01@openssh\.com)?|ecdsa-sha2-nistp(?:256|384|521)"
    rb"(?:-cert-v01@openssh\.com)?|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)(?:-cert-v01)?@openssh\.com)"
    rb"(?:[ \t]|\\t| \\\n)+$"
)
_TYPE_BYTES = 64
_BASE64_RUN = rb"[0-9A-Za-z+/]+={0,2}"
_LEAST_BLOB = 64
"""Characters of the shortest SSH public key: Ed25519 has 68."""
_KEY_TYPES = (b"ssh-", b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-")
_BORDERS = (frozenset(characters("b64u") + b"+/"), frozenset(characters("b64u") + b"+/="))


def find_armoured_keys(data: bytes, hits: Sequence[Hit]) -> Iterator[Finding]:
    """Private keys from their BEGIN to their END, cut-off ones to where they break off, and public keys of SSH.

    Cost: linear; 24 KB behind a hit at most, and what was found is not looked at again.
    """
    looks = {_PEM: _pem, _SSH2: _ssh2, _PUTTY: _putty, _BLOB: _blob, _ENCODED: _encoded}
    seen = 0
    for end, anchor in hits:
        if end <= seen:
            continue
        found = looks[anchor](data, end)
        if found is not None and found.start >= seen:
            yield found
            seen = found.end


def _pem(data: bytes, at: int) -> Finding | None:
    begin = _compiled(_BEGIN).search(data[max(0, at - 80) : at])
    if begin is None:
        return None
    start = at - len(begin[1])
    end = _block_end(data, at, _END, _BODY)
    if end is None:
        return None
    what = begin[2].strip()
    kind = {b"OPENSSH": "ssh_private_key", b"PGP": "pgp_private_key"}.get(what, "private_key")
    return Finding(start, end, "KEY", kind, "is a private key between its BEGIN and END lines")


def _ssh2(data: bytes, at: int) -> Finding | None:
    start = data.rfind(b"---- BEGIN", max(0, at - 48), at)
    end = _block_end(data, at, _SSH2_END, _BODY)
    if end is None:
        return None
    return Finding(start, end, "KEY", "ssh_key", "is an SSH key between its BEGIN and END lines")


def _putty(data: bytes, at: int) -> Finding | None:
    window = data[at : at + _MOST_BYTES]
    end = _compiled(_PUTTY_END).search(window)
    if end is None:
        end = _compiled(_PUTTY_BODY).search(window)
    if end is None:
        return None
    start = data.rfind(b"PuTTY", max(0, at - 32), at)
    stop = at + len(window[: end.end()].rstrip(b" \t\r\n\"'+,\\"))
    return Finding(start, stop, "KEY", "putty_private_key", "is a key file of PuTTY")


def _block_end(data: bytes, at: int, closing: bytes, body: bytes) -> int | None:
    """Where a block ends whose opening line ends at the place; None where there is no key in it."""
    window = data[at : at + _MOST_BYTES]
    rows = _compiled(body).match(window)
    stop = rows.end() if rows else 0
    end = _compiled(closing).search(window)
    # Another opening before the closing line: this block was cut off.
    following = window.find(b"-BEGIN ", 0, end.start() if end else stop)
    if end is not None and following < 0:
        inner, stop = window[: end.start()], end.end()
    else:
        inner = window[:stop]
        stop = len(inner.rstrip(b" \t\r\n\"'`+,;.()\\*#/>|"))
    drawn = b"".join(_compiled(_ROWS).findall(inner))
    if len(drawn) < _LEAST_ARMOUR or entropy_bits(drawn[:512]) < _LEAST_BITS:
        return None
    return at + stop


def _blob(data: bytes, at: int) -> Finding | None:
    start = at - 16
    if not begins_alone(data, start, _BORDERS[0]):
        return None
    run = _compiled(_BASE64_RUN).match(data, start, min(len(data), start + _MOST_BYTES))
    if run is None:
        return None
    end = run.end()
    if not _is_public_key(data[start : start + 64]) or end - start < _LEAST_BLOB:
        return None
    if not ends_alone(data, end, _BORDERS[1]) or not is_drawn(data[start + 24 : end], 6.0):
        return None
    head = _compiled(_TYPES).search(data[max(0, start - _TYPE_BYTES) : start])
    if head is not None:
        start -= len(head[0])
    return Finding(start, end, "KEY", "ssh_public_key", "has the form of an SSH public key")


def _is_public_key(blob: bytes) -> bool:
    """Whether the bytes begin with the length and the name of a key type (RFC 4253, section 6.6)."""
    decoded = _decoded(blob)
    length = int.from_bytes(decoded[:4], "big")
    return 7 <= length <= 48 and decoded[4:].startswith(_KEY_TYPES)


def _encoded(data: bytes, at: int) -> Finding | None:
    start = at - 21
    run = _compiled(_BASE64_RUN).match(data, start, min(len(data), start + _MOST_BYTES))
    if run is None or not stands_alone(data, start, run.end(), _BORDERS):
        return None
    inner = _decoded(data[start : run.end()][:88])
    if not inner.startswith(b"-----BEGIN ") or b"PRIVATE KEY" not in inner or run.end() - start < 120:
        return None
    return Finding(start, run.end(), "KEY", "encoded_private_key", "is a private key in base 64")


def _decoded(part: bytes) -> bytes:
    try:
        return base64.b64decode(part[: len(part) // 4 * 4])
    except (binascii.Error, ValueError):
        return b""


@cache
def _compiled(expression: bytes) -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(expression, options)


ARMOURED_KEYS: Recogniser[Finding] = Recogniser("armoured_key", _ANCHORS, find_armoured_keys)
"""KEY."""
