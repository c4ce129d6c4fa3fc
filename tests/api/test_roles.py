"""Every route by every role: who is let in, who is refused, and for whom the thing does not exist."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from decimal import Decimal
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


RULE = {
    "name": "skips",
    "conditions": [{"collector": "skipped_in_row", "last": 5, "comparison": ">=", "value": 5}],
    "action": {"kind": "hold_answers"},
}
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
    Route("pay_countries", "GET", "/pay/countries?rate=7.30", "staff"),
    Route("pay_rate", "GET", "/pay/rate?countries=FR,PL", "staff"),
    Route("campaign_countries", "GET", C + "/countries", "staff_of"),
    Route("open_to_countries", "PUT", C + "/countries", "staff_of", 200, body(countries=["DE", "PT"])),
    Route("plan_presets", "GET", "/plans/presets", "staff"),
    Route("plan", "POST", "/plans", "staff", 202, body(recipe="code-pii", workers=20, chunks=5)),
    Route("read_plan", "GET", "/plans/{job}", "staff_of", 404),
    Route("prices", "GET", C + "/prices", "staff_of"),
    Route("set_price", "PUT", S + "/price", "staff_of", 200, body(price="0.05")),
    Route("budget", "GET", C + "/budget", "staff_of"),
    Route("set_budget", "PUT", C + "/budget", "staff_of", 200, {"json": {"total": "50"}, "headers": KEY}),
    Route("fund", "POST", C + "/funds", "staff_of", 200, {"json": {"amount": "20"}, "headers": KEY}),
    Route("refund", "POST", C + "/refunds", "staff_of", 200, {"json": {"amount": "1"}, "headers": KEY}),
    Route("correct", "POST", C + "/corrections", "staff_of", 200,
          {"json": {"worker_id": "{worker_id}", "amount": "2", "reason": "x"}, "headers": KEY}),
    Route("trial_balance", "GET", C + "/trial-balance", "staff_of"),
    Route("ledger", "GET", C + "/ledger", "staff_of"),
    Route("ledger_csv", "GET", C + "/ledger.csv", "staff_of"),
    Route("preview_bonuses", "GET", C + "/bonuses", "staff_of"),
    Route("post_bonuses", "POST", C + "/bonuses", "staff_of", 409,
          body(run=987_654, as_of="2026-03-02T09:00:00Z", total="1")),
    Route("preview_final_shares", "GET", C + "/final-shares", "staff_of"),
    Route("post_final_shares", "POST", C + "/final-shares", "staff_of", 409, body(run=0, total="1")),
    Route("payouts", "GET", C + "/payouts", "staff_of"),
    Route("draft_payouts", "POST", C + "/payouts", "staff_of", 409, body(minimum="1000")),
    Route("payout_batch", "GET", "/payout-batches/{batch}", "staff_of"),
    Route("payout_batch_event", "POST", "/payout-batches/{batch}/events", "staff_of", 409, body(event="settle")),
    Route("payout_event", "POST", "/payouts/{payout}/events", "staff_of", 409, body(event="settle")),
    Route("payout_file", "GET", "/payout-batches/{batch}/files/bank-csv", "staff_of", 409),
    Route("earnings", "GET", "/me/earnings", "worker"),
    Route("earnings_entries", "GET", "/me/entries", "worker"),
    Route("destination", "GET", "/me/payout-destination", "worker"),
    Route("set_destination", "PUT", "/me/payout-destination", "worker", 200,
          body(kind="email", holder="Ada", address="ada@lab.example")),
    Route("forget_destination", "DELETE", "/me/payout-destination", "worker", 204),
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
    Route("quality", "GET", C + "/quality", "staff_of"),
    Route("goldens", "GET", C + "/goldens", "staff_of"),
    Route("golden_bank", "GET", C + "/goldens/bank", "staff_of"),
    Route("make_goldens", "POST", C + "/goldens", "staff_of", 202, body(how="quiz")),
    Route("promote_goldens", "POST", C + "/goldens/promotions", "staff_of", 200, body(item_ids=["{item}"])),
    Route("load_goldens", "POST", C + "/goldens/file", "staff_of", 422, {"files": {"file": ("g.jsonl", b"no")}}),
    Route("golden", "GET", "/goldens/{golden}", "staff_of"),
    Route("retire_golden", "POST", "/goldens/{golden}/retire", "staff_of"),
    Route("set_golden_minimum", "PUT", S + "/goldens", "staff_of", 204, body(minimum=3)),
    Route("decision_queue", "GET", C + "/decisions", "staff_of"),
    Route("decision_counts", "GET", C + "/decisions/counts", "staff_of"),
    Route("decision_evidence", "GET", "/assignments/{submitted}/evidence", "staff_of"),
    Route("decide", "POST", "/decisions", "staff_of", 200, body(ids=["{submitted}"], decision="accept")),
    Route("accept_waiting", "POST", C + "/decisions/accept-waiting", "staff_of", 200, body()),
    Route("rules", "GET", C + "/rules", "staff_of"),
    Route("check_rule", "POST", C + "/rules/check", "staff_of", 200, body(definition=RULE)),
    Route("create_rule", "POST", C + "/rules", "staff_of", 201, body(definition={**RULE, "name": "new"})),
    Route("replay_rule", "POST", C + "/rules/replay", "staff_of", 200, body(definition=RULE)),
    Route("update_rule", "PUT", "/rules/{rule}", "staff_of", 200, body(version=1, definition=RULE)),
    Route("switch_rule", "PUT", "/rules/{rule}/switch", "staff_of", 200, body(is_on=False)),
    Route("delete_rule", "DELETE", "/rules/{rule}", "staff_of", 204),
    Route("rule_log", "GET", C + "/rules/log", "staff_of"),
    Route("undo_rule_event", "POST", "/rule-events/{rule_event}/undo", "staff_of"),
    Route("restrictions", "GET", C + "/restrictions", "staff_of"),
    Route("restrict", "PUT", C + "/restrictions", "staff_of", 200,
          body(account_id="{worker_id}", minutes=5, reason="x")),
    Route("lift_restriction", "POST", "/restrictions/{restriction}/lift", "staff_of"),
    Route("standing", "GET", "/me/standing", "worker"),
    Route("given_feedback", "GET", A + "/feedback", "worker_of"),
    Route("give_feedback", "PUT", A + "/feedback", "worker_of", 200, body(rating=4)),
    Route("voice_waiting", "GET", C + "/voice", "staff_of"),
    Route("feedback_by_stage", "GET", C + "/feedback", "staff_of"),
    Route("feedback_texts", "GET", C + "/feedback/texts", "staff_of"),
    Route("reports", "GET", C + "/reports", "staff_of"),
    Route("decide_report", "POST", "/tasks/{reported}/report", "staff_of", 200, body(decision="answer", answer="x")),
    Route("threads", "GET", C + "/threads", "staff_of"),
    Route("thread", "GET", C + "/threads/{worker_id}", "staff_of"),
    Route("send_message", "POST", C + "/threads/{worker_id}", "staff_of", 204, body(text="x")),
    Route("read_thread", "POST", C + "/threads/{worker_id}/read", "staff_of", 204),
    Route("my_threads", "GET", "/me/threads", "worker"),
    Route("unread", "GET", "/me/unread", "worker"),
    Route("my_thread", "GET", "/me/threads/{campaign}", "worker_of"),
    Route("write_message", "POST", "/me/threads/{campaign}", "worker_of", 204, body(text="x")),
    Route("read_my_thread", "POST", "/me/threads/{campaign}/read", "worker_of", 204),
    Route("announcements", "GET", C + "/announcements", "staff_of"),
    Route("announce", "POST", C + "/announcements", "staff_of", 200, body(text="x")),
    Route("withdraw_announcement", "DELETE", "/announcements/{announcement}", "staff_of", 204),
    Route("my_announcements", "GET", "/me/announcements", "worker"),
    Route("dismiss_announcement", "POST", "/announcements/{announcement}/dismiss", "worker_of", 204),
    Route("file_appeal", "POST", "/appeals", "worker_of", 201,
          body(kind="restriction", subject_id="{standing_restriction}", text="x")),
    Route("appealable", "GET", "/me/appealable/restriction/{standing_restriction}", "worker_of"),
    Route("my_appeals", "GET", "/me/appeals", "worker"),
    Route("withdraw_appeal", "POST", "/appeals/{appeal}/withdraw", "worker_of"),
    Route("appeals", "GET", C + "/appeals", "staff_of"),
    Route("set_appeal_days", "PUT", C + "/appeals/days", "staff_of", 204, body(days=5)),
    Route("decide_appeal", "POST", "/appeals/{appeal}/decision", "staff_of", 200,
          body(decision="dismiss", answer="x")),
    Route("country_pay", "GET", C + "/country-pay", "staff_of"),
    Route("my_consent", "GET", "/me/consents/{campaign}", "worker_of"),
    Route("accept_consent", "POST", "/me/consents/{campaign}", "worker_of", 200, body(version=1)),
    Route("consent_history", "GET", C + "/consent", "staff_of"),
    Route("consent_version", "GET", C + "/consent/versions/1", "staff_of"),
    Route("preview_consent", "POST", C + "/consent/preview", "staff_of", 200, body(title="x", text="y")),
    Route("publish_consent", "POST", C + "/consent", "staff_of", 200, body(title="x", text="y", after=1)),
    Route("acceptances", "GET", C + "/consent/acceptances", "staff_of"),
    Route("my_data", "GET", "/me/data", "worker"),
    Route("export_my_data", "GET", "/me/data.json", "worker"),
    Route("forget_me", "POST", "/me/erasure", "worker", 422, body(name="somebody else")),
    Route("forget_worker", "POST", C + "/workers/{worker_id}/erasure", "staff_of", 409, body()),
    Route("viewers", "GET", "/items/{item}/viewers", "staff_of"),
    Route("item_signals", "GET", "/items/{item}/signals", "staff_of"),
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
    Route("review_signals", "GET", A + "/signals", "worker_of"),
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
    if isinstance(value, list):
        return [_filled(inner, ids) for inner in value]
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
        **await _payout(house, requester, campaign, worker),
        **await _decidable(house, requester, campaign, worker),
        **await _rule(house, requester, campaign, worker),
        **await _voice(house, requester, campaign, worker),
        "delivery": await _delivery(house, requester, campaign),
        "root": str(house.root),
    }
    return World(people, ids)


async def _payout(house: House, by: Person, campaign: Sheet, worker: Person) -> dict[str, int]:
    """A drafted batch with one payout."""
    post = {"reason": "x", "by": by.id, "now": house.clock()}
    await house.stores.funds.correct(
        campaign.id, worker.id, Decimal(3), reference="correction/of/roles", **post
    )
    batch = await house.services.payouts.draft(
        by.principal, campaign.id, minimum=Decimal(0), with_unknown=True, note=""
    )
    return {"batch": batch["id"], "payout": batch["lines"][0]["id"]}


async def _decidable(house: House, by: Person, campaign: Sheet, worker: Person) -> dict[str, int]:
    """Work that waits for a decision, and a golden."""
    stage = campaign.stages["annotate:email"]
    submitted = await worker.claim(stage, after=(await worker.claim(stage))["id"])
    await worker.submit(submitted, [])
    job = await by.post(f"/campaigns/{campaign.id}/goldens", {"how": "quiz"}, status=202)
    await house.run(by, job["id"])
    bank = await by.get(f"/campaigns/{campaign.id}/goldens/bank")
    return {"submitted": submitted["id"], "golden": bank[0]["id"]}


async def _rule(house: House, by: Person, campaign: Sheet, worker: Person) -> dict[str, int]:
    """A rule that never acted, one that held an answer, and a restriction that has ended for the worker."""
    at, now, store = f"/campaigns/{campaign.id}/rules", house.clock(), house.stores.supervision
    rules = [
        await by.post(at, {"definition": {**RULE, "name": name}}, status=201) for name in ("idle", "acted")
    ]
    event_id = await store.add_event(
        {
            "rule_id": rules[1]["id"], "rule_version": 1, "campaign_id": campaign.id, "worker_id": worker.id,
            "stage_id": campaign.stages["annotate:email"], "xid": 1, "fact_id": 1, "fact_at": now,
            "action": RULE["action"], "evidence": [], "words": "x",
        },
        now,
    )  # fmt: skip
    assert event_id is not None
    await store.set_effect(event_id, {"held": [1]}, None)
    restriction_id = await house.stores.deeds.restrict(
        worker.id,
        scope="campaign",
        campaign_id=campaign.id,
        stage_id=None,
        until=now,
        reason="x",
        by=by.id,
        now=now,
    )
    return {"rule": rules[0]["id"], "rule_event": event_id, "restriction": restriction_id}


async def _voice(house: House, by: Person, campaign: Sheet, worker: Person) -> dict[str, int]:
    """A reported task, an announcement, an appeal, a restriction to appeal, and a consent that was read."""
    rows = (await worker.get("/me/assignments"))["rows"]
    submitted = next(row["id"] for row in rows if row["state"] == "SUBMITTED")
    body = {"rating": 2, "text": "x", "is_broken": True}
    response = await worker.call("PUT", f"/assignments/{submitted}/feedback", json=body)
    assert response.status_code == 200
    (reported,) = await by.get(f"/campaigns/{campaign.id}/reports")
    (announcement,) = await by.post(f"/campaigns/{campaign.id}/announcements", {"text": "x"})
    standing = [
        await house.stores.deeds.restrict(
            worker.id, scope="stage", campaign_id=campaign.id, stage_id=campaign.stages[key], until=None, reason="x",
            by=by.id, now=house.clock(),
        )
        for key in ("validate:email", "expert:email")
    ]  # fmt: skip
    appeal = await worker.post(
        "/appeals", {"kind": "restriction", "subject_id": standing[0], "text": "x"}, status=201
    )
    await by.get(f"/campaigns/{campaign.id}/consent")
    return {
        "reported": reported["task_id"],
        "announcement": announcement["id"],
        "appeal": appeal["id"],
        "standing_restriction": standing[1],
    }


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
