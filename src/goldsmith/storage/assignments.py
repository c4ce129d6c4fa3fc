"""The two hot paths, claim and submit: one statement each, and what belongs to a claim.

Lock order everywhere: assignment, then task. The claim only locks a task and inserts an assignment,
so it cannot take part in a cycle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

import asyncpg

from goldsmith.domain.errors import Unavailable
from goldsmith.domain.routing import Move
from goldsmith.domain.workflow import ASSIGNMENT, AssignmentEvent, AssignmentState
from goldsmith.storage.database import Database, Row

#: Any number will do, as long as nobody else uses it: "cell" in ASCII.
_TARGET_LOCK = 0x63656C6C

_CLAIM_HEAD = """
WITH me AS (
    SELECT s.id, s.kind, s.campaign_id, s.category, s.position, s.lease_s, s.price, s.excludes,
           CASE
             WHEN m.account_id IS NULL THEN 'not_a_member'
             WHEN c.state <> 'RUNNING' THEN 'campaign_not_running'
             WHEN s.state <> 'OPEN' THEN 'stage_not_open'
             WHEN m.banned_until > $4 THEN 'restricted'
             WHEN s.skill_key IS NOT NULL AND coalesce(k.level, -1) < s.skill_min THEN 'skill_missing'
             WHEN s.daily_limit IS NOT NULL AND w.day = ($4::timestamptz AT TIME ZONE 'UTC')::date
                  AND w.day_answers >= s.daily_limit THEN 'daily_limit'
           END AS refusal
    FROM stage s
    JOIN campaign c ON c.id = s.campaign_id
    LEFT JOIN membership m ON m.campaign_id = s.campaign_id AND m.account_id = $2
    LEFT JOIN skill k ON k.account_id = $2 AND k.key = s.skill_key
    LEFT JOIN worker_stage w ON w.worker_id = $2 AND w.stage_id = s.id
    WHERE s.id = $1
), own AS (
    SELECT a.id, a.task_id, a.item_id, a.claimed_at, a.leased_until, a.price
    FROM assignment a
    WHERE a.worker_id = $2 AND a.stage_id = $1 AND a.state = 'ACTIVE' AND a.leased_until > $4
      AND a.id <> $3
    ORDER BY a.id
    LIMIT 1
), reserved AS (
    SELECT t.id
    FROM task t
    WHERE t.reserved_for = $2 AND t.stage_id = $1 AND t.open_slots > 0 AND t.reserved_until > $4
      AND (SELECT refusal IS NULL FROM me) AND NOT EXISTS (SELECT FROM own)
    ORDER BY t.id
    LIMIT 1
    FOR UPDATE OF t SKIP LOCKED
), free AS (
"""

# Marks: whoever saw the item does not see it again.
_FREE_MARKS = """
    SELECT t.id
    FROM task t
    WHERE t.stage_id = $1 AND t.open_slots > 0
      AND (SELECT refusal IS NULL FROM me) AND NOT EXISTS (SELECT FROM own) AND NOT EXISTS (SELECT FROM reserved)
      AND (t.reserved_for IS NULL OR t.reserved_until <= $4)
      AND NOT EXISTS (
          SELECT FROM assignment a
          WHERE a.item_id = t.item_id AND a.worker_id = $2 AND a.state <> 'EXPIRED'
      )
    ORDER BY t.priority DESC, t.id
    LIMIT 1
    FOR UPDATE OF t SKIP LOCKED
"""

# Texts: the stage names whom it excludes (of the item, and of the data point that a pair compares), and the
# author of what is judged never judges it, whatever a recipe says.
_MAY_TAKE = """
      t.stage_id = $1 AND t.open_slots > 0
      AND (SELECT refusal IS NULL FROM me) AND NOT EXISTS (SELECT FROM own) AND NOT EXISTS (SELECT FROM reserved)
      AND (t.reserved_for IS NULL OR t.reserved_until <= $4)
      AND NOT EXISTS (
          SELECT FROM assignment a
          WHERE a.item_id IN (t.item_id, i.parent_id) AND a.worker_id = $2 AND a.state <> 'EXPIRED'
            AND (a.task_id = t.id OR a.stage_id = ANY ((SELECT excludes FROM me)::bigint[]))
      )
      AND ((SELECT kind FROM me) = 'author'
           OR NOT EXISTS (SELECT FROM answer s WHERE s.id = t.subject_answer_id AND s.worker_id = $2))
"""

_FREE_TEXTS = f"""
    SELECT t.id
    FROM task t JOIN item i ON i.id = t.item_id
    WHERE {_MAY_TAKE}
    ORDER BY t.priority DESC, t.id
    LIMIT 1
    FOR UPDATE OF t SKIP LOCKED
"""

# Problems are handed out by the largest deficit of their cell; what comes back goes first (its task has priority),
# and a cell that has enough hands out no more. Begun is what is not waiting: two counts a claim, no counters.
_FREE_BY_DEFICIT = f"""
    WITH again AS (
        SELECT t.id
        FROM task t JOIN item i ON i.id = t.item_id
        WHERE t.priority > 0 AND {_MAY_TAKE}
        ORDER BY t.priority DESC, t.id
        LIMIT 1
        FOR UPDATE OF t SKIP LOCKED
    ), want AS MATERIALIZED (
        SELECT c.cell, c.target - coalesce(n.items, 0) + coalesce(w.waiting, 0) AS deficit
        FROM target_cell c
        LEFT JOIN (
            SELECT i.cell, count(*) AS items
            FROM item i
            WHERE i.campaign_id = (SELECT campaign_id FROM me) AND i.category = (SELECT category FROM me)
              AND i.cell IS NOT NULL AND i.state <> 'REJECTED'
            GROUP BY i.cell
        ) n ON n.cell = c.cell
        LEFT JOIN (
            SELECT i.cell, count(*) AS waiting
            FROM task t JOIN item i ON i.id = t.item_id
            WHERE t.stage_id = $1 AND t.open_slots > 0 AND t.answers = 0 AND t.live = 0 AND i.round = 1
              AND i.state <> 'REJECTED'
            GROUP BY i.cell
        ) w ON w.cell = c.cell
        WHERE c.stage_id = $1 AND w.waiting > 0
    ), fresh AS (
        SELECT pick.id
        FROM (SELECT cell, deficit FROM want WHERE deficit > 0 ORDER BY deficit DESC, cell) short
        CROSS JOIN LATERAL (
            SELECT t.id
            FROM task t JOIN item i ON i.id = t.item_id
            WHERE i.cell = short.cell AND i.round = 1 AND {_MAY_TAKE}
            ORDER BY t.priority DESC, t.id
            LIMIT 1
            FOR UPDATE OF t SKIP LOCKED
        ) pick
        WHERE NOT EXISTS (SELECT FROM again)
        LIMIT 1
    )
    SELECT id FROM again UNION ALL SELECT id FROM fresh
"""

_CLAIM_TAIL = """
), taken AS (
    UPDATE task t SET live = live + 1
    FROM (SELECT id, true AS rework FROM reserved UNION ALL SELECT id, false FROM free) pick
    WHERE t.id = pick.id
    RETURNING t.id, t.item_id, pick.rework
), created AS (
    INSERT INTO assignment (task_id, item_id, stage_id, worker_id, state, rework, once, price, claimed_at,
                            leased_until)
    SELECT taken.id, taken.item_id, $1, $2, 'ACTIVE', taken.rework, me.excludes IS NULL, me.price, $4,
           $4 + make_interval(secs => me.lease_s)
    FROM taken, me
    RETURNING id, task_id, item_id, claimed_at, leased_until, price
), held AS (
    SELECT * FROM own UNION ALL SELECT * FROM created
)
SELECT me.refusal, held.id, held.task_id, held.item_id, held.claimed_at, held.leased_until, held.price,
       i.category, i.round, i.chunk_id, t.reserved_until, c.idx, c.start_char, c.first_line, c.first_column, c.text,
       d.path, d.repository, d.language, d.chunks,
       subject.content AS subject, draft.content AS draft, draft.revision AS draft_revision,
       draft.saved_at AS draft_saved_at, p.model AS prelabel_model, p.spans AS prelabel_spans
