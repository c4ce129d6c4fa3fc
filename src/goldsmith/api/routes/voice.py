"""What workers say, and what is said to them: feedback, reports, messages, announcements."""

from __future__ import annotations

from fastapi import APIRouter

from goldsmith.api import voice_schemas as schemas
from goldsmith.api.context import Cursor, Limit, Staff, Use, Worker, next_cursor
from goldsmith.api.schemas import Page

router = APIRouter(tags=["voice"])


@router.get("/assignments/{assignment_id}/feedback", operation_id="given_feedback")
async def given_feedback(assignment_id: int, who: Worker, use: Use) -> schemas.FeedbackGiven:
    """What the caller said about a task of theirs."""
    return schemas.FeedbackGiven(**await use.feedback.given(who, assignment_id))


@router.put("/assignments/{assignment_id}/feedback", operation_id="give_feedback")
async def give_feedback(
    assignment_id: int, body: schemas.FeedbackIn, who: Worker, use: Use
) -> schemas.FeedbackGiven:
    """Rate a task, say something about it, or report it as broken: then it waits for its owner."""
    return schemas.FeedbackGiven(**await use.feedback.give(who, assignment_id, **body.model_dump()))


@router.get("/campaigns/{campaign_id}/voice", operation_id="voice_waiting")
async def voice_waiting(campaign_id: int, who: Staff, use: Use) -> schemas.VoiceWaiting:
    """What waits for an answer."""
    return schemas.VoiceWaiting(**await use.appeals.waiting(who, campaign_id))


@router.get("/campaigns/{campaign_id}/feedback", operation_id="feedback_by_stage")
async def feedback_by_stage(campaign_id: int, who: Staff, use: Use) -> list[schemas.StageFeedback]:
    """Ratings by stage."""
    return [schemas.StageFeedback(**row) for row in await use.feedback.by_stage(who, campaign_id)]


@router.get("/campaigns/{campaign_id}/feedback/texts", operation_id="feedback_texts")
async def feedback_texts(
    campaign_id: int, who: Staff, use: Use, cursor: Cursor, stage_id: int | None = None, limit: Limit = 50
) -> Page[schemas.FeedbackSaid]:
    """Feedback with words, newest first."""
    rows = await use.feedback.said(who, campaign_id, stage_id=stage_id, before=cursor, limit=limit)
    return Page(rows=[schemas.FeedbackSaid(**row) for row in rows], next=next_cursor(rows, limit))


@router.get("/campaigns/{campaign_id}/reports", operation_id="reports")
async def reports(campaign_id: int, who: Staff, use: Use) -> list[schemas.ReportedTask]:
    """Tasks that somebody called broken and nobody answered, held ones first."""
    return [schemas.ReportedTask(**row) for row in await use.feedback.reports(who, campaign_id)]


@router.post("/tasks/{task_id}/report", operation_id="decide_report")
async def decide_report(
    task_id: int, body: schemas.ReportDecisionIn, who: Staff, use: Use
) -> schemas.Answered:
    """Answer those who reported a task, and hand it out again or close it."""
    workers = await use.feedback.decide(who, task_id, body.decision, body.answer)
    return schemas.Answered(workers=workers)


@router.get("/campaigns/{campaign_id}/threads", operation_id="threads")
async def threads(campaign_id: int, who: Staff, use: Use) -> list[schemas.Thread]:
    """The threads of a campaign, unread first."""
    return [schemas.Thread(**row) for row in await use.messages.threads(who, campaign_id)]


@router.get("/campaigns/{campaign_id}/threads/{worker_id}", operation_id="thread")
async def thread(
    campaign_id: int, worker_id: int, who: Staff, use: Use, cursor: Cursor, limit: Limit = 100
) -> Page[schemas.Message]:
    """Messages of a thread, newest first."""
    rows = await use.messages.thread(who, campaign_id, worker_id, before=cursor, limit=limit)
    return Page(rows=[schemas.Message(**row) for row in rows], next=next_cursor(rows, limit))


