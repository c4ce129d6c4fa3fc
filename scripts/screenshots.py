"""Take pictures of a running system, with a simulated crowd at work.

python scripts/screenshots.py            the README's: docs/images/{annotate,overview}-{light,dark}.png
python scripts/screenshots.py --all DIR  every page at 1440, 1024 and 390 px, light and dark, to look at
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.chromium import find_chromium  # noqa: E402 - the scripts lie at the root

from goldsmith.simulation.campaign import RECIPE, SimulatedCampaign  # noqa: E402
from goldsmith.simulation.client import Api  # noqa: E402
from goldsmith.simulation.connection import Pool  # noqa: E402
from goldsmith.simulation.crowd import Crowd, Limits  # noqa: E402
from goldsmith.simulation.knowledge import Knowledge  # noqa: E402
from goldsmith.simulation.planting import build_corpus  # noqa: E402
from goldsmith.simulation.workers import population  # noqa: E402

IMAGES = ROOT / "docs" / "images"
API = "/api/v1"
SCHEMES = ("light", "dark")
WIDTHS = {1440: 900, 1024: 768, 390: 844}
MAX_BYTES = 300_000
SEED = 11
CHUNKS = 260
PEOPLE = 32
#: Long enough for a curve, short enough that work is left.
CROWD_S = 45.0
#: Few, so that the crowd works for a while instead of being done at once.
CONNECTIONS = 3
LICENCE = "PSF-2.0"
#: What suggests marks where something does.
SUGGESTS = {"model": "default"}
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: Names that RFC 2606 keeps for examples.
EXAMPLE = re.compile(r"@example\.|\.(?:example|invalid|test)$")
START_TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Scene:
    """What there is to take pictures of.

    Attributes:
        url: of the server.
        sessions: "owner", "worker" or "stranger" → session cookie, or None.
        pages: name → (whose session, address).
    """

    url: str
    sessions: Mapping[str, str | None]
    pages: Mapping[str, tuple[str, str]]


@contextmanager
def serving(folder: Path) -> Iterator[dict[str, Any]]:
    """A `goldsmith up` of its own on a free port; ended in good order."""
    ready_file, log_file = folder / "ready.json", folder / "server.log"
    command = [
        sys.executable, "-m", "goldsmith.bootstrap", "up", "--data", str(folder / "data"), "--port", "0",
        "--root", str(folder), "--ready-file", str(ready_file),
    ]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if name != "GOLDSMITH_DATABASE_URL"}
    with log_file.open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
    try:
        end = time.monotonic() + START_TIMEOUT_S
        while not ready_file.exists():
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"The server did not start:\n{log_file.read_text(errors='replace')}")
            time.sleep(0.05)
        yield json.loads(ready_file.read_text())
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


class Caller:
    """Somebody with a session, who calls the API."""

    def __init__(self, url: str, path: str, body: dict[str, Any]) -> None:
        self.client = httpx.Client(base_url=url + API, timeout=60)
        self.me = self.call("POST", path, body)
        self.client.headers["X-CSRF-Token"] = self.me["csrf_token"]

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> Any:
        """The answer of a call that must work."""
        headers = {} if key is None else {"Idempotency-Key": key}
        response = self.client.request(method, path, json=body, headers=headers)
        response.raise_for_status()
        return response.json() if response.content else None

    @property
    def session(self) -> str:
        """The session cookie, for a browser."""
        return str(self.client.cookies["goldsmith_session"])


def run_crowd(url: str, token: str, code: Path, corpus: Any) -> int:
    """A simulated campaign on the planted corpus, left while it runs; its id."""

    async def main() -> int:
        pool = Pool(url, connections=CONNECTIONS)
        try:
            owner = Api(pool, token=token)
            knowledge = await asyncio.to_thread(Knowledge.of_recipe, corpus, RECIPE)
            title = "Personal data in Python's standard library"
            campaign = await SimulatedCampaign.create(
                owner, title, lambda _what, _done, _total: None, prelabel=SUGGESTS
            )
            await campaign.import_code(
                code, declared_licence=LICENCE if corpus.license_path is None else None
            )
            await campaign.open()
            crowd = Crowd(
                population(PEOPLE, seed=SEED),
                pool,
                knowledge,
                campaign_id=campaign.id,
                categories=list(knowledge.categories),
            )
            await campaign.run(crowd, PEOPLE, Limits(seconds=CROWD_S))
            return campaign.id
        finally:
            await pool.close()

    return asyncio.run(main())


def open_campaign(owner: Caller, code: Path, prelabel: Mapping[str, Any] | None = None) -> tuple[int, str]:
    """A campaign for people, open, with nobody in it yet; its id and an invite's code."""
    body = {"recipe": RECIPE, "title": "Standard library", "prelabel": prelabel}
    campaign = owner.call("POST", "/campaigns", body)["id"]
    source = {"path": str(code), "declared_licence": LICENCE}
    job = owner.call("POST", f"/campaigns/{campaign}/imports", source)["id"]
    while owner.call("GET", f"/jobs/{job}")["state"] in ("QUEUED", "RUNNING"):
        time.sleep(0.2)
    owner.call("POST", f"/campaigns/{campaign}/events", {"event": "start"})
    owner.call("POST", f"/campaigns/{campaign}/stages/events", {"event": "open"})
    return campaign, owner.call("POST", f"/campaigns/{campaign}/invites", {"note": "Reviewers"})["code"]


