"""Fair pay by country: what a rate is worth where, which rate countries need, to whom a campaign is open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.pay_ports import PayStore, Row
from goldsmith.app.principal import Principal, require_staff
from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.purchasing_power import highest_ratio, rate_needed, worth_usd
from goldsmith.pay.country_table import CountryPay, country_table, rate_for
from goldsmith.pay.price_level import PriceLevels

_CODE = re.compile(r"[A-Z]{2}")


class FairPay:
    """Use cases of the fair-pay planner."""

    def __init__(self, pay: PayStore, campaigns: Campaigns, levels: PriceLevels) -> None:
        self._pay = pay
        self._campaigns = campaigns
        self._levels = levels

    def table(self, principal: Principal, rate_usd: Decimal, target_usd: Decimal) -> Row:
        """Every country at this rate, where it is worth most first.

        Raises:
            Forbidden: the caller is a worker.
            InvalidInput: a rate or a target that is not over 0.
        """
        require_staff(principal)
        rows = [_facts(one) for one in country_table(self._levels, rate_usd, target_usd)]
        return {
            "rate_usd": rate_usd,
            "target_usd": target_usd,
            "highest_ratio": highest_ratio(rate_usd, target_usd),
            "open_countries": [row for row in rows if row["is_open"]],
            "closed_countries": [row for row in rows if not row["is_open"]],
        }

    def rate(self, principal: Principal, codes: Sequence[str], target_usd: Decimal) -> Row:
        """The lowest rate that opens all these countries, the one that decides first.

        Raises:
            Forbidden: the caller is a worker.
            NotFound: a country without facts.
            InvalidInput: no country, or a target that is not over 0.
        """
        require_staff(principal)
        rate, levels = rate_for(self._levels, codes, target_usd)
        return {
            "rate_usd": rate,
            "target_usd": target_usd,
            "countries": [
                {
                    "country": level.country,
                    "name": level.name,
                    "price_level_ratio": level.ratio,
                    "needs_usd": rate_needed(target_usd, [level.ratio]),
                    "worth_usd": worth_usd(rate, level.ratio),
                }
                for level in levels
            ],
        }

    async def opening(self, principal: Principal, campaign_id: int) -> Row:
        """To which countries a campaign is open, and where its workers are.

        Raises as `Campaigns.get` does.
        """
        await self._campaigns.get(principal, campaign_id)
        row = await self._pay.countries(campaign_id)
        assert row is not None
        opened = row["countries"]
        outside = [one for one in row["members"] if opened is not None and one["country"] not in opened]
        return {
            "countries": opened,
            "members": row["members"],
            "members_outside": sum(one["workers"] for one in outside),
        }

    async def open_to(self, principal: Principal, campaign_id: int, countries: Sequence[str] | None) -> Row:
        """Open a campaign to these countries, or to all (None). Who holds a task may finish it.

        Raises:
            InvalidInput: an empty list, or a code that is not two capital letters.
            Others as `Campaigns.get` does.
        """
        await self._campaigns.get(principal, campaign_id)
        if countries is not None:
            if not countries:
                raise InvalidInput(
                    "A campaign open to no country hands out no work.",
                    hint="Name a country, or pause the campaign.",
                )
            if wrong := [code for code in countries if not _CODE.fullmatch(code)]:
                raise InvalidInput(
                    f"{wrong[0]!r} is no country code.",
                    hint="Use two capital letters of ISO 3166-1, such as FR.",
                )
            countries = sorted(set(countries))
        await self._pay.set_countries(campaign_id, countries)
        return await self.opening(principal, campaign_id)


def _facts(one: CountryPay) -> Row:
    return {
        "country": one.level.country,
        "name": one.level.name,
        "price_level_ratio": one.level.ratio,
        "worth_usd": one.worth_usd,
        "currency": one.level.currency,
        "local_amount": one.local,
        "needs_usd": one.needs_usd,
        "is_open": one.is_open,
    }
