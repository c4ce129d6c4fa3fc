"""The quality page over answers that people gave; and how a text was written, before its reviewer's eyes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from test_writing import GUIDE, LONG_MS, PROMPT
from texts import TextCampaign, canned_models, open_task

from models import answering
from written import with_machines

pytestmark = pytest.mark.e2e

#: Verdicts of three people, item by item; the third turns hard to please. Two more are asked where they differ.
VERDICTS = ["ccc", "ccc", "ccc", "xxx", "ccc", "ccc", "ccx", "ccc", "cxx", "ccx", "xxx", "ccx"]
BEGUN = "SELECT id FROM task WHERE stage_id = %s AND state = 'OPEN' AND answers > 0"
LINE = "SENDER_{at:02} = 'ada{at}@lab.example'\n"


@pytest.fixture
def owner_page(server: Any, open_browser: Callable[..., BrowserContext]) -> Page:
    context = open_browser()
    value = server.owner.cookies["goldsmith_session"]
    context.add_cookies([{"name": "goldsmith_session", "value": value, "url": server.url}])
    return context.new_page()


@pytest.fixture
def campaign(server: Any) -> Any:
    """Twelve items: the first four marked by two people each, all judged by three; a day apart."""
    files = {f"mail/send_{at:02}.py": LINE.format(at=at) for at in range(len(VERDICTS))}
    campaign = server.campaign("Mail that people agree on", files)
    annotate, validate = (campaign.stages["email", kind] for kind in ("annotate", "validate"))
    server.rows(
        "UPDATE task SET overlap = 2 WHERE id IN (SELECT id FROM task WHERE stage_id = %s ORDER BY id LIMIT 4)",
        annotate,
    )
    ada, bob = campaign.worker("Ada"), campaign.worker("Bob")
    judges = [campaign.worker(name) for name in ("Eve", "Dan", "Mia", "Zoe", "Tim")]
    for _ in VERDICTS:
        submit(ada, annotate, lambda text: {"annotation": {"spans": marks(text, 0)}})
    for other in range(4):
        submit(bob, annotate, lambda text, other=other: {"annotation": {"spans": marks(text, other)}})
    for verdicts in VERDICTS:
        for number, (judge, letter) in enumerate(zip(judges, verdicts + "cc", strict=True)):
            if number >= 3 and not server.rows(BEGUN, validate):
                break
            verdict = {"verdict": {"c": "correct", "x": "incorrect"}[letter], "reason": "Too short."}
            submit(judge, validate, lambda _text, verdict=verdict: {"verdict": verdict})
    spread(server, campaign.id)
    return campaign


def marks(text: str, other: int) -> list[dict[str, Any]]:
    """The address; as another person sees it: the same, another label, a part of it, nothing."""
    start, end = text.index("ada"), text.rindex("'")
    span = {"start": start, "end": end, "label": "EMAIL"}
    return [[span], [{**span, "label": "EMAIL_EXAMPLE"}], [{**span, "end": end - 4}], []][other]


def submit(worker: Any, stage: int, answer: Callable[[str], dict[str, Any]]) -> None:
    claim = worker.post(f"/stages/{stage}/claim")["assignment"]
    key = {"Idempotency-Key": f"quality-{claim['id']}"}
    worker.post(f"/assignments/{claim['id']}/submit", {**answer(claim["text"]), "active_ms": 7_000}, **key)


def spread(server: Any, campaign: int) -> None:
    """Let a day lie between finished judgements."""
    server.rows(
        "WITH moved AS (SELECT t.id, t.item_id, t.stage_id, t.completed_at AS was, "
        "t.completed_at - make_interval(days => (12 - row_number() OVER (ORDER BY t.id))::int) AS becomes "
        "FROM task t JOIN stage s ON s.id = t.stage_id WHERE s.campaign_id = %s AND s.kind = 'validate' "
        "AND t.state = 'COMPLETED'), "
        "events AS (UPDATE item_event e SET at = m.becomes FROM moved m "
        "WHERE e.item_id = m.item_id AND e.stage_id = m.stage_id AND e.at = m.was) "
        "UPDATE task t SET completed_at = m.becomes FROM moved m WHERE t.id = m.id",
        campaign,
    )


def test_the_owner_reads_how_far_people_agree(owner_page: Page, campaign: Any) -> None:
    page = owner_page
    page.goto(f"/campaigns/{campaign.id}")
    parts = page.get_by_role("navigation", name="Parts of the campaign")
    parts.get_by_role("link", name="Quality").click()
    expect(page.get_by_text("finished tasks with")).to_contain_text("All 16 finished tasks with")

    table = page.get_by_role("table", name="Agreement by stage")
    alpha = table.get_by_role("row").filter(has_text="Alpha")
    expect(alpha).to_contain_text("12")
    expect(table.get_by_role("row").filter(has_text="Gamma")).to_contain_text("4")
    page.get_by_label("Filter: Agreement by stage").fill("same answer")
    expect(table.get_by_role("row")).to_have_count(2)
    page.get_by_label("Filter: Agreement by stage").fill("")

    expect(page.get_by_text("Too few tasks, or all alike: nothing can be said about a move.")).to_be_visible()
    chart = page.get_by_role("combobox", name="What the chart shows")
    chart.select_option("Verdicts on marks: email")
    figure = page.get_by_role("figure", name="Same answer")
    figure.get_by_role("button", name="Show as table").click()
    expect(figure.get_by_role("row")).to_have_count(13)
    figure.get_by_role("button", name="Show as chart").click()

    heat = page.get_by_role("table", name="Labels of two people in the same place")
    expect(heat.get_by_role("row").last).to_contain_text("–")
    page.get_by_role("combobox", name="What the table shows").select_option("Verdicts on marks: email")
    verdicts = page.get_by_role("table", name="Verdicts and outcomes")
    expect(verdicts.get_by_role("columnheader", name="undecided")).to_be_visible()

    pairs = page.get_by_role("table", name="Agreement of pairs of workers")
    expect(pairs.get_by_role("row").nth(1)).to_contain_text("Mia")
    # What was chosen stays in the address.
    page.reload()
    expect(page.get_by_role("table", name="Verdicts and outcomes")).to_be_visible()
    pictures(page, "quality")


def test_before_anything_is_answered_twice_the_page_says_what_it_waits_for(
    owner_page: Page, server: Any
) -> None:
    campaign = server.campaign("Nothing yet", {"one.py": "x = 1\n"})
    owner_page.goto(f"/campaigns/{campaign.id}/quality")
    expect(owner_page.get_by_role("heading", name="Nothing to compare yet")).to_be_visible()
    pictures(owner_page, "quality-empty")


@pytest.fixture
def texts(server: Any, open_browser: Callable[..., BrowserContext]) -> Iterator[TextCampaign]:
    with canned_models(answering(prefer=["A better", "Generation", "Python"])) as models:
        yield TextCampaign.over(server, open_browser, with_machines(models.url), GUIDE)


def test_a_reviewer_sees_how_a_text_was_written(texts: TextCampaign, owner_page: Page) -> None:
    author = texts.page("Ada")
    open_task(author, texts, "author_prompt", ".cm-content")
    author.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor = author.get_by_role("textbox", name="Prompt", exact=True)
    editor.click()
    author.keyboard.type("Write a ")
    author.evaluate("text => navigator.clipboard.writeText(text)", PROMPT.removeprefix("Write a "))
    author.keyboard.press("Control+v")
    # What one cuts and puts back is one's own.
    author.keyboard.press("Control+a")
    author.keyboard.press("Control+x")
    author.keyboard.press("Control+v")
    expect(editor).to_have_text(PROMPT)
    author.get_by_label("It names the language.").check()
    author.wait_for_timeout(400)
    author.keyboard.press("Control+Enter")
    expect(author.get_by_role("heading", name="All done here for now")).to_be_visible(timeout=LONG_MS)

    texts.wait_at("review_prompt")
    reviewer = texts.page("Bob")
    open_task(reviewer, texts, "review_prompt", "text=How it was written")
    reviewer.get_by_text("How it was written").click()
    pasted = len(PROMPT) - 8
    expect(reviewer.get_by_text(f"{pasted} of {len(PROMPT)} characters, in one paste")).to_be_visible()
    expect(reviewer.get_by_text("These numbers decide nothing and prove nothing.")).to_be_visible()
    pictures(reviewer, "signals-review")

    owner_page.goto(f"/items/{texts.item()['id']}")
    expect(owner_page.get_by_role("heading", name="How it was written")).to_be_visible()
    expect(owner_page.get_by_text("in one paste")).to_be_visible()
    pictures(owner_page, "signals-item")


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
