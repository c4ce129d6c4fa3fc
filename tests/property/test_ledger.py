"""Sixteen people at once, each with a die, on one campaign's money; what holds while they act, and afterwards.

What each of them tries is made from the seed alone; how they interleave is PostgreSQL's.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest

from goldsmith.app.principal import Principal
from goldsmith.domain.errors import GoldsmithError
from goldsmith.domain.workflow import AssignmentEvent, CampaignEvent, PayoutBatchEvent, PayoutEvent
from workbench import House, Person, Sheet

ACTORS = 16
STEPS = 25
D = Decimal

# One statement is one moment: the books at any time, not only at the end.
BOOKS = """
SELECT (SELECT coalesce(sum(free), 0) FROM budget_slice) AS free,
       (SELECT coalesce(sum(reserved), 0) FROM budget_slice) AS reserved,
       (SELECT count(*) FROM budget_slice WHERE free < 0 OR reserved < 0) AS negative,
       (SELECT coalesce(sum(CASE WHEN credit = 'budget' THEN amount WHEN debit = 'budget' THEN -amount END), 0)
        FROM ledger_entry) AS budget,
       (SELECT bool_or(budget_capped) FROM campaign) AS is_capped,
       (SELECT coalesce(sum(price), 0) FROM assignment WHERE budget_slice IS NOT NULL
           AND state IN ('ACTIVE', 'SUBMITTED')) AS promised,
       (SELECT count(*) FROM assignment WHERE budget_slice IS NULL AND price > 0
           AND state IN ('ACTIVE', 'SUBMITTED')) AS unpromised,
       (SELECT coalesce(sum(s), 0) FROM (
            SELECT sum(amount) AS s FROM ledger_entry GROUP BY credit, credit_worker
            UNION ALL SELECT -sum(amount) FROM ledger_entry GROUP BY debit, debit_worker) x) AS sum
"""
SLICES = """
SELECT b.slice FROM budget_slice b
WHERE b.reserved <> (SELECT coalesce(sum(price), 0) FROM assignment a
                     WHERE a.budget_slice = b.slice AND a.state IN ('ACTIVE', 'SUBMITTED'))
"""
BALANCES = """
SELECT a.id, coalesce(sum(CASE WHEN e.credit_worker = a.id THEN e.amount ELSE -e.amount END), 0) AS balance,
       coalesce(sum(e.amount) FILTER (WHERE e.kind = 'task_pay'), 0) AS task_pay,
       (SELECT coalesce(sum(price), 0) FROM assignment g WHERE g.worker_id = a.id AND g.state = 'ACCEPTED') AS accepted,
       coalesce(sum(e.amount) FILTER (WHERE e.kind = 'payout'), 0)
         - coalesce(sum(e.amount) FILTER (WHERE e.kind = 'payout_returned'), 0) AS out,
       (SELECT coalesce(sum(p.amount), 0) FROM payout p JOIN payout_batch b ON b.id = p.batch_id
        WHERE p.worker_id = a.id AND (p.state = 'SETTLED' OR p.state = 'OPEN' AND b.state IN ('APPROVED', 'SENT')))
         AS payouts
