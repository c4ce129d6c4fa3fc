"""Decisions about single assignments: accepted, rejected, used or not; each with its money, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import asyncpg

from goldsmith.domain.errors import Unavailable
from goldsmith.domain.stage import MAKING_KINDS
from goldsmith.domain.workflow import (
    ASSIGNMENT,
    ITEM,
    TASK,
    AssignmentEvent,
    AssignmentState,
    ItemEvent,
    ItemState,
    TaskEvent,
    TaskState,
)
from goldsmith.storage import decision_statements as sql
from goldsmith.storage.budget_slices import take
from goldsmith.storage.database import Database, Row

_TRIES = 5
T = TypeVar("T")


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

        Raises:
            Conflict: reconsidered work costs more than is free in the budget; nothing changed.
        """
        before, after = _states(event)
        ids = sorted(assignment_ids)

        async def try_once() -> list[Row]:
            async with self._db.transaction() as connection:
                if event is AssignmentEvent.RECONSIDER:
                    await _take_what_is_owed(connection, ids, before)
                rows = await connection.fetch(sql.DECIDE, ids, before.value, after.value, by, reason, now)
                return [dict(row) for row in rows]

        return await _again_when_deadlocked(try_once)

    async def set_aside(
        self,
        assignment_id: int,
        event: AssignmentEvent,
        *,
        remake: bool,
        reserve_s: int,
        by: int,
        reason: str,
        now: datetime,
    ) -> str:
        """Decide about one assignment whose answer is not to be used; see the port."""
        before, after = _states(event)

        async def try_once() -> str:
            async with self._db.transaction() as connection:
                tasks = await connection.fetch(sql.LOCK_TASKS, assignment_id)
                at = await connection.fetchrow(sql.STANDING, assignment_id)
                refused = _refusal(at, tasks) if remake else None
                if refused is not None:
                    return refused
                arguments = ([assignment_id], before.value, after.value, by, reason, now)
                if not await connection.fetch(sql.DECIDE, *arguments):
                    return "changed"
                await connection.execute(sql.PUT_ASIDE, at["answer_id"])
                await connection.execute(sql.GIVE_BACK, at["task_id"])
                if remake:
                    await _ask_anew(connection, at, tasks, reserve_s, now)
                data = {"reason": reason, "remake": remake, "kept_for_author": reserve_s > 0}
                kind = "answer_rejected" if event is AssignmentEvent.REJECT else "answer_unused"
                await connection.execute(sql.NOTE, at["item_id"], at["stage_id"], by, kind, data, now)
                return "done"

        return await _again_when_deadlocked(try_once)

    async def use_again(self, assignment_id: int, now: datetime) -> bool:
        """Count an unused answer again; False where its place was given to somebody else."""
        async with self._db.transaction() as connection:
            task = await connection.fetchrow(sql.USED, assignment_id)
            is_open = task["state"] in (TaskState.OPEN.value, TaskState.HELD.value)
            had_its_slot_back = is_open and task["used"] == task["answers"]
            if had_its_slot_back and task["open_slots"] == 0:
                return False
            changed = await connection.execute(sql.USE_AGAIN, assignment_id)
            if changed.endswith(" 0"):
                return False
            if had_its_slot_back:
                await connection.execute("UPDATE task SET answers = answers + 1 WHERE id = $1", task["id"])
            return True

    async def hold(self, assignment_ids: Sequence[int], is_held: bool) -> int:
        """Hold or release submitted assignments; how many changed."""
        return await self._db.run(
            "UPDATE assignment SET is_held = $2 "
            "WHERE id = ANY ($1::bigint[]) AND state = 'SUBMITTED' AND is_held <> $2",
            list(assignment_ids),
            is_held,
        )

    async def due(self, now: datetime, limit: int) -> list[int]:
        """Assignments whose review period is over, oldest first."""
        return [row["id"] for row in await self._db.rows(sql.DUE, now, limit)]

    async def due_goldens(self, now: datetime, limit: int) -> list[int]:
        """Answers to goldens that waited as long as others of their stage do."""
        return [row["id"] for row in await self._db.rows(sql.DUE_GOLDENS, now, limit)]

    async def waiting(
        self, campaign_id: int, filters: Mapping[str, Any], *, after: int, limit: int
    ) -> list[int]:
        """Submitted assignments that wait for a decision and are not held, by id."""
        rows = await self._db.rows(
            sql.WAITING, campaign_id, None, filters.get("stage_id"), filters.get("worker_id"), after, limit
        )
        return [row["id"] for row in rows]

    async def queue(
        self, campaign_id: int, filters: Mapping[str, Any], *, before: int, limit: int
    ) -> list[Row]:
        """Assignments with what was answered, by id descending."""
        chosen = [filters.get(name) for name in ("state", "stage_id", "worker_id")]
        return await self._db.rows(sql.QUEUE, campaign_id, *chosen, before, limit)

    async def counts(self, campaign_id: int) -> Row:
        """How many wait, and what they cost."""
        return await self._db.row(sql.COUNTS, campaign_id) or {}

    async def assignment(self, assignment_id: int) -> Row | None:
        """One assignment as the queue lists it, with its text and what others said of it."""
        return await self._db.row(sql.ONE, assignment_id)


