"""How long 2,000 items take through every stage of the code-sft flow, with experts who need no time to think.

    python benchmarks/engine.py --json

A real `goldsmith up` with its worker on the embedded PostgreSQL, the shipped stages and forms in one language, the
public HTTP API, every check, the sandbox, opponents and a judge behind a model server with canned answers (a real
one would be all that is measured). Each completion is a small program that is parsed, run and tested. One prompt in
ten is rejected once and rewritten. At the end the database is counted: every item must have come to an end, and its
history must explain it.

Prints one JSON object last.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from canned_models import canned_models
from goldsmith.bootstrap.commands import _server
from goldsmith.recipes.loader import find_recipe
from goldsmith.simulation.client import Api
from goldsmith.simulation.connection import Pool
from goldsmith.simulation.sft_campaign import TextCampaign

TRACK = "python"
EXPERTS = 8
WORDS = [
    "amber", "basalt", "cedar", "delta", "ember", "fjord", "glacier", "harbor", "island", "jungle", "kelp", "lagoon",
    "marsh", "nectar", "orchid", "prairie", "quartz", "river", "summit", "tundra", "umber", "valley", "willow", "xenon",
]  # fmt: skip


def recipe(items: int) -> str:
    """The shipped recipe in one language, with every item compared by an expert."""
    yaml = YAML(typ="rt")
    data = yaml.load(find_recipe("code-sft").read_text(encoding="utf-8"))
    data["tracks"] = [track for track in data["tracks"] if track["key"] == TRACK]
    data["target"] = {"total": items, "tracks": {TRACK: 1}}
    data["suggest"]["per_brief"] = 0
    data["stages"]["compare"]["share"] = 1
    text = io.StringIO()
    yaml.dump(data, text)
    return text.getvalue()


def write_documents(folder: Path, items: int) -> Path:
    """Documentation with so many sections, each about something else."""
    folder.mkdir(parents=True)
    rng = random.Random(11)
    for number in range(0, items, 50):
        parts = []
        for at in range(number, min(number + 50, items)):
            words = " ".join(rng.choices(WORDS, k=60))
            parts.append(
                f"# Section {at} {rng.choice(WORDS)}\n\n{words}.\n\n```python\nvalue_{at} = {at}\n```\n"
            )
        (folder / f"part-{number}.md").write_text("\n".join(parts), encoding="utf-8")
    return folder


def _fields(stage: dict[str, Any], work: dict[str, Any], rng: random.Random) -> dict[str, str]:
    number = rng.randrange(10**9)
    if any(field["key"] == "prompt" for field in stage["form"]):
        first, second, third = rng.sample(WORDS, 3)
        text = (
            f"Write a Python function `{first}_{number}` that takes a list of {second} records and returns those "
            f"whose {third} is above {number}, sorted by {first}, without changing the list."
        )
        return {"prompt": text}
    code = f"```python\ndef add(x):\n    return x + {number}\n```\n"
    completion = f"The function adds a number to what it is given, and nothing else happens.\n\n{code}"
    return {"completion": completion, "tests": f"from main import add\n\nassert add(1) == {number + 1}\n"}


def _form(stage: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in stage["form"]:
        kind = field["kind"]
        if not field["required"]:
            continue
        options = [option["key"] for option in field["options"]]
        values[field["key"]] = {
            "yes_no": True,
            "scale": field["max"],
            "choice": options[0] if options else None,
            "choices": options[:1],
        }.get(kind, "It does what it says.")
    return values


def _answer(stage: dict[str, Any], assignment: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    if stage["kind"] == "author":
        return {"authored": {"fields": _fields(stage, assignment["work"], rng)}}
    if stage["kind"] == "review":
        rejects = assignment["round"] == 1 and rng.random() < 0.1
        verdict = (
            {"verdict": "rejected", "reason": "Say more."}
            if rejects
            else {"verdict": "accepted", "reason": ""}
        )
        return {"review": {**verdict, "form": _form(stage, rng)}}
    return {"preference": {"preference": rng.choice([-1, 0, 1]), "criteria": _form(stage, rng), "reason": ""}}


async def _expert(api: Api, number: int, done: asyncio.Event, counts: dict[str, int]) -> None:
    rng = random.Random(number)
    stages = sorted(await api.get("/work"), key=lambda row: -row["id"])
    while not done.is_set():
        worked = False
        for stage in stages:
            claim = await api.post(f"/stages/{stage['id']}/claim", {"after": None}, repeatable=True)
            assignment = claim["assignment"]
            if assignment is None:
                continue
            worked = True
            body = {"active_ms": 1, **_answer(stage, assignment, rng)}
            key = f"engine-{assignment['id']}"
            await api.post(f"/assignments/{assignment['id']}/submit", body, key=key)
            counts["answers"] += 1
        if not worked:
            await asyncio.sleep(0.5)


async def _drive(ready: dict[str, Any], items: int, folder: Path, limit_s: float) -> dict[str, Any]:
    pool = Pool(ready["url"], connections=EXPERTS)
    owner = Api(pool)
    await owner.sign_in(ready["owner_link"].rpartition("#")[2])
    campaign = await TextCampaign.of(owner, recipe(items), "Engine", lambda *_: None)
    began = time.monotonic()
    imported = await campaign.import_documents(str(folder))
    import_s = time.monotonic() - began
    await campaign.refill()
    invite = await campaign.invite(EXPERTS)
    experts = [Api(pool) for _ in range(EXPERTS)]
    for number, api in enumerate(experts):
        me = await api.join(invite, name=f"Expert {number}", country="DE")
        await owner.put(
            f"/campaigns/{campaign.id}/skills", {"account_id": me["id"], "skill": TRACK, "level": 100}
        )
    began, counts, done = time.monotonic(), {"answers": 0}, asyncio.Event()
    await campaign.open()
    workers = [asyncio.create_task(_expert(api, n, done, counts)) for n, api in enumerate(experts)]
    settled = False
    while not settled and time.monotonic() - began < limit_s:
        await asyncio.sleep(1)
        settled = await campaign.is_settled()
        if int(time.monotonic() - began) % 10 == 0:
            where = Counter(
                row["template"] or row["state"]
                for row in await owner.get(f"{campaign.base}/funnel")
                for _ in range(row["items"])
            )
            print(f"{time.monotonic() - began:.0f} s: {dict(where)}", file=sys.stderr, flush=True)
        for worker in workers:
            if worker.done():
                worker.result()
    seconds = time.monotonic() - began
    done.set()
    await asyncio.gather(*workers)
    target = await campaign.target()
    funnel = await owner.get(f"{campaign.base}/funnel")
    stages = await owner.get(f"{campaign.base}/stages")
    spare = sum(cell["waiting"] for cell in target["cells"])
    active = sum(row["items"] for row in funnel if row["state"] in ("ACTIVE", "FLAGGED")) - spare
    rejected = sum(row["items"] for row in funnel if row["state"] == "REJECTED")
    await pool.close()
    return {
        "items": target["accepted"],
        "stages": len(stages),
        "lost": active,
        "seconds": round(seconds, 1),
        "settled": settled,
        "rejected": rejected,
        "pairs": sum(row["items"] for row in funnel) - spare - target["accepted"] - rejected - active,
        "answers_of_people": counts["answers"],
        "import_seconds": round(import_s, 1),
        "sections": imported["sections"],
    }


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=int, default=2_000)
    parser.add_argument("--limit", type=float, default=900.0, help="seconds after which it gives up")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="goldsmith-engine-") as name, canned_models() as url:
        os.environ |= {"GOLDSMITH_LLM_URL": url, "GOLDSMITH_LLM_MODEL": "canned"}
        folder = write_documents(Path(name) / "documents", options.items)
        with _server(Path(name)) as ready:
            result = asyncio.run(_drive(ready, options.items, folder, options.limit))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