FROM account a LEFT JOIN ledger_entry e ON e.credit_worker = a.id OR e.debit_worker = a.id
WHERE a.role = 'worker' GROUP BY a.id
"""
TWICE = """
SELECT assignment_id FROM ledger_entry WHERE kind = 'task_pay' GROUP BY 1 HAVING count(*) > 1
UNION ALL
SELECT payout_id FROM ledger_entry WHERE payout_id IS NOT NULL GROUP BY 1, kind HAVING count(*) > 1
UNION ALL
SELECT worker_id FROM payout WHERE state = 'OPEN' GROUP BY worker_id HAVING count(*) > 1
"""


class Actor:
    """Somebody with a die: a worker's hands, and an owner's."""

    def __init__(
        self, house: House, owner: Principal, campaign: Sheet, me: Principal, second: Principal, seed: str
    ) -> None:
        self.house, self.owner, self.campaign, self.me, self.second = house, owner, campaign, me, second
        self.dice = random.Random(seed)
        self.held: list[tuple[int, bool]] = []
        self.done: dict[str, int] = {}

    async def run(self) -> None:
        actions: list[tuple[int, Callable[[], Awaitable[Any]]]] = [
            (24, self.claim), (24, self.submit), (4, self.skip), (3, self.expire), (12, self.accept), (5, self.reject),
            (4, self.reconsider), (4, self.fund), (3, self.refund), (3, self.total), (4, self.correct),
            (4, self.bonuses), (4, self.draft), (6, self.move), (6, self.decide_payout),
        ]  # fmt: skip
        weights = [weight for weight, _ in actions]
        for _ in range(STEPS):
            (_, action) = self.dice.choices(actions, weights)[0]
            try:
                await action()
                self.done[action.__name__] = self.done.get(action.__name__, 0) + 1
            except GoldsmithError as error:
                # A refusal is an answer; a fault is not.
                assert error.code in {"conflict", "lease_lost", "transition_refused", "unavailable"}, error

    def key(self) -> str:
        return f"key-{self.dice.randrange(40)}"

    def cents(self, most: int) -> Decimal:
        return D(self.dice.randrange(1, most)) / 100

    async def claim(self) -> None:
        name = self.dice.choice(["annotate:email", "validate:email", "validate:email"])
        after = self.held[-1][0] if self.held else None
        row, _ = await self.house.services.assignments.claim(self.me, self.campaign.stages[name], after)
        if row is not None:
            self.held.append((row["id"], name.startswith("validate")))

    async def submit(self) -> None:
        if not self.held:
            return await self.claim()
        id_, is_verdict = self.held.pop(0)
        verdict = self.dice.choices(["correct", "incorrect"], [3, 1])[0]
        answer: dict[str, Any] = {"verdict": verdict, "reason": "no"} if is_verdict else {"spans": []}
        await self.house.services.assignments.submit(
            self.me, id_, answer, active_ms=self.dice.choice([1000, 20_000, 400_000]), key=f"answer-{id_}"
        )

    async def skip(self) -> None:
        if self.held:
            await self.house.services.assignments.skip(self.me, self.held.pop()[0])

    async def expire(self) -> None:
        self.house.clock.advance(minutes=self.dice.choice([1, 2, 6]))
        await self.house.services.assignments.expire_leases()

    async def accept(self) -> None:
        await self._decide("SUBMITTED", AssignmentEvent.ACCEPT)

    async def reject(self) -> None:
        await self._decide("SUBMITTED", AssignmentEvent.REJECT)

    async def reconsider(self) -> None:
        await self._decide("REJECTED", AssignmentEvent.RECONSIDER)

    async def _decide(self, state: str, event: AssignmentEvent) -> None:
        ids = [
            row["id"] for row in await self.house.rows("SELECT id FROM assignment WHERE state = $1", state)
        ]
        some = self.dice.sample(ids, min(len(ids), self.dice.randrange(1, 6)))
        await self.house.stores.decisions.decide(
            some, event, by=self.owner.account_id, reason="", now=self.house.clock()
        )

    async def fund(self) -> None:
        await self.house.services.ledger.fund(
            self.owner, self.campaign.id, self.cents(300), reason="", key=self.key()
        )

    async def total(self) -> None:
        await self.house.services.ledger.set_budget(
            self.owner, self.campaign.id, self.cents(900), reason="", key=self.key()
        )

    async def refund(self) -> None:
        await self.house.services.ledger.refund(
            self.owner, self.campaign.id, self.cents(200), reason="", key=self.key()
        )

    async def correct(self) -> None:
        amount = self.cents(30) * self.dice.choice([1, -1])
        await self.house.services.ledger.correct(
            self.owner, self.campaign.id, self.me.account_id, amount, reason="x", key=self.key()
        )

    async def bonuses(self) -> None:
        shown = await self.house.services.bonuses.preview(self.owner, self.campaign.id)
        for _ in range(2):
            await self.house.services.bonuses.post(
                self.owner, self.campaign.id, **{name: shown[name] for name in ("run", "as_of", "total")}
            )

    async def draft(self) -> None:
        await self.house.services.payouts.draft(
            self.owner, self.campaign.id, minimum=self.cents(10), with_unknown=True, note=""
        )

    async def move(self) -> None:
        rows = await self.house.rows(
            "SELECT id FROM payout_batch WHERE state IN ('DRAFT', 'APPROVED', 'SENT')"
        )
        if rows:
            event = self.dice.choices(list(PayoutBatchEvent), [4, 1, 4, 2, 1])[0]
            await self.house.services.payouts.move(
                self.second, self.dice.choice(rows)["id"], event, reason="so it is"
            )

    async def decide_payout(self) -> None:
        rows = await self.house.rows("SELECT id FROM payout ORDER BY id DESC LIMIT 30")
        if rows:
            event = self.dice.choices(
                [PayoutEvent.SETTLE, PayoutEvent.FAIL, PayoutEvent.GIVE_BACK], [3, 1, 1]
            )[0]
            await self.house.services.payouts.decide(
                self.second, self.dice.choice(rows)["id"], event, reason="so it is"
            )


async def check(house: House) -> None:
    """What holds at any moment."""
    (now,) = await house.rows(BOOKS)
    assert now["sum"] == 0
    assert now["negative"] == 0
    assert now["reserved"] == now["promised"]
    if now["is_capped"]:
        assert now["free"] >= 0
        assert now["free"] + now["reserved"] == now["budget"]
        assert now["unpromised"] == 0


async def watch(house: House, until: asyncio.Event) -> int:
    looks = 0
    while not until.is_set():
        await check(house)
        looks += 1
        await asyncio.sleep(0.02)
    return looks


async def world(house: House, seed: int, *, capped: bool) -> list[Actor]:
    owner = await house.owner()
    campaign = await house.campaign(
        owner, files={f"{n}.py": f"x = {n}\n" for n in range(60)}, licences="any", max_rounds=3
    )
    second = await house.stores.accounts.add_account(
        role="owner", name="Second", country=None, simulated=False, now=house.clock()
    )
    if capped:
        assert owner.principal is not None
        await house.services.ledger.fund(
            owner.principal, campaign.id, D("2.50"), reason="", key="first-of-all"
        )
    # Twelve workers for sixteen actors: four of them act from two places at once.
    people = await house.workers(owner, campaign, 12)
    return [_actor(house, owner, campaign, people[n % 12], await house.person(second), f"{seed}/{n}")
            for n in range(ACTORS)]  # fmt: skip


def _actor(house: House, owner: Person, campaign: Sheet, me: Person, second: Person, seed: str) -> Actor:
    assert owner.principal is not None
    assert me.principal is not None
    assert second.principal is not None
    return Actor(house, owner.principal, campaign, me.principal, second.principal, seed)


@pytest.mark.parametrize(("seed", "capped"), [(0, True), (1, True), (2, False), (3, False)])
async def test_whoever_acts_at_once_the_ledger_balances(house: House, seed: int, capped: bool) -> None:
    actors = await world(house, seed, capped=capped)
    ended = asyncio.Event()
    watching = asyncio.create_task(watch(house, ended))
    try:
        await asyncio.gather(*(actor.run() for actor in actors))
    finally:
        ended.set()
    assert await watching > 0
    await check(house)
    assert await house.rows(SLICES) == []
    assert await house.rows(TWICE) == []
    for row in await house.rows(BALANCES):
        assert row["balance"] >= 0
        assert row["task_pay"] == row["accepted"]
        assert row["out"] == row["payouts"]
    done = {name for actor in actors for name in actor.done}
    wanted = {"claim", "submit", "accept", "reject", "fund", "draft", "move", "bonuses"}
    assert wanted <= done, "a run in which nothing happens says nothing"


async def test_what_is_left_is_shared_once_by_whoever_comes_first(house: House) -> None:
    actors = await world(house, 9, capped=True)
    first = actors[0]
    for _ in range(6):
        await first.claim()
        await first.submit()
    await house.stores.decisions.decide(
        [row["id"] for row in await house.rows("SELECT id FROM assignment WHERE state = 'SUBMITTED'")],
        AssignmentEvent.ACCEPT, by=None, reason="", now=house.clock(),
    )  # fmt: skip
    house.clock.advance(hours=2)
    await house.services.assignments.expire_leases()
    await house.services.campaigns.transition(first.owner, first.campaign.id, CampaignEvent.FINISH)
    shown = await house.services.bonuses.final_preview(first.owner, first.campaign.id)
    assert shown["total"] > 0
    posted = await asyncio.gather(
        *(
            house.services.bonuses.final_post(
                first.owner, first.campaign.id, run=shown["run"], total=shown["total"]
            )
            for _ in range(ACTORS)
        )
    )
    assert [one["posted"] for one in posted].count(True) == 1
    await check(house)
    (left,) = await house.rows("SELECT sum(free) AS free FROM budget_slice")
    assert left["free"] == 0
