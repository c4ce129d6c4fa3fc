"""The periodic look: agreement, skills, speed and rules, each fact once, whatever happens in between."""

from __future__ import annotations

import asyncio
import contextlib
import random
from dataclasses import dataclass
from typing import Any

import pytest

from goldsmith.domain.rules.codec import rule_of
from goldsmith.domain.rules.watch import replay
from workbench import House, Person, Sheet

FILES = {f"file_{n}.py": f"TO = 'ada{n}@lab.example'\n" for n in range(40)}
RIGHT = [{"start": 6, "end": 22, "label": "EMAIL"}]
SKIPS = {"collector": "skipped_in_row", "last": 9, "comparison": ">=", "value": 3}
PAUSE = {"kind": "restrict", "scope": "campaign", "minutes": 30}


@dataclass
class Desk:
    """A campaign with plenty of tasks and some workers."""

    house: House
    owner: Person
    campaign: Sheet
    stage: int
    people: list[Person]

    async def tick(self) -> int:
        """Look until nothing is new; facts dealt with."""
        total = 0
        while done := await self.house.services.supervision.tick():
            total += done
        return total

    async def rule(
        self, *conditions: Any, action: Any = PAUSE, name: str = "r", is_on: bool = True, **more: Any
    ) -> Any:
        definition = {"name": name, "conditions": list(conditions), "action": action, **more}
        return await self.owner.post(
            f"/campaigns/{self.campaign.id}/rules", {"definition": definition, "is_on": is_on}, status=201
        )

    async def skip(self, who: Person, times: int) -> None:
        for _ in range(times):
            claim = await who.claim(self.stage)
            await who.post(f"/assignments/{claim['id']}/skip", status=204)

    async def mark(self, who: Person, times: int = 1) -> list[int]:
        done = []
        for _ in range(times):
            claim = await who.claim(self.stage)
            await who.submit(claim, RIGHT)
            done.append(claim["id"])
        return done

    async def judge(self, who: Person, verdict: str, times: int = 1) -> None:
        for _ in range(times):
            claim = await who.claim(self.campaign.stages["validate:email"])
            await who.submit(claim, verdict=verdict)

    async def fact(self, who: Person, kind: str, score: float | None = None, **more: Any) -> None:
        """A fact as other parts write it."""
        await self.house.database.run(
            "INSERT INTO work_event (campaign_id, stage_id, worker_id, kind, score, active_ms, at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7)",
            self.campaign.id,
            self.stage,
            who.id,
            kind,
            score,
            more.get("active_ms"),
            self.house.clock(),
        )

    async def log(self) -> list[Any]:
        return (await self.owner.get(f"/campaigns/{self.campaign.id}/rules/log"))["rows"]


@pytest.fixture
async def desk(house: House) -> Desk:
    owner = await house.owner()
    campaign = await house.campaign(owner, files=FILES, licences="any", annotate="goldens: 1")
    people = await house.workers(owner, campaign, 4)
    return Desk(house, owner, campaign, campaign.stages["annotate:email"], people)


async def test_a_rule_restricts_says_why_and_the_worker_sees_it(desk: Desk) -> None:
    ann, bob, *_ = desk.people
    await desk.rule(SKIPS, name="Many skips")
    await desk.skip(ann, 3)
    await desk.mark(bob)
    assert await desk.tick() == 4
    assert await ann.claim(desk.stage) == "restricted"
    assert isinstance(await bob.claim(desk.stage), dict)
    standing = await ann.get("/me/standing")
    (restriction,) = standing["restrictions"]
    assert restriction["reason"] == (
        "You get no tasks from this campaign for 30 minutes, because you skipped 3 tasks in a row."
    )
    assert (restriction["is_standing"], restriction["by_rule"]) == (True, True)
    (event,) = standing["events"]
    assert (event["rule"], event["restriction_id"]) == ("Many skips", restriction["id"])
    assert (await bob.get("/me/standing"))["events"] == []
    desk.house.clock.advance(minutes=31)
    assert isinstance(await ann.claim(desk.stage), dict)


async def test_a_look_without_news_does_nothing(desk: Desk) -> None:
    await desk.mark(desk.people[0])
    assert await desk.tick() == 1
    before = await desk.house.rows("SELECT xmin::text FROM supervision")
    assert await desk.tick() == 0
    assert await desk.house.rows("SELECT xmin::text FROM supervision") == before, "nothing was written"


async def test_two_looks_at_once_do_each_thing_once(desk: Desk) -> None:
    ann = desk.people[0]
    await desk.rule(SKIPS)
    await desk.skip(ann, 3)
    await asyncio.gather(*(desk.tick() for _ in range(6)))
    assert len(await desk.log()) == 1
    assert len(await desk.house.rows("SELECT FROM restriction")) == 1


