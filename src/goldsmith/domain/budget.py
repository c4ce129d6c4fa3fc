"""How long a budget lasts: what is free, what a task costs, how fast money is promised. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

MIN_ANSWERS = 5
"""Answers of the last day before their rate is believed."""
WINDOW = timedelta(hours=24)
"""How far back the rate looks."""
_SHORTEST_H = Decimal("0.25")
_FAR = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one stage's answers cost within the window.

    Attributes:
        answers: how many, >= 0.
        amount: their prices, >= 0.
        since: the first of them; None without any.
    """

    answers: int
    amount: Decimal
    since: datetime | None


def amount_words(amount: Decimal) -> str:
    """An amount with cents at least, and with what is under a cent where there is any."""
    in_cents = amount.quantize(Decimal("0.01"))
    return str(in_cents) if in_cents == amount else f"{amount.normalize():f}"


def hourly_spending(stages: Iterable[Spent], now: datetime) -> Decimal | None:
    """Money an hour over the window, all stages together; None before there are MIN_ANSWERS.

    The window begins at its first answer, but is never taken for shorter than a quarter of an hour.
    """
    known = [one for one in stages if one.since is not None]
    answers = sum(one.answers for one in known)
    if answers < MIN_ANSWERS:
        return None
    first = min(one.since for one in known if one.since is not None)
    hours = max(Decimal(str((now - first).total_seconds())) / 3600, _SHORTEST_H)
    return sum((one.amount for one in known), Decimal(0)) / hours


def stops_at(free: Decimal, price: Decimal, per_hour: Decimal | None, now: datetime) -> datetime | None:
    """When less is free than a task of the stage costs, at this rate.

    Args:
        free: of the budget, >= 0.
        price: of a task, >= 0.
        per_hour: what all stages spend; None where it is not known.
        now: the time.

    Returns:
        Now where it is less already; None for a stage that costs nothing, or without a rate.
    """
    if not price:
        return None
    if free < price:
        return now
    if not per_hour:
        return None
    hours = float((free - price) / per_hour)
    return now + min(timedelta(hours=min(hours, _FAR.total_seconds() / 3600)), _FAR)