FROM me
LEFT JOIN held ON true
LEFT JOIN task t ON t.id = held.task_id
LEFT JOIN item i ON i.id = held.item_id
LEFT JOIN chunk c ON c.id = i.chunk_id
LEFT JOIN document d ON d.id = c.document_id
LEFT JOIN answer subject ON subject.id = t.subject_answer_id
LEFT JOIN draft ON draft.assignment_id = held.id
-- Shown to the first annotators only: whoever marks anew after a rejection looks with fresh eyes.
LEFT JOIN prelabel p ON p.item_id = i.id AND p.shown AND i.round = 1 AND me.position = 0 AND me.kind = 'annotate'
"""

_CLAIM_MARKS = _CLAIM_HEAD + _FREE_MARKS + _CLAIM_TAIL
_CLAIM_TEXTS = _CLAIM_HEAD + _FREE_TEXTS + _CLAIM_TAIL
_CLAIM_TARGET = _CLAIM_HEAD + _FREE_BY_DEFICIT + _CLAIM_TAIL

# A machine takes many at once, the most downstream first, and waits for nobody.
_CLAIM_MACHINE = """
WITH open AS (
    SELECT s.id, s.position, s.lease_s FROM stage s JOIN campaign c ON c.id = s.campaign_id
    WHERE s.kind = $1 AND s.state = 'OPEN' AND c.state = 'RUNNING' AND s.campaign_id <> ALL ($5::bigint[])
), picked AS (
    SELECT t.id, t.item_id, t.stage_id, o.lease_s
    FROM open o CROSS JOIN LATERAL (
        SELECT t.id, t.item_id, t.stage_id FROM task t
        WHERE t.stage_id = o.id AND t.open_slots > 0
        ORDER BY t.priority DESC, t.id LIMIT $4
        FOR UPDATE OF t SKIP LOCKED
    ) t
    ORDER BY o.position DESC, t.id LIMIT $4
), taken AS (
    UPDATE task t SET live = live + 1 FROM picked p WHERE t.id = p.id
    RETURNING t.id, t.item_id, t.stage_id, t.subject_answer_id, p.lease_s
), created AS (
    INSERT INTO assignment (task_id, item_id, stage_id, worker_id, state, once, price, claimed_at, leased_until)
    SELECT id, item_id, stage_id, $2, 'ACTIVE', false, 0, $3, $3::timestamptz + make_interval(secs => lease_s)
    FROM taken
    RETURNING id, task_id, item_id, stage_id
)
SELECT c.id, c.item_id, c.stage_id, i.campaign_id, i.cell, i.brief, i.payload, i.parent_id, i.round
FROM created c JOIN item i ON i.id = c.item_id
ORDER BY c.id
"""

# Given back as if its time had run out: the same machine may take it again.
_RELEASE = """
WITH gone AS (
    UPDATE assignment SET state = $2 WHERE id = ANY ($1::bigint[]) AND state = 'ACTIVE' RETURNING task_id
)
UPDATE task t SET live = t.live - n.n
FROM (SELECT task_id, count(*)::int AS n FROM gone GROUP BY task_id) n WHERE t.id = n.task_id
"""

_STANDING = """
SELECT a.state, a.worker_id, a.leased_until, a.claimed_at, a.idempotency_key, a.task_id, a.item_id, a.stage_id,
       t.state AS task_state, t.overlap, t.answers, t.open_slots, t.subject_answer_id, a.rework,
       i.state AS item_state, i.round, c.end_char - c.start_char AS chars,
       k.correct, k.total,
       CASE WHEN p.item_id IS NOT NULL THEN jsonb_build_object('model', p.model, 'spans', p.spans,
            'confident', p.confident, 'shown', p.shown) END AS prelabel,
       EXISTS (SELECT FROM assignment o WHERE o.item_id = a.item_id AND o.worker_id = a.worker_id AND o.id <> a.id
               AND o.state <> 'EXPIRED'
               AND (s.excludes IS NULL OR o.task_id = a.task_id OR o.stage_id = ANY (s.excludes))) AS has_another,
       (SELECT n.worker_id FROM answer n WHERE n.id = t.subject_answer_id) AS subject_worker_id,
       (SELECT jsonb_agg(jsonb_build_array(v.content ->> 'verdict', v.quality) ORDER BY v.id)
        FROM answer v WHERE v.task_id = t.id AND NOT v.late) AS votes
