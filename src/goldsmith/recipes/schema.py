"""The shape of a recipe: what a YAML file may say, with defaults and limits.

`loader.load_recipe` reads a file into these models and names the line of every problem.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from goldsmith.domain.forms import TEXT_FIELDS, FieldKind
from goldsmith.domain.span import Span
from goldsmith.domain.stage import MACHINE_KINDS, OUTCOMES, TEXT_KINDS, End, Outcome, StageKind
from goldsmith.recipes.rule_schema import RuleSpec

#: A worker chooses between at most so many labels in one task (taxonomy of code-pii).
MAX_LABELS = 4

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
LabelKey = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,40}$")]


class _Strict(BaseModel):
    """Unknown keys are mistakes, not decoration."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ingest(_Strict):
    """How sources become chunks."""

    chunk_lines: int = Field(50, ge=1, le=1000)
    chunk_chars: int = Field(10_000, ge=200, le=100_000)
    max_file_bytes: int = Field(5_000_000, ge=1, le=200_000_000)
    licences: Literal["permissive", "any"] | list[str] = "permissive"


class Consent(_Strict):
    """What a worker is told before the first task."""

    title: str
    text: str


class Prelabel(_Strict):
    """What a detector suggests before people mark, and how far it is trusted."""

    model: str = Field(
        "default",
        min_length=1,
        description="default, rules, or the path of a file that `goldsmith pii train` wrote",
    )
    uncertain_first: bool = Field(True, description="hand out what the model is least sure of first")
    control_share: float = Field(
        0.1, ge=0, le=1, description="share of items whose suggestion nobody sees, to compare with"
    )
    confident_at: float = Field(
        0.98, gt=0.5, lt=1, description="an item is confident where every candidate is at least so sure"
    )
    confident_overlap: int | None = Field(
        None,
        ge=1,
        le=20,
        description="validations at first where a person marked exactly what a confident model suggested",
    )


class Pay(_Strict):
    """What work is worth: the price of a task is the hourly target times its expected time."""

    currency: str = Field("USD", pattern=r"^[A-Z]{3}$")
    target_hourly: Decimal = Field(Decimal("16.50"), ge=0)
    review_days: int = Field(
        7, ge=0, le=365, description="days after which a submitted answer is accepted and paid by itself"
    )


class QuizRules(_Strict):
    """How quizzes are given."""

    exam_tasks: int = Field(6, ge=1, le=50)
    pass_mark: float = Field(65, ge=0, le=100)
    retry_after_minutes: int = Field(60, ge=0)
    max_attempts: int = Field(3, ge=1)


class Label(_Strict):
    """One label of a category."""

    key: LabelKey
    title: str
    description: str = ""


class QuizTask(_Strict):
    """A text whose marks are known.

    `text` is plain; `spans` are the marks in code points. Never sent to a browser before it answered.
    """

    language: str = "text"
    text: str
    spans: tuple[Span, ...] = ()
    note: str = ""


class Quiz(_Strict):
    """Instructions, examples, training and exam of one category."""

    title: str
    instructions: str
    examples: tuple[QuizTask, ...] = ()
    training: tuple[QuizTask, ...] = ()
    exam: tuple[QuizTask, ...]


class Track(_Strict):
    """What stages are built for, one set each, with a skill of its own: a language, a specialty."""

    key: Key
    title: str
    quiz: str | None = None
    matches: list[str] = Field(
        default_factory=list, description="what documentation calls it; default: the title"
    )


class Category(Track):
    """A track in which chunks are marked: one thing that is asked about."""

    labels: list[Label] = Field(min_length=1, max_length=MAX_LABELS)

    @model_validator(mode="after")
    def _labels_differ(self) -> Category:
        keys = [label.key for label in self.labels]
        if len(set(keys)) < len(keys):
            raise ValueError("two labels have the same key")
        return self


class Overlap(_Strict):
    """How many answers a task gets; dynamic where max > min."""

    min: int = Field(1, ge=1, le=20)
    max: int = Field(1, ge=1, le=20)
    confidence: float = Field(0.9, gt=0.5, lt=1.0)

    @model_validator(mode="after")
    def _ordered(self) -> Overlap:
        if self.max < self.min:
            raise ValueError(f"max ({self.max}) is less than min ({self.min})")
        return self


class Option(_Strict):
    """One answer of a choice."""

    key: Key
    title: str


class RequiredIf(_Strict):
    """A field is required where another one has one of these values."""

    field: Key
    equals: list[bool | int | str] = Field(min_length=1)


