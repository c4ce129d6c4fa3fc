"""Git, asked what is where. Nothing of the repository runs: no hooks, no filters, no configuration of the user."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Self

from goldsmith.corpus.errors import SourceUnreadable
from goldsmith.corpus.readers.git import git_command, git_environment

_TIMEOUT_S = 600.0
_CHUNK_BYTES = 1 << 20


def ask_git(arguments: Sequence[str], folder: Path) -> bytes | None:
    """Output of a git command in a folder; None if it failed or git is not installed."""
    try:
        done = subprocess.run(
            git_command(arguments, str(folder)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=git_environment(),
            timeout=_TIMEOUT_S,
        )
    except (SourceUnreadable, OSError):
        return None
    return done.stdout if done.returncode == 0 else None


def records(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[bytes]:
    """Records of a git command, which end with NUL, as they come.

    Raises:
        SourceUnreadable: git is not installed, or failed.
    """
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            git_command(arguments, str(folder)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**git_environment(), **environment},
        ) as process,
    ):
        assert process.stdout is not None
        try:
            rest = b""
            while chunk := process.stdout.read(_CHUNK_BYTES):
                *whole, rest = (rest + chunk).split(b"\0")
                yield from whole
            if rest:
                yield rest
            process.wait(_TIMEOUT_S)
        finally:
            process.kill()
        if process.returncode != 0:
            log.seek(0)
            said = log.read().decode("utf-8", "replace").strip() or "it gave no reason"
            raise SourceUnreadable(f"Git failed in {folder}: {said}.", hint="Try git fsck there.")


def work_tree_of(folder: Path) -> Path | None:
    """The root of the git work tree a folder is in, or None."""
    shown = ask_git(["rev-parse", "--show-toplevel"], folder)
    root = os.fsdecode(shown.removesuffix(b"\n")) if shown else ""
    return Path(root) if root else None


class Blobs:
    """One `git cat-file --batch`, asked blob by blob."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            git_command(["cat-file", "--batch"], str(folder)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=git_environment(),
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in: IO[bytes] = self._process.stdin
        self._out: IO[bytes] = self._process.stdout

    def read(self, oid: str, limit_bytes: int) -> tuple[bytes, int]:
        """Content and size of a blob; past the limit the content is empty, and not held in memory.

        Raises:
            OSError: git does not have it, or has ended.
        """
        self._in.write(oid.encode("ascii") + b"\n")
        self._in.flush()
        header = self._out.readline().split()
        if len(header) != 3 or header[1] != b"blob":
            raise OSError("the object is missing or corrupt")
        size_bytes = int(header[2])
        if size_bytes <= limit_bytes:
            data = self._out.read(size_bytes)
        else:
            data = b""
            left = size_bytes
            while left > 0:
                left -= len(self._out.read(min(left, _CHUNK_BYTES))) or left
        self._out.read(1)  # the line end that closes each answer
        return data, size_bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()
