"""The planner of fair pay in a real browser: a rate, its countries, the way back, and a campaign that opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.e2e

CODE = {"send.py": "# SPDX-License-Identifier: MIT\nSENDER = 'ada@lab.example'\n"}


@pytest.fixture
def page(server: Any, open_browser: Callable[..., BrowserContext]) -> Page:
    """A page of the owner's."""
    context = open_browser()
    value = server.owner.cookies["goldsmith_session"]
    context.add_cookies([{"name": "goldsmith_session", "value": value, "url": server.url}])
    return context.new_page()


def test_a_rate_and_its_countries(page: Page) -> None:
    page.goto("/campaigns")
    page.get_by_role("link", name="Fair pay").click()
    expect(page.get_by_role("heading", name="Fair pay", exact=True)).to_be_visible()
    # What the page begins with: 7.30 an hour for 16.50.
    expect(page.get_by_text("in 23 of 74 countries")).to_be_visible()
    world = page.get_by_role("figure", name="What the rate is worth")
    expect(world.get_by_role("listitem").filter(has_text="Brazil: open, worth $16.59")).to_have_count(1)
    expect(world.get_by_role("listitem").filter(has_text="France: closed, worth $9.90")).to_have_count(1)
    # The same numbers as a table.
    world.get_by_role("button", name="Show as table").click()
    expect(world.get_by_role("row")).to_have_count(75)
    world.get_by_role("button", name="Show as chart").click()

    page.get_by_label("Rate an hour", exact=True).fill("12.17")
    expect(page.get_by_text("where the price level ratio is at most 0.7375")).to_be_visible()
    expect(world.get_by_role("listitem").filter(has_text="France: open, worth $16.50")).to_have_count(1)
    # The address holds the plan: a link shows the same.
    page.wait_for_url("**/pay?*rate=12.17*")
    page.reload()
    expect(page.get_by_label("Rate an hour", exact=True)).to_have_value("$12.17")

    countries = page.get_by_role("table", name="Countries at this rate")
    page.get_by_label("Filter: Countries at this rate").fill("japan")
    expect(countries.get_by_role("row")).to_have_count(2)
    expect(countries.get_by_text("1,831 JPY")).to_be_visible()

    # The slider answers to the keys.
    slider = page.get_by_role("slider", name="Rate an hour, slider")
    slider.focus()
    slider.press("ArrowRight")
    expect(page.get_by_label("Rate an hour", exact=True)).to_have_value("$12.30")
    page.get_by_label("Rate an hour", exact=True).fill("")
    expect(page.get_by_text("Type an amount over 0.")).to_be_visible()


def test_countries_and_the_rate_they_need(page: Page) -> None:
    page.goto("/pay")
    chooser = page.get_by_role("combobox", name="Countries")
    for name in ("France", "Poland"):
        chooser.fill(name)
        page.get_by_role("option", name=name).click()
    expect(page.get_by_text("$12.17 an hour")).to_be_visible()
    expect(page.get_by_text("France decides")).to_be_visible()
    page.get_by_role("button", name="Use this rate above").click()
    expect(page.get_by_label("Rate an hour", exact=True)).to_have_value("$12.17")
    expect(page.get_by_text("where the price level ratio is at most 0.7375")).to_be_visible()


def test_a_campaign_opens_to_the_countries_of_a_rate(server: Any, page: Page) -> None:
    campaign = server.campaign("fair", CODE)
    worker = campaign.worker("Rui")  # in Portugal
    page.goto(f"/pay?rate=7.30&campaign={campaign.id}")
    expect(page.get_by_text("Now open to all countries; 1 worker joined.")).to_be_visible()
    page.get_by_role("button", name="Open to these 23 countries").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("1 worker who joined gets no more tasks (PT).")).to_be_visible()
    dialog.get_by_role("button", name="Open to 23 countries").click()
    expect(page.get_by_text("Now open to 23 countries (AZ, BH, BR")).to_be_visible()
    assert len(server.get(f"/campaigns/{campaign.id}/countries")["countries"]) == 23
    stage = campaign.stages["email", "annotate"]
    refused = worker.client.post(f"/api/v1/stages/{stage}/claim", json={"after": None})
    assert "country_closed" in refused.text

    page.get_by_role("button", name="Open to all countries").click()
    page.get_by_role("dialog").get_by_role("button", name="Open to all").click()
    expect(page.get_by_text("Now open to all countries")).to_be_visible()
    assert worker.post(f"/stages/{stage}/claim", {"after": None})["assignment"] is not None
