"""How fast tasks are claimed and submitted, and whether one is ever given to too many people.

    python benchmarks/assignments.py --json

A real `goldsmith up` on the embedded PostgreSQL, 64 clients over HTTP, 1,400 workers with API tokens. Each
client claims a task and submits an answer, as one of its workers: validation where one is waiting (three
times out of four), else annotation; routing opens the validations. At the end the database is counted: no
task may have more answers and live leases than its overlap, and every acknowledged answer must be there once.

Prints one JSON object last: the run at 100,000 tasks, and under `small` the run at 1,000 tasks. With `--budget` the
run of 100,000 tasks is done a second time under a capped budget, where each claim takes its price from a slice: it
lies under `budget`, with its claims and submits a second, and `off_by`, by which free, promised and spent miss what
was deposited.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psutil
import uvloop

sys.path.insert(0, str(Path(__file__).parent))
from goldsmith.bootstrap.postgres import database
from goldsmith.bootstrap.settings import settings
from goldsmith.bootstrap.wiring import wire
from goldsmith.domain.workflow import CampaignEvent, StageEvent
from goldsmith.storage.database import Database
from load import Connection, Timings

_LINE = (
    "connection = connect(host='db-{n}.internal', user='svc_{n}', retries=3)  # see the run book, step {n}\n"
)

_CHUNKS = """
WITH d AS (
    INSERT INTO document (campaign_id, path, language, language_source, licences, licence_source, encoding, newline,
                          sha256, size_bytes, chars, chunks, created_at)
    SELECT $1, 'src/module_' || n || '.py', 'Python', 'extension', '{MIT}', 'declared', 'utf-8', 'lf',
           sha256(n::text::bytea), length($3), length($3), 1, $4
    FROM generate_series(1, $2) AS n
    RETURNING id
), c AS (
    INSERT INTO chunk (document_id, idx, start_char, end_char, first_line, first_column, text)
    SELECT id, 0, 0, length($3), 1, 0, convert_to($3, 'UTF8') FROM d
    RETURNING id
), s AS (
    SELECT id, category FROM stage WHERE campaign_id = $1 AND position = 0
), i AS (
    INSERT INTO item (campaign_id, chunk_id, category, state, stage_id, created_at, updated_at)
    SELECT $1, c.id, s.category, 'ACTIVE', s.id, $4, $4 FROM c CROSS JOIN s
    RETURNING id, stage_id
)
INSERT INTO task (stage_id, item_id, state, overlap, created_at) SELECT stage_id, id, 'OPEN', 1, $4 FROM i
"""

_PEOPLE = """
WITH a AS (
    INSERT INTO account (role, name, country, simulated, created_at)
    SELECT 'worker', 'Load ' || n, 'IN', true, $2 FROM generate_series(1, cardinality($3::bytea[])) AS n
    RETURNING id, name
), m AS (
    INSERT INTO membership (campaign_id, account_id, joined_at, consented_at) SELECT $1, id, $2, $2 FROM a
), k AS (
    INSERT INTO skill (account_id, key, level, correct, total, updated_at)
    SELECT a.id, s.skill_key, 85, 5.1, 6, $2
    FROM a CROSS JOIN (SELECT DISTINCT skill_key FROM stage WHERE campaign_id = $1 AND position < 2) s
)
INSERT INTO credential (account_id, kind, digest, created_at, expires_at)
SELECT id, 'token', ($3::bytea[])[substring(name FROM 6)::int], $2, $2 + interval '1 day' FROM a
"""


async def prepare(
    dsn: str, data: Path, tasks: int, workers: int, *, budget: bool = False
) -> tuple[dict[str, list[int]], list[str]]:
    """A running campaign of `tasks` tasks and `workers` workers: (stage ids by template, tokens)."""
    base = await Database.connect(dsn, size=2)
    services = wire(base, settings(data))
    owner = await services.accounts.owner()
    campaign = await services.campaigns.create(owner, recipe="code-pii", title="Load", simulated=True)
    now = datetime.now(UTC)
    text = "".join(_LINE.format(n=n) for n in range(25)) + "pass\n" * 25
    stages = await services.campaigns.stages(owner, campaign["id"])
    categories = len({stage["category"] for stage in stages})
    await base.run(_CHUNKS, campaign["id"], -(-tasks // categories), text, now)
    tokens = [f"load-{campaign['id']}-{n:06d}-{os.urandom(8).hex()}" for n in range(workers)]
    await base.run(
        _PEOPLE, campaign["id"], now, [hashlib.sha256(token.encode()).digest() for token in tokens]
    )
    await services.campaigns.transition(owner, campaign["id"], CampaignEvent.START)
    stages = await services.campaigns.transition_stages(owner, campaign["id"], StageEvent.OPEN)
    if budget:
        await services.ledger.fund(owner, campaign["id"], Decimal(1_000_000), reason="", key="benchmark")
    await base.run("ANALYZE")
    await base.close()
    by_template: dict[str, list[int]] = {}
    for stage in stages:
        by_template.setdefault(stage["template"], []).append(stage["id"])
    return by_template, tokens


class Client:
    """One client with its workers: claims and submits until told to stop."""

    def __init__(
        self, connection: Connection, stages: dict[str, list[int]], tokens: list[str], seed: int
    ) -> None:
        self._connection = connection
        self._stages = stages
        self._tokens = tokens
        self._rng = random.Random(seed)
        self.acknowledged: list[int] = []
        self.late = 0

    async def run(self, until: float) -> None:
        """Work until the clock says `until`, or nothing is left to do."""
        dry = 0
        while time.perf_counter() < until and dry < 40:
            dry = 0 if await self._one() else dry + 1

    async def _one(self) -> bool:
        token = self._rng.choice(self._tokens)
        category = self._rng.randrange(len(self._stages["annotate"]))
        order = ["validate", "annotate"] if self._rng.random() < 0.75 else ["annotate", "validate"]
        for template in order:
            stage = self._stages[template][category]
            _, claim = await self._connection.post(f"/api/v1/stages/{stage}/claim", token, {})
            assignment = claim.get("assignment")
            if assignment is not None:
                await self._submit(assignment, template, token)
                return True
        return False

    async def _submit(self, assignment: dict[str, Any], template: str, token: str) -> None:
        answer: dict[str, Any]
        if template == "annotate":
            answer = {"annotation": {"spans": []}}
        else:
            right = self._rng.random() < 0.9
            answer = {
                "verdict": {
                    "verdict": "correct" if right else "incorrect",
                    "reason": "" if right else "border",
                }
            }
        status, result = await self._connection.post(
            f"/api/v1/assignments/{assignment['id']}/submit",
            token,
            {**answer, "active_ms": 1000},
            key=f"bench-{assignment['id']}",
        )
        if status == 200:
            self.acknowledged.append(result["answer_id"])
            self.late += result["status"] == "late"


async def load(
    url: str, stages: dict[str, list[int]], tokens: list[str], clients: int, seconds: float
) -> tuple[Timings, list[int], float]:
    """The load: (timings, acknowledged answer ids, wall seconds)."""
    host, port = url.removeprefix("http://").split(":")
    timings = Timings()
    fleet = [
        Client(Connection(host, int(port), timings), stages, tokens[n::clients], seed=n)
        for n in range(clients)
    ]
    await asyncio.gather(*(client.run(time.perf_counter() + 3.0) for client in fleet))  # warm up
    timings.seconds.clear()
    start = time.perf_counter()
    await asyncio.gather(*(client.run(start + seconds) for client in fleet))
    took = time.perf_counter() - start
    return timings, [answer for client in fleet for answer in client.acknowledged], took


_OVER = """
SELECT count(*) FROM task t
WHERE t.answers + t.live > t.overlap
   OR t.answers <> (SELECT count(*) FROM answer a WHERE a.task_id = t.id AND NOT a.late)
   OR t.live <> (SELECT count(*) FROM assignment a WHERE a.task_id = t.id AND a.state = 'ACTIVE')
