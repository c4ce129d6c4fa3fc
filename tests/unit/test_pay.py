"""Price of a task, robust working time, bonus up to the target, final shares."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.pay import (
    CAP_MULTIPLE,
    CENT,
    MIN_MEASURED,
    MIN_PERSON_ANSWERS,
    PRICE_QUANTUM,
    PersonPay,
    bonus_due,
    capped_seconds,
    final_shares,
    hourly,
    is_under,
    people_pay,
    price_of,
    seconds_of,
    typical_seconds,
)

D = Decimal
money = st.integers(0, 10**9).map(lambda units: D(units) * PRICE_QUANTUM)
cents = st.integers(0, 10**8).map(lambda units: D(units) * CENT)
times = st.integers(0, 10**8).map(seconds_of)


@pytest.mark.parametrize(
    ("target", "seconds", "price"),
    [
        ("7.30", 20, "0.0406"),  # 0.04055...
        ("7.30", 15, "0.0305"),  # 0.03041...: 0.0304 would make 7.296 an hour
        ("16.50", 3600, "16.5000"),
        ("7.20", 30, "0.0600"),  # exact: nothing to round
        ("7.30", 0, "0.0000"),
        ("0", 30, "0.0000"),
        ("7.30", D("17.345"), "0.0352"),
    ],
)
def test_price_of_a_task(target, seconds, price):
    assert str(price_of(D(target), seconds)) == price


@given(target=cents, seconds=times)
def test_a_price_never_pays_under_the_target(target, seconds):
    price = price_of(target, seconds)
    assert not is_under(target, price, seconds)
    assert price - PRICE_QUANTUM < target * seconds / 3600


def test_hourly_pay_is_rounded_down():
    assert hourly(D("0.0405"), 20) == D("7.29")
    assert hourly(D("1"), 0) is None
    # 7.2999... is under 7.30 and is not shown as 7.30.
    assert is_under(D("7.30"), D("0.040555"), 20)
    assert hourly(D("0.040555"), 20) == D("7.29")
    assert not is_under(D("7.30"), D(0), 0)


def test_a_median_is_believed_after_enough_answers():
    assert typical_seconds(12.5, MIN_MEASURED, 30) == D("12.5")
    assert typical_seconds(12.5, MIN_MEASURED - 1, 30) == 30
    assert typical_seconds(None, 0, 30) == 30
    assert typical_seconds(0.0, 500, 30) == 30


@pytest.mark.parametrize(
    ("active", "median", "counted"),
    [(10, 20, 10), (80, 20, 80), (D("80.001"), 20, 80), (7200, 20, 80), (0, 20, 0)],
)
def test_a_task_counts_at_most_a_multiple_of_the_median(active, median, counted):
    assert CAP_MULTIPLE == 4
    assert capped_seconds(active, median) == counted


@pytest.mark.parametrize(("active", "median"), [(-1, 20), (10, 0), (10, -3), (D("NaN"), 20)])
def test_impossible_times_are_refused(active, median):
    with pytest.raises(InvalidInput):
        capped_seconds(active, median)


@pytest.mark.parametrize(
    ("target", "seconds", "earned", "bonus"),
    [
        ("7.30", 3600, "5.00", "2.30"),
        ("7.30", 3600, "7.30", "0.00"),
        ("7.30", 3600, "9.00", "0.00"),
        ("7.30", 0, "0", "0.00"),
        ("7.30", 1000, "0", "2.03"),  # 2.02777...
    ],
)
def test_bonus_up_to_the_target(target, seconds, earned, bonus):
    assert str(bonus_due(D(target), seconds, D(earned))) == bonus


@given(target=cents, seconds=times, earned=money)
def test_a_bonus_reaches_the_target_once(target, seconds, earned):
    bonus = bonus_due(target, seconds, earned)
    assert not is_under(target, earned + bonus, seconds) or seconds == 0
    assert bonus == 0 or earned + bonus - CENT < target * seconds / 3600
    assert bonus_due(target, seconds, earned + bonus) == 0


@given(target=cents, seconds=times, earned=money, more=times)
def test_more_time_never_lowers_a_bonus(target, seconds, earned, more):
    assert bonus_due(target, seconds + more, earned) >= bonus_due(target, seconds, earned)


def test_final_shares():
    # 3 : 2 : 1 of 10.00 is 5.00, 3.33..., 1.66...; the last cent goes to the largest remainder.
    assert final_shares(D("10.00"), {1: 3, 2: 2, 3: 1}) == {1: D("5.00"), 2: D("3.33"), 3: D("1.67")}
    # Equal remainders: the smaller id.
    assert final_shares(D("1.00"), {9: 60, 7: 60, 8: 60}) == {7: D("0.34"), 8: D("0.33"), 9: D("0.33")}
    # Less than a cent goes to whoever worked longest.
    assert final_shares(D("0.0150"), {1: 1, 2: 5}) == {1: 0, 2: D("0.0150")}
    assert final_shares(D("5"), {1: 0, 2: 10}) == {1: 0, 2: 5}
    assert final_shares(D(0), {1: 0}) == {1: 0}
    assert final_shares(D(0), {}) == {}


@pytest.mark.parametrize(
    ("amount", "times"), [("1", {}), ("1", {1: 0}), ("-1", {1: 1}), ("1", {1: -1}), ("NaN", {1: 1})]
)
def test_what_cannot_be_shared_is_refused(amount, times):
    with pytest.raises(InvalidInput):
        final_shares(D(amount), times)


@given(amount=money, by_worker=st.dictionaries(st.integers(1, 50), times, min_size=1))
def test_final_shares_sum_exactly_and_follow_time(amount, by_worker):
    if not any(by_worker.values()):
        return
    shares = final_shares(amount, by_worker)
    assert sum(shares.values()) == amount
    assert shares.keys() == by_worker.keys()
    total = sum(by_worker.values())
    ordered = sorted(by_worker, key=lambda worker: (by_worker[worker], shares[worker]))
    for less, more in pairwise(ordered):
        assert by_worker[less] == by_worker[more] or shares[less] <= shares[more]
    for worker, share in shares.items():
        assert share >= 0
        assert share == 0 or by_worker[worker] > 0
        assert abs(share - amount * by_worker[worker] / total) < 2 * CENT


@given(amount=money, by_worker=st.dictionaries(st.integers(1, 50), st.integers(1, 10**6), min_size=1))
def test_the_order_of_workers_changes_no_share(amount, by_worker):
    backwards = dict(reversed(by_worker.items()))
    assert final_shares(amount, by_worker) == final_shares(amount, backwards)


def test_people_under_the_target():
    enough = MIN_PERSON_ANSWERS
    found = people_pay(
        D("7.30"),
        [
            PersonPay(1, enough, D(3600), D("8.00")),
            PersonPay(2, enough, D(3600), D("7.30")),
            PersonPay(3, enough, D(1800), D("3.00")),
            PersonPay(4, enough - 1, D(3600), D("1.00")),  # too few answers to say
            PersonPay(5, enough, D(0), D("1.00")),  # no measured time
        ],
    )
    assert (found.people, found.under) == (3, 1)
    assert found.median_hourly == D("7.30")
    assert found.shortfall == D("0.65")
    assert found.seconds_per_task == 9000 / D(3 * enough)


def test_no_people_no_numbers():
    found = people_pay(D("7.30"), [])
    assert (found.people, found.under, found.median_hourly, found.shortfall) == (0, 0, None, 0)
    assert found.seconds_per_task is None