def plan_of(owner: Caller) -> int:
    """A finished plan of code-pii: the number of its job."""
    asked = {
        "recipe": "code-pii",
        "workers": 200,
        "chunks": 600,
        "wanted_f1": 0.985,
        "prelabel": True,
        "goldens": 10,
    }
    job: int = owner.call("POST", "/plans", asked)["id"]
    while owner.call("GET", f"/jobs/{job}")["state"] in ("QUEUED", "RUNNING"):
        time.sleep(0.5)
    return job


def stages_of(owner: Caller, campaign: int) -> dict[str, int]:
    """Stage key → id."""
    return {row["key"]: row["id"] for row in owner.call("GET", f"/campaigns/{campaign}/stages")}


def begin_task(worker: Caller, stage: int) -> None:
    """Claim until there is a text with several addresses, one of them an example; mark them in a draft."""
    while True:
        task = worker.call("POST", f"/stages/{stage}/claim")["assignment"]
        found = list(ADDRESS.finditer(task["text"]))
        if len(found) >= 3 and any(EXAMPLE.search(hit[0]) for hit in found):
            break
        worker.call("POST", f"/assignments/{task['id']}/skip")
    spans = [
        {
            "start": hit.start(),
            "end": hit.end(),
            "label": "EMAIL_EXAMPLE" if EXAMPLE.search(hit[0]) else "EMAIL",
        }
        for hit in found
    ]
    draft = {"spans": spans, "is_nothing_here": False, "active_ms": 21_000}
    worker.call("PUT", f"/assignments/{task['id']}/draft", {"content": draft, "based_on": 0})


def move_money(owner: Caller, simulated: int, people: int, worker: int) -> None:
    """A budget with accepted work, bonuses and a batch of payouts; and a correction that a worker can see."""
    budget = f"/campaigns/{simulated}"
    now = owner.call("GET", f"{budget}/budget")
    amount = Decimal(now["spent"]) + Decimal(now["reserved"]) + 40
    owner.call("POST", f"{budget}/funds", {"amount": str(amount), "reason": "First part"}, key="deposit-one")
    owner.call("POST", f"{budget}/decisions/accept-waiting", {})
    shown = owner.call("GET", f"{budget}/bonuses")
    owner.call("POST", f"{budget}/bonuses", {name: shown[name] for name in ("run", "as_of", "total")})
    owner.call("POST", f"{budget}/payouts", {"with_unknown": True, "minimum": "0.01", "note": "First week"})
    sorry = {"worker_id": worker, "amount": "5", "reason": "The page was broken for twenty minutes."}
    owner.call("POST", f"/campaigns/{people}/corrections", sorry, key="correction-one")