def _states(event: AssignmentEvent) -> tuple[AssignmentState, AssignmentState]:
    before = AssignmentState.REJECTED if event is AssignmentEvent.RECONSIDER else AssignmentState.SUBMITTED
    return before, ASSIGNMENT.transition(before, event)


async def _take_what_is_owed(
    connection: asyncpg.Connection, ids: Sequence[int], before: AssignmentState
) -> None:
    """Take the price of reconsidered work from what is free in its budget.

    Raises:
        Conflict: there is less.
    """
    for owed in await connection.fetch(sql.OWED, list(ids), before.value):
        await take(connection, owed["campaign_id"], owed["price"], what="These assignments")


def _refusal(at: asyncpg.Record, tasks: Sequence[asyncpg.Record]) -> str | None:
    """Why an item cannot be made anew from this answer on; None where it can."""
    if at["kind"] not in MAKING_KINDS or at["answer_id"] is None or at["current_id"] != at["answer_id"]:
        return "superseded"
    if at["is_built_on"]:
        return "built_on"
    if any(task["live"] > 0 for task in tasks):
        return "busy"
    return None


async def _ask_anew(
    connection: asyncpg.Connection,
    at: asyncpg.Record,
    tasks: Sequence[asyncpg.Record],
    reserve_s: int,
    now: datetime,
) -> None:
    for state in (TaskState.OPEN, TaskState.HELD):
        open_ids = [task["id"] for task in tasks if task["state"] == state.value]
        await connection.execute(sql.WITHDRAW, open_ids, TASK.transition(state, TaskEvent.CANCEL).value)
    item = ItemState(at["item_state"])
    event = ItemEvent.MOVE if item is ItemState.ACTIVE else ItemEvent.REOPEN
    following = ITEM.transition(item, event).value
    await connection.execute(sql.REOPEN, at["item_id"], following, at["stage_id"], now)
    author = at["worker_id"] if reserve_s > 0 else None
    await connection.execute(
        sql.ASK_ANEW,
        at["stage_id"],
        at["item_id"],
        TASK.initial.value,
        author,
        float(reserve_s),
        now,
        at["task_id"],
    )


async def _again_when_deadlocked(try_once: Callable[[], Awaitable[T]]) -> T:
    """A submit takes the same rows in another order now and then: one of both starts again."""
    for _ in range(_TRIES):
        try:
            return await try_once()
        except asyncpg.DeadlockDetectedError:
            continue
    raise Unavailable(
        "Many answers about this work came at once.", hint="Try again in a moment.", retry_after_s=1
    )
