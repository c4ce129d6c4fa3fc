"""Work: claim a task, keep a draft, submit an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from goldsmith.app.ports import AssignmentStore, CampaignStore, Clock, Row
from goldsmith.app.prelabels import uptake_of
from goldsmith.app.principal import Principal, require_worker
from goldsmith.domain import goldens
from goldsmith.domain.errors import Conflict, Forbidden, InvalidInput, LeaseLost, NotFound, Unavailable
from goldsmith.domain.forms import fill
from goldsmith.domain.overlap import Vote
from goldsmith.domain.quality import NEWCOMER, Record
from goldsmith.domain.routing import Standing, decide_move
from goldsmith.domain.sampling import draw, shows_ours_first
from goldsmith.domain.span import Span
from goldsmith.domain.stage import MACHINE_KINDS, MAKING_KINDS, VERDICTS, VERDICTS_OF, StageKind, StagePlan
from goldsmith.domain.workflow import AssignmentState, ItemState, TaskState

#: How often a submit looks again when another answer to the same task came first.
_TRIES = 8
_SLACK = timedelta(seconds=5)

#: What happened, by the kind of stage, as histories say it.
_EVENTS = {
    StageKind.ANNOTATE: "annotated",
    StageKind.VALIDATE: "judged",
    StageKind.AUTHOR: "written",
    StageKind.REVIEW: "reviewed",
    StageKind.COMPARE: "compared",
    StageKind.CHECK: "checked",
    StageKind.RUN: "run",
    StageKind.EVALUATE: "evaluated",
    StageKind.JUDGE: "judged_by_model",
}

_REFUSALS = {
    "not_a_member": "You have not joined this campaign. Open its invite link first.",
    "campaign_not_running": "The campaign is paused. Your work is kept; come back later.",
    "stage_not_open": "This stage is paused. Your work is kept; try another stage.",
    "restricted": "Your access to this work is restricted for now. The page My standing says why, and how to appeal.",
    "consent_missing": "What you agreed to has a new version. Read it and accept it to go on.",
    "country_closed": "This campaign is not open to your country: its pay would not reach the hourly target there.",
    "budget": "The budget of this campaign is used up. Your pay is safe; new tasks come when its owner adds to it.",
    "skill_missing": "This stage wants a skill you do not have yet. Take its quiz first.",
    "daily_limit": "You reached today's limit of this stage. It opens again at midnight UTC.",
    "no_tasks": "No task is waiting for you here right now. Others may be finishing theirs; look again later.",
}


class Assignments:
    """Use cases of the task pages."""

    def __init__(self, assignments: AssignmentStore, campaigns: CampaignStore, clock: Clock) -> None:
        self._assignments = assignments
        self._campaigns = campaigns
        self._clock = clock

    async def claim(
        self, principal: Principal, stage_id: int, after: int | None
    ) -> tuple[Row | None, str | None]:
        """The worker's open task of the stage, else a new one.

        Args:
            principal: the worker.
            stage_id: the stage.
            after: an assignment at hand; the claim returns another one (prefetch).

        Returns:
            (claim, None) or (None, reason).
        """
        require_worker(principal)
        row = await self._assignments.claim(
            stage_id, principal.account_id, after=after or 0, now=self._clock()
        )
        if row is None:
            raise NotFound("There is no such stage.")
        if row["refusal"] == "not_a_member":
            raise NotFound("There is no such stage.")
        if row["refusal"] is not None:
            return None, row["refusal"]
        return (row, None) if row["id"] is not None else (None, "no_tasks")

    @staticmethod
    def words_for(reason: str) -> str:
        """A refusal in words."""
        return _REFUSALS[reason]

    async def submit(
        self, principal: Principal, assignment_id: int, answer: dict[str, Any], *, active_ms: int, key: str
    ) -> tuple[int, bool]:
        """Count an answer, and route its item onward in the same transaction.

        Args:
            principal: the worker.
            assignment_id: their claim.
            answer: {"spans": [{start, end, label}]}, {"verdict", "reason"}, {"fields"}, {"verdict", "reason", "form"}
                or {"preference", "criteria", "reason"}, as the stage asks.
            active_ms: measured active time.
            key: idempotency key: a repeated submit returns the first result.

        Returns:
            (answer id, whether it counted); an answer that came too late is kept and does not count.

        Raises:
            NotFound: no such assignment of this worker.
            InvalidInput: the answer does not fit the stage or the text.
            Conflict: another answer was submitted for this assignment, or the task was skipped.
        """
        require_worker(principal)
        return await self.submit_as(principal.account_id, assignment_id, answer, active_ms=active_ms, key=key)

    async def submit_as(
        self, worker_id: int, assignment_id: int, answer: dict[str, Any], *, active_ms: int, key: str
    ) -> tuple[int, bool]:
        """Count the answer of a worker, or of a machine that works as one; see `submit`."""
        async with self._assignments.one_connection():
            for _ in range(_TRIES):
                result = await self._try_submit(worker_id, assignment_id, answer, active_ms, key)
                if result is not None:
                    return result
        raise Unavailable(
            "Many answers to this task came at once.",
            hint="Your draft is kept; submit again.",
            retry_after_s=1,
        )

    async def _try_submit(
        self, worker_id: int, assignment_id: int, answer: dict[str, Any], active_ms: int, key: str
    ) -> tuple[int, bool] | None:
        """One look and one try; None where another answer to the task came in between."""
        standing = await self._own(worker_id, assignment_id)
        if (earlier := await self._earlier(standing, assignment_id, key)) is not None:
            return earlier
        plan = await self._plan(standing["stage_id"])
        _refuse_own_work(plan, standing, worker_id)
        content = check_answer(plan, answer, chars=standing["chars"])
        if plan.kind is StageKind.COMPARE:
            content["ours_first"] = shows_ours_first(standing["item_id"], worker_id)
        is_confirmed = False
        if standing["prelabel"] is not None:
            content["prelabel"], is_confirmed = uptake_of(standing["prelabel"], content["spans"])
        quality = _quality(standing)
        now = self._clock()
        if standing["golden_truth"] is not None and standing["state"] == AssignmentState.ACTIVE.value:
            return await self._submit_golden(worker_id, assignment_id, standing, content, active_ms, key)
        if not _wants_answer(standing):
            kept = await self._assignments.keep_late(
                assignment_id, content=content, quality=quality, round_number=standing["round"], now=now
            )
            return kept, False
        answer_id = await self._assignments.apply(
            assignment_id=assignment_id,
            worker_id=worker_id,
            standing=standing,
            content=content,
            quality=quality,
            is_making=plan.kind in MAKING_KINDS,
            kind_of_event=_EVENTS[plan.kind],
            fields=_written(plan, content),
            move=decide_move(
                plan,
                _standing(standing, is_confirmed=is_confirmed),
                _vote(plan, content, quality),
                draw=draw(standing["item_id"]),
            ),
            is_golden_due=_is_golden_due(standing),
            active_ms=_measured(standing, active_ms, now),
            idempotency_key=key,
            now=now,
        )
        return None if answer_id is None else (answer_id, True)

    async def _submit_golden(
        self,
        worker_id: int,
        assignment_id: int,
        standing: Row,
        content: dict[str, Any],
        active_ms: int,
        key: str,
    ) -> tuple[int, bool] | None:
        """Score an answer whose truth is known. The worker sees no difference."""
        now = self._clock()
        score = goldens.score(standing["golden_truth"], content)
        is_right = score >= goldens.RIGHT_AT
        answer_id = await self._assignments.apply_golden(
            assignment_id=assignment_id,
            worker_id=worker_id,
            standing=standing,
            content=content,
            quality=_quality(standing),
            score=score,
            is_right=is_right,
            is_golden_due=_is_golden_due(standing, given=1, right=int(is_right)),
            active_ms=_measured(standing, active_ms, now),
            idempotency_key=key,
            now=now,
        )
        return None if answer_id is None else (answer_id, True)

    async def skip(self, principal: Principal, assignment_id: int) -> None:
        """Give a task back unanswered.

        Raises:
            NotFound: no such assignment of this worker.
            LeaseLost: it is no longer open.
        """
        require_worker(principal)
        if not await self._assignments.skip(assignment_id, principal.account_id, self._clock()):
            await self._own(principal.account_id, assignment_id)
            raise _lost()

    async def renew(self, principal: Principal, assignment_id: int) -> Any:
        """Extend the lease while the person is active; the new end.

        Raises:
            NotFound: no such assignment of this worker.
            LeaseLost: it is no longer open.
        """
        require_worker(principal)
        until = await self._assignments.renew(assignment_id, principal.account_id, self._clock())
        if until is None:
            await self._own(principal.account_id, assignment_id)
            raise _lost()
        return until

    async def save_draft(
        self, principal: Principal, assignment_id: int, content: dict[str, Any], based_on: int
    ) -> tuple[bool, Row]:
        """Save a draft over the revision it was based on.

        Returns:
            (saved, the draft that is there now); not saved: somebody else's revision was kept.

        Raises:
            NotFound: no such open assignment of this worker.
        """
        require_worker(principal)
        saved = await self._assignments.save_draft(
            assignment_id, principal.account_id, content, based_on=based_on, now=self._clock()
        )
        if saved is not None:
            return True, {**saved, "content": content}
        current = await self._assignments.draft(assignment_id, principal.account_id)
        if current is None:
            raise NotFound("There is no such open task of yours.")
        return False, current

    async def history(self, principal: Principal, *, before: int, limit: int) -> list[Row]:
        """The worker's own assignments, newest first."""
        require_worker(principal)
        return await self._assignments.history(principal.account_id, before=before, limit=limit)

    async def expire_leases(self) -> int:
        """Free what nobody is working on any more; called every few seconds."""
        return await self._assignments.expire_leases(self._clock())

    async def _own(self, worker_id: int, assignment_id: int) -> Row:
        standing = await self._assignments.standing(assignment_id)
        if standing is None or standing["worker_id"] != worker_id:
            raise NotFound(
                "There is no such task of yours.", hint="Go back to the list of stages and claim one."
            )
        return standing

    async def _earlier(self, standing: Row, assignment_id: int, key: str) -> tuple[int, bool] | None:
        """The result of the same submit before, if there was one."""
        state = AssignmentState(standing["state"])
        if state is AssignmentState.SKIPPED:
            raise Conflict("You skipped this task; it went to somebody else.", hint="Claim the next one.")
        if state in (AssignmentState.ACTIVE, AssignmentState.EXPIRED):
            return None
        if standing["idempotency_key"] != key:
            raise Conflict(
                "You submitted this task already, perhaps in another tab.",
                hint="The first answer counts; go on with the next task.",
            )
        answer = await self._assignments.answer_of(assignment_id)
        return None if answer is None else (answer["id"], not answer["late"])

    async def _plan(self, stage_id: int) -> StagePlan:
        plan = await self._campaigns.plan(stage_id)
        if plan is None:
            raise NotFound("There is no such stage.")
        return plan


