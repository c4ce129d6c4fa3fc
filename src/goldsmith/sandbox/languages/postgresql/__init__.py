r"""SQL and PL/pgSQL on PostgreSQL 18: a server of its own for each phase, thrown away afterwards.

The main file's statements run in order, each by itself as psql would run them, as the owner of an empty
database who may create roles and is no superuser; rows are printed as tab-separated values below their column
names. The rows of a COPY ... FROM STDIN follow it up to a line `\.`; psql's backslash commands are refused.
There are no extensions but PL/pgSQL. Standard input is not used.
Tests: SQL that runs after the program in the same session. Every SELECT must return at least one row, and
no value in it may be NULL, false, 0 or ''; what raises fails (ASSERT in a DO block, for example).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from goldsmith.sandbox.language import Job, Language, Step, Tool
from goldsmith.sandbox.languages.postgresql.kit import PACKAGE, prepared
from goldsmith.sandbox.languages.python import PYTHON
from goldsmith.sandbox.report import Phase

_FOLDER = ".goldsmith"
# Isolated, so that a file of the program cannot stand in for a module.
_START = f"import sys; sys.path.insert(0, '/work/{_FOLDER}'); from room.main import main; main()"


@cache
def _room() -> Mapping[str, str]:
    folder = Path(__file__).with_name("room")
    return {f"{_FOLDER}/room/{path.name}": path.read_text(encoding="utf-8") for path in folder.glob("*.py")}


def _plan(job: Job) -> Iterator[Step]:
    program = job.program
    tests = {} if program.tests is None else {"tests.sql": program.tests}
    files = {**_room(), **tests}
    python = ("python3", "-I", "-S", "-B", "-c", _START)
    yield Step(Phase.PARSE, (*python, "parse", program.main, *tests), files)
    if program.is_run:
        yield Step(Phase.RUN, (*python, "run", program.main), files)
    if tests:
        yield Step(Phase.TEST, (*python, "test", program.main, job.end), files, end=job.end)


LANGUAGE = Language(
    "postgresql",
    (PYTHON, Tool("postgres", PACKAGE, kit=prepared)),
    _plan,
    out_of_memory=("ERROR:  out of memory", "MemoryError", "could not map anonymous shared memory"),
)
