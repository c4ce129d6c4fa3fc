"""The quality page on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from goldsmith.domain.stage import StageKind


class Measured(BaseModel):
    """A number with its 95 % interval; null where it is undefined."""

    value: float | None
    low: float | None
    high: float | None
    n_units: int = Field(description="tasks it rests on")


class JudgementRow(BaseModel):
    """How validators of one category judge."""

    category: str
    judged: int
    mean_validations: float
    unanimous: float = Field(description="share of judged annotations on which all verdicts were the same")
    alpha: float | None = Field(description="Krippendorff's alpha, nominal; null where undefined")
    alpha_low: float | None
    alpha_high: float | None
    first_pass: float = Field(description="share of first annotations found correct")


class AgreementRow(Measured):
    """One measure of agreement at one stage, or over all stages of a kind (no stage)."""

    stage_id: int | None
    stage_title: str | None
    kind: StageKind
    category: str
    measure: Literal["alpha", "same", "span_f1", "token_f1", "gamma"]
    n_workers: int


class WorkerName(BaseModel):
    """Who."""

    id: int
    name: str
    simulated: bool


class PairRow(Measured):
    """How two workers agree on the tasks that both answered: F1 of characters for marks, the share of equal choices."""

    kind: StageKind
    first: WorkerName
    second: WorkerName


class DriftPoint(Measured):
    """Agreement of the tasks finished in one window."""

    at: datetime


class Movement(BaseModel):
    """Whether agreement moved: a cumulative-sum test over finished tasks in order of time."""

    p_value: float
    at: datetime = Field(description="where it most likely moved")
    before: float
    after: float
    change_low: float
    change_high: float
    n_units: int


class Drift(BaseModel):
    """Agreement over time; category "" stands for all."""

    kind: StageKind
    category: str
    window: Literal["day", "week"]
    points: list[DriftPoint]
    movement: Movement | None


class ConfusionTable(BaseModel):
    """Counts of what is taken for what; the name "" is no mark. Of marks the table is symmetric."""

    kind: StageKind
    category: str
    rows: list[str]
    columns: list[str]
    counts: list[list[int]]


class ReadStage(BaseModel):
    """How many finished tasks of a stage the numbers rest on."""

    stage_id: int
    finished: int
    read: int
    answered_twice: int
    answers: int


class QualityView(BaseModel):
    """All numbers of the quality page."""

    computed_at: datetime
    per_stage: int = Field(description="finished tasks read of each stage, at most")
    least_in_common: int = Field(description="tasks that two workers need in common to be listed")
    stages: list[ReadStage]
    judgements: list[JudgementRow]
    agreement: list[AgreementRow]
    pairs: list[PairRow]
    drift: list[Drift]
    confusion: list[ConfusionTable]
