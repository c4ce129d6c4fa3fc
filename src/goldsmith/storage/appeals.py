"""Objections of workers, what they are about, and what waits for an owner."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from goldsmith.storage.database import Database, Row

DEFAULT_DAYS = 7

# A deed of a rule that is a restriction is appealed as that restriction: one subject, one appeal.
_SUBJECTS = {
    "assignment": """
        SELECT a.id, 'assignment' AS kind, a.worker_id, s.campaign_id, a.state, b.is_unused
        FROM assignment a JOIN stage s ON s.id = a.stage_id
        LEFT JOIN answer b ON b.assignment_id = a.id AND NOT b.late
        WHERE a.id = $1
    """,
    "restriction": """
        SELECT x.id, 'restriction' AS kind, x.account_id AS worker_id, x.campaign_id, x.lifted_at, x.until
        FROM restriction x WHERE x.id = $1
    """,
    "rule_event": """
        SELECT e.id, 'rule_event' AS kind, e.worker_id, e.campaign_id, e.restriction_id, e.undone_at, e.effect
        FROM rule_event e WHERE e.id = $1
    """,
}

# What was decided, as those who appeal it and those who answer read it.
_DECIDED = {
    "assignment": """
        SELECT jsonb_build_object('title', s.title, 'reason', a.decision_reason, 'by', coalesce(y.name, ''),
                   'by_id', a.decided_by, 'at', a.decided_at, 'price', a.price::text, 'item_id', a.item_id,
                   'path', coalesce(d.path, b.brief ->> 'title', ''), 'first_line', coalesce(k.first_line, 0),
                   'active_ms', a.active_ms, 'evidence', '[]'::jsonb)
        FROM assignment a JOIN stage s ON s.id = a.stage_id JOIN item i ON i.id = a.item_id
        LEFT JOIN item b ON b.id = coalesce(i.parent_id, i.id)
        LEFT JOIN chunk k ON k.id = i.chunk_id LEFT JOIN document d ON d.id = k.document_id
        LEFT JOIN account y ON y.id = a.decided_by
        WHERE a.id =
    """,
    "restriction": """
        SELECT jsonb_build_object('title', coalesce(s.title, rc.title, ''), 'reason', x.reason,
                   'by', coalesce(y.name, ''), 'by_id', x.created_by, 'at', x.created_at, 'scope', x.scope,
                   'until', x.until, 'evidence', coalesce(e.evidence, '[]'))
        FROM restriction x LEFT JOIN stage s ON s.id = x.stage_id LEFT JOIN campaign rc ON rc.id = x.campaign_id
        LEFT JOIN account y ON y.id = x.created_by
        LEFT JOIN rule_event e ON e.restriction_id = x.id
        WHERE x.id =
    """,
    "rule_event": """
        SELECT jsonb_build_object('title', r.name, 'reason', e.words, 'by', '', 'at', e.at, 'evidence', e.evidence)
        FROM rule_event e JOIN rule r ON r.id = e.rule_id WHERE e.id =
    """,
}

_APPEALS = """
SELECT p.id, p.campaign_id, c.title AS campaign_title, p.worker_id, w.name AS worker, w.simulated, p.kind,
       coalesce(p.assignment_id, p.restriction_id, p.rule_event_id) AS subject_id, p.decision AS subject, p.text,
       p.state, p.created_at, p.deadline, p.answer, q.name AS decided_by,
       p.decided_by IS NULL AND p.decided_at IS NOT NULL AS by_deadline, p.decided_at,
       c.recipe -> 'pay' ->> 'currency' AS currency
FROM appeal p
JOIN account w ON w.id = p.worker_id
LEFT JOIN campaign c ON c.id = p.campaign_id
LEFT JOIN account q ON q.id = p.decided_by
"""

_FILE = """
INSERT INTO appeal (campaign_id, worker_id, kind, assignment_id, restriction_id, rule_event_id, text, state,
                    deadline, created_at, decision)
VALUES ($1, $2, $3, CASE WHEN $3 = 'assignment' THEN $4::bigint END, CASE WHEN $3 = 'restriction' THEN $4::bigint END,
        CASE WHEN $3 = 'rule_event' THEN $4::bigint END, $5, $6, $7, $8, $9)
