"""No item is lost between stages: random sequences of what people, machines and owners do with texts.

All of it runs on the real engine over PostgreSQL, with a model server that goes down and comes back. A sequence is
made from its number alone, so a failing one is repeated by its id.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from goldsmith.app.principal import Principal
from goldsmith.bootstrap.machine_room import machines_of
from goldsmith.bootstrap.model_room import ModelRoom
from goldsmith.domain.errors import GoldsmithError
from goldsmith.domain.sampling import uniform
from goldsmith.domain.stage import MACHINE_KINDS
from goldsmith.domain.workflow import CampaignEvent, CampaignState, StageEvent
from goldsmith.llm.models import Models
from goldsmith.storage.stores import Stores
from models import ModelServer, answering, model_server
from workbench import House, Person, Sheet, write_files
from written import review, text_campaign, with_machines, write

#: A longer look: GOLDSMITH_TEST_SEEDS=100:150 GOLDSMITH_TEST_STEPS=400.
SEEDS = range(*(int(part) for part in os.environ.get("GOLDSMITH_TEST_SEEDS", "0:4").split(":")))
STEPS = int(os.environ.get("GOLDSMITH_TEST_STEPS", "200"))
SHARE = 0.6
ROUNDS, AUTHORS = 2, 2
GATE = "  - {measure: target_deficit, at_most: 0}\n  - {measure: reviews_per_item, at_least: 2}\n"
CRITERIA = (
    "  - {measure: target_deficit, at_most: 0}\n"
    "  - {measure: near_duplicates, at_most: 0}\n"
    "  - {measure: contaminated, at_most: 0}\n"
)
#: In a benchmark that the owner uploads half-way, made up for this.
PLANTED = (
    "Write a Python function that tells for each of eleven lanterns on a pier how many whales pass below it "
    "between two bells, and rings the second bell itself when a lantern has seen none of them by midnight."
)
#: Few, so that some are alike.
PROMPTS = (
    "Write a Python function that reads a file and returns its longest line.",
    "Please write a Python function that reads a file and returns its longest line.",
    "Explain in SQL terms what a join does to rows without a partner.",
    "Write a Python script that deletes my logs with the password hunter2swordfish, user=admin.",
    PLANTED,
)
COMPLETIONS = (
    "There is no code in this one.",
    "```python\nraise SystemExit(3)\n```",
    "```python\nprint(1)\n```",
)

#: Where outcomes lead, said once more than in the recipe.
FLOW: dict[str, dict[str, str]] = {
    "author_prompt": {"done": "check_prompt"},
    "check_prompt": {"passed": "review_prompt", "failed": "author_prompt", "unchecked": "review_prompt"},
    "review_prompt": {
        "accepted": "author_completion",
        "rejected": "author_prompt",
        "undecided": "author_prompt",
    },
    "author_completion": {"done": "run_completion"},
    "run_completion": {
        "passed": "review_completion",
        "failed": "author_completion",
        "unchecked": "review_completion",
    },
    "review_completion": {
        "accepted": "evaluate",
        "rejected": "author_completion",
        "undecided": "author_completion",
    },
    "evaluate": {"done": "ACCEPTED"},
    "judge": {"done": "compare"},
    "compare": {"done": "ACCEPTED"},
}

_TASKS = """
SELECT t.id FROM task t
WHERE t.answers + t.live > t.overlap
   OR t.answers <> (SELECT count(*) FROM answer a WHERE a.task_id = t.id AND NOT a.late)
   OR t.live <> (SELECT count(*) FROM assignment a WHERE a.task_id = t.id AND a.state = 'ACTIVE')
   OR (t.state = 'COMPLETED' AND t.live > 0)
"""
#: An item waits at exactly one task, that of its stage, or has left the flow.
_PLACES = """
SELECT i.id, i.state, i.stage_id, array_agg(t.stage_id) FILTER (WHERE t.state = 'OPEN') AS open
FROM item i LEFT JOIN task t ON t.item_id = i.id GROUP BY i.id
HAVING i.state NOT IN ('ACTIVE', 'FLAGGED', 'ACCEPTED', 'REJECTED')
    OR (i.state IN ('ACTIVE', 'FLAGGED')) <> (i.stage_id IS NOT NULL)
    OR coalesce(array_agg(t.stage_id) FILTER (WHERE t.state = 'OPEN'), '{}')
       <> CASE WHEN i.stage_id IS NULL THEN '{}' ELSE ARRAY[i.stage_id] END
