"""The gate, what it sends back, duplicates, refills, and deliveries that are frozen."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import datasets
import pyarrow.parquet as pq
import pytest
import yaml

from goldsmith.bootstrap.machine_room import machines_of
from goldsmith.bootstrap.model_room import ModelRoom
from goldsmith.domain.stage import StageKind
from goldsmith.evaluation.formats import alpacaeval, arena_hard, fastchat
from goldsmith.storage.deliveries import DeliveryStore
from models import ModelServer, answering, model_server
from workbench import House, Person, Sheet
from written import answer, recipe, review, text_campaign, with_machines, write

#: Prompts that ask for different things.
PROMPTS = (
    "Write a Python function that reads a file and returns its longest line.",
    "Implement a class for a bank account in Python that refuses overdrafts.",
    "Why does this recursive Fibonacci get slow, and how does memoisation help in Python?",
    "Sort a list of dates in Python by weekday, then by hour, without a library.",
)
#: A statement made up for these tests, as a benchmark would have it.
PLANTED = (
    "Given a basket of seventeen plums and a drawer of mismatched spoons, write a function that returns the "
    "alphabetical order in which seven polite herons would exchange them before the tide comes in at dawn."
)
GATE = """\
  - {measure: target_deficit, at_most: 0}
  - {measure: reviews_per_item, at_least: 2}
