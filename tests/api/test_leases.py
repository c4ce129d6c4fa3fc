"""Claims: prefetch, drafts, skips, leases that run out, submits that come twice or late."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from workbench import House, Person, Sheet

MARK = [{"start": 6, "end": 21, "label": "EMAIL"}]
FILES = {f"file_{n}.py": f"TO = 'ada{n}@lab.example'\n" for n in range(3)}


@dataclass
class Desk:
    """Two workers at a stage with three tasks."""

    house: House
    owner: Person
    campaign: Sheet
    stage: int
    ann: Person
    bob: Person

    async def lose_the_lease(self) -> None:
        self.house.clock.advance(minutes=11)
        assert await self.house.services.assignments.expire_leases() > 0


@pytest.fixture
async def desk(house: House) -> Desk:
    owner = await house.owner()
    campaign = await house.campaign(owner, files=FILES, licences="any")
    ann, bob = await house.workers(owner, campaign, 2)
    return Desk(house, owner, campaign, campaign.stages["annotate:email"], ann, bob)


async def test_claiming_again_gives_the_same_task(desk: Desk) -> None:
    first = await desk.ann.claim(desk.stage)
    assert await desk.ann.claim(desk.stage) == first
    assert (await desk.bob.claim(desk.stage))["id"] != first["id"]


async def test_prefetch_gives_the_one_after(desk: Desk) -> None:
    first = await desk.ann.claim(desk.stage)
    second = await desk.ann.claim(desk.stage, after=first["id"])
    assert second["item_id"] != first["item_id"]
    assert (await desk.ann.claim(desk.stage, after=first["id"]))["id"] == second["id"]
    await desk.ann.submit(first)
    assert (await desk.ann.claim(desk.stage))["id"] == second["id"]


async def test_a_double_click_counts_once(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    results = await asyncio.gather(*(desk.ann.submit(claim, key="the-same-click") for _ in range(6)))
    assert len({result["answer_id"] for result in results}) == 1
    assert {result["status"] for result in results} == {"counted"}
    assert await desk.house.rows("SELECT answers FROM worker_stage") == [{"answers": 1}]
    assert len(await desk.house.rows("SELECT FROM answer")) == 1


async def test_a_second_tab_with_another_answer_is_told(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    assert (await desk.ann.claim(desk.stage))["id"] == claim["id"]
    first = await desk.ann.submit(claim, MARK)
    problem = await desk.ann.submit(claim, [], status=409)
    assert (problem["code"], problem["hint"]) == (
        "conflict",
        "The first answer counts; go on with the next task.",
    )
    assert "another tab" in problem["detail"]
    (answer,) = await desk.house.rows("SELECT id, content FROM answer")
    assert answer == {"id": first["answer_id"], "content": {"spans": MARK}}


async def test_lost_and_taken_the_answer_is_kept_as_late(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    await desk.lose_the_lease()
    taken = await desk.bob.claim(desk.stage)
    assert taken["item_id"] == claim["item_id"]
    late = await desk.ann.submit(claim, MARK, key="late-key")
    assert late["status"] == "late"
    assert "kept" in late["message"]
    assert await desk.ann.submit(claim, MARK, key="late-key") == late
    assert (await desk.bob.submit(taken, []))["status"] == "counted"
    answers = (await desk.owner.get(f"/items/{claim['item_id']}"))["answers"]
    assert [(answer["late"], answer["content"]["spans"]) for answer in answers] == [(True, MARK), (False, [])]
    assert [row["answers"] for row in await desk.house.rows("SELECT answers FROM worker_stage")] == [1]


async def test_lost_but_free_the_answer_counts(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    await desk.lose_the_lease()
    assert (await desk.ann.submit(claim, MARK))["status"] == "counted"
    (item,) = await desk.house.rows("SELECT stage_id FROM item WHERE id = $1", claim["item_id"])
    assert item["stage_id"] == desk.campaign.stages["validate:email"]


async def test_the_old_claim_of_a_task_that_came_back_to_its_worker_is_late(desk: Desk) -> None:
    """A validate task has three slots: without a check the worker would answer it twice."""
    await desk.ann.submit(await desk.ann.claim(desk.stage), MARK)
    validate = desk.campaign.stages["validate:email"]
    old = await desk.bob.claim(validate)
    await desk.lose_the_lease()
    new = await desk.bob.claim(validate)
    assert new["item_id"] == old["item_id"]
    assert new["id"] != old["id"]
    assert (await desk.bob.submit(old, verdict="correct"))["status"] == "late"
    assert (await desk.bob.submit(new, verdict="correct"))["status"] == "counted"


async def test_the_old_claim_of_a_task_that_was_skipped_since_is_late(desk: Desk) -> None:
    await desk.ann.submit(await desk.ann.claim(desk.stage), MARK)
    validate = desk.campaign.stages["validate:email"]
    old = await desk.bob.claim(validate)
    await desk.lose_the_lease()
    new = await desk.bob.claim(validate)
    await desk.bob.post(f"/assignments/{new['id']}/skip", status=204)
    assert (await desk.bob.submit(old, verdict="correct"))["status"] == "late"


async def test_a_lease_that_ran_out_unseen_still_counts(desk: Desk) -> None:
    """Between two looks at leases nobody else can have the task."""
    claim = await desk.ann.claim(desk.stage)
    desk.house.clock.advance(minutes=11)
    assert (await desk.ann.submit(claim))["status"] == "counted"


async def test_renewing_keeps_the_task(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    desk.house.clock.advance(minutes=8)
    renewed = await desk.ann.post(f"/assignments/{claim['id']}/renew")
    assert renewed["leased_until"] > claim["leased_until"]
    desk.house.clock.advance(minutes=8)
    assert await desk.house.services.assignments.expire_leases() == 0


async def test_renewing_after_the_loss_says_so(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    await desk.lose_the_lease()
    problem = await desk.ann.post(f"/assignments/{claim['id']}/renew", status=409)
    assert problem["code"] == "lease_lost"
    assert "kept in any case" in problem["hint"]


async def test_a_skipped_task_goes_to_others_and_never_comes_back(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    await desk.ann.post(f"/assignments/{claim['id']}/skip", status=204)
    assert (await desk.ann.claim(desk.stage))["item_id"] != claim["item_id"]
    assert (await desk.bob.claim(desk.stage))["item_id"] == claim["item_id"]
    assert (await desk.ann.submit(claim, status=409))["code"] == "conflict"
    again = await desk.ann.post(f"/assignments/{claim['id']}/skip", status=409)
    assert again["code"] == "lease_lost"


async def test_drafts_come_back_with_the_task(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    assert claim["draft"] is None
    path = f"/assignments/{claim['id']}/draft"
    saved = (await desk.ann.call("PUT", path, json={"content": {"spans": MARK}, "based_on": 0})).json()
    assert (saved["saved"], saved["current"]["revision"]) == (True, 1)
    saved = (await desk.ann.call("PUT", path, json={"content": {"spans": []}, "based_on": 1})).json()
    assert (saved["saved"], saved["current"]["revision"]) == (True, 2)
    assert (await desk.ann.claim(desk.stage))["draft"] == saved["current"]


async def test_a_draft_never_overwrites_a_revision_it_has_not_seen(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    path = f"/assignments/{claim['id']}/draft"
    await desk.ann.call("PUT", path, json={"content": {"from": "tab one"}, "based_on": 0})
    for stale in (0, 7):
        other = await desk.ann.call("PUT", path, json={"content": {"from": "tab two"}, "based_on": stale})
        assert other.status_code == 200
        assert other.json()["saved"] is False
        assert other.json()["current"]["content"] == {"from": "tab one"}
        assert other.json()["current"]["revision"] == 1


async def test_a_draft_survives_the_loss_of_the_lease(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    await desk.lose_the_lease()
    path = f"/assignments/{claim['id']}/draft"
    saved = await desk.ann.call("PUT", path, json={"content": {"spans": MARK}, "based_on": 0})
    assert saved.json()["saved"] is True


async def test_a_draft_of_a_finished_task_is_refused(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    await desk.ann.submit(claim)
    response = await desk.ann.call(
        "PUT", f"/assignments/{claim['id']}/draft", json={"content": {}, "based_on": 0}
    )
    assert response.status_code == 404


async def test_a_paused_stage_and_a_paused_campaign_say_so(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    await desk.owner.post(f"/stages/{desk.stage}/events", {"event": "pause"})
    assert await desk.bob.claim(desk.stage) == "stage_not_open"
    assert (await desk.ann.submit(claim))["status"] == "counted", "work that was begun is taken"
    await desk.owner.post(f"/stages/{desk.stage}/events", {"event": "open"})
    await desk.owner.post(f"/campaigns/{desk.campaign.id}/events", {"event": "pause"})
    assert await desk.bob.claim(desk.stage) == "campaign_not_running"
    rows = await desk.bob.get("/work")
    assert {row["state"] for row in rows} == {"PAUSED"}


async def test_every_refusal_has_words(desk: Desk) -> None:
    await desk.owner.post(f"/stages/{desk.stage}/events", {"event": "pause"})
    refused = await desk.bob.post(f"/stages/{desk.stage}/claim")
    assert refused["assignment"] is None
    assert refused["message"] == "This stage is paused. Your work is kept; try another stage."


async def test_the_daily_limit_ends_at_midnight(desk: Desk) -> None:
    campaign = await desk.house.campaign(desk.owner, files=FILES, licences="any", annotate="daily_limit: 2")
    worker = await desk.house.worker(desk.owner, campaign)
    stage = campaign.stages["annotate:email"]
    for _ in range(2):
        await worker.submit(await worker.claim(stage))
    assert await worker.claim(stage) == "daily_limit"
    desk.house.clock.advance(hours=14, minutes=59)
    assert await worker.claim(stage) == "daily_limit"
    desk.house.clock.advance(minutes=1)
    assert isinstance(await worker.claim(stage), dict)


async def test_without_the_skill_there_is_no_task(desk: Desk) -> None:
    novice = await desk.house.worker(desk.owner, desk.campaign, skills=())
    assert await novice.claim(desk.stage) == "skill_missing"
    stage = await novice.get(f"/stages/{desk.stage}")
    assert (stage["may_work"], stage["has_quiz"], stage["skill_level"]) == (False, True, None)


async def test_a_restricted_worker_waits_until_the_end(desk: Desk) -> None:
    until = desk.house.clock.now.replace(hour=12)
    await desk.house.database.run(
        "INSERT INTO restriction (account_id, scope, campaign_id, until, reason, created_at) "
        "SELECT $2, 'campaign', campaign_id, $1, 'Too fast.', joined_at FROM membership WHERE account_id = $2",
        until,
        desk.ann.id,
    )
    assert await desk.ann.claim(desk.stage) == "restricted"
    desk.house.clock.advance(hours=3)
    assert isinstance(await desk.ann.claim(desk.stage), dict)


async def test_a_stage_of_a_campaign_one_has_not_joined_does_not_exist(desk: Desk) -> None:
    other = await desk.house.campaign(desk.owner, files={"a.py": "x = 1\n"}, licences="any")
    stranger = await desk.house.worker(desk.owner, other)
    for path in (f"/stages/{desk.stage}/claim", "/stages/999999/claim"):
        problem = await stranger.post(path, status=404)
        assert problem["detail"] == "There is no such stage."


async def test_joining_twice_keeps_one_membership_and_one_use(desk: Desk) -> None:
    campaign = await desk.house.campaign(desk.owner, files={}, start=False)
    invite = await desk.house.invite(desk.owner, campaign.id, max_uses=5)
    body = {"invite": invite["code"], "name": "Ann", "country": "PT", "consent": True}
    for _ in range(2):
        me = await desk.ann.post("/join", body)
        assert me["id"] == desk.ann.id
    (row,) = await desk.owner.get(f"/campaigns/{campaign.id}/invites")
    assert row["uses"] == 1
    assert (await desk.owner.get(f"/campaigns/{campaign.id}"))["workers"] == 1


@pytest.mark.parametrize(
    ("marks", "word"),
    [
        ([{"start": 0, "end": 900, "label": "EMAIL"}], "past the end"),
        ([{"start": 3, "end": 3, "label": "EMAIL"}], "malformed"),
        ([{"start": 0, "end": 2, "label": "PHONE"}], "not a label"),
        ([{"start": 0, "end": 4, "label": "EMAIL"}, {"start": 3, "end": 6, "label": "EMAIL"}], "overlap"),
    ],
)
async def test_marks_that_do_not_fit_are_refused_and_nothing_changes(
    desk: Desk, marks: list[dict[str, object]], word: str
) -> None:
    claim = await desk.ann.claim(desk.stage)
    problem = await desk.ann.submit(claim, marks, status=422)
    assert word in problem["detail"]
    assert (await desk.ann.submit(claim, MARK))["status"] == "counted"


async def test_the_kind_of_answer_must_be_the_stages(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    assert "wants marks" in (await desk.ann.submit(claim, verdict="correct", status=422))["detail"]
    await desk.ann.submit(claim, MARK)
    judged = await desk.bob.claim(desk.campaign.stages["validate:email"])
    assert "wants a verdict" in (await desk.bob.submit(judged, MARK, status=422))["detail"]
    body = {"verdict": {"verdict": "incorrect", "reason": " "}, "active_ms": 1}
    problem = await desk.bob.post(
        f"/assignments/{judged['id']}/submit", body, status=422, headers={"Idempotency-Key": "a-long-key"}
    )
    assert problem["detail"] == "Say in a few words what is wrong."


async def test_active_time_never_exceeds_the_time_since_the_claim(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    desk.house.clock.advance(seconds=20)
    body = {"annotation": {"spans": []}, "active_ms": 80_000_000}
    await desk.ann.post(f"/assignments/{claim['id']}/submit", body, headers={"Idempotency-Key": "a-long-key"})
    (row,) = await desk.house.rows("SELECT active_ms FROM assignment")
    assert row["active_ms"] == 25_000


async def test_the_history_is_ones_own_newest_first(desk: Desk) -> None:
    first = await desk.ann.claim(desk.stage)
    await desk.ann.submit(first, MARK)
    second = await desk.ann.claim(desk.stage)
    page = await desk.ann.get("/me/assignments")
    assert [row["id"] for row in page["rows"]] == [second["id"], first["id"]]
    assert page["rows"][1]["answer"] == {"spans": MARK}
    assert (await desk.bob.get("/me/assignments"))["rows"] == []
