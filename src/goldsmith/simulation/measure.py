"""How good the result is: final marks, and every annotator alone, against what was planted."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import orjson

from goldsmith.aggregation.merge import MergedSpan, merge
from goldsmith.domain.scoring import SpanCounts, exact_counts, micro
from goldsmith.domain.span import Span
from goldsmith.planner.profiles import Kind
from goldsmith.simulation.audit import FIRST_STAGE, AnswerRow
from goldsmith.simulation.planting.corpus import CorpusTruth
from goldsmith.simulation.planting.labels import PlantedSpan

_SAMPLE_WRONG = 6
_SAMPLE_RIGHT = 9
_SHOWN_CHARS = 60
_Z_95 = 1.959964  # of the normal distribution


@dataclass(frozen=True, slots=True)
class FinalMark:
    """A mark of the dataset or, where it is missing there, of the truth.

    Attributes:
        path: its file.
        line: from 1.
        text: the marked characters, shortened.
        category: category key, or AMBIGUOUS.
        label: label key, or AMBIGUOUS.
        confidence: in [0, 1]; None where the dataset does not have it.
        is_right: in the dataset and in the truth, same borders, same label.
    """

    path: str
    line: int
    text: str
    category: str
    label: str
    confidence: float | None
    is_right: bool


@dataclass(frozen=True, slots=True)
class Final:
    """The dataset against the truth; counts are whole spans, borders and label exact.

    Attributes:
        files: rows of the dataset.
        complete: rows of which every item is decided.
        counts: all marks together.
        by_category: category → counts; AMBIGUOUS is one of them where there are such marks.
        confidences: (confidence, whether right) of every mark.
        samples: some marks to look at, wrong ones among them.
    """

    files: int
    complete: int
    counts: SpanCounts
    by_category: Mapping[str, SpanCounts]
    confidences: Sequence[tuple[float, bool]]
    samples: Sequence[FinalMark]


@dataclass(frozen=True, slots=True)
class Alone:
    """First annotations of single annotators against the truth, spammers left out.

    Attributes:
        by_worker: worker id → counts.
        by_category: category → counts.
        f1_mean: mean over annotators of each one's own micro-F1; 0 without any.
    """

    by_worker: Mapping[int, SpanCounts]
    by_category: Mapping[str, SpanCounts]
    f1_mean: float

    @property
    def counts(self) -> SpanCounts:
        """All annotators together."""
        return micro(self.by_worker.values())


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Marks of about the same confidence.

    Attributes:
        said: their mean confidence, in [0, 1].
        right: how many of them are right.
        marks: how many there are, >= 1.
    """

    said: float
    right: int
    marks: int

    @property
    def share(self) -> float:
        """Share that is right, in [0, 1]."""
        return self.right / self.marks

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the share (Wilson 1927): holds for few marks and shares near 1, too."""
        n, z2 = self.marks, _Z_95**2
        centre = (self.share + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z_95 * math.sqrt(self.share * (1 - self.share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, centre - half), min(1.0, centre + half)


def merged_truth(planted: Iterable[PlantedSpan]) -> tuple[MergedSpan, ...]:
    """The truth of a file as a dataset would say it: where categories intersect, one ambiguous mark."""
    return merge(MergedSpan(mark.start, mark.end, mark.category, mark.label, 1.0, 1) for mark in planted)


def measure_dataset(rows: Iterable[Mapping[str, Any]], truth: CorpusTruth) -> Final:
    """Compare the rows of a dataset with the truth of their files; a file without plants has none.

    Args:
        rows: as exported: `path`, `text`, `spans`, `complete`.
        truth: of the corpus.
    """
    files = complete = 0
    by_category: dict[str, SpanCounts] = defaultdict(SpanCounts)
    marks: list[FinalMark] = []
    for row in rows:
        files += 1
        complete += bool(row["complete"])
        wanted = {
            (s.start, s.end, s.category, s.label): s for s in merged_truth(truth.files.get(row["path"], ()))
        }
        given = {
            (s["start"], s["end"], s["category"], s["subcategory"]): s["confidence"] for s in row["spans"]
        }
        for category in {place[2] for place in (*wanted, *given)}:
            by_category[category] += exact_counts(_spans(wanted, category), _spans(given, category))
        marks += _final_marks(row, wanted.keys(), given)
    confidences = [(mark.confidence, mark.is_right) for mark in marks if mark.confidence is not None]
    ordered = dict(sorted(by_category.items()))
    return Final(files, complete, micro(ordered.values()), ordered, confidences, _samples(marks))


def measure_alone(rows: Iterable[AnswerRow], truth: CorpusTruth, kinds: Mapping[int, Kind]) -> Alone:
    """Score what each annotator marked before anybody checked it.

    Args:
        rows: raw answers; first-round annotations of the first stage are used, late ones too.
        truth: of the corpus.
        kinds: worker id → kind; unknown workers and spammers are left out.
    """
    by_worker: dict[int, SpanCounts] = defaultdict(SpanCounts)
    by_category: dict[str, SpanCounts] = defaultdict(SpanCounts)
    for row in rows:
        kind = kinds.get(row.worker_id)
        if (
            row.spans is None
            or row.template != FIRST_STAGE
            or row.round != 1
            or kind is None
            or kind.is_spammer
        ):
            continue
        right: tuple[Span, ...] = ()
        if row.path in truth.files:
            right = truth.truth_in(row.path, row.category, row.start_char, row.start_char + row.chars)
        counts = exact_counts(right, row.spans)
        by_worker[row.worker_id] += counts
        by_category[row.category] += counts
    # who met nothing to mark and marked nothing says nothing about F1
    scores = [counts.f1 for counts in by_worker.values() if counts != SpanCounts()]
    return Alone(dict(by_worker), dict(sorted(by_category.items())), mean(scores) if scores else 0.0)


def read_dataset(path: Path) -> Iterator[dict[str, Any]]:
    """Read an exported dataset (JSONL), row by row."""
    with path.open("rb") as lines:
        for line in lines:
            yield orjson.loads(line)


def calibration(confidences: Sequence[tuple[float, bool]], edges: Sequence[float]) -> list[CalibrationBin]:
    """Group marks by confidence and see how many are right.

    Args:
        confidences: (confidence in [0, 1], whether right).
        edges: bin edges, rising; the last bin includes its upper edge.

    Returns:
        The bins that are not empty, by confidence.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(len(edges) - 1)]
    for confidence, is_right in confidences:
        at = next((at for at, edge in enumerate(edges[1:]) if confidence < edge), len(bins) - 1)
        bins[at].append((confidence, is_right))
    return [
        CalibrationBin(mean(said for said, _ in some), sum(right for _, right in some), len(some))
        for some in bins
        if some
    ]