async def test_looks_beside_work_lose_and_double_nothing(desk: Desk) -> None:
    """Facts of transactions that end out of order are all read, once."""
    await desk.rule(
        {"collector": "answers", "hours": 24, "comparison": ">=", "value": 4}, action={"kind": "hold_answers"}
    )
    ticks = asyncio.create_task(_keep_looking(desk))
    await asyncio.gather(*(desk.mark(who, 5) for who in desk.people))
    ticks.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await ticks
    await desk.tick()
    log = await desk.log()
    per_worker = {who.id: sum(row["worker_id"] == who.id for row in log) for who in desk.people}
    assert per_worker == dict.fromkeys(per_worker, 2), "the fourth and the fifth answer of each"
    held = await desk.house.rows("SELECT worker_id FROM assignment WHERE is_held")
    assert len(held) == 20


async def _keep_looking(desk: Desk) -> None:
    while True:
        await desk.house.services.supervision.tick()
        await asyncio.sleep(0.001)


@pytest.mark.parametrize("at", ["add_event", "set_effect", "advance", "update_skills"])
async def test_a_look_that_dies_in_between_is_as_if_it_had_not_been(
    desk: Desk, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = desk.people[0]
    await desk.rule(SKIPS)
    await desk.fact(ann, "golden", 1.0)
    await desk.skip(ann, 3)
    skill = await desk.house.rows("SELECT * FROM skill WHERE account_id = $1 ORDER BY key", ann.id)

    async def dies(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.house.stores.supervision), at, dies)
        with pytest.raises(RuntimeError, match="killed"):
            await desk.tick()
    assert await desk.log() == []
    assert await desk.house.rows("SELECT * FROM skill WHERE account_id = $1 ORDER BY key", ann.id) == skill
    assert await desk.tick() == 4
    assert len(await desk.log()) == 1
    assert (
        await desk.house.rows("SELECT total FROM skill WHERE account_id = $1 AND key = 'tiny/email'", ann.id)
    )[0]["total"] == 11


async def test_live_hits_are_those_of_a_replay(desk: Desk) -> None:
    ann, bob, *_ = desk.people
    definition = {"name": "r", "conditions": [SKIPS], "action": {"kind": "hold_answers"}}
    await desk.rule(SKIPS, action={"kind": "hold_answers"})
    for who, skips in ((ann, 2), (bob, 4), (ann, 2), (bob, 3), (ann, 3)):
        await desk.skip(who, skips)
        await desk.tick()
        desk.house.clock.advance(minutes=1)
    live = sorted((row["worker_id"], row["fact_at"]) for row in await desk.log())
    found = await desk.owner.post(f"/campaigns/{desk.campaign.id}/rules/replay", {"definition": definition})
    assert sorted((row["worker_id"], row["at"]) for row in found["hits"]) == live
    assert len(live) == 4
    assert rule_of(definition).name == "r" and replay(rule_of(definition), []) == []


@pytest.mark.parametrize("seed", range(4))
async def test_windows_read_from_the_database_are_those_of_a_replay(desk: Desk, seed: int) -> None:
    """Random facts in random batches: what each turn reads of the past is enough, whatever the rule."""
    rng = random.Random(seed)
    hold = {"kind": "hold_answers"}
    rules = {
        "skips": [SKIPS],
        "goldens": [{"collector": "golden_score", "last": 4, "comparison": "<", "value": 0.6}],
        "rate": [
            {"collector": "acceptance_rate", "last": 5, "at_least": 3, "comparison": "<=", "value": 0.5}
        ],
        "many": [{"collector": "answers", "hours": 2, "comparison": ">=", "value": 5}],
        "both": [
            {"collector": "golden_score", "hours": 3, "at_least": 2, "comparison": ">", "value": 0.4},
            {"collector": "submit_time", "last": 6, "comparison": ">=", "value": 3, "seconds": 2},
        ],
    }
    for name, conditions in rules.items():
        await desk.rule(*conditions, action=hold, name=name)
    kinds = ["submitted", "skipped", "skipped", "golden", "accepted", "rejected"]
    for _ in range(25):
        for _ in range(rng.randrange(8)):
            kind = rng.choice(kinds)
            score = rng.choice([0.0, 0.5, 1.0]) if kind == "golden" else None
            active = rng.choice([1_000, 9_000]) if kind == "submitted" else None
            await desk.fact(rng.choice(desk.people), kind, score, active_ms=active)
        desk.house.clock.advance(minutes=rng.choice([1, 20]))
        await desk.tick()
    live: dict[str, list[Any]] = {name: [] for name in rules}
    for row in (await desk.owner.get(f"/campaigns/{desk.campaign.id}/rules/log?limit=500"))["rows"]:
        live[row["rule"]].append((row["fact_at"], row["worker_id"], row["evidence"][0]["number"]))
    for name, conditions in rules.items():
        body = {"definition": {"name": name, "conditions": conditions, "action": hold}}
        found = await desk.owner.post(f"/campaigns/{desk.campaign.id}/rules/replay", body)
        hits = [(row["at"], row["worker_id"], row["evidence"][0]["number"]) for row in found["hits"]]
        assert sorted(hits) == sorted(live[name]), name
    assert sum(map(len, live.values())) > 5


