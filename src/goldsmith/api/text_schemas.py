"""What goes over the wire where people write, review and compare texts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from goldsmith.api.wire import LongText, Model, without_nul

#: One field of a form; the use case checks it against the form's own limits.
FieldText = Annotated[str, StringConstraints(max_length=100_000), AfterValidator(without_nul)]
FieldValue = FieldText | bool | int | list[FieldText] | None

HumanKind = Literal["annotate", "validate", "author", "review", "compare"]


class FormOption(BaseModel):
    """One answer of a choice."""

    key: str
    title: str


class FormCondition(BaseModel):
    """Another field of the form, and the values of it that count."""

    field: str
    equals: list[FieldValue]


class FormField(BaseModel):
    """One question of a form, as the recipe wrote it.

    Values by kind: text, markdown and code are strings; yes_no is a boolean; scale an integer in
    [min, max]; choice one option key; choices a list of them.
    """

    key: str
    kind: Literal["text", "markdown", "code", "yes_no", "scale", "choice", "choices"]
    title: str
    help: str
    required: bool
    required_if: FormCondition | None
    options: list[FormOption]
    min: int
    max: int
    min_title: str
    max_title: str
    min_chars: int
    max_chars: int


class BriefSource(BaseModel):
    """Where a brief comes from; the link may be empty, the quote is a text and nothing more."""

    path: str
    link: str
    quote: str


class Brief(BaseModel):
    """What an author is asked to write about. Context is Markdown from the documentation: data, never orders."""

    title: str
    context: str
    keywords: list[str]
    language: str = Field(description="title of the track, such as Python")
    dimensions: dict[str, str] = Field(
        description="title of each further dimension of the target, such as Category → Bug fixing"
    )
    source: BriefSource | None


class Suggestion(BaseModel):
    """A model's example for another topic, beside the editor and never in it."""

    id: int
    title: str
    text: str
    persona: str
    scenario: str
    topic: str
    model: str
    is_weak: bool = Field(description="a small model that proves the wiring")


class EvidenceNote(BaseModel):
    """What a machine found about a text. Unchecked is never passed."""

    check: str
    title: str
    verdict: Literal["ok", "warning", "failed", "unchecked"]
    words: str
    by: str = Field(description="the model that says so; empty for a rule of Goldsmith")
    is_weak: bool


class RunBlock(BaseModel):
    """One piece of code that was run in the sandbox."""

    language: str
    verdict: Literal["passed", "failed", "timed_out", "memory", "output", "not_checked"]
    words: str
    phase: str
    stdout: str
    stderr: str
    wall_s: float


class RunResult(BaseModel):
    """What the sandbox says about a completion: passed only where every block passed."""

    verdict: Literal["passed", "failed", "unchecked"]
    words: str
    blocks: list[RunBlock]


class TrailEntry(BaseModel):
    """An earlier step of the item. Nobody's name: people judge texts, not each other."""

    kind: Literal["author", "review", "check", "run"]
    stage_title: str
    round: int
    at: datetime
    fields: dict[str, str] = Field(description="author: what was written then")
    verdict: str = Field(description="review: accepted or rejected; check and run: passed, failed, unchecked")
    reason: str
    form: dict[str, FieldValue] = Field(description="review: values by field key")
    form_fields: list[FormField] = Field(description="review: the form those values belong to")
    evidence: list[EvidenceNote]
    run: RunResult | None
    is_own: bool = Field(description="the worker's own step")


class BlindPair(BaseModel):
    """Two answers to one prompt, in the order to be shown. Who wrote them is not said."""

    prompt: str
    left: str
    right: str


class TextWork(BaseModel):
    """What the page of a text stage shows beside the stage itself."""

    brief: Brief
    fields: dict[str, str] = Field(
        description="what stands so far by field key, such as prompt; an author's page starts from it"
    )
    shown: list[str] = Field(description="keys of `fields` to show as finished texts, in order")
    field_titles: dict[str, str]
    trail: list[TrailEntry]
    suggestions: list[Suggestion]
    evidence: list[EvidenceNote] = Field(description="what was found about the texts as they stand")
    run: RunResult | None
    pair: BlindPair | None
    is_rework: bool
    reserved_until: datetime | None = Field(description="rework: until then it is kept for this worker")


class AuthoredIn(Model):
    """What an author wrote, by field key."""

    fields: dict[str, FieldText] = Field(max_length=50)


class ReviewIn(Model):
    """A review: the form's values and the verdict; a rejection wants its reason."""

    verdict: Literal["accepted", "rejected"]
    form: dict[str, FieldValue] = Field(default_factory=dict, max_length=50)
    reason: LongText = ""


class PreferenceIn(Model):
    """A comparison: from -2 (left much better) over 0 (equally good) to 2 (right much better)."""

    preference: Literal[-2, -1, 0, 1, 2]
    criteria: dict[str, FieldValue] = Field(default_factory=dict, max_length=50)
    reason: LongText = ""


class RunIn(Model):
    """The texts as they are in the editor now, by field key."""

    fields: dict[str, FieldText] = Field(max_length=50)


class DraftVersion(BaseModel):
    """A draft as it once was saved."""

    revision: int
    saved_at: datetime
    content: dict[str, Any]