"""
_DOUBLED = """
SELECT (SELECT count(*) FROM (SELECT FROM answer WHERE NOT late GROUP BY item_id, worker_id HAVING count(*) > 1) x)
     + (SELECT count(*) FROM (SELECT FROM answer GROUP BY assignment_id HAVING count(*) > 1) x)
"""


async def count(dsn: str, acknowledged: list[int]) -> dict[str, int]:
    """What the database says: over-assigned tasks, lost and doubled answers."""
    base = await Database.connect(dsn, size=1)
    there = {row["id"] for row in await base.rows("SELECT id FROM answer")}
    twice = sum(n - 1 for n in Counter(acknowledged).values())
    result = {
        "over_assigned": await base.value(_OVER),
        "lost": len(set(acknowledged) - there),
        "doubled": await base.value(_DOUBLED) + twice,
    }
    await base.close()
    return result


@contextmanager
def server(data: Path) -> Iterator[tuple[str, int]]:
    """A `goldsmith up` on a free port: (url, pid)."""
    ready = data / "ready.json"
    command = [sys.executable, "-m", "goldsmith.bootstrap", "up", "--data", str(data), "--port", "0"]
    process = subprocess.Popen([*command, "--ready-file", str(ready)], stdout=subprocess.DEVNULL)
    try:
        while not ready.exists():
            if process.poll() is not None:
                raise SystemExit("the server did not start")
            time.sleep(0.02)
        yield json.loads(ready.read_text())["url"], process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


_OFF_BY = """
SELECT (SELECT coalesce(sum(free + reserved), 0) FROM budget_slice)
     - (SELECT coalesce(sum(CASE WHEN credit = 'budget' THEN amount WHEN debit = 'budget' THEN -amount END), 0)
        FROM ledger_entry)
