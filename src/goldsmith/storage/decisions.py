"""Decisions about single assignments: accepted, rejected, used or not; each with its money, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from goldsmith.domain.workflow import ASSIGNMENT, AssignmentEvent, AssignmentState
from goldsmith.storage.database import Database, Row

# The money follows the state in the same statement: what is accepted is paid, what is rejected frees its promise.
# An assignment whose promise was freed before (rejected, then reconsidered) is paid from what is free, if it is there.
_SETTLE = """
), settled AS (
    UPDATE budget_slice b
    SET reserved = b.reserved - d.price, free = b.free + CASE WHEN $3 = 'REJECTED' THEN d.price ELSE 0 END
    FROM (SELECT campaign_id, budget_slice, sum(price) AS price FROM decided
          WHERE budget_slice IS NOT NULL GROUP BY 1, 2) d
    WHERE b.campaign_id = d.campaign_id AND b.slice = d.budget_slice
), paid AS (
    INSERT INTO ledger_entry (campaign_id, kind, debit, credit, credit_worker, amount, assignment_id, reference,
                              reason, actor_id, at)
    SELECT campaign_id, 'task_pay', 'budget', 'worker', worker_id, price, id, 'task_pay/' || id, $5, $4, $6
    FROM decided WHERE $3 = 'ACCEPTED' AND price > 0
    ON CONFLICT (reference) DO NOTHING
), learnt AS (
    INSERT INTO work_event (campaign_id, stage_id, worker_id, assignment_id, kind, amount, at)
    SELECT campaign_id, stage_id, worker_id, id, lower($3), price, $6 FROM decided
)
SELECT id, campaign_id, stage_id, worker_id, price FROM decided ORDER BY id
"""

_DECIDE = (
    """
WITH picked AS (
    SELECT a.id, a.budget_slice, s.campaign_id
    FROM assignment a JOIN stage s ON s.id = a.stage_id
    WHERE a.id = ANY ($1::bigint[]) AND a.state = $2
    ORDER BY a.id
    FOR UPDATE OF a
), decided AS (
    UPDATE assignment a
    SET state = $3, decided_by = $4, decision_reason = $5, decided_at = $6, is_held = false,
        budget_slice = CASE WHEN $3 = 'REJECTED' THEN NULL ELSE a.budget_slice END
    FROM picked p WHERE a.id = p.id
    RETURNING a.id, a.worker_id, a.stage_id, a.price, p.budget_slice, p.campaign_id
"""
    + _SETTLE
)

_DUE = """
SELECT a.id
FROM assignment a JOIN stage s ON s.id = a.stage_id JOIN campaign c ON c.id = s.campaign_id
WHERE a.state = 'SUBMITTED' AND NOT a.is_held
  AND a.submitted_at <= $1::timestamptz - make_interval(days => c.review_days)
ORDER BY a.submitted_at
LIMIT $2
"""

_WAITING = """
SELECT a.id FROM assignment a JOIN stage s ON s.id = a.stage_id
WHERE s.campaign_id = $1 AND a.state = 'SUBMITTED' AND NOT a.is_held AND ($2::bigint IS NULL OR a.stage_id = $2)
ORDER BY a.id LIMIT $3
"""


class DecisionStore:
    """What is decided about assignments."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def decide(
        self,
        assignment_ids: Sequence[int],
        event: AssignmentEvent,
        *,
        by: int | None,
        reason: str,
        now: datetime,
    ) -> list[Row]:
        """Accept, reject or reconsider assignments, with what follows for their money.

        Assignments in another state than the event needs are left as they are: deciding twice changes nothing.

        Returns:
            {id, campaign_id, stage_id, worker_id, price} of those that changed.
        """
        before = (
            AssignmentState.REJECTED if event is AssignmentEvent.RECONSIDER else AssignmentState.SUBMITTED
        )
        after = ASSIGNMENT.transition(before, event)
        return await self._db.rows(_DECIDE, list(assignment_ids), before.value, after.value, by, reason, now)

    async def due(self, now: datetime, limit: int) -> list[int]:
        """Assignments whose review period is over, oldest first."""
        return [row["id"] for row in await self._db.rows(_DUE, now, limit)]

    async def waiting(self, campaign_id: int, stage_id: int | None, limit: int) -> list[int]:
        """Submitted assignments of a campaign that wait for a decision and are not held."""
        return [row["id"] for row in await self._db.rows(_WAITING, campaign_id, stage_id, limit)]
