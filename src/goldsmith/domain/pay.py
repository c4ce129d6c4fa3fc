"""Fair pay for work: price of a task, robust working time, bonus up to the hourly target, final shares.

Money is Decimal in one currency, time is seconds. A rounding never puts a person under what was promised: prices and
bonuses are rounded up. What a rate is worth in a country is in `purchasing_power`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from statistics import median

from goldsmith.domain.errors import InvalidInput

CENT = Decimal("0.01")
PRICE_QUANTUM = Decimal("0.0001")
"""Prices of tasks are kept in hundredths of a cent: a task of seconds pays cents."""
CAP_MULTIPLE = Decimal(4)
"""A task counts at most so many times the stage's median. Where logarithms of times spread by 0.7 (their standard
deviation), that touches one task in forty, and a page left open counts as minutes, not as hours."""
MIN_MEASURED = 20
"""Answers before a measured median is believed; until then the recipe's expected time stands in."""
MIN_PERSON_ANSWERS = 10
"""Answers before a person's hourly pay is counted among "people under the target"."""

_HOUR_S = Decimal(3600)
_PRECISION = 50
"""Digits of intermediate results: sums of money times seconds stay exact."""


@dataclass(frozen=True, slots=True)
class PersonPay:
    """What one person made at one stage.

    Attributes:
        worker_id: who.
        answers: assignments submitted, >= 0.
        seconds: working time, each task capped, >= 0.
        earned: sum of the prices of these assignments, >= 0.
    """

    worker_id: int
    answers: int
    seconds: Decimal
    earned: Decimal


@dataclass(frozen=True, slots=True)
class PeoplePay:
    """How a stage's people stand against the target.

    Attributes:
        people: persons with at least MIN_PERSON_ANSWERS answers and measured time.
        under: how many of them make less than the target an hour.
        median_hourly: of their hourly pay, in cents; None without people.
        shortfall: what brings each of those under it up to the target, in whole cents a person, >= 0.
        seconds_per_task: mean of their working time a task, each capped, in seconds; None without people. Times are
            skewed, so it lies above the median.
    """

    people: int
    under: int
    median_hourly: Decimal | None
    shortfall: Decimal
    seconds_per_task: Decimal | None


def seconds_of(active_ms: int) -> Decimal:
    """Milliseconds as exact seconds."""
    return Decimal(active_ms) / 1000


def price_of(target_hourly: Decimal, seconds: Decimal | int) -> Decimal:
    """The price of a task: hourly target x seconds / 3600, rounded up to PRICE_QUANTUM.

    Up, so that whoever works at exactly that speed makes the target, not a hair less.

    Raises:
        InvalidInput: a negative target or time.
    """
    _check("target", target_hourly)
    _check("time", seconds)
    with localcontext(prec=_PRECISION):
        return (target_hourly * Decimal(seconds) / _HOUR_S).quantize(PRICE_QUANTUM, ROUND_CEILING)


def hourly(earned: Decimal, seconds: Decimal | int) -> Decimal | None:
    """Pay an hour in cents, rounded down as in `is_under`; None without time.

    Down, so that whoever is under the target is never shown as having reached it.
    """
    if seconds <= 0:
        return None
    with localcontext(prec=_PRECISION):
        return (earned * _HOUR_S / Decimal(seconds)).quantize(CENT, ROUND_FLOOR)


def is_under(target_hourly: Decimal, earned: Decimal, seconds: Decimal | int) -> bool:
    """Whether so much for so long is less than the target, exactly. Nobody is under it without time."""
    return earned * _HOUR_S < target_hourly * Decimal(seconds)


def typical_seconds(median_s: Decimal | float | None, answers: int, expected_s: Decimal | int) -> Decimal:
    """How long a task of a stage takes: the measured median, or the expected time until it is believed.

    Args:
        median_s: median active time of the stage's last answers; None before there is one.
        answers: how many it was taken over; fewer than MIN_MEASURED are not believed.
        expected_s: what the recipe says, > 0.
    """
    if median_s is None or median_s <= 0 or answers < MIN_MEASURED:
        return Decimal(expected_s)
    return Decimal(str(median_s))


def cap_seconds(median_s: Decimal | int) -> Decimal:
    """The most seconds that one task counts: CAP_MULTIPLE x the stage's typical time."""
    return CAP_MULTIPLE * Decimal(median_s)


