"""What a rate is worth in a country, and the rate that countries need."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.purchasing_power import highest_ratio, is_open, rate_needed, worth_usd

D = Decimal
rates = st.integers(1, 20_000).map(lambda cents: D(cents) / 100)
ratios = st.integers(1, 20_000).map(lambda units: D(units) / 10_000)


@pytest.mark.parametrize(
    ("rate", "target", "ratio", "opens"),
    [
        ("7.30", "16.50", "0.4424", True),
        ("7.30", "16.50", "0.4425", False),
        ("7.30", "16.50", "0.4418", True),
        # Exactly at the border, with and without a finite quotient.
        ("8.25", "16.50", "0.5000", True),
        ("8.24", "16.50", "0.5000", False),
        ("16.50", "16.50", "1.0000", True),
        ("5.50", "16.50", "0.3333", True),
        ("5.50", "16.50", "0.3334", False),
    ],
)
def test_a_country_opens_at_its_ratio(rate, target, ratio, opens):
    assert is_open(D(rate), D(target), D(ratio)) is opens


def test_worth():
    assert worth_usd(D("7.30"), D("0.4400")) == D("16.59")
    assert worth_usd(D("7.30"), D("0.4424")) == D("16.50")
    assert worth_usd(D("7.30"), D("0.4425")) == D("16.49")
    assert highest_ratio(D("7.30"), D("16.50")) == D("0.4424")


@given(rate=rates, target=rates, ratio=ratios)
def test_what_is_shown_agrees_with_what_is_open(rate, target, ratio):
    opens = is_open(rate, target, ratio)
    assert (worth_usd(rate, ratio) >= target) is opens
    assert (ratio <= highest_ratio(rate, target)) is opens


@given(target=rates, wanted=st.lists(ratios, min_size=1))
def test_the_rate_opens_them_all_and_a_cent_less_does_not(target, wanted):
    rate = rate_needed(target, wanted)
    assert all(is_open(rate, target, ratio) for ratio in wanted)
    below = rate - D("0.01")
    assert below <= 0 or not all(is_open(below, target, ratio) for ratio in wanted)


@given(rate=rates, more=rates, target=rates, ratio=ratios)
def test_a_higher_rate_closes_nothing(rate, more, target, ratio):
    assert not is_open(rate, target, ratio) or is_open(rate + more, target, ratio)


@pytest.mark.parametrize("bad", ["0", "-1", "NaN", "Infinity"])
def test_numbers_not_over_0_are_refused(bad):
    with pytest.raises(InvalidInput):
        is_open(D(bad), D("16.50"), D("0.5"))
    with pytest.raises(InvalidInput):
        worth_usd(D("7.30"), D(bad))
    with pytest.raises(InvalidInput):
        rate_needed(D(bad), [D("0.5")])


def test_no_country_needs_no_rate():
    with pytest.raises(InvalidInput, match="No country"):
        rate_needed(D("16.50"), [])