"""
_PROMISED_WRONG = """
SELECT (SELECT sum(reserved) FROM budget_slice)
     - (SELECT coalesce(sum(price), 0) FROM assignment WHERE state IN ('ACTIVE', 'SUBMITTED'))
"""


async def balance(dsn: str) -> dict[str, str]:
    """By how much the books of a capped budget are off: 0 and 0."""
    base = await Database.connect(dsn, size=1)
    found = {
        "off_by": str(await base.value(_OFF_BY)),
        "promised_wrong": str(await base.value(_PROMISED_WRONG)),
    }
    await base.close()
    return found


def run(tasks: int, workers: int, clients: int, seconds: float, *, budget: bool = False) -> dict[str, Any]:
    """One run on a fresh database."""
    with tempfile.TemporaryDirectory(prefix="goldsmith-bench-") as folder:
        data = Path(folder)
        with database(settings(data), what="benchmark") as dsn:
            stages, tokens = asyncio.run(prepare(dsn, data, tasks, workers, budget=budget))
            with server(data) as (url, pid):
                urllib.request.urlopen(f"{url}/api/v1/health").read()
                timings, acknowledged, took = uvloop.run(load(url, stages, tokens, clients, seconds))
                rss_mb = psutil.Process(pid).memory_info().rss / 1e6
            facts: dict[str, Any] = asyncio.run(count(dsn, acknowledged))
            if budget:
                facts |= asyncio.run(balance(dsn))
    return {
        "tasks": tasks,
        "workers": workers,
        "clients": clients,
        "requests": len(timings.seconds),
        "seconds": round(took, 2),
        "requests_per_s": round(len(timings.seconds) / took, 1),
        "p50_ms": round(timings.percentile_ms(50), 1),
        "p95_ms": round(timings.percentile_ms(95), 1),
        "p99_ms": round(timings.percentile_ms(99), 1),
        "failures": timings.failures,
        "server_rss_mb": round(rss_mb, 1),
        **facts,
    }


def main() -> None:
    """Parse, run both sizes, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=1_400)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=40.0, help="length of the measured part")
    parser.add_argument("--budget", action="store_true", help="a second run under a capped budget")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    small = run(1_000, options.workers, options.clients, options.seconds / 4)
    result = {**run(options.tasks, options.workers, options.clients, options.seconds), "small": small}
    if options.budget:
        result["budget"] = run(options.tasks, options.workers, options.clients, options.seconds, budget=True)
    if not options.json:
        print(
            "Label Studio 1.23 on the same kind of machine: 2.3 to 5.2 submits/s, 12 of 138 tasks given twice."
        )
    print(json.dumps(result))


if __name__ == "__main__":
    main()
