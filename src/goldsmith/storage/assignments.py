"""The two hot paths, claim and submit: one statement each, and what belongs to a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

import asyncpg

from goldsmith.domain.errors import Unavailable
from goldsmith.domain.routing import Move
from goldsmith.domain.workflow import ASSIGNMENT, AssignmentEvent, AssignmentState
from goldsmith.storage.claim_statements import CLAIM_MACHINE, CLAIM_MARKS, CLAIM_TARGET, CLAIM_TEXTS, SPREAD
from goldsmith.storage.database import Database, Row
from goldsmith.storage.lease_statements import EXPIRE, HISTORY, RELEASE, RENEW, SAVE_DRAFT, SKIP
from goldsmith.storage.submit_statements import APPLY, APPLY_GOLDEN, KEEP_LATE, STANDING

#: Any number will do, as long as nobody else uses it: "cell" in ASCII.
_TARGET_LOCK = 0x63656C6C

#: How often a claim looks again.
_TRIES = 4


_OWED = """
SELECT s.campaign_id, a.price FROM assignment a JOIN stage s ON s.id = a.stage_id
WHERE a.id = $1 AND a.price > 0
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
            Unavailable: other claims came first again and again, of the same worker or for the last of a budget.
        """
        for _ in range(_TRIES):
            try:
                row = await self._try_claim(stage_id, worker_id, after, now)
            except asyncpg.UniqueViolationError:
                # Two tabs of one worker met on one item: the other tab has it; look again.
                continue
            if row is None or row["refusal"] != "budget":
                return row
            # No slice of the budget had the price and was free: look at the sum, which waits for the others.
            if not await self._spread(stage_id):
                return row
        raise Unavailable("Many claims came at once.", hint="Ask again in a moment.", retry_after_s=1)

    async def _try_claim(self, stage_id: int, worker_id: int, after: int, now: datetime) -> Row | None:
        statement = await self._claim_of(stage_id)
        if statement is not CLAIM_TARGET:
            return await self._db.row(statement, stage_id, worker_id, after, now)
        # One after the other, each seeing the claim before: else many would fill the same last gap.
        async with self._db.transaction() as connection:
            await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _TARGET_LOCK, stage_id)
            record = await connection.fetchrow(statement, stage_id, worker_id, after, now)
            return None if record is None else dict(record)

    async def _spread(self, stage_id: int) -> bool:
        """Spread a campaign's free budget over its slices; whether it has the price of the stage at all."""
        stage = await self._db.row("SELECT campaign_id, price FROM stage WHERE id = $1", stage_id)
        return (
            stage is not None and await self._db.value(SPREAD, stage["campaign_id"], stage["price"]) is True
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
                return CLAIM_MARKS
            self._claims[stage_id] = (
                CLAIM_TARGET if row["target"] else CLAIM_MARKS if row["marks"] else CLAIM_TEXTS
            )
        return self._claims[stage_id]

    async def claim_for_machine(
        self, kind: str, machine_id: int, *, most: int, but: Sequence[int], now: datetime
    ) -> list[Row]:
        """Claim up to `most` tasks of a machine kind, in all running campaigns but some."""
        return await self._db.rows(CLAIM_MACHINE, kind, machine_id, now, most, list(but))

    async def release(self, assignment_ids: Sequence[int]) -> None:
        """Give claims back unanswered; the same worker may take them again."""
        expired = ASSIGNMENT.transition(AssignmentState.ACTIVE, AssignmentEvent.EXPIRE)
        await self._db.run(RELEASE, list(assignment_ids), expired.value)

    def one_connection(self) -> AbstractAsyncContextManager[None]:
        """Let reading and applying share a connection."""
        return self._db.one_connection()

    async def standing(self, assignment_id: int) -> Row | None:
        """Everything a decision about one assignment needs, without locks."""
        return await self._db.row(STANDING, assignment_id)

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
        is_golden_due: bool,
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
            is_golden_due,
        )
        try:
            answer_id: int | None = await self._db.value(APPLY, *arguments)
        except asyncpg.UniqueViolationError:
            # The worker claimed the item anew at this moment: this older claim no longer counts.
            return None
        if answer_id is None and standing["is_unpromised"]:
            # Perhaps the money is there, but no slice has enough of it.
            owed = await self._db.row(_OWED, assignment_id)
            if owed is not None:
                await self._db.run(SPREAD, owed["campaign_id"], owed["price"])
        return answer_id

    async def apply_golden(
        self,
        *,
        assignment_id: int,
        worker_id: int,
        standing: Row,
        content: Any,
        quality: float,
        score: float,
        is_right: bool,
        is_golden_due: bool,
        active_ms: int,
        idempotency_key: str,
        now: datetime,
    ) -> int | None:
        """Count an answer whose truth is known, in one statement; None as `apply`."""
        before = AssignmentState(standing["state"])
        try:
            answer_id: int | None = await self._db.value(
                APPLY_GOLDEN,
                assignment_id,
                worker_id,
                before.value,
                standing["task_id"],
                1 if before is AssignmentState.ACTIVE else 0,
                ASSIGNMENT.transition(before, AssignmentEvent.SUBMIT).value,
                now,
                active_ms,
                idempotency_key,
                content,
                quality,
                standing["round"],
                score,
                int(is_right),
                is_golden_due,
            )
        except asyncpg.UniqueViolationError:
            return None
        return answer_id

    async def keep_late(
        self, assignment_id: int, *, content: Any, quality: float, round_number: int, now: datetime
    ) -> int:
        """Keep an answer whose task no longer wants one; a retry keeps one copy."""
        answer_id: int = await self._db.value(KEEP_LATE, assignment_id, content, quality, round_number, now)
        return answer_id

    async def answer_of(self, assignment_id: int) -> Row | None:
        """The answer of an assignment; the one that counts before a late one."""
        return await self._db.row(
            "SELECT id, late FROM answer WHERE assignment_id = $1 ORDER BY late LIMIT 1", assignment_id
        )

    async def expire_leases(self, now: datetime) -> int:
        """Free the slots of leases that ran out; how many."""
        expired = ASSIGNMENT.transition(AssignmentState.ACTIVE, AssignmentEvent.EXPIRE)
        count: int = await self._db.value(EXPIRE, now, expired.value)
        return count

    async def skip(self, assignment_id: int, worker_id: int, now: datetime) -> bool:
        """Give a task back unanswered; it will not come to this worker again."""
        skipped = ASSIGNMENT.transition(AssignmentState.ACTIVE, AssignmentEvent.SKIP)
        return bool(await self._db.value(SKIP, assignment_id, worker_id, skipped.value, now))

    async def renew(self, assignment_id: int, worker_id: int, now: datetime) -> datetime | None:
        """Extend a live lease to its full length from now; None where it is no longer live."""
        until: datetime | None = await self._db.value(RENEW, assignment_id, worker_id, now)
        return until

    async def save_draft(
        self, assignment_id: int, worker_id: int, content: Any, *, based_on: int, now: datetime
    ) -> Row | None:
        """Save a draft over the revision it was based on; None where another revision is there."""
        return await self._db.row(SAVE_DRAFT, assignment_id, worker_id, content, based_on, now)

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
        return await self._db.rows(HISTORY, worker_id, before, limit)
