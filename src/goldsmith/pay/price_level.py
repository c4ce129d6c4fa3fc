"""One country's price level, and the table of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from goldsmith.domain.errors import NotFound

#: ISO 4217: currencies whose smallest unit is not a hundredth, among those of the table.
_DIGITS = {"BHD": 3, "JOD": 3, "KWD": 3, "OMR": 3, "CLP": 0, "JPY": 0, "KRW": 0, "VND": 0}


@dataclass(frozen=True, slots=True)
class PriceLevel:
    """How far a US dollar goes in a country.

    Attributes:
        country: ISO 3166-1 alpha-2.
        iso3: ISO 3166-1 alpha-3.
        name: as the World Bank writes it.
        currency: ISO 4217.
        ppp_year: year of the factor.
        ppp: purchasing-power factor, local currency per international $, > 0.
        fx: market exchange rate, local currency per US $, > 0.
        ratio: ppp / fx with four digits, > 0; the United States is 1.
    """

    country: str
    iso3: str
    name: str
    currency: str
    ppp_year: int
    ppp: Decimal
    fx: Decimal
    ratio: Decimal

    def local(self, amount_usd: Decimal) -> Decimal:
        """US $ in local money at the stored exchange rate, in the currency's smallest unit."""
        return _rounded(amount_usd * self.fx, self.currency)


class PriceLevels:
    """The countries there are facts for, by code."""

    def __init__(self, levels: Iterable[PriceLevel]) -> None:
        self._by_code = {level.country: level for level in levels}
        self._by_currency = {level.currency: level.fx for level in self._by_code.values()}

    def __iter__(self) -> Iterator[PriceLevel]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def find(self, code: str) -> PriceLevel | None:
        """The facts of a country by its two letters, in either case; None where there are none."""
        return self._by_code.get(code.strip().upper())

    def get(self, code: str) -> PriceLevel:
        """The facts of a country by its two letters, in either case.

        Raises:
            NotFound: there are none.
        """
        found = self.find(code)
        if found is None:
            raise NotFound(
                f"There is no price level for {code.strip()!r}.",
                hint="Use two-letter codes of ISO 3166-1, such as FR; `goldsmith pay countries` lists those known.",
                country=code,
            )
        return found

    def usd(self, amount: Decimal, currency: str) -> Decimal | None:
        """Money in US $ at the stored exchange rate, exactly; None for a currency no country here has."""
        fx = self._by_currency.get(currency)
        return None if fx is None else amount / fx

    def local(self, amount: Decimal, currency: str, country: str) -> tuple[Decimal, str] | None:
        """Money of one currency in the money of a country, at the stored rates.

        Returns:
            The amount in the smallest unit, and its currency; None where a rate is not known.
        """
        level = self.find(country)
        if level is None:
            return None
        if level.currency == currency:
            return _rounded(amount, currency), currency
        in_usd = self.usd(amount, currency)
        return None if in_usd is None else (level.local(in_usd), level.currency)


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-_DIGITS.get(currency, 2)), ROUND_HALF_UP)
