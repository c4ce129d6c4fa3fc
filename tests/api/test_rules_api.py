"""Rules over the API: written, refused with reasons, replayed, switched; restrictions by hand."""

from __future__ import annotations

from typing import Any

import pytest
from test_supervision import PAUSE, SKIPS, Desk, desk

from goldsmith.domain.errors import Forbidden, RecipeInvalid
from goldsmith.recipes.loader import load_recipe
from goldsmith.recipes.rule_schema import RuleSpec
from workbench import House, write_recipe

__all__ = ["desk"]

GOLDENS = {"collector": "golden_score", "last": 10, "comparison": "<", "value": 0.6}


def definition(*conditions: Any, action: Any = PAUSE, name: str = "r", **more: Any) -> dict[str, Any]:
    return {"name": name, "conditions": list(conditions), "action": action, **more}


async def test_a_rule_is_checked_saved_changed_and_switched(desk: Desk) -> None:
    at = f"/campaigns/{desk.campaign.id}/rules"
    said = await desk.owner.post(f"{at}/check", {"definition": definition(SKIPS)})
    assert said["problems"] == []
    assert said["sentence"].startswith("When the number of tasks skipped in a row is at least 3")
    rule = await desk.rule(SKIPS, is_on=False)
    assert (rule["is_on"], rule["version"], rule["hits"]) == (False, 1, 0)
    body = {"version": 1, "definition": definition({**SKIPS, "value": 4})}
    changed = await desk.owner.call("PUT", f"/rules/{rule['id']}", json=body)
    assert changed.json()["version"] == 2
    assert (await desk.owner.call("PUT", f"/rules/{rule['id']}", json=body)).status_code == 409
    on = await desk.owner.call("PUT", f"/rules/{rule['id']}/switch", json={"is_on": True})
    assert on.json()["is_on"]
    assert [row["name"] for row in (await desk.owner.get(at))["rules"]] == ["r"]
    assert (await desk.owner.call("DELETE", f"/rules/{rule['id']}")).status_code == 204


@pytest.mark.parametrize(
    ("conditions", "reason"),
    [
        ([{**SKIPS, "last": 2}], "a window of 2 can never hold"),
        ([{**GOLDENS, "value": 60}], "always true"),
        ([{"collector": "reviews", "last": 3, "comparison": ">", "value": 1}], "impossible"),
    ],
)
async def test_a_rule_that_cannot_work_is_refused_with_the_reason(
    desk: Desk, conditions: Any, reason: str
) -> None:
    body = {"definition": definition(*conditions)}
    problem = await desk.owner.post(f"/campaigns/{desk.campaign.id}/rules", body, status=422)
    assert reason in problem["detail"]
    checked = await desk.owner.post(f"/campaigns/{desk.campaign.id}/rules/check", body)
    assert reason in checked["problems"][0]


async def test_rules_that_fight_are_not_on_together(desk: Desk) -> None:
    await desk.rule(SKIPS, name="first")
    body = {"definition": definition(SKIPS, name="second", action={**PAUSE, "minutes": 60})}
    problem = await desk.owner.post(f"/campaigns/{desk.campaign.id}/rules", body, status=422)
    assert "fights the rule 'first'" in problem["detail"]
    await desk.owner.post(
        f"/campaigns/{desk.campaign.id}/rules", {"definition": definition(SKIPS, name="first")}, status=422
    )


async def test_only_the_owner_restricts_from_everything(desk: Desk) -> None:
    requester = await desk.house.requester()
    campaign = await desk.house.campaign(requester)
    body = {"definition": definition(SKIPS, action={"kind": "restrict", "scope": "everything", "minutes": 5})}
    await requester.post(f"/campaigns/{campaign.id}/rules", body, status=403)
    await desk.owner.post(f"/campaigns/{campaign.id}/rules", body, status=201)


async def test_nor_does_a_recipe_of_a_requester(house: House) -> None:
    requester = await house.requester()
    assert requester.principal is not None
    recipe = load_recipe(write_recipe(house.folder / "all"))
    everything = definition(SKIPS, action={"kind": "restrict", "scope": "everything", "minutes": 5})
    recipe = recipe.model_copy(update={"rules": [RuleSpec(**everything)]})
    with pytest.raises(Forbidden, match="Only the owner"):
        await house.services.campaigns.create_from(requester.principal, recipe)


