"""What decisions about single assignments need of the storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from goldsmith.app.ports import Row
from goldsmith.domain.workflow import AssignmentEvent


class DecisionStore(Protocol):
    """What is decided about assignments; the money follows in the same statement."""

    async def decide(
        self,
        assignment_ids: Sequence[int],
        event: AssignmentEvent,
        *,
        by: int | None,
        reason: str,
        now: datetime,
    ) -> list[Row]:
        """Accept, reject or reconsider; those in another state are left as they are.

        Returns:
            {id, campaign_id, stage_id, worker_id, price} of those that changed.

        Raises:
            Conflict: reconsidered work costs more than is free in the budget; nothing changed.
        """
        ...

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
        """Decide about one assignment whose answer is not to be used, all or nothing.

        An open task gets its slot back. The item is made anew where `remake`: its current text or marks were those.

        Args:
            assignment_id: which.
            event: ACCEPT (paid, not used) or REJECT.
            remake: open a new task of the item at the stage of the answer, and withdraw what follows it.
            reserve_s: for how long that task is kept for the author; 0: for anybody else.
            by: who decides.
            reason: as the worker reads it.
            now: the time.

        Returns:
            done; changed (somebody decided before); busy (somebody is at work on what follows); built_on (later work
            rests on it); superseded (it is not the item's current answer).
        """
        ...

    async def use_again(self, assignment_id: int, now: datetime) -> bool:
        """Count an unused answer again; False where its place was given to somebody else."""
        ...

    async def hold(self, assignment_ids: Sequence[int], is_held: bool) -> int:
        """Hold or release submitted assignments; how many changed."""
        ...

    async def due(self, now: datetime, limit: int) -> list[int]:
        """Assignments whose review period is over, oldest first."""
        ...

    async def due_goldens(self, now: datetime, limit: int) -> list[int]:
        """Answers to goldens whose time has come: after as long as other work of their stage waited."""
        ...

    async def waiting(
        self, campaign_id: int, filters: Mapping[str, Any], *, after: int, limit: int
    ) -> list[int]:
        """Submitted assignments that wait for a decision and are not held, by id."""
        ...

    async def queue(
        self, campaign_id: int, filters: Mapping[str, Any], *, before: int, limit: int
    ) -> list[Row]:
        """Assignments with what was answered, by id descending.

        Args:
            campaign_id: whose.
            filters: state (waiting, held, ACCEPTED, REJECTED, unused), stage_id, worker_id; each may be missing.
            before: an id.
            limit: rows at most.
        """
        ...

    async def counts(self, campaign_id: int) -> Row:
        """{waiting, held, accepted, rejected, unused, waiting_pay, next_due_at}."""
        ...

    async def assignment(self, assignment_id: int) -> Row | None:
        """One assignment as the queue lists it, with its text and what others said of it."""
        ...