ON CONFLICT DO NOTHING
RETURNING id
"""

_WAITING = """
SELECT (SELECT count(DISTINCT f.task_id) FROM feedback f
        WHERE f.campaign_id = $1 AND f.is_broken AND f.answered_at IS NULL) AS reports,
       (SELECT count(*) FROM message m WHERE m.campaign_id = $1 AND m.is_from_worker AND m.read_at IS NULL) AS messages,
       (SELECT count(*) FROM appeal p WHERE p.campaign_id = $1 AND p.state = 'OPEN') AS appeals,
       (SELECT min(p.deadline) FROM appeal p WHERE p.campaign_id = $1 AND p.state = 'OPEN') AS next_deadline
"""


class AppealStore:
    """Appeals."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """One transaction for all that is done inside."""
        async with self._db.one_connection(), self._db.transaction():
            yield

    async def subject(self, kind: str, subject_id: int) -> Row | None:
        """What an appeal is about."""
        return await self._db.row(_SUBJECTS[kind], subject_id)

    async def decided(self, kind: str, subject_id: int) -> Row:
        """What was decided, in words and numbers."""
        found: Row = await self._db.value(_DECIDED[kind] + " $1", subject_id)
        return found

    async def about(self, kind: str, subject_id: int) -> int | None:
        """The appeal about something; None where there is none."""
        appeal_id: int | None = await self._db.value(
            "SELECT id FROM appeal WHERE kind = $1 AND $2 IN (assignment_id, restriction_id, rule_event_id)",
            kind,
            subject_id,
        )
        return appeal_id

    async def days(self, campaign_id: int | None) -> int:
        """How many days its owner has to answer."""
        days: int | None = await self._db.value("SELECT appeal_days FROM campaign WHERE id = $1", campaign_id)
        return DEFAULT_DAYS if days is None else days

    async def set_days(self, campaign_id: int, days: int) -> None:
        """Change that for coming appeals."""
        await self._db.run("UPDATE campaign SET appeal_days = $2 WHERE id = $1", campaign_id, days)

    async def file(
        self, kind: str, subject_id: int, *, campaign_id: int | None, worker_id: int, decision: Row, text: str,
        state: str, deadline: datetime, now: datetime
    ) -> int | None:  # fmt: skip
        """Keep an appeal; None where there is one about the same."""
        appeal_id: int | None = await self._db.value(
            _FILE, campaign_id, worker_id, kind, subject_id, text, state, deadline, now, decision
        )
        return appeal_id

    async def appeal(self, appeal_id: int) -> Row | None:
        """One appeal with what it is about."""
        return await self._db.row(f"{_APPEALS} WHERE p.id = $1", appeal_id)

    async def lock(self, appeal_id: int) -> str | None:
        """Its state, which nobody else changes until the end of the transaction."""
        state: str | None = await self._db.value(
            "SELECT state FROM appeal WHERE id = $1 FOR UPDATE", appeal_id
        )
        return state

    async def settle(self, appeal_id: int, state: str, *, answer: str, by: int | None, now: datetime) -> None:
        """Write how it ended."""
        await self._db.run(
            "UPDATE appeal SET state = $2, answer = $3, decided_by = $4, decided_at = $5 WHERE id = $1",
            appeal_id,
            state,
            answer,
            by,
            now,
        )

    async def mine(self, worker_id: int) -> list[Row]:
        """A worker's appeals, newest first."""
        return await self._db.rows(
            f"{_APPEALS} WHERE p.worker_id = $1 ORDER BY p.id DESC LIMIT 500", worker_id
        )

    async def queue(self, campaign_id: int, *, with_general: bool) -> list[Row]:
        """Open ones first, by deadline; then decided ones, newest first."""
        return await self._db.rows(
            f"{_APPEALS} WHERE p.campaign_id = $1 OR ($2 AND p.campaign_id IS NULL) "
            "ORDER BY p.state <> 'OPEN', CASE WHEN p.state = 'OPEN' THEN p.deadline END, p.decided_at DESC LIMIT 500",
            campaign_id,
            with_general,
        )

    async def overdue(self, now: datetime) -> list[int]:
        """Open ones whose deadline has passed, the longest first."""
        rows = await self._db.rows(
            "SELECT id FROM appeal WHERE state = 'OPEN' AND deadline <= $1 ORDER BY deadline LIMIT 500", now
        )
        return [row["id"] for row in rows]

    async def waiting(self, campaign_id: int) -> Row:
        """What waits for the owner of a campaign."""
        return await self._db.row(_WAITING, campaign_id) or {}
