"""A session with PostgreSQL, by its protocol 3.0.

psql is not used: its backslash commands start shells and read files, and it cannot ask the server to parse a
statement without running it.

Source: PostgreSQL 18 documentation, "Frontend/Backend Protocol".
"""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Iterator


class Refused(Exception):
    """The server's answer to a statement it does not take; `fields` by the protocol's letters."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(fields.get("M", ""))
        self.fields = fields


class Lost(Exception):
    """The server has closed the connection."""


class Session:
    """One connection, as the role of the program."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._stream = self._socket.makefile("rb", buffering=1 << 16)
        options = b"user\0program\0database\0program\0client_encoding\0UTF8\0\0"
        self._socket.sendall(struct.pack("!ii", 8 + len(options), 196608) + options)
        for _ in self._answers():
            pass

    def parse(self, text: str) -> None:
        """Have a statement parsed, not run.

        Raises:
            Refused: it has no meaning; also where it names what is not there yet.
        """
        body = b"\0" + text.encode() + b"\0\0\0"
        self._send((b"P", body), (b"S", b""))
        for _ in self._answers():
            pass

    def run(self, text: str, rows: str | None) -> Iterator[tuple[str, bytes]]:
        """Run a statement; yields what it returns: (kind of message, content).

        Args:
            text: the statement.
            rows: what a COPY ... FROM STDIN reads, or None.

        Raises:
            Refused: it failed.
            Lost: the server is gone.
        """
        self._send((b"Q", text.encode() + b"\0"))
        for kind, body in self._answers():
            if kind == "G" and rows is not None:
                self._send((b"d", rows.encode()), (b"c", b""))
            elif kind == "G":
                self._send((b"f", b"there are no rows after the statement\0"))
            else:
                yield kind, body

    def _send(self, *messages: tuple[bytes, bytes]) -> None:
        data = b"".join(kind + struct.pack("!i", 4 + len(body)) + body for kind, body in messages)
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise Lost from error

    def _answers(self) -> Iterator[tuple[str, bytes]]:
        """Messages until the server is ready for the next; notices go to standard error."""
        refused = None
        while True:
            kind, body = self._receive()
            if kind == "Z":
                if refused:
                    raise refused
                return
            if kind == "E":
                refused = Refused(fields(body))
                if refused.fields.get("S") in ("FATAL", "PANIC"):
                    raise refused
            elif kind == "N":
                sys.stderr.write(words(fields(body)) + "\n")
            else:
                yield kind, body

    def _receive(self) -> tuple[str, bytes]:
        try:
            head = self._stream.read(5)
            if len(head) < 5:
                raise Lost
            size = struct.unpack("!i", head[1:])[0] - 4
            body = self._stream.read(size)
        except OSError as error:
            raise Lost from error
        if len(body) < size:
            raise Lost
        return head[:1].decode(), body


def fields(body: bytes) -> dict[str, str]:
    """The fields of an error or a notice."""
    return {part[:1].decode(): part[1:].decode(errors="replace") for part in body.split(b"\0") if part}


def words(said: dict[str, str]) -> str:
    """An error or notice as psql shows it."""
    lines = [f"{said.get('S', 'ERROR')}:  {said.get('M', '')}"]
    for letter, title in (("D", "DETAIL"), ("H", "HINT"), ("W", "CONTEXT")):
        if letter in said:
            lines.append(f"{title}:  {said[letter]}")
    return "\n".join(lines)


def columns(body: bytes) -> tuple[list[str], list[int]]:
    """Names and type numbers of a RowDescription."""
    names, types, at = [], [], 2
    for _ in range(struct.unpack_from("!h", body)[0]):
        end = body.index(b"\0", at)
        names.append(body[at:end].decode(errors="replace"))
        types.append(struct.unpack_from("!i", body, end + 7)[0])
        at = end + 19
    return names, types


def values(body: bytes) -> list[str | None]:
    """The values of a DataRow as text."""
    row: list[str | None] = []
    at = 2
    for _ in range(struct.unpack_from("!h", body)[0]):
        size = struct.unpack_from("!i", body, at)[0]
        at += 4
        row.append(None if size < 0 else body[at : at + size].decode(errors="replace"))
        at += max(size, 0)
    return row
