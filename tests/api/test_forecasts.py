"""Plans over the API: asked for, run as a job, read; of a recipe and of a campaign."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from goldsmith.domain.workflow import JobState
from workbench import House, Person

SMALL = {"workers": 30, "chunks": 6, "policies": ["fixed-3", "dynamic-3-5@0.90"], "seeds": 2}


async def ask(who: Person, body: dict[str, Any], status: int = 202) -> Any:
    response = await who.call("POST", "/plans", json=body)
    assert response.status_code == status, response.text
    return response.json()


async def test_a_plan_of_a_recipe(house: House) -> None:
    owner = await house.owner()
    job = await ask(owner, {**SMALL, "recipe": "code-pii", "wanted_f1": 0.3, "countries": ["pl", "in"]})
    waiting = await owner.get(f"/plans/{job['id']}")
    assert (waiting["job"]["state"], waiting["plan"]) == ("QUEUED", None)
    await house.services.jobs.run(job["id"])
    done = await owner.get(f"/plans/{job['id']}")
    plan = done["plan"]
    assert done["job"]["state"] == "DONE"
    assert (plan["items"], plan["workers"], plan["countries"]) == (42, 30, ["PL", "IN"])
    assert [one["name"] for one in plan["policies"]] == ["fixed-3", "dynamic-3-5@0.90"]
    assert plan["cheapest"] in SMALL["policies"]  # type: ignore[operator]
    assert all(one["cost"]["low"] <= one["cost"]["mean"] <= one["cost"]["high"] for one in plan["policies"])
    assert any("seconds of a task" in row["what"] for row in plan["assumptions"])
    assert (plan["goldens"], plan["has_rules"], len(plan["rules"])) == (0, True, 5)


async def test_a_plan_of_a_campaign_takes_its_recipe_and_is_its_owners(house: House) -> None:
    owner, requester, other = await house.owner(), await house.requester(), await house.requester()
    campaign = (await requester.post("/campaigns", {"recipe": "code-pii"}, status=201))["id"]
    job = await ask(requester, {**SMALL, "campaign_id": campaign})
    await house.services.jobs.run(job["id"])
    for who in (owner, requester):
        plan = (await who.get(f"/plans/{job['id']}"))["plan"]
        assert plan["recipe"] == "code-pii"
        assert all(one["finished"]["mean"] == 1 for one in plan["policies"]), "the flow is the recipe's"
        assert all(one["validations"]["mean"] >= 3 * plan["items"] for one in plan["policies"])
    assert (await other.call("GET", f"/plans/{job['id']}")).status_code == 404
    await ask(other, {**SMALL, "campaign_id": campaign}, 404)


async def test_a_plan_of_a_campaign_plays_the_rules_that_are_on_there(house: House) -> None:
    owner = await house.owner()
    campaign = (await owner.post("/campaigns", {"recipe": "code-pii"}, status=201))["id"]
    kept = (await owner.get(f"/campaigns/{campaign}/rules"))["rules"]
    response = await owner.call("PUT", f"/rules/{kept[0]['id']}/switch", json={"is_on": False})
    assert response.status_code == 200, response.text
    found = []
    for rules in (True, False):
        job = await ask(owner, {**SMALL, "campaign_id": campaign, "goldens": 5, "rules": rules})
        await house.services.jobs.run(job["id"])
        found.append((await owner.get(f"/plans/{job['id']}"))["plan"])
    assert [one["name"] for one in found[0]["rules"]] == [one["name"] for one in kept[1:]]
    assert (found[0]["goldens"], found[1]["rules"], found[1]["has_rules"]) == (5, [], False)


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"recipe": "code-sft"}, 422, "only campaigns of marks"),
        ({"recipe": "no-such"}, 404, "no recipe"),
        ({"recipe": "code-pii", "campaign_id": 1}, 422, "not both"),
        ({}, 422, "not both"),
        ({"recipe": "code-pii", "countries": ["ZZ"]}, 422, "price level"),
        ({"recipe": "code-pii", "workers": 4}, 422, "at least 6 people"),
        ({"recipe": "code-pii", "budget": "0.01"}, 422, "does not pay for one item"),
        ({"recipe": "code-pii", "policies": ["most"]}, 422, "no policy"),
    ],
)
async def test_what_cannot_be_planned_is_refused_before_it_is_queued(
    house: House, change: dict[str, Any], status: int, words: str
) -> None:
    owner = await house.owner()
    found = await ask(owner, {**SMALL, **change}, status)
    assert words in found["detail"]


async def test_another_job_is_no_plan(house: House) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner)
    job = (await owner.post(f"/campaigns/{campaign.id}/aggregations", status=202))["id"]
    assert (await owner.call("GET", f"/plans/{job}")).status_code == 404


async def test_a_cancelled_plan_stops(house: House) -> None:
    owner = await house.owner()
    many = {"recipe": "code-pii", "workers": 60, "chunks": 300, "seeds": 20}
    job = await ask(owner, many)
    running = asyncio.create_task(house.services.jobs.run(job["id"]))
    while (await owner.get(f"/jobs/{job['id']}"))["state"] == "QUEUED":  # noqa: ASYNC110 - the job is the event
        await asyncio.sleep(0.02)
    await owner.post(f"/jobs/{job['id']}/events", {"event": "cancel"})
    await asyncio.wait_for(running, 30)
    assert (await owner.get(f"/jobs/{job['id']}"))["state"] == JobState.CANCELLED.value


async def test_presets(house: House) -> None:
    owner = await house.owner()
    [preset] = await owner.get("/plans/presets")
    assert (preset["name"], preset["workers"], preset["hours"]) == ("article", 1399, 4349)