async def test_a_replay_hits_nobody(desk: Desk) -> None:
    ann = desk.people[0]
    await desk.skip(ann, 3)
    desk.house.clock.advance(minutes=5)
    await desk.mark(ann, 2)
    found = await desk.owner.post(
        f"/campaigns/{desk.campaign.id}/rules/replay", {"definition": definition(SKIPS), "days": 7}
    )
    assert (found["total_hits"], found["hit_workers"], found["stopped_answers"]) == (1, 1, 2)
    (hit,) = found["hits"]
    assert (hit["worker_id"], hit["stopped_answers"], hit["stage"]) == (ann.id, 2, "annotate")
    assert hit["evidence"][0]["words"].startswith("skipped in a row: 3")
    assert await desk.log() == [] and isinstance(await ann.claim(desk.stage), dict)


async def test_a_restriction_by_hand_and_its_end(desk: Desk) -> None:
    ann = desk.people[0]
    body = {"account_id": ann.id, "minutes": None, "reason": "You asked for a break."}
    made = await desk.owner.call("PUT", f"/campaigns/{desk.campaign.id}/restrictions", json=body)
    assert (made.status_code, made.json()["by_rule"]) == (200, False)
    assert await ann.claim(desk.stage) == "restricted"
    (seen,) = (await ann.get("/me/standing"))["restrictions"]
    assert (seen["reason"], seen["until"]) == ("You asked for a break.", None)
    lifted = await desk.owner.post(f"/restrictions/{seen['id']}/lift")
    assert not lifted["is_standing"]
    assert isinstance(await ann.claim(desk.stage), dict)
    await desk.owner.post(f"/restrictions/{seen['id']}/lift", status=409)
    strange = await desk.owner.call(
        "PUT", f"/campaigns/{desk.campaign.id}/restrictions", json={**body, "account_id": 999}
    )
    assert strange.status_code == 404


async def test_lifting_the_restriction_of_a_rule_marks_its_deed(desk: Desk) -> None:
    ann = desk.people[0]
    rule = await desk.rule(SKIPS)
    await desk.skip(ann, 3)
    await desk.tick()
    (event,) = await desk.log()
    await desk.owner.post(f"/restrictions/{event['restriction_id']}/lift")
    (event,) = await desk.log()
    assert event["undone_at"] is not None and not event["can_undo"]
    assert (await desk.owner.call("DELETE", f"/rules/{rule['id']}")).status_code == 409


async def test_a_skill_is_shown_with_its_uncertainty(desk: Desk) -> None:
    ann = desk.people[0]
    for _ in range(31):
        await desk.fact(ann, "golden", 0.8)
    await desk.tick()
    (skill,) = [row for row in (await ann.get("/me/standing"))["skills"] if row["skill"] == "email"]
    assert (skill["answers"], round(skill["mean"]), round(skill["deviation"])) == (41, 82, 6)


async def test_a_campaign_begins_with_the_rules_of_its_recipe(house: House) -> None:
    owner = await house.owner()
    row = await house.services.campaigns.create(owner.principal, recipe="code-pii")
    rules = (await owner.get(f"/campaigns/{row['id']}/rules"))["rules"]
    assert len(rules) == 5 and all(rule["is_on"] for rule in rules)
    for rule in rules:
        again = await owner.call("PUT", f"/rules/{rule['id']}/switch", json={"is_on": True})
        assert again.status_code == 200, again.text


@pytest.mark.parametrize(
    ("rules", "line_says"),
    [
        ("[{name: a, conditions: [{collector: skipped_in_row, last: 2, comparison: '>=', value: 3}],"
         " action: {kind: requiz}}]", "can never hold"),
        ("[{name: a, conditions: [{collector: golden_score, last: 2, comparison: '<', value: 0.3}],"
         " action: {kind: requiz}}]", "has goldens"),
        ("[{name: a, conditions: [{collector: answers, last: 2, hours: 3, comparison: '>', value: 1}],"
         " action: {kind: requiz}}]", "one of both"),
        ("[{name: a, conditions: [{collector: mood, last: 2, comparison: '<', value: 0.3}],"
         " action: {kind: requiz}}]", "collector"),
    ],
)  # fmt: skip
def test_a_recipe_with_a_bad_rule_names_the_line(tmp_path: Any, rules: str, line_says: str) -> None:
    path = write_recipe(tmp_path)
    path.write_text(path.read_text() + f"rules: {rules}\n")
    with pytest.raises(RecipeInvalid) as caught:
        load_recipe(path)
    (problem, *_) = caught.value.context["problems"]
    assert line_says in f"{problem['where']} {problem['message']}"
    assert problem["line"] == len(path.read_text().splitlines())
