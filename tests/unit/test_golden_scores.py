"""Goldens: how many are due, and what an answer to one scores."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.goldens import is_due, score, wanted

EMAIL = {"start": 0, "end": 10, "label": "EMAIL"}


@pytest.mark.parametrize(
    ("answered", "goldens"), [(0, 0), (9, 0), (10, 1), (99, 4), (100, 4), (999, 11), (1000, 11), (9999, 21)]
)
def test_the_rate_of_the_design(answered, goldens):
    assert wanted(answered) == goldens


@given(st.integers(0, 100_000))
def test_the_rate_never_falls_and_moves_by_one(answered):
    assert 0 <= wanted(answered + 1) - wanted(answered) <= 1


def test_nobody_answered_less_than_nothing():
    with pytest.raises(InvalidInput, match="-1 tasks"):
        wanted(-1)


@pytest.mark.parametrize(
    ("answered", "given_", "right", "minimum", "due"),
    [
        (0, 0, 0, 0, False),
        (0, 0, 0, 3, True),
        (2, 2, 2, 3, True),
        (4, 4, 2, 3, True),
        (3, 3, 3, 3, False),
        (50, 3, 3, 3, False),
        (99, 3, 3, 3, True),
        (99, 4, 3, 3, False),
        (1000, 50, 50, 0, False),
    ],
)
def test_when_a_golden_is_due(answered, given_, right, minimum, due):
    assert is_due(answered=answered, given=given_, right=right, minimum=minimum) is due


@pytest.mark.parametrize(
    ("truth", "answer", "value"),
    [
        ({"spans": []}, {"spans": []}, 1.0),
        ({"spans": []}, {"spans": [EMAIL]}, 0.0),
        ({"spans": [EMAIL]}, {"spans": []}, 0.0),
        ({"spans": [EMAIL]}, {"spans": [EMAIL]}, 1.0),
        ({"spans": [EMAIL]}, {"spans": [{**EMAIL, "end": 5}]}, 2 / 3),
        ({"spans": [EMAIL]}, {"spans": [{**EMAIL, "label": "NAME"}]}, 0.0),
        ({"verdict": "correct"}, {"verdict": "correct", "reason": ""}, 1.0),
        ({"verdict": "correct"}, {"verdict": "incorrect", "reason": "no"}, 0.0),
        ({"preference": "ours"}, {"preference": "ours"}, 1.0),
        ({"preference": "ours"}, {"preference": "tie"}, 0.0),
    ],
)
def test_scores(truth, answer, value):
    assert score(truth, answer) == pytest.approx(value)


def test_a_review_earns_its_parts():
    truth = {
        "verdict": "rejected",
        "form": {
            "quality": {"value": 2, "min": 1, "max": 5},
            "kinds": ["a", "b"],
            "follows": True,
            "why": "x",
        },
    }
    given_ = {"verdict": "rejected", "form": {"quality": 4, "kinds": ["b", "c"], "follows": True}}
    assert score(truth, given_) == pytest.approx(0.5 + 0.5 * (0.5 + 1 / 3 + 1 + 0) / 4)
    assert score(truth, {**given_, "verdict": "accepted"}) == pytest.approx(0.5 * (0.5 + 1 / 3 + 1) / 4)
    assert (
        score(
            {"verdict": "rejected", "form": {"q": {"value": 1, "min": 1, "max": 5}}}, {"verdict": "rejected"}
        )
        == 0.5
    )


def test_a_truth_of_no_known_shape_is_refused():
    with pytest.raises(InvalidInput, match="known marks"):
        score({"text": "x"}, {"text": "x"})
