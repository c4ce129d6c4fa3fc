"""Corpora for tests, and a detector that does what a document asks it to."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from goldsmith.corpus.engines.local import LocalEngine
from goldsmith.corpus.masking.masking_step import Detects
from goldsmith.corpus.masking.plan import Plan
from goldsmith.corpus.masking.run import Result, mask_corpus
from goldsmith.pii.finding import Finding
from goldsmith.pii.masks import load_policy

KEY = "a key of the tests, long enough"
POLICY = load_policy().model_dump_json()
#: Joined here, so that no scanner of the host takes this file for a leak.
EMAIL = "ada.park" + "@" + "corp-mail.io"
THE_STACK = ("content", "max_stars_repo_name", "max_stars_repo_path", "lang", "max_stars_repo_licenses")


class StandIn:
    """Finds addresses of one kind by `re`, and does worse things where a document asks for it."""

    def detect_many(self, documents: Sequence[bytes]) -> list[tuple[Finding, ...]]:
        return [self._detect(data) for data in documents]

    def _detect(self, data: bytes) -> tuple[Finding, ...]:
        if b"PLEASE BACKTRACK" in data:
            re.match(rb"(a+)+$", b"a" * 64 + b"b")  # in C, holding the interpreter's lock, for years
        if b"PLEASE CRASH" in data:
            os.kill(os.getpid(), signal.SIGSEGV)
        if b"PLEASE RAISE" in data:
            raise RuntimeError(data.decode())
        if b"PLEASE WAIT" in data:
            time.sleep(0.02)
        return tuple(
            Finding(one.start(), one.end(), "EMAIL", "email", "it looks like one")
            for one in re.finditer(rb"[0-9a-z.]+@[a-z-]+\.io", data)
        )


class StandInPlan(Plan):
    """A plan with the stand-in; workers find it by the name of this module."""

    def detector(self) -> Detects:
        return StandIn()

    def detector_fingerprint(self) -> str:
        return "stand-in"


PYTHONPATH = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
"""Where workers find this module."""


def plan(**settings: Any) -> StandInPlan:
    return StandInPlan(POLICY, KEY.encode(), **settings)


def document(number: int, more: str = "") -> str:
    return f"# file {number}\nauthor = '{number}.{EMAIL}'\n{more}x = {number}\n"


def rows(numbers: Sequence[int], more: dict[int, str] | None = None) -> list[dict[str, Any]]:
    return [
        dict(
            zip(
                THE_STACK,
                (
                    document(n, (more or {}).get(n, "")),
                    f"Owner/repo{n % 3}",
                    f"src/{n}.py",
                    "Python",
                    ["MIT"],
                ),
                strict=True,
            ),
            size=n,
        )
        for n in numbers
    ]


def write_parquet(path: Path, table: Any, **how: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = table if isinstance(table, pa.Table) else pa.Table.from_pylist(table)
    pq.write_table(made, path, **{"compression": "zstd", "row_group_size": 5, **how})
    return path


def run(source: Path, out: Path, settings: Plan | None = None, workers: int = 1, **how: Any) -> Result:
    return mask_corpus(source, out, settings or plan(), LocalEngine(workers), **how)


def tree(folder: Path) -> dict[str, bytes]:
    """All that must be the same however a run went: the corpus and its tables."""
    kept = ("findings", "quarantine", "removed")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and (path.relative_to(folder).parts[0] != "_goldsmith" or path.relative_to(folder).parts[1] in kept)
    }


def quarantine(out: Path) -> dict[int, tuple[str, str]]:
    found = pq.read_table(out / "_goldsmith" / "quarantine").to_pylist()
    return {row["row"]: (row["path"], row["reason"]) for row in found}


def many(tmp_path: Path) -> Path:
    source = tmp_path / "in"
    waits = {n: "PLEASE WAIT\n" for n in range(200)}
    for shard in range(3):
        write_parquet(source / f"{shard}.parquet", rows(range(shard * 30, shard * 30 + 30), waits))
    (source / "lines.jsonl").write_text(
        "".join(json.dumps(row) + "\n" for row in rows(range(90, 120), waits))
    )
    return source
