"""What goes over the wire about goldens."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from goldsmith.api.schemas import LabelModel, SpanModel
from goldsmith.api.wire import Model

GoldenKind = Literal["annotate", "validate", "review", "compare"]
GoldenSource = Literal["quiz", "planted", "promoted", "imported"]


class GoldenStage(BaseModel):
    """The goldens of one stage."""

    id: int
    key: str
    title: str
    kind: GoldenKind
    category: str
    golden_min: int = Field(description="right ones before goldens become rare; 0: none are mixed in")
    active: int
    retired: int
    given: int = Field(description="answers of workers to goldens of this stage")
    runs_out_at: datetime | None = Field(
        description="when the first worker has had them all, at the rate of the last 7 days; null: not in sight"
    )
    runs_out_soon: bool = Field(description="in less than 28 days")
    per_day: float | None = Field(description="goldens a day of the worker who is first")
    left: int | None = Field(description="goldens that this worker has not had")
    measured_workers: int


class GoldenView(BaseModel):
    """The bank by stage."""

    stages: list[GoldenStage]
    can_quiz: bool = Field(description="the recipe has quizzes to make goldens of")
    can_plant: bool = Field(description="the recipe has labels that invented data can be planted for")


class GoldenRow(BaseModel):
    """One golden with its statistics."""

    id: int
    stage_id: int
    stage_title: str
    kind: GoldenKind
    category: str
    source: GoldenSource
    source_item_id: int | None
    truth: dict[str, Any]
    path: str
    first_line: int
    answers: int
    mean_score: float | None
    good_workers: int = Field(description="workers who answered it and do well on the other goldens")
    mean_of_good: float | None
    is_suspicious: bool = Field(description="good workers fail it: look at it again")
    last_at: datetime | None
    created_by: str | None
    created_at: datetime
    retired_at: datetime | None


class GoldenAnswer(BaseModel):
    """What somebody answered to a golden."""

    worker_id: int
    worker_name: str
    worker_simulated: bool
    score: float
    at: datetime
    content: dict[str, Any]


class GoldenDetail(BaseModel):
    """One golden with its text, its truth and its answers, the worst first."""

    id: int
    campaign_id: int
    stage_id: int
    stage_title: str
    kind: GoldenKind
    category: str
    source: GoldenSource
    source_item_id: int | None
    truth: dict[str, Any]
    shown: list[SpanModel] | None = Field(description="validate: the marks to judge")
    path: str
    first_line: int
    text: str
    fields: dict[str, str] = Field(description="texts of a text campaign by field")
    labels: list[LabelModel]
    retired_at: datetime | None
    answers: list[GoldenAnswer]


class GoldensIn(Model):
    """Make goldens of quiz texts, or by planting."""

    how: Literal["quiz", "plant"]
    per_stage: int = Field(10, ge=1, le=200, description="planted chunks a category")
    seed: int | None = Field(
        None, ge=0, lt=1 << 62, description="the same one plants the same; null: new ones"
    )


class PromotionsIn(Model):
    """Make goldens of finished work: of these items, or of the surest of every stage."""

    item_ids: list[int] | None = Field(None, min_length=1, max_length=500)
    per_stage: int = Field(10, ge=1, le=200)


class GoldensMade(BaseModel):
    """What came of it."""

    made: int
    known: int = Field(description="were there already")
    items_without: list[int] = Field(description="named items that nothing could be made of")


class GoldenMinimumIn(Model):
    """How many goldens a worker gets right before they become rare; 0 mixes in none."""

    minimum: int = Field(ge=0, le=50)
