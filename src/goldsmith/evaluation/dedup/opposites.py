"""Words that exclude each other: of one line of opposites, or told apart by a prefix."""

from __future__ import annotations

from functools import lru_cache

from goldsmith.evaluation.dedup.reading import choices

_PREFIXES = (
    "un", "in", "im", "ir", "il", "non", "dis", "de", "en", "ex", "as", "a", "an", "up", "down", "pre", "post", "over",
    "under", "inter", "intra", "sub", "super", "multi", "single", "uni", "bi", "anti", "mis", "out", 
)  # fmt: skip


@lru_cache(maxsize=65_536)
def are_opposite(a: str, b: str) -> bool:
    """Two keys that never mean the same: of one line of opposites, or told apart by a prefix (in-, ex-, un-)."""
    if a != b and not choices(a).isdisjoint(choices(b)):
        return True
    return a != b and not _rests(a).isdisjoint(_rests(b))


@lru_cache(maxsize=65_536)
def _rests(key: str) -> frozenset[str]:
    found = {key} if len(key) >= 4 else set()
    found.update(key[len(p) :] for p in _PREFIXES if key.startswith(p) and len(key) - len(p) >= 4)
    return frozenset(found)
