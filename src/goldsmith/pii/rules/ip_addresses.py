"""IPv4 and IPv6 addresses, told from versions, object identifiers, section numbers, times and scope operators.

Every address is reported, private and well-known ones too; `kind` says which it is, and the masking policy decides
what stays. Port, mask and zone do not belong to the span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.ip_kinds import ipv4_kind, ipv6_kind, parse_ipv4
from goldsmith.pii.rules.ip_versions import has_mask, is_version
from goldsmith.pii.scan.recogniser import Anchor, Hit, Recogniser

_IPV4 = Anchor(r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]")
_IPV6 = (
    Anchor(r"[0-9A-Fa-f]:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]"),
    Anchor(r"(?:^|[^0-9A-Za-z_:])[0-9A-Fa-f]{1,4}:(?:[0-9A-Fa-f]{1,4}:){0,3}:"),
    Anchor(r"(?:^|[^0-9A-Za-z_:)\]>}])::(?:[0-9]|[0-9A-Fa-f]{1,4}:)"),
)
_UNSPECIFIED = (
    Anchor(r"(?:^|[^0-9A-Za-z_:)\]>}])::/[0-9]"),
    Anchor(r"//\[::\]"),
    Anchor(r"[^0-9A-Za-z_)\]]\[::\]:[0-9]"),
    Anchor(
        r"(?:ipv6|inet6|address|addr|ip|unspecified|src|dst|listen|bind|host)[ :=]{1,3}::", ignore_case=True
    ),
)
_FIRST_UNSPECIFIED = 1 + len(_IPV6)

_WINDOW_BYTES = 48
_DIGITS_AND_DOTS = b"0123456789."
_ADDRESS_BYTES = b"0123456789abcdefABCDEF:."
_WORD = re.compile(rb"[0-9A-Za-z_]")

_BEFORE_HOST = frozenset(bytes([byte]) for byte in b"/@\"'`(<=,;")
_NAMES_OF_ADDRESSES = (b"nip.io", b"xip.io", b"sslip.io", b"in-addr.arpa")


def find_ip_addresses(data: bytes, hits: Sequence[Hit]) -> Iterator[Finding]:
    """Addresses in a document, by start. An IPv4 address inside an IPv6 one is part of it."""
    seen = 0
    tried: set[int] = set()
    for finding in sorted(_candidates(data, hits, tried)):
        if finding.start >= seen:
            seen = finding.end
            yield finding


def _candidates(data: bytes, hits: Sequence[Hit], tried: set[int]) -> Iterator[Finding]:
    for hit in hits:
        if hit.anchor >= _FIRST_UNSPECIFIED:
            found = _unspecified(data, hit.end)
        elif hit.anchor:
            found = _ipv6(data, hit.end, tried)
        else:
            found = _ipv4(data, hit.end, tried)
        if found is not None:
            yield found


def _run(data: bytes, inside: int, alphabet: bytes) -> tuple[int, int]:
    """The longest run of the alphabet's bytes around a place, at most 48 bytes to each side."""
    left = data[max(0, inside - _WINDOW_BYTES) : inside]
    right = data[inside : inside + _WINDOW_BYTES]
    return inside - len(left) + len(left.rstrip(alphabet)), inside + len(right) - len(right.lstrip(alphabet))


def _ipv4(data: bytes, inside: int, tried: set[int]) -> Finding | None:
    start, end = _run(data, inside, _DIGITS_AND_DOTS)
    if ~start in tried:
        return None  # The complement, so that both versions can begin at one place.
    tried.add(~start)
    value = data[start:end].rstrip(b".")
    end = start + len(value)
    address = parse_ipv4(value)
    if address is None or not _stands_alone(data, start, end) or is_version(data, start, end, address):
        return None
    return Finding(start, end, "IP_ADDRESS", ipv4_kind(address), "is an IPv4 address")


def _stands_alone(data: bytes, start: int, end: int) -> bool:
    """Whether no word, file name or longer number goes on at either side."""
    before, after = data[max(0, start - 2) : start], data[end : end + 2]
    if _WORD.match(before[-1:]):
        return False
    if before[-1:] == b"-" and _WORD.match(before[:1]) and not before[:1].isdigit():
        return False
    if _WORD.match(after):
        return False
    if after[:1] in (b"-", b"+") and after[1:].isalpha():
        return False
    is_joined = after[:1] == b"." and _WORD.match(after[1:]) is not None
    return not is_joined or data[end + 1 : end + 13].startswith(_NAMES_OF_ADDRESSES)


def _ipv6(data: bytes, inside: int, tried: set[int]) -> Finding | None:
    start, end = _run(data, inside - 1, _ADDRESS_BYTES)
    if start in tried:
        return None
    tried.add(start)
    value = data[start:end].rstrip(b".")
    if value.endswith(b":") and not value.endswith(b"::"):
        value = value[:-1]
    end = start + len(value)
    if _WORD.match(data, max(0, start - 1), start) or _WORD.match(data, end, end + 1):
        return None
    kind = ipv6_kind(value)
    if kind is None or _is_operator(data, start, end, value):
        return None
    return Finding(start, end, "IP_ADDRESS", kind, "is an IPv6 address")


def _is_operator(data: bytes, start: int, end: int, value: bytes) -> bool:
    """Whether the colons are of a slice, a scope, a time or a hardware address."""
    groups = value.split(b":")
    if b"::" not in value:
        return b"." not in value and all(len(group) == 2 for group in groups)  # EUI-64.
    n_groups = sum(map(bool, groups))
    if n_groups and has_mask(data, end):
        return False
    if n_groups < 3 and b"." not in value and _is_slice(data, start, end):
        return True
    if not any(byte in b"0123456789" for byte in value):
        return n_groups < 3  # abc::def
    if value.startswith(b"::"):
        return n_groups == 1 and value != b"::1" and b"." not in value
    return n_groups < 3 and max(map(len, groups)) < (3 if groups[-1] else 4)  # 1::2, 10::


def _is_slice(data: bytes, start: int, end: int) -> bool:
    """`values[1::2]`, `float64_t[:, ::1]`, `x[::1, :]`, but not `//[::1]/`, `"[::1]"`, `listen [::1]:80`."""
    opens, closes = data[start - 1 : start] == b"[", data[end : end + 1] == b"]"
    if not (opens and closes):
        return (opens and data[end : end + 1] != b"%") or closes
    has_port = data[end + 1 : end + 2] == b":" and data[end + 2 : end + 3].isdigit()
    return not has_port and start > 1 and data[start - 2 : start - 1] not in _BEFORE_HOST


def _unspecified(data: bytes, end: int) -> Finding | None:
    """`::` alone, where something says that it is an address."""
    start = data.rfind(b"::", max(0, end - 6), end)
    after = data[start + 2 : start + 4]
    if start < 0 or _WORD.match(after) or after[:1] in (b":", b"<", b"*", b"~", b"(", b"."):
        return None
    if after[:1] == b" " and after[1:].isupper():
        return None  # addr :: Address
    return Finding(start, start + 2, "IP_ADDRESS", "ipv6_unspecified", "is the unspecified IPv6 address")


IP_ADDRESSES: Recogniser[Finding] = Recogniser(
    "ip_address", (_IPV4, *_IPV6, *_UNSPECIFIED), find_ip_addresses
)
"""IP_ADDRESS, of every kind in `ip_kinds`."""
