"""Take pictures of the pages for text tasks, with made-up tasks and no server, to look at.

python scripts/look_at_tasks.py DIR [NAME ...]   at 1440, 1024 and 390 px, light and dark; every scene, or those named

The app is built into a folder of its own; the browser's calls are answered here.
"""

from __future__ import annotations

import json
import mimetypes
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from playwright.sync_api import Browser, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.chromium import find_chromium  # noqa: E402 - the scripts lie at the root
from scripts.task_samples import SCENES, VERSIONS, Json, assignment, run_result  # noqa: E402

ORIGIN = "http://goldsmith.test"
WIDTHS = {1440: 900, 1024: 768, 390: 844}
SCHEMES = ("light", "dark")
ME = {"id": 3, "name": "Ana", "role": "worker", "simulated": False, "csrf_token": "t", "campaigns": []}


def build(folder: Path) -> None:
    """The app as it ships, into a folder of its own."""
    command = ["npx", "vite", "build", "--outDir", str(folder), "--emptyOutDir", "--logLevel", "warn"]
    subprocess.run(command, cwd=ROOT / "web", check=True)


class Backend:
    """Answers the browser: files of the app, and the few calls of a task page."""

    def __init__(self, dist: Path, scene: str) -> None:
        self.dist = dist
        self.stage, self.work = SCENES[scene]
        self.saves = 0

    def answer(self, route: Route) -> None:
        """One call of the browser."""
        path = urlparse(route.request.url).path
        if path.startswith("/api/v1/"):
            found = self.api(path.removeprefix("/api/v1/"), json.loads(route.request.post_data or "{}"))
            route.fulfill(status=404 if found is None else 200, json=found or {"detail": "Not here"})
            return
        file = self.dist / path.lstrip("/")
        if not file.is_file():
            file = self.dist / "index.html"
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(body=file.read_bytes(), content_type=kind)

    def api(self, path: str, body: Json) -> Any:
        """What the server would say."""
        known: dict[str, Callable[[], Any]] = {
            "me": lambda: ME,
            "work": lambda: [self.stage],
            "stages/7": lambda: self.stage,
            "claim": lambda: self.claimed(body),
            "draft": lambda: self.saved(body),
            "renew": lambda: {"leased_until": "2099-01-01T00:00:00Z"},
            "run": run_result,
            "versions": lambda: VERSIONS,
            "submit": lambda: {"answer_id": 1, "status": "counted", "message": ""},
        }
        say = known.get(path) or known.get(path.rpartition("/")[2])
        return say() if say else None

    def claimed(self, body: Json) -> Json:
        """One task; no other one after it."""
        task = assignment(self.work) if body.get("after") is None else None
        return {"assignment": task, "reason": "no_tasks", "message": "No more."}

    def saved(self, body: Json) -> Json:
        """A draft is always taken."""
        self.saves += 1
        current = {"content": body["content"], "revision": self.saves, "saved_at": "2026-03-02T09:41:00Z"}
        return {"saved": True, "current": current}


def show(browser: Browser, dist: Path, scene: str, width: int, scheme: str) -> Page:
    """A page with a scene, ready."""
    context = browser.new_context(
        base_url=ORIGIN,
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        has_touch=width < 500,
    )
    context.on("weberror", lambda error: print(f"  {scene} {width} {scheme}: {error.error}"))
    page = context.new_page()
    page.on("console", lambda said: print(f"  {scene}: {said.text}") if said.type == "error" else None)
    page.route("**/*", Backend(dist, scene).answer)
    page.goto("/stages/7")
    page.get_by_role("button", name="Submit").wait_for()
    page.wait_for_timeout(700)
    return page


def act(page: Page, scene: str, width: int) -> dict[str, Callable[[], None]]:
    """More to see of a scene: name → what to do first, in order."""
    submit = page.get_by_role("button", name="Submit")
    if scene == "author":
        steps = {"faults": submit.click, "versions": page.get_by_role("button", name="Versions").click}
        if width > 500:
            return {"preview": lambda: page.keyboard.press("Control+Shift+P"), **steps}
        return {"write": lambda: page.get_by_role("button", name="Write").first.click(), **steps}
    if scene == "author-completion":
        return {"run": page.get_by_role("button", name="Run code").click}
    if scene in ("rework", "author-many"):
        tab = "Earlier rounds" if scene == "rework" else "Suggestions"
        if width <= 500:
            page.get_by_role("button", name="Brief").or_(
                page.get_by_role("button", name="What to change")
            ).first.click()
        return {"tab": page.get_by_role("tab", name=tab).click}
    if scene == "review":
        steps = {"reject": page.get_by_role("button", name="Reject").click, "faults": submit.click}
        if width > 500:
            return {"source": page.get_by_role("button", name="Changes").first.click, **steps}
        return {"form": page.get_by_role("button", name="Your review").click, **steps}
    if scene == "compare":
        return {"faults": submit.click}
    return {}


def photograph(browser: Browser, dist: Path, folder: Path, scene: str) -> None:
    """All pictures of a scene."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            page = show(browser, dist, scene, width, scheme)
            page.screenshot(path=folder / f"{scene}-{width}-{scheme}.png")
            for name, do in act(page, scene, width).items():
                do()
                page.wait_for_timeout(400)
                page.screenshot(path=folder / f"{scene}-{width}-{scheme}-{name}.png")
            overflow = page.evaluate(
                "(({ scrollWidth, scrollHeight }) => [scrollWidth - innerWidth, scrollHeight - innerHeight])"
                "(document.scrollingElement)"
            )
            if max(overflow) > 0:
                print(f"  {scene} {width} {scheme}: the page scrolls by {overflow}")
            page.context.close()


def main() -> int:
    """Build, look, save."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as dist, sync_playwright() as playwright:
        build(Path(dist))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for scene in sys.argv[2:] or SCENES:
            print(scene, flush=True)
            photograph(browser, Path(dist), folder, scene)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
