"""The names of Faker's word lists, read once and never through its global state.

Besides, short lists of our own for tongues it writes only in their own script: common names, transliterated.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from goldsmith.domain.errors import Unavailable
from goldsmith.pii.planting.names import NameStock
from goldsmith.pii.planting.words import listed, tongues

_LETTERS = {line[0]: line[2:] for line in listed("transliteration")}


@cache
def names_of_faker() -> NameStock:
    """The names of every locale of Faker that has lists of both.

    Raises:
        Unavailable: Faker is not installed.
    Cost: about a second, once a process.
    """
    try:
        package = importlib.import_module("faker.providers.person")
    except ModuleNotFoundError as error:
        raise Unavailable(
            "Planting needs the package faker, which is not installed.",
            hint='Install it with: pip install "goldsmith[simulation]"',
        ) from error
    groups = {tongue: (listed(f"{tongue} given"), listed(f"{tongue} family")) for tongue in tongues()}
    native: set[str] = set()
    for module in sorted(found.name for found in pkgutil.iter_modules(package.__path__) if "_" in found.name):
        provider = importlib.import_module(f"faker.providers.person.{module}").Provider
        given, family = _listed(provider, "first"), _listed(provider, "last")
        if min(len(given), len(family)) < 15:
            continue
        groups[module] = (given, family)
        if not _is_latin(given[0]):
            native.add(module)
            _add_transliterated(groups, module, given, family)
    return NameStock(groups, frozenset(native))


def _listed(provider: type, which: str) -> tuple[str, ...]:
    found: set[str] = set()
    for attribute in (f"{which}_names", f"{which}_names_male", f"{which}_names_female"):
        names = getattr(provider, attribute, ())
        if not isinstance(names, property):
            found.update(names)
    # a name that holds a quote would end a string in most templates
    return tuple(
        sorted(
            name.strip() for name in found if 1 < len(name.strip()) < 20 and not set(name) & set("\"'\\().")
        )
    )


def _is_latin(name: str) -> bool:
    return ord(name[0]) < 0x370


def _add_transliterated(
    groups: dict[str, tuple[tuple[str, ...], tuple[str, ...]]],
    module: str,
    given: tuple[str, ...],
    family: tuple[str, ...],
) -> None:
    latin = tuple(tuple(sorted({_transliterated(name) for name in names})) for names in (given, family))
    if all(name.isascii() for names in latin for name in names):
        groups[f"{module}:latin"] = (latin[0], latin[1])


def _transliterated(name: str) -> str:
    return "".join(_LETTERS.get(letter, letter) for letter in name.lower()).title()