"""


def gated(*criteria: str, text: str | None = None, total: int = 6) -> str:
    """The recipe with criteria of our own."""
    rows = "".join(f"  - {{measure: {criterion}}}\n" for criterion in criteria)
    whole = (text or recipe()).replace(GATE, rows)
    return whole.replace("target: {total: 6, tracks: {python: 2, sql: 1}}", TARGET.format(total=total))


TARGET = "target: {{total: {total}, tracks: {{python: 2, sql: 1}}}}"
NO_TARGET = gated("target_deficit, at_most: 1000")
ANSWERED = [
    {"measure": "target_deficit", "reason": "A first look at four pairs."},
    {"measure": "reviews_per_item", "reason": "One reviewer was ill."},
]


@dataclass
class Press:
    """A campaign of texts, its people, and its owner who delivers."""

    house: House
    owner: Person
    campaign: Sheet
    people: list[Person]

    @property
    def path(self) -> str:
        return f"/campaigns/{self.campaign.id}"

    async def accept(self, prompt: str, *, track: str = "python", completion: str = "Use a loop.") -> int:
        """A data point, written and reviewed by four people; its id."""
        ada, bob, eve, dan = self.people[:4]
        stages = {name.partition(":")[0]: id_ for name, id_ in self.campaign.stages.items() if track in name}
        claim = await write(ada, stages["author_prompt"], prompt=prompt)
        await review(bob, stages["review_prompt"])
        await write(eve, stages["author_completion"], completion=completion)
        await review(dan, stages["review_completion"], form={"correct": True})
        return int(claim["item_id"])

    async def look(self) -> dict[str, Any]:
        """The gate, looked at now."""
        job = await self.owner.post(f"{self.path}/gate", status=202)
        done = await self.house.run(self.owner, job["id"])
        assert done["state"] == "DONE", done
        view: dict[str, Any] = await self.owner.get(f"{self.path}/gate")
        return view

    async def deliver(
        self, version: str = "1.0", overrides: list[dict[str, str]] | None = None
    ) -> dict[str, Any]:
        body = {"version": version, "overrides": overrides or []}
        job = await self.owner.post(f"{self.path}/deliveries", body, status=202)
        return await self.house.run(self.owner, job["id"])

    async def refill(self) -> dict[str, Any]:
        job = await self.owner.post(f"{self.path}/refill", status=202)
        done = await self.house.run(self.owner, job["id"])
        assert done["state"] == "DONE", done
        result: dict[str, Any] = done["result"]
        return result

    async def cell(self, *titles: str) -> dict[str, Any]:
        view = await self.owner.get(f"{self.path}/target")
        return next(row for row in view["cells"] if row["cell"] == list(titles))

    async def state(self, item_id: int) -> str:
        return str((await self.owner.get(f"/items/{item_id}"))["state"])

    async def pairs(self, decision: str = "open") -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = await self.owner.get(
            f"{self.path}/duplicates", params={"decision": decision}
        )
        return rows

    async def decide(self, pair: int, decision: str, status: int = 200) -> Any:
        return await self.owner.post(f"{self.path}/duplicates/{pair}", {"decision": decision}, status=status)

    async def bytes_of(self, delivery: int, name: str) -> bytes:
        response = await self.owner.call("GET", f"/deliveries/{delivery}/files/{name}")
        assert response.status_code == 200, response.text
        return response.content

    async def upload(self, name: str, data: bytes, status: int = 202) -> Any:
        response = await self.owner.call(
            "POST", f"{self.path}/benchmarks", files={"file": ("benchmark.jsonl", data)}, data={"name": name}
        )
        assert response.status_code == status, response.text
        return response.json()


async def open_press(house: House, text: str | None = None, by: Person | None = None) -> Press:
    owner = by or await house.owner()
    campaign = await text_campaign(house, owner, text)
    people = [
        await house.worker(owner, campaign, skills=("python", "sql"), name=f"Expert {n}") for n in range(6)
    ]
    return Press(house, owner, campaign, people)


@pytest.fixture
async def press(house: House) -> Press:
    return await open_press(house)


def held(view: dict[str, Any]) -> dict[str, bool]:
    return {row["measure"]: row["holds"] for row in view["criteria"]}


# The gate


async def test_nobody_looked_yet_and_then_every_criterion_says_what_was_measured(press: Press) -> None:
    assert await press.owner.get(f"{press.path}/gate") is None
    await press.accept(PROMPTS[0])
    view = await press.look()
    assert not view["is_passed"]
    assert held(view) == {"target_deficit": False, "reviews_per_item": True}
    short = {row["scope"] for row in view["shortfalls"]}
    assert short == {"Python/Generation", "Python/Bug fixing", "SQL/Generation", "SQL/Bug fixing"}
    assert not view["is_stale"]
    press.house.clock.advance(minutes=1)
    await press.accept(PROMPTS[1])
    assert (await press.owner.get(f"{press.path}/gate"))["is_stale"]


@pytest.mark.parametrize(
    ("criterion", "holds"),
    [
        ("target_deficit, at_most: 0", False),
        ("target_deficit, at_most: 3", True),
        ("distribution_distance, at_most: 0.1", False),
        ("distribution_distance, at_most: 1", True),
        ("near_duplicates, at_most: 0", True),
        ("contaminated, at_most: 0", True),
        ("reviews_per_item, at_least: 2", True),
        ("reviews_per_item, at_least: 3", False),
        ("second_review_share, at_least: 0", True),
        ("second_review_share, at_least: 0.1", False),
    ],
)
async def test_a_criterion_holds_or_fails_by_what_was_measured(
    house: House, criterion: str, holds: bool
) -> None:
    press = await open_press(house, gated(criterion))
    await press.accept(PROMPTS[0])
    view = await press.look()
    assert (view["is_passed"], [row["holds"] for row in view["criteria"]]) == (holds, [holds])
    assert "not measured" not in view["criteria"][0]["measured"]
    assert bool(view["shortfalls"]) == (not holds)


@pytest.mark.parametrize(
    "criterion",
    [
        "win_rate_low, at_least: 0",
        "controlled_win_rate_low, at_least: 0",
        "judge_agreement, at_least: 0",
        "sandbox_pass_rate, at_least: 0",
        "sandbox_unchecked, at_most: 1000",
        "reviews_per_item, at_least: 0",
        "second_review_share, at_least: 0",
    ],
)
async def test_what_was_not_measured_never_passes_however_low_the_limit(house: House, criterion: str) -> None:
    press = await open_press(house, gated(criterion))
    view = await press.look()
    assert not view["is_passed"]
    (row,) = view["criteria"]
    assert row["measured"].startswith("not measured")
    assert "not measured" in view["shortfalls"][0]["words"]


async def test_a_recipe_without_a_gate_has_none_to_look_at(house: House) -> None:
    press = await open_press(house, recipe().replace(f"gate:\n{GATE}", ""))
    problem = await press.owner.post(f"{press.path}/gate", status=409)
    assert "gate" in problem["detail"]
    done = await press.deliver()
    assert (done["state"], await press.owner.get(f"{press.path}/deliveries")) == ("FAILED", [])
    assert "criteria" in done["message"]


# Contamination


async def test_a_benchmark_of_ones_own_sends_a_data_point_back_to_another_author(house: House) -> None:
    press = await open_press(house, gated("contaminated, at_most: 0"))
    clean = await press.accept(PROMPTS[0])
    planted = await press.accept(PLANTED)
    assert (await press.look())["is_passed"]
    kept = await press.upload("plums", json.dumps({"task_id": "p/1", "prompt": PLANTED}).encode())
    assert kept == {"name": "plums", "entries": 1}
    listed = {row["name"]: row for row in await press.owner.get(f"{press.path}/benchmarks")}
    assert (listed["plums"]["entries"], listed["plums"]["is_shipped"]) == (1, False)
    view = await press.look()
    assert (view["is_passed"], view["shortfalls"][0]["item_ids"]) == (False, [planted])
    item = await press.owner.get(f"/items/{planted}")
    assert (item["state"], item["stage_id"]) == ("ACTIVE", press.campaign.stages["author_prompt:python"])
    assert item["events"][-1]["kind"] == "sent_back"
    assert await press.state(clean) == "ACCEPTED"
    # Its author had a turn; it goes to somebody else, before anything new.
    stage = press.campaign.stages["author_prompt:python"]
    assert (await press.people[0].claim(stage)) == "no_tasks"
    assert (await press.people[4].claim(stage))["item_id"] == planted
    assert (await press.look())["is_passed"]
    # Nothing of the benchmark's text is kept.
    rows = await house.rows("SELECT data FROM benchmark")
    assert all(b"plums" not in row["data"] and b"herons" not in row["data"] for row in rows)


async def test_a_benchmark_that_is_uploaded_again_replaces_the_first(house: House) -> None:
    press = await open_press(house, gated("contaminated, at_most: 0"))
    item = await press.accept(PLANTED)
    await press.upload("plums", json.dumps({"prompt": PROMPTS[1] * 2}).encode())
    assert (await press.look())["is_passed"]
    await press.upload("plums", json.dumps([{"prompt": PLANTED}, {"prompt": PROMPTS[2] * 2}]).encode())
    listed = {row["name"]: row["entries"] for row in await press.owner.get(f"{press.path}/benchmarks")}
    assert listed["plums"] == 2
    assert not (await press.look())["is_passed"]
    assert await press.state(item) == "ACTIVE"


@pytest.mark.parametrize(
    "data", [b"", b"\x00\xff\xfe", b"{broken", b'{"nothing": 1}', b"[1, 2]", b'{"prompt": null}', b"\n\n"]
)
async def test_a_file_that_is_no_benchmark_is_refused_in_words(press: Press, data: bytes) -> None:
    problem = await press.upload("odd", data, status=422)
    assert problem["detail"]
    assert "odd" not in str(await press.owner.get(f"{press.path}/benchmarks"))


# Duplicates and refills


async def test_a_confirmed_duplicate_leaves_its_gap_is_refilled_and_undo_brings_it_back(house: House) -> None:
    press = await open_press(house, gated("near_duplicates, at_most: 0"))
    first = await press.accept(PROMPTS[0])
    second = await press.accept(PROMPTS[0].replace("Write", "Please write"))
    view = await press.look()
    assert view["shortfalls"][0]["item_ids"] == [second]
    (pair,) = await press.pairs()
    assert (pair["first"]["item_id"], pair["second"]["item_id"]) == (first, second)
    assert pair["why"]
    await press.refill()
    before = await press.cell("Python", "Generation")
    decided = await press.decide(pair["id"], "duplicate")
    assert (decided["decision"], decided["decided_by"]) == ("duplicate", "Owner")
    assert (await press.state(first), await press.state(second)) == ("ACCEPTED", "REJECTED")
    after = await press.cell("Python", "Generation")
    assert (after["accepted"], after["deficit"]) == (before["accepted"] - 1, before["deficit"] + 1)
    assert (await press.look())["is_passed"]
    assert (await press.refill())["lacking"] == {"python/generation": 1}
    # One more piece of documentation, and it serves this cell and no other.
    folder = press.house.root / "more"
    folder.mkdir()
    (folder / "more.md").write_text(
        "# Copying files\n\nThe `shutil` module copies files; write code that keeps their times.\n\n"
        "```python\nimport shutil\nshutil.copy2('a', 'b')\n```\n\nIt follows links unless told otherwise.\n"
    )
    items = await house.rows("SELECT id, cell FROM item")
    await press.house.ingest(press.owner, press.campaign.id, folder)
    assert (await press.refill()) == {"added": {}, "lacking": {}}
    (new,) = [row for row in await house.rows("SELECT id, cell FROM item") if row not in items]
    assert new["cell"] == ["python", "generation"]
    undone = await press.decide(pair["id"], "open")
    assert (undone["decision"], undone["decided_by"]) == ("open", None)
    assert await press.state(second) == "ACCEPTED"
    kinds = [event["kind"] for event in (await press.owner.get(f"/items/{second}"))["events"]]
    assert kinds[-2:] == ["left_as_duplicate", "came_back"]


async def test_a_refill_makes_problems_for_the_one_cell_that_lacks_them(house: House) -> None:
    press = await open_press(house, gated("near_duplicates, at_most: 0", total=3))
    await press.refill()
    before = await house.rows("SELECT id, cell FROM item ORDER BY id")
    assert (await press.refill())["added"] == {}
    lost = await press.accept(PROMPTS[0])
    cell = next(row["cell"] for row in before if row["id"] == lost)
    later = await press.accept(PROMPTS[0])
    await press.look()
    same = next(row["cell"] for row in before if row["id"] == later) == cell
    for pair in await press.pairs():
        await press.decide(pair["id"], "duplicate")
    result = await press.refill()
    lacking = {**result["added"], **result["lacking"]}
    assert set(lacking) == ({"/".join(cell)} if same else set())


async def test_a_dismissed_pair_stays_dismissed(house: House) -> None:
    press = await open_press(house, gated("near_duplicates, at_most: 0"))
    await press.accept(PROMPTS[0])
    second = await press.accept(PROMPTS[0].replace("Write", "Please write"))
    assert not (await press.look())["is_passed"]
    (pair,) = await press.pairs()
    await press.decide(pair["id"], "different")
    for _ in range(2):
        assert (await press.look())["is_passed"]
        assert (await press.pairs(), [row["id"] for row in await press.pairs("different")]) == (
            [],
            [pair["id"]],
        )
    assert await press.state(second) == "ACCEPTED"
    await press.decide(pair["id"], "open")
    assert not (await press.look())["is_passed"]


async def chain(house: House) -> tuple[Press, list[int], dict[tuple[int, int], int]]:
    """Three data points that are alike, and the pairs among them."""
    press = await open_press(house, gated("near_duplicates, at_most: 0", total=12))
    await press.refill()
    prompts = [PROMPTS[0], "Please w" + PROMPTS[0][1:], "Kindly w" + PROMPTS[0][1:]]
    items = []
    for prompt in prompts:
        items.append(await press.accept(prompt))
        await fill_cell(house, press)
    await press.look()
    pairs = {(p["first"]["item_id"], p["second"]["item_id"]): p["id"] for p in await press.pairs()}
    return press, items, pairs


async def fill_cell(house: House, press: Press) -> None:
    """Keep the first cell the neediest one, with material to write about."""
    await house.database.run("UPDATE target_cell SET target = target + 1 WHERE cell = '{python,generation}'")
    folder = house.root / "again"
    folder.mkdir(exist_ok=True)
    number = len(list(folder.iterdir()))
    (folder / f"{number}.md").write_text(
        f"# Writing part {number}\n\nThe function number {number} writes to a file; create one that reads it, too.\n\n"
        f"```python\ndef part_{number}():\n    return {number}\n```\n\nPart {number} is about reading and writing.\n"
    )
    await house.ingest(press.owner, press.campaign.id, folder)


async def test_an_item_that_two_pairs_hold_out_stays_out_until_both_are_undone(house: House) -> None:
    press, (a, b, c), pairs = await chain(house)
    assert set(pairs) == {(a, b), (a, c), (b, c)}
    await press.decide(pairs[a, c], "duplicate")
    assert await press.state(c) == "REJECTED"
    # The other word about it is taken, too, and keeps it out by itself.
    await press.decide(pairs[b, c], "duplicate")
    await press.decide(pairs[a, c], "different")
    assert await press.state(c) == "REJECTED"
    await press.decide(pairs[b, c], "different")
    assert await press.state(c) == "ACCEPTED"


async def test_the_duplicate_of_a_duplicate_leaves_too_and_one_of_them_stays(house: House) -> None:
    press, (a, b, c), pairs = await chain(house)
    for pair in pairs.values():
        await press.decide(pair, "duplicate")
    assert [await press.state(item) for item in (a, b, c)] == ["ACCEPTED", "REJECTED", "REJECTED"]
    await press.decide(pairs[a, b], "different")
    assert [await press.state(item) for item in (a, b, c)] == ["ACCEPTED", "ACCEPTED", "REJECTED"]


async def test_a_pair_with_an_item_in_work_cannot_be_confirmed_and_undo_accepts_nothing(house: House) -> None:
    press = await open_press(house, gated("near_duplicates, at_most: 0", "contaminated, at_most: 0"))
    await press.accept(PLANTED)
    second = await press.accept("Please: " + PLANTED)
    await press.look()
    (pair,) = await press.pairs()
    await press.upload("plums", json.dumps({"prompt": PLANTED}).encode())
    await press.look()
    assert await press.state(second) == "ACTIVE"
    problem = await press.decide(pair["id"], "duplicate", status=409)
    assert "left the dataset" in problem["detail"]
    await press.decide(pair["id"], "different")
    await press.decide(pair["id"], "open")
    assert await press.state(second) == "ACTIVE"


async def test_pairs_of_another_campaign_are_not_found(house: House) -> None:
    press, _, pairs = await chain(house)
    other = await open_press(house)
    for pair in pairs.values():
        await other.decide(pair, "duplicate", status=404)
    assert {row["decision"] for row in await press.owner.get(f"{press.path}/duplicates")} == {"open"}


# Deliveries


async def test_a_delivery_is_refused_in_words_and_leaves_nothing(press: Press) -> None:
    await press.accept(PROMPTS[0])
    done = await press.deliver()
    assert done["state"] == "FAILED"
    assert "Python/Generation" in done["message"]
    assert await press.owner.get(f"{press.path}/deliveries") == []
    assert left_behind(press) == []
    problem = await press.deliver(overrides=[{"measure": "contaminated", "reason": "Why not."}])
    assert "contaminated" in problem["message"]


def left_behind(press: Press) -> list[str]:
    folder = press.house.settings.data / "deliveries"
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


async def test_an_empty_dataset_is_not_delivered(house: House) -> None:
    press = await open_press(house, NO_TARGET)
    assert "nothing to deliver" in (await press.deliver())["message"]


async def test_a_delivery_with_overrides_names_who_answers_and_why(press: Press) -> None:
    for prompt in PROMPTS[:2]:
        await press.accept(prompt)
    done = await press.deliver("2026.1-rc_1", ANSWERED)
    assert done["state"] == "DONE", done
    (delivery,) = await press.owner.get(f"{press.path}/deliveries")
    assert (delivery["version"], delivery["rows"], delivery["is_clean"], delivery["created_by"]) == (
        "2026.1-rc_1",
        2,
        False,
        "Owner",
    )
    # Only the shortfall that was there needed an answer.
    assert delivery["overrides"] == [
        {"measure": "target_deficit", "by": "Owner", "reason": ANSWERED[0]["reason"]}
    ]
    card = (await press.bytes_of(delivery["id"], "README.md")).decode()
    assert ANSWERED[0]["reason"] in card
    assert "Owner" in card
    gate = json.loads(await press.bytes_of(delivery["id"], "gate.json"))
    assert {row["measure"] for row in gate["criteria"]} == {"target_deficit", "reviews_per_item"}


async def test_every_file_can_be_read_by_what_reads_such_files(press: Press, tmp_path: Path) -> None:
    items = [
        await press.accept(prompt, completion=f"naïve 😀 {n}\r\n") for n, prompt in enumerate(PROMPTS[:2])
    ]
    assert (await press.deliver("1.0", ANSWERED))["state"] == "DONE"
    (delivery,) = await press.owner.get(f"{press.path}/deliveries")
    files = {name: await press.bytes_of(delivery["id"], name) for name in delivery["files"]}
    assert set(files) == {
        "README.md",
        "dataset.jsonl",
        "dataset.parquet",
        "evaluation.html",
        "evaluation.json",
        "gate.json",
    }
    rows = [json.loads(line) for line in files["dataset.jsonl"].decode().splitlines()]
    assert [row["provenance"]["item"] for row in rows] == items
    assert rows[0]["messages"][1] == {"role": "assistant", "content": "naïve 😀 0\r\n"}
    assert pq.read_table(io.BytesIO(files["dataset.parquet"])).to_pylist() == rows
    folder = tmp_path / "delivered"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    # As a reader loads the folder: by the card's own configuration.
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert loaded["train"]["messages"][0] == rows[0]["messages"]
    assert loaded["train"].num_rows == 2
    header = yaml.safe_load(files["README.md"].decode().split("---\n")[1])
    assert header["license"]
    assert files["evaluation.html"].decode().lstrip().lower().startswith("<!doctype html>")
    assert b"<script" not in files["evaluation.html"]


async def test_a_version_is_frozen(press: Press) -> None:
    await press.accept(PROMPTS[0])
    assert (await press.deliver("1.0", ANSWERED))["state"] == "DONE"
    (delivery,) = await press.owner.get(f"{press.path}/deliveries")
    before = await press.bytes_of(delivery["id"], "dataset.jsonl")
    problem = await press.owner.post(
        f"{press.path}/deliveries", {"version": "1.0", "overrides": []}, status=409
    )
    assert "frozen" in problem["hint"]
    await press.accept(PROMPTS[1])
    assert (await press.deliver("1.1", ANSWERED))["state"] == "DONE"
    assert await press.bytes_of(delivery["id"], "dataset.jsonl") == before


async def test_two_jobs_of_one_version_deliver_it_once(press: Press) -> None:
    await press.accept(PROMPTS[0])
    body = {"version": "1.0", "overrides": ANSWERED}
    jobs = [await press.owner.post(f"{press.path}/deliveries", body, status=202) for _ in range(2)]
    first = await press.house.run(press.owner, jobs[0]["id"])
    (delivery,) = await press.owner.get(f"{press.path}/deliveries")
    before = await press.bytes_of(delivery["id"], "dataset.jsonl")
    await press.accept(PROMPTS[1])
    second = await press.house.run(press.owner, jobs[1]["id"])
    assert (first["state"], second["state"]) == ("DONE", "FAILED")
    assert "1.0" in second["message"]
    assert await press.bytes_of(delivery["id"], "dataset.jsonl") == before
    assert len(await press.owner.get(f"{press.path}/deliveries")) == 1


async def test_a_killed_delivery_is_repeated_without_a_second_one(press: Press) -> None:
    await press.accept(PROMPTS[0])
    job = await press.owner.post(
        f"{press.path}/deliveries", {"version": "1.0", "overrides": ANSWERED}, status=202
    )
    done = await press.house.run(press.owner, job["id"])
    (delivery,) = await press.owner.get(f"{press.path}/deliveries")
    before = {name: await press.bytes_of(delivery["id"], name) for name in delivery["files"]}
    # The worker died after it had written everything, before it could say so.
    await press.house.database.run("UPDATE job SET state = 'RUNNING', result = NULL WHERE id = $1", job["id"])
    await press.accept(PROMPTS[1])
    again = await press.house.run(press.owner, job["id"])
    assert (again["state"], again["result"]) == ("DONE", done["result"])
    assert await press.owner.get(f"{press.path}/deliveries") == [delivery]
    assert {name: await press.bytes_of(delivery["id"], name) for name in delivery["files"]} == before


class Killed(BaseException):
    """The process is gone."""


async def test_a_delivery_that_was_killed_half_way_starts_again(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    await press.accept(PROMPTS[0])
    job = await press.owner.post(
        f"{press.path}/deliveries", {"version": "1.0", "overrides": ANSWERED}, status=202
    )

    async def dies(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(DeliveryStore, "add_delivery", dies)
        await press.house.services.jobs.run(job["id"])
    assert (await press.house.run(press.owner, job["id"]))["state"] == "DONE"
    (delivery,) = await press.owner.get(f"{press.path}/deliveries")
    assert len((await press.bytes_of(delivery["id"], "dataset.jsonl")).splitlines()) == 1
    # One folder, whole; nothing half made lies beside it.
    assert [path.name[0] for path in (press.house.settings.data / "deliveries").iterdir()] == ["c"]


async def test_nobody_else_sees_any_of_it(house: House) -> None:
    press = await open_press(house)
    await press.accept(PROMPTS[0])
    await press.deliver("1.0", ANSWERED)
    (delivery,) = await press.owner.get(f"{press.path}/deliveries")
    stranger = await house.requester()
    names = (
        "target planning models classifiers duplicates benchmarks evaluation evaluation.html gate deliveries"
    )
    for name in names.split():
        assert (await stranger.call("GET", f"{press.path}/{name}")).status_code == 404, name
    for name, body in (
        ("gate", None),
        ("refill", None),
        ("deliveries", {"version": "2", "overrides": []}),
        ("duplicates/1", {"decision": "open"}),
    ):
        await stranger.post(f"{press.path}/{name}", body, status=404)
    response = await stranger.call(
        "POST",
        f"{press.path}/benchmarks",
        files={"file": ("b.jsonl", b'{"prompt": "x"}')},
        data={"name": "b"},
    )
    assert response.status_code == 404
    for name in delivery["files"]:
        path = f"/deliveries/{delivery['id']}/files/{name}"
        assert (await stranger.call("GET", path)).status_code == 404
        assert (await press.people[0].call("GET", path)).status_code == 403
        assert (await house.anonymous().call("GET", path)).status_code == 401


@pytest.mark.parametrize(
    "name",
    [
        "../../goldsmith.db",
        "..%2F..%2Fjobs.log",
        "%2e%2e%2fREADME.md",
        "....//README.md",
        "%2Fetc%2Fpasswd",
        "README.md%00.html",
        "..",
        ".",
        "%5c..%5cREADME.md",
    ],
)
async def test_a_name_that_leaves_the_folder_finds_nothing(press: Press, name: str) -> None:
    await press.accept(PROMPTS[0])
    await press.deliver("1.0", ANSWERED)
    (delivery,) = await press.owner.get(f"{press.path}/deliveries")
    response = await press.owner.call("GET", f"/deliveries/{delivery['id']}/files/{name}")
    assert response.status_code in (404, 405), (response.status_code, response.text)


@pytest.mark.parametrize("version", ["", "../1", "1/2", ".1", "-1", "1 2", "1\n", "x" * 42, "1\\2", "é"])
async def test_a_version_that_is_no_name_is_refused(press: Press, version: str) -> None:
    problem = await press.owner.post(
        f"{press.path}/deliveries", {"version": version, "overrides": []}, status=422
    )
    assert "version" in json.dumps(problem)


@pytest.mark.parametrize("reason", ["", "   "])
async def test_an_override_needs_a_reason(press: Press, reason: str) -> None:
    await press.accept(PROMPTS[0])
    body = {"version": "1.0", "overrides": [{"measure": "target_deficit", "reason": reason}]}
    response = await press.owner.call("POST", f"{press.path}/deliveries", json=body)
    if response.status_code == 202:
        assert (await press.house.run(press.owner, response.json()["id"]))["state"] == "FAILED"
    else:
        assert response.status_code == 422
    assert await press.owner.get(f"{press.path}/deliveries") == []


# Pairs


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server(answering(prefer=["A better", "Generation", "Python"])) as running:
        yield running


async def test_pairs_that_wait_hold_the_win_rate_open_and_then_all_of_it_is_delivered(
    house: House, server: ModelServer
) -> None:
    text = gated("win_rate_low, at_least: 0", "target_deficit, at_most: 100", text=with_machines(server.url))
    # What is checked and run is looked at elsewhere; here texts go straight to their reviewers.
    text = text.replace("routes: {done: check_prompt}", "routes: {done: review_prompt}")
    text = text.replace("routes: {done: run_completion}", "routes: {done: review_completion}")
    press = await open_press(house, text)
    room = ModelRoom(house.stores, house.settings, house.clock, starts_embedded=False)
    machines, _ = machines_of(house.services, house.stores, room, house.clock)
    parent = await press.accept(PROMPTS[0])
    assert await press.state(parent) == "ACTIVE"
    await machines.once(StageKind.EVALUATE)
    view = await press.look()
    assert not view["is_passed"]
    assert "2 pairs still wait" in view["criteria"][0]["measured"]
    await machines.once(StageKind.JUDGE)
    comparer = press.people[5]
    for left in (2, 1):
        assert f"{left} pairs still wait" in (await press.look())["criteria"][0]["measured"]
        claim = await comparer.claim(press.campaign.stages["compare:python"])
        side = -2 if claim["work"]["pair"]["left"] == "Use a loop." else 2
        await answer(
            comparer,
            claim,
            preference={"preference": side, "criteria": {"better": "left"}, "reason": "Clear."},
        )
    assert (await press.look())["is_passed"]
    assert (await press.deliver())["state"] == "DONE"
    await room.aclose()
    (delivery,) = await press.owner.get(f"{press.path}/deliveries")
    assert delivery["is_clean"]
    files = {
        name: (await press.bytes_of(delivery["id"], name)).decode("utf-8", "replace")
        for name in delivery["files"]
    }
    annotations = alpacaeval.read_annotations(files["comparisons.alpacaeval.json"])
    assert {one.generator_1 for one in annotations} == {"rival", "other"}
    assert all(one.instruction == PROMPTS[0] and one.output_2 == "Use a loop." for one in annotations)
    # Experts said the experts' answer is better; the judge always took what stood first.
    battles = fastchat.to_comparisons(fastchat.read(files["comparisons.fastchat.jsonl"]))
    assert {one.model_a for one in battles.comparisons} | {one.model_b for one in battles.comparisons} == {
        "experts",
        "rival",
        "other",
    }
    judged = arena_hard.to_comparisons(arena_hard.read(files["comparisons.arena-hard.jsonl"]))
    assert len(judged.comparisons) == 4
    assert "Expert 5" not in "".join(files.values())
    evaluation = json.loads(files["evaluation.json"])
    assert evaluation["experts"]["verdicts"]["overall"]["value"]["value"] == 1.0
