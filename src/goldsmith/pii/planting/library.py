"""The templates of this package, read from `templates/*.txt` and kept apart for training and testing.

A line `=== name` opens a section; its templates are its lines, or, under `=== name blocks`, what stands between
lines `---`. A template belongs to the test part or to the training part by a hash of its text, so that a test
meets phrases that training has not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from goldsmith.pii.planting.names import Part, part_of

DOCUMENT_FILES = ("documents_config", "documents_people", "documents_data")
_FEW = 6  # a section this small is for both parts: better a phrase seen twice than a language not at all


@cache
def sections(file: str) -> Mapping[str, tuple[str, ...]]:
    """Read the templates of a file by section.

    Args:
        file: `comments`, `facts`, `statements`, `documents`, or `skeletons`.
    """
    found: dict[str, tuple[str, ...]] = {}
    text = (files(__package__) / "templates" / f"{file}.txt").read_text(encoding="utf-8")
    for section in text.split("\n=== "):
        head, _, body = section.removeprefix("=== ").partition("\n")
        name = head.removesuffix(" blocks")
        blocks = body.rstrip("\n").split("\n---\n") if head != name else body.splitlines()
        found[name] = tuple(block for block in blocks if block.strip())
    return found


@cache
def templates(file: str, section: str, part: Part) -> tuple[str, ...]:
    """Return the templates of a section that one part may use."""
    every = sections(file)[section]
    chosen = tuple(template for template in every if part_of(template) == part)
    return chosen if chosen and len(every) > _FEW else every


@cache
def documents() -> Mapping[str, tuple[str, str, float]]:
    """Return the kinds of whole files: section → (name, language, weight)."""
    found: dict[str, tuple[str, str, float]] = {}
    for file in DOCUMENT_FILES:
        for section in sections(file):
            name, language, weight = (field.strip() for field in section.split("|"))
            found[f"{file}:{section}"] = (name, language, float(weight))
    return found
