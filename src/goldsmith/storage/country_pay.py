"""What the people of a campaign made in how much time, and where they are."""

from __future__ import annotations

from collections.abc import Mapping

from goldsmith.storage.database import Database, Row

# The corrections of a worker may be minus; payouts move money that was earned before.
_PEOPLE = """
WITH worked AS (
    SELECT a.worker_id, sum(least(a.active_ms, c.cap_ms))::bigint AS active_ms, count(*) AS answers,
           coalesce(sum(a.price) FILTER (WHERE a.state = 'SUBMITTED'), 0) AS pending
    FROM unnest($2::bigint[], $3::bigint[]) AS c (stage_id, cap_ms)
    JOIN assignment a ON a.stage_id = c.stage_id AND a.state IN ('SUBMITTED', 'ACCEPTED') AND a.active_ms > 0
    GROUP BY a.worker_id
)
SELECT w.worker_id, p.country, w.active_ms, w.answers, w.pending, coalesce(l.earned, 0) AS earned
FROM worked w
JOIN account p ON p.id = w.worker_id AND p.role = 'worker'
LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN e.credit_worker = w.worker_id THEN e.amount ELSE -e.amount END) AS earned
    FROM ledger_entry e
    WHERE e.campaign_id = $1 AND (e.credit_worker = w.worker_id OR e.debit_worker = w.worker_id)
      AND e.kind IN ('task_pay', 'bonus', 'final_share', 'correction')
) l ON true
"""


class CountryPayStore:
    """Pay by country."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def people(self, campaign_id: int, caps_ms: Mapping[int, int]) -> list[Row]:
        """{worker_id, country, active_ms (each task capped), answers, earned, pending}."""
        return await self._db.rows(_PEOPLE, campaign_id, list(caps_ms), list(caps_ms.values()))
