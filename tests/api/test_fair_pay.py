"""Fair pay over the API: countries at a rate, rates for countries, openings, and prices from measured times."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest

from goldsmith.domain.pay import MIN_MEASURED, MIN_PERSON_ANSWERS
from workbench import House, Person, Sheet

#: More chunks than a median needs answers; the recipe cuts at four lines.
MANY = {
    f"file{n}.py": f"# SPDX-License-Identifier: MIT\nA{n} = {n}\n\n\nB{n} = 2\n\n\n\nC = 3\n"
    for n in range(20)
}
keys = itertools.count()


async def put(who: Person, path: str, body: Any, *, status: int = 200) -> Any:
    response = await who.call("PUT", path, json=body)
    assert response.status_code == status, response.text
    return response.json()


async def answer(house: House, worker: Person, stage: int, seconds: int, times: int) -> None:
    for _ in range(times):
        claim = await worker.claim(stage)
        house.clock.advance(seconds=seconds)  # nobody was active for longer than they held the task
        await worker.post(
            f"/assignments/{claim['id']}/submit",
            {"active_ms": seconds * 1000, "annotation": {"spans": []}},
            headers={"Idempotency-Key": f"pay-key-{next(keys):08d}"},
        )


async def price_row(owner: Person, campaign: Sheet, stage: str) -> dict[str, Any]:
    view = await owner.get(f"/campaigns/{campaign.id}/prices")
    return next(row for row in view["stages"] if row["stage_id"] == campaign.stages[stage])


async def test_countries_at_a_rate(house: House) -> None:
    owner = await house.owner()
    table = await owner.get("/pay/countries?rate=7.30&target=16.50")
    assert (len(table["open_countries"]), len(table["closed_countries"])) == (23, 51)
    assert table["highest_ratio"] == "0.4424"
    worths = [Decimal(row["worth_usd"]) for row in table["open_countries"]]
    assert worths == sorted(worths, reverse=True)
    assert min(worths) >= Decimal("16.50")
    brazil = next(row for row in table["open_countries"] if row["country"] == "BR")
    assert brazil == {
        "country": "BR", "name": "Brazil", "price_level_ratio": "0.4400", "worth_usd": "16.59",
        "currency": "BRL", "local_amount": "41.27", "needs_usd": "7.26", "is_open": True,
    }  # fmt: skip
    assert await owner.get("/pay/countries?rate=7.30") == table, "16.50 is the target unless another is named"


async def test_the_rate_for_countries(house: House) -> None:
    owner = await house.owner()
    found = await owner.get("/pay/rate?countries=PL,fr,IN")
    assert found["rate_usd"] == "12.17"
    assert [row["country"] for row in found["countries"]] == ["FR", "PL", "IN"]
    assert (await owner.call("GET", "/pay/rate?countries=FR,XX")).status_code == 404
    assert (await owner.call("GET", "/pay/rate?countries=,")).status_code == 422


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity", "x", "7.30001"])
async def test_impossible_rates_are_refused(house: House, rate: str) -> None:
    owner = await house.owner()
    response = await owner.call("GET", f"/pay/countries?rate={rate}")
    assert response.status_code == 422
    assert response.json()["code"] == "invalid_input"


async def test_a_campaign_opens_to_countries(house: House) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner)
    await house.worker(owner, campaign)  # in Portugal
    path = f"/campaigns/{campaign.id}/countries"
    assert await owner.get(path) == {
        "countries": None, "members": [{"country": "PT", "workers": 1}], "members_outside": 0,
    }  # fmt: skip
    assert (await put(owner, path, {"countries": ["IN", "BR", "IN"]}))["countries"] == ["BR", "IN"]
    assert (await owner.get(path))["members_outside"] == 1
    for wrong in ([], ["in"], ["IND"], ["I1"], "IN"):
        await put(owner, path, {"countries": wrong}, status=422)
    assert (await owner.get(path))["countries"] == ["BR", "IN"]
    assert (await put(owner, path, {"countries": None}))["countries"] is None


async def test_who_lives_in_a_closed_country_gets_no_task(house: House) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner)
    worker = await house.worker(owner, campaign)
    stage = campaign.stages["annotate:email"]
    path = f"/campaigns/{campaign.id}/countries"
    held = await worker.claim(stage)
    await put(owner, path, {"countries": ["IN"]})
    # What they hold they may finish; there is no next one.
    await worker.submit(held)
    refused = await worker.call("POST", f"/stages/{stage}/claim", json={"after": None})
    assert refused.status_code in (200, 403)
    assert "country_closed" in refused.text
    await put(owner, path, {"countries": ["IN", "PT"]})
    assert isinstance(await worker.claim(stage), dict)


async def test_prices_before_anything_is_measured(house: House) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner)
    view = await owner.get(f"/campaigns/{campaign.id}/prices")
    assert (view["currency"], Decimal(view["target_hourly"])) == ("USD", 12)
    assert [row["stage_id"] for row in view["stages"]] == list(campaign.stages.values())
    row = await price_row(owner, campaign, "annotate:email")
    assert (row["price"], row["expected_s"], row["hourly_expected"]) == ("0.1000", 30, "12.00")
    assert (row["n"], row["median_s"], row["is_measured"]) == (0, None, False)
    assert (row["suggested_price"], row["hourly_measured"], row["warning"]) == (None, None, "")
    assert (row["people"], row["people_median_hourly"]) == (0, None)


async def test_a_price_follows_the_measured_time(house: House) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner, files=MANY)
    stage = campaign.stages["annotate:email"]
    slow, fast = await house.workers(owner, campaign, 2)
    half = MIN_MEASURED // 2
    await answer(house, fast, stage, 30, half)
    assert not (await price_row(owner, campaign, "annotate:email"))["is_measured"]
    await answer(house, slow, stage, 50, half)
    row = await price_row(owner, campaign, "annotate:email")
    assert (row["n"], row["median_s"], row["is_measured"]) == (MIN_MEASURED, 40.0, True)
    # 12 an hour x 40 s = 0.1333..., rounded up; 0.10 in 40 s makes 9 an hour.
    assert (row["suggested_price"], row["hourly_measured"]) == ("0.1334", "9.00")
    assert "9.00 USD an hour, under the target of 12" in row["warning"]
    assert "0.1334" in row["warning"]
    assert half >= MIN_PERSON_ANSWERS
    # 0.10 in 30 s makes 12 an hour, in 50 s 7.20.
    assert (row["people"], row["people_under"], row["people_median_hourly"]) == (2, 1, "9.60")
    # 12 x 500 s / 3600 - 1.00
    assert row["shortfall"] == "0.67"
    assert (row["mean_s"], row["price_at_mean"]) == (40.0, "0.1334")


async def test_a_page_left_open_counts_as_minutes(house: House) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner, files=MANY)
    stage = campaign.stages["annotate:email"]
    worker = await house.worker(owner, campaign)
    await answer(house, worker, stage, 30, MIN_MEASURED)
    before = await price_row(owner, campaign, "annotate:email")
    await answer(house, worker, stage, 590, 1)
    after = await price_row(owner, campaign, "annotate:email")
    assert after["median_s"] == before["median_s"] == 30.0
    # 21 answers pay 2.10; the last counts 120 s (4 x the median) and not 590: 720 s in all.
    assert after["people_median_hourly"] == "10.50"
    # The median speed makes the target; the person does not, and both ways out are named.
    assert after["hourly_measured"] == "12.00"
    assert after["warning"] == (
        "At this price 1 of 1 people make less than 12.00 USD an hour; their median is 10.50. "
        "Bonuses of 0.30 would bring them up; priced by the mean time a task would pay 0.1143."
    )
    view = await put(owner, f"/stages/{stage}/price", {"price": after["price_at_mean"]})
    assert [row["warning"] for row in view["stages"] if row["stage_id"] == stage] == [""]


async def test_a_new_price_is_for_coming_claims(house: House) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner)
    stage = campaign.stages["annotate:email"]
    early, late = await house.workers(owner, campaign, 2)
    held = await early.claim(stage)
    view = await put(owner, f"/stages/{stage}/price", {"price": "0.1334"})
    row = next(row for row in view["stages"] if row["stage_id"] == stage)
    assert (row["price"], row["hourly_expected"]) == ("0.1334", "16.00")
    assert (await late.claim(stage))["price"] == "0.1334"
    await early.submit(held)
    prices = await house.rows("SELECT price FROM assignment WHERE id = $1", held["id"])
    assert prices == [{"price": Decimal("0.1000")}]


@pytest.mark.parametrize("price", ["-0.01", "0.00001", "10000.01", "NaN", "x", None])
async def test_impossible_prices_are_refused(house: House, price: Any) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner, files={})
    await put(owner, f"/stages/{campaign.stages['annotate:email']}/price", {"price": price}, status=422)


async def test_a_stage_of_nobody_has_no_price(house: House) -> None:
    owner = await house.owner()
    await put(owner, "/stages/999999/price", {"price": "1"}, status=404)
