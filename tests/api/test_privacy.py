"""One's own data: exported whole, forgotten for good. Texts of tasks: stored nowhere else, and who saw them is kept."""

from __future__ import annotations

import json
import re
from typing import Any

from goldsmith.api.server import API, create_app
from goldsmith.storage.personal_data import BEYOND, ERASURE, PLACES, SECTIONS
from workbench import House, Person, Sheet

MARK = {"start": 35, "end": 50, "label": "EMAIL"}

#: How a column that points at an account is called, where no key says so: the hot tables have none.
_NAMED = re.compile(r"(account|worker|actor|author|owner)(_id)?$|_(by|worker)$|^by$|^reserved_for$")

_COLUMNS = """
SELECT c.table_name || '.' || c.column_name AS column, f.conname IS NOT NULL AS is_key
FROM information_schema.columns c
JOIN pg_class t ON t.relname = c.table_name AND t.relkind = 'r'
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = c.column_name
LEFT JOIN pg_constraint f ON f.conrelid = t.oid AND f.contype = 'f' AND f.confrelid = 'account'::regclass
  AND a.attnum = ANY (f.conkey)
WHERE c.table_schema = 'public' AND c.data_type = 'bigint'
"""


async def _pointing(house: House) -> set[str]:
    found = {"account.id"}
    for row in await house.rows(_COLUMNS):
        table, name = row["column"].split(".")
        if (row["is_key"] or _NAMED.search(name)) and not table.startswith("procrastinate"):
            found.add(row["column"])
    return found


async def test_every_place_of_a_person_is_exported_or_has_its_reason(house: House) -> None:
    listed = {place.column for place in PLACES}
    assert await _pointing(house) == listed, (
        "say in PLACES what an export and an erasure do with a new column"
    )
    assert len(listed) == len(PLACES)
    for place in (*PLACES, *BEYOND):
        assert (place.section in SECTIONS) if place.section else place.why, place
        assert place.erasure, place
    assert {place.section for place in (*PLACES, *BEYOND) if place.section} == set(SECTIONS)
    deleted = {place.column.split(".")[0] for place in (*PLACES, *BEYOND) if place.erasure == "deleted"}
    assert deleted == {
        found[1]
        for one in ERASURE
        if (found := re.match(r"DELETE FROM (\w+)", one)) and found[1] != "feedback"
    }


class _Life:
    """A worker with something in every place where a person leaves something."""

    def __init__(self, house: House, owner: Person, campaign: Sheet, ann: Person) -> None:
        self.house, self.owner, self.campaign, self.ann = house, owner, campaign, ann

    @classmethod
    async def lived(cls, house: House) -> _Life:
        owner = await house.owner()
        campaign = await house.campaign(owner, categories=("email", "name"))
        invite = await house.invite(owner, campaign.id, note="for Ann Rosewater")
        _, principal, _ = await house.services.accounts.join(
            invite["code"], name="Ann Rosewater", country="PT", consent=True, current=None
        )
        ann = await house.person(principal.account_id)
        await house.stores.accounts.set_skill(
            ann.id, "tiny/email", level=90.0, correct=9.0, total=10.0, now=house.clock()
        )
        self = cls(house, owner, campaign, ann)
        path, stage = f"/campaigns/{campaign.id}", campaign.stages["annotate:email"]
        done = await ann.claim(stage)
        await ann.submit(done, [])
        await owner.post("/decisions", {"ids": [done["id"]], "decision": "reject", "reason": "No, Ann."})
        await self.put(f"/assignments/{done['id']}/feedback", {"text": "I am Ann Rosewater.", "rating": 1})
        await ann.post(
            "/appeals", {"kind": "assignment", "subject_id": done["id"], "text": "Ann objects."}, status=201
        )
        claim = await ann.claim(stage)
        await self.put(f"/assignments/{claim['id']}/draft", {"content": {"by": "Ann"}, "based_on": 0})
        await self.put(
            "/me/payout-destination", {"kind": "email", "holder": "Ann", "address": "ann@lab.example"}
        )
        await ann.post(f"/me/threads/{campaign.id}", {"text": "Ann here."}, status=204)
        await owner.post(f"{path}/threads/{ann.id}", {"text": "Dear Ann."}, status=204)
        (said,) = await owner.post(f"{path}/announcements", {"text": "All."})
        await ann.post(f"/announcements/{said['id']}/dismiss", status=204)
        await ann.post(f"{path}/quizzes/name/attempts")
        response = await owner.call(
            "PUT", f"{path}/restrictions", json={"account_id": ann.id, "minutes": 5, "reason": "Ann skips."}
        )
        assert response.status_code == 200
        await house.stores.funds.correct(
            campaign.id, ann.id, amount=1, reference="x", reason="x", by=owner.id, now=house.clock()
        )  # type: ignore[arg-type]
        await ann.post("/tokens", {"label": "Ann's laptop", "days": 3}, status=201)
        return self

    async def put(self, path: str, body: Any) -> None:
        response = await self.ann.call("PUT", path, json=body)
        assert response.status_code == 200, response.text

    async def everything(self) -> str:
        """The whole database as text, but for what owners wrote about their campaign."""
        tables = await self.house.rows(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'campaign'"
        )
        parts = []
        for row in tables:
            rows = await self.house.rows(f"SELECT t::text AS line FROM {row['tablename']} t")
            parts += [one["line"] for one in rows]
        return "\n".join(parts)


