"""Money that people move: deposits, refunds, corrections, bonuses, final shares.

Each is one transaction that first locks the campaign's row, so that two of them never count on the same money. Claims
and decisions do not wait for that lock; they meet these at the slices of the budget.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal

import asyncpg

from goldsmith.domain.budget import amount_words
from goldsmith.domain.errors import Conflict, Unavailable
from goldsmith.storage.budget_slices import change, take
from goldsmith.storage.database import Database, Row
from goldsmith.storage.ledger import LAST_POSTED

_POST = """
INSERT INTO ledger_entry (campaign_id, kind, debit, debit_worker, credit, credit_worker, amount, reference, reason,
                          actor_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (reference) DO NOTHING
RETURNING id
"""

_STANDING = """
SELECT coalesce(sum(CASE WHEN kind = 'fund' THEN amount WHEN kind = 'refund' THEN -amount END), 0) AS funded,
       coalesce(sum(CASE WHEN credit = 'budget' THEN amount WHEN debit = 'budget' THEN -amount END), 0) AS balance
FROM ledger_entry WHERE campaign_id = $1
"""

_BALANCE = """
SELECT coalesce(sum(CASE WHEN credit_worker = $2 THEN amount ELSE -amount END), 0)
FROM ledger_entry
WHERE campaign_id = $1 AND (credit_worker = $2 OR debit_worker = $2)
"""

# What people hold or wait for at the moment gets its promise from the new budget.
_PROMISE = """
WITH promised AS (
    UPDATE assignment a SET budget_slice = a.id % 16
    FROM stage s
    WHERE s.id = a.stage_id AND s.campaign_id = $1 AND a.state IN ('ACTIVE', 'SUBMITTED') AND a.price > 0
    RETURNING a.budget_slice AS slice, a.price
), sums AS (
    SELECT slice, sum(price) AS price FROM promised GROUP BY slice
), made AS (
    INSERT INTO budget_slice (campaign_id, slice, reserved)
    SELECT $1, n, coalesce(s.price, 0) FROM generate_series(0, 15) AS n LEFT JOIN sums s ON s.slice = n
)
SELECT coalesce(sum(price), 0) FROM sums
"""


class FundStore:
    """Moves of money, each with its entry."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def fund(
        self, campaign_id: int, amount: Decimal, *, reference: str, reason: str, by: int, now: datetime
    ) -> bool:
        """Deposit; the first deposit caps the budget. False where the reference was posted before.

        Raises:
            Conflict: the first deposit is less than what was spent and promised, or the reference was posted
                with another amount.
        """
        async with self._locked(campaign_id, may_be_first=True) as (connection, campaign):
            return await _deposit(connection, campaign, amount, (reference, reason, by, now))

    async def set_budget(
        self, campaign_id: int, total: Decimal, *, reference: str, reason: str, by: int, now: datetime
    ) -> bool:
        """Deposit or give back what it takes for all deposits to be `total`; False where nothing changed.

        Raises:
            Conflict: less than what was spent and promised.
        """
        async with self._locked(campaign_id, may_be_first=True) as (connection, campaign):
            if await connection.fetchval(
                "SELECT EXISTS (SELECT FROM ledger_entry WHERE reference = $1)", reference
            ):
                return False
            standing = await connection.fetchrow(_STANDING, campaign_id)
            difference: Decimal = total - standing["funded"]
            what = (reference, reason, by, now)
            if difference < 0 and campaign["budget_capped"]:
                return await _withdraw(connection, campaign_id, -difference, what)
            if not difference and campaign["budget_capped"]:
                return False
            return await _deposit(connection, campaign, difference, what)

    async def refund(
        self, campaign_id: int, amount: Decimal, *, reference: str, reason: str, by: int, now: datetime
    ) -> bool:
        """Give back what is free. False where the reference was posted before.

        Raises:
            Conflict: less is free, or the budget has no cap.
        """
        async with self._locked(campaign_id) as (connection, campaign):
            if not campaign["budget_capped"]:
                raise Conflict(
                    "This campaign has no budget yet, so there is nothing to give back.",
                    hint="Add money to it first; the first deposit sets the budget.",
                )
            return await _withdraw(connection, campaign_id, amount, (reference, reason, by, now))

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
        """Pay a worker what was missing (over 0), or take back what was too much (under 0).

        Returns:
            False where the reference was posted before.

        Raises:
            Conflict: less is free in the budget, or on the worker's account.
        """
        async with self._locked(campaign_id) as (connection, _):
            accounts: _Accounts = ("budget", None, "worker", worker_id)
            if amount < 0:
                accounts = ("worker", worker_id, "budget", None)
            what = (reference, reason, by, now)
            if not await _post(connection, campaign_id, "correction", accounts, abs(amount), what):
                return False
            if amount > 0:
                await take(connection, campaign_id, amount, what="This correction")
                return True
            balance = await connection.fetchval(_BALANCE, campaign_id, worker_id)
            if balance < 0:
                raise Conflict(
                    f"The worker's account has {amount_words(balance - amount)}, less than {amount_words(-amount)}.",
                    hint="What was paid out already cannot be taken back here.",
                )
            await change(connection, campaign_id, -amount)
            return True

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
        """Pay each worker a share (> 0) of what is free, all or none.

        Args:
            campaign_id: whose budget.
            kind: bonus or final_share.
            run: the last entry when the shares were computed (`last_posted`).
            shares: worker -> amount.
            state: the state in which the campaign must be; None: any.
            reason: as the worker reads it.
            by: who posts.
            now: the time.

        Returns:
            False where this run was posted before.

        Raises:
            Conflict: something else was posted since, less is free, or the campaign is in another state.
        """
        async with self._locked(campaign_id) as (connection, campaign):
            if await connection.fetchval(
                "SELECT EXISTS (SELECT FROM ledger_entry WHERE campaign_id = $1 AND kind = $2 AND reference LIKE $3)",
                campaign_id,
                kind,
                f"{kind}/{campaign_id}/%/{run}",
            ):
                return False
            if state is not None and campaign["state"] != state:
                raise Conflict("The campaign was opened again meanwhile.", hint="Finish it first.")
            if run != await connection.fetchval(LAST_POSTED, campaign_id):
                raise Conflict(
                    "Other amounts were posted since these were computed.", hint="Look at the preview again."
                )
            for worker_id, amount in sorted(shares.items()):
                accounts: _Accounts = ("budget", None, "worker", worker_id)
                what = (f"{kind}/{campaign_id}/{worker_id}/{run}", reason, by, now)
                await _post(connection, campaign_id, kind, accounts, amount, what)
            total = sum(shares.values(), Decimal(0))
            await take(connection, campaign_id, total, what="Bonuses" if kind == "bonus" else "Final shares")
            return True

    @asynccontextmanager
    async def _locked(
        self, campaign_id: int, *, may_be_first: bool = False
    ) -> AsyncIterator[tuple[asyncpg.Connection, Row]]:
        """A transaction that holds the campaign's row; with `may_be_first`, claims wait while there is no cap."""
        is_capped = "SELECT budget_capped FROM campaign WHERE id = $1"
        async with self._db.transaction() as connection:
            if may_be_first and not await connection.fetchval(is_capped, campaign_id):
                await _stop_claims(connection)
            row = await connection.fetchrow(_CAMPAIGN, campaign_id)
            yield connection, dict(row)