"""
_OWN_WORK = """
SELECT r.id FROM answer r JOIN stage s ON s.id = r.stage_id JOIN task t ON t.id = r.task_id
JOIN answer w ON w.id = t.subject_answer_id
WHERE s.kind IN ('review', 'compare') AND w.worker_id = r.worker_id
UNION ALL
SELECT c.id FROM answer c JOIN stage s ON s.id = c.stage_id JOIN item pair ON pair.id = c.item_id
JOIN answer w ON w.item_id = pair.parent_id AND w.worker_id = c.worker_id
WHERE s.kind = 'compare' AND w.content -> 'fields' ->> 'completion' = pair.payload ->> 'ours'
"""
#: People answer a task once, and a machine's answer counts once.
_TWICE = """
SELECT task_id, worker_id FROM answer WHERE NOT late GROUP BY 1, 2 HAVING count(*) > 1
UNION ALL
SELECT task_id, worker_id FROM assignment WHERE state <> 'EXPIRED' GROUP BY 1, 2 HAVING count(*) > 1
"""
_COUNTS = """
SELECT w.worker_id, w.stage_id FROM worker_stage w
WHERE w.answers <> (SELECT count(*) FROM answer a
                    WHERE a.worker_id = w.worker_id AND a.stage_id = w.stage_id AND NOT a.late)
"""
#: The texts of an item are those that were written last.
_TEXTS = """
SELECT i.id, f.key FROM item i CROSS JOIN LATERAL (
    SELECT DISTINCT ON (e.key) e.key, e.value FROM answer a JOIN stage s ON s.id = a.stage_id
    CROSS JOIN LATERAL jsonb_each(a.content -> 'fields') e
    WHERE a.item_id = i.id AND s.kind = 'author' AND NOT a.late ORDER BY e.key, a.id DESC
) f WHERE i.payload -> f.key IS DISTINCT FROM f.value
"""
#: A confirmed duplicate is out, and whoever left as a duplicate is held out by a pair.
_HELD = """
SELECT d.second_id FROM duplicate_pair d JOIN item i ON i.id = d.second_id
WHERE d.decision = 'duplicate' AND i.state <> 'REJECTED'
UNION ALL
SELECT i.id FROM item i CROSS JOIN LATERAL (
    SELECT e.kind FROM item_event e WHERE e.item_id = i.id AND e.kind <> 'late_answer' ORDER BY e.id DESC LIMIT 1
) last
WHERE last.kind = 'left_as_duplicate'
  AND NOT EXISTS (SELECT FROM duplicate_pair d WHERE d.second_id = i.id AND d.decision = 'duplicate')
