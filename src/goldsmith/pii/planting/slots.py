"""What fills the slots of templates: upper case is PII and is marked, lower case is scenery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from goldsmith.pii.planting import contacts, machines, scenery, secrets
from goldsmith.pii.planting.markup import Fill, Scope, Slot, TemplateBroken, Value
from goldsmith.pii.planting.names import NameStock, Person, draw_person
from goldsmith.pii.planting.words import WORDS, listed

_URL_MARKS = "!*-._~+"
_SHELL_MARKS = "#%*-.=?@_~^&!"
_STRING_MARKS = "!#$%&()*+,-./:;<=>?@[]^_`{|}~"
_SUFFIXES = ("_LICENSE", "_EXAMPLE")

_Personal = Callable[[Person, Random], str]
_Drawn = Callable[[Random], str]


def _last_first(person: Person, rng: Random) -> str:
    middle = f" {rng.choice('ABCDEFGJKLMRST')}." if rng.random() < 0.25 else ""
    return f"{person.family}, {person.given}{middle}"


def _initials(person: Person, rng: Random) -> str:
    first, middle = person.given[0], rng.choice("ABCDEFGHJKLMNPRST")
    return rng.choice(
        (
            f"{first}. {person.family}",
            f"{first}. {middle}. {person.family}",
            f"{person.family}, {first}.",
            f"{person.family}, {first}. {middle}.",
            f"{person.family} {first}",
            f"{person.family} {first}{middle}",
        )
    )


PERSONAL: Mapping[str, tuple[str, _Personal]] = {
    "NAME": ("NAME", lambda person, rng: person.shown),
    "PLAIN_NAME": ("NAME", lambda person, rng: f"{person.given} {person.family}"),
    "FIRST": ("NAME", lambda person, rng: person.given),
    "LAST": ("NAME", lambda person, rng: person.family),
    "LAST_FIRST": ("NAME", _last_first),
    "CITED": ("NAME", _initials),
    "LOWER_NAME": ("NAME", lambda person, rng: f"{person.given} {person.family}".lower()),
    "EMAIL": ("EMAIL", contacts.draw_email),
    "USERNAME": ("USERNAME", contacts.draw_handle),
    "MENTION": ("USERNAME", lambda person, rng: f"@{contacts.draw_handle(person, rng)}"),
    "PASSWORD": ("PASSWORD", secrets.draw_password),
    "BASIC": ("KEY", secrets.draw_basic),
}
"""Slot of a person → its label, and how it is made. `_LICENSE` and `_EXAMPLE` may follow the first eight."""

DRAWN: Mapping[str, tuple[str, _Drawn]] = {
    "NAME_EXAMPLE": ("NAME_EXAMPLE", lambda rng: rng.choice(listed("example names"))),
    "EMAIL_EXAMPLE": ("EMAIL_EXAMPLE", contacts.draw_example_email),
    "USERNAME_EXAMPLE": ("USERNAME_EXAMPLE", lambda rng: rng.choice(listed("example handles"))),
    "PASSWORD_URL": ("PASSWORD", lambda rng: secrets.draw_hard_password(rng, _URL_MARKS)),
    "PASSWORD_RAW": ("PASSWORD", lambda rng: secrets.draw_hard_password(rng, _SHELL_MARKS)),
    "PASSWORD_HARD": ("PASSWORD", lambda rng: secrets.draw_hard_password(rng, _STRING_MARKS)),
    "PASSWORD_ESCAPED": ("PASSWORD", lambda rng: _escaped(secrets.draw_hard_password(rng, '"\\&%#!$'))),
    "PASSPHRASE": ("PASSWORD", lambda rng: " ".join(rng.sample(WORDS, rng.randint(3, 5)))),
    "KEY": ("KEY", secrets.draw_key),
    "TOKEN": ("KEY", secrets.draw_provider_token),
    "HEX_KEY": ("KEY", lambda rng: secrets.hex_of(rng, rng.choice((24, 32, 32, 40, 48, 64)))),
    "B64_KEY": ("KEY", lambda rng: secrets.base64_of(rng, rng.choice((16, 24, 32, 48, 64)))),
    "B62_KEY": ("KEY", lambda rng: secrets.letters(rng, rng.choice((16, 20, 24, 32, 40, 64)))),
    "JWT": ("KEY", secrets.draw_jwt),
    "AWS_ID": ("KEY", lambda rng: "AK" + "IA" + secrets.letters(rng, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")),
    "AWS_SECRET": ("KEY", lambda rng: secrets.letters(rng, 40, scenery.BASE64_LETTERS)),
    "SSH_KEY": ("KEY", secrets.draw_ssh_key),
    "PEM": ("KEY", secrets.draw_pem),
    "PEM_ESCAPED": ("KEY", lambda rng: secrets.draw_pem(rng, escaped=True)),
    "BUCKET": ("ID", machines.draw_bucket),
    "ACCOUNT": ("ID", machines.draw_account),
    "CLIENT_ID": ("ID", machines.draw_client_id),
    "PROJECT": ("ID", machines.draw_project),
    "RESOURCE": ("ID", machines.draw_resource),
    "IP": ("IP_ADDRESS", machines.draw_ip),
    "IPV4": ("IP_ADDRESS", machines.draw_ipv4),
    "LOOPBACK": ("IP_ADDRESS", lambda rng: "127.0.0.1"),
    "LOOPBACK6": ("IP_ADDRESS", lambda rng: rng.choice(("::1", "::1", "ff02::1", "fe00::0"))),
    "IPV6": ("IP_ADDRESS", machines.draw_ipv6),
}
"""Slot of PII that is nobody's in particular → its label, and how it is made."""


def filler(stock: NameStock) -> Fill:
    """Make the function `render` fills slots with.

    Args:
        stock: the names persons are made of.
    """

    def fill(slot: Slot, scope: Scope) -> Value:
        if slot.number is None:
            return _make(slot.name, None, stock, scope)
        key = (slot.name, slot.number)
        if key not in scope.bound:
            scope.bound[key] = _make(slot.name, slot.number, stock, scope)
        value = scope.bound[key]
        assert isinstance(value, Value)
        return value

    return fill


def _make(name: str, number: int | None, stock: NameStock, scope: Scope) -> Value:
    if name in DRAWN:
        label, draw = DRAWN[name]
        return Value(draw(scope.rng), label)
    if name in scenery.SCENERY:
        return Value(scenery.SCENERY[name](scope.rng))
    suffix = next((one for one in _SUFFIXES if name.endswith(one)), "")
    base = name.removesuffix(suffix)
    if base not in PERSONAL:
        raise TemplateBroken(
            f"There is no slot {name!r}.", hint="PII slots are in slots.py, the rest in scenery.py."
        )
    label, make = PERSONAL[base]
    if number is not None and base in ("USERNAME", "MENTION"):
        handle = scope.bound.setdefault(
            ("handle", number), contacts.draw_handle(_person(number, stock, scope), scope.rng)
        )
        return Value(f"@{handle}" if base == "MENTION" else str(handle), label + suffix)
    return Value(make(_person(number, stock, scope), scope.rng), label + suffix)


def _person(number: int | None, stock: NameStock, scope: Scope) -> Person:
    if number is None:
        return draw_person(stock, scope.rng)
    bound = scope.bound.setdefault(("person", number), None) or draw_person(stock, scope.rng)
    scope.bound[("person", number)] = bound
    assert isinstance(bound, Person)
    return bound


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