def check_answer(plan: StagePlan, answer: dict[str, Any], *, chars: int | None) -> dict[str, Any]:
    """The answer as it is kept, if it fits the stage and the text.

    Args:
        plan: the stage.
        answer: as submitted.
        chars: length of the text in code points; None where the stage is about no chunk.

    Raises:
        InvalidInput: it does not fit; the message says where.
    """
    if plan.kind in MACHINE_KINDS:
        return answer
    if plan.kind is StageKind.VALIDATE:
        return _check_verdict(answer)
    if plan.kind is StageKind.AUTHOR:
        _wants(answer, "fields", "authored", "texts")
        return {"fields": fill(plan.form, answer["fields"])}
    if plan.kind is StageKind.REVIEW:
        return _check_review(plan, answer)
    if plan.kind is StageKind.COMPARE:
        _wants(answer, "preference", "preference", "a preference")
        criteria = fill(plan.form, answer["criteria"])
        return {"preference": answer["preference"], "criteria": criteria, "reason": answer["reason"].strip()}
    spans = answer.get("spans")
    if spans is None:
        raise InvalidInput(
            "This stage wants marks.", hint="Send `annotation`, with an empty list for nothing here."
        )
    return {"spans": check_spans(spans, set(plan.labels), chars or 0)}


def _wants(answer: dict[str, Any], part: str, name: str, words: str) -> None:
    if part not in answer:
        raise InvalidInput(f"This stage wants {words}.", hint=f"Send `{name}`.")


