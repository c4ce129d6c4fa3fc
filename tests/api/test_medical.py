"""A recipe without code, from the examples: questions and answers about medicine, to a delivery. No code of its own."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from goldsmith.bootstrap.machine_room import machines_of
from goldsmith.bootstrap.model_room import ModelRoom
from goldsmith.domain.stage import MACHINE_KINDS
from models import ModelServer, answering, model_server
from workbench import House, Person, Sheet
from written import answer

EXAMPLES = Path(__file__).parents[2] / "examples"
QUESTION = "Why is blood pressure measured more than once before anybody calls it high?"
ANSWER = (
    "**Because one reading says little.** Pressure changes from minute to minute with talking, posture and worry, "
    "so that several readings on several days come nearer to what it usually is. This is *established*."
)
REVIEWS: dict[str, dict[str, Any]] = {
    "review_question": {"presumes_right": True, "kind_right": True, "clarity": 5, "level": "basic"},
    "review_answer": {
        "harmless": True,
        "correctness": 5,
        "completeness": 4,
        "teaching": 4,
        "sources_hold": "all_do",
    },
}


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server(answering("It depends.", prefer=["B better"])) as running:
        yield running


async def work(person: Person, campaign: Sheet, stage: str) -> int | None:
    """Do one task of a stage the way its form asks; the item, or None where there is none."""
    claim = await person.claim(campaign.stages[f"{stage}:cardiology"])
    if not isinstance(claim, dict):
        return None
    if stage == "write_question":
        assert claim["work"]["brief"]["source"]["quote"]
        body: dict[str, Any] = {"authored": {"fields": {"question": QUESTION}}}
    elif stage == "write_answer":
        assert claim["work"]["fields"] == {"question": QUESTION}
        texts = {
            "answer": ANSWER,
            "sources": "A textbook of physiology, 2020, chapter 4.",
            "certainty": "established",
        }
        body = {"authored": {"fields": texts}}
    elif stage == "compare":
        side = -1 if claim["work"]["pair"]["left"] == ANSWER else 1
        criteria = {"safer": "same", "clearer": "left" if side < 0 else "right"}
        body = {"preference": {"preference": side, "criteria": criteria, "reason": ""}}
    else:
        body = {"review": {"verdict": "accepted", "reason": "", "form": REVIEWS[stage]}}
    await answer(person, claim, **body)
    return int(claim["item_id"])


async def test_the_medical_example_goes_from_its_inputs_to_a_delivery(
    house: House, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOLDSMITH_LLM_URL", server.url)
    monkeypatch.setenv("GOLDSMITH_LLM_MODEL", "m")
    owner = await house.owner()
    text = (EXAMPLES / "recipes" / "medical-sft.yaml").read_text(encoding="utf-8")
    # Every pair is compared here, so that the win rate is measured on one.
    row = await owner.post("/campaigns", {"recipe_yaml": text.replace("share: 0.5", "share: 1")}, status=201)
    job = await house.ingest(owner, row["id"], EXAMPLES / "inputs" / "medical")
    assert (job["state"], job["result"]) == ("DONE", {"sections": 20, "problems": 20, "refused": 0})
    await owner.post(f"/campaigns/{row['id']}/events", {"event": "start"})
    await owner.post(f"/campaigns/{row['id']}/stages/events", {"event": "open"})
    campaign = await house.sheet(row["id"])
    people = [
        await house.worker(owner, campaign, skills=("cardiology",), name=f"Doctor {n}") for n in range(7)
    ]
    room = ModelRoom(house.stores, house.settings, house.clock, starts_embedded=False)
    machines, suggester = machines_of(house.services, house.stores, room, house.clock)

    async def machines_work() -> None:
        while sum([await machines.once(kind) for kind in sorted(MACHINE_KINDS)]):
            pass

    try:
        assert await suggester.once() > 0
        item = await work(people[0], campaign, "write_question")
        assert item is not None
        await machines_work()
        # Nobody reviews their own question, and two others do.
        assert await work(people[0], campaign, "review_question") is None
        assert [await work(p, campaign, "review_question") for p in people[1:3]] == [item, item]
        assert await work(people[3], campaign, "write_answer") == item
        await machines_work()
        assert await work(people[3], campaign, "review_answer") is None
        assert [await work(p, campaign, "review_answer") for p in people[4:6]] == [item, item]
        await machines_work()
        assert await work(people[6], campaign, "compare") is not None
    finally:
        await room.aclose()
    found = await owner.get(f"/items/{item}")
    assert found["state"] == "ACCEPTED"
    assert found["fields"]["answer"] == ANSWER
    overrides = [
        {"measure": "target_deficit", "reason": "One of a hundred, to see that it goes through."},
        {"measure": "win_rate_low", "reason": "One comparison says little."},
    ]
    job = await owner.post(
        f"/campaigns/{row['id']}/deliveries", {"version": "0.1", "overrides": overrides}, status=202
    )
    done = await house.run(owner, job["id"])
    assert done["state"] == "DONE", done
    (delivery,) = await owner.get(f"/campaigns/{row['id']}/deliveries")

    async def read(name: str) -> str:
        return (await owner.call("GET", f"/deliveries/{delivery['id']}/files/{name}")).text

    (point,) = [json.loads(line) for line in (await read("dataset.jsonl")).splitlines()]
    assert [message["content"] for message in point["messages"]] == [QUESTION, ANSWER]
    assert (point["track"], point["sandbox"], point["reviews"]) == ("cardiology", "", 4)
    assert {field["name"] for field in point["fields"]} >= {"question", "answer", "sources"}
    card = await read("README.md")
    assert overrides[0]["reason"] in card
    assert "Cardiology" in card
    assert "sandbox" not in card.lower().partition("## ")[0]
    evaluation = json.loads(await read("evaluation.json"))
    assert evaluation["experts"]["verdicts"]["overall"]["value"]["value"] == 1.0
