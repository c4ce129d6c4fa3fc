"""Every route by every role: who is let in, who is refused, and for whom the thing does not exist."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from goldsmith.api.server import create_app
from workbench import House, Person, Sheet

MARKS = {"spans": []}
ROLES = ("anonymous", "worker", "stranger", "requester", "other_requester", "owner")


@dataclass(frozen=True)
class Route:
    """A route, who may use it, and what a permitted request answers.

    Guards: `public`; `signed_in`; `own` (of the signed-in person, nobody else's); `staff`; `staff_of` (staff
    of this campaign, or the owner); `worker`; `worker_of` (a worker who joined, or whose it is).
    """

    operation: str
    method: str
    path: str
    guard: str
    status: int = 200
    request: dict[str, Any] = field(default_factory=dict)

    def expected(self, role: str) -> int:
        if self.guard == "public":
            return self.status
        if role == "anonymous":
            return 401
        is_worker = role in ("worker", "stranger")
        if self.guard.startswith("staff"):
            if is_worker:
                return 403
            return 404 if self.guard == "staff_of" and role == "other_requester" else self.status
        if self.guard.startswith("worker"):
            if not is_worker:
                return 403
            return 404 if self.guard == "worker_of" and role == "stranger" else self.status
        if self.guard == "own":
            return self.status if role == "worker" else 404
        return self.status


def body(**json: Any) -> dict[str, Any]:
    return {"json": json}


KEY = {"Idempotency-Key": "a-key-long-enough"}
C, S, A = "/campaigns/{campaign}", "/stages/{stage}", "/assignments/{assignment}"
ROUTES = [
    Route("health", "GET", "/health", "public"),
    Route("open_session", "POST", "/session", "public", 401, body(token="not-a-good-token")),
    Route("preview_invite", "GET", "/invites/{invite_code}", "public"),
    Route("join", "POST", "/join", "public", 422,
          body(invite="{invite_code}", name="x", country="PT", consent=False)),
    Route("me", "GET", "/me", "signed_in"),
    Route("tokens", "GET", "/tokens", "signed_in"),
    Route("create_token", "POST", "/tokens", "signed_in", 201, body(label="x", days=1)),
    Route("revoke_token", "DELETE", "/tokens/{token}", "own", 204),
    Route("close_session", "DELETE", "/session", "signed_in", 204),
    Route("recipes", "GET", "/recipes", "staff"),
    Route("roots", "GET", "/roots", "staff"),
    Route("create_campaign", "POST", "/campaigns", "staff", 201, body(recipe="code-pii")),
    Route("campaigns", "GET", "/campaigns", "staff"),
    Route("campaign", "GET", C, "staff_of"),
    Route("campaign_event", "POST", C + "/events", "staff_of", 200, body(event="pause")),
    Route("stages", "GET", C + "/stages", "staff_of"),
    Route("stages_event", "POST", C + "/stages/events", "staff_of", 200, body(event="pause")),
    Route("stage_event", "POST", S + "/events", "staff_of", 200, body(event="close")),
    Route("grant_skill", "PUT", C + "/skills", "staff_of", 204,
          body(account_id="{worker_id}", skill="expert", level=60)),
    Route("import_path", "POST", C + "/imports", "staff_of", 202, body(path="{root}")),
    Route("upload", "POST", C + "/uploads", "staff_of", 202, {"files": {"file": ("a.py", b"x = 1\n")}}),
    Route("documents", "GET", C + "/documents", "staff_of"),
    Route("refusals", "GET", C + "/refusals", "staff_of"),
    Route("jobs", "GET", C + "/jobs", "staff_of"),
    Route("job", "GET", "/jobs/{job}", "staff_of"),
    Route("job_event", "POST", "/jobs/{queued_job}/events", "staff_of", 200, body(event="cancel")),
    Route("aggregate", "POST", C + "/aggregations", "staff_of", 202),
    Route("export", "POST", C + "/exports", "staff_of", 202, body(content="answers", format="jsonl")),
    Route("download", "GET", "/exports/{export}/file", "staff_of"),
    Route("funnel", "GET", C + "/funnel", "staff_of"),
    Route("throughput", "GET", C + "/throughput", "staff_of"),
    Route("agreement", "GET", C + "/agreement", "staff_of"),
    Route("prelabels", "GET", C + "/prelabels", "staff_of"),
    Route("workers", "GET", C + "/workers", "staff_of"),
    Route("items", "GET", C + "/items", "staff_of"),
    Route("item", "GET", "/items/{item}", "staff_of"),
    Route("create_invite", "POST", C + "/invites", "staff_of", 201, body(note="x")),
    Route("invites", "GET", C + "/invites", "staff_of"),
    Route("revoke_invite", "DELETE", C + "/invites/{invite}", "staff_of", 204),
    Route("work", "GET", "/work", "worker"),
    Route("history", "GET", "/me/assignments", "worker"),
    Route("work_stage", "GET", S, "worker_of"),
    Route("claim", "POST", S + "/claim", "worker_of"),
    Route("quiz", "GET", C + "/quizzes/name", "worker_of"),
    Route("check_training", "POST", C + "/quizzes/name/training/0", "worker_of", 200, {"json": MARKS}),
    Route("start_exam", "POST", C + "/quizzes/name/attempts", "worker_of"),
    Route("finish_exam", "POST", "/attempts/{attempt}/finish", "worker_of", 200,
          body(answers=[MARKS, MARKS])),
    Route("save_draft", "PUT", A + "/draft", "worker_of", 200, body(content={}, based_on=0)),
    Route("renew", "POST", A + "/renew", "worker_of"),
    Route("submit", "POST", A + "/submit", "worker_of", 200,
          {"json": {"annotation": MARKS, "active_ms": 5}, "headers": KEY}),
    Route("skip", "POST", A + "/skip", "worker_of", 204),
    Route("run_code", "POST", A + "/run", "worker_of", 409, body(fields={})),
    Route("draft_versions", "GET", A + "/versions", "worker_of"),
    Route("target", "GET", C + "/target", "staff_of"),
    Route("planning", "GET", C + "/planning", "staff_of"),
    Route("models", "GET", C + "/models", "staff_of"),
    Route("classifiers", "GET", C + "/classifiers", "staff_of"),
    Route("duplicates", "GET", C + "/duplicates", "staff_of", 409),
    Route("decide_duplicate", "POST", C + "/duplicates/1", "staff_of", 404, body(decision="different")),
    Route("benchmarks", "GET", C + "/benchmarks", "staff_of"),
    Route("add_benchmark", "POST", C + "/benchmarks", "staff_of", 202,
          {"data": {"name": "ours"}, "files": {"file": ("b.txt", b"one two three four five six seven eight nine")}}),
    Route("evaluation", "GET", C + "/evaluation", "staff_of"),
    Route("evaluation_page", "GET", C + "/evaluation.html", "staff_of"),
    Route("gate", "GET", C + "/gate", "staff_of"),
    Route("check_gate", "POST", C + "/gate", "staff_of", 409),
    Route("refill", "POST", C + "/refill", "staff_of", 409),
    Route("deliveries", "GET", C + "/deliveries", "staff_of"),
    Route("deliver", "POST", C + "/deliveries", "staff_of", 202, body(version="1.0")),
    Route("delivery_file", "GET", "/deliveries/{delivery}/files/README.md", "staff_of"),
]  # fmt: skip


@dataclass
class World:
    """A house where every kind of thing exists once, and somebody of each role."""

    people: dict[str, Person]
    ids: dict[str, Any]

    async def call(self, route: Route, role: str) -> int:
        request = _filled(route.request, self.ids)
        response = await self.people[role].call(route.method, route.path.format(**self.ids), **request)
        if response.status_code >= 400:
            assert response.headers["content-type"] == "application/problem+json"
        return response.status_code


def _filled(value: Any, ids: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, ids) for key, inner in value.items()}
    if isinstance(value, str) and value.startswith("{"):
        return ids[value.strip("{}")]
    return value


async def build(house: House) -> World:
    owner, requester, other = await house.owner(), await house.requester(), await house.requester()
    campaign = await house.campaign(requester, categories=("email", "name"))
    worker = await house.worker(requester, campaign, skills=("email",))
    elsewhere = await house.campaign(other, categories=("email", "name"), files={})
    stranger = await house.worker(other, elsewhere)
    invite = await house.invite(requester, campaign.id)
    assignment = await worker.claim(campaign.stages["annotate:email"])
    attempt = await worker.post(f"/campaigns/{campaign.id}/quizzes/name/attempts")
    token = await worker.post("/tokens", {"label": "mine", "days": 3}, status=201)
    export = await requester.post(
        f"/campaigns/{campaign.id}/exports", {"content": "answers", "format": "jsonl"}, status=202
    )
    await house.run(requester, export["id"])
    queued = await requester.post(f"/campaigns/{campaign.id}/aggregations", status=202)
    (first_job, *_) = reversed(await requester.get(f"/campaigns/{campaign.id}/jobs"))
    people = {
        "anonymous": house.anonymous(),
        "worker": worker,
        "stranger": stranger,
        "requester": requester,
        "other_requester": other,
        "owner": owner,
    }
    ids = {
        "campaign": campaign.id,
        "stage": campaign.stages["annotate:email"],
        "assignment": assignment["id"],
        "item": assignment["item_id"],
        "attempt": attempt["id"],
        "token": token["id"],
        "invite": invite["id"],
        "invite_code": invite["code"],
        "job": first_job["id"],
        "queued_job": queued["id"],
        "export": export["id"],
        "worker_id": worker.id,
        "delivery": await _delivery(house, requester, campaign),
        "root": str(house.root),
    }
    return World(people, ids)


async def _delivery(house: House, by: Person, campaign: Sheet) -> int:
    """A delivery with one file, as the job would leave it."""
    folder = house.settings.deliveries / "made"
    folder.mkdir(parents=True)
    (folder / "README.md").write_text("a card")
    fields = {
        "version": "0.1", "items": 1, "clean": True, "overrides": [], "folder": "made", "files": ["README.md"],
        "created_by": by.id,
    }  # fmt: skip
    delivery_id = await house.stores.deliveries.add_delivery(campaign.id, fields, house.clock())
    assert delivery_id is not None
    return delivery_id


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(
    fresh_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """One world for all that is refused: a refusal changes nothing."""
    async with House.open(fresh_database(), tmp_path_factory.mktemp("roles")) as house:
        yield await build(house)


REFUSED = [(route, role) for route in ROUTES for role in ROLES if route.expected(role) in (401, 403, 404)]
PERMITTED = [route for route in ROUTES if route.guard != "public"]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("route", "role"), REFUSED, ids=[f"{route.operation}-{role}" for route, role in REFUSED]
)
async def test_who_is_refused(world: World, route: Route, role: str) -> None:
    assert await world.call(route, role) == route.expected(role)


def _who_may(route: Route) -> str:
    """The role with the least rights for which the route answers."""
    return next(role for role in ROLES if route.expected(role) == route.status)


@pytest.mark.parametrize("role", ["worker", "requester"])
async def test_who_is_let_in(fresh_database: Callable[..., str], tmp_path: Path, role: str) -> None:
    """All that the role may do, in an order in which nothing takes the ground from what follows."""
    last = ["campaign_event", "skip", "close_session"]
    routes = [route for route in ROUTES if _who_may(route) == role]
    if role == "requester":
        routes += [route for route in ROUTES if route.guard == "signed_in"]
    routes.sort(key=lambda route: last.index(route.operation) if route.operation in last else -1)
    async with House.open(fresh_database(), tmp_path) as house:
        world = await build(house)
        for route in routes:
            if route.operation == "skip":
                world.ids["assignment"] = (await world.people[role].claim(world.ids["stage"]))["id"]
            assert await world.call(route, role) == route.status, route.operation


async def test_an_owner_may_what_every_requester_may(
    fresh_database: Callable[..., str], tmp_path: Path
) -> None:
    async with House.open(fresh_database(), tmp_path) as house:
        world = await build(house)
        for route in ROUTES:
            if route.guard in ("staff", "staff_of"):
                assert await world.call(route, "owner") == route.status, route.operation


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.guard == "public"], ids=lambda r: r.operation
)
async def test_what_is_public(world: World, route: Route) -> None:
    assert await world.call(route, "anonymous") == route.status


@pytest.mark.asyncio(loop_scope="module")
async def test_ids_that_do_not_exist_look_like_those_of_others(world: World) -> None:
    """Nobody learns from the answer whether a thing exists."""
    for guard, role in (("staff_of", "other_requester"), ("worker_of", "stranger")):
        for route in ROUTES:
            if route.guard != guard:
                continue
            request = _filled(route.request, world.ids)
            nowhere = dict.fromkeys(world.ids, 987_654_321)
            person = world.people[role]
            theirs = await person.call(route.method, route.path.format(**world.ids), **request)
            nobodys = await person.call(route.method, route.path.format(**nowhere), **request)
            assert (theirs.status_code, theirs.json()) == (nobodys.status_code, nobodys.json()), (
                route.operation
            )


def test_the_table_names_every_route() -> None:
    paths = create_app().openapi()["paths"]
    known = {operation["operationId"] for methods in paths.values() for operation in methods.values()}
    assert {route.operation for route in ROUTES} == known
    assert len(ROUTES) == len(known)
