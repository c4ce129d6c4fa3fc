"""What goes over the wire about rules, restrictions and a worker's standing."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from goldsmith.api.wire import Model, ShortText, without_nul
from goldsmith.recipes.rule_schema import ActionSpec, ConditionSpec, RuleSpec

Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000), AfterValidator(without_nul)
]


class RuleDefinition(Model):
    """A rule: conditions that must all hold, and one action.

    The models of recipes: a condition compares a collector over a window with a number.
    """

    name: Annotated[ShortText, Field(max_length=120)]
    stages: list[ShortText] = Field(default_factory=list, max_length=40, description="templates; empty: all")
    conditions: list[ConditionSpec] = Field(min_length=1, max_length=4)
    action: ActionSpec


class RuleIn(Model):
    """A new rule."""

    definition: RuleDefinition
    is_on: bool = False


class RuleUpdate(Model):
    """A changed rule, and the version that was changed."""

    version: int = Field(ge=1)
    definition: RuleDefinition


class Switch(Model):
    """Whether a rule is on."""

    is_on: bool


class CheckIn(Model):
    """A rule to look at; nothing is saved."""

    definition: RuleDefinition
    rule_id: int | None = Field(None, description="a rule that it is to take the place of")


class Checked(BaseModel):
    """What a rule says and what is wrong with it."""

    sentence: str
    problems: list[str]


class ReplayIn(Model):
    """A rule to run over history."""

    definition: RuleDefinition
    days: int = Field(30, ge=1, le=365)


class RuleRow(BaseModel):
    """A rule and how often it hit."""

    id: int
    campaign_id: int
    name: str
    definition: RuleSpec
    sentence: str
    is_on: bool
    version: int
    hits: int
    workers: int = Field(description="different workers it hit")
    last_at: datetime | None
    created_at: datetime
    updated_at: datetime


class Pace(BaseModel):
    """What a stage learned about too fast."""

    stage_id: int
    title: str
    floor_ms: int = Field(description="answers in less active time are too fast")
    median_ms: int
    n: int = Field(description="answers it was learned from")
    learned_at: datetime


class RulesView(BaseModel):
    """The rules of a campaign and what they may speak of."""

    rules: list[RuleRow]
    stages: list[str]
    skills: list[str]
    currency: str
    paces: list[Pace]


class EvidenceRow(BaseModel):
    """What one condition saw."""

    collector: str
    number: float
    n: int
    first_at: datetime
    last_at: datetime
    words: str


class ReplayHit(BaseModel):
    """One hit that would have been."""

    worker_id: int
    worker: str
    simulated: bool
    stage: str
    at: datetime
    evidence: list[EvidenceRow]
    stopped_answers: int = Field(description="answers after it that a restriction would have stopped")
    stopped_hours: float
    until: datetime | None
    was_restricted: bool = Field(description="an earlier hit would have kept it from coming about")


class Replay(BaseModel):
    """Whom a rule would have hit."""

    since: datetime
    facts: int
    workers: int = Field(description="workers with facts that the rule reads")
    is_cut: bool = Field(description="there was more history than a replay reads")
    total_hits: int
    hit_workers: int
    stopped_answers: int
    stopped_hours: float
    hits: list[ReplayHit] = Field(description="the first 500")


class RuleEvent(BaseModel):
    """What a rule did to a worker."""

    id: int
    rule_id: int
    rule: str
    rule_version: int
    worker_id: int
    worker: str
    simulated: bool
    stage_id: int
    stage_title: str | None
    fact_at: datetime
    action: ActionSpec
    evidence: list[EvidenceRow]
    effect: dict[str, Any]
    words: str
    restriction_id: int | None
    until: datetime | None
    lifted_at: datetime | None
    at: datetime
    undone_at: datetime | None
    can_undo: bool


class RuleLog(BaseModel):
    """A page of the log."""

    rows: list[RuleEvent]
    next: str | None


class Restriction(BaseModel):
    """A worker who gets no tasks somewhere."""

    id: int
    account_id: int
    worker: str
    simulated: bool
    scope: Literal["everything", "campaign", "stage"]
    campaign_id: int | None
    campaign_title: str | None
    stage_id: int | None
    stage_title: str | None
    until: datetime | None = Field(description="null: for ever")
    reason: str
    created_at: datetime
    by_rule: bool
    lifted_at: datetime | None
    rule_event_id: int | None
    is_standing: bool


class RestrictionIn(Model):
    """Restrict a worker from the campaign, or from one stage of it."""

    account_id: int
    stage_id: int | None = None
    minutes: int | None = Field(None, ge=1, le=525_600, description="null: for ever")
    reason: Reason


class SkillRow(BaseModel):
    """A skill: "82 ± 6 from 41 answers"."""

    key: str
    recipe: str
    skill: str
    level: float = Field(description="what opens stages, 0 to 100")
    mean: float = Field(description="what is known, 0 to 100")
    deviation: float = Field(description="standard deviation of it, in points")
    answers: int = Field(description="answers it is known from")
    updated_at: datetime


class OwnEvent(BaseModel):
    """What a rule did to the caller."""

    id: int
    rule: str
    campaign_id: int
    campaign_title: str
    stage_title: str | None
    words: str
    evidence: list[EvidenceRow]
    restriction_id: int | None
    at: datetime
    undone_at: datetime | None


class StandingView(BaseModel):
    """A worker's own standing."""

    skills: list[SkillRow]
    restrictions: list[Restriction]
    events: list[OwnEvent]
