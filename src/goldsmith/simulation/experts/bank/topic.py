"""What tasks are about: a scene, its records, how they are grouped and what is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent


def read_yaml(name: str) -> Any:
    """Read one of the bank's own files."""
    with (FOLDER / name).open(encoding="utf-8") as file:
        return YAML(typ="safe", pure=False).load(file)


@dataclass(frozen=True, slots=True)
class Topic:
    """A setting for tasks.

    Attributes:
        key: one word, the beginning of all names.
        scene: one sentence.
        records: what is listed, plural.
        group: what the records are grouped by, singular.
        measure: what is counted, plural.
        groups: four values of `group`, sorted.
        low, high: the usual range of one count, 0 <= low < high.
    """

    key: str
    scene: str
    records: str
    group: str
    measure: str
    groups: tuple[str, ...]
    low: int
    high: int

    @property
    def group_column(self) -> str:
        """`group` as a column's name."""
        return _column(self.group)

    @property
    def measure_column(self) -> str:
        """`measure` as a column's name."""
        return _column(self.measure)


def _column(words: str) -> str:
    return re.sub(r"\W+", "_", words.lower())


@cache
def topics() -> dict[str, Topic]:
    """All topics by key."""
    found = {}
    for key, scene, records, group, measure, groups, low, high in read_yaml("topics.yaml"):
        found[key] = Topic(key, scene, records, group, measure, tuple(sorted(groups)), low, high)
    return found
