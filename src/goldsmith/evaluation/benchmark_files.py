"""Problems of a benchmark read from the file its authors publish, or from one that an owner uploads."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.decontamination import Problem

PROSE_FIELDS = (
    "prompt",
    "text",
    "question",
    "problem",
    "description",
    "instruction",
    "instruct_prompt",
    "content",
)
CODE_FIELDS = ("canonical_solution", "code", "solution", "completion", "reference", "answer", "output")
ID_FIELDS = ("task_id", "id", "question_id", "uid", "name")


def read_benchmark(path: Path) -> list[Problem]:
    """Read problems.

    Args:
        path: `.jsonl`, `.json` (a list), or text with an empty line between problems; each also as `.gz`.
            Of an object, the first field of `PROSE_FIELDS` is the statement, of `CODE_FIELDS` the solution and of
            `ID_FIELDS` the id; without an id problems are numbered from 0.

    Raises:
        InvalidInput: the file cannot be read so; the message names the line.
    """
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path.name} cannot be read: {error}.", hint="It must be UTF-8 text.") from None
    name = path.name.removesuffix(".gz")
    if name.endswith((".jsonl", ".json")):
        return _problems(_objects(text, name), name)
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return [Problem(str(at), part) for at, part in enumerate(part for part in parts if part)]


def _objects(text: str, name: str) -> Iterable[tuple[int, Any]]:
    if name.endswith(".json"):
        try:
            rows = json.loads(text)
        except ValueError as error:
            raise InvalidInput(f"{name} is no JSON: {error}.") from None
        yield from enumerate(rows if isinstance(rows, list) else [rows], start=1)
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise InvalidInput(f"Line {number} of {name} is no JSON: {error}.") from None


def _problems(rows: Iterable[tuple[int, Any]], name: str) -> list[Problem]:
    found: list[Problem] = []
    for number, row in rows:
        if not isinstance(row, Mapping) or not (prose := _first(row, PROSE_FIELDS)):
            raise InvalidInput(
                f"Entry {number} of {name} has no statement.",
                hint=f"Put it in one of the fields {', '.join(PROSE_FIELDS)}.",
            )
        found.append(Problem(_first(row, ID_FIELDS) or str(len(found)), prose, _first(row, CODE_FIELDS)))
    return found


def _first(row: Mapping[str, Any], fields: Iterable[str]) -> str:
    values = (row.get(field) for field in fields)
    return next((str(value) for value in values if isinstance(value, str | int) and str(value).strip()), "")
