"""What workers say: feedback and held tasks, messages, announcements, appeals and their deadline, pay by country."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from goldsmith.app.feedback import MOST_HOLDS
from workbench import House, Person, Sheet

FILES = {f"file_{n}.py": f"TO = 'ada{n}@lab.example'\n" for n in range(3)}
MARK = {"start": 6, "end": 20, "label": "EMAIL"}


@dataclass
class Room:
    """A campaign of three one-line files, its owner and two workers."""

    house: House
    owner: Person
    campaign: Sheet
    ann: Person
    bob: Person

    @property
    def path(self) -> str:
        return f"/campaigns/{self.campaign.id}"

    @property
    def stage(self) -> int:
        return self.campaign.stages["annotate:email"]

    async def say(self, who: Person, assignment: Any, status: int = 200, **said: Any) -> Any:
        response = await who.call("PUT", f"/assignments/{assignment['id']}/feedback", json=said)
        assert response.status_code == status, response.text
        return response.json()

    async def task(self, assignment: Any) -> Any:
        rows = await self.house.rows(
            "SELECT t.* FROM task t JOIN assignment a ON a.task_id = t.id WHERE a.id = $1", assignment["id"]
        )
        return rows[0]

    async def decide(self, task_id: int, decision: str, answer: str = "Thank you.", status: int = 200) -> Any:
        body = {"decision": decision, "answer": answer}
        return await self.owner.post(f"/tasks/{task_id}/report", body, status=status)

    async def reject(self, assignment: Any) -> None:
        body = {"ids": [assignment["id"]], "decision": "reject", "reason": "Too short."}
        await self.owner.post("/decisions", body)

    async def appeal(self, who: Person, kind: str, subject: int, status: int = 201) -> Any:
        body = {"kind": kind, "subject_id": subject, "text": "The mark is right."}
        return await who.post("/appeals", body, status=status)


@pytest.fixture
async def room(house: House) -> Room:
    owner = await house.owner()
    campaign = await house.campaign(owner, files=FILES, licences="any")
    ann, bob = await house.workers(owner, campaign, 2)
    return Room(house, owner, campaign, ann, bob)


async def test_ratings_are_shown_by_stage_with_their_number(room: Room) -> None:
    for who, rating in ((room.ann, 5), (room.bob, 2)):
        claim = await who.claim(room.stage)
        await room.say(who, claim, rating=rating, text="  Clear enough. " if rating == 5 else "")
    stage = next(
        row for row in await room.owner.get(f"{room.path}/feedback") if row["stage_id"] == room.stage
    )
    assert (stage["ratings"], stage["n"], stage["mean"], stage["texts"]) == ([0, 1, 0, 0, 1], 2, 3.5, 1)
    (text,) = (await room.owner.get(f"{room.path}/feedback/texts"))["rows"]
    assert (text["text"], text["worker"], text["rating"]) == ("Clear enough.", "Worker 0", 5)


async def test_feedback_says_something_and_can_be_changed_until_it_is_answered(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    await room.say(room.ann, claim, status=422, text=" ")
    await room.say(room.ann, claim, rating=1)
    assert (await room.say(room.ann, claim, rating=4, text="Better."))["rating"] == 4
    await room.say(room.bob, claim, status=404, rating=1)
    await room.say(room.ann, claim, is_broken=True)
    await room.decide((await room.task(claim))["id"], "release", "It is fine.")
    given = await room.ann.get(f"/assignments/{claim['id']}/feedback")
    assert (given["answer"], given["is_broken"]) == ("It is fine.", True)
    await room.say(room.ann, claim, status=409, rating=5)


async def test_a_broken_task_is_held_and_handed_out_again_when_released(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    await room.say(room.ann, claim, is_broken=True, text="The file is cut off.")
    task = await room.task(claim)
    assert (task["state"], task["open_slots"]) == ("HELD", 0)
    await room.ann.post(f"/assignments/{claim['id']}/skip", status=204)
    items = {(await room.bob.claim(room.stage, after=None))["item_id"]}
    assert claim["item_id"] not in items
    (report,) = await room.owner.get(f"{room.path}/reports")
    assert (report["state"], report["live"], report["can"]) == ("HELD", 0, ["release", "close", "answer"])
    assert report["reports"][0]["text"] == "The file is cut off."
    await room.decide(task["id"], "release", " ", status=422)
    assert await room.decide(task["id"], "release", "It is whole now.") == {"workers": [room.ann.id]}
    assert (await room.task(claim))["open_slots"] == 1
    assert await room.owner.get(f"{room.path}/reports") == []
    (message,) = (await room.ann.get(f"/me/threads/{room.campaign.id}"))["rows"]
    assert (message["text"], message["about"]) == (
        "It is whole now.", "The task you reported stays: Mark: Email"
    )  # fmt: skip


async def test_who_is_at_work_on_a_held_task_may_finish_it(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    await room.say(room.ann, claim, is_broken=True)
    task = await room.task(claim)
    problem = await room.decide(task["id"], "close", status=409)
    assert "at work" in problem["detail"]
    done = await room.ann.submit(claim, [MARK])
    assert done["status"] == "counted"
    assert (await room.task(claim))["state"] == "COMPLETED"
    (report,) = await room.owner.get(f"{room.path}/reports")
    assert report["can"] == ["answer"]
    await room.decide(task["id"], "release", status=409)
    await room.decide(task["id"], "answer", "Nothing was wrong.")


async def test_a_task_that_is_held_or_released_during_a_submit_stays_so(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = await room.ann.claim(room.stage)
    await room.ann.submit(marked, [MARK])
    others = [await room.house.worker(room.owner, room.campaign, name=name) for name in ("Cid", "Dan")]
    judges = [room.bob, *others]
    claims = [await judge.claim(room.campaign.stages["validate:email"]) for judge in judges]
    store = room.house.services.assignments._assignments
    apply = store.apply

    async def meanwhile(**arguments: Any) -> Any:
        """Between the look at the task and the change of it, somebody else changes it."""
        is_held = (await room.task(claims[0]))["state"] == "HELD"
        if is_held:
            await room.decide((await room.task(claims[0]))["id"], "release")
        else:
            await room.say(others[1], claims[2], is_broken=True)
        return await apply(**arguments)

    monkeypatch.setattr(store, "apply", meanwhile)
    for number, state in enumerate(("HELD", "OPEN")):
        await judges[number].submit(claims[number], verdict="correct")
        task = await room.task(claims[0])
        assert (task["state"], task["answers"]) == (state, number + 1)


async def test_a_closed_task_takes_its_item_out_of_the_flow(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    await room.say(room.ann, claim, is_broken=True)
    await room.ann.post(f"/assignments/{claim['id']}/skip", status=204)
    await room.decide((await room.task(claim))["id"], "close", "The file is damaged.")
    assert (await room.task(claim))["state"] == "CANCELLED"
    item = await room.owner.get(f"/items/{claim['item_id']}")
    assert item["state"] == "REJECTED"
    assert [event["kind"] for event in item["events"]][-2:] == ["held", "closed"]


async def test_who_takes_the_report_back_releases_the_task(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    await room.say(room.ann, claim, is_broken=True)
    await room.say(room.ann, claim, rating=3)
    assert (await room.task(claim))["state"] == "OPEN"


async def test_who_reports_everything_stops_nothing(room: Room) -> None:
    await room.house.database.run(
        "INSERT INTO feedback (campaign_id, stage_id, task_id, assignment_id, worker_id, is_broken, created_at) "
        "SELECT $1, $2, (SELECT min(id) FROM task), -n, $3, true, now() FROM generate_series(1, $4::int) n",
        room.campaign.id, room.stage, room.ann.id, MOST_HOLDS,
    )  # fmt: skip
    claim = await room.ann.claim(room.stage, after=None)
    await room.say(room.ann, claim, is_broken=True)
    assert (await room.task(claim))["state"] == "OPEN"


async def test_a_golden_is_reported_but_never_held_and_nothing_tells(room: Room) -> None:
    job = await room.owner.post(f"{room.path}/goldens", {"how": "quiz"}, status=202)
    await room.house.run(room.owner, job["id"])
    response = await room.owner.call("PUT", f"/stages/{room.stage}/goldens", json={"minimum": 3})
    assert response.status_code == 204
    golden = await room.ann.claim(room.stage)
    ordinary = await room.bob.claim(room.campaign.stages["annotate:email"])
    assert (await room.task(golden))["state"] == "GOLDEN"
    await room.house.database.run(
        "UPDATE worker_stage SET golden_due = false WHERE worker_id = $1", room.bob.id
    )
    ordinary = await room.bob.claim(room.stage, after=ordinary["id"])
    said = [
        await room.say(who, claim, is_broken=True, text="Broken.")
        for who, claim in ((room.ann, golden), (room.bob, ordinary))
    ]
    assert said[0] == said[1]
    assert (await room.task(golden))["state"] == "GOLDEN"
    assert (await room.task(ordinary))["state"] == "HELD"
    reports = {row["task_id"]: row for row in await room.owner.get(f"{room.path}/reports")}
    assert reports[(await room.task(golden))["id"]]["is_golden"]
    await room.decide((await room.task(golden))["id"], "close", "You are right.")
    (one,) = await room.house.rows(
        "SELECT retired_at FROM golden WHERE task_id = $1", (await room.task(golden))["id"]
    )
    assert one["retired_at"] is not None
    (message,) = (await room.ann.get(f"/me/threads/{room.campaign.id}"))["rows"]
    assert message["about"] == "The task you reported was closed: Mark: Email"


async def test_messages_are_unread_until_the_other_side_opens_the_thread(room: Room) -> None:
    mine, theirs = f"/me/threads/{room.campaign.id}", f"{room.path}/threads/{room.ann.id}"
    await room.ann.post(mine, {"text": "Is a nick name a name?"}, status=204)
    (thread,) = await room.owner.get(f"{room.path}/threads")
    assert (thread["worker"], thread["unread"], thread["last_text"]) == (
        "Worker 0", 1, "Is a nick name a name?"
    )  # fmt: skip
    await room.owner.post(f"{theirs}/read", status=204)
    await room.owner.post(theirs, {"text": "No: a user name."}, status=204)
    assert (await room.owner.get(f"{room.path}/threads"))[0]["unread"] == 0
    assert await room.ann.get("/me/unread") == {"messages": 1}
    assert (await room.ann.get("/me/threads"))[0]["unread"] == 1
    await room.ann.post(f"{mine}/read", status=204)
    assert await room.ann.get("/me/unread") == {"messages": 0}
    rows = (await room.ann.get(mine))["rows"]
    assert [row["is_from_worker"] for row in rows] == [False, True]
    assert (await room.bob.get(mine))["rows"] == []
    await room.ann.post(mine, {"text": "  "}, status=422)


async def test_an_announcement_stands_until_a_worker_puts_it_away(room: Room) -> None:
    (said,) = await room.owner.post(f"{room.path}/announcements", {"text": "New instructions."})
    assert (said["dismissed"], said["workers"]) == (0, 2)
    (seen,) = await room.ann.get("/me/announcements")
    assert seen["text"] == "New instructions."
    for _ in range(2):
        await room.ann.post(f"/announcements/{seen['id']}/dismiss", status=204)
    assert await room.ann.get("/me/announcements") == []
    assert len(await room.bob.get("/me/announcements")) == 1
    response = await room.owner.call("DELETE", f"/announcements/{seen['id']}")
    assert response.status_code == 204
    assert await room.bob.get("/me/announcements") == []
    (said,) = await room.owner.get(f"{room.path}/announcements")
    assert said["dismissed"] == 1 and said["withdrawn_at"] is not None


async def test_an_upheld_appeal_pays_rejected_work(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    await room.ann.submit(claim, [MARK])
    await room.appeal(room.ann, "assignment", claim["id"], status=409)
    await room.reject(claim)
    await room.appeal(room.bob, "assignment", claim["id"], status=404)
    appeal = await room.appeal(room.ann, "assignment", claim["id"])
    assert appeal["subject"]["reason"] == "Too short." and appeal["is_open"]
    await room.appeal(room.ann, "assignment", claim["id"], status=409)
    queue = await room.owner.get(f"{room.path}/appeals")
    assert [row["id"] for row in queue["appeals"]] == [appeal["id"]] and queue["days"] == 7
    body = {"decision": "uphold", "answer": "You are right."}
    decided = await room.owner.post(f"/appeals/{appeal['id']}/decision", body)
    assert (decided["state"], decided["answer"], decided["by_deadline"]) == (
        "UPHELD",
        "You are right.",
        False,
    )
    (entry,) = await room.house.rows("SELECT amount FROM ledger_entry WHERE credit_worker = $1", room.ann.id)
    assert entry["amount"] > 0
    (row,) = (await room.ann.get("/me/assignments"))["rows"]
    assert (row["state"], row["is_unused"]) == ("ACCEPTED", False)
    await room.owner.post(f"/appeals/{appeal['id']}/decision", body, status=409)
    assert await room.ann.get("/me/unread") == {"messages": 1}


async def test_a_dismissed_appeal_needs_a_reason_and_changes_nothing(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    await room.ann.submit(claim, [MARK])
    await room.reject(claim)
    appeal = await room.appeal(room.ann, "assignment", claim["id"])
    at = f"/appeals/{appeal['id']}/decision"
    await room.owner.post(at, {"decision": "dismiss"}, status=422)
    decided = await room.owner.post(at, {"decision": "dismiss", "answer": "The domain is missing."})
    assert decided["state"] == "DISMISSED"
    assert (await room.ann.get("/me/assignments"))["rows"][0]["state"] == "REJECTED"
    assert (await room.ann.get("/me/appeals"))[0]["answer"] == "The domain is missing."


async def test_what_nobody_answers_in_time_is_upheld(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    await room.ann.submit(claim, [MARK])
    await room.reject(claim)
    response = await room.owner.call("PUT", f"{room.path}/appeals/days", json={"days": 3})
    assert response.status_code == 204
    await room.appeal(room.ann, "assignment", claim["id"])
    room.house.clock.advance(days=2, hours=23)
    assert await room.house.services.appeals.expire_due() == 0
    room.house.clock.advance(hours=1)
    assert await room.house.services.appeals.expire_due() == 1
    assert await room.house.services.appeals.expire_due() == 0
    (appeal,) = await room.ann.get("/me/appeals")
    assert (appeal["state"], appeal["by_deadline"], appeal["decided_by"]) == ("UPHELD", True, None)
    assert (await room.ann.get("/me/assignments"))["rows"][0]["state"] == "ACCEPTED"


async def test_what_the_budget_cannot_pay_waits_and_is_tried_again(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    await room.ann.submit(claim, [MARK])
    await room.reject(claim)
    await room.appeal(room.ann, "assignment", claim["id"])
    sql = room.house.database.run
    await sql("UPDATE campaign SET budget_capped = true")
    await sql("INSERT INTO budget_slice (campaign_id, slice, free) VALUES ($1, 0, 0)", room.campaign.id)
    room.house.clock.advance(days=8)
    assert await room.house.services.appeals.expire_due() == 0
    (row,) = (await room.owner.get(f"{room.path}/appeals"))["appeals"]
    assert (row["state"], row["is_overdue"]) == ("OPEN", True)
    await sql("UPDATE budget_slice SET free = 10")
    assert await room.house.services.appeals.expire_due() == 1


async def test_an_appeal_ends_a_restriction(room: Room) -> None:
    body = {"account_id": room.ann.id, "minutes": None, "reason": "Too many skips."}
    response = await room.owner.call("PUT", f"{room.path}/restrictions", json=body)
    restriction = response.json()
    assert await room.ann.claim(room.stage) == "restricted"
    appeal = await room.appeal(room.ann, "restriction", restriction["id"])
    withdrawn = await room.ann.post(f"/appeals/{appeal['id']}/withdraw")
    assert withdrawn["state"] == "WITHDRAWN"
    await room.ann.post(f"/appeals/{appeal['id']}/withdraw", status=409)
    await room.appeal(room.ann, "restriction", restriction["id"], status=409)
    other = (await room.owner.call("PUT", f"{room.path}/restrictions", json=body)).json()
    response = await room.owner.call("POST", f"/restrictions/{restriction['id']}/lift")
    assert response.status_code == 200
    appeal = await room.appeal(room.ann, "restriction", other["id"])
    await room.owner.post(f"/appeals/{appeal['id']}/decision", {"decision": "uphold"})
    assert isinstance(await room.ann.claim(room.stage), dict)


async def test_an_appeal_takes_back_what_a_rule_held(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    await room.ann.submit(claim, [MARK])
    rule = {
        "name": "one",
        "conditions": [{"collector": "skipped_in_row", "last": 5, "comparison": ">=", "value": 5}],
        "action": {"kind": "hold_answers"},
    }
    made = await room.owner.post(f"{room.path}/rules", {"definition": rule}, status=201)
    store, now = room.house.stores.supervision, room.house.clock()
    event = {
        "rule_id": made["id"], "rule_version": 1, "campaign_id": room.campaign.id, "worker_id": room.ann.id,
        "stage_id": room.stage, "xid": 1, "fact_id": 1, "fact_at": now, "action": rule["action"], "evidence": [],
        "words": "You skipped 5 tasks in a row.",
    }  # fmt: skip
    event_id = await store.add_event(event, now)
    assert event_id is not None
    held = await room.house.stores.deeds.hold(room.ann.id, room.campaign.id, None)
    await store.set_effect(event_id, {"held": held}, None)
    appeal = await room.appeal(room.ann, "rule_event", event_id)
    assert appeal["subject"]["reason"] == "You skipped 5 tasks in a row."
    await room.owner.post(f"/appeals/{appeal['id']}/decision", {"decision": "uphold"})
    (row,) = await room.house.rows("SELECT is_held FROM assignment WHERE id = $1", claim["id"])
    assert not row["is_held"]
    assert (await room.ann.get("/me/standing"))["events"][0]["undone_at"] is not None


async def test_what_waits_for_the_owner_is_counted(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    await room.say(room.ann, claim, is_broken=True)
    await room.ann.post(f"/me/threads/{room.campaign.id}", {"text": "Hello."}, status=204)
    waiting = await room.owner.get(f"{room.path}/voice")
    assert (waiting["reports"], waiting["messages"], waiting["appeals"]) == (1, 1, 0)


async def test_pay_by_country_counts_what_waits_and_what_the_hour_buys(room: Room) -> None:
    claim = await room.ann.claim(room.stage)
    room.house.clock.advance(seconds=40)
    headers = {"Idempotency-Key": "a-key-of-its-own"}
    body = {"annotation": {"spans": [MARK]}, "active_ms": 30_000}
    await room.ann.post(f"/assignments/{claim['id']}/submit", body, headers=headers)
    table = await room.owner.get(f"{room.path}/country-pay")
    (row,) = table["countries"]
    price = Decimal(claim["price"])
    assert (row["country"], row["workers"], Decimal(row["pending"])) == ("PT", 1, price)
    assert Decimal(row["hourly"]) == Decimal(row["median_hourly"]) == price * 120
    assert Decimal(row["worth_usd"]) > Decimal(row["hourly"])
    await room.owner.post("/decisions", {"ids": [claim["id"]], "decision": "accept"})
    (row,) = (await room.owner.get(f"{room.path}/country-pay"))["countries"]
    assert (Decimal(row["earned"]), Decimal(row["pending"])) == (price, 0)
