"""When a campaign will be done, and what a pair costs in people's time."""

import math
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.effort import (
    Work,
    expert_capacities,
    minutes_per_accepted_pair,
    rework,
    stage_capacities,
)
from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.planning import (
    DAYS_PER_MONTH,
    MAX_FORECAST_DAYS,
    CellProgress,
    FinishDays,
    Pace,
    StageLoad,
    bottleneck,
    cell_pace,
    counts_per_day,
    forecast,
    stage_pace,
)


def cell(target, per_day, *, before=0, name="Scala/bug-fixing"):
    return CellProgress(name, target, before + sum(per_day), tuple(per_day))


def test_steady_work_has_no_doubt():
    found = forecast([cell(100, [4] * 10, before=10), cell(20, [1] * 10, name="Go/tests")], Random(1))
    assert found.due == 50 + 10
    assert found.pairs_per_month_now == pytest.approx(5 * DAYS_PER_MONTH)
    assert found.finish == FinishDays(12, 12, 12)
    assert found.reason is None


def test_uneven_work_has_an_interval():
    found = forecast([cell(400, [0, 12, 3, 0, 9, 0, 14, 5, 0, 7])], Random(1)).finish
    assert found.low < found.point == math.ceil(350 / 5) < found.high


def test_what_one_cell_has_too_many_does_not_fill_another():
    assert forecast([cell(5, [3] * 7), cell(22, [3] * 7, name="b")], Random(1)).due == 1


@pytest.mark.parametrize(
    ("per_day", "reason"),
    [
        ([], "7 whole days of history, and there are 0"),
        ([5] * 6, "7 whole days of history, and there are 6"),
        ([0] * 12 + [5, 5], "3 days with accepted pairs, and the last 14 days have 2"),
    ],
)
def test_too_little_history_is_said(per_day, reason):
    found = forecast([cell(100, per_day)], Random(1))
    assert found.finish is None
    assert reason in found.reason
    assert found.due == 100 - sum(per_day)


def test_nothing_due_is_done_whatever_the_history():
    assert forecast([cell(0, [])], Random(1)).finish == FinishDays(0, 0, 0)
    assert forecast([], Random(1)).finish == FinishDays(0, 0, 0)


def test_the_far_future_is_not_forecast():
    found = forecast([cell(10**9, [1] * 10)], Random(1))
    assert found.finish is None
    assert "ten years" in found.reason
    near_the_end = forecast([cell(3600 + 4, [0, 0, 0, 0, 0, 0, 0, 1, 1, 8])], Random(1)).finish
    assert near_the_end.point == 3594 <= MAX_FORECAST_DAYS
    assert near_the_end.high is None


def test_the_interval_holds_the_truth_as_often_as_it_says():
    rng = Random(7)

    def day():
        # Weekends off, and days of very different size.
        return rng.choice([0, 0, 4, 6, 8, 10, 14])

    inside = 0
    for _ in range(300):
        found = forecast([cell(10**4, [day() for _ in range(28)], before=10**4 - 28 * 14 - 200)], rng, 100)
        done = days = 0
        while done < found.due:
            done += day()
            days += 1
        inside += found.finish.low <= days <= found.finish.high
    assert 0.72 <= inside / 300 <= 0.88


def test_the_same_randomness_gives_the_same_forecast():
    cells = [cell(300, [0, 5, 2, 8, 0, 1, 9])]
    assert forecast(cells, Random(3)) == forecast(cells, Random(3))


histories = st.lists(st.integers(0, 9), min_size=7, max_size=20).filter(
    lambda days: sum(map(bool, days)) >= 3
)


@given(histories, st.integers(0, 500), st.integers(0, 2**16))
def test_interval_and_point_are_in_order(days, due, seed):
    found = forecast([cell(sum(days) + due, days)], Random(seed), 20)
    assert found.due == due
    assert 0 <= found.finish.low <= found.finish.point <= found.finish.high
    assert (found.finish.point == 0) == (due == 0)


