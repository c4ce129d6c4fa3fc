"""What a crowd's hours buy: the quality of what is decided, as the person-hours add up."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith.aggregation.merge import AMBIGUOUS
from goldsmith.domain.scoring import SpanCounts, exact_counts
from goldsmith.domain.span import Span
from goldsmith.simulation.audit import AnswerRow
from goldsmith.simulation.measure import merged_truth
from goldsmith.simulation.planting.corpus import CorpusTruth
from goldsmith.simulation.tally import Acknowledged

#: A file and a category key.
_Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign was when its people had worked so long.

    Attributes:
        hours: person-hours of all answers until then.
        items: items that nobody answered again after that: they were finished.
        found: planted spans in them that the dataset has, borders and label exact.
        f1: against everything that was planted, in [0, 1]: what nobody has come to counts as missed.
    """

    hours: float
    items: int
    found: int
    f1: float


def hours_curve(
    rows: Iterable[AnswerRow],
    acknowledged: Sequence[Acknowledged],
    dataset: Iterable[Mapping[str, Any]],
    truth: CorpusTruth,
    *,
    points: int = 200,
) -> list[Progress]:
    """Measure a finished campaign as it would have been at many budgets.

    An item counts from its last answer on, with the marks that the dataset has for it in the end. What is ambiguous
    in the truth, because categories meet, belongs to no item and is left out.

    Args:
        rows: raw answers.
        acknowledged: the crowd's log, in order, with simulated seconds.
        dataset: exported rows.
        truth: of the corpus.
        points: about so many budgets, evenly spread, and the last.

    Returns:
        By hours, rising; empty without an answer.
    """
    wanted: dict[_Place, list[Span]] = defaultdict(list)
    for path, marks in truth.files.items():
        for mark in merged_truth(marks):
            if mark.category != AMBIGUOUS:
                wanted[path, mark.category].append(Span(mark.start, mark.end, mark.label))
    counts = _counts_by_item(rows, dataset, wanted)
    planted = sum(len(marks) for marks in wanted.values())
    answers = [one for one in acknowledged if not one.is_late]
    last = {one.item_id: at for at, one in enumerate(answers)}
    every = max(1, len(answers) // points)
    hours, items, total, curve = 0.0, 0, SpanCounts(), []
    for at, one in enumerate(answers):
        hours += one.seconds / 3600
        if last[one.item_id] == at:
            items += 1
            total += counts.get(one.item_id, SpanCounts())
        if (at + 1) % every == 0 or at + 1 == len(answers):
            everything = SpanCounts(tp=total.tp, fp=total.fp, fn=planted - total.tp)
            curve.append(Progress(hours, items, total.tp, everything.f1))
    return curve


def at_hours(curve: Sequence[Progress], hours: float) -> Progress | None:
    """How far it was when so many hours were used up; None before the first point."""
    at = bisect_right(curve, hours, key=lambda one: one.hours)
    return curve[at - 1] if at else None


def hours_to(curve: Sequence[Progress], f1: float) -> float | None:
    """Person-hours until the F1 was reached for good; None where it never was."""
    below = max((at for at, one in enumerate(curve) if one.f1 < f1), default=-1)
    return curve[below + 1].hours if below + 1 < len(curve) else None


def _counts_by_item(
    rows: Iterable[AnswerRow], dataset: Iterable[Mapping[str, Any]], wanted: Mapping[_Place, Sequence[Span]]
) -> dict[int, SpanCounts]:
    windows = {
        row.item_id: (row.path, row.category, row.start_char, row.start_char + row.chars) for row in rows
    }
    given: dict[_Place, list[Span]] = defaultdict(list)
    for file in dataset:
        for mark in file["spans"]:
            given[file["path"], mark["category"]].append(
                Span(mark["start"], mark["end"], mark["subcategory"])
            )
    counts = {}
    for item_id, (path, category, start, end) in windows.items():
        right, own = (
            [mark for mark in some.get((path, category), ()) if start <= mark.start and mark.end <= end]
            for some in (wanted, given)
        )
        counts[item_id] = exact_counts(right, own)
    return counts