FROM assignment a
JOIN task t ON t.id = a.task_id
JOIN item i ON i.id = a.item_id
LEFT JOIN chunk c ON c.id = i.chunk_id
JOIN stage s ON s.id = a.stage_id
LEFT JOIN skill k ON k.account_id = a.worker_id AND k.key = s.skill_key
LEFT JOIN prelabel p ON p.item_id = a.item_id AND i.round = 1 AND s.position = 0 AND s.kind = 'annotate'
WHERE a.id = $1
"""

_APPLY = """
WITH mine AS (
    SELECT id FROM assignment WHERE id = $1 AND worker_id = $2 AND state = $3 FOR UPDATE
), counted AS (
    UPDATE task t
    SET answers = t.answers + 1, live = t.live - $6::int, overlap = $7, state = $8, priority = t.priority + 1,
        completed_at = CASE WHEN $8 = 'COMPLETED' THEN $9::timestamptz END
    FROM mine
    WHERE t.id = $4 AND t.answers = $5 AND t.state = 'OPEN' AND ($6::int = 1 OR t.open_slots > 0)
    RETURNING t.id, t.item_id, t.stage_id, t.subject_answer_id
), done AS (
    UPDATE assignment a SET state = $10, submitted_at = $9, active_ms = $11, idempotency_key = $12
    FROM counted WHERE a.id = $1
), given AS (
    INSERT INTO answer (assignment_id, task_id, item_id, stage_id, worker_id, content, quality, round, created_at)
    SELECT $1, counted.id, counted.item_id, counted.stage_id, $2, $13, $14, $15, $9 FROM counted
    RETURNING id
), moved AS (
    UPDATE item i
    SET state = $16, stage_id = $17::bigint, round = $18, updated_at = $9, confidence = $19::double precision,
        answer_id = CASE WHEN $20::boolean THEN (SELECT id FROM given) ELSE i.answer_id END,
        payload = i.payload || $28::jsonb
    FROM counted WHERE i.id = counted.item_id AND $8 = 'COMPLETED'
), opened AS (
    INSERT INTO task (stage_id, item_id, state, overlap, priority, subject_answer_id, reserved_for, reserved_until,
                      created_at)
    SELECT $21::bigint, counted.item_id, 'OPEN', $22::int, CASE WHEN $18::int > 1 THEN 1 ELSE 0 END,
           CASE WHEN $20::boolean THEN (SELECT id FROM given)
                WHEN $26::boolean THEN counted.subject_answer_id END,
           CASE WHEN $27::int > 0 THEN (SELECT worker_id FROM answer WHERE id = counted.subject_answer_id) END,
           CASE WHEN $27::int > 0 THEN $9 + make_interval(secs => $27::int) END, $9
    FROM counted WHERE $21::bigint IS NOT NULL
), judged AS (
    UPDATE assignment a SET state = $23::text
    FROM counted JOIN answer s ON s.id = counted.subject_answer_id
    WHERE $23::text IS NOT NULL AND a.id = s.assignment_id AND a.state = 'SUBMITTED'
), noted AS (
    INSERT INTO item_event (item_id, stage_id, actor_id, kind, data, at)
    SELECT counted.item_id, counted.stage_id, $2, $24, $25, $9 FROM counted
), tallied AS (
    INSERT INTO worker_stage AS w (worker_id, stage_id, answers, active_ms, day, day_answers, last_at)
    SELECT $2, counted.stage_id, 1, $11, ($9::timestamptz AT TIME ZONE 'UTC')::date, 1, $9 FROM counted
    ON CONFLICT (worker_id, stage_id) DO UPDATE
    SET answers = w.answers + 1, active_ms = w.active_ms + excluded.active_ms, last_at = excluded.last_at,
        day_answers = CASE WHEN w.day = excluded.day THEN w.day_answers + 1 ELSE 1 END, day = excluded.day
)
SELECT id FROM given
"""

_KEEP_LATE = """
WITH kept AS (
    INSERT INTO answer (assignment_id, task_id, item_id, stage_id, worker_id, content, quality, late, round, created_at)
    SELECT a.id, a.task_id, a.item_id, a.stage_id, a.worker_id, $2, $3, true, $4, $5 FROM assignment a WHERE a.id = $1
    ON CONFLICT (assignment_id) WHERE late DO NOTHING
    RETURNING id, item_id, stage_id, worker_id
), noted AS (
    INSERT INTO item_event (item_id, stage_id, actor_id, kind, data, at)
    SELECT item_id, stage_id, worker_id, 'late_answer', '{}', $5 FROM kept
)
SELECT coalesce((SELECT id FROM kept), (SELECT id FROM answer WHERE assignment_id = $1 AND late))
"""

_EXPIRE = """
WITH gone AS (
    SELECT id, task_id FROM assignment
    WHERE state = 'ACTIVE' AND leased_until <= $1
    ORDER BY leased_until LIMIT 2000
    FOR UPDATE SKIP LOCKED
), expired AS (
    UPDATE assignment a SET state = $2 FROM gone WHERE a.id = gone.id
), freed AS (
    UPDATE task t SET live = t.live - n.n
    FROM (SELECT task_id, count(*)::int AS n FROM gone GROUP BY task_id) n
    WHERE t.id = n.task_id
)
SELECT count(*) FROM gone
"""

_SKIP = """
WITH mine AS (
    SELECT id, task_id, stage_id FROM assignment WHERE id = $1 AND worker_id = $2 AND state = 'ACTIVE' FOR UPDATE
), skipped AS (
    UPDATE assignment a SET state = $3, submitted_at = $4 FROM mine WHERE a.id = mine.id
), freed AS (
    -- Rework that its author gives back is kept for nobody any more.
    UPDATE task t
    SET live = t.live - 1, reserved_for = CASE WHEN t.reserved_for = $2 THEN NULL ELSE t.reserved_for END
    FROM mine WHERE t.id = mine.task_id
), tallied AS (
    INSERT INTO worker_stage AS w (worker_id, stage_id, skips, day, last_at)
    SELECT $2, stage_id, 1, ($4::timestamptz AT TIME ZONE 'UTC')::date, $4 FROM mine
    ON CONFLICT (worker_id, stage_id) DO UPDATE SET skips = w.skips + 1, last_at = excluded.last_at
)
SELECT count(*) FROM mine
"""

_RENEW = """
UPDATE assignment a SET leased_until = greatest(a.leased_until, $3::timestamptz + make_interval(secs => s.lease_s))
FROM stage s
WHERE a.id = $1 AND a.worker_id = $2 AND a.state = 'ACTIVE' AND s.id = a.stage_id
RETURNING a.leased_until
"""

# A draft overwrites only the revision it was based on; otherwise the caller gets what is there.
# Of texts a version a minute is kept.
_SAVE_DRAFT = """
WITH saved AS (
    INSERT INTO draft AS d (assignment_id, content, revision, saved_at)
    SELECT a.id, $3, 1, $5 FROM assignment a
    WHERE a.id = $1 AND a.worker_id = $2 AND a.state IN ('ACTIVE', 'EXPIRED')
    ON CONFLICT (assignment_id) DO UPDATE
    SET content = excluded.content, revision = d.revision + 1, saved_at = excluded.saved_at
    WHERE d.revision = $4
    RETURNING assignment_id, content, revision, saved_at
), kept AS (
    INSERT INTO draft_version (assignment_id, revision, content, saved_at)
    SELECT v.assignment_id, v.revision, v.content, v.saved_at
    FROM saved v JOIN assignment a ON a.id = v.assignment_id JOIN stage s ON s.id = a.stage_id
    WHERE s.kind = 'author' AND NOT EXISTS (
        SELECT FROM draft_version e
        WHERE e.assignment_id = v.assignment_id AND e.saved_at > v.saved_at - interval '1 minute')
    ON CONFLICT DO NOTHING
)
SELECT revision, saved_at FROM saved
"""

_HISTORY = """
SELECT a.id, a.state, a.price, a.claimed_at, a.submitted_at, a.active_ms, a.stage_id,
       s.title AS stage_title, s.kind, s.category, camp.id AS campaign_id, camp.title AS campaign_title,
       camp.recipe -> 'pay' ->> 'currency' AS currency,
       coalesce(d.path, i.brief ->> 'title', '') AS path, coalesce(c.first_line, 0) AS first_line,
       ans.content AS answer, ans.late
