"""What follows from an answer: a table of votes and rounds, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.errors import TransitionRefused
from goldsmith.domain.overlap import Vote
from goldsmith.domain.routing import Move, Standing, decide_move
from goldsmith.domain.stage import VERDICTS, End, Opening, Outcome, Route, StageKind, StagePlan
from goldsmith.domain.workflow import AssignmentEvent, ItemState, TaskState

ANNOTATE, VALIDATE, EXPERT = 1, 2, 3
GOOD = 0.86


def annotate_plan(overlap: int = 1) -> StagePlan:
    return StagePlan(
        stage_id=ANNOTATE,
        kind=StageKind.ANNOTATE,
        category="email",
        labels=("EMAIL",),
        overlap_min=overlap,
        overlap_max=overlap,
        min_confidence=0.9,
        max_rounds=3,
        routes={Outcome.DONE: Route(stage_id=VALIDATE)},
        openings={VALIDATE: Opening(StageKind.VALIDATE, 3)},
    )


VALIDATE_PLAN = StagePlan(
    stage_id=VALIDATE,
    kind=StageKind.VALIDATE,
    category="email",
    labels=("EMAIL",),
    overlap_min=3,
    overlap_max=5,
    min_confidence=0.9,
    max_rounds=2,
    routes={
        Outcome.CORRECT: Route(end=End.ACCEPTED),
        Outcome.INCORRECT: Route(stage_id=ANNOTATE),
        Outcome.UNDECIDED: Route(stage_id=ANNOTATE),
        Outcome.EXHAUSTED: Route(stage_id=EXPERT, end=End.FLAGGED),
    },
    openings={ANNOTATE: Opening(StageKind.ANNOTATE), EXPERT: Opening(StageKind.ANNOTATE)},
)


def votes(letters: str, quality: float = GOOD) -> tuple[Vote, ...]:
    return tuple(Vote({"c": "correct", "x": "incorrect"}[letter], quality) for letter in letters)


def standing(given: Sequence[Vote] = (), *, overlap: int = 3, round_number: int = 1) -> Standing:
    return Standing(TaskState.OPEN, overlap, ItemState.ACTIVE, round_number, len(given), tuple(given))


def judge(letters: str, *, round_number: int = 1) -> Move:
    """The move of the last of these votes, after the others."""
    *before, last = votes(letters)
    overlap = max(3, len(letters))
    return decide_move(VALIDATE_PLAN, standing(before, overlap=overlap, round_number=round_number), last)


def test_an_annotation_opens_a_judgement_of_itself() -> None:
    move = decide_move(annotate_plan(), standing(overlap=1), None)
    assert (move.task_state, move.outcome, move.item_state) == (
        TaskState.COMPLETED, Outcome.DONE, ItemState.ACTIVE,
    )  # fmt: skip
    assert move.next_task is not None
    assert (move.next_task.stage_id, move.next_task.overlap) == (VALIDATE, 3)
    assert move.next_task.about_this_answer
    assert move.subject_event is None


def test_an_annotation_of_several_waits_for_the_others() -> None:
    move = decide_move(annotate_plan(overlap=2), standing(overlap=2), None)
    assert (move.task_state, move.outcome, move.next_task) == (TaskState.OPEN, None, None)


@pytest.mark.parametrize(
    ("letters", "outcome", "overlap"),
    [
        ("c", None, 3),
        ("cc", None, 3),
        ("ccc", Outcome.CORRECT, 3),
        ("xxx", Outcome.INCORRECT, 3),
        ("ccx", None, 4),
        ("ccxc", Outcome.CORRECT, 4),
        ("ccxx", None, 5),
        ("ccxxc", Outcome.UNDECIDED, 5),
        ("cxxxc", Outcome.UNDECIDED, 5),
    ],
)
def test_the_course_of_a_judgement(letters: str, outcome: Outcome | None, overlap: int) -> None:
    move = judge(letters)
    assert (move.outcome, move.task_overlap) == (outcome, overlap)
    assert move.task_state is (TaskState.OPEN if outcome is None else TaskState.COMPLETED)


def test_correct_accepts_the_item_and_the_annotation() -> None:
    move = judge("ccc")
    assert (move.item_state, move.item_stage_id, move.next_task) == (ItemState.ACCEPTED, None, None)
    assert move.subject_event is AssignmentEvent.ACCEPT
    assert move.confidence is not None
    assert move.confidence > 0.9


def test_incorrect_goes_back_for_another_round() -> None:
    move = judge("xxx")
    assert (move.item_state, move.item_stage_id, move.item_round) == (ItemState.ACTIVE, ANNOTATE, 2)
    assert move.next_task is not None
    assert not move.next_task.about_this_answer
    assert move.subject_event is AssignmentEvent.REJECT


@pytest.mark.parametrize("letters", ["xxx", "ccxxc"])
def test_in_the_last_round_it_goes_to_the_expert(letters: str) -> None:
    move = judge(letters, round_number=2)
    assert (move.outcome, move.item_state) == (Outcome.EXHAUSTED, ItemState.FLAGGED)
    assert (move.item_stage_id, move.item_round) == (EXPERT, 2)


def test_an_open_verdict_leaves_the_annotation_as_it_is() -> None:
    assert judge("ccxxc").subject_event is None
    assert judge("ccxxc", round_number=2).subject_event is None
    assert judge("xxx", round_number=2).subject_event is AssignmentEvent.REJECT


def test_what_is_rejected_by_the_recipe_ends_there() -> None:
    plan = replace(VALIDATE_PLAN, routes={**VALIDATE_PLAN.routes, Outcome.INCORRECT: Route(end=End.REJECTED)})
    *before, last = votes("xxx")
    move = decide_move(plan, standing(before), last)
    assert (move.item_state, move.item_stage_id, move.item_round) == (ItemState.REJECTED, None, 1)


def test_a_decided_expert_task_accepts_a_flagged_item() -> None:
    plan = replace(annotate_plan(), stage_id=EXPERT, routes={Outcome.DONE: Route(end=End.ACCEPTED)})
    at = replace(standing(overlap=1), item_state=ItemState.FLAGGED)
    assert decide_move(plan, at, None).item_state is ItemState.ACCEPTED


@pytest.mark.parametrize("state", [TaskState.COMPLETED, TaskState.CANCELLED])
def test_a_task_that_ended_takes_no_answer(state: TaskState) -> None:
    with pytest.raises(TransitionRefused):
        decide_move(VALIDATE_PLAN, replace(standing(), task_state=state), votes("c")[0])


def test_a_judgement_needs_a_vote() -> None:
    with pytest.raises(ValueError, match="vote"):
        decide_move(VALIDATE_PLAN, standing(), None)


@given(
    st.lists(st.tuples(st.sampled_from(VERDICTS), st.floats(0.05, 0.99)), min_size=1, max_size=5),
    st.integers(1, 2),
)
def test_a_judgement_ends_within_its_bounds(given: list[tuple[str, float]], round_number: int) -> None:
    """Whatever is voted: never fewer answers than the minimum, never more than the maximum, one at a time."""
    at = standing(round_number=round_number)
    for count, (option, quality) in enumerate(given, start=1):
        vote = Vote(option, quality)
        move = decide_move(VALIDATE_PLAN, at, vote)
        assert at.overlap <= move.task_overlap <= VALIDATE_PLAN.overlap_max
        assert move.task_overlap <= max(3, count + 1)
        if move.outcome is not None:
            assert count >= VALIDATE_PLAN.overlap_min
            assert (move.item_stage_id is None) == (move.next_task is None)
            assert move.item_round - round_number in (0, 1)
            return
        assert (move.item_state, move.item_round, move.next_task) == (ItemState.ACTIVE, round_number, None)
        at = replace(at, answers=count, votes=(*at.votes, vote), overlap=move.task_overlap)
    assert len(given) < VALIDATE_PLAN.overlap_max