async def test_a_large_transaction_is_read_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goldsmith.app.supervision.BATCH", 3)
    await desk.house.database.run(
        "INSERT INTO work_event (campaign_id, stage_id, worker_id, kind, at) "
        "SELECT $1, $2, $3, 'skipped', $4 FROM generate_series(1, 7)",
        desk.campaign.id,
        desk.stage,
        desk.people[0].id,
        desk.house.clock(),
    )
    for _ in range(4):
        await desk.fact(desk.people[1], "skipped")
    assert [await desk.house.services.supervision.tick() for _ in range(4)] == [7, 3, 1, 0]


async def test_a_temporary_restriction_keeps_the_history(desk: Desk) -> None:
    ann = desk.people[0]
    await desk.rule({"collector": "golden_score", "last": 4, "at_least": 2, "comparison": "<", "value": 0.6})
    for score in (0.0, 0.0):
        await desk.fact(ann, "golden", score)
    await desk.tick()
    facts = await desk.house.rows("SELECT id FROM work_event")
    desk.house.clock.advance(minutes=31)
    for score in (1.0, 0.0):
        await desk.fact(ann, "golden", score)
        await desk.tick()
    (second, first) = await desk.log()
    assert (first["evidence"][0]["n"], second["evidence"][0]["n"]) == (2, 4), "the first two still count"
    assert len(await desk.house.rows("SELECT id FROM work_event")) == len(facts) + 2


async def test_those_who_finished_a_task_learn_how_they_agreed(desk: Desk) -> None:
    ann, bob, eve, dan = desk.people
    await desk.mark(ann)
    await desk.judge(bob, "correct")
    await desk.judge(eve, "incorrect")
    await desk.tick()
    assert await desk.house.rows("SELECT FROM work_event WHERE kind = 'agreed'") == []
    await desk.judge(dan, "correct")
    finn = await desk.house.worker(desk.owner, desk.campaign)
    await desk.judge(finn, "correct")
    await desk.tick()
    rows = await desk.house.rows(
        "SELECT worker_id, score, round(weight::numeric, 2)::float8 AS weight FROM work_event WHERE kind = 'agreed'"
    )
    scores = {row["worker_id"]: row["score"] for row in rows}
    assert scores == {bob.id: 1, eve.id: 0, dan.id: 1, finn.id: 1}
    weights = {row["worker_id"]: row["weight"] for row in rows}
    assert weights[eve.id] > 0.9 > weights[bob.id] > 0.7, "the others of eve are of one mind"
    skills = {
        row["account_id"]: row["correct"] / row["total"]
        for row in await desk.house.rows(
            "SELECT account_id, correct, total FROM skill WHERE key = 'tiny/email'"
        )
    }
    assert skills[eve.id] < 0.9 < skills[bob.id]
    given = await desk.house.rows("SELECT DISTINCT given_correct, given_total FROM skill")
    assert given == [{"given_correct": 9.0, "given_total": 10.0}], "what a quiz gave stays beside"


async def test_a_stage_learns_its_floor_and_a_rule_uses_it(desk: Desk) -> None:
    ann = desk.people[0]
    fast = {"collector": "submit_time", "last": 5, "comparison": ">=", "value": 3}
    await desk.rule(fast, action={"kind": "hold_answers"})
    (worked,) = await desk.mark(ann)
    await desk.house.database.run(
        "INSERT INTO assignment (task_id, item_id, stage_id, worker_id, state, price, claimed_at, leased_until, "
        "active_ms) SELECT a.task_id, a.item_id, a.stage_id, -n, 'ACCEPTED', 0, $2, $2, 20000 + 200 * n "
        "FROM assignment a, generate_series(1, 60) n WHERE a.id = $1",
        worked,
        desk.house.clock(),
    )
    await desk.house.database.run(
        "INSERT INTO answer (assignment_id, task_id, item_id, stage_id, worker_id, content, quality, round, "
        "created_at) SELECT id, task_id, item_id, stage_id, worker_id, '{}', 0.5, 1, $1 FROM assignment "
        "WHERE worker_id < 0",
        desk.house.clock(),
    )
    await desk.tick()
    (pace,) = (await desk.owner.get(f"/campaigns/{desk.campaign.id}/rules"))["paces"]
    assert pace["n"] == 61 and 8_000 < pace["floor_ms"] < 9_000
    assert await desk.log() == []
    desk.house.clock.advance(minutes=1)
    for time in (30_000, 1_000, 1_000, 1_000):
        await desk.fact(ann, "submitted", active_ms=time)
    await desk.tick()
    (event,) = await desk.log()
    assert event["evidence"][0]["number"] == 3
    assert event["effect"]["held"] == [worked]


