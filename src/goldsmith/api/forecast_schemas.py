"""What goes over the wire about plans: what is asked, and the presets. A plan itself is the result of its job."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from goldsmith.api.schemas import Job
from goldsmith.api.wire import Model
from goldsmith.app.forecast_runs import Request
from goldsmith.planner.assumptions import Habits


class PlanIn(Model):
    """A campaign to plan: a shipped recipe or a campaign that exists, people, chunks, and what is wanted."""

    recipe: str | None = Field(None, max_length=60, description="key of a shipped recipe")
    campaign_id: int | None = None
    workers: int = Field(ge=1, le=100_000, description="people who join")
    chunks: int = Field(ge=1, le=1_000_000, description="each is marked in every category")
    countries: list[Annotated[str, Field(min_length=2, max_length=2)]] = Field(
        default_factory=list, max_length=250, description="ISO 3166-1 alpha-2; none: all with a price level"
    )
    budget: Decimal | None = Field(None, gt=0, description="in the campaign's currency; none: no limit")
    wanted_f1: float | None = Field(None, gt=0, lt=1)
    policies: list[Annotated[str, Field(max_length=60)]] = Field(
        default_factory=list, max_length=40, description="such as dynamic-3-5@0.90; none: the usual ones"
    )
    prelabel: bool = Field(False, description="the usual policies also with a model's suggestions")
    seeds: int = Field(5, ge=1, le=20)
    seconds: dict[str, Annotated[float, Field(gt=0, le=36_000)]] = Field(
        default_factory=dict, description="stage → seconds of a task; what is missing takes the recipe's"
    )
    hours_a_day: float = Field(1.5, gt=0, le=24)
    arrival_days: float = Field(1.0, ge=0, le=60)
    quizzes: int | None = Field(None, ge=1, description="categories a person learns; none: all")
    goldens: int = Field(0, ge=0, le=10_000, description="at each stage whose recipe mixes them in")
    rules: bool = Field(True, description="play the campaign's rules")

    def request(self) -> Request:
        """As the use case takes it."""
        habits = Habits(hours_a_day=self.hours_a_day, arrival_days=self.arrival_days, quizzes=self.quizzes)
        return Request(
            workers=self.workers,
            chunks=self.chunks,
            countries=tuple(self.countries),
            budget=self.budget,
            wanted_f1=self.wanted_f1,
            policies=tuple(self.policies),
            prelabel=self.prelabel,
            seeds=self.seeds,
            seconds=self.seconds,
            habits=habits,
            goldens=self.goldens,
            rules=self.rules,
        )


class PlanPreset(BaseModel):
    """A campaign that was run, to plan it again."""

    name: str
    recipe: str
    title: str
    source: str
    hours: float = Field(description="person-hours it took, as published")
    days: float = Field(description="as published")
    workers: int
    chunks: int
    countries: list[str]
    seconds: dict[str, float]
    hours_a_day: float
    arrival_days: float
    quizzes: int | None


class PlanEstimate(BaseModel):
    """A mean over the seeds, and between what another run would lie nine times in ten."""

    mean: float
    low: float | None = Field(description="none with a single seed")
    high: float | None


class RuleForecast(BaseModel):
    """What became of a rule under one policy, a run."""

    name: str
    hits: PlanEstimate
    people: PlanEstimate = Field(description="hit at least once")


class PolicyForecast(BaseModel):
    """One policy: what it costs, how long it takes, how good the data gets."""

    name: str
    title: str
    is_fixed: bool
    is_prelabelled: bool
    f1: PlanEstimate | None = Field(description="of finished items, strict marks; none where none finished")
    person_hours: PlanEstimate
    quiz_hours: PlanEstimate
    cost: PlanEstimate = Field(description="task pay and bonuses")
    task_pay: PlanEstimate
    bonus: PlanEstimate
    days: PlanEstimate
    labels: PlanEstimate
    validations: PlanEstimate
    again: PlanEstimate = Field(description="share of items annotated more than once")
    finished: PlanEstimate = Field(description="share of items that left the flow")
    worked: PlanEstimate
    seconds: dict[str, float] = Field(description="stage → mean seconds of an answer")
    ends: list[str] = Field(description="what held up runs that did not finish")
    is_over_budget: bool
    reaches: bool | None = Field(description="the wanted F1, finished and within the budget")
    rules: list[RuleForecast]


class PolicyComparison(BaseModel):
    """A dynamic overlap against a fixed one, seed by seed; shares of what the fixed one takes."""

    dynamic: str
    fixed: str
    f1_difference: PlanEstimate
    hours_saved: PlanEstimate
    validations_saved: PlanEstimate
    cost_saved: PlanEstimate


class RuleCount(BaseModel):
    """What a rule did, a run, on average over all policies."""

    name: str
    sentence: str = Field(description="the rule in words")
    hits: float
    people: float = Field(description="hit at least once")


class PlanAssumption(BaseModel):
    """One thing that is taken for granted."""

    what: str
    value: str


class PlanResult(BaseModel):
    """A plan. All people in it are simulated."""

    recipe: str
    currency: str
    target_hourly: Decimal
    chunks: int
    items: int
    workers: int
    countries: list[str]
    budget: Decimal | None
    wanted_f1: float | None
    is_everywhere: bool = Field(description="no country was named")
    seconds: dict[str, float] = Field(
        description="stage → seconds of a task, where the recipe's were not taken"
    )
    hours_a_day: float
    arrival_days: float
    quizzes: int | None
    goldens: int = 0
    has_rules: bool = Field(False, description="the campaign's rules were played")
    seeds: int
    scale: int = Field(description="by how much the simulated campaign was smaller")
    policies: list[PolicyForecast]
    cheapest: str | None = Field(description="the cheapest policy that reaches the wanted F1")
    comparisons: list[PolicyComparison]
    rules: list[RuleCount]
    findings: list[str]
    assumptions: list[PlanAssumption]


class PlanView(BaseModel):
    """How far a plan is, and the plan once it is there."""

    job: Job
    plan: PlanResult | None
