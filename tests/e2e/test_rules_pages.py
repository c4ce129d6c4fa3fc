"""A rule is written, replayed and switched on; a worker is restricted and reads why; the owner undoes it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.e2e

FILES = {f"send_{at}.py": f"TO_{at} = 'ada{at}@lab.example'\n" for at in range(30)}


@pytest.fixture
def owner_page(server: Any, open_browser: Callable[..., BrowserContext]) -> Page:
    context = open_browser()
    value = server.owner.cookies["goldsmith_session"]
    context.add_cookies([{"name": "goldsmith_session", "value": value, "url": server.url}])
    return context.new_page()


def skip(worker: Any, stage: int, times: int) -> None:
    for _ in range(times):
        claim = worker.post(f"/stages/{stage}/claim")["assignment"]
        worker.post(f"/assignments/{claim['id']}/skip")


def mark(worker: Any, stage: int, times: int) -> None:
    for _ in range(times):
        claim = worker.post(f"/stages/{stage}/claim")["assignment"]
        key = {"Idempotency-Key": f"rules-key-{claim['id']}"}
        body = {"annotation": {"spans": []}, "active_ms": 9_000}
        worker.post(f"/assignments/{claim['id']}/submit", body, **key)


def test_a_rule_from_its_first_word_to_its_undoing(
    server: Any, owner_page: Page, open_browser: Callable[..., BrowserContext]
) -> None:
    campaign = server.campaign("Mail with rules", FILES)
    stage = campaign.stages["email", "annotate"]
    ada, bob = campaign.worker("Ada"), campaign.worker("Bob")
    mark(ada, stage, 3)
    skip(bob, stage, 3)
    mark(bob, stage, 2)

    page = owner_page
    page.goto(f"/campaigns/{campaign.id}/rules")
    rules = page.get_by_role("table", name="Rules", exact=True)
    expect(rules.get_by_role("row")).to_have_count(6)
    expect(rules).to_contain_text("When the golden score is under 60 % over the last 10 goldens, restrict")
    pictures(page, "rules")

    page.get_by_role("button", name="New rule").click()
    page.get_by_role("textbox", name="Name").fill("Three skips")
    page.get_by_label("Value of condition 1").fill("8")
    words = page.get_by_label("The rule in words")
    expect(words).to_contain_text("is at least 8")
    expect(page.get_by_role("alert")).to_contain_text("a window of 5 can never hold")
    expect(page.get_by_role("button", name="Save and switch on")).to_be_disabled()
    pictures(page, "rules-refused")
    page.get_by_label("Value of condition 1").fill("3")
    expect(words).to_contain_text("is at least 3")
    expect(page.get_by_role("alert")).to_have_count(0)

    page.get_by_role("button", name="Replay", exact=True).click()
    replay = page.get_by_role("region", name="Replay")
    expect(replay).to_contain_text("It would have hit 1 worker, once in all.")
    row = replay.get_by_role("row").nth(1)
    expect(row).to_contain_text("Bob")
    expect(row).to_contain_text("skipped in a row: 3; the limit is at least 3")
    expect(row).to_contain_text("2 answers")
    pictures(page, "rules-replay")

    page.get_by_role("button", name="Save and switch on").click()
    saved = rules.get_by_role("row").filter(has_text="Three skips")
    expect(saved.get_by_role("switch")).to_be_checked()

    skip(bob, stage, 3)
    mine = open_browser(bob).new_page()
    until_restricted(mine, bob, stage)
    mine.goto(f"/stages/{stage}")
    mine.get_by_role("link", name="See why").click()
    restrictions = mine.get_by_role("region", name="Restrictions")
    expect(restrictions).to_contain_text("because you skipped 3 tasks in a row")
    expect(restrictions).to_contain_text("No tasks of Mail with rules")
    appeal = restrictions.get_by_role("link", name="Appeal")
    assert (appeal.get_attribute("href") or "").startswith("/appeals/new?kind=restriction&id=")
    expect(mine.get_by_role("table", name="Skills")).to_contain_text("± ")
    pictures(mine, "standing")

    page.reload()
    log = page.get_by_role("table", name="What rules did")
    expect(log.get_by_role("row").nth(1)).to_contain_text("Bob")
    pictures(page, "rules-log")
    log.get_by_role("button", name="Undo what Three skips did to Bob").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo").click()
    expect(log).to_contain_text("undone")
    mine.reload()
    expect(mine.get_by_role("region", name="Restrictions")).to_contain_text("Nothing is restricted now")
    expect(mine.get_by_role("region", name="What rules did")).to_contain_text("This was undone.")
    assert bob.post(f"/stages/{stage}/claim")["assignment"] is not None

    saved.get_by_role("switch").click(force=True)
    expect(saved.get_by_role("switch")).not_to_be_checked()

    page.goto(f"/campaigns/{campaign.id}/workers")
    page.get_by_role("button", name="Skills of Bob").click()
    expect(page.get_by_text("77 ± 12 from 10 answers")).to_be_visible()
    pictures(page, "rules-workers")
    mine.goto("/work")
    expect(mine.get_by_text("Your skill: 77 ± 12 from 10 answers")).to_be_visible()
    pictures(mine, "standing-work")


def until_restricted(page: Page, worker: Any, stage: int) -> None:
    """The server looks every few seconds."""
    for _ in range(100):
        if worker.post(f"/stages/{stage}/claim")["reason"] == "restricted":
            return
        page.wait_for_timeout(200)
    raise AssertionError("the rule never acted")


def test_a_worker_to_whom_nothing_happened(server: Any, open_browser: Callable[..., BrowserContext]) -> None:
    campaign = server.campaign("Quiet mail", {"one.py": "x = 1\n"})
    page = open_browser(campaign.worker("Eve", skilled=False)).new_page()
    page.goto("/work")
    page.get_by_role("button", name="You").click()
    page.get_by_role("menuitem", name="My standing").click()
    expect(page.get_by_text("Nothing is restricted: you may work")).to_be_visible()
    expect(page.get_by_text("You have no skill yet.")).to_be_visible()
    pictures(page, "standing-empty")


def pictures(page: Page, name: str) -> None:
    """Look at the page in every width and scheme, where a folder for it is given."""
    folder = os.environ.get("GOLDSMITH_PICTURES")
    if not folder:
        return
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width, height in ((1440, 900), (1024, 768), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(150)
            page.screenshot(path=Path(folder) / f"{name}-{scheme}-{width}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
