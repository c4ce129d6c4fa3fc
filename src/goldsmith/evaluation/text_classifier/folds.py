"""Folds for cross-validation: labels spread evenly, copies of a text together."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

N_FOLDS = 5


def stratified_folds(groups: Sequence[str], labels: Sequence[str], rng: random.Random) -> NDArray[np.int64]:
    """Deal texts into min(5, groups) folds.

    Args:
        groups: (n,) what each text counts as; equal ones land in one fold, for a copy would give the answer away.
        labels: (n,) the label of each text; a group goes by its first.
        rng: source of randomness.

    Returns:
        (n,) in [0, n_folds). Folds differ by at most one group, and so do the groups of a label in them.
    """
    members: dict[str, dict[str, None]] = defaultdict(dict)
    seen: set[str] = set()
    for group, label in zip(groups, labels, strict=True):
        if group not in seen:
            seen.add(group)
            members[label][group] = None
    n_folds = min(N_FOLDS, len(seen))
    fold_of: dict[str, int] = {}
    for label in sorted(members):
        dealt = list(members[label])
        rng.shuffle(dealt)
        for group in dealt:
            # One round over all labels: the next label goes on where the last one stopped.
            fold_of[group] = len(fold_of) % n_folds
    return np.array([fold_of[group] for group in groups], dtype=np.int64)
