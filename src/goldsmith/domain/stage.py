"""A stage as the engine sees it: what it asks, how many answers it wants, and where its outcomes lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from goldsmith.domain.forms import Field


class StageKind(StrEnum):
    """What is done to one item at a stage, by people or by a machine.

    Work on a whole dataset (ingest, aggregate, gate, export) is jobs, not stages.
    """

    ANNOTATE = "annotate"
    VALIDATE = "validate"
    AUTHOR = "author"
    REVIEW = "review"
    COMPARE = "compare"
    CHECK = "check"
    RUN = "run"
    EVALUATE = "evaluate"
    JUDGE = "judge"


#: The kinds whose tasks a machine takes; it claims and submits them as a worker would.
MACHINE_KINDS = frozenset({StageKind.CHECK, StageKind.RUN, StageKind.EVALUATE, StageKind.JUDGE})

#: The kinds whose tasks are about texts rather than marks in a chunk.
TEXT_KINDS = frozenset(StageKind) - {StageKind.ANNOTATE, StageKind.VALIDATE}

#: The kinds whose answers are what later stages judge.
MAKING_KINDS = frozenset({StageKind.ANNOTATE, StageKind.AUTHOR})


class Outcome(StrEnum):
    """How a task of a stage can end; a recipe routes each to a stage or to an end.

    UNDECIDED: all the answers a task may have left the verdict open. EXHAUSTED: an item found wrong,
    or left open, in its last round. UNCHECKED: a machine could not check, which is never passed.
    """

    DONE = "done"
    CORRECT = "correct"
    INCORRECT = "incorrect"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PASSED = "passed"
    FAILED = "failed"
    UNCHECKED = "unchecked"
    UNDECIDED = "undecided"
    EXHAUSTED = "exhausted"


class End(StrEnum):
    """Where the flow of an item ends."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FLAGGED = "flagged"


_CHECKED = (Outcome.PASSED, Outcome.FAILED, Outcome.UNCHECKED, Outcome.EXHAUSTED)

#: The outcomes a recipe must route, by kind of stage.
OUTCOMES: Mapping[StageKind, tuple[Outcome, ...]] = {
    StageKind.ANNOTATE: (Outcome.DONE,),
    StageKind.VALIDATE: (
        Outcome.CORRECT,
        Outcome.INCORRECT,
        Outcome.UNDECIDED,
        Outcome.EXHAUSTED,
    ),
    StageKind.AUTHOR: (Outcome.DONE,),
    StageKind.REVIEW: (
        Outcome.ACCEPTED,
        Outcome.REJECTED,
        Outcome.UNDECIDED,
        Outcome.EXHAUSTED,
    ),
    StageKind.COMPARE: (Outcome.DONE,),
    StageKind.CHECK: _CHECKED,
    StageKind.RUN: _CHECKED,
    StageKind.EVALUATE: (Outcome.DONE,),
    StageKind.JUDGE: (Outcome.DONE,),
}

#: The verdicts that the answers of a stage choose from; each is also an outcome. Other kinds have none.
VERDICTS_OF: Mapping[StageKind, tuple[str, ...]] = {
    StageKind.VALIDATE: (Outcome.CORRECT.value, Outcome.INCORRECT.value),
    StageKind.REVIEW: (Outcome.ACCEPTED.value, Outcome.REJECTED.value),
    StageKind.CHECK: (Outcome.PASSED.value, Outcome.FAILED.value, Outcome.UNCHECKED.value),
    StageKind.RUN: (Outcome.PASSED.value, Outcome.FAILED.value, Outcome.UNCHECKED.value),
}

#: The verdicts a validator chooses from.
VERDICTS: tuple[str, ...] = VERDICTS_OF[StageKind.VALIDATE]

#: Outcomes that say the work is not good yet: where they lead back, a new round begins.
SENDS_BACK = frozenset({Outcome.INCORRECT, Outcome.REJECTED, Outcome.FAILED, Outcome.UNDECIDED})

#: Outcomes that judge the answer they are about.
APPROVES = frozenset({Outcome.CORRECT, Outcome.ACCEPTED})
DISAPPROVES = frozenset({Outcome.INCORRECT, Outcome.REJECTED})


@dataclass(frozen=True, slots=True)
class Route:
    """Where an outcome leads: to a stage of the same campaign or to an end, never both.

    Attributes:
        stage_id: the next stage, or None.
        end: the end, or None. FLAGGED may come with a stage: the expert's.
    """

    stage_id: int | None = None
    end: End | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """How a stage that a route leads to opens its tasks.

    Attributes:
        kind: what is done there.
        overlap: answers a task wants at first, >= 1.
        second_share: share of tasks that want one answer more, to measure agreement, in [0, 1].
        share: share of the items that come here at all; the others take the route `otherwise`, in (0, 1].
        otherwise: for an item that is not drawn; None where share is 1.
        reserve_s: how long work that comes back is kept for its author, in seconds; 0 for not at all.
        confirmed_overlap: answers a task wants at first where a person's marks are those that a confident model
            suggested, in [1, overlap]; None: as everywhere.
    """

    kind: StageKind
    overlap: int = 1
    second_share: float = 0.0
    share: float = 1.0
    otherwise: Route | None = None
    reserve_s: int = 0
    confirmed_overlap: int | None = None


@dataclass(frozen=True, slots=True)
class StagePlan:
    """The part of a stage that routing needs; immutable once the campaign exists.

    Attributes:
        stage_id: identity of the stage.
        kind: what is done here.
        category: the one category (or track) its tasks belong to.
        labels: the labels a worker may use here, at most 4; none where texts are written.
        overlap_min: answers every task gets, >= 1.
        overlap_max: answers a task gets at most, >= overlap_min.
        min_confidence: posterior at which answers suffice, in (0.5, 1]; used where overlap_max > overlap_min.
        max_rounds: how often one author may try; for marks, how often an item may be annotated at all; >= 1.
        max_authors: authors an item may have at this point of the flow, >= 1.
        routes: outcome → route.
        openings: stage id → how it opens tasks, for the stages that routes lead to.
        form: the questions its answers fill; () where there are none.
    """

    stage_id: int
    kind: StageKind
    category: str
    labels: tuple[str, ...]
    overlap_min: int
    overlap_max: int
    min_confidence: float
    max_rounds: int
    routes: Mapping[Outcome, Route]
    openings: Mapping[int, Opening]
    max_authors: int = 1
    form: tuple[Field, ...] = ()
