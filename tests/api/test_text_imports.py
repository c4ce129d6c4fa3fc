"""Documentation comes into a campaign of texts: what cannot be read is listed, the rest comes in, and once."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections import Counter
from typing import Any

import asyncpg
import pytest

from documents import docx, pdf, pdf_page
from goldsmith.storage.texts import TextStore
from workbench import House, Person, Sheet, write_files
from written import DOCUMENTS, recipe, text_campaign

HTML = """<!doctype html><html><head><title>Paths</title><style>p { color: red }</style>
<script>alert("from the head")</script></head><body onload="alert(1)"><h1>Joining paths</h1>
<p>The <code>pathlib</code> module joins paths with a slash; write code that makes a path of three parts.</p>
<script type="text/javascript">document.write("from the body")</script>
<p><a href="javascript:alert(2)">A link</a> and <img src=x onerror="alert(3)"> a picture stand here, too.</p>
<pre><code class="language-python">from pathlib import Path
p = Path("a") / "b"</code></pre></body></html>"""


def page(number: int) -> list[tuple[str, float, float, float, str]]:
    prose = f"This is page {number}, where function number {number} is described.\nWrite code that calls it twice."
    return pdf_page(f"Function {number}", prose, f"def function_{number}():\n    return {number}")


class Desk:
    """A campaign of texts without documentation, and its owner."""

    def __init__(self, house: House, owner: Person, campaign: Sheet) -> None:
        self.house, self.owner, self.campaign = house, owner, campaign

    async def bring(self, name: str, files: dict[str, Any]) -> dict[str, Any]:
        folder = self.house.root / name
        folder.mkdir(exist_ok=True)
        return await self.house.ingest(self.owner, self.campaign.id, write_files(folder, files))

    async def refusals(self) -> dict[str, str]:
        rows = (await self.owner.get(f"/campaigns/{self.campaign.id}/refusals"))["rows"]
        assert all(row["detail"] for row in rows)
        return {row["path"]: row["reason"] for row in rows}

    async def briefs(self) -> list[dict[str, Any]]:
        return [row["brief"] for row in await self.house.rows("SELECT brief FROM section ORDER BY id")]

    async def nothing_twice(self) -> None:
        """No section has two items, unless a refill wanted them; and each item has its task."""
        rows = await self.house.rows("SELECT identity FROM item")
        problems = Counter(row["identity"].partition(":")[0] for row in rows)
        assert set(problems.values()) <= {1}, problems
        (count,) = await self.house.rows("SELECT count(*) AS n FROM task")
        assert count["n"] == len(rows)


@pytest.fixture
async def desk(house: House) -> Desk:
    owner = await house.owner()
    text = recipe().replace("target: {total: 6,", "target: {total: 600,")
    row = await owner.post("/campaigns", {"recipe_yaml": text}, status=201)
    return Desk(house, owner, await house.sheet(row["id"]))


async def test_what_cannot_be_read_is_listed_and_stops_nothing(desk: Desk) -> None:
    word = docx([("Heading 1", "Word")] + [("Normal", "A document about functions; write code for it.")] * 3)
    job = await desk.bring(
        "mixed",
        {
            "a-locked.pdf": pdf([page(1)], encrypted=True),
            "b-broken.pdf": b"%PDF-1.7\nand then nothing",
            "c-scan.pdf": pdf([[]]),
            "d-half.docx": word[: len(word) // 2],
            "e-empty.md": "",
            "f-really-a-pdf.md": pdf([page(2)]),
            "g-really-a-word.html": word,
            "h-not-text.md": bytes(range(256)) * 20,
            "i-cells.ipynb": '{"cells": [{"nbformat": 4',
            "z-good.md": DOCUMENTS["guide.md"],
        },
    )
    assert job["state"] == "DONE", job
    refused = await desk.refusals()
    assert {
        path: refused.get(path) for path in ("a-locked.pdf", "b-broken.pdf", "c-scan.pdf", "d-half.docx")
    } == {
        "a-locked.pdf": "encrypted",
        "b-broken.pdf": "unreadable",
        "c-scan.pdf": "empty",
        "d-half.docx": "unreadable",
    }
    assert job["result"]["refused"] == len(refused)
    # Content outweighs the name.
    paths = {brief["source"]["path"] for brief in await desk.briefs()}
    assert paths == {"f-really-a-pdf.md", "g-really-a-word.html", "z-good.md"}
    assert not paths & set(refused)
    # The same again adds neither problems nor refusals.
    before = await desk.briefs()
    again = await desk.house.ingest(desk.owner, desk.campaign.id, desk.house.root / "mixed")
    assert (again["state"], again["result"]["problems"]) == ("DONE", 0)
    assert (await desk.briefs(), await desk.refusals()) == (before, refused)


async def test_scripts_of_a_page_are_no_material(desk: Desk) -> None:
    job = await desk.bring("pages", {"paths.html": HTML})
    assert (job["state"], job["result"]["problems"]) == ("DONE", 1)
    (brief,) = await desk.briefs()
    assert "```python\nfrom pathlib import Path" in brief["context"]
    kept = json.dumps(brief)
    for hidden in ("alert", "document.write", "onload", "onerror", "javascript:", "color: red", "<script"):
        assert hidden not in kept, hidden


async def test_five_hundred_pages_come_in_with_their_pages(desk: Desk) -> None:
    job = await desk.bring("book", {"book.pdf": pdf([page(number) for number in range(1, 501)])})
    assert (job["state"], job["result"]["refused"]) == ("DONE", 0)
    assert job["result"]["problems"] == job["result"]["sections"] > 100
    links = [brief["source"]["link"] for brief in await desk.briefs()]
    assert links[0] == "book.pdf#page=1"
    assert int(links[-1].partition("=")[2]) > 490
    await desk.nothing_twice()


@pytest.mark.parametrize("files", [{}, {"picture.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 99}])
async def test_a_folder_without_documentation_fails_in_words(desk: Desk, files: dict[str, bytes]) -> None:
    job = await desk.bring("nothing", files)
    assert job["state"] == "FAILED"
    assert "not foresee" not in job["message"]
    assert await desk.briefs() == []


async def test_an_archive_with_a_way_out_stays_inside(desk: Desk) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("../../outside.md", DOCUMENTS["guide.md"])
        archive.writestr("inside.md", DOCUMENTS["query.md"])
    job = await desk.bring("zips", {"docs.zip": data.getvalue()})
    assert job["state"] in ("DONE", "FAILED")
    assert "not foresee" not in job["message"]
    assert not list(desk.house.folder.parent.rglob("outside.md"))


async def test_two_imports_at_once_make_each_problem_once(desk: Desk) -> None:
    text = "\n\n".join(
        f"# Part {n}\n\nThe function number {n} sorts a list of {n} names; write code that calls it twice in a row.\n"
        for n in range(130)
    )
    folder = write_files(
        desk.house.root / "both", {"parts.md": text, "z-locked.pdf": pdf([page(1)], encrypted=True)}
    )
    principal = desk.owner.principal
    assert principal is not None
    jobs = [
        await desk.house.services.sources.queue(
            principal, desk.campaign.id, str(folder), declared_licence=None
        )
        for _ in range(3)
    ]
    await asyncio.gather(*(desk.house.services.jobs.run(job["id"]) for job in jobs))
    done = [await desk.owner.get(f"/jobs/{job['id']}") for job in jobs]
    assert {job["state"] for job in done} == {"DONE"}
    # Each section was new to one of them.
    assert (
        sum(job["result"]["sections"] for job in done)
        == sum(job["result"]["problems"] for job in done)
        == 130
    )
    assert len(await desk.briefs()) == 130
    assert await desk.refusals() == {"z-locked.pdf": "encrypted"}
    await desk.nothing_twice()


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("after", [1, 2])
async def test_an_import_that_was_killed_half_way_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    text = "\n\n".join(
        f"# Part {n}\n\nThe function number {n} sorts a list of {n} names; write code that calls it twice in a row.\n"
        for n in range(130)
    )
    folder = write_files(desk.house.root / "half", {"parts.md": text})
    principal = desk.owner.principal
    assert principal is not None
    job = await desk.house.services.sources.queue(
        principal, desk.campaign.id, str(folder), declared_licence=None
    )
    real, calls = TextStore.add_material, 0

    async def dies(self: TextStore, *args: Any) -> tuple[int, int]:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Killed
        return await real(self, *args)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(TextStore, "add_material", dies)
        await desk.house.services.jobs.run(job["id"])
    assert len(await desk.briefs()) == 50 * after
    await desk.nothing_twice()
    done = await desk.house.run(desk.owner, job["id"])
    assert (done["state"], done["result"]["problems"]) == ("DONE", 130 - 50 * after)
    assert len(await desk.briefs()) == 130
    await desk.nothing_twice()


async def test_sections_and_their_items_are_kept_together_or_not_at_all(desk: Desk) -> None:
    section = {"problem": "p1", "language": None, "hint": None, "brief": {"title": "One"}}
    item = {
        "track": "python",
        "stage_id": 999_999,
        "identity": "p1:python",
        "cell": ["python", "x"],
        "brief": {},
    }
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await desk.house.stores.texts.add_material(
            desk.campaign.id, [section], {"p1": item}, desk.house.clock()
        )
    assert await desk.briefs() == []


async def test_an_import_while_people_write_disturbs_nobody(house: House) -> None:
    owner = await house.owner()
    campaign = await text_campaign(house, owner)
    writer = await house.worker(owner, campaign, skills=("python",))
    held = await writer.claim(campaign.stages["author_prompt:python"])
    job = await house.ingest(owner, campaign.id, write_files(house.root / "more", {"page.html": HTML}))
    assert job["state"] == "DONE"
    assert (await writer.claim(campaign.stages["author_prompt:python"]))["id"] == held["id"]
