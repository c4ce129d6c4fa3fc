"""The part `rules` of a recipe: rules that a campaign begins with, switched on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.rules.codec import rule_of

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ConditionSpec(_Strict):
    """A collector over a window of a worker's history, compared with a number."""

    collector: Literal[
        "golden_score",
        "agreement",
        "submit_time",
        "skipped_in_row",
        "answers",
        "income",
        "acceptance_rate",
        "reviews",
    ]
    last: int | None = Field(None, ge=1, le=1000, description="window: so many observations")
    hours: int | None = Field(None, ge=1, le=720, description="window: the last hours; one of both")
    comparison: Literal["<", "<=", ">", ">="]
    value: float = Field(ge=0, le=1e9, description="a share from 0 to 1, a count, or money")
    at_least: int | None = Field(None, ge=1, le=1000, description="observations before it can hold")
    seconds: float | None = Field(
        None, gt=0, le=3600, description="submit_time: too fast; default: what the stage learned"
    )


class ActionSpec(_Strict):
    """What is done to whoever meets the conditions."""

    kind: Literal["set_skill", "restrict", "requiz", "raise_overlap", "accept_answers", "hold_answers"]
    skill: Key | None = Field(None, description="set_skill, requiz; default: the skill of the stage")
    level: float | None = Field(None, ge=0, le=100, description="set_skill")
    scope: Literal["stage", "campaign", "everything"] | None = Field(None, description="restrict")
    minutes: int | None = Field(None, ge=1, le=525_600, description="restrict; default: for ever")
    more: int | None = Field(None, ge=1, le=5, description="raise_overlap: answers more")
    hours: int | None = Field(None, ge=1, le=720, description="answers of the last hours; default: all")


class RuleSpec(_Strict):
    """Conditions that must all hold, and one action."""

    name: str = Field(min_length=1, max_length=120)
    stages: list[Key] = Field(default_factory=list, max_length=40, description="default: all")
    conditions: list[ConditionSpec] = Field(min_length=1, max_length=4)
    action: ActionSpec

    @model_validator(mode="after")
    def _makes_sense(self) -> RuleSpec:
        try:
            rule_of(self.model_dump())
        except InvalidInput as error:
            raise ValueError(error.detail) from None
        return self
