"""What rules and owners do to workers and to their open answers, and how it is undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from goldsmith.storage.accounts import SET_SKILL
from goldsmith.storage.database import Database, Row

#: No task asks for more answers than a recipe may.
_MOST_OVERLAP = 20

_MINE = """
    FROM assignment a JOIN stage s ON s.id = a.stage_id
    WHERE a.worker_id = $1 AND s.campaign_id = $2 AND a.state = 'SUBMITTED'
      AND ($3::timestamptz IS NULL OR a.submitted_at >= $3)
"""

_HOLD = f"""
WITH mine AS (SELECT a.id {_MINE} AND NOT a.is_held ORDER BY a.id FOR UPDATE OF a)
UPDATE assignment a SET is_held = true FROM mine WHERE a.id = mine.id RETURNING a.id
"""

# A task that somebody else answers at this moment waits for nobody: it is left as it is.
_RAISE = f"""
WITH picked AS (
    SELECT t.id FROM task t
    WHERE t.id IN (SELECT a.task_id {_MINE}) AND t.state = 'OPEN' AND t.overlap < {_MOST_OVERLAP}
    ORDER BY t.id FOR UPDATE SKIP LOCKED
)
UPDATE task t SET overlap = least(t.overlap + $4, {_MOST_OVERLAP}) FROM picked WHERE t.id = picked.id RETURNING t.id
"""

_TAKE_SKILL = """
WITH gone AS (
    DELETE FROM skill WHERE account_id = $1 AND key = $2
    RETURNING level, correct, total, given_correct, given_total
), aside AS (
    UPDATE quiz_attempt SET set_aside_at = $3
    WHERE account_id = $1 AND skill_key = $2 AND set_aside_at IS NULL AND state <> 'RUNNING'
    RETURNING id
)
SELECT gone.*, (SELECT coalesce(array_agg(id), '{}') FROM aside) AS attempts FROM gone
"""

_GIVE_SKILL = """
INSERT INTO skill (account_id, key, level, correct, total, given_correct, given_total, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (account_id, key) DO UPDATE
SET level = excluded.level, correct = excluded.correct, total = excluded.total,
    given_correct = excluded.given_correct, given_total = excluded.given_total, updated_at = excluded.updated_at
"""


class DeedStore:
    """Each deed returns what an undo needs to know."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def restrict(
        self,
        account_id: int,
        *,
        scope: str,
        campaign_id: int | None,
        stage_id: int | None,
        until: datetime | None,
        reason: str,
        by: int | None,
        now: datetime,
    ) -> int:
        """Restrict a worker; the restriction's id."""
        restriction_id: int = await self._db.value(
            "INSERT INTO restriction (account_id, scope, campaign_id, stage_id, until, reason, created_by, created_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
            account_id,
            scope,
            None if scope == "everything" else campaign_id,
            stage_id if scope == "stage" else None,
            until,
            reason,
            by,
            now,
        )
        return restriction_id

    async def skill(self, account_id: int, key: str) -> Row | None:
        """A skill as it is now, locked until the end of the transaction."""
        return await self._db.row(
            "SELECT level, correct, total, given_correct, given_total FROM skill "
            "WHERE account_id = $1 AND key = $2 FOR UPDATE",
            account_id,
            key,
        )

    async def set_skill(self, account_id: int, key: str, level: float, now: datetime) -> None:
        """Set a level by hand; the record that goes with it counts as ten answers."""
        await self._db.run(SET_SKILL, account_id, key, level, level / 10, 10.0, now)

    async def take_skill(self, account_id: int, key: str, now: datetime) -> Row | None:
        """Take a skill back and open its quiz again; what there was, or None where there was nothing."""
        return await self._db.row(_TAKE_SKILL, account_id, key, now)

    async def give_skill_back(self, account_id: int, key: str, was: Mapping[str, Any], now: datetime) -> None:
        """Undo `set_skill` or `take_skill`."""
        names = ("level", "correct", "total", "given_correct", "given_total")
        await self._db.run(_GIVE_SKILL, account_id, key, *(was[name] for name in names), now)
        await self._db.run(
            "UPDATE quiz_attempt SET set_aside_at = NULL WHERE id = ANY ($1::bigint[])",
            was.get("attempts") or [],
        )

    async def hold(self, worker_id: int, campaign_id: int, since: datetime | None) -> list[int]:
        """Keep a worker's waiting answers from being accepted by themselves; the assignments."""
        return [row["id"] for row in await self._db.rows(_HOLD, worker_id, campaign_id, since)]

    async def release(self, assignment_ids: list[int]) -> list[int]:
        """Undo `hold` for those that still wait."""
        rows = await self._db.rows(
            "UPDATE assignment SET is_held = false WHERE id = ANY ($1::bigint[]) AND is_held RETURNING id",
            assignment_ids,
        )
        return [row["id"] for row in rows]

    async def waiting(self, worker_id: int, campaign_id: int, since: datetime | None) -> list[int]:
        """A worker's waiting answers that nobody holds."""
        rows = await self._db.rows(
            f"SELECT a.id {_MINE} AND NOT a.is_held ORDER BY a.id", worker_id, campaign_id, since
        )
        return [row["id"] for row in rows]

    async def raise_overlap(
        self, worker_id: int, campaign_id: int, since: datetime | None, more: int
    ) -> list[int]:
        """Ask for more answers on the open tasks that a worker answered; the tasks."""
        return [row["id"] for row in await self._db.rows(_RAISE, worker_id, campaign_id, since, more)]

    async def mark_undone(self, event_id: int, by: int | None, now: datetime) -> bool:
        """Note that a deed was undone; False where it had been."""
        return (
            await self._db.run(
                "UPDATE rule_event SET undone_by = $2, undone_at = $3 WHERE id = $1 AND undone_at IS NULL",
                event_id,
                by,
                now,
            )
            == 1
        )
