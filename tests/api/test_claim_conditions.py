"""What a claim looks at: goldens, budget, consent, country; and what accepting pays."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from goldsmith.domain.workflow import AssignmentEvent
from workbench import House, Person, Sheet

FILES = {f"file_{n}.py": f"TO = 'ada{n}@lab.example'\n" for n in range(6)}


@dataclass
class Desk:
    """Two workers at a stage with six tasks."""

    house: House
    owner: Person
    campaign: Sheet
    stage: int
    ann: Person
    bob: Person

    async def sql(self, statement: str, *args: Any) -> int:
        return await self.house.database.run(statement, *args)

    async def budget(self, amount: str) -> None:
        """Cap the budget, spread as funding spreads it."""
        await self.sql("UPDATE campaign SET budget_capped = true WHERE id = $1", self.campaign.id)
        for number in range(16):
            share = Decimal(amount) if number == 7 else Decimal(0)
            await self.sql(
                "INSERT INTO budget_slice (campaign_id, slice, free) VALUES ($1, $2, $3)",
                self.campaign.id,
                number,
                share,
            )

    async def money(self) -> tuple[Decimal, Decimal]:
        row = await self.house.rows("SELECT sum(free) AS free, sum(reserved) AS reserved FROM budget_slice")
        return row[0]["free"], row[0]["reserved"]

    async def price(self) -> Decimal:
        rows = await self.house.rows("SELECT price FROM stage WHERE id = $1", self.stage)
        return rows[0]["price"]


@pytest.fixture
async def desk(house: House) -> Desk:
    owner = await house.owner()
    campaign = await house.campaign(owner, files=FILES, licences="any")
    ann, bob = await house.workers(owner, campaign, 2)
    return Desk(house, owner, campaign, campaign.stages["annotate:email"], ann, bob)


async def test_a_budget_is_promised_at_the_claim_and_ends_it(desk: Desk) -> None:
    price = await desk.price()
    await desk.budget(str(2 * price))
    first = await desk.ann.claim(desk.stage)
    assert await desk.money() == (price, price)
    second = await desk.ann.claim(desk.stage, after=first["id"])
    assert second["id"] != first["id"]
    assert await desk.money() == (Decimal(0), 2 * price)
    assert await desk.bob.claim(desk.stage) == "budget"
    # What one holds already stays theirs.
    assert (await desk.ann.claim(desk.stage))["id"] == first["id"]
    await desk.ann.post(f"/assignments/{second['id']}/skip", status=204)
    assert await desk.money() == (price, price)
    assert isinstance(await desk.bob.claim(desk.stage), dict)


async def test_no_two_claims_promise_the_same_money(desk: Desk) -> None:
    price = await desk.price()
    await desk.budget(str(price))
    got = await asyncio.gather(*(who.claim(desk.stage) for who in (desk.ann, desk.bob)))
    assert sorted(isinstance(one, dict) for one in got) == [False, True]
    assert await desk.money() == (Decimal(0), price)


async def test_money_scattered_over_the_slices_is_gathered(desk: Desk) -> None:
    price = await desk.price()
    await desk.budget("0")
    await desk.sql("UPDATE budget_slice SET free = $1 WHERE slice < 4", price / 4)
    assert isinstance(await desk.ann.claim(desk.stage), dict)
    assert await desk.money() == (Decimal(0), price)


async def test_a_lease_that_runs_out_frees_its_promise_and_a_late_answer_needs_it_again(desk: Desk) -> None:
    price = await desk.price()
    await desk.budget(str(price))
    claim = await desk.ann.claim(desk.stage)
    desk.house.clock.advance(minutes=11)
    assert await desk.house.services.assignments.expire_leases() == 1
    assert await desk.money() == (price, Decimal(0))
    await desk.ann.submit(claim)
    assert await desk.money() == (Decimal(0), price)


async def test_a_late_answer_that_cannot_be_paid_is_kept_and_counts_not(desk: Desk) -> None:
    price = await desk.price()
    await desk.budget(str(price))
    claim = await desk.ann.claim(desk.stage)
    desk.house.clock.advance(minutes=11)
    await desk.house.services.assignments.expire_leases()
    await desk.bob.claim(desk.stage)
    assert (await desk.ann.submit(claim))["status"] != "counted"
    assert await desk.money() == (Decimal(0), price)


@pytest.mark.parametrize(
    ("event", "free", "entries"), [(AssignmentEvent.ACCEPT, 0, 1), (AssignmentEvent.REJECT, 1, 0)]
)
async def test_a_decision_moves_the_money_once(desk: Desk, event, free, entries) -> None:
    price = await desk.price()
    await desk.budget(str(price))
    claim = await desk.ann.claim(desk.stage)
    await desk.ann.submit(claim)
    decide = desk.house.stores.decisions.decide
    now = desk.house.clock()
    done = await asyncio.gather(
        *(decide([claim["id"]], event, by=None, reason="", now=now) for _ in range(4))
    )
    assert sum(len(rows) for rows in done) == 1
    assert await desk.money() == (free * price, Decimal(0))
    ledger = await desk.house.rows("SELECT kind, amount, credit_worker FROM ledger_entry")
    assert ledger == [{"kind": "task_pay", "amount": price, "credit_worker": desk.ann.id}] * entries


async def test_the_ledger_is_append_only(desk: Desk) -> None:
    claim = await desk.ann.claim(desk.stage)
    await desk.ann.submit(claim)
    await desk.house.stores.decisions.decide(
        [claim["id"]], AssignmentEvent.ACCEPT, by=None, reason="", now=desk.house.clock()
    )
    for statement in (
        "UPDATE ledger_entry SET amount = 1",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
    ):
        with pytest.raises(Exception, match="append-only"):
            await desk.sql(statement)
    assert len(await desk.house.rows("SELECT FROM ledger_entry")) == 1


async def test_a_new_consent_comes_before_the_next_task(desk: Desk) -> None:
    await desk.sql("UPDATE campaign SET consent_version = 2 WHERE id = $1", desk.campaign.id)
    assert await desk.ann.claim(desk.stage) == "consent_missing"
    await desk.sql("UPDATE membership SET consent_version = 2 WHERE account_id = $1", desk.ann.id)
    assert isinstance(await desk.ann.claim(desk.stage), dict)
    assert await desk.bob.claim(desk.stage) == "consent_missing"


async def test_a_campaign_opens_to_countries(desk: Desk) -> None:
    await desk.sql("UPDATE account SET country = 'PT' WHERE id = $1", desk.ann.id)
    await desk.sql("UPDATE account SET country = NULL WHERE id = $1", desk.bob.id)
    await desk.sql("UPDATE campaign SET countries = '{PT,PL}' WHERE id = $1", desk.campaign.id)
    assert isinstance(await desk.ann.claim(desk.stage), dict)
    assert await desk.bob.claim(desk.stage) == "country_closed"


@pytest.mark.parametrize("scope", ["everything", "campaign", "stage"])
async def test_restrictions_hold_where_they_say_and_until_they_are_lifted(desk: Desk, scope: str) -> None:
    await desk.sql(
        "INSERT INTO restriction (account_id, scope, campaign_id, stage_id, reason, created_at) "
        "VALUES ($1, $2, $3, $4, 'Read the instructions again.', $5)",
        desk.ann.id,
        scope,
        None if scope == "everything" else desk.campaign.id,
        desk.stage if scope == "stage" else None,
        desk.house.clock(),
    )
    assert await desk.ann.claim(desk.stage) == "restricted"
    assert isinstance(await desk.bob.claim(desk.stage), dict)
    await desk.sql("UPDATE restriction SET lifted_at = $1", desk.house.clock())
    assert isinstance(await desk.ann.claim(desk.stage), dict)
