"""The owner's last mile in a browser: target, gate, an override, a delivery, and its files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from texts import TextCampaign

from written import DOCUMENTS, REVIEW, recipe

pytestmark = pytest.mark.e2e

PROMPT = "Write a Python function that reads a file and returns its longest line."
COMPLETION = "```python\ndef longest(path):\n    return max(open(path), key=len, default='')\n```\n"
REASON = "A first look for ourselves."


@pytest.fixture
def campaign(server: Any, open_browser: Callable[..., BrowserContext]) -> TextCampaign:
    """A campaign with one accepted data point, of six that are due."""
    campaign = TextCampaign.over(server, open_browser, recipe(), DOCUMENTS)
    ada, bob = campaign.expert("Ada"), campaign.expert("Bob")
    stages = campaign.stages
    ada.answer(stages["author_prompt"], authored={"fields": {"prompt": PROMPT}})
    bob.answer(stages["review_prompt"], review={"verdict": "accepted", "form": REVIEW})
    bob.answer(stages["author_completion"], authored={"fields": {"completion": COMPLETION}})
    ada.answer(stages["review_completion"], review={"verdict": "accepted", "form": {"correct": True}})
    return campaign


@pytest.fixture
def page(server: Any, open_browser: Callable[..., BrowserContext]) -> Page:
    """A page of the owner, signed in."""
    context = open_browser()
    value = server.owner.cookies["goldsmith_session"]
    context.add_cookies([{"name": "goldsmith_session", "value": value, "url": server.url}])
    return context.new_page()


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Parts of the campaign").get_by_role("link", name=name).click()


def test_from_the_target_to_files_on_disk(campaign: TextCampaign, page: Page, tmp_path: Path) -> None:
    page.goto(f"/campaigns/{campaign.id}/target")
    expect(page.get_by_text("1 of 6", exact=True)).to_be_visible()
    tab(page, "Planning")
    expect(page.get_by_text("5 due")).to_be_visible()

    tab(page, "Gate & delivery")
    expect(page.get_by_role("list", name="Compared with")).to_contain_text("comes with Goldsmith")
    expect(page.get_by_role("button", name="Deliver …")).to_be_disabled()
    page.get_by_role("button", name="Look at the gate").click()
    rows = page.get_by_role("list", name="Criteria").locator("> li")
    expect(rows.filter(has_text="Data points to go")).to_contain_text("falls short", timeout=30_000)
    held = rows.filter(has_text="Least number of reviews")
    expect(held).to_contain_text("holds")
    expect(held.get_by_role("definition").first).to_have_text("2")

    page.get_by_role("button", name="Deliver …").click()
    dialog = page.get_by_role("dialog")
    deliver = dialog.get_by_role("button", name="Deliver with exceptions")
    expect(deliver).to_be_disabled()
    dialog.get_by_role("textbox", name="Version").fill("0.1")
    dialog.get_by_role("textbox", name="Reason").fill(REASON)
    deliver.click()
    expect(page.get_by_text("Version 0.1")).to_be_visible(timeout=30_000)
    expect(page.get_by_text(f"“{REASON}”")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="dataset.jsonl").click()
    download.value.save_as(tmp_path / "dataset.jsonl")
    (row,) = (json.loads(line) for line in (tmp_path / "dataset.jsonl").read_text("utf-8").splitlines())
    assert [message["content"] for message in row["messages"]] == [PROMPT, COMPLETION]
    with page.expect_download() as card:
        page.get_by_role("link", name="README.md").click()
    card.value.save_as(tmp_path / "README.md")
    assert REASON in (tmp_path / "README.md").read_text("utf-8")
