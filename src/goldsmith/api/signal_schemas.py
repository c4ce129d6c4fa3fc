"""Signals on the wire."""

from __future__ import annotations

from pydantic import BaseModel, Field

from goldsmith.api.wire import Model

_MOST = 10_000_000


class SignalsIn(Model):
    """How the text of an answer came about, as the page counted it. Optional; it never decides about an answer."""

    typed_chars: int = Field(ge=0, le=_MOST)
    pasted_chars: int = Field(
        ge=0, le=_MOST, description="pasted or dropped from elsewhere; moved text of one's own does not count"
    )
    pastes: int = Field(ge=0, le=_MOST)
    loaded_chars: int = Field(
        ge=0, le=_MOST, description="there when the page opened, from a draft or an earlier round"
    )
    bursts: int = Field(ge=0, le=_MOST, description="runs of edits with less than two seconds between them")
    longest_burst_chars: int = Field(ge=0, le=_MOST)


class Likeness(BaseModel):
    """Whether a text reads like the campaign's model; a weak measure, with how often it is right."""

    probability: float | None
    right_share: float | None = Field(description="share of known texts on which the measure is right")
    right_low: float | None
    right_high: float | None
    n_texts: int
    why_missing: str | None


class AnswerSignals(BaseModel):
    """Evidence about one answer. It is never proof, and never rejects by itself."""

    answer_id: int
    measured: SignalsIn | None = Field(description="null where the page sent none, as API clients")
    copied_share: float | None = Field(
        description="share of its words in runs of five that a shown suggestion has too; null where none was shown"
    )
    likeness: Likeness | None
