"""What workers say about tasks, and tasks that are held for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from goldsmith.domain.stage import MACHINE_KINDS
from goldsmith.domain.workflow import ITEM, TASK, ItemEvent, ItemState, TaskEvent, TaskState
from goldsmith.storage.database import Database, Row

_GIVE = """
INSERT INTO feedback AS f (campaign_id, stage_id, task_id, assignment_id, worker_id, rating, text, is_broken,
                          created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (assignment_id) DO UPDATE
SET rating = excluded.rating, text = excluded.text, is_broken = excluded.is_broken, created_at = excluded.created_at
WHERE f.answered_at IS NULL
RETURNING f.id
"""

# A golden is in no such state, so it is never held; and whoever reports everything stops nothing.
_HOLD = """
UPDATE task SET state = $2
WHERE id = $1 AND state = $3
  AND (SELECT count(*) FROM feedback f
       WHERE f.worker_id = $4 AND f.campaign_id = $5 AND f.is_broken AND f.answered_at IS NULL) <= $6
RETURNING item_id, stage_id
"""

_RELEASE = "UPDATE task SET state = $2 WHERE id = $1 AND state = $3"

_NOTE = "INSERT INTO item_event (item_id, stage_id, actor_id, kind, data, at) VALUES ($1, $2, $3, $4, $5, $6)"

_BY_STAGE = """
SELECT s.id AS stage_id, s.title,
       array[count(*) FILTER (WHERE f.rating = 1), count(*) FILTER (WHERE f.rating = 2),
             count(*) FILTER (WHERE f.rating = 3), count(*) FILTER (WHERE f.rating = 4),
             count(*) FILTER (WHERE f.rating = 5)] AS ratings,
       count(*) FILTER (WHERE f.text <> '') AS texts, count(*) FILTER (WHERE f.is_broken) AS broken
FROM stage s LEFT JOIN feedback f ON f.stage_id = s.id
WHERE s.campaign_id = $1 AND s.kind <> ALL ($2::text[])
GROUP BY s.id ORDER BY s.position, s.id
"""

_SAID = """
SELECT f.id, f.stage_id, s.title AS stage_title, f.task_id, t.item_id, f.worker_id, a.name AS worker, a.simulated,
       f.rating, f.text, f.is_broken, f.created_at, f.answer, f.answered_at
FROM feedback f JOIN stage s ON s.id = f.stage_id JOIN task t ON t.id = f.task_id JOIN account a ON a.id = f.worker_id
WHERE f.campaign_id = $1 AND f.text <> '' AND f.id < $2 AND ($3::bigint IS NULL OR f.stage_id = $3)
ORDER BY f.id DESC LIMIT $4
"""

_REPORTS = """
SELECT t.id AS task_id, s.campaign_id, t.state, t.live, t.item_id, s.id AS stage_id, s.title AS stage_title, s.kind,
       coalesce(d.path, b.brief ->> 'title', '') AS path, coalesce(c.first_line, 0) AS first_line,
       g.id AS golden_id, r.first_at, r.reports
FROM (
    SELECT f.task_id, min(f.created_at) AS first_at,
           jsonb_agg(jsonb_build_object('worker_id', f.worker_id, 'worker', a.name, 'simulated', a.simulated,
                     'rating', f.rating, 'text', f.text, 'at', f.created_at) ORDER BY f.id) AS reports
    FROM feedback f JOIN account a ON a.id = f.worker_id
    WHERE f.is_broken AND f.answered_at IS NULL AND {where}
    GROUP BY f.task_id
) r
JOIN task t ON t.id = r.task_id
JOIN stage s ON s.id = t.stage_id
JOIN item i ON i.id = t.item_id
LEFT JOIN item b ON b.id = coalesce(i.parent_id, i.id)
LEFT JOIN chunk c ON c.id = i.chunk_id
LEFT JOIN document d ON d.id = c.document_id
LEFT JOIN golden g ON g.task_id = t.id
ORDER BY t.state <> 'HELD', r.first_at, t.id
LIMIT 200
"""


class FeedbackStore:
    """Feedback and reports."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """One transaction for all that is done inside."""
        async with self._db.one_connection(), self._db.transaction():
            yield

    async def place(self, assignment_id: int) -> Row | None:
        """Whose an assignment is, and where."""
        return await self._db.row(
            "SELECT a.worker_id, s.campaign_id, a.stage_id, a.task_id "
            "FROM assignment a JOIN stage s ON s.id = a.stage_id WHERE a.id = $1",
            assignment_id,
        )

    async def give(
        self,
        place: Mapping[str, Any],
        assignment_id: int,
        *,
        rating: int | None,
        text: str,
        is_broken: bool,
        most_holds: int,
        now: datetime,
    ) -> bool:
        """Keep or change feedback, and hold or release its task; False where it was answered before."""
        task_id, worker_id, campaign_id = place["task_id"], place["worker_id"], place["campaign_id"]
        async with self._db.transaction() as connection:
            kept = await connection.fetchval(
                _GIVE, campaign_id, place["stage_id"], task_id, assignment_id, worker_id, rating, text, is_broken, now
            )  # fmt: skip
            if kept is None:
                return False
            if is_broken:
                held = TASK.transition(TaskState.OPEN, TaskEvent.HOLD).value
                row = await connection.fetchrow(
                    _HOLD, task_id, held, TaskState.OPEN.value, worker_id, campaign_id, most_holds
                )
                if row is not None:
                    # What they wrote stays in the feedback, where it can be erased.
                    await connection.execute(
                        _NOTE, row["item_id"], row["stage_id"], worker_id, "held", {}, now
                    )
            elif not await connection.fetchval(
                "SELECT EXISTS (SELECT FROM feedback WHERE task_id = $1 AND is_broken AND answered_at IS NULL)",
                task_id,
            ):
                # Nobody says so any more.
                await connection.execute(_RELEASE, task_id, *_released())
        return True

    async def given(self, assignment_id: int) -> Row | None:
        """The feedback of an assignment."""
        return await self._db.row(
            "SELECT rating, text, is_broken, created_at, answer, answered_at FROM feedback WHERE assignment_id = $1",
            assignment_id,
        )

    async def by_stage(self, campaign_id: int) -> list[Row]:
        """Counts by stage, upstream first."""
        return await self._db.rows(_BY_STAGE, campaign_id, sorted(MACHINE_KINDS))

    async def said(self, campaign_id: int, *, stage_id: int | None, before: int, limit: int) -> list[Row]:
        """Feedback with words, newest first."""
        return await self._db.rows(_SAID, campaign_id, before, stage_id, limit)

    async def reports(self, campaign_id: int) -> list[Row]:
        """Tasks with open reports."""
        return await self._db.rows(_REPORTS.format(where="f.campaign_id = $1"), campaign_id)

    async def report(self, task_id: int) -> Row | None:
        """One of them."""
        return await self._db.row(_REPORTS.format(where="f.task_id = $1"), task_id)

    async def release(self, task_id: int) -> bool:
        """Hand the task out again; False where it is not held."""
        return await self._db.run(_RELEASE, task_id, *_released()) == 1

    async def close(self, task_id: int, *, by: int, reason: str, now: datetime) -> str:
        """Cancel a held task and reject its item: done, changed, or busy."""
        async with self._db.transaction() as connection:
            task = await connection.fetchrow(
                "SELECT state, live, item_id, stage_id FROM task WHERE id = $1 FOR UPDATE", task_id
            )
            if task is None or task["state"] != TaskState.HELD.value:
                return "changed"
            if task["live"] > 0:
                return "busy"
            cancelled = TASK.transition(TaskState.HELD, TaskEvent.CANCEL).value
            await connection.execute("UPDATE task SET state = $2 WHERE id = $1", task_id, cancelled)
            item = await connection.fetchval(
                "SELECT state FROM item WHERE id = $1 FOR UPDATE", task["item_id"]
            )
            rejected = ITEM.transition(ItemState(item), ItemEvent.REJECT).value
            await connection.execute(
                "UPDATE item SET state = $2, stage_id = NULL, updated_at = $3 WHERE id = $1",
                task["item_id"],
                rejected,
                now,
            )
            data = {"reason": reason}
            await connection.execute(_NOTE, task["item_id"], task["stage_id"], by, "closed", data, now)
            return "done"

    async def answer(self, task_id: int, text: str, *, by: int, now: datetime) -> list[int]:
        """Answer the open reports of a task; the workers who get the answer."""
        rows = await self._db.rows(
            "UPDATE feedback SET answer = $2, answered_by = $3, answered_at = $4 "
            "WHERE task_id = $1 AND is_broken AND answered_at IS NULL RETURNING worker_id",
            task_id,
            text,
            by,
            now,
        )
        return sorted({row["worker_id"] for row in rows})


def _released() -> tuple[str, str]:
    return TASK.transition(TaskState.HELD, TaskEvent.RELEASE).value, TaskState.HELD.value
