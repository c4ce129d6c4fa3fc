"""Campaigns that were run and written about: to plan them again, and see how near the plan comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from goldsmith.domain.errors import NotFound
from goldsmith.planner.assumptions import Habits
from goldsmith.planner.countries import COUNTRIES


@dataclass(frozen=True, slots=True)
class Preset:
    """What to plan, and what became of it.

    Attributes:
        recipe: the recipe it fits.
        title: in words.
        chunks, workers, countries: of the campaign; the countries are ours, only their number was published.
        seconds: template → seconds of a task. Nobody published them: they are chosen so that the hours come out.
        habits: when people come. Chosen so that the days come out.
        hours, days: as published, to compare with.
        source: where.
    """

    recipe: str
    title: str
    chunks: int
    workers: int
    countries: tuple[str, ...]
    seconds: Mapping[str, float]
    habits: Habits
    hours: float
    days: float
    source: str


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "article": Preset(
            recipe="code-pii",
            title="BigCode's annotation of personal data in code, 2023",
            chunks=12_000,
            workers=1_399,
            countries=COUNTRIES,
            seconds=MappingProxyType({"annotate": 69.0, "validate": 23.0, "expert": 90.0}),
            habits=Habits(arrival_days=1.3, hours_a_day=1.05, quizzes=3),
            hours=4_349.0,
            days=4.0,
            source="Toloka's report on the campaign: 12,000 chunks, 7 categories, 1,399 people in 35 countries, "
            "4,349 hours in 4 days; 1 label and 3 to 5 validations of each.",
        )
    }
)


def find_preset(name: str) -> Preset:
    """A preset by name.

    Raises:
        NotFound: there is none.
    """
    if name not in PRESETS:
        raise NotFound(f"There is no preset {name!r}.", hint=f"There is: {', '.join(PRESETS)}.")
    return PRESETS[name]