@router.post("/campaigns/{campaign_id}/threads/{worker_id}", status_code=204, operation_id="send_message")
async def send_message(
    campaign_id: int, worker_id: int, body: schemas.MessageIn, who: Staff, use: Use
) -> None:
    """Write to a worker."""
    await use.messages.send(who, campaign_id, worker_id, body.text)


@router.post("/campaigns/{campaign_id}/threads/{worker_id}/read", status_code=204, operation_id="read_thread")
async def read_thread(campaign_id: int, worker_id: int, who: Staff, use: Use) -> None:
    """Note that the thread was opened."""
    await use.messages.mark_read(who, campaign_id, worker_id)


@router.get("/me/threads", operation_id="my_threads")
async def my_threads(who: Worker, use: Use) -> list[schemas.MyThread]:
    """The caller's campaigns with their threads."""
    return [schemas.MyThread(**row) for row in await use.messages.mine(who)]


@router.get("/me/unread", operation_id="unread")
async def unread(who: Worker, use: Use) -> schemas.Unread:
    """How many messages wait for the caller."""
    return schemas.Unread(messages=await use.messages.unread(who))


@router.get("/me/threads/{campaign_id}", operation_id="my_thread")
async def my_thread(
    campaign_id: int, who: Worker, use: Use, cursor: Cursor, limit: Limit = 100
) -> Page[schemas.Message]:
    """Messages with those who run a campaign, newest first."""
    rows = await use.messages.thread(who, campaign_id, who.account_id, before=cursor, limit=limit)
    return Page(rows=[schemas.Message(**row) for row in rows], next=next_cursor(rows, limit))


@router.post("/me/threads/{campaign_id}", status_code=204, operation_id="write_message")
async def write_message(campaign_id: int, body: schemas.MessageIn, who: Worker, use: Use) -> None:
    """Write to those who run a campaign."""
    await use.messages.send(who, campaign_id, who.account_id, body.text)


@router.post("/me/threads/{campaign_id}/read", status_code=204, operation_id="read_my_thread")
async def read_my_thread(campaign_id: int, who: Worker, use: Use) -> None:
    """Note that the thread was opened."""
    await use.messages.mark_read(who, campaign_id, who.account_id)


@router.get("/campaigns/{campaign_id}/announcements", operation_id="announcements")
async def announcements(campaign_id: int, who: Staff, use: Use) -> list[schemas.Announcement]:
    """What was said to all workers of a campaign."""
    return [schemas.Announcement(**row) for row in await use.messages.announcements(who, campaign_id)]


@router.post("/campaigns/{campaign_id}/announcements", operation_id="announce")
async def announce(
    campaign_id: int, body: schemas.AnnouncementIn, who: Staff, use: Use
) -> list[schemas.Announcement]:
    """Say something to all workers of a campaign."""
    return [schemas.Announcement(**row) for row in await use.messages.announce(who, campaign_id, body.text)]


@router.delete("/announcements/{announcement_id}", status_code=204, operation_id="withdraw_announcement")
async def withdraw_announcement(announcement_id: int, who: Staff, use: Use) -> None:
    """Show an announcement to nobody any more."""
    await use.messages.withdraw(who, announcement_id)


@router.get("/me/announcements", operation_id="my_announcements")
async def my_announcements(who: Worker, use: Use) -> list[schemas.StandingAnnouncement]:
    """What the caller has not put away yet."""
    return [schemas.StandingAnnouncement(**row) for row in await use.messages.standing(who)]


@router.post("/announcements/{announcement_id}/dismiss", status_code=204, operation_id="dismiss_announcement")
async def dismiss_announcement(announcement_id: int, who: Worker, use: Use) -> None:
    """Put an announcement away."""
    await use.messages.dismiss(who, announcement_id)
