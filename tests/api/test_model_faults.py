"""Models that fail, over real HTTP: nothing is lost, the owner reads who failed and how, and no key shows anywhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from goldsmith.bootstrap.machine_room import machines_of
from goldsmith.bootstrap.model_room import ModelRoom, environment_endpoints
from goldsmith.domain.stage import StageKind
from goldsmith.llm.config import Role
from goldsmith.llm.errors import ModelsMisconfigured
from goldsmith.llm.models import Models
from models import Answer, ModelServer, answering
from workbench import House, Person, Sheet, write_files
from written import DOCUMENTS, review, text_campaign, with_machines, write

KEY = "sk-secret-4711-of-nobody"
VARIABLE = "GOLDSMITH_TEST_MODEL_KEY"
PROMPT = "Write a Python function that reads a file and returns its longest line."

Step = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def reply(body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> bytes:
    lines = [
        f"HTTP/1.1 {status} X",
        f"content-type: {kind}",
        f"content-length: {len(body)}",
        "connection: close",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def completion(text: str | None, finish: str = "stop", **message: Any) -> bytes:
    choice = {"message": {"role": "assistant", "content": text, **message}, "finish_reason": finish}
    return json.dumps({"choices": [choice], "usage": {"prompt_tokens": 9, "completion_tokens": 3}}).encode()


async def hang(_writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(20)


async def hang_up(_writer: asyncio.StreamWriter) -> None:
    return


async def flood(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n")
    for _ in range(160):
        writer.write(b"x" * 65_536)
        await writer.drain()


class BadServer(ModelServer):
    """Plays a fault while it has one; else it answers. One request a connection."""

    def __init__(self, answer: Answer, fault: Step | None) -> None:
        super().__init__(answer)
        self.fault = fault
        self.heads: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            self.heads.append(head)
            length = int(head.split("content-length: ")[1].split("\r\n")[0])
            body = json.loads(await reader.readexactly(length))
            self.asked.append(body)
            step = reply(completion(self.answer(body))) if self.fault is None else self.fault
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
            else:
                await step(writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # The client, or the test, has left.
        finally:
            writer.close()


@asynccontextmanager
async def bad_server(fault: Step | None = None) -> AsyncIterator[BadServer]:
    server = BadServer(answering(prefer=["A better", "Generation", "Python"]), fault)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        listener.close()


@dataclass(frozen=True)
class Fault:
    """What a server does, and what must become of the work.

    Attributes:
        step: what it does.
        quoted: what the owner reads of it.
        is_answer: the model had its say, useless as it is; else one waits, or goes on without.
        is_down: the server cannot answer now, so that even checks wait.
        timeout_s: of the roles.
    """

    step: Step
    quoted: str
    is_answer: bool = False
    is_down: bool = False
    timeout_s: float = 20


ECHO = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}. " + "x" * 3000}}).encode()
FAULTS = {
    "down": Fault(hang_up, "", is_down=True),
    "503": Fault(reply(b"<h1>No servers</h1>", 503, "text/html"), "503: <h1>No servers", is_down=True),
    "slow": Fault(hang, "did not finish within 0.5 s", is_down=True, timeout_s=0.5),
    "429": Fault(reply(b"too many of you", 429), "429: too many of you", is_down=True),
    "429 for an hour": Fault(reply(b"later", 429, retry_after="3600"), "429: later", is_down=True),
    "truncated": Fault(reply(completion("Half an ans")[:-30]), "no whole chat completion", is_down=True),
    "refusal": Fault(reply(completion(None, refusal="I would rather not.")), "rather not", is_answer=True),
    "10 MB": Fault(flood, "4,194,304 bytes", is_answer=True),
    "a page": Fault(reply(b"<!doctype html><title>Sign in</title>", kind="text/html"), "Sign in"),
    "wrong key": Fault(reply(ECHO, 401), "Incorrect API key provided: [key]"),
    "no such model": Fault(reply(b'{"error": "unknown model m"}', 404), "unknown model"),
}


def faulty(url: str, timeout_s: float = 20) -> str:
    """The recipe in which every role is played at one URL, with a key, and a model describes each piece."""
    text = with_machines(url)
    text = text.replace("documents: {fewest_chars: 60}", "documents: {fewest_chars: 60, refine: true}")
    text = text.replace("models:\n", f"models:\n  extract: {{name: describer, base_url: {url}, model: m}}\n")
    terms = f"key_env: {VARIABLE}, timeout_s: {timeout_s}}}"
    return text.replace("model: m}", f"model: m, {terms}").replace("model: n}", f"model: n, {terms}")


@pytest.fixture(autouse=True)
def terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a key, and a client that is told to pause does not."""

    async def at_once(_seconds: float) -> None:
        return

    monkeypatch.setenv(VARIABLE, KEY)
    monkeypatch.setitem(Models.__init__.__kwdefaults__, "sleep", at_once)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that the API said, with its headers."""
    said: list[str] = []
    call = Person.call

    async def noted(self: Person, method: str, path: str, **request: Any) -> Any:
        response = await call(self, method, path, **request)
        said.append(f"{response.headers} {response.text}")
        return response

    monkeypatch.setattr(Person, "call", noted)
    return said


class Shop:
    """A campaign whose models are all one server, with its people and machines."""

    def __init__(self, house: House, owner: Person, campaign: Sheet, people: list[Person]) -> None:
        self.house, self.owner, self.campaign, self.people = house, owner, campaign, people
        self.room = ModelRoom(house.stores, house.settings, house.clock, starts_embedded=False)
        self.machines, self.suggester = machines_of(house.services, house.stores, self.room, house.clock)

    def stage(self, name: str) -> int:
        return self.campaign.stages[f"{name}:python"]

    async def books(self) -> dict[str, dict[str, Any]]:
        rows = await self.owner.get(f"/campaigns/{self.campaign.id}/models")
        return {f"{row['role']}/{row['name']}": row for row in rows}

    async def where(self, item_id: int) -> str:
        item = await self.owner.get(f"/items/{item_id}")
        names = {id_: key.partition(":")[0] for key, id_ in self.campaign.stages.items()}
        return names.get(item["stage_id"], item["state"])

    async def once(self, kind: StageKind) -> int:
        """Do what there is, as if the pause after the last failure were over."""
        self.machines._pauses.clear()
        return await self.machines.once(kind)


@asynccontextmanager
async def open_shop(house: House, text: str) -> AsyncIterator[Shop]:
    owner = await house.owner()
    campaign = await text_campaign(house, owner, text)
    people = [
        await house.worker(owner, campaign, skills=("python", "sql"), name=f"Expert {n}") for n in range(5)
    ]
    shop = Shop(house, owner, campaign, people)
    try:
        yield shop
    finally:
        await shop.room.aclose()
        await house.services.deliveries._model_table.__self__.aclose()  # type: ignore[attr-defined]


async def no_key(house: House, said: list[str], logged: str) -> None:
    """The key is in no table, no response and no log."""
    tables = await house.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert len(tables) > 20
    for row in tables:
        kept = await house.rows(f'SELECT t::text AS row FROM "{row["tablename"]}" t')
        assert not [one for one in kept if KEY in one["row"]], row["tablename"]
    assert KEY not in "".join(said)
    assert KEY not in logged


@pytest.mark.parametrize("name", FAULTS)
async def test_a_bad_server_loses_nothing_and_is_named(
    house: House, heard: list[str], caplog: pytest.LogCaptureFixture, name: str
) -> None:
    fault = FAULTS[name]
    async with (
        bad_server(fault.step) as server,
        open_shop(house, faulty(server.url, fault.timeout_s)) as shop,
    ):
        ada, bob, eve, dan, _ = shop.people
        # Documentation is imported all the same, and its briefs say what is missing.
        briefs = [row["brief"] for row in await house.rows("SELECT brief FROM section")]
        assert len(briefs) == 4
        assert all(
            brief["refined"].startswith("Not refined by a model: The extract model") for brief in briefs
        )
        # People do without examples where the model declines; else the briefs wait for it.
        served = await shop.suggester.once()
        waiting = await house.rows("SELECT id FROM item WHERE suggested_at IS NULL")
        assert bool(waiting) != fault.is_answer
        assert bool(served) == fault.is_answer
        # A check waits for a server that is down; what else came is a note for the reviewer.
        item = (await write(ada, shop.stage("author_prompt"), prompt=PROMPT))["item_id"]
        await shop.once(StageKind.CHECK)
        assert await shop.where(item) == ("check_prompt" if fault.is_down else "review_prompt")
        if fault.is_down:
            server.fault = None
            await shop.once(StageKind.CHECK)
            server.fault = fault.step
        claim = await review(bob, shop.stage("review_prompt"))
        assert claim["item_id"] == item
        notes = {note["verdict"]: note for note in claim["work"]["evidence"] if note["by"] == "checker"}
        if not fault.is_down:
            assert notes["unchecked"]["words"].startswith("Not checked: The check model")
        await write(eve, shop.stage("author_completion"), completion="There is no code in this one.")
        await shop.once(StageKind.RUN)
        await review(dan, shop.stage("review_completion"), form={"correct": True})
        # An opponent that declines loses; for any other the item waits.
        await shop.once(StageKind.EVALUATE)
        assert await shop.where(item) == ("ACCEPTED" if fault.is_answer else "evaluate")
        books = await shop.books()
        server.fault = None
        await shop.once(StageKind.EVALUATE)
        assert await shop.where(item) == "ACCEPTED"
        pairs = await house.rows("SELECT id, payload FROM item WHERE parent_id = $1 ORDER BY id", item)
        answers = [pair["payload"]["theirs"] for pair in pairs]
        assert len(pairs) == 2
        assert all((text == "(no answer)") == fault.is_answer for text in answers), answers
        # The judge gives no verdict, or the pair waits for it.
        server.fault = fault.step
        await shop.once(StageKind.JUDGE)
        books |= {key: row for key, row in (await shop.books()).items() if row["role"] == "judge"}
        assert {await shop.where(pair["id"]) for pair in pairs} == {"compare" if fault.is_answer else "judge"}
        if fault.is_answer:
            verdicts = await house.rows("SELECT content FROM answer WHERE content ? 'orders'")
            assert {order["preference"] for row in verdicts for order in row["content"]["orders"]} == {None}
        server.fault = None
        await shop.once(StageKind.JUDGE)
        assert {await shop.where(pair["id"]) for pair in pairs} == {"compare"}
        # The owner reads role, model, URL, and what came back.
        for place in (
            "extract/describer",
            "suggest/helper",
            "check/checker",
            "judge/judge",
            "opponent/rival",
        ):
            if place == "check/checker" and fault.is_down:
                continue  # It answered since, so its last error is over; its failures still count.
            row, role = books[place], place.partition("/")[0]
            assert row["failures"] > 0, place
            for words in (f"The {role} model", server.url, fault.quoted):
                assert words in row["last_error"], (place, row["last_error"])
        assert books["check/checker"]["failures"] > 0
        if not fault.is_answer:
            assert (await shop.books())["judge/judge"]["last_error"] == ""
        assert all(f"authorization: bearer {KEY}" in head for head in server.heads)
        await no_key(house, heard, caplog.text)


async def test_nobody_listens(house: House, heard: list[str], caplog: pytest.LogCaptureFixture) -> None:
    async with open_shop(house, faulty("http://127.0.0.1:1/v1")) as shop:
        item = (await write(shop.people[0], shop.stage("author_prompt"), prompt=PROMPT))["item_id"]
        await shop.once(StageKind.CHECK)
        assert await shop.where(item) == "check_prompt"
        row = (await shop.books())["check/checker"]
        assert "cannot be reached" in row["last_error"]
        assert "http://127.0.0.1:1/v1" in row["last_error"]
        await no_key(house, heard, caplog.text)


async def test_a_key_that_is_not_set_is_named_and_stops_no_other_campaign(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    async with bad_server() as server:
        whole = faulty(server.url).replace("refine: true", "refine: false")
        async with open_shop(house, whole) as shop:
            response = await shop.owner.call("GET", f"/campaigns/{shop.campaign.id}/models")
            assert response.status_code == 422
            assert VARIABLE in response.json()["detail"]
            other = await text_campaign(house, shop.owner, with_machines(server.url))
            assert await shop.suggester.once() > 0
            rows = await house.rows("SELECT campaign_id, suggested_at IS NULL AS waits FROM item")
            assert {row["waits"] for row in rows if row["campaign_id"] == other.id} == {False}
            assert {row["waits"] for row in rows if row["campaign_id"] == shop.campaign.id} == {True}
            # A check that can never be made says so after a few tries; the prompt is reviewed without.
            item = (await write(shop.people[0], shop.stage("author_prompt"), prompt=PROMPT))["item_id"]
            for _ in range(3):
                assert await shop.where(item) == "check_prompt"
                await shop.once(StageKind.CHECK)
            assert await shop.where(item) == "review_prompt"
            claim = await shop.people[1].claim(shop.stage("review_prompt"))
            (note,) = claim["work"]["evidence"]
            assert note["verdict"] == "unchecked"
            assert VARIABLE in note["words"]


async def test_an_import_that_wants_a_model_without_its_key_says_so_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    owner = await house.owner()
    row = await owner.post("/campaigns", {"recipe_yaml": faulty("http://127.0.0.1:1/v1")}, status=201)
    job = await house.ingest(owner, row["id"], write_files(house.root / "docs", DOCUMENTS))
    assert (job["state"], job["events"]) == ("FAILED", ["retry"])
    assert VARIABLE in job["message"]
    assert await house.rows("SELECT id FROM section") == []


async def test_the_books_tell_roles_apart_that_one_model_plays(house: House) -> None:
    async with bad_server() as server:
        text = (
            with_machines(server.url)
            .replace("name: checker", "name: one")
            .replace("name: helper", "name: one")
        )
        owner = await house.owner()
        campaign = await text_campaign(house, owner, text)
        people = [await house.worker(owner, campaign, skills=("python", "sql")) for _ in range(3)]
        shop = Shop(house, owner, campaign, people)
        for number, person in enumerate(people[:2]):
            await write(person, shop.stage("author_prompt"), prompt=f"{PROMPT} Number {number}.")
        await asyncio.gather(shop.suggester.once(), shop.once(StageKind.CHECK))
        books = await shop.books()
        checks = [body for body in server.asked if "option" in json.dumps(body.get("response_format", {}))]
        assert books["check/one"]["calls"] == len(checks) > 0
        assert books["suggest/one"]["calls"] == len(server.asked) - len(checks) > 0
        await shop.room.aclose()


async def test_two_servers_that_call_their_model_alike_answer_for_themselves(house: House) -> None:
    async with bad_server() as first, bad_server() as second:
        first.answer, second.answer = (lambda _: "from the first"), (lambda _: "from the second")
        text = with_machines(first.url).replace(
            f"{{name: other, base_url: {first.url}, model: n}}",
            f"{{name: other, base_url: {second.url}, model: m}}",
        )
        text = text.replace("routes: {done: check_prompt}", "routes: {done: review_prompt}")
        text = text.replace("routes: {done: run_completion}", "routes: {done: review_completion}")
        owner = await house.owner()
        campaign = await text_campaign(house, owner, text)
        people = [await house.worker(owner, campaign, skills=("python", "sql")) for _ in range(4)]
        shop = Shop(house, owner, campaign, people)
        await write(people[0], shop.stage("author_prompt"), prompt=PROMPT)
        await review(people[1], shop.stage("review_prompt"))
        await write(people[2], shop.stage("author_completion"), completion="Use a loop.")
        await review(people[3], shop.stage("review_completion"), form={"correct": True})
        await shop.once(StageKind.EVALUATE)
        rows = await house.rows("SELECT payload FROM item WHERE parent_id IS NOT NULL")
        assert {row["payload"]["opponent"]: row["payload"]["theirs"] for row in rows} == {
            "rival": "from the first",
            "other": "from the second",
        }
        await shop.room.aclose()


# The environment

URL, OTHER = "https://models.example/v1", "http://127.0.0.1:8080/v1"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, {}),
        ({"GOLDSMITH_LLM_URL": "", "GOLDSMITH_LLM_MODEL": ""}, {}),
        ({"GOLDSMITH_LLM_KEY": KEY}, {}),
        ({"URL": URL, "MODEL": "m"}, dict.fromkeys(Role, (URL, "m", None))),
        ({"URL": URL, "MODEL": "m", "KEY": KEY}, dict.fromkeys(Role, (URL, "m", KEY))),
        ({"JUDGE_URL": OTHER, "JUDGE_MODEL": "j"}, {Role.JUDGE: (OTHER, "j", None)}),
        (
            {"URL": URL, "MODEL": "m", "KEY": KEY, "JUDGE_MODEL": "j"},
            {**dict.fromkeys(Role, (URL, "m", KEY)), Role.JUDGE: (URL, "j", KEY)},
        ),
        (
            {"URL": URL, "MODEL": "m", "CHECK_URL": OTHER, "CHECK_MODEL": "c", "CHECK_KEY": KEY},
            {**dict.fromkeys(Role, (URL, "m", None)), Role.CHECK: (OTHER, "c", KEY)},
        ),
    ],
)
def test_endpoints_come_from_the_environment(environ: dict[str, str], expected: dict[Role, Any]) -> None:
    found = environment_endpoints(
        {
            name if name.startswith("GOLDSMITH") else f"GOLDSMITH_LLM_{name}": value
            for name, value in environ.items()
        }
    )
    assert {role: (one.base_url, one.model, one.key) for role, one in found.items()} == expected
    assert KEY not in repr(found)
    assert all((one.key_env is not None) == (one.key is not None) for one in found.values())


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"URL": URL}, "GOLDSMITH_LLM_MODEL is not set"),
        ({"MODEL": "m"}, "GOLDSMITH_LLM_URL is not set"),
        ({"MODEL": "m", "KEY": KEY}, "GOLDSMITH_LLM_URL is not set"),
        ({"JUDGE_URL": URL}, "the role judge"),
        ({"OPPONENT_MODEL": "m"}, "the role opponent"),
        ({"URL": "models.example/v1", "MODEL": "m"}, "base URL"),
        ({"URL": "ftp://models.example", "MODEL": "m"}, "base URL"),
        ({"URL": f"https://me:{KEY}@models.example/v1", "MODEL": "m"}, "password"),
    ],
)
def test_half_an_endpoint_is_refused_with_what_is_missing(environ: dict[str, str], words: str) -> None:
    with pytest.raises(ModelsMisconfigured) as raised:
        environment_endpoints({f"GOLDSMITH_LLM_{name}": value for name, value in environ.items()})
    assert words in raised.value.detail
    assert raised.value.hint
    assert KEY not in str(raised.value)