def much_discussed(owner: Caller, campaign: int) -> int:
    """The item with the longest way: most rounds, then most marks."""
    rows = owner.call("GET", f"/campaigns/{campaign}/items?limit=500&state=ACCEPTED")["rows"]
    return int(max(rows, key=lambda row: (row["round"], row["marks"] or 0))["id"])


def speak(owner: Caller, worker: Caller, campaign: int, stages: Mapping[str, int]) -> None:
    """A worker rates a task, reports another, writes, and appeals a rejection; their owner announces something."""
    at = f"/campaigns/{campaign}"
    for said in (
        {"rating": 4, "text": "Clear, but line 7 is very long."},
        {"is_broken": True, "text": "It is cut off."},
    ):
        claim = worker.call("POST", f"/stages/{stages['annotate:ip_address']}/claim", {})["assignment"]
        worker.call("PUT", f"/assignments/{claim['id']}/feedback", said)
        answer = {"annotation": {"spans": []}, "active_ms": 31_000}
        worker.call("POST", f"/assignments/{claim['id']}/submit", answer, key=f"spoken-{claim['id']}")
        decision = {
            "ids": [claim["id"]],
            "decision": "reject",
            "reason": "The address in line 4 is not marked.",
        }
        if "rating" in said:
            owner.call("POST", "/decisions", decision)
            appeal = {
                "kind": "assignment",
                "subject_id": claim["id"],
                "text": "That is a version number: 1.2.3.4.",
            }
            worker.call("POST", "/appeals", appeal)
    worker.call("POST", f"/me/threads/{campaign}", {"text": "Is 127.0.0.1 an address that I should mark?"})
    owner.call("POST", f"{at}/threads/{worker.me['id']}", {"text": "Yes, as an example."})
    owner.call(
        "POST", f"{at}/announcements", {"text": "Addresses of **examples** have a label of their own."}
    )


def build_scene(ready: Mapping[str, Any], folder: Path) -> Scene:
    """Fill the system, and list what can be seen of it."""
    url, token = ready["url"], ready["owner_link"].rpartition("#")[2]
    code = (folder / "code").resolve()
    corpus = build_corpus(code, chunks=CHUNKS, seed=SEED)
    owner = Caller(url, "/session", {"token": token})
    people, invite = open_campaign(owner, code)
    person = {"invite": invite, "name": "Ada Marsh", "country": "PT", "consent": True}
    worker = Caller(url, "/join", person)
    for skill in ("email", "ip_address"):
        grant = {"account_id": worker.me["id"], "skill": skill, "level": 92}
        owner.call("PUT", f"/campaigns/{people}/skills", grant)
    stages = stages_of(owner, people)
    begin_task(worker, stages["annotate:email"])
    helped, second_invite = open_campaign(owner, code, {**SUGGESTS, "control_share": 0})
    worker.call("POST", "/join", {**person, "invite": second_invite})
    helped_stages = stages_of(owner, helped)
    api_token = owner.call("POST", "/tokens", {"label": "Nightly export", "days": 1})["token"]
    simulated = run_crowd(url, api_token, code, corpus)
    move_money(owner, simulated, people, worker.me["id"])
    speak(owner, worker, people, stages)
    base = f"/campaigns/{simulated}"
    owners = {
        "campaigns": "/campaigns",
        "new-campaign": "/campaigns/new",
        "new-campaign-text": "/campaigns/new?from=text",
        "overview": f"{base}?range=10m",
        "stages": f"{base}/stages",
        "sources": f"{base}/sources",
        "workers": f"{base}/workers",
        "quality": f"{base}/quality",
        "goldens": f"{base}/goldens",
        "decisions": f"{base}/decisions",
        "rules": f"{base}/rules",
        "voice": f"/campaigns/{people}/voice?worker={worker.me['id']}",
        "voice-none": f"{base}/voice",
        "consent": f"/campaigns/{people}/consent",
        "items": f"{base}/items",
        "item": f"/items/{much_discussed(owner, simulated)}?campaign={simulated}&state=ACCEPTED",
        "export": f"{base}/export",
        "overview-new": f"/campaigns/{people}",
        "tokens": "/tokens",
        "plan": f"/plan?recipe=code-pii&plan={plan_of(owner)}",
        "plan-none": f"{base}/plan",
        "money": f"{base}/money",
        "pay": f"/pay?rate=7.30&target=16.50&campaign={simulated}",
    }
    workers = {
        "work": "/work",
        "annotate": f"/stages/{stages['annotate:email']}",
        "annotate-suggested": f"/stages/{helped_stages['annotate:email']}",
        "no-task": f"/stages/{stages['validate:email']}",
        "quiz": f"/campaigns/{people}/quiz/name",
        "history": "/history",
        "standing": "/standing",
        "earnings": "/earnings",
        "messages": "/messages",
        "appeals": "/appeals",
        "my-data": "/my-data",
        "agreed": f"/consent/{people}",
    }
    strangers = {"home": "/", "join": f"/join/{invite}", "nowhere": "/nowhere"}
    return Scene(
        url=url,
        sessions={"owner": owner.session, "worker": worker.session, "stranger": None},
        pages={
            name: (who, address)
            for who, group in (("owner", owners), ("worker", workers), ("stranger", strangers))
            for name, address in group.items()
        },
    )


