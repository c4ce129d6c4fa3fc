"""A page with everything in it: no script, nothing loaded; light, dark, narrow and printed by one style."""

from __future__ import annotations

import importlib.resources
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

_STYLE = "self_contained.css"
_UNPRINTABLE = {"Cc", "Cs"}
"""Control characters and halves of surrogate pairs."""
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of the text that follows, of other people's words too."""


def fill_page(
    package: str, template: str, values: Mapping[str, Any], *, filters: Mapping[str, Callable[..., Any]] = {}
) -> str:
    """Fill a page's template, everything escaped; `css` is the common style, which charts take their colours from.

    Args:
        package: where the template lies.
        template: its file name.
        values: what the template names.
        filters: the template's own.
    """
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=printable
    )
    environment.filters.update(filters)
    # our own file, not a value
    css = Markup(_read("goldsmith.evaluation", _STYLE))
    return environment.from_string(_read(package, template)).render(values, css=css)


def printable(value: Any) -> Any:
    """Take from a text what no page can hold or what turns its direction; anything else stays as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_hidden(char) else char for char in value)


def _is_hidden(char: str) -> bool:
    return char in _TURNING or (unicodedata.category(char) in _UNPRINTABLE and char not in "\t\n")


def _read(package: str, name: str) -> str:
    return importlib.resources.files(package).joinpath(name).read_text(encoding="utf-8")