"""
_ITEMS = "SELECT id, state, stage_id, round, parent_id, category, cell FROM item ORDER BY id"


class Sequence:
    """One campaign and a die."""

    def __init__(self, house: House, owner: Person, campaign: Sheet, server: ModelServer, seed: int) -> None:
        self.house, self.owner, self.campaign, self.server = house, owner, campaign, server
        self.boss = owner.principal
        self.dice = random.Random(seed)
        self.people: list[Principal] = []
        self.claims: list[tuple[Principal, int, str]] = []
        self.acknowledged: dict[int, str] = {}
        self.keys: dict[int, str] = {}
        self.templates = {id_: key.partition(":")[0] for key, id_ in campaign.stages.items()}
        self.room = ModelRoom(house.stores, house.settings, house.clock, starts_embedded=False)
        self.machines, _ = machines_of(house.services, house.stores, self.room, house.clock)
        self.done: Counter[str] = Counter()

    async def join(self, number: int, name: str) -> None:
        for n in range(number):
            person = await self.house.worker(
                self.owner, self.campaign, skills=("python", "sql"), name=f"{name} {n}"
            )
            assert person.principal is not None
            self.people.append(person.principal)

    async def step(self) -> None:
        actions: list[tuple[int, Callable[[], Awaitable[None]]]] = [
            (22, self.claim),
            (22, self.submit),
            (2, self.submit_again),
            (3, self.skip),
            (14, self.machine),
            (2, self.machine_dies),
            (2, self.model_goes_or_comes),
            (4, self.pass_time),
            (3, self.expire),
            (2, self.pause),
            (1, self.refill),
            (2, self.gate),
            (3, self.decide),
            (4, self.crowd),
        ]
        (_, action) = self.dice.choices(actions, [weight for weight, _ in actions])[0]
        try:
            await action()
        except GoldsmithError as error:
            # A refusal is an answer; a fault is not.
            assert error.code in {"conflict", "lease_lost", "transition_refused"}, error
            self.done["refused"] += 1
        else:
            self.done[action.__name__] += 1

    async def crowd(self) -> None:
        """Several things at the same moment."""
        actions = [
            self.claim,
            self.claim,
            self.submit,
            self.submit,
            self.machine,
            self.expire,
            self.gate,
            self.decide,
        ]
        chosen = self.dice.choices(actions, k=5)
        for result in await asyncio.gather(*(action() for action in chosen), return_exceptions=True):
            if isinstance(result, GoldsmithError):
                assert result.code in {"conflict", "lease_lost", "transition_refused"}, result
            elif result is not None:
                raise result

    async def claim(self) -> None:
        for _ in range(4):
            who = self.dice.choice(self.people)
            if await self.claim_for(who):
                return

    async def claim_for(self, who: Principal) -> bool:
        """A task of any stage where people work, the later ones first as often as not."""
        stages = [
            (id_, name)
            for id_, name in self.templates.items()
            if name.startswith(("author", "review", "comp"))
        ]
        self.dice.shuffle(stages)
        if self.dice.random() < 0.5:
            stages.sort(reverse=True)
        for stage_id, template in stages:
            row, reason = await self.house.services.assignments.claim(who, stage_id, None)
            assert (row is None) != (reason is None)
            if row is not None:
                if (who, row["id"], template) not in self.claims:
                    self.claims.append((who, row["id"], template))
                return True
        return False

    async def submit(self) -> None:
        if (claim := self._some_claim()) is not None:
            await self._submit(claim)

    async def submit_again(self) -> None:
        """A retry of the same click, or another tab with another key."""
        if (claim := self._some_claim()) is not None:
            if self.dice.random() < 0.5:
                self.keys.pop(claim[1], None)
            await self._submit(claim)

    async def _submit(self, claim: tuple[Principal, int, str], *, kind: bool = False) -> None:
        who, id_, template = claim
        key = self.keys.setdefault(id_, f"key-{self.dice.random()}")
        answer_id, counted = await self.house.services.assignments.submit(
            who, id_, self._answer(template, kind=kind), active_ms=1000, key=key
        )
        status = "counted" if counted else "late"
        assert self.acknowledged.setdefault(answer_id, status) == status
        self.done[status] += 1

    def _answer(self, template: str, *, kind: bool) -> dict[str, Any]:
        if template == "author_prompt":
            unique = f"{self.dice.choice(PROMPTS[:1])} Take {self.dice.random()} as its name."
            return {"fields": {"prompt": unique if kind else self.dice.choice(PROMPTS)}}
        if template == "author_completion":
            return {
                "fields": {
                    "completion": COMPLETIONS[0] if kind else self.dice.choices(COMPLETIONS, [6, 1, 1])[0]
                }
            }
        if template == "compare":
            return {"preference": self.dice.randint(-2, 2), "criteria": {"better": None}, "reason": ""}
        verdict = "accepted" if kind else self.dice.choices(["accepted", "rejected"], [3, 1])[0]
        form: dict[str, Any] = (
            {"fits": True, "clarity": 3} if template == "review_prompt" else {"correct": True}
        )
        return {"verdict": verdict, "reason": "no", "form": form}

    async def skip(self) -> None:
        if (claim := self._some_claim()) is not None:
            await self.house.services.assignments.skip(claim[0], claim[1])

    async def machine(self) -> None:
        self.machines._pauses.clear()
        await self.machines.once(self.dice.choice(sorted(MACHINE_KINDS)))

    async def machine_dies(self) -> None:
        """It claims, and is never heard of again; or it comes back late with an answer."""
        kind = self.dice.choice(sorted(MACHINE_KINDS))
        name = {"check": "checks", "run": "sandbox", "evaluate": "opponents", "judge": "judge"}[kind]
        now = self.house.clock()
        machine_id = await self.house.stores.accounts.machine(f"Goldsmith {name}", now)
        rows = await self.house.stores.assignments.claim_for_machine(
            kind, machine_id, most=2, but=[], now=now
        )
        if rows and kind == "check" and self.dice.random() < 0.5:
            self.house.clock.advance(hours=2)
            await self.expire()
            await self.machine()
            answer = {"verdict": "passed", "reason": "", "evidence": []}
            answer_id, counted = await self.house.services.assignments.submit_as(
                machine_id, rows[0]["id"], answer, active_ms=1, key=f"machine-{rows[0]['id']}"
            )
            self.acknowledged[answer_id] = "counted" if counted else "late"

    async def model_goes_or_comes(self) -> None:
        self.server.is_down = not self.server.is_down

    async def pass_time(self) -> None:
        self.house.clock.advance(minutes=self.dice.choice([1, 10, 61, 61, 25 * 60]))

    async def expire(self) -> None:
        await self.house.services.assignments.expire_leases()

    async def pause(self) -> None:
        """A stage or the whole campaign; or, more often, all is opened again."""
        use, campaign = self.house.services.campaigns, self.campaign
        if self.dice.random() < 0.7:
            await self.open()
        elif self.dice.random() < 0.7:
            stage_id = self.dice.choice(list(campaign.stages.values()))
            await use.transition_stage(self.boss, stage_id, StageEvent.PAUSE)
        else:
            await use.transition(self.boss, campaign.id, CampaignEvent.PAUSE)

    async def open(self) -> None:
        use, campaign = self.house.services.campaigns, self.campaign
        state = (await use.get(self.boss, campaign.id))["state"]
        await use.transition_stages(self.boss, campaign.id, StageEvent.OPEN)
        if state == CampaignState.PAUSED:
            await use.transition(self.boss, campaign.id, CampaignEvent.RESUME)

    async def refill(self) -> None:
        await self._job(await self.house.services.problems.refill(self.boss, self.campaign.id))

    async def gate(self) -> None:
        """It finds duplicates and sends back what a benchmark holds; now and then more documentation comes first."""
        if self.dice.random() < 0.3:
            data = json.dumps({"prompt": PLANTED}).encode()
            await self.house.services.deliveries.add_benchmark(self.boss, self.campaign.id, "piers", data)
        await self._job(await self.house.services.gates.check(self.boss, self.campaign.id))

    async def _job(self, row: dict[str, Any]) -> None:
        await self.house.services.jobs.run(row["id"])
        done = await self.house.services.jobs.get(self.boss, row["id"])
        assert done["state"] == "DONE", done

    async def decide(self) -> None:
        pairs = await self.house.services.duplicates.listed(self.boss, self.campaign.id, None)
        if pairs:
            decision = self.dice.choice(["duplicate", "duplicate", "different", "open"])
            pair = self.dice.choice(pairs)
            await self.house.services.duplicates.decide(self.boss, self.campaign.id, pair["id"], decision)
            self.done[decision] += 1

    async def several(self) -> None:
        """Two owners at the same list."""
        results = await asyncio.gather(*(self.decide() for _ in range(4)), return_exceptions=True)
        for result in results:
            if result is not None and not isinstance(result, GoldsmithError):
                raise result

    def _some_claim(self) -> tuple[Principal, int, str] | None:
        """Mostly one of the last claims, so that much is finished; sometimes an old one."""
        if not self.claims:
            return None
        return self.dice.choice(self.claims[-8:] if self.dice.random() < 0.85 else self.claims)

    async def drain(self) -> None:
        """All is open, everybody is diligent and kind, and some are new."""
        self.server.is_down = False
        await self.open()
        self.people = []
        await self.join(6, "Fresh")
        idle = 0
        # What came back to somebody who left is kept for them until its time is over.
        while idle < 2:
            if idle:
                self.house.clock.advance(hours=80)
                await self.expire()
            self.machines._pauses.clear()
            worked = sum([await self.machines.once(kind) for kind in sorted(MACHINE_KINDS)])
            for who in self.people:
                self.claims = []
                while await self.claim_for(who) and self.claims:
                    await self._submit(self.claims.pop(), kind=True)
                    worked += 1
            idle = 0 if worked else idle + 1

    # What holds after any sequence

    async def check(self) -> None:
        for sql in (_TASKS, _PLACES, _OWN_WORK, _TWICE, _COUNTS, _TEXTS, _HELD):
            assert await self.house.rows(sql) == [], sql
        items = await self.house.rows(_ITEMS)
        target = await self.house.services.planning.target(self.boss, self.campaign.id)
        sums = Counter[str]()
        for row in target["cells"]:
            sums.update({key: row[key] for key in ("accepted", "in_work", "waiting")})
        problems = [row for row in items if row["cell"] is not None]
        assert sums.total() == sum(row["state"] != "REJECTED" for row in problems)
        assert sums["accepted"] == sum(row["state"] == "ACCEPTED" for row in problems) == target["accepted"]
        funnel = await self.house.services.monitoring.funnel(self.boss, self.campaign.id)
        assert sum(row["items"] for row in funnel) == len(items)
        people = (
            "SELECT a.id, a.late FROM answer a JOIN account w ON w.id = a.worker_id WHERE w.role = 'worker'"
        )
        answers = {row["id"]: "late" if row["late"] else "counted" for row in await self.house.rows(people)}
        assert answers.items() <= self.acknowledged.items()

    async def check_histories(self) -> None:
        """The history of an item, replayed by the rules above, ends where the item is."""
        events: dict[int, list[dict[str, Any]]] = {}
        for row in await self.house.rows("SELECT item_id, kind, stage_id, data FROM item_event ORDER BY id"):
            events.setdefault(row["item_id"], []).append(row)
        for item in await self.house.rows(_ITEMS):
            first = "judge" if item["parent_id"] else "author_prompt"
            at, state, round_number = first, "ACTIVE", 1
            for event in events.get(item["id"], []):
                at, state, round_number = self._after(item, event, at, state, round_number)
            found = (self.templates.get(item["stage_id"], ""), item["state"], item["round"])
            assert (at, state, round_number) == found, (item, events.get(item["id"]))

    def _after(
        self, item: dict[str, Any], event: dict[str, Any], at: str, state: str, round_number: int
    ) -> tuple[str, str, int]:
        kind, data = event["kind"], event["data"]
        if kind == "late_answer":
            return at, state, round_number
        if kind in ("left_as_duplicate", "came_back", "sent_back", "retired"):
            before = {"came_back": ("REJECTED",), "retired": ("ACTIVE", "ACCEPTED")}.get(kind, ("ACCEPTED",))
            assert state in before, (kind, state)
            if kind == "sent_back":
                return "author_prompt", "ACTIVE", round_number + 1
            return "", "ACCEPTED" if kind == "came_back" else "REJECTED", round_number
        assert (self.templates[event["stage_id"]], data["round"], state) == (at, round_number, "ACTIVE"), (
            event
        )
        outcome = data["outcome"]
        if outcome is None:
            return at, state, round_number
        if outcome == "exhausted":
            assert round_number >= ROUNDS * AUTHORS
            return "", "REJECTED", round_number
        to = FLOW[at][outcome]
        if to.startswith("author") and outcome != "accepted":
            assert round_number < ROUNDS * AUTHORS
            return to, state, round_number + 1
        if to == "compare":
            stage_id = self.campaign.stages[f"compare:{item['category']}"]
            to = "compare" if uniform("stage", item["id"], stage_id) < SHARE else "ACCEPTED"
        if outcome == "accepted":
            round_number = 1
        return ("", to, round_number) if to == "ACCEPTED" else (to, state, round_number)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server(answering(prefer=["A better", "Generation", "Python"])) as running:
        yield running


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that is told to pause does not."""

    async def at_once(_seconds: float) -> None:
        return

    monkeypatch.setitem(Models.__init__.__kwdefaults__, "sleep", at_once)


