"""The simulated crowd of a plan: who joins when, works how long a day, and how well."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from goldsmith.domain.errors import InvalidInput
from goldsmith.planner.assumptions import Assumptions
from goldsmith.planner.profiles import PROFILES, Kind, Profile, apportion, individual

DAY_S = 86_400.0

_MEDIAN_S = PROFILES[Kind.AVERAGE].seconds_median
#: The category in which the profiles' rates are neither eased nor hardened.
_ORDINARY = "name"


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is invited.

    Attributes:
        workers: people who join, >= 1.
        countries: ISO 3166-1 alpha-2, at least one; people spread over them evenly.
        names: their names, or () for none; a name changes nothing.
    """

    workers: int
    countries: tuple[str, ...]
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise InvalidInput(
                "A campaign without workers has no plan.", hint="Say how many people join: 1 or more."
            )
        if not self.countries:
            raise InvalidInput("A crowd needs at least one country.", hint="Name them by code: PL,IN,BR.")
        if self.names and len(self.names) != self.workers:
            raise InvalidInput(f"{self.workers} people cannot have {len(self.names)} names.")


@dataclass(frozen=True, slots=True)
class Person:
    """One simulated person.

    Attributes:
        number: from 0.
        name: "" for none.
        country: where.
        profile: error rates.
        pace: the person's median time over the average person's, > 0.
        arrives_s: when they join, in seconds since the start.
        day_s: active seconds a day.
    """

    number: int
    name: str
    country: str
    profile: Profile
    pace: float
    arrives_s: float
    day_s: float

    def hit_rate(self, category: str) -> float:
        """Probability of seeing one value of the category that is there."""
        rates = self.profile.hit_rates
        return rates.get(category, rates[_ORDINARY])


def make_people(crowd: Crowd, assumptions: Assumptions, rng: Random) -> list[Person]:
    """Draw the people; the same generator gives the same people, whatever they are called."""
    kinds = apportion(crowd.workers, assumptions.mix)
    rng.shuffle(kinds)
    return [_person(number, kind, crowd, assumptions, rng) for number, kind in enumerate(kinds)]


def _person(number: int, kind: Kind, crowd: Crowd, assumptions: Assumptions, rng: Random) -> Person:
    habits = assumptions.habits
    profile = individual(PROFILES[kind], rng)
    hours = habits.hours_a_day * rng.lognormvariate(0.0, habits.hours_sigma)
    arrival = rng.expovariate(1 / habits.arrival_days) if habits.arrival_days > 0 else 0.0
    return Person(
        number=number,
        name=crowd.names[number] if crowd.names else "",
        country=rng.choice(crowd.countries),
        profile=profile,
        pace=profile.seconds_median / _MEDIAN_S,
        arrives_s=DAY_S * arrival,
        day_s=min(24.0, hours) * 3600.0,
    )


def experts_of(people: Sequence[Person], share: float) -> frozenset[int]:
    """Numbers of those to whom the owner grants the experts' skill: the best kind there is, one at least."""
    wanted = max(1, math.ceil(share * len(people)))
    order = (Kind.EXPERT, Kind.CAREFUL, Kind.AVERAGE, Kind.CARELESS)
    ranked = [person.number for kind in order for person in people if person.profile.kind is kind]
    return frozenset(ranked[:wanted])