def take(
    browser: Browser, scene: Scene, names: list[str], width: int, scheme: Any, target: Path, *, whole: bool
) -> None:
    """One picture a page; `whole` takes all of it, not only what fits the window."""
    for who, session in scene.sessions.items():
        context = browser.new_context(
            base_url=scene.url,
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        if session is not None:
            context.add_cookies([{"name": "goldsmith_session", "value": session, "url": scene.url}])
        page = context.new_page()
        for name in names:
            owner, address = scene.pages[name]
            if owner == who:
                page.goto(address)
                settle(page)
                page.screenshot(
                    path=target / f"{name}-{picture_name(width, scheme, whole=whole)}", full_page=whole
                )
        context.close()


def picture_name(width: int, scheme: str, *, whole: bool) -> str:
    """How a picture's name ends."""
    return f"{width}-{scheme}.png" if whole else f"{scheme}.png"


def settle(page: Page) -> None:
    """Until the page shows what it came for."""
    page.locator("main").wait_for()
    page.wait_for_timeout(300)
    loading = page.get_by_role("status", name=re.compile("^Loading"))
    # What has loaded may begin to load its parts.
    for _ in range(2):
        expect(loading).to_have_count(0, timeout=15_000)
        page.wait_for_timeout(400)


def main() -> int:
    """Start, fill, take."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--all", type=Path, metavar="DIR", help="every page, in every size and scheme")
    folder: Path | None = parser.parse_args().all
    target = folder or IMAGES
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="goldsmith-pictures-") as work, serving(Path(work)) as ready:
        print("A simulated crowd goes to work ...", flush=True)
        scene = build_scene(ready, Path(work))
        with (
            sync_playwright() as playwright,
            playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"]) as browser,
        ):
            for scheme in SCHEMES:
                if folder is None:
                    take(browser, scene, ["annotate", "overview"], 1440, scheme, target, whole=False)
                    continue
                for width in WIDTHS:
                    take(browser, scene, list(scene.pages), width, scheme, target, whole=True)
    pictures = sorted(target.glob("*.png"))
    print(f"{len(pictures)} pictures in {target}")
    heavy = [picture.name for picture in pictures if picture.stat().st_size > MAX_BYTES]
    if folder is None and heavy:
        print(f"Larger than {MAX_BYTES // 1000} kB: {', '.join(heavy)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
