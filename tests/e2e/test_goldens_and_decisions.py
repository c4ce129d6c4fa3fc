"""Goldens and decisions in a browser: make them, watch them, retire one; accept, reject, and what the worker sees."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.e2e

CODE = "".join(
    f"def step_{n}(value):\n    total = value + {n}\n    return total * {n}\n\n\n" for n in range(9)
)
FILES = {f"jobs/job_{n}.py": f"{CODE}OWNER = 'ada{n}@lab.example'\n" for n in range(6)}


@pytest.fixture
def owner_page(server: Any, open_browser: Callable[..., BrowserContext]) -> Page:
    context = open_browser()
    value = server.owner.cookies["goldsmith_session"]
    context.add_cookies([{"name": "goldsmith_session", "value": value, "url": server.url}])
    return context.new_page()


def pictures(page: Page, name: str) -> None:
    """For somebody to look at, where GOLDSMITH_PICTURES names a folder."""
    if not (folder := os.environ.get("GOLDSMITH_PICTURES")):
        return
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1440, 1024, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(300)
            page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})


def submit(worker: Any, stage: int, answer: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    claim: dict[str, Any] = worker.post(f"/stages/{stage}/claim")["assignment"]
    key = {"Idempotency-Key": f"decided-{claim['id']}"}
    worker.post(f"/assignments/{claim['id']}/submit", {**answer(claim["text"]), "active_ms": 7_000}, **key)
    return claim


def marks(text: str) -> dict[str, Any]:
    start = text.find("ada")
    spans = [{"start": start, "end": text.rindex("'"), "label": "EMAIL"}] if start >= 0 else []
    return {"annotation": {"spans": spans}}


def test_an_owner_makes_goldens_and_retires_one(server: Any, owner_page: Page) -> None:
    campaign = server.campaign("Code with goldens", FILES)
    annotate = campaign.stages["email", "annotate"]
    page = owner_page
    page.goto(f"{server.url}/campaigns/{campaign.id}/goldens")
    expect(page.get_by_text("No goldens yet")).to_be_visible()
    page.get_by_role("button", name="From the quizzes").click()
    bank = page.get_by_role("table", name="Goldens", exact=True)
    expect(bank.get_by_role("row").nth(1)).to_be_visible(timeout=20_000)
    page.get_by_label("How many a category").fill("2")
    page.get_by_role("button", name="Plant into code").click()
    expect(bank.get_by_text("Planted").first).to_be_visible(timeout=30_000)
    ada = campaign.worker("Ada")
    for _ in range(3):
        submit(ada, annotate, lambda _text: {"annotation": {"spans": []}})
    page.reload()
    expect(page.get_by_role("status").filter(has_text="Mark: E-mail addresses")).to_contain_text("run out")
    page.get_by_role("button", name="Answers").last.click()
    page.get_by_role("button", name="Answers").last.click()
    bank.get_by_role("row").nth(1).get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("The right marks.")).to_be_visible()
    dialog.get_by_role("button", name="Ada").click()
    expect(dialog.get_by_text("Marks of Ada.")).to_be_visible()
    pictures(page, "golden")
    dialog.get_by_role("button", name="Retire").click()
    expect(dialog.get_by_role("button", name="Retired")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(bank.get_by_text("Retired").first).to_be_visible()
    pictures(page, "goldens")
    page.goto(f"{server.url}/campaigns/{campaign.id}")
    expect(page.get_by_role("link", name="Make more")).to_be_visible()
    pictures(page, "overview-warned")


def test_an_item_becomes_a_golden_from_its_page(server: Any, owner_page: Page) -> None:
    campaign = server.campaign("Code to promote", FILES)
    judges = [campaign.worker(name) for name in ("Bob", "Cid", "Dan")]
    claim = submit(campaign.worker("Ada"), campaign.stages["email", "annotate"], marks)
    page = owner_page
    page.goto(f"{server.url}/items/{claim['item_id']}")
    page.get_by_role("button", name="Make it a golden").click()
    expect(page.get_by_text("Nothing is known for sure")).to_be_visible()
    for judge in judges:
        submit(judge, campaign.stages["email", "validate"], lambda _text: {"verdict": {"verdict": "correct"}})
    page.get_by_role("button", name="Make it a golden").click()
    expect(page.get_by_text("2 goldens made.")).to_be_visible()


def test_an_owner_decides_by_keyboard_and_the_worker_reads_why(
    server: Any, owner_page: Page, open_browser: Callable[..., BrowserContext]
) -> None:
    campaign = server.campaign("Code to decide about", FILES)
    annotate = campaign.stages["email", "annotate"]
    ada = campaign.worker("Ada")
    claims = [submit(ada, annotate, marks) for _ in range(4)]
    page = owner_page
    page.goto(f"{server.url}/campaigns/{campaign.id}/decisions")
    work = page.get_by_role("list", name="Work")
    expect(work.get_by_role("listitem")).to_have_count(4)
    article = page.get_by_role("article")
    expect(article).to_have_accessible_name(f"Work {claims[3]['id']}")
    expect(article.get_by_text("job_3.py").first).to_be_visible()
    page.keyboard.press("a")
    expect(work.get_by_role("listitem")).to_have_count(3)
    expect(article).to_have_accessible_name(f"Work {claims[2]['id']}")
    page.keyboard.press("r")
    reason = page.get_by_label("Why it is rejected")
    expect(reason).to_be_focused()
    pictures(page, "decisions")
    reason.fill("The mark is too long.")
    page.keyboard.press("Control+Enter")
    expect(work.get_by_role("listitem")).to_have_count(2)
    page.keyboard.press("h")
    expect(work.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Accept all waiting").click()
    page.get_by_role("dialog").get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Nothing waits for a decision")).to_be_visible()
    page.get_by_text("Held 1", exact=True).click()
    page.get_by_role("button", name="Pay, do not use").click()
    page.get_by_text("Not used 1", exact=True).click()
    expect(page.get_by_role("article").get_by_text("Accepted, not used")).to_be_visible()
    states = server.rows(
        "SELECT state, count(*) FROM assignment WHERE worker_id = %s GROUP BY 1 ORDER BY 1", ada.id
    )
    assert states == [("ACCEPTED", 3), ("REJECTED", 1)]
    assert server.rows("SELECT count(*) FROM ledger_entry WHERE credit_worker = %s", ada.id) == [(3,)]
    theirs = open_browser()
    cookie = ada.client.cookies["goldsmith_session"]
    theirs.add_cookies([{"name": "goldsmith_session", "value": cookie, "url": server.url}])
    history = theirs.new_page()
    history.goto(f"{server.url}/history")
    expect(history.get_by_text("The mark is too long.")).to_be_visible()
    expect(history.get_by_text("not used", exact=True)).to_be_visible()
    pictures(history, "history")
    link = history.get_by_role("link", name="Appeal")
    expect(link).to_have_attribute("href", f"/appeals/new?kind=assignment&id={claims[2]['id']}")
