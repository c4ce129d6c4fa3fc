"""Budget, ledger, bonuses, payouts and earnings over the API."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from goldsmith.domain.workflow import AssignmentEvent
from goldsmith.storage.assignments import AssignmentStore
from workbench import House, Person, Sheet

D = Decimal
keys = itertools.count()
FILES = {f"f{n}.py": f"# SPDX-License-Identifier: MIT\nx = {n}\n" for n in range(12)}


def key() -> dict[str, str]:
    return {"Idempotency-Key": f"money-key-{next(keys):06d}"}


class Till:
    """A campaign whose tasks cost 0.10 USD and take 30 s, its owner, and two workers."""

    def __init__(self, house: House, owner: Person, campaign: Sheet, ada: Person, bob: Person) -> None:
        self.house, self.owner, self.campaign, self.ada, self.bob = house, owner, campaign, ada, bob
        self.path = f"/campaigns/{campaign.id}"
        self.stage = campaign.stages["annotate:email"]

    async def post(self, path: str, body: Any, *, status: int = 200, headers: Any = None) -> Any:
        return await self.owner.post(f"{self.path}/{path}", body, status=status, headers=headers or key())

    async def budget(self) -> dict[str, Any]:
        return await self.owner.get(f"{self.path}/budget")

    async def work(self, who: Person, *, seconds: int = 30, times: int = 1, accept: bool = True) -> list[int]:
        done = []
        for _ in range(times):
            claim = await who.claim(self.stage)
            assert isinstance(claim, dict), claim
            self.house.clock.advance(seconds=seconds)
            body = {"active_ms": seconds * 1000, "annotation": {"spans": []}}
            await who.post(f"/assignments/{claim['id']}/submit", body, headers=key())
            done.append(claim["id"])
        if accept:
            await self.decide(done, AssignmentEvent.ACCEPT)
        return done

    async def decide(self, ids: list[int], event: AssignmentEvent) -> None:
        await self.house.stores.decisions.decide(
            ids, event, by=self.owner.id, reason="said so", now=self.house.clock()
        )

    async def holds(self) -> None:
        """What holds at any moment."""
        trial = await self.owner.get(f"{self.path}/trial-balance")
        assert D(trial["balance"]) == 0
        budget = await self.budget()
        if budget["is_capped"]:
            free, reserved, spent = D(budget["free"]), D(budget["reserved"]), D(budget["spent"])
            assert free + reserved + spent == D(budget["funded"])


@pytest.fixture
async def till(house: House) -> AsyncIterator[Till]:
    owner = await house.owner()
    campaign = await house.campaign(owner, files=FILES)
    ada, bob = (
        await house.worker(owner, campaign, name="Ada"),
        await house.worker(owner, campaign, name="Bob"),
    )
    till = Till(house, owner, campaign, ada, bob)
    yield till
    await till.holds()


async def test_without_a_budget_nothing_stops(till: Till) -> None:
    await till.work(till.ada)
    found = await till.budget()
    assert (found["is_capped"], found["free"], found["funded"], found["spent"]) == (
        False,
        None,
        "0",
        "0.1000",
    )
    assert all(not stage["is_stopped"] and stage["words"] == "" for stage in found["stages"])
    await till.post("refunds", {"amount": "1"}, status=409)


async def test_the_first_deposit_covers_what_was_spent_and_promised(till: Till) -> None:
    await till.work(till.ada, times=2)
    await till.work(till.ada, accept=False)
    held = await till.bob.claim(till.stage)
    short = await till.post("funds", {"amount": "0.39"}, status=409)
    assert short["detail"] == "This campaign has spent 0.20 and promised 0.20 for work at hand."
    assert short["hint"] == "A first budget must be at least 0.40."
    assert not (await till.budget())["is_capped"]
    found = await till.post("funds", {"amount": "0.45", "reason": "for the pilot"})
    assert [found[name] for name in ("is_capped", "funded", "spent", "reserved", "free")] == [
        True, "0.4500", "0.2000", "0.2000", "0.0500",
    ]  # fmt: skip
    # The promise of what was at hand is there: it is paid, or it comes back.
    await till.bob.post(f"/assignments/{held['id']}/skip", status=204)
    assert (await till.budget())["free"] == "0.1500"


async def test_a_stage_says_why_it_stops(till: Till) -> None:
    found = await till.post("funds", {"amount": "0.14"})
    assert next(iter(found["stages"]))["words"] == "Enough for 1 more task."
    await till.ada.claim(till.stage)
    assert await till.bob.claim(till.stage) == "budget"
    stage = next(one for one in (await till.budget())["stages"] if one["stage_id"] == till.stage)
    assert stage["is_stopped"]
    assert stage["words"] == "Stops: 0.04 USD free, a task costs 0.10."
    await till.post("funds", {"amount": "0.06"})
    assert isinstance(await till.bob.claim(till.stage), dict)


async def test_when_a_stage_will_stop(till: Till) -> None:
    await till.post("funds", {"amount": "2"})
    await till.work(till.ada, times=6, seconds=300)
    found = await till.budget()
    # 0.60 USD since the first answer, 25 minutes ago; 1.40 are free.
    assert D(found["per_hour"]) == D("1.44")
    stage = next(one for one in found["stages"] if one["stage_id"] == till.stage)
    assert (stage["is_stopped"], stage["stops_at"][:16]) == (False, "2026-03-02T10:24")
    assert D(found["waiting_cost"]) >= D("0.60")
    # Where nothing waits any more, nothing goes on at that rate.
    await till.house.database.run("UPDATE task SET state = 'CANCELLED'")
    assert all(one["stops_at"] is None for one in (await till.budget())["stages"])


async def test_deposits_and_refunds_happen_once(till: Till) -> None:
    again = key()
    for _ in range(2):
        found = await till.post("funds", {"amount": "5"}, headers=again)
        assert (found["funded"], found["free"]) == ("5.0000", "5.0000")
    assert (await till.post("funds", {"amount": "6"}, headers=again, status=409))["code"] == "conflict"
    again = key()
    for _ in range(2):
        assert (await till.post("refunds", {"amount": "1.5"}, headers=again))["free"] == "3.5000"
    refused = await till.post("refunds", {"amount": "3.51"}, status=409)
    assert refused["detail"] == "3.50 is free in the budget, less than the 3.51 to give back."
    slices = await till.house.rows("SELECT free FROM budget_slice WHERE campaign_id = $1", till.campaign.id)
    assert len(slices) == 16
    assert min(row["free"] for row in slices) >= D("0.2"), "in whole multiples of the dearest task"


async def test_a_budget_is_set_to_a_total(till: Till) -> None:
    async def put(total: str, status: int = 200) -> Any:
        response = await till.owner.call("PUT", f"{till.path}/budget", json={"total": total}, headers=key())
        assert response.status_code == status, response.text
        return response.json()

    assert (await put("3"))["free"] == "3.0000"
    await till.work(till.ada, times=2)
    assert (await put("10"))["free"] == "9.8000"
    assert (await put("1"))["free"] == "0.8000"
    assert (await put("1"))["funded"] == "1.0000"
    await put("0.19", 409)
    kinds = await till.house.rows(
        "SELECT kind, amount FROM ledger_entry WHERE kind IN ('fund', 'refund') ORDER BY id"
    )
    assert [(row["kind"], row["amount"]) for row in kinds] == [("fund", 3), ("fund", 7), ("refund", 9)]


@pytest.mark.parametrize("amount", ["0", "-1", "0.00001", "NaN", "Infinity", "1e12", "x"])
async def test_impossible_amounts_are_refused(till: Till, amount: str) -> None:
    await till.post("funds", {"amount": amount}, status=422)
    assert await till.house.rows("SELECT FROM ledger_entry") == []


async def test_corrections_go_both_ways_and_have_a_reason(till: Till) -> None:
    await till.post("funds", {"amount": "5"})
    body = {"worker_id": till.ada.id, "amount": "2", "reason": "The page was broken for an hour."}
    again = key()
    for _ in range(2):
        assert (await till.post("corrections", body, headers=again))["free"] == "3.0000"
    await till.post("corrections", {**body, "reason": " "}, status=422)
    await till.post("corrections", {**body, "worker_id": till.owner.id}, status=404)
    more = await till.post("corrections", {**body, "amount": "3.5"}, status=409)
    assert more["hint"].startswith("Add at least 0.50 to the budget")
    back = await till.post("corrections", {**body, "amount": "-0.5"})
    assert (back["free"], back["corrections"]) == ("3.5000", "1.5000")
    await till.post("corrections", {**body, "amount": "-1.6"}, status=409)
    (mine,) = await till.ada.get("/me/earnings")
    assert (mine["corrections"], mine["balance"]) == ("1.5000", "1.5000")


async def test_rejected_work_that_is_accepted_after_all_is_paid_from_what_is_free(till: Till) -> None:
    await till.post("funds", {"amount": "0.2"})
    first, second = await till.work(till.ada, times=2, accept=False)
    await till.decide([first], AssignmentEvent.REJECT)
    assert (await till.budget())["free"] == "0.1000"
    await till.decide([second], AssignmentEvent.ACCEPT)
    await till.decide([first], AssignmentEvent.RECONSIDER)
    found = await till.budget()
    assert (found["free"], found["reserved"], found["spent"]) == ("0.0000", "0.0000", "0.2000")


async def test_bonuses_bring_everybody_to_the_target(till: Till) -> None:
    await till.post("funds", {"amount": "10"})
    await till.work(till.ada, times=2, seconds=30)  # 12 USD an hour: the target
    await till.work(till.bob, times=3, seconds=60)  # 6 USD an hour
    await till.work(till.bob, seconds=60, accept=False)  # not accepted yet: waits
    shown = await till.owner.get(f"{till.path}/bonuses")
    by_name = {one["name"]: one for one in shown["people"]}
    assert (by_name["Ada"]["amount"], by_name["Bob"]["amount"], shown["total"]) == ("0.00", "0.30", "0.30")
    assert (by_name["Bob"]["hourly"], by_name["Bob"]["answers"]) == ("6.00", 3)
    post = {name: shown[name] for name in ("run", "as_of", "total")}
    assert await till.post("bonuses", post) == {"posted": True, "people": 1, "total": "0.30"}
    assert await till.post("bonuses", post) == {"posted": False, "people": 0, "total": "0"}
    assert D((await till.owner.get(f"{till.path}/bonuses"))["total"]) == 0
    # A later run adds the difference only.
    await till.work(till.bob, seconds=90)
    later = await till.owner.get(f"{till.path}/bonuses")
    assert later["total"] == "0.20"
    (mine,) = await till.bob.get("/me/earnings")
    assert (mine["bonus"], mine["bonus_due"]) == ("0.3000", "0.20")
    assert (await till.budget())["bonus"] == "0.3000"
    posted = await till.house.rows("SELECT reference FROM ledger_entry WHERE kind = 'bonus'")
    assert posted == [{"reference": f"bonus/{till.campaign.id}/{till.bob.id}/0"}]


async def test_time_counts_up_to_a_multiple_of_the_usual(till: Till) -> None:
    # Nothing is measured yet: a task of 30 expected seconds counts 120 at most.
    await till.work(till.ada, seconds=580)
    shown = await till.owner.get(f"{till.path}/bonuses")
    assert shown["people"][0]["hours"] == pytest.approx(120 / 3600)
    assert shown["total"] == "0.30"


async def test_bonuses_need_their_money_and_their_preview(till: Till) -> None:
    await till.post("funds", {"amount": "0.4"})
    await till.work(till.ada, times=3, seconds=60)
    shown = await till.owner.get(f"{till.path}/bonuses")
    assert (shown["free"], shown["missing"]) == ("0.1000", "0.2000")
    post = {name: shown[name] for name in ("run", "as_of", "total")}
    refused = await till.post("bonuses", post, status=409)
    assert refused["hint"] == "Add at least 0.20 to the budget, then try again."
    moved = await till.post("bonuses", {**post, "total": "0.20"}, status=409)
    assert "moved since the preview" in moved["detail"]
    await till.post("funds", {"amount": "1"})
    await till.post("corrections", {"worker_id": till.ada.id, "amount": "0.1", "reason": "x"})
    await till.post("bonuses", post, status=409)
    assert await till.house.rows("SELECT FROM ledger_entry WHERE kind = 'bonus'") == []


async def test_what_is_left_is_shared_by_hours_when_all_is_done(till: Till) -> None:
    await till.post("funds", {"amount": "5"})
    await till.work(till.ada, seconds=60)
    waiting = await till.work(till.bob, seconds=30, accept=False)
    assert "finished" in (await till.owner.get(f"{till.path}/final-shares"))["why_not"]
    await till.owner.post(f"{till.path}/events", {"event": "finish"})
    shown = await till.owner.get(f"{till.path}/final-shares")
    assert shown["why_not"].startswith("1 answer waits for a decision")
    await till.post("final-shares", {"run": shown["run"], "total": "0"}, status=409)
    await till.decide(waiting, AssignmentEvent.ACCEPT)
    shown = await till.owner.get(f"{till.path}/final-shares")
    assert (shown["why_not"], shown["total"], shown["bonuses_due"]) == ("", "4.8000", "0.10")
    assert {one["name"]: D(one["amount"]) for one in shown["people"]} == {"Ada": D("3.2"), "Bob": D("1.6")}
    post = {"run": shown["run"], "total": shown["total"]}
    assert (await till.post("final-shares", post))["people"] == 2
    assert (await till.post("final-shares", post))["posted"] is False
    found = await till.budget()
    assert (found["free"], found["final_share"]) == ("0.0000", "4.8000")
    assert (await till.owner.get(f"{till.path}/final-shares"))["why_not"] == "Nothing is left."


async def say_where(person: Person, **fields: str) -> Any:
    body = {"kind": "bank", "holder": "Ada Lovelace", "address": "DE89 3704 0044 0532 0130 00", **fields}
    response = await person.call("PUT", "/me/payout-destination", json=body)
    return response.status_code, response.json()


async def second_owner(till: Till) -> Person:
    account = await till.house.stores.accounts.add_account(
        role="owner", name="Second", country=None, simulated=False, now=till.house.clock()
    )
    return await till.house.person(account)


async def test_a_payout_from_draft_to_arrival(till: Till) -> None:
    await till.post("funds", {"amount": "5"})
    await till.work(till.ada, times=3)
    await till.work(till.bob, times=2)
    assert (await till.post("payouts", {}, status=409))["detail"].startswith("There is nothing to pay")
    status, there = await say_where(till.ada)
    assert (status, there["address"]) == (200, "DE89370400440532013000")
    await say_where(till.bob, kind="email", holder="Bob", address="bob@lab.example")
    view = await till.owner.get(f"{till.path}/payouts")
    assert (view["payable"], view["payable_workers"], view["unknown_workers"]) == ("0.50", 2, 0)
    batch = await till.post("payouts", {"note": "March"}, status=201)
    assert (batch["state"], batch["amount"], batch["payouts"]) == ("DRAFT", "0.5000", 2)
    await till.post("payouts", {}, status=409)  # the same balances are not drafted twice
    events = f"/payout-batches/{batch['id']}/events"
    await till.owner.post(events, {"event": "send"}, status=409)
    approved = await till.owner.post(events, {"event": "approve"})
    assert approved["state"] == "APPROVED"
    (mine,) = await till.ada.get("/me/earnings")
    assert [D(mine[name]) for name in ("earned", "balance", "on_the_way", "paid")] == [
        D("0.3"),
        0,
        D("0.3"),
        D("0.3"),
    ]
    file = await till.owner.call("GET", f"/payout-batches/{batch['id']}/files/bank-csv")
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert [(row["account"], row["amount"], row["currency"]) for row in rows] == [
        ("DE89370400440532013000", "0.30", "USD")
    ]
    file = await till.owner.call("GET", f"/payout-batches/{batch['id']}/files/mass-payout-csv")
    (line,) = csv.reader(io.StringIO(file.text))
    assert line[:3] == ["bob@lab.example", "0.20", "USD"]
    sent = await till.owner.post(events, {"event": "send"})
    assert [one["format"] for one in sent["files"]] == ["bank-csv", "mass-payout-csv"]
    by_name = {one["worker_name"]: one["id"] for one in sent["lines"]}
    await till.owner.post(f"/payouts/{by_name['Bob']}/events", {"event": "fail"}, status=422)
    back = await till.owner.post(
        f"/payouts/{by_name['Bob']}/events", {"event": "fail", "reason": "Account closed."}
    )
    assert back["state"] == "SENT"
    done = await till.owner.post(f"/payouts/{by_name['Ada']}/events", {"event": "settle"})
    assert (done["state"], done["settled_amount"], done["failed"]) == ("SETTLED", "0.3000", 1)
    await till.owner.post(f"/payouts/{by_name['Ada']}/events", {"event": "settle"}, status=409)
    (bobs,) = await till.bob.get("/me/earnings")
    assert (D(bobs["balance"]), D(bobs["paid"]), D(bobs["on_the_way"])) == (D("0.2"), 0, 0)
    entries = await till.bob.get("/me/entries")
    assert [(row["kind"], row["amount"]) for row in entries["rows"]] == [
        ("payout_returned", "0.2000"), ("payout", "-0.2000"), ("task_pay", "0.1000"), ("task_pay", "0.1000"),
    ]  # fmt: skip
    assert entries["rows"][0]["reason"] == "Account closed."
    # The bank sends Ada's money back a week later.
    late = await till.owner.post(
        f"/payouts/{by_name['Ada']}/events", {"event": "give_back", "reason": "Wrong name."}
    )
    assert late["state"] == "SETTLED"
    assert D((await till.ada.get("/me/earnings"))[0]["balance"]) == D("0.3")
    assert (await till.post("payouts", {}, status=201))["payouts"] == 2


async def test_who_drafts_does_not_approve_while_another_could(till: Till) -> None:
    await till.work(till.ada)
    batch = await till.post("payouts", {"with_unknown": True}, status=201)
    second = await second_owner(till)
    events = f"/payout-batches/{batch['id']}/events"
    refused = await till.owner.post(events, {"event": "approve"}, status=403)
    assert refused["detail"] == "You drafted this batch, so somebody else approves it."
    approved = await second.post(events, {"event": "approve"})
    assert (approved["approved_by_name"], approved["drafted_by_name"]) == ("Second", "Owner")


async def test_nobody_approves_a_batch_that_pays_themselves(till: Till) -> None:
    await till.work(till.ada)
    batch = await till.post("payouts", {"with_unknown": True}, status=201)
    # Somebody who worked before they became an owner.
    await till.house.database.run("UPDATE account SET role = 'owner' WHERE id = $1", till.ada.id)
    ada = await till.house.person(till.ada.id)
    events = f"/payout-batches/{batch['id']}/events"
    refused = await ada.post(events, {"event": "approve"}, status=403)
    assert refused["detail"] == "This batch pays you, so somebody else approves it."
    # She could not approve, so she does not count as somebody who could: the drafter may.
    await till.owner.post(events, {"event": "approve"})


async def test_a_draft_that_no_longer_fits_is_refused_and_discarded(till: Till) -> None:
    await till.work(till.ada, times=3)
    batch = await till.post("payouts", {"with_unknown": True}, status=201)
    await till.post("corrections", {"worker_id": till.ada.id, "amount": "-0.1", "reason": "Paid twice."})
    events = f"/payout-batches/{batch['id']}/events"
    refused = await till.owner.post(events, {"event": "approve"}, status=409)
    assert refused["detail"] == "The account of Ada has 0.20 by now, less than the payout of 0.30."
    assert (await till.owner.post(events, {"event": "discard"}))["state"] == "DISCARDED"
    again = await till.post("payouts", {"with_unknown": True, "minimum": "0.20"}, status=201)
    assert again["amount"] == "0.2000"
    await till.owner.post(f"/payout-batches/{again['id']}/events", {"event": "approve"})
    failed = await till.owner.post(
        f"/payout-batches/{again['id']}/events", {"event": "fail", "reason": "The bank refused the file."}
    )
    assert (failed["state"], failed["failed"]) == ("FAILED", 1)
    assert D((await till.ada.get("/me/earnings"))[0]["balance"]) == D("0.2")


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"address": "DE89370400440532013001"}, "address"),
        ({"address": "12"}, "address"),
        ({"holder": "=cmd|x"}, "holder"),
        ({"bank": "@bank"}, "bank"),
        ({"kind": "email", "address": "not mail"}, "address"),
        ({"kind": "email", "address": "+1@lab.example"}, "address"),
    ],
)
async def test_destinations_that_cannot_be_right(till: Till, fields: dict[str, str], where: str) -> None:
    status, problem = await say_where(till.ada, **fields)
    assert (status, list(problem["context"]["fields"])) == (422, [where])
    assert await till.ada.get("/me/payout-destination") is None


async def test_a_destination_is_its_workers_alone(till: Till) -> None:
    await say_where(till.ada)
    await till.work(till.ada)
    batch = await till.post("payouts", {}, status=201)
    for seen in (
        batch,
        await till.owner.get(f"{till.path}/workers"),
        await till.owner.get(f"{till.path}/ledger"),
    ):
        assert "3704" not in str(seen)
        assert "Lovelace" not in str(seen)
    assert await till.bob.get("/me/payout-destination") is None
    response = await till.ada.call("DELETE", "/me/payout-destination")
    assert response.status_code == 204
    assert await till.house.rows("SELECT FROM payout_destination") == []


async def test_the_ledger_as_csv_runs_no_formula(till: Till) -> None:
    await till.work(till.ada, times=2)
    for reason in ("=1+1", "+1", "-1", "@sum", "\tx", 'a, "quoted" reason'):
        await till.post("corrections", {"worker_id": till.ada.id, "amount": "1", "reason": reason})
    response = await till.owner.call("GET", f"{till.path}/ledger.csv")
    assert response.headers["content-disposition"] == f'attachment; filename="ledger-{till.campaign.id}.csv"'
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["kind"] for row in rows] == ["task_pay"] * 2 + ["correction"] * 6
    assert [row["reason"] for row in rows[2:]] == ["'=1+1", "'+1", "'-1", "'@sum", "x", 'a, "quoted" reason']
    assert {(row["debit"], row["credit"], row["credit_worker"], row["currency"]) for row in rows} == {
        ("budget", "worker", "Ada", "USD")
    }


async def test_entries_are_paged_and_filtered(till: Till) -> None:
    await till.post("funds", {"amount": "5"})
    await till.work(till.ada, times=3)
    await till.work(till.bob)
    first = await till.owner.get(f"{till.path}/ledger?limit=2")
    second = await till.owner.get(f"{till.path}/ledger?limit=4&cursor={first['next']}")
    ids = [row["id"] for row in first["rows"] + second["rows"]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 5
    (only,) = (await till.owner.get(f"{till.path}/ledger?worker={till.bob.id}"))["rows"]
    assert (only["credit_name"], only["stage_title"], only["amount"]) == ("Bob", "Mark: Email", "0.1000")
    assert [row["kind"] for row in (await till.owner.get(f"{till.path}/ledger?kind=fund"))["rows"]] == [
        "fund"
    ]


async def test_what_a_worker_sees_of_their_money(till: Till) -> None:
    await till.work(till.ada, times=2, seconds=60)
    await till.work(till.ada, accept=False)
    (mine,) = await till.ada.get("/me/earnings")
    assert (mine["earned"], mine["pending"], mine["pending_answers"]) == ("0.2000", "0.1000", 1)
    assert (mine["per_task"], mine["hourly"], mine["bonus_due"]) == ("0.1000", "6.00", "0.20")
    assert (mine["answers"], mine["hours"]) == (2, pytest.approx(120 / 3600))
    assert (mine["local"]["currency"], mine["local"]["rates_of"]) == ("EUR", "July 2024")
    assert 0 < D(mine["local"]["earned"]) <= D("0.20")
    assert [(one["title"], one["answers"], one["hourly"]) for one in mine["stages"]] == [
        ("Mark: Email", 2, "6.00")
    ]
    (row,) = [one for one in await till.owner.get(f"{till.path}/workers") if one["name"] == "Ada"]
    assert (row["earned"], row["pending"]) == ("0.2000", "0.1000")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE ledger_entry SET amount = 1", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry"],
)
async def test_the_ledger_is_append_only(till: Till, statement: str) -> None:
    await till.work(till.ada)
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await till.house.database.run(statement)
    assert len(await till.house.rows("SELECT FROM ledger_entry")) == 1


async def test_a_late_answer_that_meets_the_first_budget_is_promised_too(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = await till.ada.claim(till.stage)
    till.house.clock.advance(hours=1)
    await till.house.services.assignments.expire_leases()
    looked = AssignmentStore.standing

    async def then_funded(self: AssignmentStore, assignment_id: int) -> Any:
        standing = await looked(self, assignment_id)
        await till.post("funds", {"amount": "0.1"}, headers={"Idempotency-Key": "between-the-two"})
        return standing

    monkeypatch.setattr(AssignmentStore, "standing", then_funded)
    await till.ada.submit(claim, [])
    found = await till.budget()
    assert (found["reserved"], found["free"], found["pending_answers"]) == ("0.1000", "0.0000", 1)
