"""Starts PostgreSQL and hands it a program.

parse main.sql [tests.sql]
run main.sql
test main.sql END
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple, NoReturn

# Relative: inside, this folder is the package `room`.
from .pieces import past_blank, pieces
from .protocol import Lost, Refused, Session, columns, values, words

KIT = "/kit"
DATA = "/tmp/data"  # noqa: S108 - inside the sandbox, as are the next two
LOG = "/tmp/log"  # noqa: S108
SOCKET = "/tmp/.s.PGSQL.5432"  # noqa: S108
START_S = 30

SYNTAX_ERROR = "42601"
CUT = "syntax error at end of input"
STARTING_UP = "57P03"
BOOLEAN, NUMBERS = 16, {20, 21, 23, 700, 701, 1700}
"""Type numbers of pg_type: bool; int8, int2, int4, float4, float8, numeric."""


class Statement(NamedTuple):
    """One statement, the file and line it begins in, and the rows that follow a COPY ... FROM STDIN."""

    name: str
    text: str
    line: int
    rows: str | None


class Server:
    """A PostgreSQL of our own, on a copy of the prepared data folder."""

    def __init__(self) -> None:
        subprocess.run(["cp", "-R", f"{KIT}/data", DATA], check=True)
        Path(DATA).chmod(0o700)
        with Path(LOG).open("wb") as log:
            self._process = subprocess.Popen([f"{KIT}/bin/postgres", "-D", DATA], stdout=log, stderr=log)

    def connect(self) -> Session:
        """Wait for the server, and open a session."""
        end = time.monotonic() + START_S
        while time.monotonic() < end and self._process.poll() is None:
            try:
                return Session(SOCKET)
            except (OSError, Lost):
                pass
            except Refused as error:
                if error.fields.get("C") != STARTING_UP:
                    raise
            time.sleep(0.003)
        sys.stderr.write(f"PostgreSQL did not start:\n{log_text()}")
        sys.exit(1)

    def stop(self) -> None:
        """End it at once, and wait, so that its processor time is counted."""
        self._process.send_signal(3)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)

    def explain(self) -> NoReturn:
        """Leave with what ended a server process: a signal as a shell shows it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        signals = re.findall(r"was terminated by signal (\d+)", log_text())
        sys.stderr.write("The server closed the connection.\n")
        sys.exit(128 + int(signals[-1]) if signals else 1)


def log_text() -> str:
    """What the server wrote of itself."""
    return Path(LOG).read_text(encoding="utf-8", errors="replace")


def statements(session: Session, name: str) -> list[Statement]:
    """The statements of a file, each parsed by the server; leaves at the first that has no meaning.

    A piece that ends too early is continued up to the next semicolon: those inside of BEGIN ATOMIC or of
    a rule's brackets end no statement, and only the server knows.
    """
    # The protocol's strings end at a NUL, and what followed it would go unread.
    text = Path(name).read_text(encoding="utf-8-sig").replace("\0", "\N{REPLACEMENT CHARACTER}")
    found = []
    begin = None
    for start, end, rows in pieces(text):
        at = past_blank(text, start) if begin is None else begin
        begin = None
        statement = Statement(name, text[at:end], text.count("\n", 0, at) + 1, rows)
        try:
            session.parse(statement.text)
        except Refused as error:
            if error.fields.get("M") == CUT and past_blank(text, end) < len(text) and rows is None:
                begin = at
                continue
            if error.fields.get("C") == SYNTAX_ERROR:
                stop(statement, words(error.fields), error.fields.get("P"))
        found.append(statement)
    return found


def stop(statement: Statement, problem: str, position: str | None = None) -> NoReturn:
    """Leave, naming the file and line; `position` counts characters of the statement, from 1."""
    line = statement.line + (statement.text.count("\n", 0, int(position) - 1) if position else 0)
    text = statement.text.strip()
    sys.stderr.write(f"{statement.name}, line {line}: {problem}\n{text[:2000]}\n")
    sys.exit(1)


def execute(session: Session, statement: Statement, *, is_check: bool) -> None:
    """Run one statement; print its rows below their names, or hold them against the rule for tests."""
    types: list[int] = []
    count = 0
    try:
        for kind, body in session.run(statement.text, statement.rows):
            if kind == "T":
                names, types = columns(body)
                count = 0
                if not is_check:
                    sys.stdout.write("\t".join(names) + "\n")
            elif kind == "D":
                count += 1
                row = values(body)
                if not is_check:
                    sys.stdout.write("\t".join("NULL" if v is None else v for v in row) + "\n")
                elif not all(map(holds, row, types)):
                    stop(statement, f"the test returned {tuple(row)}")
            elif kind == "C" and is_check and types and not count:
                stop(statement, "the test returned no row")
            elif kind == "d" and not is_check:
                sys.stdout.write(body.decode(errors="replace"))
    except Refused as error:
        sys.stdout.flush()
        stop(statement, words(error.fields), error.fields.get("P"))


def holds(value: str | None, type_number: int) -> bool:
    """Whether a test's value is neither NULL, false, 0 nor ''."""
    if not value:
        return False
    if type_number == BOOLEAN:
        return value == "t"
    return type_number not in NUMBERS or float(value) != 0


def main() -> None:
    """Do one task; leaves with status 1 where it fails."""
    task, *names = sys.argv[1:]
    end = names.pop() if task == "test" else ""
    if task == "test":
        names.append("tests.sql")
    server = Server()
    session = server.connect()
    try:
        files = [statements(session, name) for name in names]
        for number, found in enumerate(files if task != "parse" else []):
            for statement in found:
                execute(session, statement, is_check=number > 0)
    except Lost:
        sys.stdout.flush()
        server.explain()
    finally:
        server.stop()
    sys.stdout.write(f"\n{end}\n" if end else "")