class FormField(_Strict):
    """One question of a form."""

    key: Key
    kind: FieldKind
    title: str
    help: str = ""
    required: bool = True
    required_if: RequiredIf | None = None
    options: list[Option] = Field(default_factory=list)
    min: int = 1
    max: int = 5
    min_title: str = ""
    max_title: str = ""
    min_chars: int = Field(0, ge=0)
    max_chars: int = Field(20_000, ge=1, le=100_000)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> FormField:
        if self.kind in (FieldKind.CHOICE, FieldKind.CHOICES) and len(self.options) < 2:
            raise ValueError(f"{self.key}: a choice needs two options or more")
        if self.kind is FieldKind.SCALE and not self.min < self.max:
            raise ValueError(f"{self.key}: a scale runs from min to a greater max")
        return self


class Check(_Strict):
    """One thing a machine looks at.

    label: is the text of the stated value of `dimension`? duplicate: is there one like it already?
    contamination: is it in a benchmark? secrets: does it hold a secret or personal data? suggestion: is it
    too close to a model's example?
    """

    kind: Literal["label", "duplicate", "contamination", "secrets", "suggestion"]
    dimension: Key | None = None
    rejects: bool = Field(False, description="a finding fails the item by itself; else it is evidence")
    at_least: float = Field(0.9, ge=0, le=1, description="how sure it must be to reject")

    @model_validator(mode="after")
    def _knows_its_dimension(self) -> Check:
        if (self.kind == "label") != (self.dimension is not None):
            raise ValueError("a check of kind label names its dimension, the others have none")
        return self


class Stage(_Strict):
    """A step of the flow, built once per track."""

    kind: StageKind
    title: str
    instructions: str = ""
    overlap: Overlap = Overlap(min=1, max=1)
    skill: Key | None = Field(None, description="a skill of its own; default: the skill of the track")
    skill_at_least: float = Field(0, ge=0, le=100)
    expected_seconds: int = Field(60, ge=1, le=36_000)
    price: Decimal | None = Field(None, ge=0, description="default: target_hourly x expected_seconds")
    lease_minutes: int = Field(15, ge=1, le=10_080)
    daily_limit: int | None = Field(None, ge=1)
    goldens: int = Field(
        0,
        ge=0,
        le=50,
        description="tasks with a known answer that a worker gets right before they become rare; 0: none are mixed in",
    )
    max_rounds: int = Field(
        3, ge=1, le=20, description="author: tries of one author; validate: rounds of marks at all"
    )
    max_authors: int = Field(1, ge=1, le=10, description="author: how many authors may try")
    reserve_hours: float = Field(0, ge=0, le=720, description="author: how long rework is kept for them")
    second_review: float = Field(0, ge=0, le=1, description="review: share that gets one review more")
    share: float = Field(
        1, gt=0, le=1, description="share of items that come here; the rest goes where done leads"
    )
    excludes: list[Key] | None = Field(
        None, description="stages whose answerers may not work here on the same item; default: all"
    )
    form: list[FormField] = Field(default_factory=list)
    checklist: list[str] = Field(default_factory=list)
    shows: list[Key] = Field(default_factory=list, description="fields to show as finished texts")
    about: Key | None = Field(None, description="check, run: the field that is looked at")
    tests: Key | None = Field(None, description="run: the field with the tests")
    checks: list[Check] = Field(default_factory=list)
    pairs: Key | None = Field(None, description="evaluate: the stage where its pairs begin")
    prompt: Key = Field("prompt", description="evaluate: the field that opponents answer")
    answer: Key = Field("completion", description="evaluate: the field that is compared")
    flagged: bool = False
    routes: dict[Outcome, str]

    @model_validator(mode="before")
    @classmethod
    def _plain_overlap(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("overlap"), int):
            return {**data, "overlap": {"min": data["overlap"], "max": data["overlap"]}}
        return data

    @model_validator(mode="after")
    def _routes_complete(self) -> Stage:
        wanted, given = set(OUTCOMES[self.kind]), set(self.routes)
        if missing := wanted - given:
            raise ValueError(f"routes says nothing about: {', '.join(sorted(missing))}")
        if extra := given - wanted:
            raise ValueError(f"a stage of kind {self.kind.value} has no outcome: {', '.join(sorted(extra))}")
        return self

    @model_validator(mode="after")
    def _has_its_parts(self) -> Stage:
        keys = [field.key for field in self.form]
        if len(set(keys)) < len(keys):
            raise ValueError("two fields of the form have the same key")
        for field in self.form:
            if field.required_if is not None and field.required_if.field not in keys:
                raise ValueError(
                    f"{field.key}: required_if names {field.required_if.field}, which is no field"
                )
        if self.kind is StageKind.AUTHOR and not any(f.kind in TEXT_FIELDS for f in self.form):
            raise ValueError("an author stage needs a form with a text, markdown or code field")
        if self.kind is StageKind.AUTHOR and (
            odd := [f.key for f in self.form if f.kind not in TEXT_FIELDS | {FieldKind.CHOICE}]
        ):
            raise ValueError(f"an author writes texts or makes a choice; {', '.join(odd)} is of another kind")
        if self.second_review and self.overlap.max <= self.overlap.min:
            raise ValueError(
                "second_review needs overlap.max above overlap.min: a tie asks one reviewer more"
            )
        if self.kind is StageKind.CHECK and not (self.checks and self.about):
            raise ValueError("a check stage says what it looks at (about) and what for (checks)")
        if self.kind is StageKind.RUN and not self.about:
            raise ValueError("a run stage says which field it runs (about)")
        if self.kind is StageKind.EVALUATE and not self.pairs:
            raise ValueError("an evaluate stage says where its pairs begin (pairs)")
        return self


