"""Goldens and decisions where people write: reviews with a known verdict and form, rework of texts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from test_texts import PROMPT, Desk, open_desk

from goldsmith.domain.golden_making import known_preference, known_review
from workbench import House
from written import REVIEW, answer, review, write


@pytest.fixture
async def desk(house: House) -> Desk:
    return await open_desk(house, people=6)


async def promoted(desk: Desk) -> int:
    """An item whose prompt was found unclear, rewritten and accepted; its id."""
    ada, bob, *_ = desk.people
    claim = await write(ada, desk.author_prompt, prompt=PROMPT)
    await review(bob, desk.review_prompt, "rejected", form={"fits": False, "clarity": 2, "missing": "words"})
    await write(ada, desk.author_prompt, prompt=PROMPT + " In Python 3.")
    await review(bob, desk.review_prompt)
    path = f"/campaigns/{desk.campaign.id}/goldens/promotions"
    made = await desk.owner.post(path, {"item_ids": [claim["item_id"]]})
    assert made == {"made": 2, "known": 0, "items_without": []}
    return int(claim["item_id"])


async def bank(desk: Desk) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await desk.owner.get(f"/campaigns/{desk.campaign.id}/goldens/bank")
    return rows


async def test_reviews_become_goldens_with_verdict_and_form(desk: Desk) -> None:
    await promoted(desk)
    truths = [row["truth"] for row in await bank(desk)]
    assert {
        "verdict": "rejected",
        "form": {"fits": False, "clarity": {"value": 2, "min": 1, "max": 5}},
    } in truths
    assert len(truths) == 2
    items = await desk.owner.get(f"/campaigns/{desk.campaign.id}")
    target = await desk.owner.get(f"/campaigns/{desk.campaign.id}/target")
    assert (items["items"], target["accepted"]) == (len(await all_items(desk)), 0)


async def all_items(desk: Desk) -> list[dict[str, Any]]:
    rows = (await desk.owner.get(f"/campaigns/{desk.campaign.id}/items", params={"limit": 500}))["rows"]
    return list(rows)


def keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: keys(one) for key, one in sorted(value.items())}
    if isinstance(value, list):
        return [keys(one) for one in value[:1]]
    return None if value is None else type(value).__name__


async def test_a_review_golden_looks_as_the_review_did_and_is_scored_by_parts(desk: Desk) -> None:
    *_, eve, dan, fay = desk.people
    item = await promoted(desk)
    await desk.owner.call("PUT", f"/stages/{desk.review_prompt}/goldens", json={"minimum": 1})
    real_author = await write(eve, desk.author_prompt, prompt="Write a function that counts words, please.")
    seen = await dan.claim(desk.review_prompt)
    await desk.house.database.run("UPDATE stage SET golden_min = 0")
    real = await fay.claim(desk.review_prompt)
    assert real["item_id"] == real_author["item_id"]
    assert seen["item_id"] not in (item, real["item_id"])
    first, second = (keys({k: v for k, v in one.items() if k != "draft"}) for one in (seen, real))
    first["work"].pop("brief"), second["work"].pop("brief")
    assert first == second
    assert {len(seen["work"]["trail"]), len(real["work"]["trail"])} <= {1, 3}
    assert seen["work"]["fields"]["prompt"].startswith(PROMPT)
    assert "golden" not in json.dumps(seen)
    rows = await desk.house.rows(
        "SELECT g.truth FROM golden g JOIN assignment a ON a.task_id = g.task_id WHERE a.id = $1", seen["id"]
    )
    truth = rows[0]["truth"]
    wrong = {
        "fits": not truth["form"]["fits"],
        "clarity": truth["form"]["clarity"]["value"],
        "missing": "much",
    }
    verdict = truth["verdict"]
    await answer(dan, seen, review={"verdict": verdict, "reason": "Because.", "form": wrong})
    scored = [row for row in await bank(desk) if row["answers"]]
    assert [row["mean_score"] for row in scored] == [0.75], "the verdict, and one of two fields"


async def test_a_text_goes_back_to_its_author_with_what_they_wrote(desk: Desk) -> None:
    ada, bob, *_ = desk.people
    claim = await write(ada, desk.author_prompt, prompt=PROMPT)
    body = {"ids": [claim["id"]], "decision": "rework", "reason": "Say which version of Python."}
    assert (await desk.owner.post("/decisions", body))["changed"] == [claim["id"]]
    assert await bob.claim(desk.review_prompt) == "no_tasks"
    back = await ada.claim(desk.author_prompt)
    assert back["item_id"] == claim["item_id"]
    assert back["work"]["is_rework"]
    assert back["work"]["fields"] == {"prompt": PROMPT}
    await answer(ada, back, authored={"fields": {"prompt": PROMPT + " In Python 3."}})
    assert (await bob.claim(desk.review_prompt))["item_id"] == claim["item_id"]


async def test_no_rework_of_a_text_that_later_work_rests_on(desk: Desk) -> None:
    ada, bob, eve, *_ = desk.people
    claim = await write(ada, desk.author_prompt, prompt=PROMPT)
    # The reviewer's word accepts the assignment; before that, somebody holds it.
    await desk.owner.post("/decisions", {"ids": [claim["id"]], "decision": "hold"})
    await review(bob, desk.review_prompt)
    await write(eve, desk.author_completion, completion="```python\nprint(1)\n```")
    body = {"ids": [claim["id"]], "decision": "rework", "reason": "Say which version."}
    refused = await desk.owner.post("/decisions", body)
    assert refused["changed"] == []
    assert refused["refused"][0]["why"]


def test_what_people_agree_on_is_known() -> None:
    form = ()
    assert known_review([{"verdict": "accepted"}, {"verdict": "rejected"}], form) is None
    assert known_review([], form) is None
    assert known_review([{"verdict": "accepted", "form": REVIEW}], form) == {
        "verdict": "accepted",
        "form": {},
    }
    left = {"preference": -2, "ours_first": True}
    right = {"preference": 1, "ours_first": False}
    assert known_preference([left, right]) == {"preference": "ours"}
    assert known_preference([left, {"preference": 0, "ours_first": True}]) is None
