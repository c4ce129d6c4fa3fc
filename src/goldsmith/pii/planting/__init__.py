"""Synthetic training data: invented PII planted in permissive code, and in files written from templates.

Pure: windows of code and a random generator go in, labelled windows come out.
"""

from __future__ import annotations

from goldsmith.pii.planting.faker_names import names_of_faker
from goldsmith.pii.planting.markup import Mark, Passage
from goldsmith.pii.planting.names import NameStock
from goldsmith.pii.planting.plant import CodeWindow, PlantedWindow, Planter, plant

__all__ = [
    "CodeWindow",
    "Mark",
    "NameStock",
    "Passage",
    "PlantedWindow",
    "Planter",
    "names_of_faker",
    "plant",
]
