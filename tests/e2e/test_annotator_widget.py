"""The annotation widget in a real browser: what a person's hands do, and the offsets that come of it.

The pages are built from `web/fixtures` and served from here; no Goldsmith server is needed.
"""

import functools
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hatch_build import install_packages, node_command
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]
LABELS = [
    {"key": key, "title": key, "description": key} for key in ("EMAIL", "EMAIL_LICENSE", "EMAIL_EXAMPLE")
]


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def fixtures_url(tmp_path_factory) -> Iterator[str]:
    web, out = ROOT / "web", tmp_path_factory.mktemp("fixtures")
    install_packages(web)
    node, _ = node_command()
    vite = web / "node_modules/vite/bin/vite.js"
    subprocess.run(
        [node, vite, "build", "--config", "fixtures/vite.config.ts", "--outDir", out, "--logLevel", "error"],
        cwd=web,
        check=True,
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(QuietHandler, directory=out))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    system = os.environ.get("GOLDSMITH_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_code(browser: Browser, fixtures_url: str) -> Iterator[Callable[..., Page]]:
    pages, errors = [], []

    def open_it(text: str, *, page: str = "annotate", spans: Any = (), language: str = "python") -> Page:
        opened = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        opened.on("pageerror", lambda error: errors.append(str(error)))
        fixture = {
            "text": text,
            "labels": LABELS,
            "spans": list(spans),
            "language": language,
            "firstLine": 51,
        }
        opened.add_init_script(f"window.fixture = {json.dumps(fixture)}")
        opened.goto(f"{fixtures_url}#{page}")
        opened.locator(".cm-content").wait_for()
        pages.append(opened)
        return opened

    yield open_it
    for page in pages:
        page.close()
    assert errors == []


def answer(page: Page) -> dict[str, Any]:
    return page.evaluate("window.answer")


def marked(page: Page, text: str) -> list[tuple[str, str]]:
    """The marked texts and labels, cut out by Python's own code points."""
    return [(text[span["start"] : span["end"]], span["label"]) for span in answer(page)["spans"]]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def status(page: Page) -> str:
    return page.locator('[role="status"][aria-live]').inner_text()


def point_of(page: Page, part: str, share: float = 0.5) -> tuple[float, float]:
    """Where a text stands on screen: `share` of the way from its left to its right edge.

    Fonts and colours arrive after the text and may move its lines: it is looked at until it stands still.
    """
    box = page.evaluate(
        """async (part) => {
            const look = () => {
                const code = document.querySelector('.cm-content');
                const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
                for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                    const at = node.data.indexOf(part);
                    if (at < 0) continue;
                    const range = document.createRange();
                    range.setStart(node, at);
                    range.setEnd(node, at + part.length);
                    const { x, y, width, height } = range.getBoundingClientRect();
                    return { x, y, width, height };
                }
            };
            await document.fonts.ready;
            let seen = '';
            for (let still = 0; still < 5; ) {
                await new Promise((next) => setTimeout(next, 20));
                const box = look();
                still = JSON.stringify(box) === seen ? still + 1 : 0;
                seen = JSON.stringify(box);
            }
            return look();
        }""",
        part,
    )
    return box["x"] + box["width"] * share, box["y"] + box["height"] / 2


def test_double_click_takes_the_whole_address_and_a_key_labels_it(open_code):
    text = 'SENDER = "jane.doe+x@mail.example.org"\n'
    page = open_code(text, language="none")
    page.mouse.dblclick(*point_of(page, "doe"))
    press(page, "1")
    assert marked(page, text) == [("jane.doe+x@mail.example.org", "EMAIL")]
    press(page, "3")
    assert marked(page, text) == [("jane.doe+x@mail.example.org", "EMAIL_EXAMPLE")]


def test_keyboard_alone_selects_labels_moves_and_submits(open_code):
    text = "to: jane@x.org, joe@y.org\n"
    page = open_code(text)
    press(page, "Alt+ArrowRight", "ArrowRight", "ArrowRight", "Alt+Shift+ArrowRight", "1")
    assert marked(page, text) == [("jane@x.org", "EMAIL")]
    press(page, "Alt+ArrowRight", "Alt+Shift+ArrowLeft")
    assert marked(page, text) == [(" jane@x.org,", "EMAIL")]
    press(page, "Alt+ArrowLeft", "Alt+Shift+ArrowRight")
    press(page, "Escape", "ArrowRight", "ArrowRight", *["Shift+ArrowRight"] * 9, "2")
    assert marked(page, text) == [("jane@x.org", "EMAIL"), ("joe@y.org", "EMAIL_LICENSE")]
    press(page, "[", "Delete")
    assert marked(page, text) == [("joe@y.org", "EMAIL_LICENSE")]
    press(page, "Control+z")
    assert len(answer(page)["spans"]) == 2
    press(page, "Control+y", "Control+Enter")
    assert len(answer(page)["spans"]) == 1
    assert answer(page)["submits"] == 1


def test_offsets_are_code_points_of_the_original_text(open_code):
    text = 'a = "😀👩\u200d💻"\r\nb = "\0 jane@x.org"\rc = "𝒳 joe@y.org"\n'
    page = open_code(text)
    assert page.locator(".cm-line").count() == 4
    for part in ("jane", "joe"):
        page.mouse.dblclick(*point_of(page, part))
        press(page, "1")
    assert marked(page, text) == [("jane@x.org", "EMAIL"), ("joe@y.org", "EMAIL")]
    assert "␀" in page.locator(".cm-content").inner_text()
    press(page, "Control+Home", *["Shift+ArrowDown"] * 2, "2")
    assert marked(page, text)[0] == ('a = "😀👩\u200d💻"\r\nb = "\0 jane@x.org"', "EMAIL_LICENSE")


def test_nothing_here_and_the_marks_names(open_code):
    text = "x = 1\nmail = 'jane@x.org'\n"
    page = open_code(text)
    press(page, "n")
    assert answer(page)["isNothingHere"] is True
    page.mouse.dblclick(*point_of(page, "jane"))
    press(page, "1")
    assert answer(page)["isNothingHere"] is False
    name = "EMAIL, line 52, columns 9 to 18"
    assert page.locator(f'[data-mark][aria-label="{name}"]').count() == 1
    assert page.locator('.gs-tag:has-text("EMAIL")').count() == 1
    press(page, "n")
    assert len(answer(page)["spans"]) == 1
    assert "Remove them first" in status(page)


def test_tab_walks_the_marks_and_then_leaves(open_code):
    text = "a@b.cd e@f.gh\n"
    spans = [{"start": 0, "end": 6, "label": "EMAIL"}, {"start": 7, "end": 13, "label": "EMAIL"}]
    page = open_code(text, spans=spans)
    press(page, "Tab")
    assert "columns 1 to 6" in status(page)
    press(page, "Tab")
    assert "columns 8 to 13" in status(page)
    press(page, "Tab")
    assert page.evaluate("document.activeElement.closest('.cm-editor')") is None


def test_an_end_can_be_dragged_in_one_undo(open_code):
    text = "mail jane@x.org now\n"
    page = open_code(text, spans=[{"start": 5, "end": 9, "label": "EMAIL"}], language="none")
    press(page, "]")
    way = [point_of(page, "@x.org", share) for share in (0.3, 0.7, 1.0)]
    handle = page.locator(".gs-handle-end").bounding_box()
    page.mouse.move(handle["x"] + 3, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    for point in way:
        page.mouse.move(*point)
    page.mouse.up()
    # Moves are drawn with the next frame, unlike keys.
    page.wait_for_function("window.answer.spans[0].end === 15")
    assert marked(page, text) == [("jane@x.org", "EMAIL")]
    press(page, "Control+z")
    assert marked(page, text) == [("jane", "EMAIL")]


def test_the_code_cannot_be_changed(open_code):
    text = "abc def\n"
    page = open_code(text)
    page.keyboard.type("hello")
    press(page, "Enter", "Backspace", "Control+x", "Control+v")
    assert page.locator(".cm-content").inner_text().split("\n")[0] == "abc def"


def test_one_line_of_ten_thousand_characters_wraps_and_answers(open_code):
    text = "x = '" + "abcdefghi " * 1000 + "jane@x.org'"
    page = open_code(text)
    press(page, "Control+End", "ArrowLeft", "Alt+Shift+ArrowLeft", "1")
    assert marked(page, text) == [("jane@x.org", "EMAIL")]
    scroller = page.locator(".cm-scroller")
    assert scroller.evaluate("(dom) => dom.scrollWidth <= dom.clientWidth + 1")


def test_help_shows_the_keys_and_swallows_them(open_code):
    page = open_code("a@b.cd\n")
    press(page, "?")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert "Mark the selection as EMAIL" in dialog.inner_text()
    press(page, "n")
    assert answer(page)["isNothingHere"] is False


def test_read_only_shows_overlapping_marks_and_changes_nothing(open_code, browser, fixtures_url):
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.goto(f"{fixtures_url}#validate")
    page.locator("[data-mark]").first.wait_for()
    before = page.locator("[data-mark]").count()
    press(page, "]", "Delete", "1", "n", "Alt+ArrowRight")
    assert page.locator("[data-mark]").count() == before
    assert page.locator("[data-mark] [data-mark]").count() == 1
    assert page.locator(".gs-handle").count() == 0
    page.close()
