"""Windows as rows to learn from: candidates with their features and the label each should get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goldsmith.pii.candidates.people import PEOPLE
from goldsmith.pii.candidates.secret_values import SECRET_VALUES
from goldsmith.pii.evaluation import Window
from goldsmith.pii.model import features, windows
from goldsmith.pii.model.features import Features
from goldsmith.pii.model.letters import Letters
from goldsmith.pii.model.windows import Candidate
from goldsmith.pii.scan.recogniser import Recogniser
from goldsmith.pii.scan.scanner import Scanner
from goldsmith.pii.taxonomy import AMBIGUOUS, CATEGORY_OF

_EXACT = 0.85
"""Intersection over union from which a candidate stands for a span."""
_NEAR = 0.5
"""Where no candidate is exact, those from here on stand for the span."""
_LEFT_OUT = -1


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of candidates and what may come out of it.

    Attributes:
        key: of its part in the model file.
        proposer: finds the candidates.
        labels: of the classes; the first is "" and means nothing.
    """

    key: str
    proposer: Recogniser[Candidate]
    labels: tuple[str, ...]

    @property
    def categories(self) -> frozenset[str]:
        """What a window must cover to teach it that a candidate is nothing."""
        return frozenset(CATEGORY_OF[label] for label in self.labels[1:])


SECRETS = Kind("secrets", SECRET_VALUES, ("", "KEY", "PASSWORD", "ID"))
PEOPLE_KIND = Kind(
    "people",
    PEOPLE,
    ("", "NAME", "NAME_LICENSE", "NAME_EXAMPLE", "USERNAME", "USERNAME_LICENSE", "USERNAME_EXAMPLE"),
)
KINDS = (SECRETS, PEOPLE_KIND)


@dataclass(frozen=True, slots=True)
class Examples:
    """n candidates of many windows.

    Attributes:
        features: of the candidates.
        classes: (n,), index into the kind's labels; -1 is left out of training, for nobody can say.
        windows: (n,), index of the window of each.
        starts, ends: (n,), code points of the window's text.
    """

    features: Features
    classes: npt.NDArray[np.int64]
    windows: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.classes)

    def rows(self, at: npt.NDArray[np.int64]) -> Examples:
        """Some of them, in the order given."""
        some = Features(
            {field: rows[at] for field, rows in self.features.indices.items()}, self.features.numbers[at]
        )
        return Examples(some, self.classes[at], self.windows[at], self.starts[at], self.ends[at])


def examples(gold: Sequence[Window], kind: Kind, letters: Letters) -> Examples:
    """All candidates of a kind in the windows that cover any of its categories.

    Args:
        gold: windows; the index of a window is its place here.
        kind: of candidates.
        letters: see `features.compute`.
    """
    scanner = Scanner((kind.proposer,))
    places: list[tuple[bytes, Sequence[Candidate]]] = []
    classes: list[int] = []
    where: list[tuple[int, int, int]] = []
    for index, window in enumerate(gold):
        if not window.covers & kind.categories:
            continue
        data, to_chars = _bytes_of(window.text)
        (hits,) = scanner.hits(data)
        candidates = list(kind.proposer.find(data, hits)) if hits else []
        if not candidates:
            continue
        places.append((data, candidates))
        spans = [(int(to_chars[one.start]), int(to_chars[one.end])) for one in candidates]
        classes.extend(_classes(spans, window, kind))
        where.extend((index, start, end) for start, end in spans)
    parts = [features.compute(windows.cut(places[i : i + 400]), letters) for i in range(0, len(places), 400)]
    table = np.array(where, np.int64).reshape(-1, 3)
    return Examples(_joined(parts), np.array(classes, np.int64), table[:, 0], table[:, 1], table[:, 2])


def _bytes_of(text: str) -> tuple[bytes, npt.NDArray[np.int64]]:
    """The text in UTF-8, and for each byte (and the end) how many code points begin before it."""
    data = text.encode("utf-8", "surrogatepass")
    codes = np.frombuffer(data, np.uint8)
    begins = (codes & 0xC0) != 0x80
    return data, np.concatenate([[0], np.cumsum(begins)]).astype(np.int64)


def _classes(spans: Sequence[tuple[int, int]], window: Window, kind: Kind) -> list[int]:
    best = [_best(start, end, window) for start, end in spans]
    exact = [span for span, (overlap, _) in zip(spans, best, strict=True) if overlap >= _EXACT]
    found = []
    for (start, end), (overlap, label) in zip(spans, best, strict=True):
        if label == AMBIGUOUS or (label == "" and not kind.categories <= window.covers):
            found.append(_LEFT_OUT)
        elif label not in kind.labels:
            found.append(0)  # a value of another category is none of this one
        elif label == "" or overlap >= _EXACT:
            found.append(kind.labels.index(label))
        elif any(start < other_end and other_start < end for other_start, other_end in exact):
            found.append(0 if overlap < 0.8 else _LEFT_OUT)  # another candidate stands for that span, better
        else:
            found.append(kind.labels.index(label) if overlap >= _NEAR else _LEFT_OUT)
    return found


def _best(start: int, end: int, window: Window) -> tuple[float, str]:
    """The span that fits a candidate best: intersection over union, and its label."""
    overlap, label = 0.0, ""
    for span in window.spans:
        shared = min(end, span.end) - max(start, span.start)
        if shared > 0:
            here = shared / (max(end, span.end) - min(start, span.start))
            if here > overlap:
                overlap, label = here, span.label
    return overlap, label


def _joined(parts: Sequence[Features]) -> Features:
    return Features(
        {field: np.concatenate([part.indices[field] for part in parts]) for field in parts[0].indices},
        np.concatenate([part.numbers for part in parts]),
    )
