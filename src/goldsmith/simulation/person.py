"""One simulated person's time with a campaign: join, learn, be examined, work, go home."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from goldsmith.domain.span import Span
from goldsmith.planner.profiles import Kind
from goldsmith.simulation.board import Board, Place, places
from goldsmith.simulation.client import Api, ApiProblem
from goldsmith.simulation.knowledge import Knowledge
from goldsmith.simulation.tally import Acknowledged, Exam, Tally
from goldsmith.simulation.workers import CrowdMember

_DRAFT_SHARE = 0.02  # of tasks for which a draft is saved before the answer
_TRAINING_TRIES = 2
_LOOK_AGAIN_S = 0.5
_LONGEST_PAUSE_S = 2.0
_GONE = (404, 409)  # the task went to somebody else meanwhile


class Person:
    """A member of the crowd, behind one session.

    Args:
        member: who.
        api: the person's own session, not yet opened.
        knowledge: what there is to see.
        tally: the crowd's log.
        board: the crowd's list of stages.
        clock: monotonic seconds since the crowd began.
    """

    def __init__(
        self,
        member: CrowdMember,
        api: Api,
        knowledge: Knowledge,
        tally: Tally,
        board: Board,
        clock: Callable[[], float],
    ) -> None:
        self.member = member
        self.worker_id = 0
        self._api = api
        self._knowledge = knowledge
        self._tally = tally
        self._board = board
        self._clock = clock
        self._worker = member.worker()
        self._rng = Random(member.seed + 1)  # habits of the hand, apart from what the eye sees
        self._empty_until: dict[int, float] = {}
        self._pause_s: dict[int, float] = {}

    @property
    def kind(self) -> Kind:
        """What kind of person."""
        return self.member.profile.kind

    async def join(self, invite: str) -> None:
        """Join under a name that says what this is."""
        number = self.member.handle.rpartition("-")[2]
        name = f"Simulated {number} ({self.kind.value.replace('_', ', ')})"
        me = await self._api.join(invite, name=name, country=self.member.country)
        self.worker_id = me["id"]
        self._tally.kinds[self.worker_id] = self.kind

    async def learn(self, campaign_id: int, category: str) -> None:
        """Take the quiz of a category: training unless a spammer, then the exam, again while allowed."""
        base = f"/campaigns/{campaign_id}/quizzes/{category}"
        quiz = await self._api.get(base)
        labels = [label["key"] for label in quiz["labels"]]
        if not self.kind.is_spammer:
            for task in quiz["training"]:
                await self._train(f"{base}/training/{task['number']}", task["text"], labels)
        may_try = quiz["attempts_left"] > 0 and not quiz["passed"] and quiz["retry_at"] is None
        while may_try:
            attempt = await self._api.post(f"{base}/attempts", repeatable=True)
            answers = [{"spans": _marks(self._look(task["text"], labels))} for task in attempt["tasks"]]
            finish = f"/attempts/{attempt['id']}/finish"
            result = await self._api.post(finish, {"answers": answers}, repeatable=True)
            passed = result["state"] == "PASSED"
            self._tally.exams.append(Exam(self.worker_id, self.kind, category, result["score"], passed))
            # a person comes back after an hour; a simulated one has gone home by then
            may_try = not passed and result["attempts_left"] > 0 and result["retry_at"] is None

    async def work(self, *, only: frozenset[int] | None = None) -> None:
        """Do tasks until the board is closed.

        Args:
            only: stages to work at; None for all that are open to this person.
        """
        rows = await self._api.get("/work")
        self._board.post(rows)
        mine = [place for place in places(rows) if only is None or place.stage_id in only]
        order = {place.stage_id: self._rng.random() for place in mine}
        mine.sort(key=lambda place: (-place.depth, order[place.stage_id]))
        while mine and not self._board.is_closed:
            place = self._choose(mine)
            if place is None:
                await self._wait()
            elif not await self._do_one(place):
                self._look_elsewhere(place)

    def _look(self, text: str, labels: list[str]) -> tuple[Span, ...]:
        return self._worker.annotate(text, self._knowledge.of_quiz(text), labels)

    async def _train(self, path: str, text: str, labels: list[str]) -> None:
        for _ in range(_TRAINING_TRIES):
            checked = await self._api.post(path, {"spans": _marks(self._look(text, labels))}, repeatable=True)
            if checked["right"]:
                return

    def _choose(self, mine: list[Place]) -> Place | None:
        now = self._clock()
        for place in mine:
            if self._board.is_open(place.stage_id) and self._empty_until.get(place.stage_id, 0.0) <= now:
                return place
        return None

    def _look_elsewhere(self, place: Place) -> None:
        """What waits there is not for this person: try again later, and ever later."""
        pause_s = self._pause_s.get(place.stage_id, _LOOK_AGAIN_S)
        self._empty_until[place.stage_id] = self._clock() + pause_s * self._rng.uniform(0.8, 1.2)
        self._pause_s[place.stage_id] = min(2 * pause_s, _LONGEST_PAUSE_S)

    async def _wait(self) -> None:
        if self._board.is_stale:
            self._board.reading()
            self._board.post(await self._api.get("/work"))
        else:
            await asyncio.sleep(_LOOK_AGAIN_S * self._rng.uniform(0.2, 0.6))

    async def _do_one(self, place: Place) -> bool:
        """Claim and finish one task; False where there is none."""
        self._board.busy += 1
        try:
            # a claim repeated returns the same task
            claim = await self._api.post(f"/stages/{place.stage_id}/claim", repeatable=True)
            task = claim["assignment"]
            if task is None:
                self._tally.events[f"claims: {claim['reason']}"] += 1
                return False
            self._board.taken(place.stage_id)
            self._pause_s.pop(place.stage_id, None)
            await self._finish(place, task)
            self._board.moved()
            return True
        except ApiProblem as problem:
            if problem.status not in _GONE:
                raise
            self._tally.events[f"lost: {problem.problem}"] += 1
            return True
        finally:
            self._board.busy -= 1

    async def _finish(self, place: Place, task: dict[str, Any]) -> None:
        suggested = _suggested(task)
        seconds = self._worker.seconds(suggested)
        self._tally.seconds[self.worker_id] += seconds
        if self._worker.skips():
            await self._api.post(f"/assignments/{task['id']}/skip", repeatable=True)
            self._tally.events["skips"] += 1
            return
        answer = self._answer(place, task)
        if self._rng.random() < _DRAFT_SHARE:
            revision = task["draft"]["revision"] if task["draft"] else 0
            draft = {"content": answer, "based_on": revision}
            await self._api.put(f"/assignments/{task['id']}/draft", draft)
            self._tally.events["drafts"] += 1
        done = await self._api.post(
            f"/assignments/{task['id']}/submit",
            {**answer, "active_ms": round(seconds * 1000)},
            key=f"simulated-{self.worker_id}-{task['id']}",
        )
        self._tally.answers.append(
            Acknowledged(
                answer_id=done["answer_id"],
                assignment_id=task["id"],
                item_id=task["item_id"],
                worker_id=self.worker_id,
                task="annotate" if place.task == "annotate" else "validate",
                category=place.category,
                is_late=done["status"] == "late",
                at_s=self._clock(),
                seconds=seconds,
            )
        )

    def _answer(self, place: Place, task: dict[str, Any]) -> dict[str, Any]:
        truth = self._knowledge.of_chunk(task)
        if place.task == "annotate":
            marks = self._worker.annotate(task["text"], truth, place.labels, _suggested(task))
            return {"annotation": {"spans": _marks(marks)}}
        shown = [Span(mark["start"], mark["end"], mark["label"]) for mark in task["subject"]["spans"]]
        judgement = self._worker.judge(shown, truth, task["text"])
        verdict = "correct" if judgement.correct else "incorrect"
        # the form wants a reason, so even those who do not read type one
        return {
            "verdict": {
                "verdict": verdict,
                "reason": judgement.reason or ("" if judgement.correct else "wrong"),
            }
        }


def _suggested(task: dict[str, Any]) -> list[Span] | None:
    """What a model suggests for a task; None where none does."""
    if task["prelabel"] is None:
        return None
    return [Span(mark["start"], mark["end"], mark["label"]) for mark in task["prelabel"]["spans"]]


def _marks(spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [{"start": span.start, "end": span.end, "label": span.label} for span in spans]
