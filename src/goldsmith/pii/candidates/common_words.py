"""Words that are frequent in code and prose and are no given names: two of them in capitals are hardly a person."""

from __future__ import annotations

from importlib.resources import files

COMMON_WORDS: frozenset[bytes] = frozenset(
    files("goldsmith.pii.candidates").joinpath("common_words.txt").read_bytes().split()
)
"""4,000 words in lower case, counted in permissively licensed code by `scripts/train_default_model.py`."""
