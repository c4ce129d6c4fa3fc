"""What goes over the wire about feedback, messages, announcements and appeals."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

from goldsmith.api.text_schemas import HumanKind
from goldsmith.api.wire import LongText, Model

ReportDecision = Literal["answer", "release", "close"]
AppealKind = Literal["assignment", "restriction", "rule_event"]


class FeedbackIn(Model):
    """What a worker says about a task: a rating, words, or that it is broken."""

    rating: int | None = Field(None, ge=1, le=5)
    text: LongText = ""
    is_broken: bool = Field(False, description="nobody can do this task; it waits for its owner")


class FeedbackGiven(BaseModel):
    """What the caller said about a task, and what was answered."""

    rating: int | None
    text: str
    is_broken: bool
    created_at: datetime | None
    answer: str | None
    answered_at: datetime | None


class StageFeedback(BaseModel):
    """Ratings of a stage."""

    stage_id: int
    title: str
    ratings: list[int] = Field(description="how many gave 1, 2, 3, 4, 5")
    n: int
    mean: float | None
    texts: int
    broken: int


class FeedbackSaid(BaseModel):
    """Feedback with words."""

    id: int
    stage_id: int
    stage_title: str
    task_id: int
    item_id: int
    worker_id: int
    worker: str
    simulated: bool
    rating: int | None
    text: str
    is_broken: bool
    created_at: datetime
    answer: str | None
    answered_at: datetime | None


class Report(BaseModel):
    """Somebody who calls a task broken."""

    worker_id: int
    worker: str
    simulated: bool
    rating: int | None
    text: str
    at: datetime


class ReportedTask(BaseModel):
    """A task with reports that nobody answered."""

    task_id: int
    campaign_id: int
    state: Literal["OPEN", "HELD", "GOLDEN", "COMPLETED", "CANCELLED"]
    live: int = Field(description="workers who are at work on it now")
    item_id: int
    stage_id: int
    stage_title: str
    kind: HumanKind
    path: str
    first_line: int
    is_golden: bool
    golden_id: int | None
    first_at: datetime
    reports: list[Report]
    can: list[ReportDecision]


class ReportDecisionIn(Model):
    """Answer the reports of a task, and hand it out again or close it."""

    decision: ReportDecision
    answer: LongText


class Answered(BaseModel):
    """Who got the answer."""

    workers: list[int]


class MessageIn(Model):
    """A message."""

    text: LongText


class Message(BaseModel):
    """One message of a thread."""

    id: int
    is_from_worker: bool
    author_id: int | None
    author: str | None = Field(description="null: Goldsmith itself, as when a deadline passed")
    about: str
    text: str
    at: datetime
    read_at: datetime | None


class Thread(BaseModel):
    """A thread as those who run the campaign see it."""

    worker_id: int
    worker: str
    simulated: bool
    unread: int
    messages: int
    last_text: str
    last_at: datetime
    last_is_from_worker: bool


class MyThread(BaseModel):
    """A campaign of the caller, with its thread."""

    campaign_id: int
    campaign_title: str
    unread: int
    last_text: str | None
    last_at: datetime | None
    last_is_from_worker: bool | None


class Unread(BaseModel):
    """What waits for the caller."""

    messages: int


class AnnouncementIn(Model):
    """Say something to all workers of a campaign."""

    text: LongText


class Announcement(BaseModel):
    """What was said to all, and how many put it away."""

    id: int
    text: str
    created_at: datetime
    withdrawn_at: datetime | None
    author: str
    dismissed: int
    workers: int


class StandingAnnouncement(BaseModel):
    """What the caller has not put away."""

    id: int
    campaign_id: int
    campaign_title: str
    text: str
    created_at: datetime


class AppealIn(Model):
    """Object to a decision."""

    kind: AppealKind
    subject_id: int
    text: LongText


class AppealEvidence(BaseModel):
    """One line of what a rule found."""

    words: str


class AppealSubject(BaseModel):
    """What an appeal is about, as it was decided."""

    title: str
    reason: str
    by: str
    by_id: int | None = None
    at: datetime | None
    price: Decimal | None = None
    item_id: int | None = None
    path: str = ""
    first_line: int = 0
    active_ms: int | None = None
    scope: str | None = None
    until: datetime | None = None
    evidence: list[AppealEvidence]


class Appealable(BaseModel):
    """What the caller would appeal."""

    kind: AppealKind
    subject_id: int
    subject: AppealSubject
    days: int = Field(description="so many days there are to answer")
    why_not: str | None = Field(description="why there is nothing to appeal")
    has_appeal: bool


class Appeal(BaseModel):
    """An appeal. One that nobody answers before its deadline is upheld."""

    id: int
    campaign_id: int | None
    campaign_title: str | None
    worker_id: int
    worker: str
    simulated: bool
    kind: AppealKind
    subject_id: int
    subject: AppealSubject
    currency: str | None
    text: str
    state: Literal["OPEN", "UPHELD", "DISMISSED", "WITHDRAWN"]
    is_open: bool
    is_overdue: bool = Field(False, description="its deadline passed, and the budget cannot pay it yet")
    created_at: datetime
    deadline: datetime
    answer: str
    decided_by: str | None
    by_deadline: bool
    decided_at: datetime | None


class AppealQueue(BaseModel):
    """Open appeals by deadline, then decided ones."""

    days: int
    appeals: list[Appeal]


class AppealDecisionIn(Model):
    """Answer an appeal; a dismissal needs a reason."""

    decision: Literal["uphold", "dismiss"]
    answer: LongText = ""


class AppealDaysIn(Model):
    """How many days there are to answer."""

    days: int = Field(ge=1, le=60)


class VoiceWaiting(BaseModel):
    """What waits for the owner of a campaign."""

    reports: int
    messages: int
    appeals: int
    next_deadline: datetime | None


class CountryPayRow(BaseModel):
    """Hourly pay of the people of a country."""

    country: str | None
    name: str | None
    workers: int
    under: int = Field(description="of them under the campaign's hourly target")
    answers: int
    hours: float = Field(description="measured active time, each task capped")
    earned: Decimal
    pending: Decimal
    hourly: Decimal | None
    median_hourly: Decimal | None = Field(description="the median of its people")
    price_level_ratio: Decimal | None
    worth_usd: Decimal | None = Field(description="what an hour's pay buys in US prices")


class CountryPayTable(BaseModel):
    """Hourly pay by country, the lowest worth first."""

    currency: str
    target_hourly: Decimal
    countries: list[CountryPayRow]
