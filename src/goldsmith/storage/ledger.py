"""The ledger as it is read: budget, balances, entries, and the working time that pay is measured by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from goldsmith.storage.database import Database, Row

_BUDGET = """
SELECT c.state, c.budget_capped AS is_capped, c.recipe -> 'pay' ->> 'currency' AS currency,
       (c.recipe -> 'pay' ->> 'target_hourly')::numeric AS target_hourly,
       l.funded, l.task_pay, l.bonus, l.final_share, l.corrections,
       l.funded - l.task_pay - l.bonus - l.final_share - l.corrections AS balance,
       b.free, coalesce(b.reserved, 0) AS reserved, p.pending, p.pending_answers, p.live
FROM campaign c
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE kind = 'fund'), 0)
           - coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0) AS funded,
           coalesce(sum(amount) FILTER (WHERE kind = 'task_pay'), 0) AS task_pay,
           coalesce(sum(amount) FILTER (WHERE kind = 'bonus'), 0) AS bonus,
           coalesce(sum(amount) FILTER (WHERE kind = 'final_share'), 0) AS final_share,
           coalesce(sum(CASE WHEN debit = 'budget' THEN amount ELSE -amount END)
                    FILTER (WHERE kind = 'correction'), 0) AS corrections
    FROM ledger_entry WHERE campaign_id = c.id
) l
LEFT JOIN LATERAL (
    SELECT sum(free) AS free, sum(reserved) AS reserved FROM budget_slice WHERE campaign_id = c.id
) b ON true
CROSS JOIN LATERAL (
    SELECT coalesce(sum(a.price) FILTER (WHERE a.state = 'SUBMITTED'), 0) AS pending,
           count(*) FILTER (WHERE a.state = 'SUBMITTED') AS pending_answers,
           coalesce(sum(a.price) FILTER (WHERE a.state = 'ACTIVE'), 0) AS live
    FROM assignment a JOIN stage s ON s.id = a.stage_id
    WHERE s.campaign_id = c.id AND a.state IN ('ACTIVE', 'SUBMITTED')
) p
WHERE c.id = $1
"""

# What waits, and what was promised lately: the two that say when a budget ends.
_STAGES = """
SELECT s.id AS stage_id, s.title, s.category, s.state, s.price,
       (SELECT coalesce(sum(t.open_slots), 0)::bigint FROM task t
        WHERE t.stage_id = s.id AND t.open_slots > 0 AND t.state = 'OPEN') AS open_slots,
       r.answers, r.amount, r.since
FROM stage s
CROSS JOIN LATERAL (
    SELECT count(*) AS answers, coalesce(sum(a.price), 0) AS amount, min(n.created_at) AS since
    FROM answer n JOIN assignment a ON a.id = n.assignment_id
    WHERE n.stage_id = s.id AND n.created_at > $2 AND NOT n.late
) r
WHERE s.campaign_id = $1 AND s.kind <> ALL ($3::text[])
ORDER BY s.position, s.id
"""

_TRIAL = """
SELECT e.account, e.worker_id, a.name AS worker_name, coalesce(a.simulated, false) AS simulated,
       sum(e.debit) AS debits, sum(e.credit) AS credits, sum(e.credit) - sum(e.debit) AS balance
FROM (
    SELECT debit AS account, debit_worker AS worker_id, amount AS debit, 0 AS credit
    FROM ledger_entry WHERE campaign_id = $1
    UNION ALL
    SELECT credit, credit_worker, 0, amount FROM ledger_entry WHERE campaign_id = $1
) e LEFT JOIN account a ON a.id = e.worker_id
GROUP BY e.account, e.worker_id, a.name, a.simulated
ORDER BY array_position('{funding,budget,worker,payout_clearing,paid_out}', e.account), a.name, e.worker_id
"""

_ENTRIES = """
SELECT e.id, e.at, e.kind, e.debit, e.debit_worker, d.name AS debit_name, e.credit, e.credit_worker,
       c.name AS credit_name, e.amount, e.assignment_id, s.title AS stage_title, e.payout_id, e.reference, e.reason,
       b.name AS actor_name, coalesce(d.simulated, c.simulated, false) AS simulated
