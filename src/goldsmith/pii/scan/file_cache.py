"""A file that may be lost: read only if whole, written at once or not at all, and never a reason to fail."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

_DIGEST_BYTES = hashlib.sha256().digest_size


def read_cached(path: Path) -> bytes | None:
    """The payload of a file that `write_cached` wrote; None if it is missing, unreadable or damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, payload = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return payload if payload and hashlib.sha256(payload).digest() == digest else None


def write_cached(path: Path, payload: bytes) -> None:
    """Put the payload and its digest into the file, by renaming. On a full or read-only disk nothing happens."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(payload).digest() + payload)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
