"""Kinds of simulated people, as rates and times.

The rates follow what annotators of code reached by hand: e-mail addresses are seen nearly always, user names
and cloud identifiers least.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from types import MappingProxyType

_CATEGORY_EASE = {
    "email": 1.05,
    "ip_address": 1.04,
    "name": 1.0,
    "key": 0.99,
    "password": 0.98,
    "username": 0.95,
    "cloud_id": 0.9,
}
_MAX_HIT_RATE = 0.995
RATE_SPREAD = 0.2
"""Sigma of the log-normal factor between two people of one kind."""


class Kind(StrEnum):
    """Kinds of simulated people."""

    CAREFUL = "careful"
    AVERAGE = "average"
    CARELESS = "careless"
    EXPERT = "expert"
    SPAMMER_NOTHING = "spammer_nothing"  # submits "nothing here" at once
    SPAMMER_RANDOM = "spammer_random"  # marks anything at once

    @property
    def is_spammer(self) -> bool:
        """Whether this kind answers without reading."""
        return self in (Kind.SPAMMER_NOTHING, Kind.SPAMMER_RANDOM)


@dataclass(frozen=True, slots=True)
class Reliance:
    """What a model's suggestions do to a person; assumptions, stated where the numbers are reported.

    Attributes:
        keeps_right: probability of keeping a suggested mark that is right.
        keeps_wrong: probability of keeping one that is wrong: automation bias.
        complacency: factor on the probability of missing what was not suggested, >= 1: who is given marks looks less.
        time_factor: factor on the time of a task with at least one suggested mark, > 0.

    Sources: correcting pre-annotations instead of marking saved 14 to 22 % of the time per entity, without a change in
    quality (Lingren et al. 2014, doi:10.1136/amiajnl-2013-001837): 15 % of a task where something is suggested, nothing
    elsewhere, since the whole text has to be read all the same. Of wrong alerts 52 to 66 % were followed, and what no
    alert pointed at was missed 25 to 33 % more often than without alerts (Lyell et al. 2017,
    doi:10.1186/s12911-017-0425-5; students and prescriptions, so the figures are borrowed). How often a right mark is
    refused is our guess.
    """

    keeps_right: float = 0.98
    keeps_wrong: float = 0.5
    complacency: float = 1.33
    time_factor: float = 0.85


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person of a kind does, as probabilities and times.

    Attributes:
        kind: the kind of person.
        hit_rates: category key → probability of seeing one value that is there.
        border_slip: probability that a seen value gets wrong borders.
        wrong_label: probability that a seen value gets another label, where the task has several.
        false_alarm: probability of one mark too many, per item.
        verdict_accuracy: probability that a verdict on shown marks is right.
        seconds_median, seconds_sigma: log-normal time per task.
        skip_rate: probability of skipping a task.
        with_suggestions: what changes where a model suggests marks.
    """

    kind: Kind
    hit_rates: Mapping[str, float]
    border_slip: float
    wrong_label: float
    false_alarm: float
    verdict_accuracy: float
    seconds_median: float
    seconds_sigma: float
    skip_rate: float
    with_suggestions: Reliance = Reliance()


def _profile(
    kind: Kind,
    hit_rate: float,
    errors: tuple[float, float, float],
    verdict_accuracy: float,
    seconds_median: float,
    skip_rate: float,
) -> Profile:
    rates = {category: min(_MAX_HIT_RATE, hit_rate * ease) for category, ease in _CATEGORY_EASE.items()}
    slip, label, alarm = errors
    return Profile(
        kind, MappingProxyType(rates), slip, label, alarm, verdict_accuracy, seconds_median, 0.5, skip_rate
    )


PROFILES: Mapping[Kind, Profile] = MappingProxyType(
    {
        Kind.CAREFUL: _profile(Kind.CAREFUL, 0.92, (0.04, 0.03, 0.02), 0.93, 34.0, 0.02),
        Kind.AVERAGE: _profile(Kind.AVERAGE, 0.86, (0.055, 0.05, 0.035), 0.89, 27.0, 0.03),
        Kind.CARELESS: _profile(Kind.CARELESS, 0.78, (0.08, 0.07, 0.06), 0.82, 18.0, 0.05),
        Kind.EXPERT: _profile(Kind.EXPERT, 0.99, (0.005, 0.005, 0.004), 0.95, 40.0, 0.0),
        Kind.SPAMMER_NOTHING: _profile(Kind.SPAMMER_NOTHING, 0.0, (0.0, 0.0, 0.0), 0.5, 2.0, 0.0),
        Kind.SPAMMER_RANDOM: _profile(Kind.SPAMMER_RANDOM, 0.0, (0.0, 0.0, 1.0), 0.5, 3.0, 0.0),
    }
)
"""The typical person of each kind."""

DEFAULT_MIX: Mapping[Kind, float] = MappingProxyType(
    {
        Kind.CAREFUL: 0.26,
        Kind.AVERAGE: 0.44,
        Kind.CARELESS: 0.15,
        Kind.EXPERT: 0.05,
        Kind.SPAMMER_NOTHING: 0.05,
        Kind.SPAMMER_RANDOM: 0.05,
    }
)
"""Shares of an open crowd before the quizzes."""


def individual(profile: Profile, rng: Random) -> Profile:
    """Vary a kind's error rates and pace for one person; spammers are all alike."""
    if profile.kind.is_spammer:
        return profile
    factor = rng.lognormvariate(0.0, RATE_SPREAD)
    hits = {category: 1 - min(1.0, (1 - rate) * factor) for category, rate in profile.hit_rates.items()}
    return replace(
        profile,
        hit_rates=MappingProxyType(hits),
        border_slip=min(1.0, profile.border_slip * factor),
        wrong_label=min(1.0, profile.wrong_label * factor),
        false_alarm=min(1.0, profile.false_alarm * factor),
        verdict_accuracy=1 - min(0.5, (1 - profile.verdict_accuracy) * factor),
        seconds_median=profile.seconds_median * rng.lognormvariate(0.0, RATE_SPREAD),
    )


def apportion(n: int, mix: Mapping[Kind, float]) -> list[Kind]:
    """Give out n seats by kind, by largest remainder; shares need not sum to 1."""
    total = sum(mix.values())
    quotas = {kind: n * share / total for kind, share in mix.items()}
    seats = {kind: math.floor(quota) for kind, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda kind: quotas[kind] - seats[kind], reverse=True)
    for kind in by_remainder[: n - sum(seats.values())]:
        seats[kind] += 1
    return [kind for kind, count in seats.items() for _ in range(count)]
