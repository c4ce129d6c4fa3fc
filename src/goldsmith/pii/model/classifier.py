"""Judges candidates: windows, features, one run of an ONNX graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import onnxruntime

from goldsmith.domain.errors import InvalidInput
from goldsmith.pii.model import features, windows
from goldsmith.pii.model.features import Features
from goldsmith.pii.model.letters import Letters
from goldsmith.pii.model.model_file import Part
from goldsmith.pii.model.windows import Candidate

_BATCH = 512
"""Candidates in one run: enough for vectors to pay, few enough to stay in the caches and in memory."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate and what the model thinks of it.

    Attributes:
        document: index of its document.
        start, end: bytes.
        label: the likeliest label of the taxonomy.
        confidence: that the candidate is any of the labels, in [0, 1].
        reported: whether the label's threshold is reached.
    """

    document: int
    start: int
    end: int
    label: str
    confidence: float
    reported: bool


class Classifier:
    """The model of one kind of candidates. One thread; made once a process."""

    def __init__(self, part: Part, letters: Letters) -> None:
        """Open the graph.

        Raises:
            InvalidInput: onnxruntime refuses the graph.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                part.graph, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors have no base but Exception
            raise InvalidInput(
                f"The model's graph cannot be opened: {error}",
                hint="Train the model anew: goldsmith pii train.",
            ) from error
        self._letters = letters
        self._labels = part.labels
        self._thresholds = np.array([part.thresholds.get(label, 0.5) for label in part.labels], np.float32)

    def judge(self, places: Sequence[tuple[bytes, Sequence[Candidate]]]) -> Iterator[Judged]:
        """Judge the candidates of several documents, in their order.

        Cost: about 50 microseconds a candidate.
        """
        for batch in _batches(places):
            probabilities = self.probabilities([(places[document][0], some) for document, some in batch])
            best = probabilities[:, 1:].argmax(axis=1) + 1
            sure = 1 - probabilities[:, 0]
            row = 0
            for document, some in batch:
                for start, end, _ in some:
                    label, confidence = int(best[row]), float(sure[row])
                    reported = confidence >= self._thresholds[label]
                    yield Judged(document, start, end, self._labels[label], confidence, bool(reported))
                    row += 1

    def probabilities(self, places: Sequence[tuple[bytes, Sequence[Candidate]]]) -> npt.NDArray[np.float32]:
        """(n, n_labels), the probability of each label; rows sum to 1."""
        return self.of_features(features.compute(windows.cut(places), self._letters))

    def of_features(self, seen: Features) -> npt.NDArray[np.float32]:
        """(n, n_labels), the probability of each label."""
        found = [
            self._session.run(
                ["probabilities"],
                {
                    **{field: rows[i : i + _BATCH] for field, rows in seen.indices.items()},
                    "numbers": seen.numbers[i : i + _BATCH],
                },
            )[0]
            for i in range(0, len(seen.numbers), _BATCH)
        ]
        return np.concatenate(found).astype(np.float32)


def _batches(
    places: Sequence[tuple[bytes, Sequence[Candidate]]],
) -> Iterator[list[tuple[int, Sequence[Candidate]]]]:
    batch: list[tuple[int, Sequence[Candidate]]] = []
    room = _BATCH
    for document, (_, candidates) in enumerate(places):
        taken = 0
        while taken < len(candidates):
            some = candidates[taken : taken + room]
            batch.append((document, some))
            taken += len(some)
            room -= len(some)
            if not room:
                yield batch
                batch, room = [], _BATCH
    if batch:
        yield batch