def capped_seconds(active_s: Decimal | int, median_s: Decimal | int) -> Decimal:
    """Working time of one task: measured active time, at most CAP_MULTIPLE x the stage's typical time.

    Args:
        active_s: measured active time, >= 0.
        median_s: the stage's typical time (`typical_seconds`), > 0.

    Raises:
        InvalidInput: a negative time, or a median that is not positive.
    """
    _check("time", active_s)
    if not median_s > 0:
        raise InvalidInput(f"A stage's typical time must be over 0 seconds, got {median_s}.")
    return min(Decimal(active_s), cap_seconds(median_s))


def bonus_due(target_hourly: Decimal, seconds: Decimal | int, earned: Decimal) -> Decimal:
    """What is missing to the hourly target: max(0, target x hours - earned), rounded up to whole cents.

    Once it is posted and counted as earned, nothing is due any more: asking again gives 0.

    Args:
        target_hourly: wanted pay an hour, >= 0.
        seconds: the person's working time, each task capped (`capped_seconds`), >= 0.
        earned: all that was paid for this time, earlier bonuses included.

    Raises:
        InvalidInput: a negative target or time.
    """
    _check("target", target_hourly)
    _check("time", seconds)
    with localcontext(prec=_PRECISION):
        missing = (target_hourly * Decimal(seconds) - earned * _HOUR_S) / _HOUR_S
        return max(Decimal("0.00"), missing.quantize(CENT, ROUND_CEILING))


def final_shares(
    amount: Decimal, seconds_by_worker: Mapping[int, Decimal | int], *, quantum: Decimal = CENT
) -> dict[int, Decimal]:
    """Share what is left of a budget by working time, so that the shares sum exactly to it.

    Largest remainder: each gets the whole cents of the exact share, and the cents left over go to the largest
    remainders, the smaller worker id first where they are equal. Less than a cent in the amount itself goes to
    whoever worked longest. More time never gives less.

    Args:
        amount: what is left, >= 0.
        seconds_by_worker: working time of each, >= 0.
        quantum: the smallest piece, > 0.

    Returns:
        One share a worker, by worker id; 0 for those without time.

    Raises:
        InvalidInput: a negative amount or time, or an amount to share and nobody with time.
    """
    _check("amount", amount)
    for seconds in seconds_by_worker.values():
        _check("time", seconds)
    weights = {worker: Decimal(seconds) for worker, seconds in sorted(seconds_by_worker.items())}
    with localcontext(prec=_PRECISION):
        total = sum(weights.values(), Decimal(0))
        if not amount:
            return dict.fromkeys(weights, Decimal(0))
        if not total:
            raise InvalidInput(
                f"Nobody has working time, so {amount} cannot be shared by it.",
                hint="Return what is left to the one who funded the budget.",
            )
        pieces = int(amount / quantum)
        whole, rest = {}, {}
        for worker, weight in weights.items():
            whole[worker], rest[worker] = divmod(pieces * weight, total)
        left = pieces - int(sum(whole.values()))
        for worker in sorted(weights, key=lambda worker: (-rest[worker], worker))[:left]:
            whole[worker] += 1
        shares = {worker: count * quantum for worker, count in whole.items()}
        longest = max(weights, key=lambda worker: (weights[worker], -worker))
        shares[longest] += amount - pieces * quantum
        return shares


def people_pay(target_hourly: Decimal, people: Iterable[PersonPay]) -> PeoplePay:
    """Hourly pay of a stage's people against the target.

    Priced by the median, a stage leaves its slower half under the target, and where times are skewed more than that:
    the bonus is for them, or a price by the mean.
    """
    counted = [one for one in people if one.answers >= MIN_PERSON_ANSWERS and one.seconds > 0]
    rates = [rate for one in counted if (rate := hourly(one.earned, one.seconds)) is not None]
    return PeoplePay(
        people=len(counted),
        under=sum(is_under(target_hourly, one.earned, one.seconds) for one in counted),
        median_hourly=median(rates).quantize(CENT, ROUND_HALF_UP) if rates else None,
        shortfall=sum(
            (bonus_due(target_hourly, one.seconds, one.earned) for one in counted), Decimal("0.00")
        ),
        seconds_per_task=sum((one.seconds for one in counted), Decimal(0))
        / sum(one.answers for one in counted)
        if counted
        else None,
    )


def _check(what: str, value: Decimal | int) -> None:
    """Refuse a negative number, and a Decimal that is none."""
    if not Decimal(value).is_finite() or value < 0:
        raise InvalidInput(f"Pay needs a {what} of 0 or more, got {value}.")
