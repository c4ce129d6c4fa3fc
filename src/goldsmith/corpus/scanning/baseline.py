"""A baseline: the findings that are known, so that only new ones are reported. It holds no value."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldsmith.domain.errors import Conflict, InvalidInput, NotFound

VERSION = 1
VARIABLE = "GOLDSMITH_BASELINE_KEY"
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings.

    Attributes:
        salt: random; makes equal values of two projects look different.
        secret: from the environment, or empty. It is not in the file, and without it guesses cannot be tested.
        entries: sorted (path, label, fingerprint), each once.
    """

    salt: bytes
    secret: bytes = field(default=b"", repr=False)
    entries: tuple[tuple[str, str, str], ...] = ()

    @property
    def key(self) -> bytes:
        """The key of its fingerprints, 32 bytes."""
        secret = hashlib.blake2b(self.secret, digest_size=32).digest() if self.secret else b""
        return hashlib.blake2b(self.salt, digest_size=32, key=secret, person=b"goldsmith-base").digest()

    @property
    def check(self) -> str:
        """What tells a wrong secret: a keyed hash of a constant, 16 hex digits."""
        return hashlib.blake2b(b"baseline", digest_size=8, key=self.key).hexdigest()

    @property
    def fingerprints(self) -> frozenset[str]:
        """All of its fingerprints."""
        return frozenset(print_ for _, _, print_ in self.entries)


def new_baseline(secret: bytes = b"", salt: bytes | None = None) -> Baseline:
    """Make an empty baseline with a new salt."""
    return Baseline(secrets.token_bytes(SALT_BYTES) if salt is None else salt, secret)


def with_entries(baseline: Baseline, entries: Iterable[tuple[str, str, str]]) -> Baseline:
    """The same baseline with these findings and no others."""
    return Baseline(baseline.salt, baseline.secret, tuple(sorted(set(entries))))


def read_baseline(path: Path, secret: bytes = b"") -> Baseline:
    """Read a baseline.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is no baseline, or of another version.
        Conflict: it was written with another secret.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFound(
            f"There is no baseline at {path}.", hint="Write one: the same command with --update-baseline."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        words = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InvalidInput(f"The baseline {path} cannot be read: {words}.", hint="Check the file.") from error
    return _parsed(text, str(path), secret)


def _parsed(text: str, path: str, secret: bytes) -> Baseline:
    again = "Write it anew with --update-baseline, after a look at what it lets stand."
    try:
        read: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The baseline {path} is not JSON: {error}.", hint=again) from error
    version = read.get("goldsmith_baseline") if isinstance(read, dict) else None
    if version is None:
        raise InvalidInput(f"{path} is no baseline of Goldsmith.", hint="Name another file.")
    if version != VERSION:
        raise InvalidInput(
            f"The baseline {path} is of version {version}; this Goldsmith reads version {VERSION}.",
            hint=again,
        )
    try:
        salt = bytes.fromhex(read["salt"])
        entries = tuple(
            (str(one["path"]), str(one["label"]), str(one["fingerprint"])) for one in read["findings"]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"The baseline {path} is damaged: {error!r}.", hint=again) from error
    baseline = Baseline(salt, secret, entries)
    if read.get("key_check") != baseline.check:
        raise Conflict(
            f"The baseline {path} was written with another {VARIABLE}, or with none.",
            hint=f"Set {VARIABLE} to what it was then, or name a new file.",
        )
    return baseline


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write a baseline, whole or not at all; one line a finding, so that a diff shows what came and went.

    Raises:
        InvalidInput: the file cannot be written.
    """
    head = {"goldsmith_baseline": VERSION, "salt": baseline.salt.hex(), "key_check": baseline.check}
    lines = [
        json.dumps({"path": name, "label": label, "fingerprint": print_}, ensure_ascii=False)
        for name, label, print_ in baseline.entries
    ]
    body = ",\n".join(f"    {line}" for line in lines)
    text = (
        json.dumps(head, indent=2)[:-2]
        + ',\n  "findings": ['
        + (f"\n{body}\n  ]" if lines else "]")
        + "\n}\n"
    )
    write_whole(path, text)


def write_whole(path: Path, text: str) -> None:
    """Write a text file by a temporary name beside it.

    Raises:
        InvalidInput: it cannot be written.
    """
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            encoding="utf-8",
            errors="backslashreplace",
            dir=path.parent,
            prefix=f".{path.name}.",
            delete=False,
        ) as file:
            try:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                os.chmod(file.name, 0o666 & ~_umask())  # noqa: PTH101
                os.replace(file.name, path)  # noqa: PTH105
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be written: {error.strerror or error}.", hint="Check the folder and its rights."
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