class Value(_Strict):
    """One value of a dimension."""

    key: Key
    title: str
    description: str = ""
    share: float = Field(1, ge=0, description="its weight in the target; weights need not sum to 1")
    subcategories: list[str] = Field(default_factory=list)
    hints: list[str] = Field(default_factory=list, description="words of a documentation that suggest it")
    examples: list[str] = Field(default_factory=list, description="texts of it, for the embedded classifier")


class Dimension(_Strict):
    """A further axis of the target: category, difficulty."""

    key: Key
    title: str
    values: list[Value] = Field(min_length=1)


class Target(_Strict):
    """How many data points, and how they spread: the product of the shares of track and dimensions."""

    total: int = Field(ge=1, le=1_000_000)
    tracks: dict[Key, float] = Field(default_factory=dict, description="weight by track; default 1 each")


class Documents(_Strict):
    """How documentation becomes problems."""

    fewest_chars: int = Field(300, ge=20, le=10_000)
    most_chars: int = Field(8_000, ge=200, le=50_000)
    refine: bool = Field(False, description="let the model of the role extract describe each problem, too")
    any_track: bool = Field(
        True, description="material without a language of its own serves the track that needs it most"
    )


class Suggest(_Strict):
    """What a model's examples vary over (the axes of persona- and seed-driven synthesis)."""

    per_brief: int = Field(2, ge=0, le=10)
    ahead: int = Field(10, ge=1, le=1000, description="briefs per track that have their examples waiting")
    topics: list[str] = Field(min_length=1)
    personas: list[str] = Field(min_length=1)
    scenarios: list[str] = Field(min_length=1)


class ModelSpec(_Strict):
    """An OpenAI-compatible server that plays a role."""

    name: str
    base_url: str
    model: str
    key_env: str | None = Field(None, description="the variable that holds the key; never the key itself")
    input_usd_per_million: Decimal = Field(Decimal(0), ge=0)
    output_usd_per_million: Decimal = Field(Decimal(0), ge=0)
    max_parallel: int = Field(4, ge=1, le=256)
    requests_per_minute: float | None = Field(None, gt=0)
    timeout_s: float = Field(120, gt=0)


class ModelRoles(_Strict):
    """Who plays which role; a role that is not named is played by GOLDSMITH_LLM_*, else by the embedded model."""

    extract: ModelSpec | None = None
    suggest: ModelSpec | None = None
    check: ModelSpec | None = None
    judge: ModelSpec | None = None
    opponents: list[ModelSpec] = Field(default_factory=list)


class GateCriterion(_Strict):
    """One condition of delivery."""

    measure: str
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> GateCriterion:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"{self.measure} needs one limit: at_least or at_most")
        return self


