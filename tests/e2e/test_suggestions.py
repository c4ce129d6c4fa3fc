"""What a person does with a model's suggestions in a browser, and what arrives."""

from __future__ import annotations

import time

import pytest
from hands import marks, place, press, wait_for_another
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

MIRA, TOVE = "mira.halvorsen@fjordnett-post.no", "tove.lindgren@skogby-post.se"
FIRST = f"# naïve 😀 café\nTO = '{MIRA}'\n\n\ndef send():\n    return '{TOVE}'\n"
SECOND = f"CC = '{MIRA}'\n" + "step()\n" * 45 + f"BCC = '{TOVE}'\n"


def span(text, value, label="EMAIL"):
    return {"start": text.index(value), "end": text.index(value) + len(value), "label": label}


@pytest.fixture
def campaign(server, request):
    files = {"a_mail.py": FIRST, "b_far.py": SECOND, "c_plain.py": "x = 1\n" * 3}
    return server.campaign(
        request.node.name, files, prelabel={"model": "rules", "control_share": 0, "uncertain_first": False}
    )


def wait_for_answers(campaign, number):
    deadline = time.monotonic() + 10
    while len(answers := campaign.answers("annotate")) < number:
        assert time.monotonic() < deadline, answers
        time.sleep(0.05)
    return [content for _, content, *_ in answers]


def test_suggestions_are_accepted_edited_and_never_taken_unseen(campaign, open_stage):
    page = open_stage(campaign, campaign.worker("Sue"))
    bar = page.get_by_role("region", name="Suggestions")
    expect(bar).to_contain_text("Suggested by Goldsmith rules: 2 marks to decide")
    assert [name.partition(",")[0] for name in marks(page)] == ["Suggested", "Suggested"]
    # What a model suggests is no answer.
    press(page, "Control+Enter")
    expect(page.get_by_text("2 suggestions are not decided")).to_be_visible()

    # The first is edited: its end moves one character to the left. The second is accepted as it is.
    press(page, "a", "Alt+ArrowLeft", "]", "a")
    expect(bar).to_contain_text("all decided")
    press(page, "Control+z", "Control+z")
    expect(bar).to_contain_text("2 marks to decide")
    press(page, "Control+y", "Control+y")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.reload()
    page.locator(".cm-content").wait_for()
    expect(bar).to_contain_text("all decided")
    page.wait_for_timeout(400)
    before = place(page)
    press(page, "Control+Enter")
    wait_for_another(page, before)

    # Of two, one is far below: "all" takes the one in sight and shows the other.
    assert "b_far.py" in place(page)
    page.set_viewport_size({"width": 1440, "height": 500})
    page.locator(".cm-content").click(position={"x": 300, "y": 200})
    press(page, "Shift+a")
    expect(page.get_by_text("This suggestion was out of sight")).to_be_visible()
    expect(bar).to_contain_text("1 mark to decide")
    press(page, "Shift+a")
    expect(bar).to_contain_text("all decided")
    before = place(page)
    press(page, "Control+Enter")
    wait_for_another(page, before)

    # Nothing suggested is said, and still the person's to say.
    expect(bar).to_contain_text("Suggested by Goldsmith rules: no marks")
    press(page, "n", "Control+Enter")
    first, second, third = wait_for_answers(campaign, 3)
    shorter = span(FIRST, MIRA)
    assert first["spans"] == [{**shorter, "end": shorter["end"] - 1}, span(FIRST, TOVE)]
    uptake = {key: first["prelabel"][key] for key in ("shown", "suggested", "accepted", "edited", "deleted")}
    assert uptake == {"shown": True, "suggested": 2, "accepted": 1, "edited": 1, "deleted": 0}
    assert second["spans"] == [span(SECOND, MIRA), span(SECOND, TOVE)]
    assert second["prelabel"]["accepted"] == 2
    assert third["spans"] == []
    assert third["prelabel"]["suggested"] == 0


def test_the_owner_sees_what_became_of_them(server, campaign, open_browser):
    worker = campaign.worker("Sam")
    claim = worker.post(f"/stages/{campaign.stages['email', 'annotate']}/claim")["assignment"]
    body = {"annotation": {"spans": [span(FIRST, MIRA)]}, "active_ms": 1000}
    worker.post(
        f"/assignments/{claim['id']}/submit", body, **{"Idempotency-Key": f"sam-answers-{claim['id']}"}
    )
    context = open_browser()
    context.add_cookies(
        [{"name": "goldsmith_session", "value": server.owner.cookies["goldsmith_session"], "url": server.url}]
    )
    page = context.new_page()
    page.goto(f"/campaigns/{campaign.id}")
    panel = page.get_by_role("table", name="Suggestions by category")
    expect(panel.get_by_text("1 of 2, 50%")).to_be_visible()
    page.goto(f"/items/{claim['item_id']}")
    expect(page.get_by_text("Suggested by Goldsmith rules")).to_be_visible()
    expect(page.get_by_text("1 accepted as suggested, 1 removed")).to_be_visible()
