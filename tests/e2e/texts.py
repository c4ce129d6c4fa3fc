"""A campaign of texts on the running server, and what its people do on their pages."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Page

from models import Answer, ModelServer, model_server
from serving import until

#: How long machines may take for their part: the worker looks for work now and then.
MACHINES_S = 60


@contextmanager
def canned_models(answer: Answer) -> Iterator[ModelServer]:
    """A model server in a thread of its own, beside the browser."""
    running: queue.SimpleQueue[tuple[ModelServer, Callable[[], object]]] = queue.SimpleQueue()

    async def serve() -> None:
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        async with model_server(answer) as server:
            running.put((server, lambda: loop.call_soon_threadsafe(done.set)))
            await done.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    server, end = running.get(timeout=10)
    try:
        yield server
    finally:
        end()
        thread.join(10)


@dataclass
class Expert:
    """Somebody who joined, and their session."""

    id: int
    client: httpx.Client

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        response = self.client.post(f"/api/v1{path}", json=body, headers=headers)
        assert response.is_success, response.text
        return response.json()

    def answer(self, stage: int, **answer: Any) -> dict[str, Any]:
        """Claim a task of a stage by the API, and submit; the claim."""
        claim: dict[str, Any] = self.post(f"/stages/{stage}/claim", {})["assignment"]
        key = {"Idempotency-Key": f"answer-{claim['id']}"}
        self.post(f"/assignments/{claim['id']}/submit", {**answer, "active_ms": 60_000}, **key)
        return claim


@dataclass
class TextCampaign:
    """A running campaign of texts; its stages by name in the Python track."""

    server: Any
    id: int
    invite: str
    stages: Mapping[str, int]
    open_browser: Callable[..., BrowserContext]

    @classmethod
    def over(
        cls,
        server: Any,
        open_browser: Callable[..., BrowserContext],
        recipe: str,
        documents: Mapping[str, str],
    ) -> TextCampaign:
        """Create it from a recipe, and import documentation."""
        campaign = server.post("/campaigns", {"recipe_yaml": recipe})["id"]
        folder = server.root / f"docs-{campaign}"
        folder.mkdir(parents=True)
        for name, text in documents.items():
            (folder / name).write_text(text, encoding="utf-8")
        source = {"path": str(folder), "declared_licence": "PSF-2.0"}
        job = server.post(f"/campaigns/{campaign}/imports", source)["id"]
        until(lambda: server.get(f"/jobs/{job}")["state"] == "DONE", timeout_s=MACHINES_S, what="import")
        server.post(f"/campaigns/{campaign}/events", {"event": "start"})
        server.post(f"/campaigns/{campaign}/stages/events", {"event": "open"})
        rows = server.get(f"/campaigns/{campaign}/stages")
        stages = {row["template"]: row["id"] for row in rows if row["category"] == "python"}
        invite = server.post(f"/campaigns/{campaign}/invites", {})
        return cls(server, campaign, invite["code"], stages, open_browser)

    def expert(self, name: str) -> Expert:
        """Somebody with the skill for Python."""
        client = self.server.clients.enter_context(httpx.Client(base_url=self.server.url, timeout=20))
        body = {"invite": self.invite, "name": name, "country": "PT", "consent": True}
        me = client.post("/api/v1/join", json=body).json()
        client.headers["X-CSRF-Token"] = me["csrf_token"]
        grant = {"account_id": me["id"], "skill": "python", "level": 85}
        granted = self.server.owner.put(f"/api/v1/campaigns/{self.id}/skills", json=grant)
        assert granted.is_success, granted.text
        return Expert(me["id"], client)

    def page(self, name: str) -> Page:
        """The browser of an expert who just joined."""
        return self.open_browser(self.expert(name)).new_page()

    def item(self) -> dict[str, Any]:
        """The item that somebody wrote for."""
        return next(iter(self._items()), {})

    def _items(self) -> Iterator[dict[str, Any]]:
        sql = (
            "SELECT a.item_id FROM answer a JOIN item i ON i.id = a.item_id "
            "WHERE i.campaign_id = %s AND i.parent_id IS NULL ORDER BY a.id LIMIT 1"
        )
        for (item_id,) in self.server.rows(sql, self.id):
            yield self.server.get(f"/items/{item_id}")

    def wait_at(self, stage: str) -> None:
        """Until the machines brought the item to a stage."""
        wanted = self.stages[stage]
        until(lambda: self.item().get("stage_id") == wanted, timeout_s=MACHINES_S, what=f"an item at {stage}")

    def wait_for_pairs(self, number: int) -> None:
        """Until so many pairs wait for somebody who compares them."""
        sql = "SELECT id FROM item WHERE stage_id = %s"
        until(
            lambda: len(self.server.rows(sql, self.stages["compare"])) == number,
            timeout_s=MACHINES_S,
            what=f"{number} pairs to compare",
        )

    def contents(self, stage: str, number: int) -> list[Any]:
        """What was submitted at a stage, oldest first, once there is so much: pages do not wait for it."""
        sql = "SELECT content FROM answer WHERE stage_id = %s ORDER BY id"
        until(
            lambda: len(self.server.rows(sql, self.stages[stage])) >= number,
            timeout_s=MACHINES_S,
            what=f"{number} answers at {stage}",
        )
        return [row[0] for row in self.server.rows(sql, self.stages[stage])]


def open_task(page: Page, campaign: TextCampaign, stage: str, ready: str) -> None:
    """Go to the first task of a stage."""
    page.goto(f"/stages/{campaign.stages[stage]}")
    page.locator(ready).first.wait_for()


def fill_editor(page: Page, title: str, text: str) -> None:
    """Put a text in place of what stands in an editor, as if pasted."""
    page.get_by_role("textbox", name=title, exact=True).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
