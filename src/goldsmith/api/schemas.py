"""What goes over the wire. The web client's types are generated from these.

Offsets are Unicode code points of the text they come with. Money is a decimal string with its currency
beside it. Times are RFC 3339 in UTC.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from goldsmith.api.consent_schemas import ConsentText
from goldsmith.api.signal_schemas import SignalsIn
from goldsmith.api.text_schemas import (
    AuthoredIn,
    Brief,
    FormField,
    HumanKind,
    PreferenceIn,
    ReviewIn,
    TextWork,
)
from goldsmith.api.wire import LongText, Model, PlainText, ShortText
from goldsmith.domain.stage import StageKind
from goldsmith.domain.workflow import (
    AssignmentState,
    AttemptState,
    CampaignEvent,
    CampaignState,
    ItemState,
    JobEvent,
    JobState,
    StageEvent,
    StageState,
)

T = TypeVar("T")
Role = Literal["owner", "requester", "worker"]


class Problem(BaseModel):
    """An error (RFC 9457, application/problem+json)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str | None = None
    context: dict[str, Any] = {}


class Page(BaseModel, Generic[T]):
    """A page of a list; `next` is the cursor of the following page, or null at the end."""

    rows: list[T]
    next: str | None = None


class SpanModel(Model):
    """A labelled interval [start, end) in code points."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    label: str = Field(max_length=50)


# ── people ────────────────────────────────────────────────────────────────────────────────────────


class LinkIn(Model):
    """A one-time login link's token."""

    token: str = Field(min_length=10, max_length=200)


class JoinIn(Model):
    """Join a campaign by an invite."""

    invite: str = Field(min_length=10, max_length=200)
    name: ShortText
    country: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")
    consent: bool = Field(description="the worker accepts the consent text of the campaign")
    consent_version: int | None = Field(
        None, ge=1, description="the version they saw; default: the current one"
    )


class Me(BaseModel):
    """Who is asking. `csrf_token` goes into the header X-CSRF-Token of every unsafe request."""

    id: int
    role: Role
    name: str
    country: str | None
    simulated: bool
    csrf_token: str | None


class InvitePreview(BaseModel):
    """What a person sees before joining."""

    campaign_title: str
    campaign_description: str
    consent: ConsentText
    simulated: bool


class InviteIn(Model):
    """A link by which workers join."""

    note: PlainText = Field("", max_length=200)
    max_uses: int = Field(100, ge=1, le=100_000)
    days: int = Field(14, ge=1, le=365)
    simulated: bool = Field(False, description="who joins by it is marked as a simulated worker, everywhere")


class InviteCreated(BaseModel):
    """The code is shown once; only its digest is kept."""

    id: int
    code: str
    path: str
    expires_at: datetime


class Invite(BaseModel):
    """An invite, without its code."""

    id: int
    note: str
    simulated: bool
    max_uses: int
    uses: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class TokenIn(Model):
    """An API token for a program."""

    label: ShortText
    days: int = Field(90, ge=1, le=366)


class TokenCreated(BaseModel):
    """The token is shown once."""

    id: int
    token: str
    expires_at: datetime


class Token(BaseModel):
    """An API token, without its secret."""

    id: int
    label: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


# ── campaigns ─────────────────────────────────────────────────────────────────────────────────────


class RecipeSummary(BaseModel):
    """A recipe that ships with Goldsmith."""

    key: str
    title: str
    description: str
    version: int
    categories: list[str]
    stages: list[str]
    can_prelabel: bool = Field(description="a detector knows labels of it, so it can suggest marks")


class PrelabelIn(Model):
    """Let a detector suggest marks. What is not given is as in the recipe, else as by default."""

    model: str = Field(
        "default",
        min_length=1,
        max_length=4096,
        description="default, rules (no model), or a path on the server's disk",
    )
    uncertain_first: bool = True
    control_share: float = Field(0.1, ge=0, le=1, description="share of items whose suggestion nobody sees")
    confident_at: float = Field(0.98, gt=0.5, lt=1)
    confident_overlap: int | None = Field(
        None, ge=1, le=20, description="validations at first where a person and a confident model agree"
    )


class CampaignIn(Model):
    """Create a campaign from a shipped recipe, or from the text of one (without quiz files)."""

    recipe: str | None = Field(None, max_length=100)
    recipe_yaml: str | None = Field(None, max_length=500_000)
    title: ShortText | None = None
    simulated: bool = False
    prelabel: PrelabelIn | None = Field(None, description="null: as the recipe says")


