"""Samples and orders that are drawn once and stay: a keyed hash of what they are about, no state."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

_SPACE = 1 << 64


def uniform(*key: object) -> float:
    """A number in [0, 1) that depends on the key alone, and looks like chance."""
    text = "\x1f".join(str(part) for part in key)
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    # 53 bits, which a float holds exactly: rounding up could reach 1.
    return (int.from_bytes(digest) >> 11) / (_SPACE >> 11)


def draw(item_id: int) -> Callable[[int], float]:
    """What an item draws at a stage: the same number whenever it is asked."""
    return lambda stage_id: uniform("stage", item_id, stage_id)


def shows_ours_first(item_id: int, worker_id: int) -> bool:
    """Whether a worker sees the experts' answer of a pair on the left: even odds, the same at claim and submit."""
    return uniform("side", item_id, worker_id) < 0.5
