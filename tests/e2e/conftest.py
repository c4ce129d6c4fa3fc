"""A real server in a process of its own, and people with browsers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from scripts.chromium import find_chromium

from goldsmith.bootstrap.settings import WEB

API = "/api/v1"


@dataclass
class Server:
    """A running `goldsmith up`, and its owner."""

    url: str
    dsn: str
    root: Path
    owner: httpx.Client
    #: The link the owner signed in with: it works no more.
    used_link: str
    #: Closed with the server.
    clients: ExitStack

    def campaign(
        self, name: str, files: Mapping[str, str], *, prelabel: Mapping[str, Any] | None = None
    ) -> Campaign:
        """A running campaign of code-pii over these files, with all stages open."""
        for path, text in files.items():
            file = self.root / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        campaign = self.post("/campaigns", {"recipe": "code-pii", "title": name, "prelabel": prelabel})["id"]
        source = {"path": str(self.root / name), "declared_licence": "MIT"}
        job = self.post(f"/campaigns/{campaign}/imports", source)["id"]
        deadline = time.monotonic() + 20
        while (state := self.get(f"/jobs/{job}")["state"]) != "DONE":
            assert state not in ("FAILED", "CANCELLED")
            assert time.monotonic() < deadline
            time.sleep(0.05)
        self.post(f"/campaigns/{campaign}/events", {"event": "start"})
        self.post(f"/campaigns/{campaign}/stages/events", {"event": "open"})
        invite = self.post(f"/campaigns/{campaign}/invites", {})
        stages = {
            (row["category"], row["template"]): row["id"] for row in self.get(f"/campaigns/{campaign}/stages")
        }
        return Campaign(self, campaign, invite["code"], stages)

    def get(self, path: str) -> Any:
        return _data(self.owner.get(API + path))

    def post(self, path: str, body: Any) -> Any:
        return _data(self.owner.post(API + path, json=body))

    def new_link(self) -> str:
        """A login link, as `goldsmith link` prints it."""
        command = [
            sys.executable,
            "-m",
            "goldsmith.bootstrap",
            "link",
            "--data",
            str(self.root.parent / "data"),
        ]
        environment = {**os.environ, "GOLDSMITH_DATABASE_URL": self.dsn}
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return f"{self.url}/login#{done.stdout.strip().partition('#')[2].split()[0]}"

    def rows(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        """What really lies in the database."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            cursor = connection.execute(sql, args)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []


@dataclass
class Campaign:
    """A campaign and the ids that its workers need."""

    server: Server
    id: int
    invite: str
    stages: dict[tuple[str, str], int]

    def worker(self, name: str, *, skilled: bool = True) -> Worker:
        """Somebody who joined by the API; with the skill for e-mail addresses, unless they are to earn it."""
        client = self.server.clients.enter_context(httpx.Client(base_url=self.server.url, timeout=20))
        body = {"invite": self.invite, "name": name, "country": "PT", "consent": True}
        me = _data(client.post(f"{API}/join", json=body))
        client.headers["X-CSRF-Token"] = me["csrf_token"]
        if skilled:
            grant = {"account_id": me["id"], "skill": "email", "level": 80}
            _data(self.server.owner.put(f"{API}/campaigns/{self.id}/skills", json=grant))
        return Worker(me["id"], client)

    def answers(self, kind: str = "annotate") -> list[tuple[Any, ...]]:
        """(worker, content, late, assignment) of every answer to the e-mail stage, oldest first."""
        return self.server.rows(
            "SELECT worker_id, content, late, assignment_id FROM answer WHERE stage_id = %s ORDER BY id",
            self.stages["email", kind],
        )


@dataclass
class Worker:
    """A worker and their session."""

    id: int
    client: httpx.Client

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return _data(self.client.post(API + path, json=body, headers=headers))


def _data(response: httpx.Response) -> Any:
    assert response.is_success, response.text
    return response.json() if response.content else None


@pytest.fixture(scope="session")
def server(fresh_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert (WEB / "index.html").exists(), "the web client is not built: make install"
    folder, dsn = tmp_path_factory.mktemp("up"), fresh_database()
    with _up(folder, dsn) as ready, ExitStack() as clients:
        owner = clients.enter_context(httpx.Client(base_url=ready["url"], timeout=20))
        me = _data(owner.post(f"{API}/session", json={"token": ready["owner_link"].split("#")[1]}))
        owner.headers["X-CSRF-Token"] = me["csrf_token"]
        yield Server(ready["url"], dsn, folder / "code", owner, ready["owner_link"], clients)


@contextmanager
def _up(folder: Path, dsn: str) -> Iterator[dict[str, Any]]:
    ready_file, log_file = folder / "ready.json", folder / "log"
    (folder / "code").mkdir()
    command = [
        sys.executable, "-m", "goldsmith.bootstrap", "up", "--data", str(folder / "data"), "--port", "0",
        "--root", str(folder / "code"), "--ready-file", str(ready_file),
    ]  # fmt: skip
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, "GOLDSMITH_DATABASE_URL": dsn}
        )
    try:
        deadline = time.monotonic() + 60
        while not ready_file.exists():
            assert process.poll() is None, log_file.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield json.loads(ready_file.read_text())
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_browser(browser: Browser, server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """Gives somebody a browser of their own: signed in as a worker, or a stranger's. No page may throw."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_it(worker: Worker | None = None) -> BrowserContext:
        context = browser.new_context(
            base_url=server.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        if worker is not None:
            value = worker.client.cookies["goldsmith_session"]
            context.add_cookies([{"name": "goldsmith_session", "value": value, "url": server.url}])
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield open_it
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def open_stage(open_browser: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """A worker's browser at the first task of a stage."""

    def open_it(campaign: Campaign, worker: Worker, kind: str = "annotate") -> Page:
        page = open_browser(worker).new_page()
        page.goto(f"/stages/{campaign.stages['email', kind]}")
        page.locator(".cm-content").wait_for()
        # So soon after a task shows, a submit would be taken for the end of a double click.
        page.wait_for_timeout(400)
        return page

    return open_it
