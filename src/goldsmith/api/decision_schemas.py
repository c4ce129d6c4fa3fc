"""What goes over the wire about decisions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, Field

from goldsmith.api.schemas import LabelModel, SpanModel
from goldsmith.api.text_schemas import FormField, HumanKind
from goldsmith.api.wire import LongText, Model

Decision = Literal["accept", "accept_unused", "reject", "rework", "reconsider", "use", "hold", "release"]
QueueState = Literal["waiting", "held", "ACCEPTED", "REJECTED", "unused"]


class QueueRow(BaseModel):
    """Submitted work, and what can be decided about it."""

    id: int
    campaign_id: int
    stage_id: int
    stage_title: str
    kind: HumanKind
    category: str
    worker_id: int
    worker_name: str
    worker_simulated: bool
    item_id: int
    path: str
    first_line: int
    state: Literal["SUBMITTED", "ACCEPTED", "REJECTED"]
    is_held: bool
    price: Decimal
    currency: str
    submitted_at: datetime | None
    due_at: datetime | None = Field(description="when it is accepted by itself, unless held")
    active_ms: int | None
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str
    is_unused: bool = Field(description="paid or not, its answer counts nowhere")
    is_golden: bool
    golden_score: float | None
    answer: dict[str, Any] | None
    can: list[Decision]


class VerdictSeen(BaseModel):
    """What somebody said of an answer."""

    worker_id: int
    worker_name: str
    worker_simulated: bool
    verdict: str
    reason: str
    is_unused: bool
    at: datetime


class Evidence(QueueRow):
    """The same with the text it is about, and what others said of it."""

    text: str
    first_column: int
    labels: list[LabelModel]
    shown: list[SpanModel] | None = Field(description="validate: the marks that were judged")
    fields: dict[str, str]
    form_fields: list[FormField]
    verdicts: list[VerdictSeen]


class DecisionCounts(BaseModel):
    """How many wait."""

    waiting: int
    held: int
    accepted: int
    rejected: int
    unused: int
    waiting_pay: Decimal
    currency: str | None
    review_days: int | None
    next_due_at: datetime | None


class DecisionsIn(Model):
    """Decide about assignments; a rejection needs a reason, which the worker reads."""

    ids: list[int] = Field(min_length=1, max_length=500)
    decision: Decision
    reason: LongText = ""


class Refused(BaseModel):
    """One that stayed as it was."""

    id: int
    why: str


class Decided(BaseModel):
    """What changed."""

    changed: list[int]
    refused: list[Refused]


class AcceptWaitingIn(Model):
    """Accept everything that waits and is not held."""

    stage_id: int | None = None
    worker_id: int | None = None


class AcceptedCount(BaseModel):
    """How many were accepted."""

    accepted: int
