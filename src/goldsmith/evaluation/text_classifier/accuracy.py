"""How often a classifier is right on texts it was not trained on, and against what."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.interval import DEFAULT_LEVEL, Interval


def wilson_interval(right: int, n: int, level: float = DEFAULT_LEVEL) -> Interval:
    """Interval of a share after `right` of n independent trials; holds for few trials and near 0 and 1, too.

    Raises:
        InvalidInput: not 0 <= right <= n with n >= 1.

    Source: Wilson 1927, doi:10.2307/2276774.
    """
    if not 0 <= right <= n or n < 1:
        raise InvalidInput(f"A share needs 0 <= right <= n and n >= 1, got {right} of {n}.")
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = (right + z * z / 2) / (n + z * z)
    reach = z / (n + z * z) * math.sqrt(right * (n - right) / n + z * z / 4)
    return Interval(max(0.0, centre - reach), min(1.0, centre + reach), level)


@dataclass(frozen=True, slots=True)
class LabelAccuracy:
    """One label's part.

    Attributes:
        label: which.
        n: examples that have it, >= 1.
        n_predicted: examples that were given it.
        right: examples of which both hold.
    """

    label: str
    n: int
    n_predicted: int
    right: int

    @property
    def recall(self) -> float:
        """Of the examples with this label, the share that was given it, in [0, 1]."""
        return self.right / self.n

    @property
    def precision(self) -> float | None:
        """Of the examples given this label, the share that has it, in [0, 1]; None where none was given it."""
        return self.right / self.n_predicted if self.n_predicted else None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What cross-validation found: each example was predicted by a model that had not seen it.

    Such a model knew four fifths of the examples; the classifier itself knows all of them, so it is as good or a
    little better on texts of the same kind. Of texts of another kind this says nothing.

    Attributes:
        n: examples.
        right: examples that were given their own label.
        interval: 95 % interval of the share (Wilson).
        chance: share of the commonest label: what answering it always would reach, in (0, 1).
        labels: one entry a label, by name.
        n_folds: models.
    """

    n: int
    right: int
    interval: Interval
    chance: float
    labels: tuple[LabelAccuracy, ...]
    n_folds: int

    @property
    def value(self) -> float:
        """The share of examples that were given their own label, in [0, 1]."""
        return self.right / self.n

    @property
    def is_better_than_chance(self) -> bool:
        """Whether even the lower end of the interval lies above the chance level."""
        return self.interval.low > self.chance

    def sentence(self) -> str:
        """What stands beside a verdict."""
        found = (
            f"Right on {self.value:.0%} of {self.n} checked examples "
            f"({self.interval.low:.0%} to {self.interval.high:.0%}); "
            f"the commonest answer alone reaches {self.chance:.0%}."
        )
        return found if self.is_better_than_chance else f"{found} That is not surely better than guessing."


def accuracy(labels: Sequence[str], predicted: Sequence[str], n_folds: int) -> Accuracy:
    """Count how often predictions of held-out examples are right.

    Args:
        labels: (n,) true labels, n >= 1.
        predicted: (n,) what was predicted.
        n_folds: models that predicted.

    Raises:
        InvalidInput: there are no examples.
    """
    if not labels:
        raise InvalidInput("Accuracy needs at least one example.")
    has, given = Counter(labels), Counter(predicted)
    both = Counter(label for label, other in zip(labels, predicted, strict=True) if label == other)
    right = both.total()
    return Accuracy(
        n=len(labels),
        right=right,
        interval=wilson_interval(right, len(labels)),
        chance=max(has.values()) / len(labels),
        labels=tuple(LabelAccuracy(label, has[label], given[label], both[label]) for label in sorted(has)),
        n_folds=n_folds,
    )
