"""Pure parts of money: how long a budget lasts, where a payout goes, cells of a CSV."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.budget import MIN_ANSWERS, Spent, hourly_spending, stops_at
from goldsmith.domain.csv_cells import csv_text
from goldsmith.domain.errors import InvalidInput, TransitionRefused
from goldsmith.domain.payout_destination import destination, is_iban
from goldsmith.domain.workflow import (
    PAYOUT,
    PAYOUT_BATCH,
    PayoutBatchEvent,
    PayoutBatchState,
    PayoutEvent,
    PayoutState,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
D = Decimal


@pytest.mark.parametrize(
    ("stages", "rate"),
    [
        ([], None),
        ([Spent(0, D(0), None)], None),
        ([Spent(MIN_ANSWERS - 1, D(1), NOW - timedelta(hours=1))], None),
        ([Spent(MIN_ANSWERS, D(1), NOW - timedelta(hours=2))], D("0.5")),
        ([Spent(10, D(3), NOW - timedelta(hours=1)), Spent(10, D(3), NOW - timedelta(hours=3))], D(2)),
        # A burst of a second is not taken for a rate of hours.
        ([Spent(10, D(1), NOW - timedelta(seconds=1))], D(4)),
    ],
)
def test_spending_an_hour(stages: list[Spent], rate: Decimal | None) -> None:
    assert hourly_spending(stages, NOW) == rate


@pytest.mark.parametrize(
    ("free", "price", "rate", "hours"),
    [
        ("10", "0", "1", None),
        ("10", "0.5", None, None),
        ("0.4", "0.5", None, 0),
        ("0.4", "0.5", "2", 0),
        ("0.5", "0.5", "2", 0),
        ("10.5", "0.5", "2", 5),
        ("99999999", "0.5", "0.0001", 3650 * 24),
    ],
)
def test_when_a_stage_stops(free: str, price: str, rate: str | None, hours: float | None) -> None:
    found = stops_at(D(free), D(price), None if rate is None else D(rate), NOW)
    assert found == (None if hours is None else NOW + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("account", "good"),
    [
        # Examples of the registry of ISO 13616.
        ("DE89370400440532013000", True),
        ("GB29NWBK60161331926819", True),
        ("NO9386011117947", True),
        ("MT84MALT011000012345MTLCAST001S", True),
        ("DE89370400440532013001", False),
        ("GB29NWBK60161331926891", False),
        ("GB00", False),
    ],
)
def test_check_digits_of_an_iban(account: str, good: bool) -> None:
    assert is_iban(account) is good


def test_a_destination_is_tidied() -> None:
    found = destination("bank", "  Ada Lovelace ", "de89 3704 0044 0532 0130 00", " COBADEFFXXX ")
    assert (found.holder, found.address, found.bank) == (
        "Ada Lovelace",
        "DE89370400440532013000",
        "COBADEFFXXX",
    )
    found = destination("email", "Ada", " ada+pay@lab.example ", "what was typed before")
    assert (found.address, found.bank) == ("ada+pay@lab.example", "")
    assert destination("bank", "Ng", "0012-3456.789", "").address == "00123456789"


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.sampled_from(["bank", "email"]))
def test_what_is_taken_is_no_formula(holder: str, address: str, bank: str, kind: str) -> None:
    try:
        found = destination(kind, holder, address, bank)  # type: ignore[arg-type]
    except InvalidInput as error:
        assert error.context["fields"]
        return
    for text in (found.holder, found.address, found.bank):
        assert not text.startswith(("=", "+", "-", "@", "\t"))
        assert not any(ord(one) < 32 for one in text)


@given(
    st.lists(st.lists(st.text().filter(lambda text: "\0" not in text), min_size=1, max_size=4), max_size=5)
)
def test_cells_are_what_they_were_but_no_formulas(rows: list[list[str]]) -> None:
    back = list(csv.reader(io.StringIO(csv_text(rows), newline="")))
    assert [len(row) for row in back] == [len(row) for row in rows]
    for row, found in zip(rows, back, strict=True):
        for text, cell in zip(row, found, strict=True):
            assert cell in (text, f"'{text}")
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_numbers_stay_numbers() -> None:
    assert csv_text([[D("-1.50"), 3, None, NOW, D("1E+3")]]) == "-1.50,3,,2026-03-02T12:00:00+00:00,1000\r\n"


def test_a_batch_goes_one_way() -> None:
    state = PAYOUT_BATCH.initial
    for event in (PayoutBatchEvent.APPROVE, PayoutBatchEvent.SEND, PayoutBatchEvent.SETTLE):
        state = PAYOUT_BATCH.transition(state, event)
    assert PAYOUT_BATCH.is_final(state)
    for state in (PayoutBatchState.APPROVED, PayoutBatchState.SENT):
        with pytest.raises(TransitionRefused):
            PAYOUT_BATCH.transition(state, PayoutBatchEvent.DISCARD)
        with pytest.raises(TransitionRefused):
            PAYOUT_BATCH.transition(state, PayoutBatchEvent.APPROVE)


def test_a_payout_settles_once_and_comes_back_only_then() -> None:
    settled = PAYOUT.transition(PayoutState.OPEN, PayoutEvent.SETTLE)
    assert PAYOUT.is_final(PAYOUT.transition(settled, PayoutEvent.GIVE_BACK))
    for event in (PayoutEvent.SETTLE, PayoutEvent.FAIL, PayoutEvent.DISCARD):
        with pytest.raises(TransitionRefused):
            PAYOUT.transition(settled, event)
    with pytest.raises(TransitionRefused):
        PAYOUT.transition(PayoutState.OPEN, PayoutEvent.GIVE_BACK)
