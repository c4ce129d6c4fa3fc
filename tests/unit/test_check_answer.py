"""Which answers fit a stage and a text, and how they are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.app.assignments import check_answer
from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.stage import Outcome, Route, StageKind, StagePlan

PLAN = StagePlan(
    stage_id=1,
    kind=StageKind.ANNOTATE,
    category="email",
    labels=("EMAIL", "EMAIL_EXAMPLE"),
    overlap_min=1,
    overlap_max=1,
    min_confidence=0.9,
    max_rounds=1,
    routes={Outcome.DONE: Route()},
    openings={},
)
VALIDATE = replace(PLAN, kind=StageKind.VALIDATE)


def mark(start: int, end: int, label: str = "EMAIL") -> dict[str, Any]:
    return {"start": start, "end": end, "label": label}


def test_marks_are_kept_in_order() -> None:
    answer = {"spans": [mark(5, 9), mark(0, 3, "EMAIL_EXAMPLE")]}
    assert check_answer(PLAN, answer, chars=9) == {"spans": [mark(0, 3, "EMAIL_EXAMPLE"), mark(5, 9)]}


def test_nothing_here_is_an_answer() -> None:
    assert check_answer(PLAN, {"spans": []}, chars=9) == {"spans": []}


def test_marks_may_touch() -> None:
    assert len(check_answer(PLAN, {"spans": [mark(0, 3), mark(3, 5)]}, chars=5)["spans"]) == 2


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ([mark(0, 10)], "reaches past the end of the text (9 characters)"),
        ([mark(4, 4)], "malformed"),
        ([mark(4, 3)], "malformed"),
        ([mark(-1, 3)], "malformed"),
        ([mark(0, 3, "PHONE")], "PHONE is not a label of this stage"),
        ([mark(0, 3), mark(2, 5)], "overlap at character 2"),
        ([mark(0, 3), mark(0, 3)], "overlap at character 0"),
        ([mark(0, 9), mark(2, 3)], "overlap at character 2"),
    ],
)
def test_marks_that_do_not_fit(spans: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_answer(PLAN, {"spans": spans}, chars=9)
    assert words in caught.value.detail


def test_a_verdict_for_marks_is_refused() -> None:
    with pytest.raises(InvalidInput, match="wants marks"):
        check_answer(PLAN, {"verdict": "correct"}, chars=9)


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ({"verdict": "correct", "reason": ""}, {"verdict": "correct", "reason": ""}),
        ({"verdict": "correct"}, {"verdict": "correct", "reason": ""}),
        ({"verdict": "incorrect", "reason": "  too short "}, {"verdict": "incorrect", "reason": "too short"}),
    ],
)
def test_verdicts(answer: dict[str, Any], kept: dict[str, Any]) -> None:
    assert check_answer(VALIDATE, answer, chars=9) == kept


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({}, "wants a verdict"),
        ({"spans": []}, "wants a verdict"),
        ({"verdict": "done"}, "wants a verdict"),
        ({"verdict": "incorrect", "reason": " \n"}, "Say in a few words"),
    ],
)
def test_verdicts_that_do_not_fit(answer: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        check_answer(VALIDATE, answer, chars=9)


@given(
    st.lists(
        st.tuples(st.integers(-2, 30), st.integers(-2, 30), st.sampled_from(["EMAIL", "EMAIL_EXAMPLE", "X"])),
        max_size=6,
    )
)
def test_what_is_kept_always_fits(marks: list[tuple[int, int, str]]) -> None:
    """Any list of marks is refused, or kept whole, sorted, apart, and inside the text."""
    answer = {"spans": [mark(*one) for one in marks]}
    try:
        kept = check_answer(PLAN, answer, chars=20)["spans"]
    except InvalidInput:
        return
    assert sorted(map(str, kept)) == sorted(map(str, answer["spans"]))
    edges = [edge for one in kept for edge in (one["start"], one["end"])]
    assert edges == sorted(edges)
    assert all(0 <= one["start"] < one["end"] <= 20 for one in kept)
    assert check_answer(PLAN, {"spans": kept}, chars=20)["spans"] == kept