class Recipe(_Strict):
    """A kind of campaign."""

    recipe: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
    version: int = Field(ge=1)
    title: str
    description: str = ""
    ingest: Ingest = Ingest()
    prelabel: Prelabel | None = Field(None, description="let a detector suggest marks; default: it does not")
    consent: Consent | None = None
    pay: Pay = Pay()
    quiz: QuizRules = QuizRules()
    categories: list[Category] = Field(default_factory=list, description="where chunks are marked")
    tracks: list[Track] = Field(default_factory=list, description="where texts are written")
    track_title: str = Field("Track", description="what the tracks are: Language, Specialty")
    dimensions: list[Dimension] = Field(default_factory=list)
    target: Target | None = None
    documents: Documents = Documents()
    suggest: Suggest | None = None
    models: ModelRoles = ModelRoles()
    gate: list[GateCriterion] = Field(default_factory=list)
    rules: list[RuleSpec] = Field(
        default_factory=list, max_length=40, description="what a campaign begins with, switched on"
    )
    stages: dict[Key, Stage] = Field(min_length=1)
    quizzes: dict[Key, Quiz] = Field(default_factory=dict, description="by category; filled by the loader")

    @model_validator(mode="after")
    def _consistent(self) -> Recipe:
        if bool(self.categories) == bool(self.tracks):
            raise ValueError(
                "a recipe has categories (chunks are marked) or tracks (texts are written), not both"
            )
        for noun, keys in (
            ("categories" if self.categories else "tracks", [track.key for track in self.stage_tracks]),
            ("dimensions", [dimension.key for dimension in self.dimensions]),
        ):
            if len(set(keys)) < len(keys):
                raise ValueError(f"two {noun} have the same key")
        ends = {end.value for end in End if end is not End.FLAGGED}
        for name, stage in self.stages.items():
            for outcome, target in stage.routes.items():
                if target not in ends and target not in self.stages:
                    known = ", ".join([*self.stages, *sorted(ends)])
                    raise ValueError(
                        f"stages.{name}.routes.{outcome.value}: no stage {target!r}; known: {known}"
                    )
        if self.prelabel is not None and self.tracks:
            raise ValueError("prelabel needs categories: a detector suggests marks, not texts")
        self._kinds_fit()
        self._names_exist()
        self._reaches_an_end()
        return self

    def _kinds_fit(self) -> None:
        for name, stage in self.stages.items():
            if stage.goldens and stage.kind in MACHINE_KINDS | {StageKind.AUTHOR}:
                raise ValueError(
                    f"stages.{name}: goldens need an answer that can be known, not {stage.kind.value}"
                )
            if (stage.kind in TEXT_KINDS) != bool(self.tracks):
                material = "tracks" if stage.kind in TEXT_KINDS else "categories"
                raise ValueError(f"stages.{name}: a stage of kind {stage.kind.value} needs {material}")
            if stage.share < 1 and Outcome.DONE not in stage.routes:
                raise ValueError(f"stages.{name}: share needs a stage whose outcome is done")
            if stage.kind in MACHINE_KINDS and stage.overlap.max > 1:
                raise ValueError(f"stages.{name}: a machine answers once")
        if self.tracks and self.stages[self.first_stage].kind is not StageKind.AUTHOR:
            raise ValueError(f"stages.{self.first_stage}: the first stage is of kind author")

    def _names_exist(self) -> None:
        """What a stage names exists: other stages, fields, dimensions."""
        fields = {
            f.key for stage in self.stages.values() if stage.kind is StageKind.AUTHOR for f in stage.form
        }
        dimensions = {dimension.key for dimension in self.dimensions}
        for name, stage in self.stages.items():
            for other in [*(stage.excludes or []), *([stage.pairs] if stage.pairs else [])]:
                if other not in self.stages:
                    raise ValueError(f"stages.{name}: there is no stage {other!r}")
            if stage.pairs and self.stages[stage.pairs].kind not in (StageKind.JUDGE, StageKind.COMPARE):
                raise ValueError(
                    f"stages.{name}: pairs begin at a judge or compare stage, not at {stage.pairs}"
                )
            named = [*stage.shows, *(f for f in (stage.about, stage.tests) if f)]
            named += [stage.prompt, stage.answer] if stage.kind is StageKind.EVALUATE else []
            for field in named:
                if field not in fields:
                    raise ValueError(f"stages.{name}: no author writes a field {field!r}")
            for check in stage.checks:
                if check.dimension and check.dimension not in dimensions | {"track"}:
                    raise ValueError(f"stages.{name}: there is no dimension {check.dimension!r}")
        if self.target and (strange := set(self.target.tracks) - {track.key for track in self.tracks}):
            raise ValueError(f"target.tracks: there is no track {', '.join(sorted(strange))}")

    def _reaches_an_end(self) -> None:
        """Every stage can reach an end: nothing circles for ever by construction."""
        good = {"accepted", "rejected"}
        while True:
            more = {
                name
                for name, stage in self.stages.items()
                if name not in good and good & set(stage.routes.values())
            }
            if not more:
                break
            good |= more
        if stuck := set(self.stages) - good:
            raise ValueError(f"from {', '.join(sorted(stuck))} no route ever leads to accepted or rejected")

    @property
    def first_stage(self) -> str:
        """The stage where items enter: the first that is written."""
        return next(iter(self.stages))

    @property
    def stage_tracks(self) -> list[Track]:
        """What each stage is built for, one by one."""
        return self.tracks or list(self.categories)
