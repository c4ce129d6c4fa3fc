"""Email and IP addresses that lead to somebody: no documentation ranges, no versions, no decorators."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from goldsmith.pii.finding import Finding

_EMAIL = re.compile(r"(?<![\w.%+-])(?P<local>[\w.%+-]{1,64}+)@(?P<domain>[^\W_][\w.-]{2,252}+)")
_LABEL = re.compile(r"(?!-)[^\W_](?:[^\W_]|-){0,62}(?<!-)")
_TOP_LEVEL = re.compile(r"[^\W\d_]{2,24}")
_RESERVED_TOP_LEVEL = frozenset(
    {"example", "test", "invalid", "localhost", "local", "localdomain", "internal", "lan"}
)
"""RFC 2606, RFC 6761, RFC 6762, and what people use inside their own networks."""
_EXAMPLE_DOMAINS = frozenset({"example.com", "example.net", "example.org", "example.edu"})
_DUMMY_NAMES = frozenset(
    {
        "domain",
        "mydomain",
        "yourdomain",
        "company",
        "mycompany",
        "yourcompany",
        "foo",
        "bar",
        "test",
        "acme",
        "sample",
    }
)
_DUMMY_LOCAL = re.compile(
    r"your[._-]?(?:name|email|user\w{0,8})|(?:first|user)[._-]?name|someone|me@", re.IGNORECASE
)
_IMAGE_SIZE = re.compile(r"\dx\.")
"""`icon@2x.png`."""

_IN_URL = re.compile(r"://[^\s/@]{0,90}$")

_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\w|-\w)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{4}:[0-9A-Fa-f:]{2,34}+(?!\w|\.\w)")
_VERSION_BEFORE = re.compile(
    r"""(?: (?: \b | _ ) (?: v | ver | \w{0,20}version\w{0,10} | release | build | revision | oid | assembly\w{0,20} )
            \W{0,5}
          | [=~<>!]=[ ]? | \^ | ~ | [A-Za-z]/ | \w[-_] ) $""",
    re.VERBOSE | re.IGNORECASE,
)
_CONTEXT_CHARS = 32
_RESOLVERS = frozenset(
    {
        "8.8.8.8",
        "8.8.4.4",
        "1.1.1.1",
        "1.0.0.1",
        "9.9.9.9",
        "149.112.112.112",
        "208.67.222.222",
        "208.67.220.220",
    }
    | {
        "2001:4860:4860::8888",
        "2001:4860:4860::8844",
        "2606:4700:4700::1111",
        "2606:4700:4700::1001",
        "2620:fe::fe",
    }
)
"""Public name servers: everybody's."""
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_DOCUMENTATION = (ipaddress.IPv6Network("2001:db8::/32"), ipaddress.IPv6Network("3fff::/20"))
"""RFC 3849, RFC 9637."""


def find_emails(text: str) -> Iterator[Finding]:
    """Email addresses, those of reserved and dummy domains left out. Cost: linear."""
    for match in _EMAIL.finditer(text):
        # No domain has an underscore: it ends one, as it ends emphasis in Markdown.
        domain = match["domain"].split("_", 1)[0].rstrip(".-")
        at = match.start("domain") - 1
        start = match.start() + len(match["local"]) - len(match["local"].lstrip(".-%+"))
        end = at + 1 + len(domain)
        if (
            start < at
            and not _is_part_of_code(text, start, end)
            and _is_personal(text[start:at], domain.lower())
        ):
            yield Finding(start, end, "EMAIL", "email", "is an email address")


def _is_part_of_code(text: str, start: int, end: int) -> bool:
    """`matrix@other.sum(...)`, `git@host:repository`, `scheme://user:password@host`."""
    following = text[end : end + 1]
    is_repository = text.startswith("git@", start) and following in {":", "/"}
    return following == "(" or is_repository or bool(_IN_URL.search(text[max(0, start - 100) : start]))


def _is_personal(local: str, domain: str) -> bool:
    labels = domain.split(".")
    if len(labels) < 2 or not _TOP_LEVEL.fullmatch(labels[-1]) or local.endswith("."):
        return False
    if not all(map(_LABEL.fullmatch, labels)) or len(labels[-2]) < 2 or _IMAGE_SIZE.match(domain):
        return False
    if labels[-1] in _RESERVED_TOP_LEVEL or ".".join(labels[-2:]) in _EXAMPLE_DOMAINS:
        return False
    return labels[-2] not in _DUMMY_NAMES and not _DUMMY_LOCAL.match(f"{local}@")


def find_ip_addresses(text: str) -> Iterator[Finding]:
    """IPv4 and IPv6 addresses of the public Internet, without port or mask. Cost: linear."""
    for match in _IPV4.finditer(text):
        before = text[max(0, match.start() - _CONTEXT_CHARS) : match.start()]
        if _is_public_ipv4(match[0]) and not _VERSION_BEFORE.search(before):
            yield Finding(*match.span(), "IP_ADDRESS", "ipv4", "is a public IPv4 address")
    for match in _IPV6.finditer(text):
        value = match[0] if match[0].endswith("::") else match[0].removesuffix(":")
        if _is_public_ipv6(value):
            yield Finding(
                match.start(), match.start() + len(value), "IP_ADDRESS", "ipv6", "is a public IPv6 address"
            )


def _is_public_ipv4(value: str) -> bool:
    try:
        address = ipaddress.IPv4Address(value)
    except ValueError:
        return False
    steps = {second - first for first, second in zip(address.packed[:-1], address.packed[1:], strict=True)}
    # 1.2.3.4, 4.3.2.1 and 5.5.5.5 are what people write who want no address.
    is_dummy = len(steps) == 1 and abs(steps.pop()) <= 1
    return address.is_global and not address.is_multicast and not is_dummy and value not in _RESOLVERS


def _is_public_ipv6(value: str) -> bool:
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return False
    is_documentation = any(address in network for network in _DOCUMENTATION)
    is_public = address in _GLOBAL_UNICAST and address.is_global and not is_documentation
    return is_public and address.compressed not in _RESOLVERS
