"""What a worker earned where, and where they want it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from goldsmith.storage.database import Database, Row

_CAMPAIGNS = """
SELECT c.id, c.title, c.state, c.simulated, c.recipe -> 'pay' ->> 'currency' AS currency,
       (c.recipe -> 'pay' ->> 'target_hourly')::numeric AS target_hourly, c.review_days,
       coalesce(l.task_pay, 0) AS task_pay, coalesce(l.bonus, 0) AS bonus, coalesce(l.final_share, 0) AS final_share,
       coalesce(l.corrections, 0) AS corrections, coalesce(l.balance, 0) AS balance, coalesce(l.paid, 0) AS paid,
       coalesce(p.on_the_way, 0) AS on_the_way, w.pending, w.pending_answers
FROM membership m
JOIN campaign c ON c.id = m.campaign_id
LEFT JOIN LATERAL (
    SELECT sum(e.amount) FILTER (WHERE e.kind = 'task_pay') AS task_pay,
           sum(e.amount) FILTER (WHERE e.kind = 'bonus') AS bonus,
           sum(e.amount) FILTER (WHERE e.kind = 'final_share') AS final_share,
           sum(CASE WHEN e.credit_worker = $1 THEN e.amount ELSE -e.amount END)
               FILTER (WHERE e.kind = 'correction') AS corrections,
           sum(CASE WHEN e.credit_worker = $1 THEN e.amount ELSE -e.amount END) AS balance,
           sum(CASE WHEN e.kind = 'payout' THEN e.amount WHEN e.kind = 'payout_returned' THEN -e.amount END) AS paid
    FROM ledger_entry e
    WHERE e.campaign_id = c.id AND (e.credit_worker = $1 OR e.debit_worker = $1)
) l ON true
LEFT JOIN LATERAL (
    SELECT sum(o.amount) AS on_the_way FROM payout o JOIN payout_batch b ON b.id = o.batch_id
    WHERE o.campaign_id = c.id AND o.worker_id = $1 AND o.state = 'OPEN' AND b.state <> 'DRAFT'
) p ON true
CROSS JOIN LATERAL (
    SELECT coalesce(sum(a.price), 0) AS pending, count(*) AS pending_answers
    FROM assignment a JOIN stage s ON s.id = a.stage_id
    WHERE a.worker_id = $1 AND a.state = 'SUBMITTED' AND s.campaign_id = c.id
) w
WHERE m.account_id = $1
ORDER BY c.id DESC
"""

# Time counts as for the bonus: accepted work, each task at most so long.
_STAGES = """
SELECT s.campaign_id, s.id AS stage_id, s.title, count(*) AS answers, sum(a.price) AS earned,
       sum(least(a.active_ms, c.cap_ms))::bigint AS active_ms
FROM unnest($2::bigint[], $3::bigint[]) AS c (stage_id, cap_ms)
JOIN stage s ON s.id = c.stage_id
JOIN assignment a ON a.stage_id = s.id AND a.worker_id = $1 AND a.state = 'ACCEPTED'
GROUP BY s.campaign_id, s.id, s.title, s.position
ORDER BY s.campaign_id DESC, s.position, s.id
"""

# Entries as the worker reads them: plus is theirs, minus leaves their account.
_ENTRIES = """
SELECT e.id, e.at, e.kind, CASE WHEN e.credit_worker = $1 THEN e.amount ELSE -e.amount END AS amount,
       c.title AS campaign_title, c.recipe -> 'pay' ->> 'currency' AS currency, s.title AS stage_title, e.reason
FROM ledger_entry e
JOIN campaign c ON c.id = e.campaign_id
LEFT JOIN assignment a ON a.id = e.assignment_id
LEFT JOIN stage s ON s.id = a.stage_id
WHERE (e.credit_worker = $1 OR e.debit_worker = $1) AND e.id < $2
ORDER BY e.id DESC
LIMIT $3
"""


class EarningsStore:
    """A worker's own money."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def campaigns(self, worker_id: int) -> list[Row]:
        """The worker's campaigns with what they brought, newest first."""
        return await self._db.rows(_CAMPAIGNS, worker_id)

    async def stages(self, worker_id: int, caps_ms: Mapping[int, int]) -> list[Row]:
        """Accepted work by stage: {campaign_id, stage_id, title, answers, earned, active_ms}.

        Args:
            worker_id: whose.
            caps_ms: stage -> the most milliseconds that one of its tasks counts.
        """
        return await self._db.rows(_STAGES, worker_id, list(caps_ms), list(caps_ms.values()))

    async def entries(self, worker_id: int, *, before: int, limit: int) -> list[Row]:
        """Entries of the worker's accounts, newest first."""
        return await self._db.rows(_ENTRIES, worker_id, before, limit)

    async def destination(self, worker_id: int) -> Row | None:
        """Where the worker wants their money: {kind, holder, address, bank, updated_at}."""
        return await self._db.row(
            "SELECT kind, holder, address, bank, updated_at FROM payout_destination WHERE account_id = $1",
            worker_id,
        )

    async def set_destination(self, worker_id: int, fields: Mapping[str, str], now: datetime) -> None:
        """Say where to."""
        await self._db.run(
            "INSERT INTO payout_destination (account_id, kind, holder, address, bank, updated_at) "
            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account_id) DO UPDATE SET kind = excluded.kind, "
            "holder = excluded.holder, address = excluded.address, bank = excluded.bank, "
            "updated_at = excluded.updated_at",
            worker_id,
            fields["kind"],
            fields["holder"],
            fields["address"],
            fields["bank"],
            now,
        )

    async def forget_destination(self, worker_id: int) -> None:
        """Delete it."""
        await self._db.run("DELETE FROM payout_destination WHERE account_id = $1", worker_id)