class Campaign(BaseModel):
    """A running recipe."""

    id: int
    title: str
    recipe_key: str
    state: CampaignState
    simulated: bool
    created_at: datetime
    documents: int
    items: int
    items_finished: int
    workers: int
    events: list[CampaignEvent] = Field(description="what can happen to it now")


class CampaignEventIn(Model):
    """A step of the campaign's workflow."""

    event: CampaignEvent


class StageEventIn(Model):
    """A step of a stage's workflow."""

    event: StageEvent


class LabelModel(BaseModel):
    """A label a worker may use."""

    key: str
    title: str
    description: str


class StageSummary(BaseModel):
    """A stage as its owner sees it."""

    id: int
    key: str
    template: str
    kind: StageKind
    category: str
    title: str
    position: int
    state: StageState
    skill_key: str | None
    skill_min: float
    overlap_min: int
    overlap_max: int
    min_confidence: float
    price: Decimal
    currency: str
    hourly: Decimal = Field(description="price at the expected time, per hour")
    hourly_measured: Decimal | None = Field(
        description="price at the median of measured active time, per hour; null before there is one"
    )
    expected_s: int
    lease_s: int
    open_tasks: int
    live: int
    answers: int
    median_active_s: float | None
    events: list[StageEvent]


class ImportIn(Model):
    """Point at code on the server's disk, below one of the folders it was started with."""

    path: str = Field(min_length=1, max_length=4096)
    declared_licence: str | None = Field(
        None, max_length=100, description="SPDX id, where the source states none"
    )


class Job(BaseModel):
    """Machine work with its progress."""

    id: int
    campaign_id: int | None
    kind: str
    about: str = Field(description="what it works on: a source, or the content and format of an export")
    state: JobState
    done: int
    total: int | None
    message: str
    result: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    events: list[JobEvent]


class JobEventIn(Model):
    """Cancel or retry."""

    event: Literal["cancel", "retry"]


class ExportIn(Model):
    """What to write: `dataset` is one row a file, aggregated; `answers` is one row an answer, raw."""

    content: Literal["dataset", "answers"] = "dataset"
    format: Literal["jsonl", "parquet"] = "jsonl"


class Document(BaseModel):
    """A source file that passed the gate."""

    id: int
    repository: str
    path: str
    language: str
    licences: list[str]
    licence_source: str
    encoding: str
    newline: str
    notes: list[str]
    size_bytes: int
    chars: int
    chunks: int


class Refusal(BaseModel):
    """A source file that did not pass, and why."""

    id: int
    path: str
    reason: str
    detail: str


class FunnelCell(BaseModel):
    """How many items stand at one stage in one state."""

    stage_id: int | None
    stage_key: str | None
    template: str | None
    category: str
    state: ItemState
    items: int


class ThroughputPoint(BaseModel):
    """Answers in one interval."""

    at: datetime
    template: str
    answers: int


class Throughput(BaseModel):
    """Answers over time."""

    interval_s: int
    points: list[ThroughputPoint]


class PrelabelArm(BaseModel):
    """Answers to items with a suggestion: those who saw it, or the control, who did not.

    Marks are counted against the suggestion whether it was seen or not: `accepted` are the suggested marks that the
    answer has exactly.
    """

    answers: int
    suggested: int
    accepted: int
    edited: int
    deleted: int
    added: int
    unchanged: int = Field(description="answers that are exactly the suggestion, be it nothing")
    agreement: float | None = Field(description="accepted of suggested; null where nothing was suggested")
    agreement_low: float | None = Field(description="its 95 % interval (Wilson)")
    agreement_high: float | None
    judged: int
    correct: int = Field(description="of the judged: found correct by validators, who see no suggestion")
    median_active_s: float | None


class PrelabelRow(BaseModel):
    """What became of a model's suggestions in one category."""

    category: str
    model: str
    items: int = Field(description="items the model looked at")
    confident: int = Field(description="of these, where every candidate was as good as decided")
    mean_uncertainty: float = Field(description="mean of the largest binary entropy of a candidate, bits")
    shown: PrelabelArm
    control: PrelabelArm


class KnownSkill(BaseModel):
    """What is known of a skill: "82 ± 6 from 41 answers"."""

    mean: float = Field(description="0 to 100")
    deviation: float = Field(description="standard deviation of the mean, in points")
    answers: int


