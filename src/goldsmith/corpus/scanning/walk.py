"""The files of a folder: those git would take where it is a work tree, else all but tools' own folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from goldsmith.corpus.document import Reason
from goldsmith.corpus.readers.base import is_skipped_folder, shown_path
from goldsmith.corpus.scanning.git_command import ask_git, work_tree_of
from goldsmith.corpus.scanning.located import Unread

_ENVIRONMENT_MARKS = ("pyvenv.cfg", "conda-meta")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file; `file` is its path in Python's spelling, `size_bytes` its size when it was met."""

    file: str
    size_bytes: int


def walk(folder: Path, *, take_all: bool) -> Iterator[FoundFile | Unread]:
    """Files of a folder, sorted by the bytes of their paths; links are never followed.

    Args:
        folder: an absolute path.
        take_all: also take what .gitignore leaves out, and folders of tools (node_modules, .venv). Never .git.
    """
    names = None if take_all else _git_names(folder)
    if names is None:
        yield from _walked(str(folder), take_all=take_all)
        return
    for name in names:
        path = os.path.join(folder, name)  # noqa: PTH118 - a hot loop, and the bytes of the name stay
        try:
            status = os.lstat(path)
        except OSError:
            continue  # in the index, and deleted in the work tree
        if stat.S_ISDIR(status.st_mode):  # a repository in this one: git does not look inside
            yield from walk(Path(path), take_all=take_all)
        elif stat.S_ISREG(status.st_mode):
            yield FoundFile(path, status.st_size)
        else:
            yield _no_file(path, status.st_mode)


def _git_names(folder: Path) -> list[str] | None:
    """Names git keeps or would keep, from the folder; None where git has no say."""
    if work_tree_of(folder) is None:
        return None
    # Who names an ignored folder wants it scanned.
    if ask_git(["check-ignore", "--quiet", "--", "."], folder) is not None:
        return None
    listed = ask_git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"], folder)
    if listed is None:
        return None
    names = {name.rstrip(b"/") for name in listed.split(b"\0")}
    # A submodule that is not checked out lists itself.
    return [os.fsdecode(name) for name in sorted(names - {b"", b".", b".."})]


def _walked(folder: str, *, take_all: bool) -> Iterator[FoundFile | Unread]:
    stack = [folder]
    while stack:
        path = stack.pop()
        try:
            status = os.lstat(path)
            if stat.S_ISREG(status.st_mode):
                yield FoundFile(path, status.st_size)
            elif not stat.S_ISDIR(status.st_mode):
                yield _no_file(path, status.st_mode)
            elif path == folder or not _is_skipped(path, take_all=take_all):
                with os.scandir(path) as children:
                    stack += sorted((child.path for child in children), key=os.fsencode, reverse=True)
        except OSError as error:
            yield Unread(shown_path(path)[0], Reason.UNREADABLE, f"Not readable: {error.strerror or error}.")


def _is_skipped(path: str, *, take_all: bool) -> bool:
    name = os.path.basename(path)  # noqa: PTH119 - a hot loop
    if name == ".git" or take_all:
        return name == ".git"
    return is_skipped_folder(name) or any((Path(path) / mark).exists() for mark in _ENVIRONMENT_MARKS)


def _no_file(path: str, mode: int) -> Unread:
    if stat.S_ISLNK(mode):
        return Unread(shown_path(path)[0], Reason.LINK, "A link is not followed.")
    return Unread(shown_path(path)[0], Reason.LINK, "No regular file: a device, pipe or socket.")
