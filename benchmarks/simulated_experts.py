"""How many claim+submit pairs a second a pool of instant simulated experts makes.

    python benchmarks/simulated_experts.py --tasks 600 --experts 24

The server is a stub in a process of its own that hands out prepared tasks and believes every answer, so the
number is the client's: HTTP, writing, reading and comparing. One fifth of the tasks are prompts to write,
reviews of a prompt, completions, reviews of a completion and comparisons each; no text comes twice.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import sys
import time
from multiprocessing.connection import Connection
from random import Random
from typing import Any

import orjson
import uvloop

from goldsmith.simulation.client import Api
from goldsmith.simulation.connection import Pool
from goldsmith.simulation.experts import ExpertLog, Seat, bank, drive, expert_pool

KINDS = ("author", "review", "author", "review", "compare")
FORMS = (("prompt",), (), ("completion", "tests"), (), ())


def form(keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """A form of texts, or of a review."""
    base = {"required": True, "required_if": None, "options": [], "min": 1, "max": 5, "max_chars": 50_000}
    if keys:
        return [{**base, "key": key, "kind": "markdown", "title": key} for key in keys]
    return [
        {**base, "key": "clear", "kind": "yes_no", "title": "Is it clear?"},
        {**base, "key": "quality", "kind": "scale", "title": "Quality"},
    ]


def stages(tasks: int) -> list[dict[str, Any]]:
    """Five stages."""
    return [
        {
            "id": at,
            "campaign_id": 1,
            "kind": kind,
            "category": "all",
            "category_title": "All",
            "expected_s": 600,
            "may_work": True,
            "open_tasks": tasks,
            "form": form(FORMS[at]),
        }
        for at, kind in enumerate(KINDS)
    ]


def work(stage: int, number: int) -> dict[str, Any]:
    """The texts of one task."""
    rng = Random(f"{stage} {number}")
    language = rng.choice(bank.LANGUAGES)
    task = bank.draw(language, rng.choice(bank.categories(language)), rng.choice(bank.DIFFICULTIES), rng)
    prompt, answer = bank.prompt(task, rng), bank.completion(task, rng)
    fields = [{}, {"prompt": prompt}, {"prompt": prompt}, {"prompt": prompt, "completion": answer}, {}][stage]
    dimensions = {"Category": task.category.replace("_", " "), "Difficulty": task.difficulty}
    return {
        "brief": {
            "keywords": ["sorting"],
            "language": bank.language_title(language),
            "dimensions": dimensions,
        },
        "fields": fields,
        "trail": [],
        "evidence": [],
        "run": {"verdict": "passed"},
        "pair": {"prompt": prompt, "left": answer, "right": "I do not know."} if stage == 4 else None,
        "is_rework": False,
    }


def serve(pipe: Connection, tasks: int) -> None:
    """Prepare all replies, then answer until the parent ends this process."""
    ready = []
    for stage in range(len(KINDS)):
        for number in range(tasks):
            task = {"id": stage * tasks + number, "item_id": number, "work": work(stage, number)}
            ready.append(http({"assignment": task, "reason": None, "message": None}))
    left = [list(range(stage * tasks, (stage + 1) * tasks)) for stage in range(len(KINDS))]
    nothing = http({"assignment": None, "reason": "no_tasks", "message": None})
    done = http({"answer_id": 1, "status": "counted", "message": ""})
    listed = stages(tasks)

    def reply(path: bytes) -> bytes:
        if b"/claim" in path:
            stage = int(path.split(b"/")[4])
            return ready[left[stage].pop()] if left[stage] else nothing
        if b"/submit" in path:
            return done
        return http([{**row, "open_tasks": len(left[row["id"]])} for row in listed])

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                await reader.readexactly(length)
                writer.write(reply(head.split(b" ", 2)[1]))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(main())


def http(content: Any) -> bytes:
    """A reply."""
    body = orjson.dumps(content)
    return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


async def measure(port: int, tasks: int, experts: int) -> dict[str, Any]:
    """Drive the pool until every task is answered."""
    pool = Pool(f"http://127.0.0.1:{port}", connections=16)
    seats = [Seat(one, Api(pool), at) for at, one in enumerate(expert_pool(experts, seed=1), start=1)]
    total = tasks * len(KINDS)
    log = ExpertLog()
    began, cpu = time.perf_counter(), time.process_time()

    async def is_settled() -> bool:
        return len(log.answers) >= total

    await drive(seats, is_settled, log=log, settled_every_s=0.02, poll_s=0.02)
    wall_s, cpu_s = log.answers[-1].at_s, time.process_time() - cpu
    await pool.close()
    return {
        "pairs": len(log.answers),
        "experts": experts,
        "pairs_per_s": round(len(log.answers) / wall_s),
        "client_cpu_ms_per_pair": round(1000 * cpu_s / len(log.answers), 3),
        "wall_s": round(time.perf_counter() - began, 2),
        "submits": dict(log.submits),
        "problems": dict(log.problems),
    }


def main() -> None:
    """Start the stub, measure, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=600, help="of each of the five kinds")
    parser.add_argument("--experts", type=int, default=24)
    arguments = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, arguments.tasks), daemon=True)
    server.start()
    try:
        port = mine.recv()
        found = uvloop.run(measure(port, arguments.tasks, arguments.experts))
    finally:
        server.terminate()
        server.join()
    json.dump({"benchmark": "simulated_experts", **found}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
