"""The secret key of a masking run: from a file or the environment, and never written out."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from goldsmith.domain.errors import Conflict, InvalidInput, NotFound

VARIABLE = "GOLDSMITH_MASK_KEY"
LEAST_BYTES = 16
_CHECK_HEX = 16
_VALUE_HEX = 16


@dataclass(frozen=True, slots=True)
class MaskKey:
    """A secret of 16 bytes or more. Who has it can test guesses at masked values.

    Attributes:
        secret: the bytes; not in `repr`.

    Raises:
        InvalidInput: it is too short.
    """

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < LEAST_BYTES:
            raise InvalidInput(
                f"A mask key has {LEAST_BYTES} bytes or more; this one has {len(self.secret)}.",
                hint=f"Make one with 32 random bytes: openssl rand -hex 32. Give it in {VARIABLE} or a file.",
            )

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> MaskKey:
        """Read GOLDSMITH_MASK_KEY; white space around it does not count.

        Raises:
            NotFound: the variable is not set.
            InvalidInput: the key is too short.
        """
        text = (os.environ if environment is None else environment).get(VARIABLE, "").strip()
        if not text:
            raise NotFound(
                f"There is no mask key: {VARIABLE} is not set.",
                hint="Make one and keep it: head -c 32 /dev/urandom | base64 > mask.key; then --key-file mask.key.",
            )
        return cls(text.encode())

    @classmethod
    def from_file(cls, path: Path) -> MaskKey:
        """Read the first 4 KB of a file; white space around the key does not count.

        Raises:
            NotFound: there is no such file, or it cannot be read.
            InvalidInput: the key is too short.
        """
        try:
            with path.open("rb") as file:
                return cls(file.read(4096).strip())
        except OSError as error:
            raise NotFound(
                f"The key file {path} cannot be read: {error.strerror}.",
                hint="Check the path and its rights.",
            ) from None

    @classmethod
    def generate(cls, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> MaskKey:
        """Make a new key of 32 random bytes, written as 64 hex digits."""
        return cls(random_bytes(32).hex().encode())

    def save(self, path: Path) -> None:
        """Write the key to a new file that only its owner can read.

        Raises:
            Conflict: the file exists; a key is never overwritten, for what it masked would be lost with it.
        """
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise Conflict(f"There is a file {path} already.", hint="Use it, or name another.") from None
        with os.fdopen(handle, "wb") as file:
            file.write(self.secret + b"\n")

    @property
    def check(self) -> str:
        """What may be stored to know the key again: a keyed hash of a constant, 16 hex digits."""
        return self.keyed(b"check", b"goldsmith mask key")[: _CHECK_HEX // 2].hex()

    def require(self, check: str) -> None:
        """Refuse to go on with another key than before.

        Raises:
            Conflict: `check` is of another key.
        """
        if not secrets.compare_digest(check, self.check):
            raise Conflict(
                f"This run was begun with another mask key: its check value is {check}, not {self.check}.",
                hint=f"Give the first key in {VARIABLE} or its file, or write to a new folder.",
            )

    def value_hash(self, category: str, value: str) -> str:
        """The keyed hash of a value over the whole corpus, 16 hex digits (64 bits)."""
        return self.keyed(b"value", category.encode(), encoded(value))[: _VALUE_HEX // 2].hex()

    def keyed(self, use: bytes, *parts: bytes) -> bytes:
        """32 bytes of keyed BLAKE2b over the parts, each with its length; another use gives other bytes.

        Source: RFC 7693, section 2.9 (keyed mode) and BLAKE2's personalisation.
        """
        # The key block holds 64 bytes: a longer key is hashed to that size first.
        key = self.secret if len(self.secret) <= 64 else hashlib.blake2b(self.secret).digest()
        hashed = hashlib.blake2b(digest_size=32, key=key, person=b"goldsmith" + use)
        for part in parts:
            hashed.update(len(part).to_bytes(8, "big"))
            hashed.update(part)
        return hashed.digest()


def encoded(value: str) -> bytes:
    """UTF-8, with bytes that are not valid UTF-8 as they were."""
    return value.encode("utf-8", "surrogateescape")