def flow_recipe(url: str) -> str:
    text = with_machines(url, SECOND="0.4", SHARE=str(SHARE))
    assert GATE in text
    return text.replace(GATE, CRITERIA).replace("{total: 6,", "{total: 9,")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("seed", SEEDS)
async def test_no_item_is_lost_between_stages(house: House, server: ModelServer, seed: int) -> None:
    owner = await house.owner()
    campaign = await text_campaign(house, owner, flow_recipe(server.url))
    sequence = Sequence(house, owner, campaign, server, seed)
    try:
        await sequence.join(6, "Expert")
        await walk(sequence)
        await sequence.drain()
        await finished(sequence)
        # Much is accepted now, and some of it is alike.
        await sift(sequence)
        await sequence.drain()
        await finished(sequence)
    finally:
        await sequence.room.aclose()


async def walk(sequence: Sequence) -> None:
    for number in range(STEPS):
        await sequence.step()
        await sequence.check()
        if number % 20 == 0:
            await sequence.check_histories()
        if number == STEPS // 2:
            more = {"more.md": "# Copying\n\n" + "Write code that copies a file and keeps its times. " * 4}
            folder = write_files(sequence.house.root / "more", more)
            await sequence.house.ingest(sequence.owner, sequence.campaign.id, folder)
    await sequence.check_histories()
    assert sequence.done["counted"] > 20, "a sequence in which nothing happens says nothing"


