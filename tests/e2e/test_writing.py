"""Writing, reviewing and comparing in browsers: one data point, from its brief to a blind comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from texts import TextCampaign, canned_models, fill_editor, open_task

from models import answering
from sandboxes import python
from written import with_machines

pytestmark = pytest.mark.e2e

#: For what a server does meanwhile, on a machine that has other things to do.
LONG_MS = 30_000
#: One problem, so that what comes back is the next task.
GUIDE = {
    "guide.md": (
        "# Sorting lists\n\nLists are sorted in place with `sort`, and a new one comes from `sorted`; a key says by "
        "what. Write a function that does it.\n\n```python\nnames.sort(key=str.lower)\n```\n\nBoth are stable, which "
        "makes sorting by two keys easy.\n"
    )
}
PROMPT = "Write a Python function longest(lines) that returns the longest of some lines."
BETTER = f"{PROMPT}\n\nOf equally long lines it returns the first; of none, an empty string."
WRONG = "The key says by what:\n\n```python\ndef longest(lines):\n    return min(lines, key=len)\n```\n"
RIGHT = "The key says by what:\n\n```python\ndef longest(lines):\n    return max(lines, key=len, default='')\n```\n"
TESTS = "from main import longest\n\nassert longest(['a', 'bcd']) == 'bcd'\nassert longest([]) == ''\n"


@pytest.fixture
def campaign(server: Any, open_browser: Callable[..., BrowserContext]) -> Iterator[TextCampaign]:
    with canned_models(answering(prefer=["A better", "Generation", "Python"])) as models:
        yield TextCampaign.over(server, open_browser, with_machines(models.url), GUIDE)


def submit(page: Page) -> None:
    """Hand in by the keys, and wait until the task is gone."""
    # So soon after a task shows, a submit would be taken for the end of a double click.
    page.wait_for_timeout(400)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="All done here for now")).to_be_visible(timeout=LONG_MS)


def write_prompt(campaign: TextCampaign, page: Page) -> None:
    open_task(page, campaign, "author_prompt", ".cm-content")
    expect(page.get_by_role("heading", name="Sorting lists", exact=True)).to_be_visible()
    expect(page.get_by_text("0 of at least 10")).to_be_visible()
    fill_editor(page, "Prompt", "Short.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Too short by 4 characters.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_text("Look at “Prompt”. One box is not ticked.")
    expect(page.get_by_text("Draft saved")).to_be_visible(timeout=LONG_MS)
    fill_editor(page, "Prompt", PROMPT)
    restore_and_undo(page)
    page.get_by_label("It names the language.").check()
    # Right after the last key, before anything can have reached the server.
    page.reload()
    expect(page.get_by_role("textbox", name="Prompt")).to_have_text(PROMPT)
    expect(page.get_by_label("It names the language.")).to_be_checked()
    submit(page)


def restore_and_undo(page: Page) -> None:
    prompt = page.get_by_role("textbox", name="Prompt")
    page.get_by_role("button", name="Versions").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore this version").click()
    expect(prompt).to_have_text("Short.")
    page.get_by_role("button", name="Undo").click()
    expect(prompt).to_have_text(PROMPT)


def reject_by_keyboard(campaign: TextCampaign, page: Page) -> None:
    open_task(page, campaign, "review_prompt", "text=What machines found")
    expect(page.get_by_role("region", name="Prompt")).to_contain_text(PROMPT)
    expect(page.get_by_text("None was found.").first).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("2")
    expect(page.get_by_role("textbox", name="What is missing")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Accept or reject (keys A and R).")
    page.keyboard.type("Equally long lines.")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.get_by_role("textbox", name="What has to change")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Say why: the author writes again from your words.").first).to_be_visible()
    page.keyboard.type("Say which of two equally long lines it returns.")
    submit(page)


def write_again(campaign: TextCampaign, page: Page) -> None:
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("heading", name="This text came back to you")).to_be_visible()
    expect(page.get_by_text("It is kept for you until")).to_be_visible()
    column = page.get_by_role("region", name="What to change")
    expect(column).to_contain_text("Say which of two equally long lines it returns.")
    expect(column).to_contain_text("Equally long lines.")
    expect(column).to_contain_text("2 of 5")
    expect(page.get_by_role("textbox", name="Prompt")).to_have_text(PROMPT)
    expect(column).to_contain_text("Nothing has changed.")
    fill_editor(page, "Prompt", BETTER)
    expect(column).to_contain_text("2 lines added, 0 lines removed")
    page.get_by_label("It names the language.").check()
    submit(page)


def accept(campaign: TextCampaign, page: Page, stage: str, *keys: str) -> None:
    open_task(page, campaign, stage, "text=What machines found")
    for key in keys:
        page.keyboard.press(key)
    submit(page)


def write_completion(campaign: TextCampaign, page: Page, *, is_isolated: bool) -> None:
    open_task(page, campaign, "author_completion", ".cm-content")
    expect(page.get_by_role("region", name="Prompt")).to_contain_text("Of equally long lines")
    fill_editor(page, "Tests", TESTS)
    fill_editor(page, "Completion", WRONG)
    page.get_by_role("button", name="Run code").click()
    run = page.get_by_role("region", name="Run", exact=True)
    if is_isolated:
        expect(run).to_contain_text("AssertionError", timeout=LONG_MS)
        expect(run).to_contain_text("Failed")
    else:
        expect(run).to_contain_text("Not checked", timeout=LONG_MS)
    fill_editor(page, "Completion", RIGHT)
    expect(run).to_contain_text("The text has changed since this run.")
    page.keyboard.press("Control+Shift+Enter")
    expect(run).to_contain_text("Passed" if is_isolated else "Not checked", timeout=LONG_MS)
    submit(page)


def compare_blind(campaign: TextCampaign, page: Page) -> None:
    open_task(page, campaign, "compare", "text=Left much better")
    left, right = (page.get_by_role("region", name=f"{side} answer") for side in ("Left", "Right"))
    expect(left).not_to_be_empty()
    for name in ("rival", "other", "Eve"):
        expect(page.locator("main")).not_to_contain_text(name)
    is_left = "default=''" in left.inner_text()
    expect(left if is_left else right).to_contain_text("The key says by what")
    page.keyboard.press("1" if is_left else "5")
    page.get_by_role("radio", name="Left" if is_left else "Right", exact=True).check()
    before = left.inner_text()
    page.keyboard.press("Control+Enter")
    # The other opponent's answer comes next.
    expect(left).not_to_have_text(before, timeout=LONG_MS)


def test_a_data_point_from_its_brief_to_a_blind_comparison(campaign: TextCampaign) -> None:
    ada, bob = campaign.page("Ada"), campaign.page("Bob")
    write_prompt(campaign, ada)
    campaign.wait_at("review_prompt")
    reject_by_keyboard(campaign, bob)
    write_again(campaign, ada)
    campaign.wait_at("review_prompt")
    accept(campaign, bob, "review_prompt", "y", "5", "a")
    first, second = campaign.contents("review_prompt", 2)
    assert first["form"] == {"fits": False, "clarity": 2, "missing": "Equally long lines."}
    assert (first["verdict"], second["verdict"]) == ("rejected", "accepted")

    is_isolated = python("print(1)") is not None
    write_completion(campaign, campaign.page("Eve"), is_isolated=is_isolated)
    campaign.wait_at("review_completion")
    dan = campaign.page("Dan")
    open_task(dan, campaign, "review_completion", "text=What machines found")
    sandbox = dan.locator("section").filter(has=dan.get_by_role("heading", name="The code in the sandbox"))
    expect(sandbox.last).to_contain_text("Passed" if is_isolated else "Not checked")
    accept(campaign, dan, "review_completion", "y", "a")
    campaign.contents("review_completion", 1)
    item = campaign.item()
    assert item["fields"] == {"prompt": BETTER, "completion": RIGHT, "tests": TESTS}

    kay = campaign.page("Kay")
    campaign.wait_for_pairs(2)
    compare_blind(campaign, kay)
    assert [abs(answer["preference"]) for answer in campaign.contents("compare", 1)] == [2]
