"""What goes over the wire about fair pay: countries, rates, openings, prices."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from goldsmith.api.wire import Model

CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class CountryWorth(BaseModel):
    """A nominal hourly rate in one country."""

    country: str = Field(description="ISO 3166-1 alpha-2")
    name: str
    price_level_ratio: Decimal = Field(description="purchasing-power factor / exchange rate; the US is 1")
    worth_usd: Decimal = Field(description="what the rate buys there in US prices, rounded down")
    currency: str
    local_amount: Decimal = Field(description="the rate in local money, at the stored exchange rate")
    needs_usd: Decimal = Field(description="the lowest rate in whole cents that opens the country")
    is_open: bool


class CountryTable(BaseModel):
    """Countries where a rate buys at least the target, and those where it does not; worth most first."""

    rate_usd: Decimal
    target_usd: Decimal
    highest_ratio: Decimal = Field(description="the highest ratio of four digits that is open")
    open_countries: list[CountryWorth]
    closed_countries: list[CountryWorth]


class CountryNeed(BaseModel):
    """What one country needs."""

    country: str
    name: str
    price_level_ratio: Decimal
    needs_usd: Decimal = Field(description="the lowest rate that opens it alone")
    worth_usd: Decimal = Field(description="what the rate for all is worth there, in US prices")


class RateNeeded(BaseModel):
    """The lowest rate that opens all countries asked for; the one that decides comes first."""

    rate_usd: Decimal
    target_usd: Decimal
    countries: list[CountryNeed]


class MembersOf(BaseModel):
    """Workers of a campaign in one country."""

    country: str | None
    workers: int


class Opening(BaseModel):
    """To whom a campaign is open."""

    countries: list[str] | None = Field(description="null: all")
    members: list[MembersOf] = Field(description="workers by country, the most first")
    members_outside: int = Field(description="workers in countries it is not open to")


class OpeningIn(Model):
    """Open a campaign to these countries, or with null to all."""

    countries: Annotated[list[CountryCode], Field(max_length=300)] | None


class StagePrice(BaseModel):
    """What a task of a stage pays, and what it would have to."""

    stage_id: int
    title: str
    category: str
    price: Decimal
    expected_s: int
    hourly_expected: Decimal | None
    median_s: float | None = Field(description="median active time of the last 500 answers")
    n: int = Field(description="answers it was taken over, at most 500")
    is_measured: bool = Field(description="there are enough answers to believe the median")
    suggested_price: Decimal | None = Field(description="target x median, rounded up; null until measured")
    hourly_measured: Decimal | None = Field(description="price at the median, per hour; null until measured")
    people: int = Field(description="people with enough answers here to tell")
    people_under: int = Field(
        description="of them, those who make less than the target an hour at this price"
    )
    people_median_hourly: Decimal | None
    shortfall: Decimal = Field(
        description="bonuses that would bring each of them up to the target, at this price"
    )
    mean_s: float | None = Field(description="mean working time of these people, each task capped")
    price_at_mean: Decimal | None = Field(description="target x that mean: what meets the target on average")
    warning: str = Field(description="what is wrong and what would mend it; empty where nothing is")


class StagePrices(BaseModel):
    """The prices of a campaign."""

    currency: str
    target_hourly: Decimal
    min_measured: int = Field(description="answers before a median is believed")
    stages: list[StagePrice]


class PriceIn(Model):
    """A new price for coming claims."""

    price: Decimal = Field(ge=0, le=10_000, decimal_places=4)
