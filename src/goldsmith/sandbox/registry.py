"""Languages by name. A new one is a module, its test and one line here, or an entry point elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from goldsmith.domain.errors import Conflict, InvalidInput, NotFound
from goldsmith.sandbox.language import Language
from goldsmith.sandbox.languages import c, cpp, go, javascript, postgresql, python, r, scala, sql

GROUP = "goldsmith.languages"
"""The entry-point group: `name = "package.module:language"`, a `Language` of the same name."""

_MODULES = (python, sql, postgresql, javascript, go, c, cpp, r, scala)
BUILT_IN: Mapping[str, Language] = MappingProxyType({m.LANGUAGE.name: m.LANGUAGE for m in _MODULES})


def names() -> list[str]:
    """All names that `language` knows, sorted; loads nothing."""
    return sorted({*BUILT_IN, *(point.name for point in offered())})


@cache
def offered() -> tuple[EntryPoint, ...]:
    """What other packages offer; read once, for it takes a look at every installed package."""
    return tuple(entry_points(group=GROUP))


def language(name: str) -> Language:
    """Find the language of this name.

    Raises:
        NotFound: no package offers the name.
        Conflict: a package offers a built-in name, or two packages offer the same.
        InvalidInput: what the package offers cannot be imported, or is not a language.
    """
    points = [point for point in offered() if point.name == name]
    if len(points) + (name in BUILT_IN) > 1:
        offers = ", ".join(point.value for point in points)
        raise Conflict(
            f"The language {name} is offered more than once: {offers}.",
            hint="Uninstall one of the packages, or rename the entry point.",
        )
    if name in BUILT_IN:
        return BUILT_IN[name]
    if not points:
        raise NotFound(f"The sandbox has no language {name}.", hint=f"Choose one of {', '.join(names())}.")
    try:
        found = points[0].load()
    except (ImportError, AttributeError) as error:
        raise InvalidInput(
            f"The language {name} ({points[0].value}) cannot be imported: {error}",
            hint="Repair or uninstall the package that offers it.",
        ) from error
    if not isinstance(found, Language):
        raise InvalidInput(f"The language {name} ({points[0].value}) is not a Language.")
    return found
