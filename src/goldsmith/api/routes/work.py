"""The worker's pages: stages, quizzes, tasks, history.

Claim and submit are the hot paths: their responses are built by hand, without validation on the way out
(a contract test checks them against the declared models).
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Response
from fastapi.responses import JSONResponse

from goldsmith.api import schemas
from goldsmith.api.context import Cursor, Limit, Use, Who, next_cursor
from goldsmith.app.assignments import Assignments
from goldsmith.app.ports import Row

router = APIRouter(tags=["work"])

_PRIVATE = {"Cache-Control": "no-store"}


class _Json(JSONResponse):
    """JSON written at once; being a JSONResponse lets OpenAPI describe it."""

    def render(self, content: object) -> bytes:
        """The body."""
        # Times end in Z, as they do everywhere else.
        return orjson.dumps(content, option=orjson.OPT_UTC_Z)


Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=100)]


@router.get("/work", operation_id="work")
async def work(who: Who, use: Use) -> list[schemas.WorkStage]:
    """The stages of the campaigns that the worker joined."""
    return [schemas.WorkStage(**row) for row in await use.campaigns.work(who)]


@router.get("/stages/{stage_id}", operation_id="work_stage")
async def work_stage(stage_id: int, who: Who, use: Use) -> schemas.WorkStage:
    """One stage as a worker sees it."""
    return schemas.WorkStage(**await use.campaigns.work_stage(who, stage_id))


@router.get("/campaigns/{campaign_id}/quizzes/{category}", operation_id="quiz")
async def quiz(campaign_id: int, category: str, who: Who, use: Use) -> schemas.QuizView:
    """The quiz of a category: never with the answers of training or exam."""
    return schemas.QuizView(**await use.quizzes.view(who, campaign_id, category))


@router.post("/campaigns/{campaign_id}/quizzes/{category}/training/{number}", operation_id="check_training")
async def check_training(
    campaign_id: int, category: str, number: int, body: schemas.MarksIn, who: Who, use: Use
) -> schemas.TrainingResult:
    """Check the marks of a training text."""
    marks = body.model_dump()["spans"]
    return schemas.TrainingResult(
        **await use.quizzes.check_training(who, campaign_id, category, number, marks)
    )


@router.post("/campaigns/{campaign_id}/quizzes/{category}/attempts", operation_id="start_exam")
async def start_exam(campaign_id: int, category: str, who: Who, use: Use) -> schemas.Attempt:
    """Start an exam, or return the one that is running."""
    return schemas.Attempt(**await use.quizzes.start(who, campaign_id, category))


@router.post("/attempts/{attempt_id}/finish", operation_id="finish_exam")
async def finish_exam(attempt_id: int, body: schemas.ExamIn, who: Who, use: Use) -> schemas.ExamResult:
    """Hand in an exam."""
    answers = [answer["spans"] for answer in body.model_dump()["answers"]]
    return schemas.ExamResult(**await use.quizzes.finish(who, attempt_id, answers))


@router.post(
    "/stages/{stage_id}/claim", operation_id="claim", response_model=schemas.Claim, response_class=_Json
)
async def claim(stage_id: int, who: Who, use: Use, body: schemas.ClaimIn | None = None) -> Response:
    """Claim a task: the worker's open one, else a new one, else the reason why there is none."""
    row, reason = await use.assignments.claim(who, stage_id, body.after if body else None)
    if row is None:
        assert reason is not None
        content: dict[str, Any] = {
            "assignment": None,
            "reason": reason,
            "message": Assignments.words_for(reason),
        }
    else:
        assignment = _assignment(row, stage_id)
        if row["chunk_id"] is None:
            assignment["work"] = await use.texts.work_of(
                stage_id, row["item_id"], row["task_id"], who.account_id, row["reserved_until"]
            )
        content = {"assignment": assignment, "reason": None, "message": None}
    return _Json(content, headers=_PRIVATE)


@router.put("/assignments/{assignment_id}/draft", operation_id="save_draft")
async def save_draft(assignment_id: int, body: schemas.DraftIn, who: Who, use: Use) -> schemas.DraftSaved:
    """Save a draft; never over a revision that the page has not seen."""
    saved, current = await use.assignments.save_draft(who, assignment_id, body.content, body.based_on)
    return schemas.DraftSaved(saved=saved, current=schemas.DraftModel(**current))


@router.post("/assignments/{assignment_id}/renew", operation_id="renew")
async def renew(assignment_id: int, who: Who, use: Use) -> schemas.Renewed:
    """Extend the lease while the person is active."""
    return schemas.Renewed(leased_until=await use.assignments.renew(who, assignment_id))


@router.post("/assignments/{assignment_id}/skip", status_code=204, operation_id="skip")
async def skip(assignment_id: int, who: Who, use: Use) -> None:
    """Give the task back unanswered."""
    await use.assignments.skip(who, assignment_id)


@router.post(
    "/assignments/{assignment_id}/submit",
    operation_id="submit",
    response_model=schemas.Submitted,
    response_class=_Json,
)
async def submit(assignment_id: int, body: schemas.SubmitIn, who: Who, use: Use, key: Key) -> Response:
    """Submit an answer. A retry with the same Idempotency-Key changes nothing and returns the same result."""
    answer_id, counted = await use.assignments.submit(
        who, assignment_id, _answer(body), active_ms=body.active_ms, key=key
    )
    if body.signals is not None:
        await use.signals.note(who, answer_id, body.signals.model_dump())
    content = {
        "answer_id": answer_id,
        "status": "counted" if counted else "late",
        "message": "Thank you." if counted else _LATE,
    }
    return _Json(content, headers=_PRIVATE)


@router.get("/me/assignments", operation_id="history")
async def history(who: Who, use: Use, cursor: Cursor, limit: Limit = 50) -> schemas.Page[schemas.HistoryRow]:
    """The worker's own assignments, newest first."""
    rows = await use.assignments.history(who, before=cursor or sys.maxsize, limit=limit)
    return schemas.Page(rows=[schemas.HistoryRow(**row) for row in rows], next=next_cursor(rows, limit))


_LATE = (
    "Your time for this task had run out and it was taken again. Your answer is kept as late; "
    "it does not count towards the result, and the person who runs the campaign can see it."
)


def _answer(body: schemas.SubmitIn) -> dict[str, Any]:
    given = body.annotation or body.verdict or body.authored or body.review or body.preference
    return given.model_dump() if given is not None else {}


def _assignment(row: Row, stage_id: int) -> dict[str, Any]:
    subject, draft = row["subject"], row["draft"]
    is_chunk = row["chunk_id"] is not None
    return {
        "id": row["id"],
        "stage_id": stage_id,
        "item_id": row["item_id"],
        "category": row["category"],
        "round": row["round"],
        "text": row["text"].decode() if is_chunk else "",
        "path": row["path"] or "",
        "repository": row["repository"] or "",
        "language": row["language"] or "",
        "chunk": row["idx"] or 0,
        "chunks": row["chunks"] or 0,
        "start_char": row["start_char"] or 0,
        "first_line": row["first_line"] or 0,
        "first_column": row["first_column"] or 0,
        "claimed_at": row["claimed_at"],
        "leased_until": row["leased_until"],
        "price": str(row["price"]),
        "subject": {"spans": subject["spans"]} if subject is not None and is_chunk else None,
        "prelabel": None
        if row["prelabel_model"] is None
        else {"model": row["prelabel_model"], "spans": row["prelabel_spans"]},
        "draft": None
        if draft is None
        else {"content": draft, "revision": row["draft_revision"], "saved_at": row["draft_saved_at"]},
        "work": None,
    }