class WorkerRow(BaseModel):
    """A worker as the owner sees them."""

    id: int
    name: str
    country: str | None
    simulated: bool
    joined_at: datetime
    is_restricted: bool
    answers: int
    skips: int
    active_hours: float
    earned: Decimal = Field(description="by the ledger: task pay, bonuses, corrections, final shares")
    pending: Decimal = Field(description="submitted, not yet accepted")
    judged: int
    accepted: int
    skills: dict[str, float] = Field(description="levels, which open stages")
    known_skills: dict[str, KnownSkill] = Field(description="the same skills, as far as they are known")
    last_at: datetime | None


class SkillIn(Model):
    """Grant or change a skill by hand, for example `expert`."""

    account_id: int
    skill: str = Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")
    level: float = Field(ge=0, le=100)


class ItemSummary(BaseModel):
    """An item in a list."""

    id: int
    category: str
    state: ItemState
    stage_id: int | None
    stage_title: str | None
    round: int
    confidence: float | None
    path: str
    language: str
    first_line: int
    marks: int | None
    updated_at: datetime


class ItemEvent(BaseModel):
    """One line of an item's history."""

    id: int
    kind: str
    stage_title: str | None
    actor_id: int | None
    actor_name: str | None
    actor_simulated: bool
    data: dict[str, Any]
    at: datetime


class ItemAnswer(BaseModel):
    """An answer given to an item."""

    id: int
    kind: StageKind
    worker_id: int
    worker_name: str
    worker_simulated: bool
    content: dict[str, Any]
    quality: float
    late: bool
    round: int
    state: AssignmentState
    active_ms: int | None
    created_at: datetime
    form_fields: list[FormField] = Field(description="review and compare: the form the values belong to")


class SuggestedMark(BaseModel):
    """A mark that a model suggests; offsets as in a span."""

    start: int
    end: int
    label: str
    confidence: float


class ItemPrelabel(BaseModel):
    """What a model suggested for an item."""

    model: str
    fingerprint: str
    spans: list[SuggestedMark]
    uncertainty: float = Field(description="largest binary entropy of a candidate, bits")
    confident: bool
    shown: bool = Field(description="false: the control, whose annotators did not see it")


class ItemDetail(ItemSummary):
    """An item with its text, answers and history."""

    campaign_id: int
    labels: list[LabelModel]
    text: str
    first_column: int
    start_char: int
    repository: str
    licences: list[str]
    answer_id: int | None
    prelabel: ItemPrelabel | None
    answers: list[ItemAnswer]
    events: list[ItemEvent]
    brief: Brief | None = Field(description="where the item is a text; null where it is a chunk")
    fields: dict[str, str] = Field(description="what was written, by field key")
    field_titles: dict[str, str]
    parent_id: int | None = Field(description="of a pair: the data point it compares")
    children: list[int] = Field(description="of a data point: its pairs")


# ── work ──────────────────────────────────────────────────────────────────────────────────────────


class WorkStage(BaseModel):
    """A stage as a worker sees it: what it pays, what it wants, and how to get there."""

    id: int
    campaign_id: int
    campaign_title: str
    simulated: bool
    kind: HumanKind
    category: str
    category_title: str
    title: str
    state: StageState
    price: Decimal
    currency: str
    expected_s: int
    hourly: Decimal = Field(description="price at the expected time, per hour")
    lease_s: int
    open_tasks: int
    skill_key: str | None
    skill_min: float
    skill_level: float | None
    known_skill: KnownSkill | None = Field(description="the same skill, as far as it is known")
    has_quiz: bool
    may_work: bool
    answers: int
    labels: list[LabelModel]
    instructions: str
    form: list[FormField] = Field(
        description="author: the texts to write; review: the form; compare: criteria"
    )
    checklist: list[str] = Field(description="author: what to look at before submitting")


class QuizExample(BaseModel):
    """A text with its marks and why they are there."""

    language: str
    text: str
    spans: list[SpanModel]
    note: str


class QuizText(BaseModel):
    """A text without its marks."""

    number: int
    language: str
    text: str


class AttemptSummary(BaseModel):
    """A finished or running attempt."""

    id: int
    state: AttemptState
    score: float | None
    started_at: datetime
    finished_at: datetime | None


class QuizView(BaseModel):
    """A quiz as a worker sees it: never with the answers of training or exam."""

    campaign_id: int
    category: str
    title: str
    instructions: str
    labels: list[LabelModel]
    examples: list[QuizExample]
    training: list[QuizText]
    exam_tasks: int
    pass_mark: float
    attempts: list[AttemptSummary]
    attempts_left: int
    retry_at: datetime | None = Field(
        description="when the next attempt may start; null: now, or never again"
    )
    passed: bool


class MarksIn(Model):
    """Marks on a quiz text."""

    spans: list[SpanModel] = Field(max_length=500)


