"""What workers say about tasks; a task that somebody calls broken waits for its owner."""

from __future__ import annotations

import sys
from statistics import fmean
from typing import Literal

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.goldens import Goldens
from goldsmith.app.ports import Clock, Row
from goldsmith.app.principal import Principal, require_staff, require_worker
from goldsmith.app.voice_ports import FeedbackStore, MessageStore
from goldsmith.domain.errors import Conflict, InvalidInput, NotFound
from goldsmith.domain.workflow import TASK, TaskEvent, TaskState

ReportDecision = Literal["answer", "release", "close"]

#: Reports of one worker that hold tasks at a time; who reports everything stops nothing.
MOST_HOLDS = 20

_ABOUT = {
    "answer": "The task you reported",
    "release": "The task you reported stays",
    "close": "The task you reported was closed",
}


class Feedback:
    """Use cases of feedback and of tasks that are held for it."""

    def __init__(
        self,
        feedback: FeedbackStore,
        messages: MessageStore,
        campaigns: Campaigns,
        goldens: Goldens,
        clock: Clock,
    ) -> None:
        self._feedback = feedback
        self._messages = messages
        self._campaigns = campaigns
        self._goldens = goldens
        self._clock = clock

    async def give(
        self, principal: Principal, assignment_id: int, *, rating: int | None, text: str, is_broken: bool
    ) -> Row:
        """Say something about a task of one's own, once an assignment; change it until it is answered.

        A task that is called broken goes to nobody new until its owner decided. One whose answer is known is reported
        all the same but never held, and nothing here tells which is which.

        Raises:
            NotFound: no such assignment of this worker.
            InvalidInput: nothing was said.
            Conflict: it was answered before.
        """
        require_worker(principal)
        place = await self._own(principal, assignment_id)
        text = text.strip()
        if rating is None and not is_broken and not text:
            raise InvalidInput("Nothing was said.", hint="Rate the task, write a few words, or report it.")
        kept = await self._feedback.give(
            place,
            assignment_id,
            rating=rating,
            text=text,
            is_broken=is_broken,
            most_holds=MOST_HOLDS,
            now=self._clock(),
        )
        if not kept:
            raise Conflict(
                "Your feedback on this task was answered already.", hint="Write a message instead."
            )
        return await self.given(principal, assignment_id)

    async def given(self, principal: Principal, assignment_id: int) -> Row:
        """What the caller said about a task; empty where they said nothing.

        Raises:
            NotFound: no such assignment of this worker.
        """
        require_worker(principal)
        await self._own(principal, assignment_id)
        row = await self._feedback.given(assignment_id)
        return row or {
            "rating": None,
            "text": "",
            "is_broken": False,
            "created_at": None,
            "answer": None,
            "answered_at": None,
        }

    async def by_stage(self, principal: Principal, campaign_id: int) -> list[Row]:
        """Ratings by stage: counts of 1 to 5, their mean and number."""
        await self._campaigns.get(principal, campaign_id)
        return [_rated(row) for row in await self._feedback.by_stage(campaign_id)]

    async def said(
        self, principal: Principal, campaign_id: int, *, stage_id: int | None, before: int | None, limit: int
    ) -> list[Row]:
        """Feedback with words, newest first."""
        await self._campaigns.get(principal, campaign_id)
        return await self._feedback.said(
            campaign_id, stage_id=stage_id, before=before or sys.maxsize, limit=limit
        )

    async def reports(self, principal: Principal, campaign_id: int) -> list[Row]:
        """Tasks that somebody called broken and nobody answered, held ones first."""
        await self._campaigns.get(principal, campaign_id)
        return [_possible(row) for row in await self._feedback.reports(campaign_id)]

    async def decide(
        self, principal: Principal, task_id: int, decision: ReportDecision, answer: str
    ) -> list[int]:
        """Answer the reports of a task, and hand it out again or close it.

        Args:
            principal: the caller.
            task_id: which.
            decision: release (it is fine, or repaired), close (the task is cancelled and its item rejected; of a
                golden: it is retired), answer (the task stays as it is).
            answer: to those who reported it; a message in their thread.

        Returns:
            The workers who got the answer.

        Raises:
            NotFound: no report of a task in a campaign of the caller.
            InvalidInput: no answer.
            Conflict: the task is in another state, or somebody is still at work on it.
        """
        require_staff(principal)
        row = await self._feedback.report(task_id)
        if row is None:
            raise NotFound("There is no such report.")
        await self._campaigns.get(principal, row["campaign_id"], noun="report")
        answer = answer.strip()
        if not answer:
            raise InvalidInput(
                "Answer those who reported it.",
                hint="A sentence will do.",
                fields={"answer": "A sentence, please."},
            )
        async with self._feedback.transaction():
            await self._change(principal, row, decision, answer)
            now = self._clock()
            workers = await self._feedback.answer(task_id, answer, by=principal.account_id, now=now)
            for worker_id in workers:
                await self._messages.send(
                    row["campaign_id"],
                    worker_id,
                    author_id=principal.account_id,
                    is_from_worker=False,
                    about=f"{_ABOUT[decision]}: {row['stage_title']}"[:200],
                    text=answer,
                    now=now,
                )
        return workers

    async def _change(self, principal: Principal, row: Row, decision: ReportDecision, reason: str) -> None:
        if decision == "answer":
            return
        if decision not in _possible(row)["can"]:
            raise Conflict("The task is no longer held.", hint="Reload the page; you can still answer.")
        if decision == "release":
            # Of a golden nothing was held: it stays, as those who reported it read.
            if row["golden_id"] is None and not await self._feedback.release(row["task_id"]):
                raise Conflict("The task is no longer held.", hint="Reload the page.")
        elif row["golden_id"] is not None:
            await self._goldens.retire(principal, row["golden_id"])
        else:
            said = await self._feedback.close(
                row["task_id"], by=principal.account_id, reason=reason, now=self._clock()
            )
            if said == "busy":
                raise Conflict(
                    "Somebody is still at work on this task.",
                    hint="They may finish, and are paid. Close it when they are done, or release it.",
                )
            if said != "done":
                raise Conflict("The task is no longer held.", hint="Reload the page.")

    async def _own(self, principal: Principal, assignment_id: int) -> Row:
        place = await self._feedback.place(assignment_id)
        if place is None or place["worker_id"] != principal.account_id:
            raise NotFound("There is no such task of yours.")
        return place


def _possible(row: Row) -> Row:
    """What can be done about a reported task."""
    state = TaskState(row["state"])
    can = ["answer"]
    if (state, TaskEvent.RELEASE) in TASK.table or state is TaskState.GOLDEN:
        can = ["release", "close", "answer"]
    return {**row, "is_golden": row["golden_id"] is not None, "can": can}


def _rated(row: Row) -> Row:
    counts: list[int] = row["ratings"]
    n = sum(counts)
    marks = [mark for mark, count in enumerate(counts, start=1) for _ in range(count)]
    return {**row, "n": n, "mean": fmean(marks) if marks else None}
