"""Handles, e-mail addresses, domains and hosts that belong to nobody we know of.

Addresses at the large providers are made from drawn parts; that one exists is chance, and nothing here knows.
"""

from __future__ import annotations

from random import Random

from goldsmith.pii.planting.names import Person
from goldsmith.pii.planting.words import ADJECTIVES, NOUNS, TRADES, WORDS, listed


def draw_handle(person: Person, rng: Random) -> str:
    """Invent a handle, of the person's name or of words. ASCII, no @."""
    first, last = person.ascii_given, person.ascii_family
    if rng.random() < 0.62:
        return _of_name(first, last, rng)
    one, two, noun = rng.choice(WORDS), rng.choice(WORDS), rng.choice(NOUNS)
    number = rng.choice(("", "", str(rng.randint(1, 99)), str(rng.randint(1970, 2012))))
    return rng.choice(
        (
            f"{one}{two}",
            f"{one}-{two}",
            f"{one}_{two}{number}",
            f"{one}{number or 7}",
            f"{one.title()}{two.title()}",
            f"xX_{one}_Xx",
            f"the-{one}",
            f"the{one}{noun}",
            f"{one}{noun}{number}",
            f"{rng.choice(ADJECTIVES)}-{one}".replace("--", "-"),
            f"{one[:4]}{two[:3]}",
            f"{one[0]}{two}{number}",
            f"{one}dev",
            f"{one}-bot",
            f"{one.title()}{noun.title()}{number}",
            f"{first}-{one}",
            f"{one}{first}",
            f"{first}_{noun}",
            f"{first}the{noun}",
            f"0x{one}",
            f"i{one}",
            f"{one}x{number}",
            _without_vowels(one + two),
            f"{one}.{noun}",
        )
    )


def _of_name(first: str, last: str, rng: Random) -> str:
    year = f"{rng.randint(60, 99)}" if rng.random() < 0.5 else str(rng.randint(1, 2010))
    return rng.choice(
        (
            f"{first[0]}{last}",
            f"{first[0]}{last}",
            f"{first}{last}",
            f"{first}.{last}",
            f"{first}-{last}",
            f"{first}_{last}",
            f"{last}{first[0]}",
            f"{first}{last[0]}",
            f"{first}",
            f"{first}{year}",
            f"{last}{year}",
            f"{first[0]}{last[:6]}{year}",
            f"{first[:3]}{last[:3]}",
            f"{first.title()}{last.title()}",
            f"{last}",
            f"{first[0]}-{last}",
            f"{first[0]}.{last}{year}",
            f"{first}{last[0]}{year}",
            f"{last}.{first}",
            f"{first[:2]}{last[:4]}",
            f"{first.title()}{year}",
            f"mr{last}",
            f"{first}{last[:2].upper()}",
            f"dr-{last}",
            f"{first[0]}{rng.choice('abcdefgjklmnprst')}{last[0]}",
            f"_{first}_",
        )
    )


def _without_vowels(text: str) -> str:
    return "".join(letter for letter in text if letter not in "aeiou") or text


def draw_email(person: Person, rng: Random) -> str:
    """Invent an address of a person."""
    first, last = person.ascii_given, person.ascii_family
    local = rng.choice(
        (
            f"{first}.{last}",
            f"{first}.{last}",
            f"{first[0]}.{last}",
            f"{first[0]}{last}",
            first,
            last,
            f"{first}_{last}",
            f"{first}{last}",
            f"{first}-{last}",
            f"{last}.{first}",
            draw_handle(person, rng).strip("._-"),
            f"{first}+{rng.choice(WORDS)}",
            f"{first}{rng.randint(1, 2005)}",
            f"{first[0]}{last[0]}",
            f"{rng.randint(10**7, 10**10)}",
            f"{first.title()}.{last.title()}",
        )
    )
    if rng.random() < 0.45:
        domain = rng.choice(listed("free mail"))
        if domain.startswith("users.noreply"):
            local = f"{rng.randint(10**5, 10**8)}+{local.partition('+')[0]}"
        return f"{local}@{domain}"
    roll = rng.random()
    if roll < 0.12:
        return f"{first}@{last}.{rng.choice(listed('tlds'))}"
    if roll < 0.2:
        local = rng.choice(
            (
                "info",
                "support",
                "dev",
                "security",
                "admin",
                "hello",
                "office",
                "team",
                "opensource",
                "contact",
            )
        )
    return f"{local}@{draw_domain(rng)}"


def draw_example_email(rng: Random) -> str:
    """Make an address that stands for any address."""
    return f"{rng.choice(listed('example locals'))}@{rng.choice(listed('example domains'))}"


def draw_domain(rng: Random) -> str:
    """Invent a domain."""
    one, two, trade, tld = (
        rng.choice(WORDS),
        rng.choice(WORDS),
        rng.choice(TRADES),
        rng.choice(listed("tlds")),
    )
    return rng.choice(
        (
            f"{one}{trade}.{tld}",
            f"{one}-{trade}.{tld}",
            f"{one}{two}.{tld}",
            f"{one}-{two}.{tld}",
            f"{one}.{tld}",
            f"{two[:3]}{one[:2]}.{tld}",
            f"cs.{one}.edu",
            f"{trade}.{one}.{tld}",
        )
    )


def draw_host(rng: Random) -> str:
    """Invent the name of a machine."""
    role = rng.choice(
        ("db", "cache", "mail", "build", "web", "api", "staging", "node", "redis", "git", "ldap", "vpn", "gw")
    )
    number = rng.choice(("", "", str(rng.randint(1, 20)), f"0{rng.randint(1, 9)}", f"-{rng.randint(1, 9)}"))
    domain = rng.choice((draw_domain(rng), "internal", "local", "example.com", f"corp.{draw_domain(rng)}"))
    return f"{role}{number}.{domain}"
