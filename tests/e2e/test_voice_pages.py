"""What workers say, in a browser: a broken task is held and released; an appeal is upheld; consent; being forgotten."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.e2e

FILES = {f"send_{at}.py": f"TO_{at} = 'ada{at}@lab.example'\n" for at in range(4)}


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


def mark(worker: Any, stage: int, active_ms: int = 9_000) -> dict[str, Any]:
    claim: dict[str, Any] = worker.post(f"/stages/{stage}/claim")["assignment"]
    key = {"Idempotency-Key": f"voice-key-{claim['id']}"}
    worker.post(
        f"/assignments/{claim['id']}/submit", {"annotation": {"spans": []}, "active_ms": active_ms}, **key
    )
    return claim


def test_a_broken_task_is_held_and_released(
    server: Any, owner_page: Page, open_stage: Callable[..., Page]
) -> None:
    campaign = server.campaign("Mail with holes", FILES)
    stage = campaign.stages["email", "annotate"]
    ada, bob = campaign.worker("Ada"), campaign.worker("Bob")
    mine = open_stage(campaign, ada)
    before = mine.locator("h1").inner_text()
    mine.keyboard.press("f")
    drawer = mine.get_by_role("dialog", name="Feedback on this task")
    expect(drawer.get_by_role("radio", name="1 bad")).to_be_focused()
    mine.keyboard.press("Space")
    drawer.get_by_label("In words").fill("The file is cut off in the middle of a line.")
    drawer.get_by_label("This task is broken").check()
    pictures(mine, "feedback")
    drawer.get_by_role("button", name="Send and skip the task").click()
    expect(mine.locator("h1")).not_to_have_text(before)
    (held,) = server.rows("SELECT id FROM task WHERE state = 'HELD' AND stage_id = %s", stage)

    page = owner_page
    page.goto(f"/campaigns/{campaign.id}/voice")
    report = page.get_by_role("region", name="Report of send_")
    expect(report).to_contain_text("The file is cut off")
    expect(report).to_contain_text("held")
    pictures(page, "voice-report")
    expect(report.get_by_role("button", name="Release it")).to_be_disabled()
    report.get_by_label("Answer to those who reported it").fill("It is whole again.")
    report.get_by_role("button", name="Release it").click()
    expect(page.get_by_text("No report waits for an answer.")).to_be_visible()
    assert server.rows("SELECT state FROM task WHERE id = %s", held[0]) == [("OPEN",)]
    assert bob.post(f"/stages/{stage}/claim")["assignment"]["path"].startswith("send_")

    mine.goto("/messages")
    expect(mine.get_by_role("list", name="Messages")).to_contain_text("It is whole again.")
    mine.get_by_label("Write to those who run the campaign").fill("Thank you!")
    mine.get_by_role("button", name="Send", exact=True).click()
    expect(mine.get_by_role("list", name="Messages")).to_contain_text("Thank you!")
    pictures(mine, "messages")
    page.reload()
    page.get_by_role("button", name="Ada").click()
    expect(page.get_by_role("list", name="Messages")).to_contain_text("Thank you!")
    page.get_by_label("Say something to all workers").fill("New: **read** the examples again.")
    page.get_by_role("button", name="Announce").click()
    expect(page.get_by_text("put away by 0 of 2")).to_be_visible()
    mine.goto("/work")
    board = mine.get_by_role("region", name="Announcements")
    expect(board).to_contain_text("read the examples again")
    pictures(mine, "announcement")
    board.get_by_role("button", name="Got it").click()
    expect(board).to_have_count(0)


def test_an_appeal_is_upheld_and_pays(
    server: Any, owner_page: Page, open_browser: Callable[..., BrowserContext]
) -> None:
    campaign = server.campaign("Mail to appeal about", FILES)
    stage = campaign.stages["email", "annotate"]
    ada, bob = campaign.worker("Ada"), campaign.worker("Bob")
    rejected = [mark(worker, stage)["id"] for worker in (ada, bob)]
    mark(ada, stage, 14_000)
    body = {"ids": rejected, "decision": "reject", "reason": "The address in line 1 is not marked."}
    server.post("/decisions", body)
    bob.post("/appeals", {"kind": "assignment", "subject_id": rejected[1], "text": "There was none."})

    mine = open_browser(ada).new_page()
    mine.goto("/history")
    mine.get_by_role("link", name="Appeal").click()
    expect(mine.get_by_role("region", name="Rejected work at")).to_contain_text("not marked")
    mine.get_by_label("Why is it wrong?").fill("It is a host name, not an address. See the instructions.")
    pictures(mine, "appeal-new")
    mine.get_by_role("button", name="Send the appeal").click()
    expect(mine.get_by_text("7 days left")).to_be_visible()

    page = owner_page
    page.goto(f"/campaigns/{campaign.id}/voice")
    appeal = page.get_by_role("region", name="Appeal of Ada")
    expect(appeal).to_contain_text("It is a host name")
    expect(page.get_by_role("table", name="Hourly pay by country")).to_contain_text("Portugal")
    expect(page.get_by_role("link", name="Voice")).to_contain_text("2")
    appeal.get_by_role("button", name="Show the work").click()
    expect(appeal.locator(".cm-content")).to_contain_text("TO_")
    pictures(page, "voice-appeals")
    appeal.get_by_label("Your answer").fill("You are right.")
    appeal.get_by_role("button", name="Uphold").click()
    expect(appeal).to_contain_text("upheld")
    (paid,) = server.rows("SELECT credit_worker FROM ledger_entry WHERE assignment_id = %s", rejected[0])
    assert paid == (ada.id,)
    mine.reload()
    expect(mine.get_by_role("main")).to_contain_text("upheld")
    expect(mine.get_by_role("main")).to_contain_text("You are right.")
    expect(mine.get_by_role("link", name="Messages")).to_contain_text("1")
    pictures(mine, "appeals")


def test_a_new_version_of_the_consent_is_read_before_the_next_task(
    server: Any, owner_page: Page, open_browser: Callable[..., BrowserContext]
) -> None:
    campaign = server.campaign("Mail to agree to", FILES)
    ada = campaign.worker("Ada")
    page = owner_page
    page.goto(f"/campaigns/{campaign.id}/consent")
    expect(page.get_by_role("region", name="Where the data comes from")).to_contain_text("MIT (4)")
    page.get_by_label("Your words (Markdown)").fill("You will read source code.\n\nThe result is published.")
    page.get_by_label("What changed, in a sentence").fill("The result is published.")
    expect(page.get_by_role("region", name="What the new version changes")).to_be_visible()
    pictures(page, "consent-tab")
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.get_by_role("table", name="Versions")).to_contain_text("0 of 1")

    mine = open_browser(ada).new_page()
    mine.goto(f"/stages/{campaign.stages['email', 'annotate']}")
    expect(mine.get_by_role("heading", name="There is something new to read")).to_be_visible()
    mine.get_by_role("link", name="Read and accept").click()
    expect(mine.get_by_role("region", name="What changed").first).to_contain_text("The result is published.")
    pictures(mine, "consent")
    mine.get_by_label("I have read").check()
    mine.get_by_role("button", name="Accept and go on").click()
    mine.locator(".cm-content").wait_for()
    page.reload()
    expect(page.get_by_role("table", name="Versions")).to_contain_text("1 of 1")
    expect(page.get_by_role("table", name="Who accepted it")).to_contain_text("Ada")


def test_a_worker_takes_their_data_along_and_is_forgotten(
    server: Any, owner_page: Page, open_browser: Callable[..., BrowserContext]
) -> None:
    campaign = server.campaign("Mail to leave", FILES)
    ada = campaign.worker("Ada Rosewater")
    claim = mark(ada, campaign.stages["email", "annotate"])
    mine = open_browser(ada).new_page()
    mine.goto("/work")
    mine.get_by_role("button", name="You").click()
    pictures(mine, "menu")
    mine.get_by_role("menuitem", name="My data").click()
    with mine.expect_download() as download:
        mine.get_by_role("link", name="Download my data").click()
    data = json.loads(download.value.path().read_text())
    assert [row["id"] for row in data["assignments"]] == [claim["id"]]
    mine.get_by_role("button", name="Erase me").click()
    last = mine.get_by_role("button", name="Erase me for good")
    mine.get_by_label("Type your name").fill("Ada Rosewater")
    expect(last).to_be_disabled()
    mine.get_by_label("I give up what is not paid yet").check()
    pictures(mine, "my-data")
    last.click()
    mine.wait_for_url("**/")
    assert server.rows("SELECT name, country FROM account WHERE id = %s", ada.id) == [
        (f"Former worker {ada.id}", None)
    ]
    page = owner_page
    page.goto(f"/items/{claim['item_id']}")
    viewers = page.get_by_role("table", name="Who saw this text")
    expect(viewers).to_contain_text(f"Former worker {ada.id}")
    expect(viewers).to_contain_text("on this page")
    pictures(page, "item-viewers")
