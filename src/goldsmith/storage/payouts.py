"""Batches of payouts: drafted from balances, approved into the ledger, settled or given back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal

import asyncpg

from goldsmith.domain.budget import amount_words
from goldsmith.domain.errors import Conflict
from goldsmith.domain.workflow import (
    PAYOUT,
    PAYOUT_BATCH,
    PayoutBatchEvent,
    PayoutBatchState,
    PayoutEvent,
    PayoutState,
)
from goldsmith.storage import payout_statements as sql
from goldsmith.storage.database import Database, Row


class PayoutStore:
    """Batches and payouts. Each move locks the campaign's row first, as those of `FundStore` do."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def balances(self, campaign_id: int) -> list[Row]:
        """{worker_id, balance, destination_kind, has_open} of workers with at least a cent."""
        return await self._db.rows(sql.BALANCES, campaign_id)

    async def batches(self, campaign_id: int) -> list[Row]:
        """The campaign's batches, newest first."""
        return await self._db.rows(f"{sql.BATCHES} WHERE b.campaign_id = $1 ORDER BY b.id DESC", campaign_id)

    async def batch(self, batch_id: int) -> Row | None:
        """One batch."""
        return await self._db.row(f"{sql.BATCHES} WHERE b.id = $1", batch_id)

    async def batch_of(self, payout_id: int) -> int | None:
        """The batch of a payout."""
        batch_id: int | None = await self._db.value("SELECT batch_id FROM payout WHERE id = $1", payout_id)
        return batch_id

    async def payouts(self, batch_id: int) -> list[Row]:
        """The payouts of a batch, by name."""
        return await self._db.rows(sql.PAYOUTS, batch_id)

    async def staff(self, campaign_id: int) -> list[int]:
        """Who may approve payouts of the campaign."""
        return [row["id"] for row in await self._db.rows(sql.STAFF, campaign_id)]

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
        """Draft a batch of all balances that no open payout takes.

        Args:
            campaign_id: whose.
            minimum: of a payout, >= 0.
            with_unknown: also those who have not said where to.
            note: the owner's.
            by: who drafts.
            now: the time.

        Returns:
            Its id, or None where there is nothing to pay.
        """
        async with self._locked(campaign_id) as connection:
            rows = [
                (row["worker_id"], row["balance"])
                for row in await connection.fetch(sql.BALANCES, campaign_id)
                if not row["has_open"]
                and row["balance"] >= minimum
                and (with_unknown or row["destination_kind"] is not None)
            ]
            if not rows:
                return None
            batch_id: int = await connection.fetchval(
                "INSERT INTO payout_batch (campaign_id, state, note, drafted_by, drafted_at) "
                "VALUES ($1, $2, $3, $4, $5) RETURNING id",
                campaign_id,
                PAYOUT_BATCH.initial.value,
                note,
                by,
                now,
            )
            await connection.executemany(
                "INSERT INTO payout (batch_id, campaign_id, worker_id, amount, state) VALUES ($1, $2, $3, $4, $5)",
                [(batch_id, campaign_id, worker, amount, PAYOUT.initial.value) for worker, amount in rows],
            )
            return batch_id

    async def move(
        self, batch_id: int, event: PayoutBatchEvent, *, reason: str, by: int, now: datetime
    ) -> None:
        """Approve, discard, send, settle or fail a batch, with its payouts and their entries.

        Raises:
            TransitionRefused: it is no longer where that is a step.
            Conflict: approved, and a balance is less than its payout by now.
        """
        async with self._batch(batch_id) as (connection, batch):
            after = PAYOUT_BATCH.transition(PayoutBatchState(batch["state"]), event)
            if event is PayoutBatchEvent.APPROVE:
                await _approve(connection, batch_id, by, now)
            elif event is not PayoutBatchEvent.SEND:
                step = {
                    PayoutBatchEvent.DISCARD: PayoutEvent.DISCARD,
                    PayoutBatchEvent.SETTLE: PayoutEvent.SETTLE,
                    PayoutBatchEvent.FAIL: PayoutEvent.FAIL,
                }[event]
                ids = await connection.fetch(
                    "SELECT id FROM payout WHERE batch_id = $1 AND state = $2 ORDER BY id",
                    batch_id,
                    PayoutState.OPEN.value,
                )
                await _decide(
                    connection, [row["id"] for row in ids], PayoutState.OPEN, step, (reason, by, now)
                )
            await _set_state(connection, batch_id, after, by, now)

    async def decide(
        self, batch_id: int, payout_id: int, event: PayoutEvent, *, reason: str, by: int, now: datetime
    ) -> None:
        """Settle, fail or give back one payout of a batch that was sent; the last one closes the batch.

        Raises:
            TransitionRefused: it is no longer where that is a step.
            Conflict: the batch was not sent.
        """
        async with self._batch(batch_id) as (connection, batch):
            state = PayoutState(
                await connection.fetchval("SELECT state FROM payout WHERE id = $1", payout_id)
            )
            PAYOUT.transition(state, event)
            if batch["state"] not in (PayoutBatchState.SENT.value, PayoutBatchState.SETTLED.value):
                raise Conflict(
                    "The batch of this payout was not sent yet.",
                    hint="Mark it as sent; then say what arrived.",
                )
            await _decide(connection, [payout_id], state, event, (reason, by, now))
            left = await connection.fetchrow(
                "SELECT count(*) FILTER (WHERE state = 'OPEN') AS open, "
                "count(*) FILTER (WHERE state IN ('SETTLED', 'RETURNED')) AS arrived FROM payout WHERE batch_id = $1",
                batch_id,
            )
            if batch["state"] == PayoutBatchState.SENT.value and not left["open"]:
                end = PayoutBatchEvent.SETTLE if left["arrived"] else PayoutBatchEvent.FAIL
                await _set_state(
                    connection, batch_id, PAYOUT_BATCH.transition(PayoutBatchState.SENT, end), by, now
                )

    async def lines(self, batch_id: int, kind: str) -> list[Row]:
        """{id, holder, address, bank, amount} of the open payouts to one kind of destination."""
        return await self._db.rows(sql.LINES, batch_id, kind)

    async def note_file(
        self, batch_id: int, name: str, *, payouts: int, amount: Decimal, by: int, now: datetime
    ) -> None:
        """Keep that somebody took a file."""
        await self._db.run(
            "INSERT INTO payout_file (batch_id, format, payouts, amount, by, at) VALUES ($1, $2, $3, $4, $5, $6)",
            batch_id,
            name,
            payouts,
            amount,
            by,
            now,
        )

    @asynccontextmanager
    async def _locked(self, campaign_id: int) -> AsyncIterator[asyncpg.Connection]:
        async with self._db.transaction() as connection:
            await connection.fetchval("SELECT id FROM campaign WHERE id = $1 FOR NO KEY UPDATE", campaign_id)
            yield connection

    @asynccontextmanager
    async def _batch(self, batch_id: int) -> AsyncIterator[tuple[asyncpg.Connection, asyncpg.Record]]:
        campaign_id = await self._db.value("SELECT campaign_id FROM payout_batch WHERE id = $1", batch_id)
        async with self._locked(campaign_id) as connection:
            yield connection, await connection.fetchrow("SELECT * FROM payout_batch WHERE id = $1", batch_id)


