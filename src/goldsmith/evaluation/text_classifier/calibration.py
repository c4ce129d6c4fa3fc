"""From scores to probabilities that mean what they say: one temperature, learnt from held-out texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SHARPNESS = np.geomspace(1 / 64, 64, 241)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores become probabilities: (1 - doubt) · softmax(sharpness · scores) + doubt / n_labels.

    Attributes:
        sharpness: one over the temperature, > 0.
        doubt: in (0, 1): after n examples the next may still be of a kind none of them showed.
    """

    sharpness: float
    doubt: float

    def probabilities(self, scores: Floats) -> Floats:
        """Probabilities of the labels, (..., n_labels), each >= doubt / n_labels; the last axis sums to one."""
        odds = np.exp(self.sharpness * (scores - scores.max(axis=-1, keepdims=True)))
        sure: Floats = odds / odds.sum(axis=-1, keepdims=True)
        result: Floats = (1 - self.doubt) * sure + self.doubt / scores.shape[-1]
        return result


def calibrate(scores: Floats, truth: NDArray[np.int64]) -> Calibration:
    """Choose the temperature under which held-out texts are least surprising.

    After n right answers of n the aim is not certainty but (n + 1) / (n + 2), so that ten examples cannot make
    a classifier sure.

    Args:
        scores: (n, n_labels) of texts by models that had not seen them, n >= 1.
        truth: (n,) index of the true label.

    Source: Guo et al. 2017, arXiv:1706.04599 (temperature); Platt 1999 (targets that allow for one more error).
    """
    n, n_labels = scores.shape
    doubt = 1 / (n + 2)
    aims = np.full((n, n_labels), doubt / (n_labels - 1))
    aims[np.arange(n), truth] = 1 - doubt
    tried = [Calibration(float(sharpness), doubt) for sharpness in _SHARPNESS]
    surprise = [-(aims * np.log(one.probabilities(scores))).sum() for one in tried]
    return tried[int(np.argmin(surprise))]


def calibration_error(probability: Floats, is_right: NDArray[np.bool_], n_bins: int = 10) -> float:
    """Mean distance between stated and reached shares over bins of equally many predictions, in [0, 1].

    Args:
        probability: (n,) what was stated for the predicted label, n >= 1.
        is_right: (n,) whether it was the true one.
        n_bins: >= 1.
    """
    order = np.argsort(probability, kind="stable")
    bins = [part for part in np.array_split(order, n_bins) if len(part)]
    gaps = [abs(probability[part].mean() - is_right[part].mean()) * len(part) for part in bins]
    return float(np.sum(gaps) / len(probability))