async def test_the_export_holds_what_is_stored(house: House) -> None:
    life = await _Life.lived(house)
    response = await life.ann.call("GET", "/me/data.json")
    assert response.headers["cache-control"] == "no-store"
    assert "attachment" in response.headers["content-disposition"]
    data = json.loads(response.content)
    assert set(data) == set(SECTIONS)
    assert data["account"][0]["name"] == "Ann Rosewater"
    empty = {name for name, rows in data.items() if not rows}
    assert empty == {"payouts", "rules", "signals", "views", "outcomes"}
    assert data["answers"][0]["content"] == {"spans": []}
    assert [row["text"] for row in data["messages"]] == ["Ann here.", "Dear Ann."]
    assert data["payout_destination"][0]["address"] == "ann@lab.example"
    stranger = await house.worker(life.owner, life.campaign, name="Bob")
    theirs = (await stranger.call("GET", "/me/data.json")).text
    assert "Ann" not in theirs


async def test_who_asks_is_forgotten_and_the_work_stays(house: House) -> None:
    life = await _Life.lived(house)
    ann, before = life.ann, await life.everything()
    assert "Ann" in before and "ann@lab.example" in before
    mine = await ann.get("/me/data")
    assert mine["unpaid"] and mine["on_the_way"] == []
    await ann.post("/me/erasure", {"name": "Bob"}, status=422)
    await ann.post("/me/erasure", {"name": "Ann Rosewater"}, status=409)
    await ann.post("/me/erasure", {"name": " Ann Rosewater ", "gives_up_pay": True}, status=204)
    assert (await ann.call("GET", "/me")).status_code == 401, "no way to sign in is left"
    after = await life.everything()
    # What an owner wrote about the answer stays with the answer; nothing else names the person.
    assert [line for line in after.splitlines() if re.search(r"\bann\b|rosewater", line, re.I)] == [
        line for line in after.splitlines() if "No, Ann." in line
    ]
    (row,) = await house.rows("SELECT name, country, erased_by FROM account WHERE id = $1", ann.id)
    assert row == {"name": f"Former worker {ann.id}", "country": None, "erased_by": ann.id}
    for table, column in (
        ("answer", "worker_id"),
        ("ledger_entry", "credit_worker"),
        ("consent", "account_id"),
    ):
        (count,) = await house.rows(f"SELECT count(*) AS n FROM {table} WHERE {column} = $1", ann.id)
        assert count["n"] == 1, table
    (appeal,) = await house.rows("SELECT state FROM appeal")
    assert appeal["state"] == "WITHDRAWN"
    path = f"/campaigns/{life.campaign.id}"
    assert f"Former worker {ann.id}" in [row["name"] for row in await life.owner.get(f"{path}/workers")]


async def test_an_owner_forgets_whom_they_are_asked_to_and_requesters_only_their_own(house: House) -> None:
    owner, requester, other = await house.owner(), await house.requester(), await house.requester()
    mine, theirs = await house.campaign(requester), await house.campaign(other, files={})
    worker = await house.worker(requester, mine)
    invite = await house.invite(other, theirs.id)
    await house.services.accounts.join(
        invite["code"], name="x", country="PT", consent=True, current=worker.principal
    )
    at = f"/campaigns/{mine.id}/workers/{worker.id}/erasure"
    await requester.post(at, {}, status=403)
    await other.post(at, {}, status=404)
    await owner.post(at, {}, status=204)
    await owner.post(at, {}, status=409)
    alone = await house.worker(requester, mine)
    await requester.post(f"/campaigns/{mine.id}/workers/{alone.id}/erasure", {}, status=204)


async def test_nobody_is_forgotten_while_their_money_is_on_the_way(house: House) -> None:
    life = await _Life.lived(house)
    batch = await life.owner.post(f"/campaigns/{life.campaign.id}/payouts", {"minimum": "0"}, status=201)
    await house.database.run("UPDATE payout_batch SET state = 'APPROVED' WHERE id = $1", batch["id"])
    body = {"name": "Ann Rosewater", "gives_up_pay": True}
    problem = await life.ann.post("/me/erasure", body, status=409)
    assert "on the way" in problem["detail"]