FROM assignment a
JOIN stage s ON s.id = a.stage_id
JOIN campaign camp ON camp.id = s.campaign_id
JOIN item i ON i.id = a.item_id
LEFT JOIN chunk c ON c.id = i.chunk_id
LEFT JOIN document d ON d.id = c.document_id
LEFT JOIN answer ans ON ans.assignment_id = a.id
WHERE a.worker_id = $1 AND a.id < $2
ORDER BY a.id DESC
LIMIT $3
"""


class AssignmentStore:
    """Claims, drafts and answers."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._claims: dict[int, str] = {}

    async def claim(self, stage_id: int, worker_id: int, *, after: int, now: datetime) -> Row | None:
        """The worker's open assignment of the stage other than `after`, or a new one.

        Returns:
            A row with `refusal` (why nothing may be claimed), or with the claim and all that the task page
            shows; `id` is None where no task is waiting. None where there is no such stage.

        Raises:
            Unavailable: other claims of the same worker came first again and again.
        """
        for _attempt in range(3):
            try:
                statement = await self._claim_of(stage_id)
                if statement is not _CLAIM_TARGET:
                    return await self._db.row(statement, stage_id, worker_id, after, now)
                # One after the other, each seeing the claim before: else many would fill the same last gap.
                async with self._db.transaction() as connection:
                    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _TARGET_LOCK, stage_id)
                    record = await connection.fetchrow(statement, stage_id, worker_id, after, now)
                    return None if record is None else dict(record)
            except asyncpg.UniqueViolationError:
                # Two tabs of one worker met on one item: the other tab has it; look again.
                continue
        raise Unavailable(
            "Many claims of yours came at once.", hint="Ask again in a moment.", retry_after_s=1
        )

    async def _claim_of(self, stage_id: int) -> str:
        """The claim that fits a stage: marks, texts, or the first stage of a target. It never changes."""
        if stage_id not in self._claims:
            row = await self._db.row(
                "SELECT excludes IS NULL AS marks, "
                "EXISTS (SELECT FROM target_cell c WHERE c.stage_id = s.id) AS target FROM stage s WHERE id = $1",
                stage_id,
            )
            if row is None:
                return _CLAIM_MARKS
            self._claims[stage_id] = (
                _CLAIM_TARGET if row["target"] else _CLAIM_MARKS if row["marks"] else _CLAIM_TEXTS
            )
        return self._claims[stage_id]

    async def claim_for_machine(
        self, kind: str, machine_id: int, *, most: int, but: Sequence[int], now: datetime
    ) -> list[Row]:
        """Claim up to `most` tasks of a machine kind, in all running campaigns but some."""
        return await self._db.rows(_CLAIM_MACHINE, kind, machine_id, now, most, list(but))

    async def release(self, assignment_ids: Sequence[int]) -> None:
        """Give claims back unanswered; the same worker may take them again."""
        expired = ASSIGNMENT.transition(AssignmentState.ACTIVE, AssignmentEvent.EXPIRE)
        await self._db.run(_RELEASE, list(assignment_ids), expired.value)

    def one_connection(self) -> AbstractAsyncContextManager[None]:
        """Let reading and applying share a connection."""
        return self._db.one_connection()

    async def standing(self, assignment_id: int) -> Row | None:
        """Everything a decision about one assignment needs, without locks."""
        return await self._db.row(_STANDING, assignment_id)

    async def apply(
        self,
        *,
        assignment_id: int,
        worker_id: int,
        standing: Row,
        content: Any,
        quality: float,
        is_making: bool,
        kind_of_event: str,
        fields: Mapping[str, Any] | None = None,
        move: Move,
        active_ms: int,
        idempotency_key: str,
        now: datetime,
    ) -> int | None:
        """Count an answer and carry out its move, in one statement.

        Returns:
            The id of the answer; None where the ground of the decision changed meanwhile (read again).
        """
        before = AssignmentState(standing["state"])
        after = ASSIGNMENT.transition(before, AssignmentEvent.SUBMIT)
        subject = move.subject_event
        event = {"outcome": move.outcome, "confidence": move.confidence, "round": standing["round"]}
        next_task = move.next_task
        arguments = (
            assignment_id,
            worker_id,
            before.value,
            standing["task_id"],
            standing["answers"],
            1 if before is AssignmentState.ACTIVE else 0,
            move.task_overlap,
            move.task_state.value,
            now,
            after.value,
            active_ms,
            idempotency_key,
            content,
            quality,
            standing["round"],
            move.item_state.value,
            move.item_stage_id,
            move.item_round,
            move.confidence,
            is_making,
            next_task.stage_id if next_task else None,
            next_task.overlap if next_task else None,
            ASSIGNMENT.transition(AssignmentState.SUBMITTED, subject).value if subject else None,
            kind_of_event,
            event,
            next_task is not None and next_task.keeps_subject,
            next_task.reserve_s if next_task else 0,
            dict(fields or {}),
        )
        try:
            answer_id: int | None = await self._db.value(_APPLY, *arguments)
        except asyncpg.UniqueViolationError:
            # The worker claimed the item anew at this moment: this older claim no longer counts.
            return None
        return answer_id

    async def keep_late(
        self, assignment_id: int, *, content: Any, quality: float, round_number: int, now: datetime
    ) -> int:
        """Keep an answer whose task no longer wants one; a retry keeps one copy."""
        answer_id: int = await self._db.value(_KEEP_LATE, assignment_id, content, quality, round_number, now)
        return answer_id

    async def answer_of(self, assignment_id: int) -> Row | None:
        """The answer of an assignment; the one that counts before a late one."""
        return await self._db.row(
            "SELECT id, late FROM answer WHERE assignment_id = $1 ORDER BY late LIMIT 1", assignment_id
        )

    async def expire_leases(self, now: datetime) -> int:
        """Free the slots of leases that ran out; how many."""
        expired = ASSIGNMENT.transition(AssignmentState.ACTIVE, AssignmentEvent.EXPIRE)
        count: int = await self._db.value(_EXPIRE, now, expired.value)
        return count

    async def skip(self, assignment_id: int, worker_id: int, now: datetime) -> bool:
        """Give a task back unanswered; it will not come to this worker again."""
        skipped = ASSIGNMENT.transition(AssignmentState.ACTIVE, AssignmentEvent.SKIP)
        return bool(await self._db.value(_SKIP, assignment_id, worker_id, skipped.value, now))

    async def renew(self, assignment_id: int, worker_id: int, now: datetime) -> datetime | None:
        """Extend a live lease to its full length from now; None where it is no longer live."""
        until: datetime | None = await self._db.value(_RENEW, assignment_id, worker_id, now)
        return until

    async def save_draft(
        self, assignment_id: int, worker_id: int, content: Any, *, based_on: int, now: datetime
    ) -> Row | None:
        """Save a draft over the revision it was based on; None where another revision is there."""
        return await self._db.row(_SAVE_DRAFT, assignment_id, worker_id, content, based_on, now)

    async def draft(self, assignment_id: int, worker_id: int) -> Row | None:
        """The saved draft of the worker's own assignment."""
        return await self._db.row(
            "SELECT d.content, d.revision, d.saved_at FROM draft d JOIN assignment a ON a.id = d.assignment_id "
            "WHERE d.assignment_id = $1 AND a.worker_id = $2",
            assignment_id,
            worker_id,
        )

    async def history(self, worker_id: int, *, before: int, limit: int) -> list[Row]:
        """The worker's own assignments, newest first."""
        return await self._db.rows(_HISTORY, worker_id, before, limit)
