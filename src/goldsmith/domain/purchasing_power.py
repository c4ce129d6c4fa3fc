"""What an hourly rate is worth in a country, by its price level; and which rate a group of countries needs.

A price level ratio is the purchasing-power factor over the market exchange rate, the United States at 1. A rate of w
US $ in a country with ratio r buys what w / r buys in the United States. Ratios have four digits after the point; they
are compared exactly, by multiplication, never by a rounded quotient.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from goldsmith.domain.errors import InvalidInput

DEFAULT_TARGET_USD = Decimal("16.50")
"""Wanted purchasing power of an hour's work, in US $ in the United States."""
RATIO_QUANTUM = Decimal("0.0001")

_CENT = Decimal("0.01")


def worth_usd(rate_usd: Decimal, ratio: Decimal) -> Decimal:
    """What a rate buys in US prices: rate / ratio, rounded down to the cent.

    Down, so that a country where the rate misses the target is never shown as reaching it.

    Raises:
        InvalidInput: a rate or a ratio that is not over 0.
    """
    _check("rate", rate_usd)
    _check("price level ratio", ratio)
    return (rate_usd / ratio).quantize(_CENT, ROUND_FLOOR)


def is_open(rate_usd: Decimal, target_usd: Decimal, ratio: Decimal) -> bool:
    """Whether the rate buys at least the target there: ratio <= rate / target, exactly.

    Raises:
        InvalidInput: a number that is not over 0.
    """
    _check("rate", rate_usd)
    _check("target", target_usd)
    _check("price level ratio", ratio)
    return ratio * target_usd <= rate_usd


def highest_ratio(rate_usd: Decimal, target_usd: Decimal) -> Decimal:
    """The highest four-digit ratio that is still open: rate / target, rounded down.

    Raises:
        InvalidInput: a number that is not over 0.
    """
    _check("rate", rate_usd)
    _check("target", target_usd)
    return (rate_usd / target_usd).quantize(RATIO_QUANTUM, ROUND_FLOOR)


def rate_needed(target_usd: Decimal, ratios: Iterable[Decimal]) -> Decimal:
    """The lowest rate in whole cents that opens all these countries: target x highest ratio, rounded up.

    Raises:
        InvalidInput: no country, or a number that is not over 0.
    """
    _check("target", target_usd)
    wanted = list(ratios)
    for ratio in wanted:
        _check("price level ratio", ratio)
    if not wanted:
        raise InvalidInput("No country was named.", hint="Name one or more, such as FR,PL.")
    return (target_usd * max(wanted)).quantize(_CENT, ROUND_CEILING)


def _check(what: str, value: Decimal) -> None:
    """Refuse what is not a number over 0."""
    if not value.is_finite() or value <= 0:
        raise InvalidInput(f"The {what} must be a number over 0, got {value}.")