@pytest.mark.parametrize("restores", [True, False])
async def test_a_skill_is_taken_back_its_quiz_opens_and_an_undo_gives_it_back(
    desk: Desk, restores: bool
) -> None:
    ann = desk.people[0]
    await desk.house.database.run("DELETE FROM skill WHERE account_id = $1", ann.id)
    exam = await ann.post(f"/campaigns/{desk.campaign.id}/quizzes/email/attempts")
    answers = [{"spans": [_answer(task["text"])]} for task in exam["tasks"]]
    passed = await ann.post(f"/attempts/{exam['id']}/finish", {"answers": answers})
    assert passed["state"] == "PASSED"
    await desk.rule(
        {"collector": "golden_score", "last": 2, "comparison": "<", "value": 0.5}, action={"kind": "requiz"}
    )
    for _ in range(2):
        await desk.fact(ann, "golden", 0.0)
    await desk.tick()
    assert await ann.claim(desk.stage) == "skill_missing"
    quiz = await ann.get(f"/campaigns/{desk.campaign.id}/quizzes/email")
    assert (quiz["passed"], quiz["attempts"]) == (False, [])
    if restores:
        (event,) = await desk.log()
        assert event["can_undo"]
        await desk.owner.post(f"/rule-events/{event['id']}/undo")
        assert isinstance(await ann.claim(desk.stage), dict)
        assert (await ann.get(f"/campaigns/{desk.campaign.id}/quizzes/email"))["passed"]
        await desk.owner.post(f"/rule-events/{event['id']}/undo", status=409)
    else:
        exam = await ann.post(f"/campaigns/{desk.campaign.id}/quizzes/email/attempts")
        answers = [{"spans": [_answer(task["text"])]} for task in exam["tasks"]]
        assert (await ann.post(f"/attempts/{exam['id']}/finish", {"answers": answers}))["state"] == "PASSED"


def _answer(text: str) -> dict[str, Any]:
    quote = text.index("'")
    return {"start": quote + 1, "end": text.index("'", quote + 1), "label": "EMAIL"}


async def test_answers_are_held_released_or_accepted(desk: Desk) -> None:
    ann, bob, *_ = desk.people
    await desk.mark(ann, 2)
    await desk.mark(bob)
    many = {"collector": "answers", "hours": 24, "comparison": ">=", "value": 2}
    await desk.rule(many, action={"kind": "hold_answers"})
    await desk.tick()
    held = await desk.house.rows("SELECT worker_id FROM assignment WHERE is_held")
    assert [row["worker_id"] for row in held] == [ann.id] * 2
    (event,) = await desk.log()
    await desk.owner.post(f"/rule-events/{event['id']}/undo")
    assert await desk.house.rows("SELECT FROM assignment WHERE is_held") == []


async def test_a_rule_accepts_and_pays_what_waits(desk: Desk) -> None:
    ann = desk.people[0]
    good = {"collector": "golden_score", "last": 2, "comparison": ">=", "value": 0.9}
    await desk.rule(good, action={"kind": "accept_answers"})
    await desk.mark(ann, 2)
    for _ in range(2):
        await desk.fact(ann, "golden", 1.0)
    await desk.tick()
    states = await desk.house.rows("SELECT state FROM assignment WHERE worker_id = $1", ann.id)
    assert [row["state"] for row in states] == ["ACCEPTED"] * 2
    assert len(await desk.house.rows("SELECT FROM ledger_entry WHERE kind = 'task_pay'")) == 2
    (event,) = await desk.log()
    assert not event["can_undo"]


async def test_more_answers_are_asked_for_where_tasks_are_open(desk: Desk) -> None:
    ann, bob, eve, dan = desk.people
    await desk.mark(ann)
    many = {"collector": "answers", "hours": 24, "comparison": ">=", "value": 1}
    await desk.rule(many, action={"kind": "raise_overlap", "more": 1}, stages=["validate"])
    await desk.judge(bob, "correct")
    await desk.tick()
    validate = desk.campaign.stages["validate:email"]
    (task,) = await desk.house.rows("SELECT overlap, state FROM task WHERE stage_id = $1", validate)
    assert task == {"overlap": 4, "state": "OPEN"}
    await desk.judge(eve, "correct")
    await desk.judge(dan, "correct")
    (task,) = await desk.house.rows("SELECT overlap, state FROM task WHERE stage_id = $1", validate)
    assert task == {"overlap": 4, "state": "OPEN"}, "three sure answers would have been enough"
