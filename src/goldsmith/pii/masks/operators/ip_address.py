"""IP addresses become addresses of documentation."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from goldsmith.pii.masks.draw import Draw
from goldsmith.pii.rules.ip_kinds import ipv4_kind, ipv6_kind

_V4_NETWORKS = tuple(map(ipaddress.IPv4Network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")))
"""RFC 5737."""
_V4 = re.compile(r"\d{1,3}((?:\\?\.|-|_|\[\.\]))\d{1,3}\1\d{1,3}\1\d{1,3}", re.ASCII)
"""Also with dots as in an expression, a host name or a report: `1\\.2\\.3\\.4`, `ip-1-2-3-4`, `1[.]2[.]3[.]4`."""
_V6 = re.compile(r"[0-9A-Fa-f:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?", re.ASCII)


class IpAddressOperator:
    """`203.0.113.57` with the value's own way to write dots; `2001:db8:1f:a07::5c2`."""

    def normal(self, value: str) -> str:
        """The address in its canonical form."""
        address = _address(value)
        return str(address) if address else value.strip().lower()

    def mask(self, value: str, draw: Draw) -> str:
        """See `Operator.mask`."""
        address = _address(value)
        if isinstance(address, ipaddress.IPv6Address) or (
            address is None and ":" in value and "." not in value
        ):
            one, two, three = (1 + draw.below(0xFFFE) for _ in range(3))
            text = f"2001:db8:{one:x}:{two:x}::{three:x}"
            return text.upper() if value.isupper() else text
        network = draw.choice(_V4_NETWORKS)
        written = str(network[1 + draw.below(254)])
        match = _V4.fullmatch(value)
        return written.replace(".", match[1]) if match else written

    def is_mask(self, value: str) -> bool:
        """See `Operator.is_mask`: every address of documentation is one."""
        return (kind_of_address(value) or "").endswith("_documentation")


def kind_of_address(value: str) -> str | None:
    """What an address is for by its look, in the words of `rules.ip_kinds`: `ipv4_private`; None for no address."""
    address = _address(value)
    if isinstance(address, ipaddress.IPv4Address):
        first, second, third, fourth = address.packed
        return ipv4_kind((first, second, third, fourth))
    return ipv6_kind(address.compressed.encode()) if address else None


@lru_cache(maxsize=256)
def _address(value: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if match := _V4.fullmatch(value):
        # ipaddress refuses leading zeros, which some read as octal; here they are decimal.
        numbers = [int(part) for part in value.split(match[1])]
        return ipaddress.IPv4Address(bytes(numbers)) if max(numbers) < 256 else None
    if not _V6.fullmatch(value):
        return None
    try:
        return ipaddress.IPv6Address(value)
    except ValueError:
        return None
