"""Goldens: made from quizzes, planted data, finished work and files; given, scored, watched; never told apart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from goldsmith.domain.workflow import CampaignEvent, StageEvent
from goldsmith.recipes.schema import Prelabel
from workbench import House, Person, Sheet, recipe_of, write_files

ANNOTATE, VALIDATE = "annotate:email", "validate:email"
CODE = "".join(
    f"def step_{n}(value):\n    total = value + {n}\n    return total * {n}\n\n\n" for n in range(9)
)
FILES = {f"job_{n}.py": f"# SPDX-License-Identifier: MIT\n{CODE}" for n in range(6)}


@dataclass
class Bank:
    """A campaign with an owner, and a worker at its stages."""

    house: House
    owner: Person
    campaign: Sheet
    ann: Person
    path: str

    async def make(self, how: str, **fields: Any) -> dict[str, Any]:
        job = await self.owner.post(f"{self.path}/goldens", {"how": how, **fields}, status=202)
        done = await self.house.run(self.owner, job["id"])
        assert done["state"] == "DONE", done
        result: dict[str, Any] = done["result"]
        return result

    async def bank(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = await self.owner.get(f"{self.path}/goldens/bank")
        return rows

    async def stage(self, key: str) -> dict[str, Any]:
        view = await self.owner.get(f"{self.path}/goldens")
        return next(one for one in view["stages"] if one["key"] == key)

    async def mix(self, key: str, minimum: int) -> None:
        path = f"/stages/{self.campaign.stages[key]}/goldens"
        response = await self.owner.call("PUT", path, json={"minimum": minimum})
        assert response.status_code == 204

    async def truth_of(self, claim: dict[str, Any]) -> dict[str, Any] | None:
        rows = await self.house.rows(
            "SELECT g.truth FROM golden g JOIN assignment a ON a.task_id = g.task_id WHERE a.id = $1",
            claim["id"],
        )
        return rows[0]["truth"] if rows else None


async def open_bank(house: House, **changes: Any) -> Bank:
    """A campaign with chunks of fifty lines."""
    owner = await house.owner()
    assert owner.principal is not None
    recipe = recipe_of(house.folder / "recipe")
    ingest = recipe.ingest.model_copy(update={"chunk_lines": 50})
    recipe = recipe.model_copy(update={"ingest": ingest, **changes})
    made = await house.services.campaigns.create_from(owner.principal, recipe)
    await house.ingest(owner, made["id"], write_files(house.root / "code", FILES))
    await house.services.campaigns.transition(owner.principal, made["id"], CampaignEvent.START)
    await house.services.campaigns.transition_stages(owner.principal, made["id"], StageEvent.OPEN)
    campaign = await house.sheet(made["id"])
    return Bank(house, owner, campaign, await house.worker(owner, campaign), f"/campaigns/{campaign.id}")


@pytest.fixture
async def bank(house: House) -> Bank:
    return await open_bank(house)


async def test_a_golden_has_a_suggestion_where_others_have(house: House) -> None:
    bank = await open_bank(house, prelabel=Prelabel(model="rules", control_share=0))
    await bank.make("plant", per_stage=2, seed=5)
    await bank.mix(ANNOTATE, 1)
    claim = await bank.ann.claim(bank.campaign.stages[ANNOTATE])
    assert await bank.truth_of(claim) is not None
    assert claim["prelabel"]["model"]
    assert (await bank.ann.submit(claim, []))["status"] == "counted"
    await bank.mix(ANNOTATE, 0)
    assert (await bank.ann.claim(bank.campaign.stages[ANNOTATE]))["prelabel"] is not None


async def test_quiz_texts_become_goldens_once(bank: Bank) -> None:
    assert await bank.make("quiz") == {"made": 6, "known": 0}, "three texts, to mark and to judge"
    assert await bank.make("quiz") == {"made": 0, "known": 6}
    rows = await bank.bank()
    assert {row["source"] for row in rows} == {"quiz"}
    assert {row["kind"] for row in rows} == {"annotate", "validate"}
    assert all(row["path"].endswith(".py") for row in rows), "an ordinary name"
    campaign = await bank.owner.get(bank.path)
    assert (campaign["documents"], campaign["items"]) == (6, 6), (
        "the campaign's own counts know nothing of them"
    )
    assert len(await bank.owner.get("/campaigns")) == 1


async def test_a_golden_is_given_scored_and_counted_once_a_worker(bank: Bank) -> None:
    await bank.make("quiz")
    await bank.mix(ANNOTATE, 2)
    stage = bank.campaign.stages[ANNOTATE]
    seen = set()
    for _ in range(2):
        claim = await bank.ann.claim(stage)
        truth = await bank.truth_of(claim)
        assert truth is not None
        seen.add(claim["item_id"])
        assert (await bank.ann.submit(claim, truth["spans"]))["status"] == "counted"
    assert len(seen) == 2
    assert await bank.truth_of(await bank.ann.claim(stage)) is None, "two were right: the next one is real"
    rows = [row for row in await bank.bank() if row["answers"]]
    assert [row["mean_score"] for row in rows] == [1.0, 1.0]
    events = await bank.house.rows("SELECT score FROM work_event WHERE kind = 'golden'")
    assert [row["score"] for row in events] == [1.0, 1.0]


async def test_nothing_is_mixed_in_where_the_bank_is_empty(bank: Bank) -> None:
    await bank.mix(ANNOTATE, 3)
    claim = await bank.ann.claim(bank.campaign.stages[ANNOTATE])
    assert await bank.truth_of(claim) is None


def shape(value: Any) -> Any:
    """Keys and kinds of values, all the way down."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


