"""The consent page is composed from the owner's words and from what is counted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from goldsmith.domain.consent import Facts, compose

FACTS = Facts(
    description="Marks of personal data.",
    is_marking=True,
    documents=1200,
    repositories=1,
    licences={"MIT": 900, "Apache-2.0": 300},
    currency="USD",
    target_hourly=Decimal("7.3"),
    review_days=7,
    appeal_days=7,
    has_goldens=True,
    has_suggestions=False,
)


def section(key: str, facts: Facts = FACTS, text: str = "Mark what you see.") -> str:
    return {one.key: one.text for one in compose(text, facts)}[key]


def test_the_owners_words_come_first() -> None:
    assert compose("Mark what you see.", FACTS)[0].text == "Mark what you see."
    assert compose("  ", FACTS)[0].text == "Marks of personal data."


def test_licences_are_named_with_their_counts_the_most_first() -> None:
    assert section("sources").startswith("1,200 files from 1 repository.")
    assert "Licences: MIT (900), Apache-2.0 (300)." in section("sources")
    assert "counts for each" in section("sources", replace(FACTS, licences={"MIT": 900, "0BSD": 900}))
    many = {f"L-{n:02}": n for n in range(1, 16)}
    assert "and 3 others." in section("sources", replace(FACTS, licences=many))


def test_a_campaign_without_material_says_so() -> None:
    assert "Nothing has been imported yet" in section("sources", replace(FACTS, documents=0))


def test_pay_is_told_in_money_and_days() -> None:
    assert "7.30 USD an hour" in section("pay")
    assert "after 7 days, and paid" in section("pay")
    assert "at once, and paid" in section("pay", replace(FACTS, review_days=0))
    assert "within 1 day you are right" in section("rights", replace(FACTS, appeal_days=1))


def test_what_is_stored_follows_from_what_the_campaign_does() -> None:
    assert "whose answer is known" in section("stored")
    assert "whose answer is known" not in section("stored", replace(FACTS, has_goldens=False))
    assert "pasted" in section("stored", replace(FACTS, is_marking=False))
    assert "pasted" not in section("stored")
