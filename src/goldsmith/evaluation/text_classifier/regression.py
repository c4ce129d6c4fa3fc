"""Multinomial logistic regression on a kernel: the model of all texts and one for each fold, in one go.

The weights of a regularised linear model are a mixture of its training texts, W = XᵀA. With more features than texts
it is cheaper to look for A: one product with the n × n matrix XXᵀ a step serves all models, and gives the
logits of the texts a fold left out on the way.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_MEMORY = 5
"""Past steps from which L-BFGS estimates the curvature."""
_HALVINGS = 20
_ENOUGH = 1e-4
"""A step must lower the loss by this share of what the gradient promises (Armijo's rule)."""
_FLAT = 1e-12


@dataclass(frozen=True, slots=True)
class Fitted:
    """Several fitted models of the same texts.

    Attributes:
        mixture: (n_texts, n_models, n_labels), A.
        logits: (n_texts, n_models, n_labels), XXᵀA: of the texts a model was not fitted on as well.
        n_steps: steps taken.
    """

    mixture: Floats
    logits: Floats
    n_steps: int


def fit(
    kernel: Floats,
    targets: Floats,
    used: Floats,
    *,
    penalty: float,
    max_steps: int = 100,
    tolerance: float = 3e-2,
) -> Fitted:
    """Minimise Σ log-loss of the used texts + penalty / 2 · |W|², for each model on its own.

    Args:
        kernel: (n_texts, n_texts), XXᵀ.
        targets: (n_texts, n_labels), 1 at the text's label.
        used: (n_texts, n_models), 1 where a model is fitted on a text, else 0.
        penalty: > 0.
        max_steps: >= 1.
        tolerance: share of its first length at which a gradient counts as zero, in (0, 1).

    Cost: O(n_texts² · n_models · n_labels) a step; 20 to 60 steps.

    Source: L-BFGS, Liu & Nocedal 1989, doi:10.1007/BF01589116.
    """
    problem = _Problem(kernel, targets[:, None, :], used, np.float32(penalty))
    # A point, a gradient or a step is kept as (A, XXᵀA), so that inner products of W need no further product.
    at = np.zeros((2, *used.shape, targets.shape[1]), dtype=np.float32)
    losses, gradient = problem.losses(at), problem.gradient(at)
    first = _dot(gradient, gradient)
    history: deque[_Step] = deque(maxlen=_MEMORY)
    n_steps = 0
    while n_steps < max_steps and (_dot(gradient, gradient) > tolerance**2 * first).any():
        direction = _direction(gradient, history)
        at_next, losses_next = problem.descend(at, losses, direction, _dot(gradient, direction))
        gradient_next = problem.gradient(at_next)
        history.append(_step(at_next - at, gradient_next - gradient))
        at, losses, gradient = at_next, losses_next, gradient_next
        n_steps += 1
    return Fitted(at[0], at[1], n_steps)


@dataclass(frozen=True, slots=True)
class _Problem:
    kernel: Floats
    targets: Floats
    used: Floats
    penalty: np.float32

    def losses(self, at: Floats) -> Floats:
        """One loss a model."""
        logits = at[1]
        top = logits.max(axis=2)
        surprise = (
            np.log(np.exp(logits - top[:, :, None]).sum(axis=2)) + top - (logits * self.targets).sum(axis=2)
        )
        result: Floats = (surprise * self.used).sum(axis=0) + self.penalty / 2 * _dot(at, at)
        return result

    def gradient(self, at: Floats) -> Floats:
        odds = np.exp(at[1] - at[1].max(axis=2, keepdims=True))
        errors = (odds / odds.sum(axis=2, keepdims=True) - self.targets) * self.used[:, :, None]
        mixture = errors + self.penalty * at[0]
        return np.stack([mixture, (self.kernel @ mixture.reshape(len(mixture), -1)).reshape(mixture.shape)])

    def descend(self, at: Floats, losses: Floats, direction: Floats, slope: Floats) -> tuple[Floats, Floats]:
        """Halve each model's step until its loss falls; a model that cannot fall stays where it is."""
        size = np.ones_like(losses)
        for _ in range(_HALVINGS):
            there = at + size[:, None] * direction
            losses_there = self.losses(there)
            is_worse = losses_there > losses + _ENOUGH * size * slope
            if not is_worse.any():
                return there, losses_there
            size = np.where(is_worse, size / 2, size)
        size = np.where(is_worse, 0, size)
        return at + size[:, None] * direction, np.where(is_worse, losses, losses_there)


@dataclass(frozen=True, slots=True)
class _Step:
    moved: Floats
    turned: Floats
    inverse: Floats
    scale: Floats


def _step(moved: Floats, turned: Floats) -> _Step:
    product = _dot(moved, turned)
    is_sound = product > _FLAT
    inverse = np.where(is_sound, 1 / np.where(is_sound, product, 1), 0)
    return _Step(
        moved, turned, inverse, np.where(is_sound, product / np.maximum(_dot(turned, turned), _FLAT), 1)
    )


def _direction(gradient: Floats, history: deque[_Step]) -> Floats:
    """Newton's direction downhill, by the curvature that past steps met."""
    result = gradient.copy()
    shares = []
    for step in reversed(history):
        share = step.inverse * _dot(step.moved, result)
        result -= share[:, None] * step.turned
        shares.append(share)
    # Before the first step nothing is known of the curvature: it is at most half the largest kernel value a text.
    result *= (history[-1].scale if history else 1 / np.maximum(np.sqrt(_dot(gradient, gradient)), 1))[
        :, None
    ]
    for step, share in zip(history, reversed(shares), strict=True):
        result += (share - step.inverse * _dot(step.turned, result))[:, None] * step.moved
    return -result


def _dot(left: Floats, right: Floats) -> Floats:
    """Inner product of the two W, one a model."""
    result: Floats = np.einsum("nmk,nmk->m", left[0], right[1])
    return result
