"""How a value shows without being shown, and how it is known again without being kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_FEW_SHOWN_CHARS, _MORE_SHOWN_CHARS = 8, 16
_SECRET = ("KEY", "PASSWORD")
_FINGERPRINT_BYTES = 16


def hinted(value: str, category: str) -> str:
    """Show so much of a value that its owner knows it again, and not more.

    Args:
        value: the value.
        category: of the taxonomy; of short keys and passwords nothing is shown.

    Returns:
        two characters of each end of a value of 16 characters or more, one of 8 to 15, none of a shorter one or of one
        over more lines.
    """
    if "\n" in value or value.startswith("-----"):
        return ELLIPSIS  # private keys begin and end as all do
    if len(value) >= _MORE_SHOWN_CHARS:
        return f"{value[:2]}{ELLIPSIS}{value[-2:]}"
    if len(value) >= _FEW_SHOWN_CHARS and category not in _SECRET:
        return f"{value[0]}{ELLIPSIS}{value[-1]}"
    return ELLIPSIS


def fingerprint(path: Sequence[str], label: str, value: bytes, key: bytes = b"") -> str:
    """Name a value in a file, wherever in the file it stands.

    Args:
        path: what names the file: its path, after the shard and before the commit where there are such.
        label: of the taxonomy.
        value: its bytes.
        key: secret, or salt; at most 64 bytes. Without a secret key, who has the fingerprint can test guesses.

    Returns:
        32 hex digits of keyed BLAKE2b over path, label and the value's own hash, each with its length (RFC 7693).
    """
    hashed = hashlib.blake2b(digest_size=_FINGERPRINT_BYTES, key=key, person=b"goldsmith-scan")
    inner = hashlib.blake2b(value, key=key, person=b"goldsmith-value").digest()
    for part in (*(one.encode("utf-8", "surrogateescape") for one in path), label.encode(), inner):
        hashed.update(len(part).to_bytes(8, "big"))
        hashed.update(part)
    return hashed.hexdigest()
