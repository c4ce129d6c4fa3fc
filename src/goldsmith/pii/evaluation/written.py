"""An evaluation as JSON, and as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldsmith.pii.evaluation.intervals import Interval
from goldsmith.pii.evaluation.matching import Overlap
from goldsmith.pii.evaluation.scores import RATIOS, Evaluation, Score

_DIGITS = 4
_SUFFIX = {Overlap.ANY: "", Overlap.MOST: "_most", Overlap.EXACT: "_exact"}


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """All that was measured.

    Returns:
        `f1`, `precision`, `recall` by category, any overlap; the same with `_most` and `_exact`; `counts`: windows,
        clusters, gold, found, predicted, right (any overlap), and the last two with the suffixes; `intervals` by
        category and name of the measure, [low, high] or null; `subcategories`. Values are rounded to 4 digits; null
        where there is nothing to divide by.
    """
    scores = evaluation.scores
    return {
        **{
            name + suffix: {one: _rounded(by[overlap].values[name]) for one, by in scores.items()}
            for overlap, suffix in _SUFFIX.items()
            for name in RATIOS
        },
        "counts": {
            one: {"windows": evaluation.windows[one], "clusters": evaluation.clusters[one], **_counts(by)}
            for one, by in scores.items()
        },
        "intervals": {
            one: {
                name + suffix: _pair(by[overlap].intervals[name])
                for overlap, suffix in _SUFFIX.items()
                for name in RATIOS
            }
            for one, by in scores.items()
        },
        "subcategories": {
            one: {
                "accuracy": _rounded(labels.accuracy),
                "found": labels.found,
                "right": labels.right,
                "confusion": [[*names, times] for names, times in labels.confusion.items()],
            }
            for one, labels in evaluation.labels.items()
        },
    }


def as_rows(evaluation: Evaluation) -> Iterator[tuple[str, ...]]:
    """Rows of a table: category, gold spans, predictions, precision, recall and F1 with intervals, F1 exact."""
    for one, by in evaluation.scores.items():
        any_, exact = by[Overlap.ANY], by[Overlap.EXACT]
        if any_.counts.gold or any_.counts.predicted:
            yield (
                one,
                f"{any_.counts.gold:,}",
                f"{any_.counts.predicted:,}",
                *(_with_interval(any_, name) for name in ("precision", "recall", "f1")),
                _with_interval(exact, "f1"),
            )


COLUMNS = ("category", "gold", "found", "precision", "recall", "F1", "F1 exact")
"""Heads of `as_rows`."""


def _counts(by: Any) -> dict[str, int]:
    counts = dict(by[Overlap.ANY].counts._asdict())
    for overlap in (Overlap.MOST, Overlap.EXACT):
        counts[f"found{_SUFFIX[overlap]}"] = by[overlap].counts.found
        counts[f"right{_SUFFIX[overlap]}"] = by[overlap].counts.right
    return counts


def _with_interval(score: Score, name: str) -> str:
    value, around = score.values[name], score.intervals[name]
    if value is None:
        return "–"
    return f"{value:.3f}" + (f" [{around.low:.3f}, {around.high:.3f}]" if around else "")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _pair(around: Interval | None) -> list[float] | None:
    return None if around is None else [round(end, _DIGITS) for end in around]
