"""A trained classifier of short texts: what it answers, how sure it is, and how good it has proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from goldsmith.evaluation.text_classifier.accuracy import Accuracy
from goldsmith.evaluation.text_classifier.calibration import Calibration, Floats
from goldsmith.evaluation.text_classifier.ngrams import count_ngrams
from goldsmith.evaluation.text_classifier.sketch import Vocabulary, sketch

_BATCH = 256
"""Texts scored at a time: some 50 MB."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the classifier takes a text for.

    Attributes:
        label: the most probable label.
        probability: its probability, in (0, 1).
        runner_up: the second.
        runner_up_probability: its probability, <= probability.
    """

    label: str
    probability: float
    runner_up: str
    runner_up_probability: float


@dataclass(frozen=True, slots=True, eq=False)
class TextClassifier:
    """A linear model over word and character n-grams.

    Attributes:
        labels: what it tells apart, by name; at least two.
        version: names the training examples and the settings: equal versions answer alike.
        accuracy: what cross-validation over the training examples found.
        calibration: how scores become probabilities.
        vocabulary: the n-grams it knows.
        weights: (WIDTH, n_labels), half precision.
        intercept: (n_labels,) scores of a text without any known n-gram.
    """

    labels: tuple[str, ...]
    version: str
    accuracy: Accuracy
    calibration: Calibration
    vocabulary: Vocabulary
    weights: NDArray[np.float16]
    intercept: NDArray[np.float32]

    def predict(self, text: str) -> Prediction:
        """The two most probable labels of a text; where labels tie, the first by name."""
        return self.predict_many([text])[0]

    def predict_many(self, texts: Sequence[str]) -> list[Prediction]:
        """One prediction a text, in order; the same as one by one."""
        return [_best(self.labels, row) for row in self._probabilities(texts)]

    def probabilities(self, text: str) -> dict[str, float]:
        """The probability of every label, in (0, 1), by name; they sum to one."""
        (row,) = self._probabilities([text])
        return dict(zip(self.labels, row.tolist(), strict=True))

    def _probabilities(self, texts: Sequence[str]) -> Floats:
        parts = [self._scores(texts[first : first + _BATCH]) for first in range(0, len(texts), _BATCH)]
        scores = np.concatenate(parts) if parts else np.zeros((0, len(self.labels)))
        return self.calibration.probabilities(scores)

    def _scores(self, texts: Sequence[str]) -> Floats:
        vectors = sketch(count_ngrams(texts), self.vocabulary)
        scores = np.tile(self.intercept.astype(np.float64), (len(texts), 1))
        bounds = np.searchsorted(vectors.text, np.arange(len(texts) + 1))
        # Text by text, so that a text scores the same to the bit whatever stands beside it.
        for at, (first, end) in enumerate(pairwise(bounds)):
            scores[at] += vectors.value[first:end] @ self.weights[vectors.place[first:end]].astype(np.float32)
        return scores


def _best(labels: Sequence[str], probabilities: Floats) -> Prediction:
    first, second = np.argsort(-probabilities, kind="stable")[:2]
    return Prediction(
        labels[first], float(probabilities[first]), labels[second], float(probabilities[second])
    )