@given(histories, st.integers(1, 500), st.integers(0, 2**16))
def test_splitting_the_work_over_cells_changes_nothing(days, due, seed):
    whole = forecast([cell(sum(days) + due, days)], Random(seed), 20)
    first = [day // 2 for day in days]
    second = [day - half for day, half in zip(days, first, strict=True)]
    split = [cell(sum(first) + due // 2, first), cell(sum(second) + due - due // 2, second, name="b")]
    assert forecast(split, Random(seed), 20) == whole


@pytest.mark.parametrize(
    ("pace", "sentence"),
    [
        (cell_pace(cell(40, [4] * 7)), "12 Scala/bug-fixing prompts to go, 3 days at this rate"),
        (cell_pace(cell(29, [4] * 7)), "1 Scala/bug-fixing prompt to go, 1 day at this rate"),
        (cell_pace(cell(20, [4] * 7)), "No Scala/bug-fixing prompts to go"),
        (cell_pace(cell(5, [0] * 14)), "5 Scala/bug-fixing prompts to go, none in the last 14 days"),
        (cell_pace(cell(5, [])), "5 Scala/bug-fixing prompts to go, no day of work yet"),
        (Pace("Go", 12000, 10.0, 1200, 7), "12,000 Go prompts to go, 1,200 days at this rate"),
    ],
)
def test_sentences(pace, sentence):
    assert pace.sentence() == sentence


def test_a_sentence_takes_another_noun():
    assert (
        stage_pace(StageLoad("review", 3, (1, 2))).sentence("item")
        == "3 review items to go, 2 days at this rate"
    )


def test_bottleneck():
    loads = [StageLoad("author", 50, (10, 10)), StageLoad("review", 30, (2, 4)), StageLoad("run", 0, (0, 0))]
    assert bottleneck(loads).name == "review"
    assert bottleneck(loads).days == 10
    assert bottleneck([*loads, StageLoad("judge", 1, (0, 0))]).name == "judge"
    assert bottleneck([StageLoad("run", 0, (1,))]) is None
    assert bottleneck([]) is None


def test_counts_per_day():
    moments = [
        datetime(2026, 3, day, hour, tzinfo=UTC) for day, hour in ((1, 0), (2, 23), (2, 1), (4, 12), (5, 0))
    ]
    assert counts_per_day(moments, date(2026, 3, 4), 3) == (2, 0, 1)
    with pytest.raises(InvalidInput):
        counts_per_day(moments, date(2026, 3, 4), 0)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: CellProgress("a", -1, 0, ()),
        lambda: CellProgress("a", 1, 2, (3,)),
        lambda: CellProgress("a", 1, 2, (-1,)),
        lambda: StageLoad("a", -1, ()),
        lambda: Work("w", "s", "Go", -1, 0),
        lambda: Work("w", "s", "Go", math.nan, 0),
        lambda: Work("w", "s", "Go", 1, -1),
        lambda: forecast([cell(9, [1] * 7), cell(9, [1] * 8)], Random(1)),
        lambda: forecast([], Random(1), 0),
        lambda: rework([0, -1]),
        lambda: minutes_per_accepted_pair([], -1),
        lambda: expert_capacities([], 0),
    ],
)
def test_wrong_numbers_are_refused(wrong):
    with pytest.raises(InvalidInput):
        wrong()


WORK = [
    Work("ada", "author", "Go", 90, 3),
    Work("ada", "review", "Go", 30, 6),
    Work("ada", "author", "R", 60, 1),
    Work("bob", "review", "Go", 60, 9),
    Work("cyd", "author", "C", 0, 0),
]


def test_capacity_by_expert_and_language():
    found = {(one.worker, one.language): one for one in expert_capacities(WORK, n_days=4)}
    assert list(found) == [("ada", "Go"), ("ada", "R"), ("bob", "Go"), ("cyd", "C")]
    ada = found["ada", "Go"]
    assert (ada.answers, ada.active_hours, ada.answers_per_hour, ada.hours_per_day) == (9, 2, 4.5, 0.5)
    assert ada.answers_per_day == 9 / 4
    assert found["cyd", "C"].answers_per_hour is None
    assert found["cyd", "C"].answers_per_day == 0


def test_capacity_by_language_and_stage():
    found = stage_capacities(WORK, n_days=1)
    assert [(one.language, one.stage, one.answers) for one in found] == [
        ("C", "author", 0),
        ("Go", "author", 3),
        ("Go", "review", 15),
        ("R", "author", 1),
    ]
    assert found[2].answers_per_hour == 10


@given(st.permutations(WORK))
def test_capacity_does_not_depend_on_order(work):
    assert expert_capacities(work, 3) == expert_capacities(WORK, 3)


def test_rework_by_hand():
    found = rework([0, 0, 0, 1, 3, 0])
    assert found.first_pass_rate == pytest.approx(4 / 6)
    assert found.mean_rounds == pytest.approx(4 / 6)
    assert found.rounds == ((0, 4), (1, 1), (2, 0), (3, 1))
    assert rework([]).first_pass_rate is None


@given(st.lists(st.integers(0, 6), min_size=1))
def test_rounds_add_up(rejections):
    found = rework(rejections)
    assert sum(items for _, items in found.rounds) == found.accepted == len(rejections)
    assert sum(rounds * items for rounds, items in found.rounds) == sum(rejections)
    assert (found.first_pass_rate == 1) == (found.mean_rounds == 0)


def test_minutes_per_accepted_pair():
    assert minutes_per_accepted_pair(WORK, 6) == 40
    assert minutes_per_accepted_pair(WORK, 0) is None
    assert minutes_per_accepted_pair([], 3) == 0