async def _approve(connection: asyncpg.Connection, batch_id: int, by: int, now: datetime) -> None:
    short = await connection.fetchrow(sql.SHORT, batch_id)
    if short is not None:
        raise Conflict(
            f"The account of {short['name']} has {amount_words(short['balance'])} by now, less than the payout of "
            f"{amount_words(short['amount'])}.",
            hint="Discard this draft and make a new one.",
        )
    await connection.execute(sql.APPROVE, batch_id, by, now)


async def _decide(
    connection: asyncpg.Connection,
    ids: Sequence[int],
    before: PayoutState,
    event: PayoutEvent,
    what: tuple[str, int, datetime],
) -> None:
    after = PAYOUT.transition(before, event)
    reason, by, now = what
    if event is PayoutEvent.DISCARD:  # nothing was posted yet
        await connection.execute(
            "UPDATE payout SET state = $2, reason = $3, decided_by = $4, decided_at = $5 WHERE id = ANY ($1::bigint[])",
            list(ids),
            after.value,
            *what,
        )
        return
    kind = "payout_settled" if event is PayoutEvent.SETTLE else "payout_returned"
    await connection.execute(sql.DECIDE, list(ids), before.value, after.value, reason, by, now, kind)


async def _set_state(
    connection: asyncpg.Connection, batch_id: int, state: PayoutBatchState, by: int, now: datetime
) -> None:
    is_approved, is_sent = state is PayoutBatchState.APPROVED, state is PayoutBatchState.SENT
    await connection.execute(
        "UPDATE payout_batch SET state = $2, approved_by = CASE WHEN $3 THEN $4 ELSE approved_by END, "
        "approved_at = CASE WHEN $3 THEN $5 ELSE approved_at END, sent_at = CASE WHEN $6 THEN $5 ELSE sent_at END, "
        "closed_at = CASE WHEN $7 THEN $5 ELSE closed_at END WHERE id = $1",
        batch_id,
        state.value,
        is_approved,
        by,
        now,
        is_sent,
        PAYOUT_BATCH.is_final(state),
    )
