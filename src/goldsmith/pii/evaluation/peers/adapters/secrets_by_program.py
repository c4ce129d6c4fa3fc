"""Peers that look for secrets, as programs over a folder: kingfisher, betterleaks, gitleaks."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .seam import Answer, Lines, Ready, Span, Text


def kingfisher() -> Ready:
    """The program, all its rules, without asking providers; one thread."""
    program = _program("kingfisher")
    options = "--no-validate --no-update-check --format jsonl --jobs 1 --git-history none --confidence low"

    def row(given: Mapping[str, Any]) -> tuple[str, str, int] | None:
        one = given.get("finding")
        return (one["path"], one["snippet"], one["line"]) if one else None

    return _scanner(lambda folder: [program, "scan", folder, *options.split()], row)


def betterleaks() -> Ready:
    """The program with its embedded rules; one thread."""
    program = _program("betterleaks")

    def row(given: Mapping[str, Any]) -> tuple[str, str, int] | None:
        one = given.get("finding")
        return (
            (one["location"]["path"], one["match"]["value"], one["location"]["start_line"]) if one else None
        )

    return _scanner(lambda folder: [program, folder, "-j", "1", "--jsonl", "--no-banner"], row)


def gitleaks() -> Ready:
    """The program with its embedded rules."""
    # By PATH alone: a wheel of another scanner brings a script of this name.
    program = shutil.which("gitleaks")
    if not program:
        raise ImportError("there is no program gitleaks")

    def row(given: Mapping[str, Any]) -> tuple[str, str, int]:
        return given["File"], given["Secret"], given["StartLine"]

    options = "--report-format json --report-path - --no-banner --exit-code 0"
    return _scanner(lambda folder: [program, "dir", folder, *options.split()], row)


def _program(name: str) -> str:
    # Beside this Python first: a wheel may bring it.
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise ImportError(f"there is no program {name}")
    return found


def _scanner(
    command: Callable[[str], list[str]], row: Callable[[Mapping[str, Any]], tuple[str, str, int] | None]
) -> Ready:
    def find(texts: Sequence[Text]) -> Answer:
        found: list[list[Span]] = [[] for _ in texts]
        with tempfile.TemporaryDirectory(prefix="peer-") as folder:
            for at, one in enumerate(texts):
                Path(folder, f"{at}{one.suffix or '.txt'}").write_bytes(one.text.encode())
            started, cpu = time.perf_counter(), _cpu_of_children()
            done = subprocess.run(command(folder), capture_output=True, check=False)
            seconds, cpu_seconds = time.perf_counter() - started, _cpu_of_children() - cpu
        lines: dict[int, Lines] = {}
        for given in _json_rows(done.stdout):
            if place := row(given):
                at = int(Path(place[0]).name.split(".")[0])
                found[at] += lines.setdefault(at, Lines(texts[at].text)).spans_of(place[1], place[2])
        return Answer(found, 0, seconds, cpu_seconds)

    # The first run may compile its rules and keep them.
    nothing = [Text("nothing\n", ".txt")]
    find(nothing)
    start = min((find(nothing) for _ in range(3)), key=lambda answer: answer.seconds)
    return Ready(("SECRET",), find, start.seconds, start.cpu_seconds)


def _cpu_of_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _json_rows(printed: bytes) -> Iterator[Mapping[str, Any]]:
    if printed[:1] == b"[":
        yield from json.loads(printed)
        return
    for line in printed.splitlines():
        if line.startswith(b"{"):
            yield json.loads(line)