class TrainingResult(BaseModel):
    """Whether the marks are right, and in words what to look at."""

    right: bool
    facts: list[str]
    hint: str | None


class Attempt(BaseModel):
    """An exam to take."""

    id: int
    category: str
    tasks: list[QuizText]
    started_at: datetime


class ExamIn(Model):
    """All answers of an exam, in the order of its tasks."""

    answers: list[MarksIn] = Field(max_length=50)


class ExamTaskResult(BaseModel):
    """How one exam task went, in words that do not give the answer away."""

    number: int
    score: float
    words: str


class ExamResult(BaseModel):
    """The result of an exam."""

    state: AttemptState
    score: float
    pass_mark: float
    words: str
    tasks: list[ExamTaskResult]
    retry_at: datetime | None
    attempts_left: int


class ClaimIn(Model):
    """Ask for a task. `after` names the assignment at hand: the answer is the next one (prefetch)."""

    after: int | None = None


class DraftModel(BaseModel):
    """A saved draft."""

    content: dict[str, Any]
    revision: int
    saved_at: datetime


class Subject(BaseModel):
    """The annotation a validator judges."""

    spans: list[SpanModel]


class TaskPrelabel(BaseModel):
    """What a model suggests for a task; never an answer by itself."""

    model: str
    spans: list[SuggestedMark]


class Assignment(BaseModel):
    """A claimed task with all that its page shows."""

    id: int
    stage_id: int
    item_id: int
    category: str
    round: int
    text: str
    path: str
    repository: str
    language: str
    chunk: int = Field(description="index of the chunk in its file, from 0")
    chunks: int
    start_char: int = Field(description="offset of the text in its file, in code points")
    first_line: int
    first_column: int
    claimed_at: datetime
    leased_until: datetime
    price: Decimal
    subject: Subject | None
    prelabel: TaskPrelabel | None = Field(
        description="annotate, first round: null where no model looked, or where its suggestion is held back"
    )
    draft: DraftModel | None
    work: TextWork | None = Field(description="author, review and compare; null where a chunk is marked")


class Claim(BaseModel):
    """A task, or the reason why there is none."""

    assignment: Assignment | None
    reason: str | None = Field(
        description="null with a task; else no_tasks, stage_not_open, campaign_not_running, skill_missing, "
        "daily_limit, restricted or not_a_member"
    )
    message: str | None


class DraftIn(Model):
    """Save a draft over the revision it was based on (0: none yet)."""

    content: dict[str, Any]
    based_on: int = Field(ge=0)


class DraftSaved(BaseModel):
    """`saved` false: another revision is there; it comes back in `current` and nothing was overwritten."""

    saved: bool
    current: DraftModel


class Renewed(BaseModel):
    """The lease after renewal."""

    leased_until: datetime


class AnnotationIn(Model):
    """The marks of a chunk; an empty list says: nothing here."""

    spans: list[SpanModel] = Field(max_length=2_000)


class VerdictIn(Model):
    """A judgement of an annotation; `incorrect` wants a reason."""

    verdict: Literal["correct", "incorrect"]
    reason: LongText = ""


class SubmitIn(Model):
    """An answer. Exactly one of the five, as the stage asks."""

    annotation: AnnotationIn | None = None
    verdict: VerdictIn | None = None
    authored: AuthoredIn | None = None
    review: ReviewIn | None = None
    preference: PreferenceIn | None = None
    active_ms: int = Field(
        ge=0, le=86_400_000, description="measured active time; idle beyond 60 s does not count"
    )
    signals: SignalsIn | None = None


class Submitted(BaseModel):
    """What became of an answer. `late`: the lease was lost and the task taken; the answer is kept as late."""

    answer_id: int
    status: Literal["counted", "late"]
    message: str


class HistoryRow(BaseModel):
    """One of the worker's own assignments."""

    id: int
    state: AssignmentState
    price: Decimal
    currency: str
    claimed_at: datetime
    submitted_at: datetime | None
    active_ms: int | None
    stage_id: int
    stage_title: str
    kind: HumanKind
    category: str
    campaign_id: int
    campaign_title: str
    path: str
    first_line: int
    answer: dict[str, Any] | None
    late: bool | None
    decided_at: datetime | None
    decision_reason: str = Field(description="why it was rejected, or what its owner says of it")
    is_unused: bool = Field(description="paid, but its answer is not used")


class Health(BaseModel):
    """Whether the server and its database answer."""

    status: Literal["ok", "degraded"]
    version: str
    database: bool
