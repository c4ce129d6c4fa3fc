"""Suggestions of the detector through a campaign: order, page, answer, numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from goldsmith.app.campaigns import with_prelabel
from goldsmith.domain.workflow import CampaignEvent, StageEvent
from workbench import House, Person, Sheet, recipe_of, write_files

ADDRESS = "mira.halvorsen@fjordnett-post.no"
FILES = {
    "LICENSE": "",
    "a_plain.py": "x = 1\n",
    "b_mail.py": f"# naïve 😀\nTO = '{ADDRESS}'\n",
    "c_plain.py": "y = 2\n",
}
START = FILES["b_mail.py"].index(ADDRESS)
MARK = {"start": START, "end": START + len(ADDRESS), "label": "EMAIL"}


async def campaign_with(
    house: House, owner: Person, *, files: dict[str, str] | None = None, **prelabel: Any
) -> Sheet:
    recipe = with_prelabel(
        recipe_of(house.folder / "recipe", licences="any"),
        {"model": "rules", "control_share": 0.0, **prelabel},
    )
    assert owner.principal is not None
    row = await house.services.campaigns.create_from(owner.principal, recipe)
    job = await house.ingest(owner, row["id"], write_files(house.root / "code", files or FILES))
    assert job["state"] == "DONE", job["message"]
    await house.services.campaigns.transition(owner.principal, row["id"], CampaignEvent.START)
    await house.services.campaigns.transition_stages(owner.principal, row["id"], StageEvent.OPEN)
    return await house.sheet(row["id"])


async def test_what_the_model_is_least_sure_of_comes_first_with_its_suggestion(house: House) -> None:
    owner = await house.owner()
    campaign = await campaign_with(house, owner)
    worker = await house.worker(owner, campaign)
    stage = campaign.stages["annotate:email"]
    claim = await worker.claim(stage)
    assert claim["path"] == "b_mail.py"
    assert claim["prelabel"]["model"] == "Goldsmith rules"
    (mark,) = claim["prelabel"]["spans"]
    assert {key: mark[key] for key in MARK} == MARK
    assert 0.5 < mark["confidence"] <= 1
    await worker.submit(claim, [MARK])
    second = await worker.claim(stage)
    assert second["path"] == "a_plain.py"
    assert second["prelabel"]["spans"] == []


async def test_what_comes_back_still_goes_before_what_is_uncertain(house: House) -> None:
    owner = await house.owner()
    campaign = await campaign_with(house, owner)
    first, *others = await house.workers(owner, campaign, 5)
    stage = campaign.stages["annotate:email"]
    await first.submit(await first.claim(stage), [MARK])
    plain = await first.claim(stage)
    assert plain["path"] == "a_plain.py"
    await first.submit(plain, [{"start": 0, "end": 1, "label": "EMAIL"}])
    for person in others[:3]:
        await person.submit(await person.claim(campaign.stages["validate:email"]), verdict="incorrect")
        await person.submit(await person.claim(campaign.stages["validate:email"]), verdict="incorrect")
    priorities = await house.rows(
        "SELECT t.priority, i.round FROM task t JOIN item i ON i.id = t.item_id "
        "WHERE t.stage_id = $1 AND t.open_slots > 0 ORDER BY t.priority DESC, t.id",
        stage,
    )
    assert [(row["priority"] > 0, row["round"]) for row in priorities] == [(True, 2), (True, 2), (False, 1)]


async def test_an_answer_says_what_became_of_the_suggestion_and_validators_do_not_see_it(
    house: House,
) -> None:
    owner = await house.owner()
    campaign = await campaign_with(house, owner)
    author, *others = await house.workers(owner, campaign, 4)
    claim = await author.claim(campaign.stages["annotate:email"])
    shorter = {**MARK, "end": START + len(ADDRESS) - 3}
    await author.submit(claim, [shorter])
    item = await owner.get(f"/items/{claim['item_id']}")
    assert item["prelabel"]["shown"] is True
    assert item["prelabel"]["spans"] == claim["prelabel"]["spans"]
    assert item["answers"][0]["content"] == {
        "spans": [shorter],
        "prelabel": {
            "model": "Goldsmith rules", "shown": True,
            "suggested": 1, "accepted": 0, "edited": 1, "deleted": 0, "added": 0,
        },
    }  # fmt: skip
    for person in others:
        judging = await person.claim(campaign.stages["validate:email"])
        assert judging["prelabel"] is None
        assert judging["subject"] == {"spans": [shorter]}
        await person.submit(judging, verdict="incorrect")
    # Whoever marks it anew looks with fresh eyes.
    again = await (await house.worker(owner, campaign)).claim(campaign.stages["annotate:email"])
    assert (again["path"], again["round"], again["prelabel"]) == ("b_mail.py", 2, None)
    (row,) = await owner.get(f"/campaigns/{campaign.id}/prelabels")
    assert (row["category"], row["items"], row["shown"]["answers"]) == ("email", 3, 1)
    assert (row["shown"]["edited"], row["shown"]["judged"], row["shown"]["correct"]) == (1, 1, 0)
    assert row["shown"]["agreement"] == 0
    assert row["control"]["answers"] == 0
    assert row["control"]["agreement"] is None


async def test_the_control_sees_nothing_and_is_compared_all_the_same(house: House) -> None:
    owner = await house.owner()
    campaign = await campaign_with(house, owner, control_share=1.0)
    worker = await house.worker(owner, campaign)
    claim = await worker.claim(campaign.stages["annotate:email"])
    assert (claim["path"], claim["prelabel"]) == ("b_mail.py", None)
    await worker.submit(claim, [MARK])
    (row,) = await owner.get(f"/campaigns/{campaign.id}/prelabels")
    assert (row["control"]["accepted"], row["control"]["agreement"]) == (1, 1.0)
    assert row["shown"]["answers"] == 0


async def test_a_person_and_a_confident_model_that_agree_want_fewer_validations(house: House) -> None:
    owner = await house.owner()
    campaign = await campaign_with(house, owner, confident_overlap=2, confident_at=0.51)
    author, *others = await house.workers(owner, campaign, 5)
    stage = campaign.stages["annotate:email"]
    await author.submit(await author.claim(stage), [MARK])
    second = await author.claim(stage)
    await author.submit(second, [{"start": 0, "end": 1, "label": "EMAIL"}])
    tasks = await house.rows(
        "SELECT t.overlap, t.item_id FROM task t JOIN stage s ON s.id = t.stage_id "
        "WHERE s.kind = 'validate' ORDER BY t.id"
    )
    assert [task["overlap"] for task in tasks] == [2, 3]
    for person in others[:2]:
        claim = await person.claim(campaign.stages["validate:email"])
        assert claim["item_id"] == tasks[0]["item_id"]
        await person.submit(claim, verdict="correct")
    assert (await house.item(tasks[0]["item_id"]))["state"] == "ACCEPTED"


async def test_two_who_disagree_about_it_are_asked_as_many_as_ever(house: House) -> None:
    owner = await house.owner()
    campaign = await campaign_with(house, owner, confident_overlap=2, confident_at=0.51)
    author, *others = await house.workers(owner, campaign, 6)
    await author.submit(await author.claim(campaign.stages["annotate:email"]), [MARK])
    for person, verdict in zip(others, ("correct", "incorrect", "correct"), strict=False):
        await person.submit(await person.claim(campaign.stages["validate:email"]), verdict=verdict)
    (task,) = await house.rows(
        "SELECT t.state, t.overlap, t.answers FROM task t JOIN stage s ON s.id = t.stage_id "
        "WHERE s.kind = 'validate'"
    )
    assert (task["state"], task["answers"], task["overlap"]) == ("OPEN", 3, 4)


async def test_the_owner_switches_it_on_when_creating(house: House) -> None:
    owner = await house.owner()
    recipes = {row["key"]: row["can_prelabel"] for row in await owner.get("/recipes")}
    assert recipes == {"code-pii": True, "code-sft": False}
    made = await owner.post("/campaigns", {"recipe": "code-pii", "prelabel": {}}, status=201)
    kept = await house.stores.campaigns.recipe(made["id"])
    assert kept is not None
    assert kept["prelabel"] == {
        "model": "default", "uncertain_first": True, "control_share": 0.1,
        "confident_at": 0.98, "confident_overlap": None,
    }  # fmt: skip
    plain = await owner.post("/campaigns", {"recipe": "code-pii"}, status=201)
    assert (await house.stores.campaigns.recipe(plain["id"]) or {})["prelabel"] is None
    await owner.post("/campaigns", {"recipe": "code-sft", "prelabel": {}}, status=422)


async def test_a_model_must_be_there_and_below_a_root(house: House, tmp_path: Path) -> None:
    owner = await house.owner()
    outside = tmp_path / "model.bin"
    outside.write_bytes(b"x")
    body = {"recipe": "code-pii", "prelabel": {"model": str(outside)}}
    assert "outside" in (await owner.post("/campaigns", body, status=403))["detail"]
    body = {"recipe": "code-pii", "prelabel": {"model": str(house.root / "none.bin")}}
    assert "no model" in (await owner.post("/campaigns", body, status=422))["detail"]


async def test_the_export_of_answers_says_it_too(house: House) -> None:
    owner = await house.owner()
    campaign = await campaign_with(house, owner)
    worker = await house.worker(owner, campaign)
    await worker.submit(await worker.claim(campaign.stages["annotate:email"]), [MARK])
    body = {"content": "answers", "format": "jsonl"}
    job = await owner.post(f"/campaigns/{campaign.id}/exports", body, status=202)
    await house.run(owner, job["id"])
    response = await owner.call("GET", f"/exports/{job['id']}/file")
    (row,) = [orjson.loads(line) for line in response.content.splitlines()]
    assert (row["prelabel"]["accepted"], row["prelabel"]["shown"]) == (1, True)


async def test_a_second_import_adds_no_suggestion_twice(house: House) -> None:
    owner = await house.owner()
    campaign = await campaign_with(house, owner)
    before = await house.rows("SELECT count(*) AS n FROM prelabel")
    await house.ingest(owner, campaign.id, house.root / "code")
    assert await house.rows("SELECT count(*) AS n FROM prelabel") == before
