"""What the use cases of money need of storage."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from goldsmith.domain.workflow import PayoutBatchEvent, PayoutEvent

Row = dict[str, Any]


class LedgerStore(Protocol):
    """The ledger as it is read."""

    async def budget(self, campaign_id: int) -> Row | None:
        """A campaign's money in sums; `free` is None where its budget has no cap."""
        ...

    async def stage_spending(
        self, campaign_id: int, machines: Sequence[str], *, since: datetime
    ) -> list[Row]:
        """The stages that people work at: price, open slots, and answers with their prices since then."""
        ...

    async def trial_balance(self, campaign_id: int) -> list[Row]:
        """Debits, credits and balance (credits less debits) of each account."""
        ...

    async def entries(
        self, campaign_id: int, *, kind: str | None, worker_id: int | None, before: int, limit: int
    ) -> list[Row]:
        """Entries, newest first."""
        ...

    def stream(self, campaign_id: int) -> AsyncIterator[list[Row]]:
        """All entries, oldest first, in batches."""
        ...

    async def work_time(self, campaign_id: int, caps_ms: Mapping[int, int], until: datetime) -> list[Row]:
        """{worker_id, name, country, simulated, answers, active_ms, earned}: accepted work, each task capped."""
        ...

    async def last_posted(self, campaign_id: int) -> int:
        """The id of the last bonus, correction or final share; 0 before there is one."""
        ...


class FundStore(Protocol):
    """Moves of money; each returns False where its reference was posted before."""

    async def fund(
        self, campaign_id: int, amount: Decimal, *, reference: str, reason: str, by: int, now: datetime
    ) -> bool:
        """Deposit; the first deposit caps the budget."""
        ...

    async def set_budget(
        self, campaign_id: int, total: Decimal, *, reference: str, reason: str, by: int, now: datetime
    ) -> bool:
        """Deposit or give back what it takes for all deposits to be `total`."""
        ...

    async def refund(
        self, campaign_id: int, amount: Decimal, *, reference: str, reason: str, by: int, now: datetime
    ) -> bool:
        """Give back what is free."""
        ...

    async def correct(
        self,
        campaign_id: int,
        worker_id: int,
        amount: Decimal,
        *,
        reference: str,
        reason: str,
        by: int,
        now: datetime,
    ) -> bool:
        """Pay a worker what was missing (over 0), or take back what was too much (under 0)."""
        ...

    async def post_shares(
        self,
        campaign_id: int,
        kind: str,
        run: int,
        shares: Mapping[int, Decimal],
        *,
        state: str | None,
        reason: str,
        by: int,
        now: datetime,
    ) -> bool:
        """Pay each worker a share of what is free, all or none."""
        ...


class PayoutStore(Protocol):
    """Batches of payouts."""

    async def balances(self, campaign_id: int) -> list[Row]:
        """{worker_id, balance, destination_kind, has_open} of workers with at least a cent."""
        ...

    async def batches(self, campaign_id: int) -> list[Row]:
        """The campaign's batches, newest first."""
        ...

    async def batch(self, batch_id: int) -> Row | None:
        """One batch."""
        ...

    async def batch_of(self, payout_id: int) -> int | None:
        """The batch of a payout."""
        ...

    async def payouts(self, batch_id: int) -> list[Row]:
        """The payouts of a batch, by name."""
        ...

    async def staff(self, campaign_id: int) -> list[int]:
        """Who may approve payouts of the campaign."""
        ...

    async def draft(
        self,
        campaign_id: int,
        *,
        minimum: Decimal,
        with_unknown: bool,
        note: str,
        by: int,
        now: datetime,
    ) -> int | None:
        """Draft a batch of all balances that no open payout takes; None where there is nothing to pay."""
        ...

    async def move(
        self, batch_id: int, event: PayoutBatchEvent, *, reason: str, by: int, now: datetime
    ) -> None:
        """Approve, discard, send, settle or fail a batch, with its payouts and their entries."""
        ...

    async def decide(
        self, batch_id: int, payout_id: int, event: PayoutEvent, *, reason: str, by: int, now: datetime
    ) -> None:
        """Settle, fail or give back one payout of a batch that was sent."""
        ...

    async def lines(self, batch_id: int, kind: str) -> list[Row]:
        """{id, holder, address, bank, amount} of the open payouts to one kind of destination."""
        ...

    async def note_file(
        self, batch_id: int, name: str, *, payouts: int, amount: Decimal, by: int, now: datetime
    ) -> None:
        """Keep that somebody took a file."""
        ...


class EarningsStore(Protocol):
    """A worker's own money."""

    async def campaigns(self, worker_id: int) -> list[Row]:
        """The worker's campaigns with what they brought, newest first."""
        ...

    async def stages(self, worker_id: int, caps_ms: Mapping[int, int]) -> list[Row]:
        """Accepted work by stage: {campaign_id, stage_id, title, answers, earned, active_ms}."""
        ...

    async def entries(self, worker_id: int, *, before: int, limit: int) -> list[Row]:
        """Entries of the worker's accounts, newest first."""
        ...

    async def destination(self, worker_id: int) -> Row | None:
        """Where the worker wants their money."""
        ...

    async def set_destination(self, worker_id: int, fields: Mapping[str, str], now: datetime) -> None:
        """Say where to."""
        ...

    async def forget_destination(self, worker_id: int) -> None:
        """Delete it."""
        ...
