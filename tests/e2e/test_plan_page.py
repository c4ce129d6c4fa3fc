"""The planner in a real browser: from a new campaign to a plan, and from a campaign that exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.e2e

CODE = {"send.py": "# SPDX-License-Identifier: MIT\nSENDER = 'ada@lab.example'\n"}
LONG_MS = 60_000


@pytest.fixture
def page(server: Any, open_browser: Callable[..., BrowserContext]) -> Page:
    """A page of the owner's."""
    context = open_browser()
    value = server.owner.cookies["goldsmith_session"]
    context.add_cookies([{"name": "goldsmith_session", "value": value, "url": server.url}])
    return context.new_page()


def test_a_campaign_is_planned_before_there_is_one(page: Page) -> None:
    page.goto("/campaigns/new")
    page.get_by_role("link", name="Plan it first").click()
    expect(page.get_by_role("heading", name="Plan code-pii")).to_be_visible()
    expect(page.get_by_text("Nothing planned yet")).to_be_visible()

    page.get_by_label("People who join").fill("none")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("A whole number, 1 or more")).to_be_visible()

    page.get_by_label("People who join").fill("40")
    page.get_by_label("Chunks", exact=True).fill("12")
    page.get_by_label("Countries").fill("pl, zz")
    page.get_by_label("Wanted F1").fill("0.4")
    page.get_by_label("Goldens").fill("8")
    expect(page.get_by_label("Play the rules")).to_be_checked()
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("No price level is known for ZZ.")).to_be_visible()

    page.get_by_label("Countries").fill("pl, in")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("The cheapest policy that reaches an F1 of 0.4 is")).to_be_visible(
        timeout=LONG_MS
    )
    policies = page.get_by_role("table", name="Policies")
    expect(policies.get_by_role("row")).to_have_count(7)
    expect(policies.get_by_text("the cheapest that reaches the wanted F1")).to_have_count(1)
    rules = page.get_by_role("table", name="What the rules did")
    expect(rules.get_by_role("row")).to_have_count(6)
    expect(rules.get_by_text("When the golden score is under 60 %")).to_be_visible()
    chart = page.get_by_role("figure", name="Cost against F1")
    expect(chart.get_by_role("img")).to_be_visible()
    chart.get_by_role("button", name="Show as table").click()
    expect(chart.get_by_role("row")).to_have_count(7)
    expect(page.get_by_text("seconds of a task: annotate")).to_be_visible()
    # The address holds the plan: a link shows the same.
    page.reload()
    expect(page.get_by_role("table", name="Policies").get_by_role("row")).to_have_count(7)
    expect(page.get_by_label("Goldens")).to_have_value("8")

    page.get_by_label("Play the rules").uncheck()
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("none are played")).to_be_visible(timeout=LONG_MS)
    expect(rules).to_have_count(0)


def test_a_campaign_that_exists_is_planned_with_its_own_recipe(server: Any, page: Page) -> None:
    campaign = server.campaign("planned", CODE)
    page.goto(f"/campaigns/{campaign.id}")
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_role("button", name="Fill in BigCode’s campaign").click()
    expect(page.get_by_label("People who join")).to_have_value("1399")
    page.get_by_label("People who join").fill("40")
    page.get_by_label("Chunks", exact=True).fill("10")
    page.get_by_label("Budget").fill("2")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("then the budget is used up").first).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text("No policy reaches an F1 of 0.98")).to_be_visible()
