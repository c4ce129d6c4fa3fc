"""A campaign's money in a browser: budget, ledger, bonuses, payouts; and what its workers see of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.e2e

#: The price of a task of `annotate` in code-pii, and how many are done before the owner looks.
LINE = "SENDER_{at:02} = 'ada{at}@lab.example'\n"
TITLES = {
    "test_an_owner_funds_pays_and_looks_at_every_entry": "the pilot",
    "test_a_stage_that_stops_says_why": "a small pilot",
    "test_a_worker_sees_what_they_earned_and_says_where_to": "the second pilot",
}
SHOTS = os.environ.get("GOLDSMITH_PICTURES")


def shoot(page: Page, name: str) -> None:
    """Pictures of a page for people to look at, where they asked for them."""
    if SHOTS is None:
        return
    Path(SHOTS).mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (1440, 1024, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(300)
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})


@pytest.fixture
def owner_page(server: Any, open_browser: Callable[..., BrowserContext]) -> Page:
    context = open_browser()
    value = server.owner.cookies["goldsmith_session"]
    context.add_cookies([{"name": "goldsmith_session", "value": value, "url": server.url}])
    return context.new_page()


def work(campaign: Any, worker: Any, times: int, seconds: int) -> None:
    """Annotate, as if each task had taken so long."""
    stage = campaign.stages["email", "annotate"]
    for _ in range(times):
        claim = worker.post(f"/stages/{stage}/claim")["assignment"]
        key = {"Idempotency-Key": f"money-{claim['id']:08d}"}
        worker.post(
            f"/assignments/{claim['id']}/submit", {"active_ms": 1, "annotation": {"spans": []}}, **key
        )
        campaign.server.rows(
            "UPDATE assignment SET active_ms = %s WHERE id = %s", seconds * 1000, claim["id"]
        )


def accept(server: Any, worker: Any) -> None:
    rows = server.rows("SELECT id FROM assignment WHERE worker_id = %s AND state = 'SUBMITTED'", worker.id)
    server.post("/decisions", {"ids": [row[0] for row in rows], "decision": "accept"})


@pytest.fixture
def campaign(server: Any, request: pytest.FixtureRequest) -> Any:
    return server.campaign(
        f"Mail in {TITLES[request.node.name]}", {f"m{n:02}.py": LINE.format(at=n) for n in range(14)}
    )


def test_an_owner_funds_pays_and_looks_at_every_entry(server: Any, campaign: Any, owner_page: Page) -> None:
    ada, bob = campaign.worker("Ada"), campaign.worker("Bob")
    work(campaign, ada, 4, 30)
    work(campaign, bob, 4, 120)
    accept(server, ada)
    accept(server, bob)
    work(campaign, ada, 1, 30)
    page = owner_page
    page.goto(f"/campaigns/{campaign.id}/money")
    budget = page.get_by_role("region", name="Budget")
    expect(budget).to_contain_text("No budget is set, so nothing stops.")
    if SHOTS:
        shoot(page, "money-uncapped")

    # Too little first: it says what is needed. Then enough.
    budget.get_by_role("button", name="Add money").click()
    dialog = page.get_by_role("dialog", name="Add money to the budget")
    dialog.get_by_label("Amount").fill("0.01")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("A first budget must be at least")
    dialog.get_by_role("button", name="Cancel").click()
    budget.get_by_role("button", name="Add money").click()
    dialog.get_by_label("Amount").fill("20")
    dialog.get_by_label("Note").fill("For the pilot")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "money-dialog.png")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(budget.get_by_role("img", name="Budget of $20.00")).to_be_visible()
    expect(budget).to_contain_text("more tasks.")

    # Bonuses: looked at, then posted once.
    bonuses = page.get_by_role("region", name="Bonuses up to the hourly target")
    bonuses.get_by_role("button", name="Compute bonuses").click()
    expect(bonuses.get_by_role("table")).to_contain_text("Bob")
    (due,) = server.get(f"/campaigns/{campaign.id}/bonuses")["people"][1:]
    assert float(due["amount"]) > 0
    bonuses.get_by_role("button", name="Post $").click()
    page.get_by_role("dialog").get_by_role("button", name="Post", exact=True).click()
    expect(bonuses).to_contain_text("no bonus is due")

    # A correction, with its reason.
    budget.get_by_role("button", name="Correct").click()
    dialog = page.get_by_role("dialog", name="Correct a worker's pay")
    dialog.get_by_role("combobox", name="Worker").click()
    page.get_by_role("option", name="Ada").click()
    dialog.get_by_label("Amount").fill("1.25")
    dialog.get_by_label("Reason").fill("The page was broken for ten minutes.")
    dialog.get_by_role("button", name="Post the correction").click()
    expect(dialog).to_have_count(0)

    # The books: every entry, and a sum of nothing.
    expect(page.get_by_role("region", name="Balances")).to_contain_text("sum $0.00")
    ledger = page.get_by_role("region", name="Ledger")
    for words in ("Deposit", "Task pay", "Bonus", "Correction", "The page was broken"):
        expect(ledger.get_by_role("table")).to_contain_text(words)
    with page.expect_download() as download:
        ledger.get_by_role("link", name="Download CSV").click()
    assert download.value.path().read_text().startswith("entry,at,kind,debit,")

    # Payouts: drafted, approved, sent, arrived.
    payouts = page.get_by_role("region", name="Payouts")
    payouts.get_by_label("Also those who have not said where to").check()
    payouts.get_by_role("button", name="Draft a batch").click()
    batch = payouts.get_by_role("table", name="Payouts of batch")
    expect(batch).to_contain_text("Ada")
    payouts.get_by_role("button", name="Approve").click()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    payouts.get_by_role("button", name="Mark as sent").click()
    payouts.get_by_role("button", name="Failed: Bob").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("The account is closed.")
    page.get_by_role("dialog").get_by_role("button", name="Give back").click()
    expect(batch).to_contain_text("The account is closed.")
    payouts.get_by_role("button", name="Arrived: Ada").click()
    expect(payouts.get_by_role("list", name="Batches of payouts")).to_contain_text("settled")
    shoot(page, "money")
    left = server.rows(
        "SELECT sum(CASE WHEN credit = 'paid_out' THEN amount ELSE 0 END) FROM ledger_entry WHERE campaign_id = %s",
        campaign.id,
    )
    assert left[0][0] > 1


def test_a_stage_that_stops_says_why(server: Any, campaign: Any, owner_page: Page) -> None:
    ada = campaign.worker("Ada")
    price = server.rows("SELECT price FROM stage WHERE id = %s", campaign.stages["email", "annotate"])[0][0]
    work(campaign, ada, 1, 30)
    key = {"Idempotency-Key": "barely-enough"}
    response = server.owner.post(
        f"/api/v1/campaigns/{campaign.id}/funds", json={"amount": f"{price * 3 / 2:.4f}"}, headers=key
    )
    assert response.is_success, response.text
    page = owner_page
    page.goto(f"/campaigns/{campaign.id}/money")
    stops = page.get_by_role("list", name="Stages that stop")
    expect(stops).to_contain_text("USD free, a task costs")
    shoot(page, "money-stopped")


def test_a_worker_sees_what_they_earned_and_says_where_to(
    server: Any, campaign: Any, open_browser: Callable[..., BrowserContext]
) -> None:
    ada = campaign.worker("Ada")
    page = open_browser(ada).new_page()
    page.goto("/work")
    page.get_by_role("link", name="My earnings").click()
    expect(page.get_by_role("region", name=campaign_title(server, campaign))).to_contain_text(
        "not measured yet"
    )
    work(campaign, ada, 4, 90)
    accept(server, ada)
    work(campaign, ada, 1, 30)
    page.reload()
    mine = page.get_by_role("region", name=campaign_title(server, campaign))
    expect(mine).to_contain_text("is missing to the target of")
    expect(mine).to_contain_text("1 answer, accepted within 7 days unless rejected")
    expect(mine).to_contain_text("at the stored exchange rate of July 2024")
    expect(page.get_by_role("region", name="Entries").get_by_role("table")).to_contain_text("Task pay")

    there = page.get_by_role("region", name="Where your money goes")
    there.get_by_label("Name of the holder").fill("Ada Marsh")
    there.get_by_label("IBAN or account number").fill("DE89 3704 0044 0532 0130 01")
    there.get_by_role("button", name="Save").click()
    expect(there).to_contain_text("The check digits of this IBAN are wrong")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "earnings-form.png", full_page=True)
    there.get_by_label("IBAN or account number").fill("DE89 3704 0044 0532 0130 00")
    there.get_by_role("button", name="Save").click()
    expect(there).to_contain_text("DE89370400440532013000")
    shoot(page, "earnings")
    there.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(there.get_by_role("button", name="Save")).to_be_visible()
    assert server.rows("SELECT account_id FROM payout_destination WHERE account_id = %s", ada.id) == []


def campaign_title(server: Any, campaign: Any) -> str:
    title: str = server.get(f"/campaigns/{campaign.id}")["title"]
    return title
