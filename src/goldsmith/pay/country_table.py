"""What an hourly rate is worth in every country, which of them are open, and what a group of them needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from goldsmith.domain.purchasing_power import is_open, rate_needed, worth_usd
from goldsmith.pay.price_level import PriceLevel, PriceLevels


@dataclass(frozen=True, slots=True)
class CountryPay:
    """A nominal hourly rate in one country.

    Attributes:
        level: the country's facts.
        worth_usd: what the rate buys there in US prices, in cents, rounded down.
        local: the rate in local money, at the stored exchange rate.
        is_open: the rate buys at least the target.
        needs_usd: the lowest rate in whole cents that opens it.
    """

    level: PriceLevel
    worth_usd: Decimal
    local: Decimal
    is_open: bool
    needs_usd: Decimal


def country_table(levels: PriceLevels, rate_usd: Decimal, target_usd: Decimal) -> list[CountryPay]:
    """Every country, where the rate is worth most first.

    Raises:
        InvalidInput: a rate or a target that is not over 0.
    """
    return [
        CountryPay(
            level,
            worth_usd(rate_usd, level.ratio),
            level.local(rate_usd),
            is_open(rate_usd, target_usd, level.ratio),
            rate_needed(target_usd, [level.ratio]),
        )
        for level in sorted(levels, key=lambda level: (level.ratio, level.country))
    ]


def rate_for(
    levels: PriceLevels, codes: Iterable[str], target_usd: Decimal
) -> tuple[Decimal, list[PriceLevel]]:
    """The lowest rate that opens all these countries.

    Returns:
        The rate in whole cents, and the countries without repetition, the one that decides first.

    Raises:
        NotFound: a code without facts.
        InvalidInput: no code, or a target that is not over 0.
    """
    named: Sequence[PriceLevel] = list(dict.fromkeys(levels.get(code) for code in codes))
    rate = rate_needed(target_usd, [level.ratio for level in named])
    return rate, sorted(named, key=lambda level: (-level.ratio, level.country))
