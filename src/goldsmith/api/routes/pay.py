"""Fair pay: what a rate is worth where, to whom a campaign is open, what a task pays."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query

from goldsmith.api import pay_schemas as schemas
from goldsmith.api.context import Staff, Use
from goldsmith.domain.purchasing_power import DEFAULT_TARGET_USD

router = APIRouter(tags=["pay"])

Rate = Annotated[Decimal, Query(gt=0, le=1_000_000, decimal_places=4, description="US $ an hour")]
Target = Annotated[
    Decimal,
    Query(gt=0, le=1_000_000, decimal_places=4, description="what an hour is to buy, in US $ in the US"),
]


@router.get("/pay/countries", operation_id="pay_countries")
async def pay_countries(
    who: Staff, use: Use, rate: Rate, target: Target = DEFAULT_TARGET_USD
) -> schemas.CountryTable:
    """Countries where an hourly rate buys at least the target, and those where it does not."""
    return schemas.CountryTable(**use.fair_pay.table(who, rate, target))


@router.get("/pay/rate", operation_id="pay_rate")
async def pay_rate(
    who: Staff,
    use: Use,
    countries: Annotated[str, Query(max_length=1_000, description="two-letter codes with commas between")],
    target: Target = DEFAULT_TARGET_USD,
) -> schemas.RateNeeded:
    """The lowest rate that buys at least the target in all these countries."""
    codes = [code for code in countries.split(",") if code.strip()]
    return schemas.RateNeeded(**use.fair_pay.rate(who, codes, target))


@router.get("/campaigns/{campaign_id}/countries", operation_id="campaign_countries")
async def campaign_countries(campaign_id: int, who: Staff, use: Use) -> schemas.Opening:
    """To which countries a campaign is open, and where its workers are."""
    return schemas.Opening(**await use.fair_pay.opening(who, campaign_id))


@router.put("/campaigns/{campaign_id}/countries", operation_id="open_to_countries")
async def open_to_countries(
    campaign_id: int, body: schemas.OpeningIn, who: Staff, use: Use
) -> schemas.Opening:
    """Open a campaign to these countries, or to all; who holds a task may finish it."""
    return schemas.Opening(**await use.fair_pay.open_to(who, campaign_id, body.countries))


@router.get("/campaigns/{campaign_id}/prices", operation_id="prices")
async def prices(campaign_id: int, who: Staff, use: Use) -> schemas.StagePrices:
    """What tasks pay, how long they take, the price that meets the target, and how people fare."""
    return schemas.StagePrices(**await use.stage_prices.view(who, campaign_id))


@router.put("/stages/{stage_id}/price", operation_id="set_price")
async def set_price(stage_id: int, body: schemas.PriceIn, who: Staff, use: Use) -> schemas.StagePrices:
    """Set what a task pays from the next claim on; who holds a task keeps its price."""
    return schemas.StagePrices(**await use.stage_prices.set_price(who, stage_id, body.price))