@pytest.mark.parametrize("key", [ANNOTATE, VALIDATE])
async def test_no_payload_tells_a_golden_apart(bank: Bank, key: str) -> None:
    """The claim, the draft, the result of the submit and the history have the same keys and kinds of values."""
    stage = bank.campaign.stages[key]
    bob = await bank.house.worker(bank.owner, bank.campaign, name="Bob")
    if key == VALIDATE:
        for _ in range(2):
            real = await bob.claim(bank.campaign.stages[ANNOTATE])
            await bob.submit(real, [{"start": 0, "end": 3, "label": "EMAIL"}])
    told: list[tuple[Any, ...]] = []
    verdict = "incorrect" if key == VALIDATE else None
    await bank.make("plant", per_stage=2, seed=5)
    for minimum, is_golden in ((0, False), (1, True)):
        await bank.mix(key, minimum)
        await bank.house.database.run("UPDATE worker_stage SET golden_due = true")
        claim = await bank.ann.claim(stage)
        assert (await bank.truth_of(claim) is not None) is is_golden
        body = {"content": {"spans": []}, "based_on": 0}
        draft = (await bank.ann.call("PUT", f"/assignments/{claim['id']}/draft", json=body)).json()
        again = await bank.ann.claim(stage)
        if key == VALIDATE:
            for one in (claim, again):
                one["subject"] = {
                    "spans": one["subject"]["spans"] or [{"start": 0, "end": 1, "label": "EMAIL"}]
                }
        done = await bank.ann.submit(claim, [], verdict=verdict)
        history = (await bank.ann.get("/me/assignments"))["rows"][0]
        assert history["id"] == claim["id"]
        story = {name: value for name, value in history.items() if name not in ("id", "answer")}
        told.append((shape(claim), shape(draft), shape(again), shape(done), shape(story)))
        assert claim["path"].endswith(".py")
        assert claim["chunks"] >= 1
    assert told[0] == told[1]
    assert not any(word in json.dumps(told).casefold() for word in ("golden", "truth", "planted", "quiz"))


async def test_planting_is_seeded_and_keeps_the_length_of_chunks(bank: Bank) -> None:
    first = await bank.make("plant", per_stage=3, seed=11)
    assert first["made"] >= 4
    assert await bank.make("plant", per_stage=3, seed=11) == {"made": 0, "known": first["made"]}
    for row in await bank.bank():
        golden = await bank.owner.get(f"/goldens/{row['id']}")
        assert golden["text"].count("\n") <= 50
        labels = {label["key"] for label in golden["labels"]}
        for mark in golden["truth"].get("spans", []):
            assert mark["label"] in labels
            assert golden["text"][mark["start"] : mark["end"]].strip()
    marked = [row for row in await bank.bank() if row["truth"].get("spans")]
    assert marked, "something is planted"
    fresh = await bank.make("plant", per_stage=1)
    assert fresh["known"] == 0, "without a seed the chunks are others"


async def test_shown_marks_are_right_or_wrong_as_the_verdict_says(bank: Bank) -> None:
    await bank.make("quiz")
    rows = {(row["path"], row["kind"]): row for row in await bank.bank()}
    verdicts = set()
    for (path, kind), row in rows.items():
        if kind != "validate":
            continue
        shown = (await bank.owner.get(f"/goldens/{row['id']}"))["shown"]
        truth = rows[path, "annotate"]["truth"]["spans"]
        assert (shown == truth) is (row["truth"]["verdict"] == "correct")
        verdicts.add(row["truth"]["verdict"])
    assert verdicts


