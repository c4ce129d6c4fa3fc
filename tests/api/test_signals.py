"""Signals of a text: kept beside the answer, shown as evidence, and nothing more."""

from __future__ import annotations

from typing import Any

import pytest
from test_texts import PROMPT, Desk, open_desk

from goldsmith.app import model_likeness
from workbench import House
from written import answer

SIGNALS = {
    "typed_chars": 12,
    "pasted_chars": 60,
    "pastes": 2,
    "loaded_chars": 0,
    "bursts": 3,
    "longest_burst_chars": 40,
}


@pytest.fixture
async def desk(house: House) -> Desk:
    return await open_desk(house)


async def suggest(desk: Desk, item_id: int, *texts: str) -> None:
    for text in texts:
        await desk.house.database.run(
            "INSERT INTO suggestion (item_id, title, text, topic, persona, scenario, model, weak, created_at) "
            "VALUES ($1, 't', $2, '', '', '', 'm', false, $3)",
            item_id,
            text,
            desk.house.clock(),
        )


async def hand_in(desk: Desk, signals: Any = SIGNALS, text: str = PROMPT) -> dict[str, Any]:
    ada = desk.people[0]
    claim = await ada.claim(desk.author_prompt)
    body = {"authored": {"fields": {"prompt": text}}}
    await answer(ada, claim, **body, **({"signals": signals} if signals else {}))
    return claim


async def test_the_owner_sees_them_beside_the_answer(desk: Desk) -> None:
    claim = await hand_in(desk)
    (row,) = await desk.owner.get(f"/items/{claim['item_id']}/signals")
    assert row["measured"] == SIGNALS
    assert row["copied_share"] is None, "nothing was suggested"
    assert row["likeness"]["probability"] is None
    assert "Too little is known" in row["likeness"]["why_missing"]


async def test_without_any_an_answer_counts_all_the_same(desk: Desk) -> None:
    claim = await hand_in(desk, signals=None)
    (row,) = await desk.owner.get(f"/items/{claim['item_id']}/signals")
    assert row["measured"] is None


async def test_a_copied_suggestion_shows_and_decides_nothing(desk: Desk) -> None:
    claim = await desk.people[0].claim(desk.author_prompt)
    await suggest(desk, claim["item_id"], f"{PROMPT} Then print it.")
    await answer(desk.people[0], claim, authored={"fields": {"prompt": PROMPT}}, signals=SIGNALS)
    (row,) = await desk.owner.get(f"/items/{claim['item_id']}/signals")
    assert row["copied_share"] == 1
    item = await desk.item(claim["item_id"])
    assert (item["state"], item["round"]) == ("ACTIVE", 1)
    assert [event["kind"] for event in item["events"]] == ["written"]
    (state,) = [one["state"] for one in (await desk.people[0].get("/me/assignments"))["rows"]]
    assert state == "SUBMITTED"


async def test_the_reviewer_sees_them_and_nobody_else(desk: Desk) -> None:
    await hand_in(desk)
    _, bob, eve, *_ = desk.people
    held = await bob.claim(desk.review_prompt)
    row = await bob.get(f"/assignments/{held['id']}/signals")
    assert row["measured"] == SIGNALS
    assert "Expert" not in str(row)
    stranger = await eve.call("GET", f"/assignments/{held['id']}/signals")
    assert stranger.status_code == 404
    writing = await eve.claim(desk.author_prompt)
    assert await eve.get(f"/assignments/{writing['id']}/signals") is None


async def test_only_the_first_ones_of_the_own_answer_are_kept(desk: Desk) -> None:
    claim = await hand_in(desk)
    ada, bob, *_ = desk.people
    services = desk.house.services
    (row,) = await desk.owner.get(f"/items/{claim['item_id']}/signals")
    for person in (ada, bob):
        await services.signals.note(person.principal, row["answer_id"], {**SIGNALS, "pasted_chars": 0})
    assert await desk.owner.get(f"/items/{claim['item_id']}/signals") == [row]


async def test_a_count_below_zero_is_refused(desk: Desk) -> None:
    claim = await desk.people[0].claim(desk.author_prompt)
    problem = await answer(
        desk.people[0],
        claim,
        status=422,
        authored={"fields": {"prompt": PROMPT}},
        signals={**SIGNALS, "pastes": -1},
    )
    assert "pastes" in str(problem)


async def test_likeness_says_how_often_it_is_right(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = await hand_in(
        desk, text="As an experienced engineer, develop a robust and scalable solution today."
    )
    model = [f"As an experienced engineer, develop a robust and scalable tool number {n}." for n in range(30)]
    people = [f"hey my loop no {n} wont stop, whats wrong w it??" for n in range(30)]

    async def known(campaign_id: int, most: int) -> dict[str, Any]:
        return {"model": model, "people": [[10_000 + n, {"prompt": text}] for n, text in enumerate(people)]}

    likeness = model_likeness.ModelLikeness(desk.house.stores.signals)
    monkeypatch.setattr(type(desk.house.stores.signals), "known_texts", lambda _, c, most: known(c, most))
    found = await likeness.of(desk.campaign.id, 1, "As an experienced engineer, develop a robust solution.")
    assert found["probability"] > 0.5
    assert 0.6 <= found["right_low"] <= found["right_share"] <= found["right_high"] <= 1
    assert found["n_texts"] == 60
    other = await likeness.of(desk.campaign.id, 2, "my loop wont stop pls help whats wrong??")
    assert other["probability"] < 0.5
    known_one = await likeness.of(desk.campaign.id, 10_003, people[3])
    assert "learned from" in known_one["why_missing"]
    assert (await desk.item(claim["item_id"]))["state"] == "ACTIVE"