_Place = tuple[int, int, str, str]


def _spans(places: Iterable[_Place], category: str) -> list[Span]:
    return [Span(start, end, label) for start, end, own, label in places if own == category]


def _final_marks(
    row: Mapping[str, Any], wanted: Iterable[_Place], given: Mapping[_Place, float]
) -> Iterator[FinalMark]:
    right = set(wanted)
    text = row["text"]
    for place in sorted(right | given.keys()):
        start, end, category, label = place
        shown = " ".join(text[start:end].split())
        yield FinalMark(
            path=row["path"],
            line=text.count("\n", 0, start) + 1,
            text=shown if len(shown) <= _SHOWN_CHARS else shown[: _SHOWN_CHARS - 1] + "…",
            category=category,
            label=label,
            confidence=given.get(place),
            is_right=place in right and place in given,
        )


def _samples(marks: Sequence[FinalMark]) -> list[FinalMark]:
    """Some of the wrong ones and of the right ones, spread over the corpus."""
    wrong = [mark for mark in marks if not mark.is_right]
    right = [mark for mark in marks if mark.is_right]
    return sorted(
        (*_spread(wrong, _SAMPLE_WRONG), *_spread(right, _SAMPLE_RIGHT)),
        key=lambda mark: (mark.path, mark.line),
    )


def _spread(marks: Sequence[FinalMark], n: int) -> list[FinalMark]:
    return [marks[at * len(marks) // n] for at in range(n)] if len(marks) > n else list(marks)