async def finish(bank: Bank) -> tuple[int, dict[str, Person]]:
    """One item marked by Bob and found right by three; its id and who did what."""
    people = {
        name: await bank.house.worker(bank.owner, bank.campaign, name=name)
        for name in ("bob", "cid", "dan", "eve")
    }
    marks = [{"start": 2, "end": 5, "label": "EMAIL"}]
    claim = await people["bob"].claim(bank.campaign.stages[ANNOTATE])
    await people["bob"].submit(claim, marks)
    for name in ("cid", "dan", "eve"):
        judged = await people[name].claim(bank.campaign.stages[VALIDATE])
        assert judged["item_id"] == claim["item_id"]
        await people[name].submit(judged, verdict="correct")
    assert (await bank.house.item(claim["item_id"]))["state"] == "ACCEPTED"
    return claim["item_id"], people


async def test_finished_items_are_promoted_and_not_given_to_who_worked_on_them(bank: Bank) -> None:
    item, people = await finish(bank)
    path = f"{bank.path}/goldens/promotions"
    assert await bank.owner.post(path, {"item_ids": [item]}) == {"made": 2, "known": 0, "items_without": []}
    assert await bank.owner.post(path, {"item_ids": [item]}) == {"made": 0, "known": 2, "items_without": []}
    waiting = (await bank.owner.get(f"{bank.path}/items", params={"state": "ACTIVE"}))["rows"][0]["id"]
    made = await bank.owner.post(path, {"item_ids": [waiting]})
    assert made == {"made": 0, "known": 0, "items_without": [waiting]}
    await bank.owner.post(path, {"item_ids": [999_999]}, status=404)
    for key in (ANNOTATE, VALIDATE):
        await bank.mix(key, 1)
    for name in ("bob", "cid"):
        claim = await people[name].claim(bank.campaign.stages[ANNOTATE])
        assert await bank.truth_of(claim) is None, "who knows the item does not get it"
        await people[name].post(f"/assignments/{claim['id']}/skip", status=204)
    await bank.house.database.run("UPDATE worker_stage SET golden_due = true")
    claim = await bank.ann.claim(bank.campaign.stages[ANNOTATE])
    assert await bank.truth_of(claim) == {"spans": [{"start": 2, "end": 5, "label": "EMAIL"}]}
    await bank.ann.submit(claim, [])
    reason = (await bank.ann.post(f"/stages/{bank.campaign.stages[VALIDATE]}/claim"))["reason"]
    assert reason == "no_tasks", "whoever marked a text does not judge it, golden or not"


async def test_the_surest_items_are_promoted_in_bulk(bank: Bank) -> None:
    await finish(bank)
    made = await bank.owner.post(f"{bank.path}/goldens/promotions", {"per_stage": 5})
    assert made == {"made": 2, "known": 0, "items_without": []}
    again = await bank.owner.post(f"{bank.path}/goldens/promotions", {"per_stage": 5})
    assert again["made"] == 0


def line(stage: str, given: dict[str, Any], output: dict[str, Any]) -> str:
    return json.dumps({"stage": stage, "input_values": given, "known_solutions": [{"output_values": output}]})


async def load(bank: Bank, *lines: str) -> Any:
    files = {"file": ("goldens.jsonl", "\n".join(lines).encode())}
    return await bank.owner.call("POST", f"{bank.path}/goldens/file", files=files)


async def test_a_file_is_taken_whole_or_not_at_all(bank: Bank) -> None:
    mark = {"start": 5, "end": 14, "label": "EMAIL"}
    good = line(ANNOTATE, {"text": "x = 'a@b.example'", "language": "Python"}, {"spans": [mark]})
    judged = line(VALIDATE, {"text": "y = 'c@d.example'", "shown": [mark]}, {"verdict": "correct"})
    bad = [
        "not json",
        line("nowhere", {"text": "x"}, {"spans": []}),
        line(ANNOTATE, {"text": "x"}, {"spans": [mark]}),
        line(VALIDATE, {"text": "x", "shown": []}, {"verdict": "maybe"}),
        line(ANNOTATE, {"item": 4}, {"spans": []}),
    ]
    refused = await load(bank, good, *bad)
    assert refused.status_code == 422
    problem = refused.json()
    assert [one["line"] for one in problem["context"]["problems"]] == [2, 3, 4, 5, 6]
    assert "Line 2" in problem["detail"]
    assert await bank.bank() == []
    taken = await load(bank, good, "", judged)
    assert taken.json() == {"made": 2, "known": 0, "items_without": []}
    assert (await load(bank, good)).json()["known"] == 1


