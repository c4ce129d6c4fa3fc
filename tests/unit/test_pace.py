"""Floors that stages learn, skills that update, agreement with the others."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.overlap import SpanVote, Vote
from goldsmith.domain.pace import Floors, learn
from goldsmith.domain.peer_agreement import of_marks, of_verdicts
from goldsmith.domain.quality import Record
from goldsmith.domain.skills import MEMORY, Observation, certainty, opens_at, updated
from goldsmith.domain.span import Span


def times(n: int, median_ms: float = 30_000, sigma: float = 0.6, seed: int = 1) -> list[int]:
    rng = random.Random(seed)
    return [round(rng.lognormvariate(0, sigma) * median_ms) for _ in range(n)]


def test_a_floor_needs_answers() -> None:
    assert learn(times(49)) is None
    assert learn([*times(49), 0]) is None
    assert learn(times(50)) is not None


def test_few_honest_answers_lie_under_the_floor() -> None:
    sample = times(5_000)
    floor = learn(sample)
    assert floor is not None
    assert sum(time < floor.floor_ms for time in sample) / len(sample) < 0.015
    assert floor.median_ms == pytest.approx(30_000, rel=0.05)


def test_clickers_do_not_move_the_floor_below_themselves() -> None:
    sample = [*times(800), *[1_500] * 200]
    floor = learn(sample)
    assert floor is not None and floor.floor_ms > 1_500


def test_where_all_work_at_one_speed_a_third_of_it_is_the_floor() -> None:
    floor = learn([9_000] * 100)
    assert floor is not None and floor.floor_ms in (2_999, 3_000)


@given(st.lists(st.integers(1, 10**7), min_size=50, max_size=80), st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(sample: list[int], rng: random.Random) -> None:
    shuffled = list(sample)
    rng.shuffle(shuffled)
    assert learn(shuffled) == learn(sample)
    floor = learn(sample)
    assert floor is not None and 0 <= 3 * floor.floor_ms <= floor.median_ms + 3


def test_an_answer_is_judged_by_the_floor_of_its_time() -> None:
    floors = Floors([(1, 2_000, 900), (1, 1_000, 500)])
    assert floors.is_fast(1, 999, 1) is None
    assert floors.is_fast(2, 5_000, 1) is None
    assert [floors.is_fast(1, at, 700) for at in (1_000, 1_999, 2_000)] == [False, False, True]


def test_a_skill_follows_its_observations() -> None:
    record = updated(Record(4, 6), [Observation(1, 1.0)] * 34 + [Observation(0, 1.0)])
    assert (round(100 * record.quality), round(100 * record.deviation), record.total) == (92, 4, 41)
    assert updated(Record(4, 6), [Observation(0, 0.0)]) == Record(4, 6)


def test_a_record_forgets() -> None:
    good = updated(Record(), [Observation(1, 1)] * 1_000)
    assert good.total == pytest.approx(MEMORY)
    turned = updated(good, [Observation(0, 1)] * 200)
    assert turned.quality < 0.4, "without forgetting it would still be 0.83"


@given(
    st.lists(
        st.builds(Observation, st.floats(0, 1), st.floats(0, 1)),
        max_size=60,
    ),
    st.floats(0, 500),
)
def test_a_record_stays_one(observations: list[Observation], total: float) -> None:
    record = updated(Record(total / 2, total), observations)
    assert 0 <= record.correct <= record.total <= max(MEMORY, total)


@pytest.mark.parametrize(
    ("level", "record", "bars", "opens"),
    [
        # 4 of 6 passed an exam of 65; one more mistake is no reason to close the stage.
        (66.7, Record(4, 7), [65], 65),
        (66.7, Record(20, 40), [65], 50),
        (66.7, Record(38, 40), [65], 93.9),
        # Nor does one lucky answer open one.
        (50, Record(5, 7), [65], 64),
        (50, Record(90, 100), [65], 89.6),
        (80, Record(2, 10), [], 22.7),
        # What a person withdrew stays so.
        (0, Record(90, 100), [65], 0),
    ],
)
def test_a_bar_is_passed_when_it_is_sure(
    level: float, record: Record, bars: list[float], opens: float
) -> None:
    assert opens_at(level, record, bars) == pytest.approx(opens, abs=0.05)


def test_how_much_a_posterior_tells() -> None:
    assert [certainty(p, 2) for p in (1.0, 0.5, 0.3)] == [1.0, 0.0, 0.0]
    assert certainty(0.9, 2) == pytest.approx(0.8)


def test_an_answer_is_compared_with_the_others() -> None:
    options = ("correct", "incorrect")
    one, two, lone = of_verdicts([Vote("correct", 0.9)] * 2 + [Vote("incorrect", 0.9)], options)
    assert (lone.score, round(lone.weight, 2)) == (0, 0.98)
    assert one == two and one.weight == pytest.approx(0, abs=1e-9), "the other two are of two minds"
    assert of_verdicts([Vote("correct", 0.9)], options) == []


def test_marks_earn_their_part() -> None:
    whole, part = (Span(0, 10, "EMAIL"),), (Span(0, 5, "EMAIL"),)
    answers = [SpanVote(whole, 0.9), SpanVote(whole, 0.9), SpanVote(part, 0.9)]
    found = of_marks(answers, ["EMAIL"], length_chars=20)
    assert found[2].score == pytest.approx(2 / 3)
    assert found[2].weight > 0.9