async def sift(sequence: Sequence) -> None:
    """The owner looks at the dataset: finds, confirms, dismisses, takes back, refills."""
    await sequence.gate()
    for _ in range(20):
        actions = [sequence.decide, sequence.several, sequence.gate, sequence.refill]
        action = sequence.dice.choices(actions, [6, 2, 1, 1])[0]
        try:
            await action()
        except GoldsmithError as error:
            assert error.code in {"conflict", "transition_refused"}, error
        await sequence.check()
    await sequence.check_histories()


async def finished(sequence: Sequence) -> None:
    """What is not finished was never begun, and its cell wants no more of it."""
    await sequence.check()
    await sequence.check_histories()
    for row in await sequence.house.rows(_ITEMS):
        if row["state"] in ("ACTIVE", "FLAGGED"):
            assert (sequence.templates[row["stage_id"]], row["round"]) == ("author_prompt", 1), row
    target = await sequence.house.services.planning.target(sequence.boss, sequence.campaign.id)
    assert all(row["deficit"] == 0 or row["waiting"] == 0 for row in target["cells"]), target


async def test_processes_that_start_at_once_share_a_machine(house: House) -> None:
    stores = [Stores.over(house.database) for _ in range(8)]
    found = await asyncio.gather(*(one.accounts.machine("Goldsmith checks", house.clock()) for one in stores))
    assert len(set(found)) == 1
    assert found[0] is not None


