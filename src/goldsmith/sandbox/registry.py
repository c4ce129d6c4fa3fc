"""Languages by name. A new one is a module, its test and one line here, or an entry point elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from goldsmith.domain.extensions import Registry
from goldsmith.sandbox.language import Language
from goldsmith.sandbox.languages import c, cpp, go, javascript, postgresql, python, r, scala, sql

GROUP = "goldsmith.languages"
"""The entry-point group: `name = "package.module:language"`, a `Language` of the same name."""

_MODULES = (python, sql, postgresql, javascript, go, c, cpp, r, scala)
BUILT_IN: Mapping[str, Language] = MappingProxyType({m.LANGUAGE.name: m.LANGUAGE for m in _MODULES})


LANGUAGES: Registry[Language] = Registry(
    "language", GROUP, BUILT_IN, lambda found: isinstance(found, Language), "a Language"
)


def names() -> list[str]:
    """All names that `language` knows, sorted; loads nothing."""
    return LANGUAGES.names()


def language(name: str) -> Language:
    """Find the language of this name; raises as `Registry.find`."""
    return LANGUAGES.find(name)
