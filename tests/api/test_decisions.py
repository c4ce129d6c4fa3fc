"""Accept, reject, use or not: what is decided about single assignments, with its money, whoever decides at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from workbench import House, Person, Sheet

FILES = {f"file_{n}.py": f"TO = 'ada{n}@lab.example'\n" for n in range(4)}
MARK = {"start": 6, "end": 20, "label": "EMAIL"}


@dataclass
class Desk:
    """A campaign of four one-line files, with five workers."""

    house: House
    owner: Person
    campaign: Sheet
    people: list[Person]
    path: str

    @property
    def annotate(self) -> int:
        return self.campaign.stages["annotate:email"]

    @property
    def validate(self) -> int:
        return self.campaign.stages["validate:email"]

    async def marked(self, who: int = 0) -> Any:
        claim = await self.people[who].claim(self.annotate)
        await self.people[who].submit(claim, [MARK])
        return claim

    async def decide(self, ids: list[int], decision: str, reason: str = "", status: int = 200) -> Any:
        body = {"ids": ids, "decision": decision, "reason": reason}
        return await self.owner.post("/decisions", body, status=status)

    async def row(self, assignment_id: int) -> Any:
        return await self.owner.get(f"/assignments/{assignment_id}/evidence")

    async def queue(self, **filters: Any) -> list[Any]:
        rows: list[Any] = (await self.owner.get(f"{self.path}/decisions", params=filters))["rows"]
        return rows

    async def budget(self, amount: Decimal) -> None:
        await self.house.database.run("UPDATE campaign SET budget_capped = true")
        for number in range(16):
            await self.house.database.run(
                "INSERT INTO budget_slice (campaign_id, slice, free) VALUES ($1, $2, $3)",
                self.campaign.id,
                number,
                amount if number == 3 else Decimal(0),
            )

    async def money(self) -> tuple[Decimal, Decimal]:
        row = (
            await self.house.rows("SELECT sum(free) AS free, sum(reserved) AS reserved FROM budget_slice")
        )[0]
        return row["free"], row["reserved"]

    async def paid(self) -> list[int]:
        rows = await self.house.rows(
            "SELECT assignment_id FROM ledger_entry WHERE kind = 'task_pay' ORDER BY 1"
        )
        return [row["assignment_id"] for row in rows]


@pytest.fixture
async def desk(house: House) -> Desk:
    owner = await house.owner()
    campaign = await house.campaign(owner, files=FILES, licences="any")
    people = await house.workers(owner, campaign, 5)
    return Desk(house, owner, campaign, people, f"/campaigns/{campaign.id}")


async def test_the_queue_shows_what_waits_with_its_evidence(desk: Desk) -> None:
    claim = await desk.marked()
    judged = await desk.people[1].claim(desk.validate)
    await desk.people[1].submit(judged, verdict="incorrect")
    assert [row["id"] for row in await desk.queue(state="waiting")] == [judged["id"], claim["id"]]
    assert [row["id"] for row in await desk.queue(stage_id=desk.annotate)] == [claim["id"]]
    assert [row["id"] for row in await desk.queue(worker_id=desk.people[1].id)] == [judged["id"]]
    row = await desk.row(claim["id"])
    assert row["answer"]["spans"] == [MARK]
    assert row["text"] == "TO = 'ada0@lab.example'\n"
    assert [(one["verdict"], one["reason"]) for one in row["verdicts"]] == [
        ("incorrect", "the mark is too short")
    ]
    assert row["can"] == ["accept", "reject", "accept_unused", "hold", "rework"]
    assert (await desk.row(judged["id"]))["can"] == ["accept", "reject", "accept_unused", "hold"]
    counts = await desk.owner.get(f"{desk.path}/decisions/counts")
    assert (counts["waiting"], counts["held"], counts["review_days"]) == (2, 0, 7)


async def test_accepting_pays_once_and_rejecting_needs_a_reason_that_the_worker_reads(desk: Desk) -> None:
    first, second = await desk.marked(), await desk.marked()
    assert (await desk.decide([first["id"]], "accept"))["changed"] == [first["id"]]
    again = await desk.decide([first["id"]], "accept")
    assert again["changed"] == []
    assert "decided meanwhile" in again["refused"][0]["why"]
    await desk.decide([second["id"]], "reject", status=422)
    await desk.decide([second["id"]], "reject", "The address begins one character later.")
    assert await desk.paid() == [first["id"]]
    history = {row["id"]: row for row in (await desk.people[0].get("/me/assignments"))["rows"]}
    assert history[second["id"]]["state"] == "REJECTED"
    assert history[second["id"]]["decision_reason"] == "The address begins one character later."
    assert history[first["id"]]["is_unused"] is False


async def test_rejected_marks_are_made_anew_by_somebody_else(desk: Desk) -> None:
    claim = await desk.marked()
    await desk.decide([claim["id"]], "reject", "Not an address.")
    item = await desk.house.item(claim["item_id"])
    assert (item["state"], item["stage_id"], item["answer_id"]) == ("ACTIVE", desk.annotate, None)
    tasks = await desk.house.rows(
        "SELECT stage_id, state FROM task WHERE item_id = $1 ORDER BY id", claim["item_id"]
    )
    assert [task["state"] for task in tasks] == ["COMPLETED", "CANCELLED", "OPEN"]
    anew = await desk.people[1].claim(desk.annotate)
    assert anew["item_id"] == claim["item_id"], "what comes back goes first"
    mine = [(await desk.people[0].claim(desk.annotate))["item_id"]]
    assert claim["item_id"] not in mine


async def test_rework_goes_back_to_its_author(desk: Desk) -> None:
    claim = await desk.marked()
    done = await desk.decide([claim["id"]], "rework", "The quotes do not belong to it.")
    assert done["changed"] == [claim["id"]]
    other = await desk.people[1].claim(desk.annotate)
    assert other["item_id"] != claim["item_id"]
    back = await desk.people[0].claim(desk.annotate)
    assert back["item_id"] == claim["item_id"]
    await desk.people[0].submit(back, [MARK])
    await desk.decide([back["id"]], "accept")
    assert await desk.paid() == [back["id"]], "the work is paid once it is good"


async def test_rework_that_is_not_fetched_goes_to_others(desk: Desk) -> None:
    claim = await desk.marked()
    await desk.decide([claim["id"]], "rework", "The quotes do not belong to it.")
    desk.house.clock.advance(days=4)
    assert (await desk.people[1].claim(desk.annotate))["item_id"] == claim["item_id"]


async def test_no_rework_of_judgements_nor_while_somebody_judges(desk: Desk) -> None:
    claim = await desk.marked()
    judging = await desk.people[1].claim(desk.validate)
    refused = await desk.decide([claim["id"]], "rework", "Once more.")
    assert refused["changed"] == []
    assert "at work" in refused["refused"][0]["why"]
    await desk.people[1].submit(judging, verdict="correct")
    refused = await desk.decide([judging["id"]], "rework", "Once more.")
    assert "judgement" in refused["refused"][0]["why"]


async def test_a_judgement_that_is_not_used_is_paid_and_somebody_else_is_asked(desk: Desk) -> None:
    claim = await desk.marked()
    for who in (1, 2):
        await desk.people[who].submit(await desk.people[who].claim(desk.validate), verdict="correct")
    judged = (await desk.queue(stage_id=desk.validate))[0]
    await desk.decide([judged["id"]], "accept_unused", "Too quick to have read it.")
    assert await desk.paid() == [judged["id"]]
    task = (await desk.house.rows("SELECT answers, open_slots FROM task WHERE stage_id = $1", desk.validate))[
        0
    ]
    assert task == {"answers": 1, "open_slots": 2}
    for who in (3, 4):
        assert (await desk.house.item(claim["item_id"]))["state"] == "ACTIVE", "two votes of three count"
        await desk.people[who].submit(await desk.people[who].claim(desk.validate), verdict="correct")
    assert (await desk.house.item(claim["item_id"]))["state"] == "ACCEPTED"
    rows = [row async for batch in desk.house.stores.datasets.answers(desk.campaign.id) for row in batch]
    assert judged["id"] not in [row["assignment_id"] for row in rows]
    documents = [
        row
        async for batch in desk.house.stores.datasets.documents_with_answers(desk.campaign.id)
        for row in batch
    ]
    used = [answer["worker_id"] for row in documents for item in row["items"] for answer in item["answers"]]
    assert judged["worker_id"] not in used
    history = (await desk.people[2].get("/me/assignments"))["rows"][0]
    assert (history["state"], history["is_unused"]) == ("ACCEPTED", True)
    assert (await desk.row(judged["id"]))["can"] == ["use"]
    assert (await desk.decide([judged["id"]], "use"))["changed"] == [judged["id"]]


async def test_an_unused_answer_does_not_come_back_into_a_place_that_is_taken(desk: Desk) -> None:
    await desk.marked()
    await desk.people[1].submit(await desk.people[1].claim(desk.validate), verdict="correct")
    judged = (await desk.queue(stage_id=desk.validate))[0]
    await desk.decide([judged["id"]], "accept_unused")
    for who in (2, 3, 4):
        assert isinstance(await desk.people[who].claim(desk.validate), dict)
    refused = await desk.decide([judged["id"]], "use")
    assert "given to somebody else" in refused["refused"][0]["why"]


async def test_reconsidered_work_is_paid_from_what_is_free(desk: Desk) -> None:
    price = (await desk.house.rows("SELECT price FROM stage WHERE id = $1", desk.annotate))[0]["price"]
    await desk.budget(price)
    claim = await desk.marked()
    await desk.decide([claim["id"]], "reject", "Not an address.")
    assert await desk.money() == (price, Decimal(0))
    other = await desk.people[1].claim(desk.annotate)
    refused = await desk.decide([claim["id"]], "reconsider", status=409)
    assert "free in the budget" in refused["detail"]
    assert await desk.paid() == []
    await desk.people[1].post(f"/assignments/{other['id']}/skip", status=204)
    assert (await desk.decide([claim["id"]], "reconsider"))["changed"] == [claim["id"]]
    assert await desk.money() == (Decimal(0), Decimal(0))
    assert await desk.paid() == [claim["id"]]
    assert (await desk.decide([claim["id"]], "reconsider"))["changed"] == []
    assert await desk.paid() == [claim["id"]]


async def test_everything_that_waits_is_accepted_by_filter_but_not_what_is_held(desk: Desk) -> None:
    mine = [await desk.marked(0), await desk.marked(0)]
    his = await desk.marked(1)
    await desk.decide([mine[0]["id"]], "hold")
    path = f"{desk.path}/decisions/accept-waiting"
    assert await desk.owner.post(path, {"worker_id": desk.people[1].id}) == {"accepted": 1}
    assert await desk.owner.post(path, {}) == {"accepted": 1}
    assert await desk.paid() == sorted([mine[1]["id"], his["id"]])
    await desk.decide([mine[0]["id"]], "release")
    assert await desk.owner.post(path, {}) == {"accepted": 1}


async def test_what_nobody_decided_is_accepted_after_the_review_period(desk: Desk) -> None:
    first = await desk.marked()
    held = await desk.marked()
    await desk.decide([held["id"]], "hold")
    desk.house.clock.advance(days=6, hours=23)
    assert await desk.house.services.decisions.accept_due() == 0
    desk.house.clock.advance(hours=1)
    assert await desk.house.services.decisions.accept_due() == 1
    assert await desk.house.services.decisions.accept_due() == 0
    assert await desk.paid() == [first["id"]]
    assert (await desk.row(first["id"]))["decided_by"] is None


@pytest.mark.parametrize("verdict", ["correct", "incorrect"])
async def test_owner_and_validators_decide_at_once_and_one_of_them_wins(desk: Desk, verdict: str) -> None:
    await desk.budget(Decimal(10))
    for _ in range(3):
        claim = await desk.marked()
        judging = []
        for who in (1, 2, 3):
            one = await desk.people[who].claim(desk.validate)
            judging.append((who, one))
        for who, one in judging[:2]:
            await desk.people[who].submit(one, verdict=verdict)
        who, last = judging[2]
        await asyncio.gather(
            desk.people[who].submit(last, verdict=verdict),
            desk.decide([claim["id"]], "accept"),
            desk.decide([claim["id"]], "reject", "Not an address."),
            desk.decide([claim["id"]], "accept_unused"),
            desk.house.services.decisions.accept_due(),
        )
        row = await desk.row(claim["id"])
        assert row["state"] in ("ACCEPTED", "REJECTED")
        assert (await desk.paid()).count(claim["id"]) == (row["state"] == "ACCEPTED")
        events = await desk.house.rows(
            "SELECT kind FROM work_event WHERE assignment_id = $1 AND kind IN ('accepted', 'rejected')",
            claim["id"],
        )
        assert [event["kind"].upper() for event in events] == [row["state"]]
    free, reserved = await desk.money()
    spent = (await desk.house.rows("SELECT coalesce(sum(amount), 0) AS spent FROM ledger_entry"))[0]["spent"]
    waiting = await desk.house.rows(
        "SELECT coalesce(sum(price), 0) AS price FROM assignment WHERE state IN ('ACTIVE', 'SUBMITTED')"
    )
    assert reserved == waiting[0]["price"]
    assert free + reserved + spent == Decimal(10)
