"""The owner's money: budget, deposits, corrections, balances, entries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.money_ports import FundStore, LedgerStore, Row
from goldsmith.app.ports import AccountStore, Clock
from goldsmith.app.principal import Principal
from goldsmith.domain.budget import WINDOW, Spent, amount_words, hourly_spending, stops_at
from goldsmith.domain.csv_cells import csv_text
from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.domain.stage import MACHINE_KINDS
from goldsmith.domain.workflow import StageState

HEADER = (
    "entry", "at", "kind", "debit", "debit_worker", "credit", "credit_worker", "amount", "currency", "stage",
    "assignment", "payout", "reference", "reason", "by",
)  # fmt: skip
MAX_AMOUNT = Decimal(100_000_000)
_QUANTUM = Decimal("0.0001")


class Ledger:
    """Use cases of budget and ledger."""

    def __init__(
        self,
        ledger: LedgerStore,
        funds: FundStore,
        accounts: AccountStore,
        campaigns: Campaigns,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._funds = funds
        self._accounts = accounts
        self._campaigns = campaigns
        self._clock = clock

    async def budget(self, principal: Principal, campaign_id: int) -> Row:
        """A campaign's money in sums, and how long it lasts at each stage.

        Raises as `Campaigns.get` does.
        """
        await self._campaigns.get(principal, campaign_id)
        now = self._clock()
        row = await self._ledger.budget(campaign_id)
        assert row is not None
        stages = await self._ledger.stage_spending(campaign_id, sorted(MACHINE_KINDS), since=now - WINDOW)
        rate = hourly_spending([Spent(one["answers"], one["amount"], one["since"]) for one in stages], now)
        if not row["is_capped"]:
            row |= {"free": None, "reserved": row["pending"] + row["live"]}
        spent = row["task_pay"] + row["bonus"] + row["final_share"] + row["corrections"]
        waiting_cost = sum((one["price"] * one["open_slots"] for one in stages), Decimal(0))
        # Where nothing waits, nothing goes on at the rate of before.
        coming = rate if waiting_cost else None
        return {
            **row,
            "spent": spent,
            "per_hour": None if rate is None else rate.quantize(_QUANTUM),
            "waiting_cost": waiting_cost,
            "stages": [_outlook(one, row["free"], coming, row["currency"], now) for one in stages],
        }

    async def fund(
        self, principal: Principal, campaign_id: int, amount: Decimal, *, reason: str, key: str
    ) -> Row:
        """Deposit; the first one sets the budget, and claims stop where it ends.

        Raises:
            InvalidInput: no amount over 0 with at most four digits after the point.
            Conflict: the first deposit is less than what was spent and promised, or the key was used otherwise.
        """
        await self._campaigns.get(principal, campaign_id)
        await self._funds.fund(
            campaign_id,
            _amount(amount),
            reference=f"fund/{campaign_id}/{key}",
            reason=reason,
            by=principal.account_id,
            now=self._clock(),
        )
        return await self.budget(principal, campaign_id)

    async def set_budget(
        self, principal: Principal, campaign_id: int, total: Decimal, *, reason: str, key: str
    ) -> Row:
        """Make all deposits together this much.

        Raises:
            Conflict: less than what was spent and promised.
        """
        await self._campaigns.get(principal, campaign_id)
        await self._funds.set_budget(
            campaign_id,
            _amount(total, or_zero=True),
            reference=f"budget/{campaign_id}/{key}",
            reason=reason,
            by=principal.account_id,
            now=self._clock(),
        )
        return await self.budget(principal, campaign_id)

    async def refund(
        self, principal: Principal, campaign_id: int, amount: Decimal, *, reason: str, key: str
    ) -> Row:
        """Give back what is free.

        Raises:
            Conflict: less is free.
        """
        await self._campaigns.get(principal, campaign_id)
        await self._funds.refund(
            campaign_id,
            _amount(amount),
            reference=f"refund/{campaign_id}/{key}",
            reason=reason,
            by=principal.account_id,
            now=self._clock(),
        )
        return await self.budget(principal, campaign_id)

    async def correct(
        self,
        principal: Principal,
        campaign_id: int,
        worker_id: int,
        amount: Decimal,
        *,
        reason: str,
        key: str,
    ) -> Row:
        """Pay a worker what was missing (over 0), or take back what was too much (under 0).

        Raises:
            NotFound: no such worker in this campaign.
            Conflict: less is free, or on the worker's account.
        """
        await self._campaigns.get(principal, campaign_id)
        if not await self._accounts.is_member(campaign_id, worker_id):
            raise NotFound("There is no such worker in this campaign.")
        _amount(abs(amount))
        await self._funds.correct(
            campaign_id,
            worker_id,
            amount,
            reference=f"correction/{campaign_id}/{key}",
            reason=reason,
            by=principal.account_id,
            now=self._clock(),
        )
        return await self.budget(principal, campaign_id)

    async def trial_balance(self, principal: Principal, campaign_id: int) -> Row:
        """Every account with its debits, credits and balance, and their sums."""
        await self._campaigns.get(principal, campaign_id)
        rows = await self._ledger.trial_balance(campaign_id)
        budget = await self._ledger.budget(campaign_id)
        assert budget is not None
        sums = {
            name: sum((row[name] for row in rows), Decimal(0)) for name in ("debits", "credits", "balance")
        }
        return {"currency": budget["currency"], "accounts": rows, **sums}

    async def entries(
        self,
        principal: Principal,
        campaign_id: int,
        *,
        kind: str | None,
        worker_id: int | None,
        before: int,
        limit: int,
    ) -> list[Row]:
        """Entries, newest first."""
        await self._campaigns.get(principal, campaign_id)
        return await self._ledger.entries(
            campaign_id, kind=kind, worker_id=worker_id, before=before, limit=limit
        )

    async def csv(self, principal: Principal, campaign_id: int) -> AsyncIterator[str]:
        """All entries as CSV, oldest first, in pieces."""
        await self._campaigns.get(principal, campaign_id)
        budget = await self._ledger.budget(campaign_id)
        assert budget is not None
        return self._pieces(campaign_id, budget["currency"])

    async def _pieces(self, campaign_id: int, currency: str) -> AsyncIterator[str]:
        yield csv_text([HEADER])
        async for rows in self._ledger.stream(campaign_id):
            yield csv_text(
                (
                    row["id"], row["at"], row["kind"], row["debit"], row["debit_name"], row["credit"],
                    row["credit_name"], row["amount"], currency, row["stage_title"], row["assignment_id"],
                    row["payout_id"], row["reference"], row["reason"], row["actor_name"],
                )
                for row in rows
            )  # fmt: skip


def _amount(amount: Decimal, *, or_zero: bool = False) -> Decimal:
    is_over = amount.is_finite() and (amount > 0 or (or_zero and amount == 0))
    if not is_over or amount > MAX_AMOUNT or amount != amount.quantize(_QUANTUM):
        raise InvalidInput(
            f"An amount is over 0 and at most {MAX_AMOUNT:,}, with at most four digits after the point."
        )
    return amount


def _outlook(row: Row, free: Decimal | None, rate: Decimal | None, currency: str, now: datetime) -> Row:
    """How long the budget lasts at one stage, in words."""
    price: Decimal = row["price"]
    end = None if free is None else stops_at(free, price, rate, now)
    is_stopped = end is not None and end <= now
    words = ""
    if free is None:
        pass
    elif is_stopped and row["state"] == StageState.OPEN.value:
        words = f"Stops: {amount_words(free)} {currency} free, a task costs {amount_words(price)}."
    elif is_stopped:
        words = f"Would stop: {amount_words(free)} {currency} free, a task costs {amount_words(price)}."
    elif price:
        left = int(free / price)
        words = f"Enough for {left:,} more task{'' if left == 1 else 's'}."
    return {
        "stage_id": row["stage_id"],
        "title": row["title"],
        "category": row["category"],
        "state": row["state"],
        "price": price,
        "open_slots": row["open_slots"],
        "waiting_cost": price * row["open_slots"],
        "is_stopped": is_stopped,
        "stops_at": end,
        "words": words,
    }
