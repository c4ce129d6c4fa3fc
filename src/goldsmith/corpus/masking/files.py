"""Files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from goldsmith.domain.errors import GoldsmithError

PART = ".part"
_PART_NAME = re.compile(r"\.[0-9a-f]{12}\.part\Z")
_FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the quota is used up",
    errno.EFBIG: "a file may not be larger",
}


class CannotWrite(GoldsmithError):
    """The output cannot be written, for example because the disk is full."""

    code = "cannot_write"


@contextlib.contextmanager
def whole_file(path: Path, *, waits: bool = True) -> Iterator[BinaryIO]:
    """A file that appears under its name when all of it is on the disk; on an error nothing is left.

    Without `waits` it is whole, but on the disk only after `sync_all`: for many small files.

    Two processes may write the same file at once: each has a temporary name of its own, and the last one stays.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{_short(path)}.{uuid.uuid4().hex[:12]}{PART}")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            if waits:
                os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    if waits:
        sync_folder(path.parent)


def sync_all() -> None:
    """Wait until all files that were written are on the disk."""
    os.sync()


def write_whole(path: Path, data: bytes | memoryview) -> None:
    """Write a file at once; see `whole_file`."""
    with whole_file(path) as file:
        file.write(data)


def _short(path: Path) -> str:
    """A name that leaves room for more: names have at most 255 bytes."""
    return path.name.encode()[:100].decode("utf-8", "ignore")


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; some file systems cannot, and need not."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def remove_parts(out: Path) -> None:
    """Remove what killed processes left behind of an output: a folder, or a file. Nothing of others is touched."""
    if out.is_dir():
        left = (path for path in out.rglob(f".*{PART}") if _PART_NAME.search(path.name))
    else:
        left = (
            path
            for path in out.parent.glob(f".*{PART}")
            if _PART_NAME.sub("", path.name) == f".{_short(out)}"
        )
    for path in left:
        path.unlink(missing_ok=True)


def cannot_write(error: OSError, where: Path) -> CannotWrite:
    """The error of an output that cannot be written, in words."""
    why = _FULL.get(error.errno or 0) or (error.strerror or str(error)).lower()
    return CannotWrite(
        f"{where} cannot be written: {why}.",
        hint="Make room or choose another folder, then run the same command again: what is finished is kept.",
    )
