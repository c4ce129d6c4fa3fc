"""Texts through the stages: written, reviewed by somebody else, sent back to their author, written by another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from workbench import House, Person, Sheet
from written import REVIEW, answer, recipe, review, text_campaign, write

PROMPT = "Write a Python function that reads a file and returns its longest line."


class Desk:
    """A campaign of texts and its people."""

    def __init__(self, house: House, owner: Person, campaign: Sheet, people: list[Person]) -> None:
        self.house, self.owner, self.campaign, self.people = house, owner, campaign, people

    def __getattr__(self, name: str) -> int:
        """Stages of the Python track by their name."""
        return self.campaign.stages[f"{name}:python"]

    async def item(self, item_id: int) -> dict[str, Any]:
        return await self.owner.get(f"/items/{item_id}")


async def open_desk(house: House, text: str | None = None, people: int = 5) -> Desk:
    owner = await house.owner()
    campaign = await text_campaign(house, owner, text)
    workers = [
        await house.worker(owner, campaign, skills=("python", "sql"), name=f"Expert {n}")
        for n in range(people)
    ]
    return Desk(house, owner, campaign, workers)


@pytest.fixture
async def desk(house: House) -> Desk:
    return await open_desk(house)


async def test_a_pair_is_written_reviewed_and_accepted(desk: Desk) -> None:
    ada, bob, eve, dan, _ = desk.people
    claim = await write(ada, desk.author_prompt, prompt=PROMPT)
    work = claim["work"]
    assert work["brief"]["language"] == "Python"
    assert work["brief"]["dimensions"]["Category"] in ("Generation", "Bug fixing")
    assert work["brief"]["source"]["quote"]
    assert work["fields"] == {}
    assert not work["is_rework"]
    seen = await review(bob, desk.review_prompt)
    assert seen["work"]["fields"] == {"prompt": PROMPT}
    assert seen["work"]["shown"] == ["prompt"]
    second = await write(eve, desk.author_completion, completion="```python\nprint(1)\n```")
    assert second["work"]["fields"] == {"prompt": PROMPT}
    assert second["round"] == 1
    await review(dan, desk.review_completion, form={"correct": True})
    item = await desk.item(claim["item_id"])
    assert (item["state"], item["stage_id"]) == ("ACCEPTED", None)
    assert item["fields"] == {"prompt": PROMPT, "completion": "```python\nprint(1)\n```"}
    assert [event["kind"] for event in item["events"]] == ["written", "reviewed", "written", "reviewed"]
    target = await desk.owner.get(f"/campaigns/{desk.campaign.id}/target")
    assert (target["accepted"], target["target"]) == (1, 6)


async def test_nobody_reviews_their_own_text(desk: Desk) -> None:
    ada, bob, *_ = desk.people
    claim = await write(ada, desk.author_prompt, prompt=PROMPT)
    assert await ada.claim(desk.review_prompt) == "no_tasks"
    # Not even where the claim was got around.
    held = await bob.claim(desk.review_prompt)
    await desk.house.database.run("UPDATE assignment SET worker_id = $2 WHERE id = $1", held["id"], ada.id)
    problem = await answer(
        ada, held, status=403, review={"verdict": "accepted", "reason": "", "form": REVIEW}
    )
    assert "own work" in problem["detail"]
    assert (await desk.item(claim["item_id"]))["events"][-1]["kind"] == "written"


async def test_a_rejected_text_goes_back_to_its_author_with_the_form(desk: Desk) -> None:
    ada, bob, eve, *_ = desk.people
    first = await write(ada, desk.author_prompt, prompt=PROMPT)
    form = {"fits": False, "clarity": 2, "missing": "the language"}
    await review(bob, desk.review_prompt, "rejected", form=form)
    # Others get other problems; the author gets this one, before anything new.
    other = await eve.claim(desk.author_prompt)
    assert other["item_id"] != first["item_id"]
    again = await ada.claim(desk.author_prompt)
    assert again["item_id"] == first["item_id"]
    work = again["work"]
    assert (again["round"], work["is_rework"]) == (2, True)
    assert work["reserved_until"] is not None
    assert work["fields"] == {"prompt": PROMPT}
    rejected = work["trail"][-1]
    assert (rejected["kind"], rejected["verdict"], rejected["reason"]) == (
        "review",
        "rejected",
        "Name the language.",
    )
    assert rejected["form"] == {"fits": False, "clarity": 2, "missing": "the language"}
    assert [field["key"] for field in rejected["form_fields"]] == ["fits", "clarity", "missing"]
    assert work["trail"][0]["is_own"]
    assert "Expert" not in str(work)
    await answer(ada, again, authored={"fields": {"prompt": PROMPT + " In Python 3."}})
    # The reviewer who asked for it may see it again.
    assert (await bob.claim(desk.review_prompt))["item_id"] == first["item_id"]


async def test_kept_work_goes_to_others_when_its_time_is_over(desk: Desk) -> None:
    ada, bob, eve, *_ = desk.people
    first = await write(ada, desk.author_prompt, prompt=PROMPT)
    await review(bob, desk.review_prompt, "rejected", form={**REVIEW})
    desk.house.clock.now += timedelta(hours=25)
    taken = await eve.claim(desk.author_prompt)
    assert taken["item_id"] == first["item_id"]
    # A second author begins with an empty page, and sees what was tried.
    assert taken["work"]["fields"] == {}
    assert not taken["work"]["is_rework"]
    assert taken["work"]["trail"][0]["fields"] == {"prompt": PROMPT}


async def test_after_its_rounds_an_item_gets_another_author_and_then_it_is_rejected(desk: Desk) -> None:
    ada, bob, eve, *_ = desk.people
    item = (await write(ada, desk.author_prompt, prompt=PROMPT))["item_id"]
    await review(bob, desk.review_prompt, "rejected", form={**REVIEW})
    await write(ada, desk.author_prompt, prompt=PROMPT + " Now.")
    await review(bob, desk.review_prompt, "rejected", form={**REVIEW})
    assert (await ada.claim(desk.author_prompt))["item_id"] != item
    third = await write(eve, desk.author_prompt, prompt=PROMPT + " Please.")
    assert (third["item_id"], third["round"]) == (item, 3)
    await review(bob, desk.review_prompt, "rejected", form={**REVIEW})
    fourth = await write(eve, desk.author_prompt, prompt=PROMPT + " Thank you.")
    assert (fourth["item_id"], fourth["work"]["is_rework"]) == (item, True)
    await review(bob, desk.review_prompt, "rejected", form={**REVIEW})
    found = await desk.item(item)
    assert (found["state"], found["events"][-1]["data"]["outcome"]) == ("REJECTED", "exhausted")


async def test_a_form_says_all_that_is_wrong_with_it(desk: Desk) -> None:
    ada, bob, *_ = desk.people
    await write(ada, desk.author_prompt, prompt=PROMPT)
    held = await bob.claim(desk.review_prompt)
    body = {"verdict": "accepted", "reason": "", "form": {"fits": False, "clarity": 9, "extra": "x"}}
    problem = await answer(bob, held, status=422, review=body)
    assert set(problem["context"]["fields"]) == {"clarity", "missing", "extra"}
    problem = await answer(
        bob, held, status=422, review={"verdict": "rejected", "reason": " ", "form": REVIEW}
    )
    assert "better" in problem["detail"]
    problem = await answer(bob, held, status=422, authored={"fields": {"prompt": PROMPT}})
    assert problem["hint"] == "Send `review`."


async def test_a_text_too_short_is_not_taken_and_nothing_is_lost(desk: Desk) -> None:
    ada, *_ = desk.people
    held = await ada.claim(desk.author_prompt)
    problem = await answer(ada, held, status=422, authored={"fields": {"prompt": "Short."}})
    assert problem["context"]["fields"] == {"prompt": "It has 6 characters; at least 10 are wanted."}
    assert (await ada.claim(desk.author_prompt))["id"] == held["id"]


async def test_a_sampled_share_is_reviewed_twice_and_a_tie_asks_a_third(house: House) -> None:
    desk = await open_desk(house, recipe(SECOND="1"))
    ada, bob, eve, dan, _ = desk.people
    item = (await write(ada, desk.author_prompt, prompt=PROMPT))["item_id"]
    await review(bob, desk.review_prompt)
    assert (await desk.item(item))["stage_id"] == desk.review_prompt
    assert await bob.claim(desk.review_prompt) == "no_tasks"
    await review(eve, desk.review_prompt, "rejected")
    assert (await desk.item(item))["stage_id"] == desk.review_prompt
    await review(dan, desk.review_prompt)
    assert (await desk.item(item))["stage_id"] == desk.author_completion


async def test_experts_get_only_what_they_have_the_skill_for(desk: Desk) -> None:
    newcomer = await desk.house.worker(desk.owner, desk.campaign, skills=("sql",))
    assert await newcomer.claim(desk.author_prompt) == "skill_missing"
    assert isinstance(await newcomer.claim(desk.campaign.stages["author_prompt:sql"]), dict)


async def test_problems_are_handed_out_by_the_largest_deficit(desk: Desk) -> None:
    cells = []
    for person in desk.people[:3]:
        claim = await person.claim(desk.author_prompt)
        if isinstance(claim, dict):
            cells.append(claim["work"]["brief"]["dimensions"]["Category"])
    view = await desk.owner.get(f"/campaigns/{desk.campaign.id}/target")
    begun = {tuple(row["cell"]): row["in_work"] for row in view["cells"]}
    assert sum(begun.values()) == len(cells)
    assert cells[0] == "Generation"


async def test_the_same_documentation_again_adds_nothing(desk: Desk) -> None:
    before = await desk.house.rows("SELECT id, identity FROM item WHERE campaign_id = $1", desk.campaign.id)
    job = await desk.house.ingest(desk.owner, desk.campaign.id, desk.house.root / f"docs-{desk.campaign.id}")
    assert job["result"]["problems"] == 0
    assert before == await desk.house.rows(
        "SELECT id, identity FROM item WHERE campaign_id = $1", desk.campaign.id
    )


async def test_a_refill_makes_problems_for_exactly_the_missing_cells(desk: Desk) -> None:
    job = await desk.owner.post(f"/campaigns/{desk.campaign.id}/refill", status=202)
    done = await desk.house.run(desk.owner, job["id"])
    assert done["state"] == "DONE", done
    view = await desk.owner.get(f"/campaigns/{desk.campaign.id}/target")
    missing = done["result"]["lacking"]
    for row in view["cells"]:
        have = row["accepted"] + row["in_work"] + row["waiting"]
        assert have >= row["target"] - sum(missing.values())
    again = await desk.owner.post(f"/campaigns/{desk.campaign.id}/refill", status=202)
    assert (await desk.house.run(desk.owner, again["id"]))["result"]["added"] == {}


async def test_versions_of_a_draft_are_kept_and_are_the_authors_own(desk: Desk) -> None:
    ada, bob, *_ = desk.people
    held = await ada.claim(desk.author_prompt)
    for revision in range(3):
        body = {"content": {"fields": {"prompt": f"version {revision}"}}, "based_on": revision}
        response = await ada.call("PUT", f"/assignments/{held['id']}/draft", json=body)
        assert response.json()["saved"]
        desk.house.clock.advance(seconds=50)
    versions = await ada.get(f"/assignments/{held['id']}/versions")
    assert [row["content"]["fields"]["prompt"] for row in versions] == ["version 2", "version 0"]
    assert (await bob.call("GET", f"/assignments/{held['id']}/versions")).status_code == 404


async def test_a_late_text_is_kept_and_does_not_count(desk: Desk) -> None:
    ada, bob, *_ = desk.people
    held = await ada.claim(desk.author_prompt)
    desk.house.clock.advance(hours=2)
    await desk.house.services.assignments.expire_leases()
    taken = await bob.claim(desk.author_prompt)
    assert taken["item_id"] == held["item_id"]
    late = await answer(ada, held, authored={"fields": {"prompt": PROMPT}})
    assert late["status"] == "late"