_CAMPAIGN = "SELECT id, state, budget_capped FROM campaign WHERE id = $1 FOR NO KEY UPDATE"
_What = tuple[str, str, int, datetime]
_Accounts = tuple[str, int | None, str, int | None]


async def _stop_claims(connection: asyncpg.Connection) -> None:
    """Wait until no claim is on its way, and let none begin before the commit.

    Whoever claimed before the cap was there has no promise; once they are all counted, every later claim sees the cap.
    Once in the life of a campaign, for milliseconds.

    Raises:
        Unavailable: a statement that takes seconds is in the way.
    """
    await connection.execute("SET LOCAL lock_timeout = '5s'")
    try:
        await connection.execute("LOCK TABLE assignment IN SHARE ROW EXCLUSIVE MODE")
    except asyncpg.LockNotAvailableError as error:
        raise Unavailable(
            "The work of this moment could not be counted for the new budget.",
            hint="Nothing was changed; try again.",
            retry_after_s=5,
        ) from error


async def _deposit(connection: asyncpg.Connection, campaign: Row, amount: Decimal, what: _What) -> bool:
    """Post a deposit (>= 0; a first one of 0 or less caps what is there) and add it to what is free."""
    campaign_id: int = campaign["id"]
    accounts: _Accounts = ("funding", None, "budget", None)
    if amount > 0 and not await _post(connection, campaign_id, "fund", accounts, amount, what):
        return False
    if campaign["budget_capped"]:
        await change(connection, campaign_id, amount)
        return True
    promised: Decimal = await connection.fetchval(_PROMISE, campaign_id)
    balance: Decimal = (await connection.fetchrow(_STANDING, campaign_id))["balance"]
    if balance < promised:
        spent = max(Decimal(0), amount) - balance
        raise Conflict(
            f"This campaign has spent {amount_words(spent)} and promised {amount_words(promised)} for work at hand.",
            hint=f"A first budget must be at least {amount_words(spent + promised)}.",
            missing=str(promised - balance),
        )
    await connection.execute("UPDATE campaign SET budget_capped = true WHERE id = $1", campaign_id)
    await change(connection, campaign_id, balance - promised)
    return True


async def _withdraw(connection: asyncpg.Connection, campaign_id: int, amount: Decimal, what: _What) -> bool:
    accounts: _Accounts = ("budget", None, "funding", None)
    if not await _post(connection, campaign_id, "refund", accounts, amount, what):
        return False
    after = await change(connection, campaign_id, -amount)
    if after is None or after < 0:
        free = amount + (after or Decimal(0))
        raise Conflict(
            f"{amount_words(free)} is free in the budget, less than the {amount_words(amount)} to give back.",
            hint="What is promised for work at hand, and what was spent, stays.",
        )
    return True


async def _post(
    connection: asyncpg.Connection,
    campaign_id: int,
    kind: str,
    accounts: _Accounts,
    amount: Decimal,
    what: _What,
) -> bool:
    """Post one entry; False where its reference was posted before.

    Raises:
        Conflict: it was posted with another amount or to another account.
    """
    reference, reason, by, now = what
    if (
        await connection.fetchval(_POST, campaign_id, kind, *accounts, amount, reference, reason, by, now)
        is not None
    ):
        return True
    earlier = await connection.fetchrow(
        "SELECT kind, amount, debit_worker, credit_worker FROM ledger_entry WHERE reference = $1", reference
    )
    if tuple(earlier) != (kind, amount, accounts[1], accounts[3]):
        raise Conflict(
            "Another entry was posted under this key.", hint="Reload the page, and look at the ledger first."
        )
    return False