FROM ledger_entry e
LEFT JOIN account d ON d.id = e.debit_worker
LEFT JOIN account c ON c.id = e.credit_worker
LEFT JOIN account b ON b.id = e.actor_id
LEFT JOIN assignment g ON g.id = e.assignment_id
LEFT JOIN stage s ON s.id = g.stage_id
"""

# Accepted work and all that was paid for it. Task pay counts up to the moment asked for, as the work does; what was
# posted by hand counts whenever it was posted, so that nothing is posted a second time.
_WORK_TIME = """
SELECT m.account_id AS worker_id, a.name, a.country, a.simulated, coalesce(t.answers, 0) AS answers,
       coalesce(t.active_ms, 0) AS active_ms, coalesce(e.earned, 0) AS earned
FROM membership m
JOIN account a ON a.id = m.account_id AND a.role = 'worker'
LEFT JOIN (
    SELECT g.worker_id, count(*) AS answers, sum(least(g.active_ms, c.cap_ms))::bigint AS active_ms
    FROM unnest($2::bigint[], $3::bigint[]) AS c (stage_id, cap_ms)
    JOIN assignment g ON g.stage_id = c.stage_id
    WHERE g.state = 'ACCEPTED' AND g.active_ms > 0 AND g.decided_at <= $4
    GROUP BY g.worker_id
) t ON t.worker_id = m.account_id
LEFT JOIN (
    SELECT coalesce(credit_worker, debit_worker) AS worker_id,
           sum(CASE WHEN credit_worker IS NULL THEN -amount ELSE amount END) AS earned
    FROM ledger_entry
    WHERE campaign_id = $1
      AND (kind IN ('bonus', 'correction', 'final_share') OR kind = 'task_pay' AND at <= $4)
    GROUP BY 1
) e ON e.worker_id = m.account_id
WHERE m.campaign_id = $1 AND (t.answers > 0 OR e.earned <> 0)
ORDER BY m.account_id
"""

# The last entry that a person posted: whoever computes shares names it, and posts only if it still is the last.
LAST_POSTED = """
SELECT coalesce(max(id), 0) FROM ledger_entry
WHERE campaign_id = $1 AND kind IN ('bonus', 'correction', 'final_share')
"""


class LedgerStore:
    """Money as it stands."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def budget(self, campaign_id: int) -> Row | None:
        """A campaign's money in sums; `free` is None where its budget has no cap."""
        return await self._db.row(_BUDGET, campaign_id)

    async def stage_spending(
        self, campaign_id: int, machines: Sequence[str], *, since: datetime
    ) -> list[Row]:
        """The stages that people work at: price, open slots, and answers with their prices since then."""
        return await self._db.rows(_STAGES, campaign_id, since, list(machines))

    async def trial_balance(self, campaign_id: int) -> list[Row]:
        """Debits, credits and balance (credits less debits) of each account."""
        return await self._db.rows(_TRIAL, campaign_id)

    async def entries(
        self, campaign_id: int, *, kind: str | None, worker_id: int | None, before: int, limit: int
    ) -> list[Row]:
        """Entries, newest first."""
        return await self._db.rows(
            f"{_ENTRIES} WHERE e.campaign_id = $1 AND ($2::text IS NULL OR e.kind = $2) "
            "AND ($3::bigint IS NULL OR e.credit_worker = $3 OR e.debit_worker = $3) AND e.id < $4 "
            "ORDER BY e.id DESC LIMIT $5",
            campaign_id,
            kind,
            worker_id,
            before,
            limit,
        )

    async def stream(self, campaign_id: int) -> AsyncIterator[list[Row]]:
        """All entries, oldest first, in batches."""
        async for batch in self._db.stream(f"{_ENTRIES} WHERE e.campaign_id = $1 ORDER BY e.id", campaign_id):
            yield [dict(record) for record in batch]

    async def work_time(self, campaign_id: int, caps_ms: Mapping[int, int], until: datetime) -> list[Row]:
        """Accepted work of each worker, each task capped, and what was paid for it.

        Args:
            campaign_id: whose.
            caps_ms: stage -> the most milliseconds that one of its tasks counts.
            until: work that was accepted up to then, and its pay.

        Returns:
            {worker_id, name, country, simulated, answers, active_ms, earned}.
        """
        return await self._db.rows(_WORK_TIME, campaign_id, list(caps_ms), list(caps_ms.values()), until)

    async def last_posted(self, campaign_id: int) -> int:
        """The id of the last bonus, correction or final share; 0 before there is one."""
        last: int = await self._db.value(LAST_POSTED, campaign_id)
        return last