async def test_who_saw_a_text_is_kept(house: House) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner, categories=("email", "name"))
    ann = await house.worker(owner, campaign, name="Ann")
    claim = await ann.claim(campaign.stages["annotate:email"])
    await ann.submit(claim, [])
    (other,) = [
        row["id"]
        for row in await house.rows(
            "SELECT o.id FROM item i JOIN item o ON o.chunk_id = i.chunk_id AND o.id <> i.id WHERE i.id = $1",
            claim["item_id"],
        )
    ]
    for _ in range(2):
        await owner.get(f"/items/{claim['item_id']}")
    await owner.get(f"/assignments/{claim['id']}/evidence")
    seen = await owner.get(f"/items/{other}/viewers")
    assert {(row["name"], row["kind"]) for row in seen} == {
        ("Ann", "task"), ("Owner", "item"), ("Owner", "evidence")
    }  # fmt: skip
    assert len(seen) == 3, "again within the hour is the same look"
    house.clock.advance(minutes=61)
    await owner.get(f"/items/{claim['item_id']}")
    export = await owner.post(
        f"/campaigns/{campaign.id}/exports", {"content": "answers", "format": "jsonl"}, status=202
    )
    await house.run(owner, export["id"])
    assert (await owner.call("GET", f"/exports/{export['id']}/file")).status_code == 200
    seen = await owner.get(f"/items/{other}/viewers")
    assert {row["kind"] for row in seen[:2]} == {"export", "item"} and len(seen) == 5


#: Answers with texts of tasks, and how it is kept who saw them. Samples of quizzes are made up, not found.
SHOWS_TEXT = {
    "claim": "an assignment",
    "item": "item",
    "decision_evidence": "evidence",
    "golden": "golden",
    "duplicates": "duplicates",
    "download": "export",
    "delivery_file": "delivery",
}


async def test_everything_is_sent_with_headers_that_keep_it_out_of_caches_and_search_engines(
    house: House,
) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner, categories=("email",))
    worker = await house.worker(owner, campaign)
    claim = await worker.claim(campaign.stages["annotate:email"])
    known = {
        "campaign_id": campaign.id, "stage_id": campaign.stages["annotate:email"], "item_id": claim["item_id"],
        "assignment_id": claim["id"], "worker_id": worker.id, "category": "email", "version": 1, "number": 0,
    }  # fmt: skip
    operations = set()
    for path, methods in create_app().openapi()["paths"].items():
        for method, operation in methods.items():
            operations.add(operation["operationId"])
            where = re.sub(r"\{(\w+)\}", lambda found: str(known.get(found[1], 1)), path.removeprefix(API))
            for person in (owner, worker, house.anonymous()) if method == "get" else (house.anonymous(),):
                response = await person.call(method.upper(), where)
                headers = response.headers
                assert headers["cache-control"] == "no-store", (method, path)
                assert headers["x-robots-tag"] == "noindex, nofollow", (method, path)
                assert headers["referrer-policy"] == "no-referrer", (method, path)
    assert set(SHOWS_TEXT) <= operations
    robots = await worker.http.get("/robots.txt")
    assert robots.text == "User-agent: *\nDisallow: /\n"


async def test_a_worker_without_skill_or_consent_reads_no_task_text(house: House) -> None:
    """Every GET that a worker may call, by one who has neither: the address in the file is in none of them."""
    owner = await house.owner()
    campaign = await house.campaign(owner, files={"mail.py": "TO = 'ada@lab.example'\n"}, licences="any")
    able = await house.worker(owner, campaign, name="Able")
    claim = await able.claim(campaign.stages["annotate:email"])
    secret = "ada@lab.example"
    assert secret in claim["text"]
    curious = await house.worker(owner, campaign, name="Curious", skills=())
    known = {
        "campaign_id": campaign.id, "stage_id": campaign.stages["annotate:email"], "item_id": claim["item_id"],
        "assignment_id": claim["id"], "worker_id": able.id, "category": "email", "version": 1, "number": 0,
    }  # fmt: skip
    for path, methods in create_app().openapi()["paths"].items():
        if "get" in methods and "quizzes" not in path:
            where = re.sub(r"\{(\w+)\}", lambda found: str(known.get(found[1], 1)), path.removeprefix(API))
            assert secret not in (await curious.call("GET", where)).text, path
    assert await curious.claim(campaign.stages["annotate:email"]) == "skill_missing"
    await house.database.run("UPDATE campaign SET consent_version = 2")
    assert await able.claim(campaign.stages["annotate:email"]) == "consent_missing"
