"""What goes over the wire about a dataset of texts: target, forecast, duplicates, gate, deliveries, models."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, Field

from goldsmith.api.wire import LongText, Model, ShortText


class TargetCell(BaseModel):
    """One cell of the target, such as Scala × bug fixing × hard."""

    cell: list[str] = Field(description="titles, one an axis")
    target: int
    accepted: int
    in_work: int
    waiting: int = Field(description="problems that nobody has begun")
    deficit: int = Field(description="target less accepted and in work, at least 0")
    words: str = Field(description="what is to go, for a person; empty where nothing is")


class TargetView(BaseModel):
    """The target beside what there is."""

    axes: list[str]
    cells: list[TargetCell]
    target: int
    accepted: int
    distance: float | None = Field(description="total variation distance between shares, in [0, 1]")


class StageLoad(BaseModel):
    """What waits at a stage and how fast it goes."""

    stage_id: int
    title: str
    is_machine: bool
    waiting: int
    in_work: int
    done_7_days: int


class ExpertCapacity(BaseModel):
    """What one expert gets done."""

    worker_id: int
    worker_name: str
    simulated: bool
    track: str
    answers: int
    active_hours: float
    answers_per_hour: float | None


class Planning(BaseModel):
    """How fast pairs come, and when the target will be met."""

    pairs_now: int
    pairs_due: int
    pairs_per_month: float | None
    finish_at: datetime | None
    finish_low: datetime | None = Field(description="80 % interval")
    finish_high: datetime | None
    why_no_forecast: str
    first_pass_rate: float | None = Field(description="accepted without any rejection / accepted")
    rewrite_rounds: float | None = Field(description="mean rejections of an accepted pair")
    minutes_per_pair: float | None = Field(description="people's active minutes for an accepted pair")
    review_agreement: float | None = Field(description="share of second reviews that agree with the first")
    review_agreement_n: int
    stages: list[StageLoad]
    experts: list[ExpertCapacity]
    cells: list[str] = Field(description="cells to go in words, the largest deficit first")


class DuplicateSide(BaseModel):
    """One of two prompts that look alike."""

    item_id: int
    text: str
    cell: list[str]


class DuplicatePair(BaseModel):
    """Two prompts that look alike, and what a person said about it."""

    id: int
    kind: Literal["verbatim", "meaning"]
    score: float
    why: str
    decision: Literal["open", "duplicate", "different"]
    decided_by: str | None
    first: DuplicateSide = Field(description="the earlier one, which is kept")
    second: DuplicateSide


class DuplicateDecisionIn(Model):
    """Confirm or dismiss a pair; open takes a decision back."""

    decision: Literal["open", "duplicate", "different"]


class BenchmarkView(BaseModel):
    """A benchmark that texts are compared with, by hashes."""

    name: str
    entries: int
    is_shipped: bool


class CriterionView(BaseModel):
    """One criterion of the gate."""

    measure: str
    words: str = Field(description="what is measured")
    limit: str = Field(description="what is asked, such as at least 90 %")
    measured: str = Field(description="what was measured, the worst of its scopes; or why there is no number")
    holds: bool


class ShortfallView(BaseModel):
    """One place where a criterion does not hold."""

    measure: str
    scope: str
    words: str
    item_ids: list[int] = Field(description="items behind it, at most 100")


class OverrideModel(Model):
    """Somebody answers for a criterion that does not hold; printed on the card."""

    measure: ShortText
    reason: ShortText


class GateView(BaseModel):
    """The last look at the gate."""

    at: datetime
    is_passed: bool
    items: int
    criteria: list[CriterionView]
    shortfalls: list[ShortfallView]
    is_stale: bool = Field(description="items were finished since")


class DeliveryIn(Model):
    """Deliver the dataset; overrides name the criteria that somebody answers for."""

    version: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,40}$")
    overrides: list[OverrideModel] = Field(default_factory=list, max_length=50)


class Delivery(BaseModel):
    """A frozen version of the dataset."""

    id: int
    version: str
    rows: int
    is_clean: bool = Field(description="every criterion held without an override")
    overrides: list[dict[str, Any]]
    created_by: str
    created_at: datetime
    files: list[str]


class ModelRole(BaseModel):
    """Who plays a role."""

    role: str
    name: str
    base_url: str
    model: str
    is_embedded: bool
    is_weak: bool
    calls: int
    failures: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal
    last_error: LongText


class ClassifierView(BaseModel):
    """The embedded classifier of one dimension."""

    dimension: str
    version: str
    examples: int
    accuracy: float | None
    low: float | None
    high: float | None
    chance: float | None
    trained_at: datetime
    words: str
