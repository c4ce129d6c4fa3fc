"""Addresses and identifiers of machines and accounts, and what only looks like them."""

from __future__ import annotations

import base64
import ipaddress
import string
import uuid
from random import Random

from goldsmith.pii.planting.secrets import hex_of, letters
from goldsmith.pii.planting.words import NOUNS, TRADES, WORDS

_LOWER_DIGITS = string.ascii_lowercase + string.digits
_KNOWN = (
    "8.8.8.8",
    "8.8.4.4",
    "1.1.1.1",
    "9.9.9.9",
    "127.0.0.1",
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104
    "192.168.1.1",
    "10.0.0.1",
    "192.168.0.1",
    "10.0.2.2",
    "192.168.99.100",
    "172.17.0.1",
    "169.254.169.254",
    "1.2.3.4",
)


def draw_ipv4(rng: Random) -> str:
    """Draw an IPv4 address: public, private, for documentation, or a well-known one."""
    roll = rng.random()
    if roll < 0.16:
        return rng.choice(_KNOWN)
    if roll < 0.48:
        return _private(rng)
    if roll < 0.56:
        return f"{rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randint(0, 255)}"
    first = rng.choice([n for n in range(1, 224) if n not in (10, 127)])
    return f"{first}.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"


def _private(rng: Random) -> str:
    last = f"{rng.randint(0, 255)}.{rng.randint(1, 254)}"
    return rng.choice(
        (f"10.{rng.randint(0, 255)}.{last}", f"192.168.{last}", f"172.{rng.randint(16, 31)}.{last}")
    )


def draw_ipv6(rng: Random) -> str:
    """Draw an IPv6 address in one of the spellings people use."""
    roll = rng.random()
    if roll < 0.12:
        return rng.choice(("::1", "fe80::1", "2001:db8::1", "ff02::1", "2001:4860:4860::8888"))
    groups = [f"{rng.getrandbits(16):x}" for _ in range(8)]
    if roll < 0.3:
        return ":".join(["2001", "0db8", *(group.zfill(4) for group in groups[2:])])
    if roll < 0.5:
        return "fe80::" + ":".join(groups[4:])
    start = rng.choice(("2001:db8", "2a01:4f8", "2600:1f18", "2a02:26f0", "fd00", "2620:0", "2001:67c"))
    tail = ":".join(groups[: rng.randint(1, 4)])
    address = f"{start}::{tail}" if roll < 0.9 else f"{start}:{groups[5]}::{tail}"
    return address.upper() if rng.random() < 0.08 else str(ipaddress.IPv6Address(address))


def draw_ip(rng: Random) -> str:
    """Draw an address of either kind."""
    return draw_ipv6(rng) if rng.random() < 0.2 else draw_ipv4(rng)


def draw_bucket(rng: Random) -> str:
    """Invent the name of a bucket."""
    one, two, trade, noun = rng.choice(WORDS), rng.choice(WORDS), rng.choice(TRADES), rng.choice(NOUNS)
    stage = rng.choice(
        ("prod", "dev", "staging", "test", "eu-west-1", "us-east-1", "backup", "logs", "assets")
    )
    return rng.choice(
        (
            f"{one}{trade}-{noun}-{stage}",
            f"{one}-{two}-{noun}",
            f"{trade}-{one}-{stage}",
            f"{one}-{noun}-{rng.randint(100, 999999)}",
            f"{one}.{two}.{noun}",
            f"{noun}-{stage}-{hex_of(rng, 8)}",
            f"com-{one}-{noun}-{stage}",
        )
    )


def draw_account(rng: Random) -> str:
    """Draw an account number of twelve digits."""
    return str(rng.randint(10**11, 10**12 - 1))


def draw_client_id(rng: Random) -> str:
    """Draw the id of an OAuth client or an app."""
    google = f"{rng.randint(10**11, 10**12 - 1)}-{letters(rng, 32, _LOWER_DIGITS)}.apps.googleusercontent.com"
    return rng.choice(
        (
            google,
            google,
            letters(rng, 26, _LOWER_DIGITS),
            f"Iv1.{hex_of(rng, 16)}",
            f"0oa{letters(rng, 17)}",
            hex_of(rng, 20),
            f"wx{hex_of(rng, 16)}",
            f"1:{rng.randint(10**11, 10**12)}:web:{hex_of(rng, 22)}",
            letters(rng, 32),
            f"ca_{letters(rng, 32)}",
            f"cli_{hex_of(rng, 16)}",
            f"ding{letters(rng, 16, _LOWER_DIGITS)}",
            f"{rng.randint(10**14, 10**16)}",
            letters(rng, 22, _LOWER_DIGITS),
        )
    )


def draw_project(rng: Random) -> str:
    """Invent the id of a cloud project."""
    return rng.choice(
        (
            f"{rng.choice(WORDS)}-{rng.choice(WORDS)}-{rng.randint(100000, 499999)}",
            f"{rng.choice(WORDS)}-{rng.choice(TRADES)}-{rng.choice(('prod', 'dev', 'stg'))}",
            f"{rng.choice(WORDS)}{rng.choice(TRADES)}-{hex_of(rng, 5)}",
        )
    )


def draw_resource(rng: Random) -> str:
    """Draw the id of a cloud resource, as providers number their users' things."""
    kind = rng.choice(("i", "vpc", "subnet", "sg", "ami", "vol", "eni", "snap", "rtb", "igw", "acl"))
    return f"{kind}-{hex_of(rng, rng.choice((8, 17, 17)))}"


def draw_version(rng: Random) -> str:
    """Draw a version of four numbers, which looks like an address."""
    return ".".join(str(rng.randint(0, 30)) for _ in range(4))


def draw_oid(rng: Random) -> str:
    """Draw an object identifier."""
    return rng.choice(("1.3.6.1.4.1", "1.2.840.113549.1", "2.5.29", "2.16.840.1")) + "".join(
        f".{rng.randint(1, 60)}" for _ in range(rng.randint(1, 4))
    )


def draw_uuid(rng: Random) -> str:
    """Draw a UUID, some in capitals."""
    drawn = str(uuid.UUID(int=rng.getrandbits(128), version=4))
    return drawn.upper() if rng.random() < 0.12 else drawn


def draw_integrity(rng: Random) -> str:
    """Draw what a lock file says about a package's bytes."""
    kind, size = rng.choice((("sha512", 64), ("sha512", 64), ("sha1", 20), ("sha384", 48), ("sha256", 32)))
    return f"{kind}-{base64.b64encode(rng.randbytes(size)).decode()}"


def draw_mac(rng: Random) -> str:
    """Draw a hardware address."""
    return rng.choice((":", "-")).join(hex_of(rng, 2) for _ in range(6))