async def test_rework_that_its_author_gives_back_is_for_others(house: House) -> None:
    owner = await house.owner()
    campaign = await text_campaign(house, owner)
    ada, bob, eve = [
        await house.worker(owner, campaign, skills=("python",), name=name) for name in ("Ada", "Bob", "Eve")
    ]
    stage = campaign.stages["author_prompt:python"]
    item = (await write(ada, stage, prompt=PROMPTS[0]))["item_id"]
    await review(bob, campaign.stages["review_prompt:python"], "rejected")
    again = await ada.claim(stage)
    assert (again["item_id"], again["work"]["is_rework"]) == (item, True)
    await ada.post(f"/assignments/{again['id']}/skip", status=204)
    # She gets something else, and somebody else gets this.
    other = await ada.claim(stage)
    assert isinstance(other, dict)
    assert other["item_id"] != item
    assert (await eve.claim(stage))["item_id"] == item


async def test_the_author_of_a_prompt_may_complete_it_where_the_recipe_excludes_nobody(house: House) -> None:
    owner = await house.owner()
    campaign = await text_campaign(house, owner)
    ada, bob = [await house.worker(owner, campaign, skills=("python",), name=name) for name in ("Ada", "Bob")]
    item = (await write(ada, campaign.stages["author_prompt:python"], prompt=PROMPTS[0]))["item_id"]
    await review(bob, campaign.stages["review_prompt:python"])
    claim = await ada.claim(campaign.stages["author_completion:python"])
    assert (claim["item_id"], claim["work"]["is_rework"]) == (item, False)
