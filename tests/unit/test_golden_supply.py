"""When goldens run out, which are suspicious, and marks that are wrong on purpose."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.golden_making import wrong_marks
from goldsmith.domain.golden_supply import GoldenUse, is_suspicious, runs_out
from goldsmith.domain.goldens import side_of
from goldsmith.domain.span import Span

NOW = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def test_the_fastest_reader_says_when_they_run_out() -> None:
    found = runs_out(
        [GoldenUse(7, 7 * DAY, 30), GoldenUse(14, 7 * DAY, 20), GoldenUse(0, 7 * DAY, 1)], now=NOW
    )
    assert found is not None
    assert (found.at, found.per_day, found.left, found.workers) == (NOW + 10 * DAY, 2.0, 20, 2)
    assert found.is_near


def test_nobody_who_got_one_means_no_date() -> None:
    assert runs_out([], now=NOW) is None
    assert runs_out([GoldenUse(0, DAY, 5)], now=NOW) is None


def test_a_busy_hour_is_no_rate() -> None:
    found = runs_out([GoldenUse(3, timedelta(minutes=10), 6)], now=NOW)
    assert found is not None
    assert found.per_day == 3


def test_the_warning_comes_four_weeks_before() -> None:
    assert runs_out([GoldenUse(1, DAY, 28)], now=NOW).is_near  # type: ignore[union-attr]
    assert not runs_out([GoldenUse(1, DAY, 29)], now=NOW).is_near  # type: ignore[union-attr]
    assert runs_out([GoldenUse(1, DAY, 5000)], now=NOW) is None


def test_counts_are_not_negative() -> None:
    with pytest.raises(InvalidInput):
        runs_out([GoldenUse(-1, DAY, 1)], now=NOW)


@given(st.integers(1, 50), st.integers(0, 200), st.integers(1, 50))
def test_more_goldens_never_run_out_sooner(used: int, left: int, more: int) -> None:
    fewer = runs_out([GoldenUse(used, 7 * DAY, left)], now=NOW)
    longer = runs_out([GoldenUse(used, 7 * DAY, left + more)], now=NOW)
    assert fewer is not None
    assert longer is None or longer.at > fewer.at


@pytest.mark.parametrize(
    ("good", "mean", "suspicious"), [(3, 0.4, True), (2, 0.0, False), (3, 0.5, False), (0, None, False)]
)
def test_a_golden_is_suspicious_when_good_workers_fail_it(good, mean, suspicious) -> None:
    assert is_suspicious(good, mean) is suspicious


@pytest.mark.parametrize(
    ("answer", "side"),
    [
        ({"preference": -2, "ours_first": True}, "ours"),
        ({"preference": -1, "ours_first": False}, "theirs"),
        ({"preference": 2, "ours_first": True}, "theirs"),
        ({"preference": 0, "ours_first": True}, "tie"),
        ({}, None),
    ],
)
def test_the_side_that_somebody_prefers(answer, side) -> None:
    assert side_of(answer) == side


TEXT = "owner = 'ada@lab.example'  # of the department\n"


@given(st.integers(0, 10_000), st.booleans())
def test_wrong_marks_differ_fit_and_never_intersect(seed: int, is_empty: bool) -> None:
    truth = [] if is_empty else [Span(9, 24, "EMAIL"), Span(30, 32, "NAME")]
    wrong = wrong_marks(truth, TEXT, ["EMAIL", "NAME"], Random(seed))
    assert wrong is not None
    assert wrong != truth
    assert wrong == sorted(wrong)
    assert all(0 <= mark.start < mark.end <= len(TEXT) for mark in wrong)
    assert all(one.end <= two.start for one, two in itertools.pairwise(wrong))


def test_there_is_no_way_to_err_in_a_text_without_words() -> None:
    assert wrong_marks([], "1 + 1\n", ["EMAIL"], Random(0)) is None