def _check_review(plan: StagePlan, answer: dict[str, Any]) -> dict[str, Any]:
    _wants(answer, "form", "review", "a review")
    verdict, reason = answer.get("verdict"), str(answer.get("reason") or "").strip()
    if verdict not in VERDICTS_OF[StageKind.REVIEW]:
        raise InvalidInput("This stage wants a verdict.", hint="Send `verdict`: accepted or rejected.")
    if verdict == "rejected" and not reason:
        raise InvalidInput(
            "Say what should be better.",
            hint="The author rewrites by it.",
            fields={"reason": "A reason, please."},
        )
    return {"verdict": verdict, "reason": reason, "form": fill(plan.form, answer["form"])}


def _refuse_own_work(plan: StagePlan, standing: Row, worker_id: int) -> None:
    """Nobody judges their own work: the claim keeps to it, and the submit does not rely on the claim."""
    if plan.kind in (StageKind.REVIEW, StageKind.COMPARE) and standing["subject_worker_id"] == worker_id:
        raise Forbidden(
            "This is your own work; somebody else reviews it.", hint="Skip it and claim the next task."
        )


def _written(plan: StagePlan, content: dict[str, Any]) -> dict[str, Any]:
    """What an answer adds to the item's texts."""
    return dict(content["fields"]) if plan.kind is StageKind.AUTHOR else {}


