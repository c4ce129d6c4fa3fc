"""What stands around PII and is none: words, sentences, dates, products, hashes, and values that hold no secret."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from random import Random

from goldsmith.pii.planting import contacts, machines, secrets
from goldsmith.pii.planting.words import ADJECTIVES, DAYS, MONTHS, NOUNS, TRADES, VERBS, WORDS, listed

BASE64_LETTERS = string.ascii_letters + string.digits + "+/"


def _sentence(rng: Random) -> str:
    one, two, three = rng.sample(NOUNS, 3)
    verb, other, adjective, second = rng.choice(VERBS), rng.choice(VERBS), *rng.sample(ADJECTIVES, 2)
    return rng.choice(
        (
            f"{verb} the {adjective} {one} before the {two}",
            f"this {one} should {verb} the {two}",
            f"the {adjective} {one} is {second} here",
            f"{verb} {adjective} {one}s when the {two} is {second}",
            f"we {verb} it twice, once for the {one} and once for the {two}",
            f"do not {verb} the {one}: the {two} may {other} it",
            f"{one} of the {adjective} {two}",
            f"used to {verb} {one}s in the {two}",
            f"see the {one} {two} for how to {verb} a {three}",
            f"{adjective} {one}s are not {second}",
            f"if the {one} cannot {verb}, {other} the {two}",
            f"{verb}s the {one}",
            f"make sure to {verb} and {other} the {adjective} {one}",
            f"without a {two}, the {one} would {other}",
            f"returns the {adjective} {one}, or the {two} if there is none",
            f"number of {one}s to {verb}",
            f"workaround for the {adjective} {two} {one}",
        )
    )


def _identifier(rng: Random) -> list[str]:
    return rng.choice(
        (
            lambda: [rng.choice(NOUNS)],
            lambda: [rng.choice(VERBS), rng.choice(NOUNS)],
            lambda: [rng.choice(ADJECTIVES), rng.choice(NOUNS)],
            lambda: [rng.choice(NOUNS), rng.choice(NOUNS)],
            lambda: [rng.choice(VERBS), rng.choice(ADJECTIVES), rng.choice(NOUNS)],
        )
    )()


def _flat(words: list[str]) -> str:
    return " ".join(words).replace("-", " ")


def _camel(rng: Random) -> str:
    first, *rest = _flat(_identifier(rng)).split()
    return first + "".join(word.title() for word in rest)


def _pascal(rng: Random) -> str:
    return _flat(_identifier(rng) + rng.choice(([], [rng.choice(NOUNS)]))).title().replace(" ", "")


def _company(rng: Random) -> str:
    one, trade = rng.choice(WORDS).title(), rng.choice(TRADES).title()
    tail = rng.choice(listed("company tails"))
    return rng.choice(
        (
            f"{one} {trade}",
            f"{one}{trade} {tail}",
            f"{one} {tail}",
            f"The {one} Authors",
            f"The {one} Project Authors",
            f"{one} {trade} {tail}",
            f"University of {one}{rng.choice(('ton', 'ford', 'burg'))}",
            f"the {one} contributors",
        )
    )


def _date(rng: Random) -> str:
    year, month, day = rng.randint(2003, 2026), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            f"{year}-{month:02}-{day:02}",
            f"{day:02}/{month:02}/{year}",
            f"{MONTHS[month - 1]} {day}, {year}",
            f"{day} {MONTHS[month - 1]} {year}",
            f"{month}/{day}/{year % 100:02}",
            f"{day:02}.{month:02}.{year}",
            f"{year}/{month:02}/{day:02}",
        )
    )


def _iso(rng: Random) -> str:
    return f"{rng.randint(2010, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def _clock(rng: Random) -> str:
    return f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"


def _years(rng: Random) -> str:
    year = rng.randint(1994, 2024)
    return rng.choice(
        (
            str(year),
            str(year),
            f"{year}-{min(2026, year + rng.randint(1, 12))}",
            f"{year}, {year + 1}",
            f"{year}–{year + 3}",
        )
    )


def _nonsecret(rng: Random) -> str:
    return rng.choice(listed("placeholders")) if rng.random() < 0.55 else rng.choice(listed("wordlike"))


def _path(rng: Random) -> str:
    return "/".join(rng.sample(NOUNS, rng.randint(1, 3))) + rng.choice(
        ("", ".py", ".js", ".h", ".go", ".md", ".yml")
    )


def _pick(words: tuple[str, ...]) -> Callable[[Random], str]:
    return lambda rng: rng.choice(words)


SCENERY: Mapping[str, Callable[[Random], str]] = {
    "word": _pick(WORDS),
    "Word": lambda rng: rng.choice(WORDS).title(),
    "WORD": lambda rng: rng.choice(WORDS).upper(),
    "noun": _pick(NOUNS),
    "Noun": lambda rng: rng.choice(NOUNS).title(),
    "NOUN": lambda rng: rng.choice(NOUNS).upper(),
    "verb": _pick(VERBS),
    "Verb": lambda rng: rng.choice(VERBS).title(),
    "adj": lambda rng: rng.choice(ADJECTIVES).replace("-", "_"),
    "trade": _pick(TRADES),
    "sentence": _sentence,
    "Sentence": lambda rng: (lambda text: text[0].upper() + text[1:])(_sentence(rng)),
    "ident": lambda rng: _flat(_identifier(rng)).replace(" ", "_"),
    "camel": _camel,
    "Pascal": _pascal,
    "CONST": lambda rng: _flat(_identifier(rng)).replace(" ", "_").upper(),
    "kebab": lambda rng: _flat(_identifier(rng)).replace(" ", "-"),
    "org": _company,
    "notperson": _pick(listed("not persons")),
    "nothandle": _pick(listed("not handles")),
    "user": _pick(listed("generic users")),
    "date": _date,
    "iso": _iso,
    "clock": _clock,
    "year": lambda rng: str(rng.randint(1994, 2026)),
    "years": _years,
    "month": _pick(MONTHS),
    "day": _pick(DAYS),
    "dom": lambda rng: str(rng.randint(1, 28)),
    "int": lambda rng: str(rng.randint(0, 10 ** rng.randint(1, 5))),
    "small": lambda rng: str(rng.randint(1, 20)),
    "float": lambda rng: f"{rng.random() * 10 ** rng.randint(0, 3):.{rng.randint(1, 6)}f}",
    "port": lambda rng: str(
        rng.choice(
            (22, 25, 80, 443, 3000, 3306, 5432, 6379, 8000, 8080, 9200, 27017, rng.randint(1024, 65535))
        )
    ),
    "mask": lambda rng: str(rng.choice((8, 12, 16, 20, 24, 27, 28, 32))),
    "issue": lambda rng: str(rng.randint(1, 10 ** rng.randint(2, 5))),
    "semver": lambda rng: f"{rng.randint(0, 12)}.{rng.randint(0, 30)}.{rng.randint(0, 20)}",
    "version4": machines.draw_version,
    "oid": machines.draw_oid,
    "uuid": machines.draw_uuid,
    "mac": machines.draw_mac,
    "integrity": machines.draw_integrity,
    "md5": lambda rng: secrets.hex_of(rng, 32),
    "sha1": lambda rng: secrets.hex_of(rng, 40),
    "short_sha": lambda rng: secrets.hex_of(rng, rng.choice((7, 8, 10))),
    "sha256": lambda rng: secrets.hex_of(rng, 64),
    "base64": lambda rng: secrets.base64_of(rng, rng.choice((30, 60, 90))),
    "host": contacts.draw_host,
    "domain": contacts.draw_domain,
    "licence": _pick(listed("licences")),
    "nonsecret": _nonsecret,
    "placeholder": _pick(listed("placeholders")),
    "wordlike": _pick(listed("wordlike")),
    "path": _path,
    "todo": _pick(listed("todo words")),
    "flag": _pick(("true", "false")),
    "tz": _pick(("+0000", "+0100", "+0200", "-0700", "-0500", "+0530", "+0800", "+0900")),
    "agent": _pick(
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
            "curl/7.68.0",
            "python-requests/2.28.1",
            "Go-http-client/1.1",
            "Mozilla/5.0 (X11; Linux x86_64)",
        )
    ),
}
"""Slot of scenery → how it is made."""
