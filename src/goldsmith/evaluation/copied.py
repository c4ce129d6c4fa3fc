"""How much of a text was taken from others word by word."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from goldsmith.evaluation.ngrams import hashes_of, words_of

RUN_WORDS = 5
"""Words in a row that two people seldom write alike by accident."""


def copied_share(text: str, sources: Iterable[str], *, run_words: int = RUN_WORDS) -> float:
    """Share of the words of a text that stand in a run of words found in a source, in [0, 1].

    Case, signs and spaces do not count. A text shorter than a run has 0: too short to say. Changed words break
    runs, so a reworded copy scores low; a quotation or a common phrase scores like a copy.

    Args:
        text: what was written.
        sources: what was shown.
        run_words: length of a run, >= 1.
    """
    tokens = [word for word, _ in words_of(text)]
    runs = hashes_of(tokens, run_words)
    if not len(runs):
        return 0.0
    known = [hashes_of([word for word, _ in words_of(source)], run_words) for source in sources]
    if not known:
        return 0.0
    is_found = np.isin(runs, np.concatenate(known))
    is_copied = np.zeros(len(tokens), dtype=bool)
    for at in np.flatnonzero(is_found):
        is_copied[at : at + run_words] = True
    return float(is_copied.mean())
