"""From which probability on a label is reported: where F1 on windows that were not trained on is best."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from goldsmith.pii.evaluation import Window
from goldsmith.pii.taxonomy import AMBIGUOUS, CATEGORY_OF
from goldsmith.pii.training.examples import Examples, Kind

_GRID = np.round(np.arange(0.4, 0.925, 0.025), 3)
"""Nothing is reported that is less likely than not by much, whatever a few windows say."""
_DEFAULT = 0.5
_EXAMPLE = 0.9
"""People often pass over a dummy such as John Doe, and nobody is harmed by one: report it only when sure."""
_AT_LEAST = {"USERNAME": 0.8}
"""Real windows with marked handles are few, and an annotation or a variable looks like one: be sure."""
_LEAST_SPANS = 20
"""With fewer spans of a category the best threshold is chance, and the default is safer."""


def choose(
    gold: Sequence[Window],
    groups: Sequence[npt.NDArray[np.int64]],
    some: Examples,
    probabilities: npt.NDArray[np.float32],
    kind: Kind,
) -> dict[str, float]:
    """The threshold of each label; labels of one category share it, but for its dummies.

    Args:
        gold: the windows of the examples.
        groups: rows of the examples whose F1 counts alike however large they are: real windows, planted ones.
        some: candidates of windows that the model of the probabilities did not see.
        probabilities: (n, labels of the kind).
        kind: of the candidates.
    """
    sure = 1 - probabilities[:, 0]
    categories = np.array(["", *(CATEGORY_OF[label] for label in kind.labels[1:])])
    guessed = categories[probabilities[:, 1:].argmax(axis=1) + 1]
    chosen = {}
    for category in kind.categories:
        curves = [
            curve
            for rows in groups
            if (curve := _curve(gold, some, sure, guessed, rows, category)) is not None
        ]
        best = _DEFAULT
        if curves:
            mean = np.mean(curves, axis=0)
            if mean.max() > 0:  # of equally good ones the strictest
                best = float(_GRID[np.flatnonzero(mean == mean.max())[-1]])
        for label in kind.labels[1:]:
            if CATEGORY_OF[label] == category:
                least = _EXAMPLE if label.endswith("_EXAMPLE") else _AT_LEAST.get(category, 0.0)
                chosen[label] = max(best, least)
    return chosen


def _curve(
    gold: Sequence[Window],
    some: Examples,
    sure: npt.NDArray[np.float32],
    guessed: npt.NDArray[np.str_],
    rows: npt.NDArray[np.int64],
    category: str,
) -> list[float] | None:
    """F1 at each threshold of the grid, or None where there is too little to tell."""
    covered = {i for i in set(some.windows[rows].tolist()) if category in gold[i].covers}
    n_spans = sum(CATEGORY_OF.get(span.label) == category for i in covered for span in gold[i].spans)
    if n_spans < _LEAST_SPANS:
        return None
    mine = rows[(guessed[rows] == category) & np.isin(some.windows[rows], list(covered))]
    return [_f1(gold, some, sure, mine, category, n_spans, float(at)) for at in _GRID]


def _f1(
    gold: Sequence[Window],
    some: Examples,
    sure: npt.NDArray[np.float32],
    mine: npt.NDArray[np.int64],
    category: str,
    n_spans: int,
    threshold: float,
) -> float:
    at = mine[sure[mine] >= threshold]
    kept: dict[int, list[tuple[int, int]]] = {}
    for i in at[np.argsort(-sure[at], kind="stable")]:
        taken = kept.setdefault(int(some.windows[i]), [])
        start, end = int(some.starts[i]), int(some.ends[i])
        if not any(start < other_end and other_start < end for other_start, other_end in taken):
            taken.append((start, end))
    right = wrong = touched = 0
    for window, taken in kept.items():
        spans = [one for one in gold[window].spans if CATEGORY_OF.get(one.label) == category]
        unclear = [one for one in gold[window].spans if one.label == AMBIGUOUS]
        for start, end in taken:
            if any(start < one.end and one.start < end for one in spans):
                right += 1
            elif not any(start < one.end and one.start < end for one in unclear):
                wrong += 1
        touched += sum(any(start < one.end and one.start < end for start, end in taken) for one in spans)
    precision, recall = right / max(1, right + wrong), touched / n_spans
    return 2 * precision * recall / max(1e-9, precision + recall)