def _check_verdict(answer: dict[str, Any]) -> dict[str, Any]:
    verdict, reason = answer.get("verdict"), str(answer.get("reason") or "").strip()
    if verdict not in VERDICTS:
        raise InvalidInput("This stage wants a verdict.", hint=f"Send `verdict`: {' or '.join(VERDICTS)}.")
    if verdict == "incorrect" and not reason:
        raise InvalidInput("Say in a few words what is wrong.", hint="The next annotator learns from it.")
    return {"verdict": verdict, "reason": reason}


def check_spans(spans: list[dict[str, Any]], labels: set[str], chars: int) -> list[dict[str, Any]]:
    """Marks, sorted, if they fit the labels and the length of a text, and do not overlap."""
    try:
        marks = sorted(Span(span["start"], span["end"], span["label"]) for span in spans)
    except ValueError as error:
        raise InvalidInput(f"A mark is malformed: {error}.") from None
    end = 0
    for mark in marks:
        if mark.label not in labels:
            known = ", ".join(sorted(labels))
            raise InvalidInput(
                f"{mark.label} is not a label of this stage.", hint=f"Its labels are: {known}."
            )
        if mark.end > chars:
            raise InvalidInput(
                f"The mark [{mark.start}, {mark.end}) reaches past the end of the text ({chars} characters).",
                hint="Offsets count Unicode code points from the start of this chunk.",
            )
        if mark.start < end:
            raise InvalidInput(f"Two marks overlap at character {mark.start}.", hint="Remove one of them.")
        end = mark.end
    return [{"start": mark.start, "end": mark.end, "label": mark.label} for mark in marks]


def _wants_answer(standing: Row) -> bool:
    """A live claim always has its slot; one that ran out may still be answered while a slot is free.

    Not so where the worker came back to the item under another claim: nobody answers an item twice.
    """
    if standing["task_state"] not in (TaskState.OPEN.value, TaskState.HELD.value):
        return False
    is_live: bool = standing["state"] == AssignmentState.ACTIVE.value
    can_be_paid: bool = not standing["is_unpromised"] or standing["is_affordable"]
    return is_live or bool(standing["open_slots"] > 0 and not standing["has_another"] and can_be_paid)


def _is_golden_due(standing: Row, *, given: int = 0, right: int = 0) -> bool:
    """Whether the worker's next task is a golden, once this answer counts."""
    return goldens.is_due(
        answered=standing["answered"] + 1,
        given=standing["goldens"] + given,
        right=standing["golden_right"] + right,
        minimum=standing["golden_min"],
    )


def _measured(standing: Row, active_ms: int, now: datetime) -> int:
    """Active time as it counts: never more than the time since the claim."""
    limit_ms = int((now - standing["claimed_at"] + _SLACK).total_seconds() * 1000)
    return max(0, min(active_ms, limit_ms))


def _standing(row: Row, *, is_confirmed: bool) -> Standing:
    votes = tuple(Vote(option, quality) for option, quality in row["votes"] or () if option is not None)
    return Standing(
        task_state=TaskState(row["task_state"]),
        overlap=row["overlap"],
        item_state=ItemState(row["item_state"]),
        round=row["round"],
        answers=row["answers"],
        votes=votes,
        is_confirmed=is_confirmed,
    )


def _quality(row: Row) -> float:
    """The worker's quality by their skill record; a stage without a skill, or a skill without a record, has none."""
    record = NEWCOMER if row["total"] is None else Record(row["correct"], row["total"])
    return record.quality


def _vote(plan: StagePlan, content: dict[str, Any], quality: float) -> Vote | None:
    return Vote(content["verdict"], quality) if plan.kind in VERDICTS_OF else None


def _lost() -> LeaseLost:
    return LeaseLost(
        "This task is no longer yours: its time ran out, or it was submitted.",
        hint="Submit what you have: it counts if nobody took the task, and is kept in any case.",
    )
