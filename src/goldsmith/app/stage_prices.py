"""The price of a task, from the stage's measured time and the hourly target; and how its people fare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.pay_ports import PayStore, Row
from goldsmith.app.ports import CampaignStore
from goldsmith.app.principal import Principal, require_staff
from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.domain.pay import (
    CENT,
    MIN_MEASURED,
    PRICE_QUANTUM,
    PeoplePay,
    PersonPay,
    cap_seconds,
    hourly,
    is_under,
    people_pay,
    price_of,
    seconds_of,
    typical_seconds,
)
from goldsmith.domain.stage import MACHINE_KINDS, StageKind

MAX_PRICE = Decimal(10_000)


class StagePrices:
    """Use cases of prices."""

    def __init__(self, pay: PayStore, campaign_store: CampaignStore, campaigns: Campaigns) -> None:
        self._pay = pay
        self._store = campaign_store
        self._campaigns = campaigns

    async def view(self, principal: Principal, campaign_id: int) -> Row:
        """Each stage that people work at: its price, its measured time, the price that meets the target.

        Raises as `Campaigns.get` does.
        """
        await self._campaigns.get(principal, campaign_id)
        recipe = await self._store.recipe(campaign_id) or {}
        target, currency = Decimal(str(recipe["pay"]["target_hourly"])), recipe["pay"]["currency"]
        stages = await self._pay.stage_prices(campaign_id, sorted(MACHINE_KINDS))
        people = await self._people(stages)
        return {
            "currency": currency,
            "target_hourly": _money(target),
            "min_measured": MIN_MEASURED,
            "stages": [_priced(row, target, currency, people[row["stage_id"]]) for row in stages],
        }

    async def _people(self, stages: list[Row]) -> Mapping[int, list[PersonPay]]:
        caps = {
            row["stage_id"]: int(
                cap_seconds(typical_seconds(row["median_s"], row["n"], row["expected_s"])) * 1000
            )
            for row in stages
        }
        # At the price of now, so that a price that was mended is seen to be.
        prices = {row["stage_id"]: row["price"] for row in stages}
        people: dict[int, list[PersonPay]] = defaultdict(list)
        for row in await self._pay.person_work(caps):
            earned = row["answers"] * prices[row["stage_id"]]
            person = PersonPay(row["worker_id"], row["answers"], seconds_of(row["active_ms"]), earned)
            people[row["stage_id"]].append(person)
        return people

    async def set_price(self, principal: Principal, stage_id: int, price: Decimal) -> Row:
        """Set what a task of a stage pays from the next claim on; the campaign's prices as they are then.

        Raises:
            InvalidInput: no amount in hundredths of a cent from 0 to MAX_PRICE, or a stage of machines.
            NotFound: there is no such stage, or it is another requester's.
        """
        require_staff(principal)
        row = await self._pay.stage_of_price(stage_id)
        if row is None:
            raise NotFound("There is no such stage.")
        await self._campaigns.get(principal, row["campaign_id"], noun="stage")
        if StageKind(row["kind"]) in MACHINE_KINDS:
            raise InvalidInput("Machines work at this stage; it has no price.")
        if not 0 <= price <= MAX_PRICE or price != price.quantize(PRICE_QUANTUM):
            raise InvalidInput(
                f"A price lies between 0 and {MAX_PRICE:,} with at most four digits after the point, not {price}."
            )
        await self._pay.set_price(stage_id, price)
        return await self.view(principal, row["campaign_id"])


def _priced(row: Row, target: Decimal, currency: str, people: list[PersonPay]) -> Row:
    is_measured = row["n"] >= MIN_MEASURED and bool(row["median_s"])
    typical = typical_seconds(row["median_s"], row["n"], row["expected_s"])
    found = people_pay(target, people)
    suggested = price_of(target, typical) if is_measured else None
    return {
        "stage_id": row["stage_id"],
        "title": row["title"],
        "category": row["category"],
        "price": row["price"],
        "expected_s": row["expected_s"],
        "hourly_expected": hourly(row["price"], row["expected_s"]),
        "median_s": row["median_s"],
        "n": row["n"],
        "is_measured": is_measured,
        "suggested_price": suggested,
        "hourly_measured": hourly(row["price"], typical) if is_measured else None,
        "people": found.people,
        "people_under": found.under,
        "people_median_hourly": found.median_hourly,
        "shortfall": found.shortfall,
        "mean_s": found.seconds_per_task,
        "price_at_mean": _at_mean(target, found),
        "warning": _warning(row["price"], typical, target, currency, suggested, found),
    }


def _warning(
    price: Decimal,
    typical_s: Decimal,
    target: Decimal,
    currency: str,
    suggested: Decimal | None,
    people: PeoplePay,
) -> str:
    """What is wrong with a price and what would mend it; empty where nothing is."""
    paid, wanted = hourly(price, typical_s), _money(target)
    if is_under(target, price, typical_s):
        if suggested is None:
            better = price_of(target, typical_s)
            return (
                f"At the expected time this pays {paid} {currency} an hour, under the target of {wanted}. "
                f"A price of {better} would meet it."
            )
        return (
            f"At the measured speed this pays {paid} {currency} an hour, under the target of {wanted}. "
            f"A price of {suggested} would meet it."
        )
    if people.median_hourly is not None and people.median_hourly < target:
        return (
            f"At this price {people.under} of {people.people} people make less than {wanted} {currency} an hour; their "
            f"median is {people.median_hourly}. Bonuses of {people.shortfall} would bring them up; priced by the mean "
            f"time a task would pay {_at_mean(target, people)}."
        )
    return ""


def _at_mean(target: Decimal, people: PeoplePay) -> Decimal | None:
    """The price at which the mean time, a page left open capped, makes the target."""
    return None if people.seconds_per_task is None else price_of(target, people.seconds_per_task)


def _money(amount: Decimal) -> Decimal:
    """With cents at least: a recipe may say 7.3."""
    in_cents = amount.quantize(CENT)
    return in_cents if in_cents == amount else amount
