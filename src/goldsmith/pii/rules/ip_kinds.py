"""What an IP address is for: the kinds by which a policy keeps or masks it."""

from __future__ import annotations

import ipaddress

_RESOLVERS_4 = frozenset(
    {
        (1, 0, 0, 1), (1, 1, 1, 1), (1, 0, 0, 2), (1, 1, 1, 2), (1, 0, 0, 3), (1, 1, 1, 3),
        (8, 8, 4, 4), (8, 8, 8, 8), (9, 9, 9, 9), (9, 9, 9, 10), (9, 9, 9, 11), (149, 112, 112, 112),
        (208, 67, 220, 220), (208, 67, 222, 222), (94, 140, 14, 14), (94, 140, 15, 15), (4, 2, 2, 1), (4, 2, 2, 2),
        (64, 6, 64, 6), (64, 6, 65, 6), (77, 88, 8, 1), (77, 88, 8, 8), (114, 114, 114, 114), (114, 114, 115, 115),
        (119, 29, 29, 29), (180, 76, 76, 76), (223, 5, 5, 5), (223, 6, 6, 6), (185, 228, 168, 9), (76, 76, 2, 0),
    }
)  # fmt: skip
_RESOLVERS_6 = frozenset(
    {
        "2001:4860:4860::8888", "2001:4860:4860::8844", "2606:4700:4700::1111", "2606:4700:4700::1001",
        "2620:fe::fe", "2620:fe::9", "2620:119:35::35", "2620:119:53::53", "2a10:50c0::ad1:ff", "2a10:50c0::ad2:ff",
    }
)  # fmt: skip
"""Public name servers: everybody's."""

_DOCUMENTATION_4 = frozenset({(192, 0, 2), (198, 51, 100), (203, 0, 113)})
"""RFC 5737."""
_DOCUMENTATION_6 = (ipaddress.IPv6Network("2001:db8::/32"), ipaddress.IPv6Network("3fff::/20"))
"""RFC 3849, RFC 9637."""
_NETMASKS = frozenset(
    tuple(((0xFFFFFFFF << 32 - bits) & 0xFFFFFFFF).to_bytes(4, "big")) for bits in range(8, 33)
)

KEPT_BY_DEFAULT = frozenset(
    {
        "ipv4_unspecified", "ipv4_loopback", "ipv4_private", "ipv4_link_local", "ipv4_netmask", "ipv4_multicast",
        "ipv4_documentation", "ipv4_public_dns",
        "ipv6_unspecified", "ipv6_loopback", "ipv6_private", "ipv6_link_local", "ipv6_multicast",
        "ipv6_documentation", "ipv6_public_dns",
    }
)  # fmt: skip
"""Kinds that lead to nobody, for policies. `ipv4` and `ipv6` are the others."""


def parse_ipv4(value: bytes) -> tuple[int, int, int, int] | None:
    """The four numbers of a dotted quad, each 0 to 255 without leading zeros; None of anything else."""
    parts = value.split(b".")
    if len(parts) != 4:
        return None
    for part in parts:
        if not 0 < len(part) < 4 or not part.isdigit() or (len(part) > 1 and part[0] == 0x30):
            return None
    first, second, third, fourth = map(int, parts)
    return (first, second, third, fourth) if max(first, second, third, fourth) < 256 else None


def ipv4_kind(address: tuple[int, int, int, int]) -> str:
    """The kind of an address: `ipv4`, `ipv4_private`, `ipv4_public_dns` and so on."""
    first, second = address[:2]
    if address == (0, 0, 0, 0):
        return "ipv4_unspecified"
    if first == 127:
        return "ipv4_loopback"
    if address in _NETMASKS:
        return "ipv4_netmask"
    # RFC 1918 and RFC 6598.
    if first == 10 or (first, second) == (192, 168) or (first == 172 and 16 <= second < 32):
        return "ipv4_private"
    if first == 100 and 64 <= second < 128:
        return "ipv4_private"
    if (first, second) == (169, 254):
        return "ipv4_link_local"
    if address[:3] in _DOCUMENTATION_4:
        return "ipv4_documentation"
    if first >= 224:
        return "ipv4_multicast"
    return "ipv4_public_dns" if address in _RESOLVERS_4 else "ipv4"


def ipv6_kind(value: bytes) -> str | None:
    """The kind of an address, `ipv6` and so on; None where the text is no IPv6 address."""
    try:
        address = ipaddress.IPv6Address(value.decode("ascii"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped
    if mapped is not None:
        first, second, third, fourth = mapped.packed
        return ipv4_kind((first, second, third, fourth)).replace("ipv4", "ipv6")
    if any(address in network for network in _DOCUMENTATION_6):
        return "ipv6_documentation"
    tests = (
        ("ipv6_unspecified", address.is_unspecified),
        ("ipv6_loopback", address.is_loopback),
        ("ipv6_multicast", address.is_multicast),
        ("ipv6_link_local", address.is_link_local),
        ("ipv6_private", address.is_private),
        ("ipv6_public_dns", address.compressed in _RESOLVERS_6),
    )
    return next((kind for kind, holds in tests if holds), "ipv6")
