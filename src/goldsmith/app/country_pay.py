"""What people of a campaign make in an hour, by country, and what that buys there."""

from __future__ import annotations

from decimal import Decimal
from statistics import median

from goldsmith.app.bonuses import caps_ms
from goldsmith.app.campaigns import Campaigns
from goldsmith.app.pay_ports import PayStore
from goldsmith.app.ports import CampaignStore, Row
from goldsmith.app.principal import Principal
from goldsmith.app.voice_ports import CountryPayStore
from goldsmith.domain.pay import hourly, is_under, seconds_of
from goldsmith.domain.purchasing_power import worth_usd
from goldsmith.domain.stage import MACHINE_KINDS
from goldsmith.pay.price_level import PriceLevels

_HOUR_S = Decimal(3600)


class CountryPay:
    """Use cases of hourly pay by country."""

    def __init__(
        self,
        people: CountryPayStore,
        pay: PayStore,
        campaign_store: CampaignStore,
        campaigns: Campaigns,
        levels: PriceLevels,
    ) -> None:
        self._people = people
        self._pay = pay
        self._campaign_store = campaign_store
        self._campaigns = campaigns
        self._levels = levels

    async def table(self, principal: Principal, campaign_id: int) -> Row:
        """Hourly pay by country, the lowest worth first.

        Time is measured active time, each task at most a robust multiple of its stage's median. Pay is what the
        ledger says, plus the price of work that waits for a decision.

        Returns:
            {currency, target_hourly, countries: [{country, name, workers, under, hours, earned, pending, hourly,
            median_hourly, price_level_ratio, worth_usd}]}; a country is None where the worker gave none.
        """
        await self._campaigns.get(principal, campaign_id)
        recipe = await self._campaign_store.recipe(campaign_id) or {}
        currency: str = recipe["pay"]["currency"]
        target = Decimal(str(recipe["pay"]["target_hourly"]))
        caps = caps_ms(await self._pay.stage_prices(campaign_id, sorted(MACHINE_KINDS)))
        by_country: dict[str | None, list[Row]] = {}
        for row in await self._people.people(campaign_id, caps):
            by_country.setdefault(row["country"], []).append(row)
        rows = [self._country(code, people, currency, target) for code, people in by_country.items()]
        rows.sort(key=lambda row: (row["worth_usd"] is None, row["worth_usd"] or 0, row["country"] or "~"))
        return {"currency": currency, "target_hourly": target, "countries": rows}

    def _country(self, code: str | None, people: list[Row], currency: str, target: Decimal) -> Row:
        seconds = sum((seconds_of(one["active_ms"]) for one in people), Decimal(0))
        earned = sum((one["earned"] for one in people), Decimal(0))
        pending = sum((one["pending"] for one in people), Decimal(0))
        rates = [
            rate
            for one in people
            if (rate := hourly(one["earned"] + one["pending"], seconds_of(one["active_ms"]))) is not None
        ]
        rate = hourly(earned + pending, seconds)
        level = self._levels.find(code) if code else None
        in_usd = None if rate is None or rate <= 0 else self._levels.usd(rate, currency)
        return {
            "country": code,
            "name": level.name if level else code,
            "workers": len(people),
            "under": sum(
                is_under(target, one["earned"] + one["pending"], seconds_of(one["active_ms"]))
                for one in people
            ),
            "answers": sum(one["answers"] for one in people),
            "hours": float(seconds / _HOUR_S),
            "earned": earned,
            "pending": pending,
            "hourly": rate,
            "median_hourly": median(rates).quantize(Decimal("0.01")) if rates else None,
            "price_level_ratio": level.ratio if level else None,
            "worth_usd": worth_usd(in_usd, level.ratio) if level and in_usd is not None else None,
        }