async def test_a_retired_golden_is_given_no_more_but_may_be_finished(bank: Bank) -> None:
    await bank.make("quiz")
    await bank.mix(ANNOTATE, 1)
    claim = await bank.ann.claim(bank.campaign.stages[ANNOTATE])
    for row in await bank.bank():
        await bank.owner.post(f"/goldens/{row['id']}/retire")
    await bank.owner.post(f"/goldens/{row['id']}/retire", status=409)
    assert (await bank.ann.submit(claim, []))["status"] == "counted"
    assert await bank.truth_of(await bank.ann.claim(bank.campaign.stages[ANNOTATE])) is None
    stage = await bank.stage(ANNOTATE)
    assert (stage["active"], stage["retired"], stage["given"]) == (0, 3, 1)
    assert await bank.make("quiz") == {"made": 0, "known": 6}, "retired material stays retired"


async def test_the_owner_is_warned_weeks_before_they_run_out(bank: Bank) -> None:
    assert (await bank.stage(ANNOTATE))["runs_out_at"] is None
    await bank.make("quiz")
    await bank.mix(ANNOTATE, 3)
    claim = await bank.ann.claim(bank.campaign.stages[ANNOTATE])
    await bank.ann.submit(claim, [])
    bank.house.clock.advance(days=2)
    stage = await bank.stage(ANNOTATE)
    assert stage["runs_out_soon"]
    assert (stage["left"], stage["measured_workers"], stage["per_day"]) == (2, 1, 0.5)
    assert stage["runs_out_at"] == (bank.house.clock() + timedelta(days=4)).isoformat().replace("+00:00", "Z")


async def test_a_golden_that_good_workers_fail_is_suspicious(bank: Bank) -> None:
    await bank.make("quiz")
    texts = [f"line_{n} = {n}" for n in range(4)]
    await load(bank, *(line(ANNOTATE, {"text": text}, {"spans": []}) for text in texts))
    wrong = line(
        ANNOTATE, {"text": "z = 'w@x.example'"}, {"spans": [{"start": 0, "end": 1, "label": "EMAIL"}]}
    )
    await load(bank, wrong)
    await bank.mix(ANNOTATE, 50)
    workers = await bank.house.workers(bank.owner, bank.campaign, 3)
    for worker in workers:
        while (
            truth := await bank.truth_of(claim := await worker.claim(bank.campaign.stages[ANNOTATE]))
        ) is not None:
            is_wrong = truth["spans"] == [{"start": 0, "end": 1, "label": "EMAIL"}]
            await worker.submit(claim, [] if is_wrong else truth["spans"])
        await worker.post(f"/assignments/{claim['id']}/skip", status=204)
    suspicious = [row for row in await bank.bank() if row["is_suspicious"]]
    assert [(row["truth"], row["good_workers"], row["mean_of_good"]) for row in suspicious] == [
        ({"spans": [{"start": 0, "end": 1, "label": "EMAIL"}]}, 3, 0.0)
    ]
    detail = await bank.owner.get(f"/goldens/{suspicious[0]['id']}")
    assert [one["score"] for one in detail["answers"]] == [0.0] * 3


async def test_answers_to_goldens_are_in_no_export_and_no_count(bank: Bank) -> None:
    await bank.make("quiz")
    await bank.mix(ANNOTATE, 1)
    await bank.ann.submit(await bank.ann.claim(bank.campaign.stages[ANNOTATE]), [])
    rows = [row async for batch in bank.house.stores.datasets.answers(bank.campaign.id) for row in batch]
    assert rows == []
    funnel = await bank.owner.get(f"{bank.path}/funnel")
    assert sum(cell["items"] for cell in funnel) == 6


async def test_goldens_are_accepted_when_others_of_their_stage_are(bank: Bank) -> None:
    await bank.make("quiz")
    await bank.mix(ANNOTATE, 1)
    claim = await bank.ann.claim(bank.campaign.stages[ANNOTATE])
    assert await bank.truth_of(claim) is not None
    await bank.ann.submit(claim, [])
    await bank.mix(ANNOTATE, 0)
    decisions = bank.house.services.decisions
    bank.house.clock.advance(hours=1)
    assert await decisions.accept_due() == 0, "no other work of the stage was judged yet"
    await finish(bank)
    rows = await bank.house.rows("SELECT id, submitted_at FROM assignment WHERE state = 'ACCEPTED'")
    assert len(rows) == 1
    await bank.house.database.run(
        "UPDATE assignment SET decided_at = submitted_at + interval '3 hours' WHERE id = $1", rows[0]["id"]
    )
    assert await decisions.accept_due() == 0
    bank.house.clock.advance(hours=2)
    assert await decisions.accept_due() == 1
    states = await bank.house.rows("SELECT state FROM assignment WHERE id = $1", claim["id"])
    assert states == [{"state": "ACCEPTED"}]
