"""A capped budget in its slices: what is free goes up and down, in the transaction that posts why.

Lock order: the campaign's row, then its slices by number. Claims take a slice that nobody holds and wait for none, so
these wait for each other and for decisions only.
"""

from __future__ import annotations

from decimal import Decimal

import asyncpg

from goldsmith.domain.budget import amount_words
from goldsmith.domain.errors import Conflict

SLICES = 16

# What is free after the change, spread in whole multiples of the dearest task, so that a claim finds its price in a
# slice; what is left over lies in the first.
_CHANGE = """
WITH locked AS (
    SELECT slice, free FROM budget_slice WHERE campaign_id = $1 ORDER BY slice FOR UPDATE
), total AS (
    SELECT sum(free) + $2::numeric AS after FROM locked
), dearest AS (
    SELECT greatest(max(price), 0.0001) AS price FROM stage WHERE campaign_id = $1
), pieces AS (
    SELECT t.after, d.price, floor(t.after / d.price) AS n FROM total t, dearest d
), changed AS (
    UPDATE budget_slice b
    SET free = (floor(p.n / 16) + CASE WHEN b.slice < mod(p.n, 16) THEN 1 ELSE 0 END) * p.price
               + CASE WHEN b.slice = 0 THEN p.after - p.n * p.price ELSE 0 END
    FROM locked l, pieces p
    WHERE b.campaign_id = $1 AND b.slice = l.slice AND p.after >= 0
)
SELECT after FROM total
"""


async def change(connection: asyncpg.Connection, campaign_id: int, amount: Decimal) -> Decimal | None:
    """Add to what is free, or take from it.

    Args:
        connection: inside a transaction.
        campaign_id: whose budget.
        amount: over 0 adds, under 0 takes.

    Returns:
        What is free afterwards; under 0 where it was too little, and nothing changed. None: there is no cap.
    """
    row = await connection.fetchrow(_CHANGE, campaign_id, amount)
    after: Decimal | None = None if row is None else row["after"]
    return after


async def take(connection: asyncpg.Connection, campaign_id: int, amount: Decimal, *, what: str) -> None:
    """Take from what is free; a budget without a cap has enough.

    Args:
        connection: inside a transaction, which the refusal rolls back.
        campaign_id: whose budget.
        amount: >= 0.
        what: what it is for, as the refusal begins ("The bonuses").

    Raises:
        Conflict: less is free.
    """
    after = await change(connection, campaign_id, -amount)
    if after is not None and after < 0:
        raise Conflict(
            f"{what} cost {amount_words(amount)}, and {amount_words(amount + after)} is free in the budget.",
            hint=f"Add at least {amount_words(-after)} to the budget, then try again.",
            missing=str(-after),
        )
