"""Precision, recall and F1 of a detector by category, with intervals, and the accuracy of subcategories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.domain.errors import InvalidInput
from goldsmith.pii.evaluation.gold import Marked, Window
from goldsmith.pii.evaluation.intervals import Interval, Ratio, f1, interval, precision, recall
from goldsmith.pii.evaluation.matching import SCORED, Counts, Overlap, best_labels, count, is_counted
from goldsmith.pii.taxonomy import CATEGORIES, CATEGORY_OF

RATIOS: Mapping[str, Ratio] = {"f1": f1, "precision": precision, "recall": recall}
_WITH_SUBCATEGORIES = tuple(one for one in CATEGORIES if list(CATEGORY_OF.values()).count(one) > 1)


@dataclass(frozen=True, slots=True)
class Score:
    """What one category scores by one measure.

    Attributes:
        counts: summed over the windows that cover the category.
        values: by name of the ratio, in [0, 1]; None where there is nothing to divide by.
        intervals: of the same; None where fewer than two clusters have anything to count.
    """

    counts: Counts
    values: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]


@dataclass(frozen=True, slots=True)
class LabelAccuracy:
    """How well subcategories are told apart, among gold spans that were found.

    Attributes:
        found: gold spans of the category that a prediction of the category touches.
        right: those whose label, subcategory included, is the gold span's.
        confusion: (gold label, predicted label) to how often.
    """

    found: int
    right: int
    confusion: Mapping[tuple[str, str], int]

    @property
    def accuracy(self) -> float | None:
        """Share of right labels; None where nothing was found."""
        return self.right / self.found if self.found else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a detector scores on gold windows.

    Attributes:
        windows: by category, how many windows cover it.
        clusters: by category, how many repositories (or windows without one) those come from.
        scores: by category and SECRET, then by measure; only what the detector covers.
        labels: by category with subcategories.
    """

    windows: Mapping[str, int]
    clusters: Mapping[str, int]
    scores: Mapping[str, Mapping[Overlap, Score]]
    labels: Mapping[str, LabelAccuracy]


def evaluate(
    windows: Sequence[Window],
    predictions: Sequence[Sequence[Marked]],
    *,
    seed: int = 0,
    covers: Collection[str] = SCORED,
) -> Evaluation:
    """Score predictions.

    Args:
        windows: gold, in any order.
        predictions: for each window what was found in it; places in code points.
        seed: of the intervals.
        covers: what the detector looks for at all: categories, SECRET.

    Raises:
        InvalidInput: there is not one list of predictions a window, or `covers` names what is not scored.
    """
    if len(windows) != len(predictions):
        raise InvalidInput(f"There are {len(windows)} windows and predictions for {len(predictions)}.")
    if unknown := sorted(set(covers) - set(SCORED)):
        raise InvalidInput(
            f"Nothing is scored by the name {unknown[0]!r}.", hint=f"There are {', '.join(SCORED)}."
        )
    pairs = list(zip(windows, predictions, strict=True))
    wanted = [scored for scored in SCORED if scored in covers]
    counted = {scored: [pair for pair in pairs if is_counted(pair[0], scored)] for scored in wanted}
    return Evaluation(
        windows={scored: len(counted[scored]) for scored in wanted},
        clusters={scored: len(_clusters(counted[scored], scored, Overlap.ANY)) for scored in wanted},
        scores={
            scored: {
                overlap: _score(_clusters(counted[scored], scored, overlap), seed) for overlap in Overlap
            }
            for scored in wanted
        },
        labels={one: _labels(counted[one], one) for one in wanted if one in _WITH_SUBCATEGORIES},
    )


def _clusters(
    pairs: Iterable[tuple[Window, Sequence[Marked]]], scored: str, overlap: Overlap
) -> list[Counts]:
    clusters: dict[str | int, Counts] = {}
    for at, (window, given) in enumerate(pairs):
        name = at if window.repository is None else window.repository
        before = clusters.get(name, Counts(0, 0, 0, 0))
        clusters[name] = Counts(*map(sum, zip(before, count(window, given, scored, overlap), strict=True)))
    return list(clusters.values())


def _score(clusters: Sequence[Counts], seed: int) -> Score:
    sums = np.array(clusters, np.float64).reshape(-1, 4).sum(axis=0)
    values = {name: float(ratio(sums)) for name, ratio in RATIOS.items()}
    return Score(
        Counts(*(int(one) for one in sums)),
        {name: None if np.isnan(value) else value for name, value in values.items()},
        {name: interval(clusters, ratio, seed) for name, ratio in RATIOS.items()},
    )


def _labels(pairs: Iterable[tuple[Window, Sequence[Marked]]], category: str) -> LabelAccuracy:
    confusion = Counter(labels for window, given in pairs for labels in best_labels(window, given, category))
    right = sum(times for (gold, given), times in confusion.items() if gold == given)
    return LabelAccuracy(confusion.total(), right, dict(sorted(confusion.items())))
