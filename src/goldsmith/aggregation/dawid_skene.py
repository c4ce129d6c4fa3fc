"""Dawid and Skene: true labels and a confusion matrix for each worker, by expectation maximisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goldsmith.aggregation.majority_vote import majority_vote
from goldsmith.aggregation.truth import Truth
from goldsmith.aggregation.votes import Votes, sorting
from goldsmith.domain.errors import InvalidInput

Floats = NDArray[np.float64]

_FLOOR = 1e-10
"""Least count and probability: a confusion never seen stays possible."""


@dataclass(frozen=True, eq=False)
class DawidSkeneFit:
    """What the algorithm learned.

    Attributes:
        truth: p_true (n_tasks, K) and each worker's chance of a right answer.
        confusion: (n_workers, K, K) as [worker, true, observed]; the last axis sums to 1.
        prior: (K,) share of each true label.
        log_likelihood: of the votes, before each update of the parameters; one a iteration.
        has_converged: the last gain was within the tolerance.
    """

    truth: Truth
    confusion: Floats
    prior: Floats
    log_likelihood: tuple[float, ...]
    has_converged: bool


def dawid_skene(votes: Votes) -> Truth:
    """Estimate true labels with the default settings of `fit_dawid_skene`."""
    return fit_dawid_skene(votes).truth


def fit_dawid_skene(
    votes: Votes, *, smoothing: float = 0.01, max_iterations: int = 100, tolerance: float = 1e-5
) -> DawidSkeneFit:
    """Estimate true labels and worker confusion by expectation maximisation.

    A worker w answers `observed` to a task of true label `true` with probability
    confusion[w, true, observed], independently of the other workers. Starts from the shares of the
    majority vote; alternates P(true | votes) and the parameters.

    Args:
        votes: one row per (task, worker); label codes in [0, K).
        smoothing: pseudo-count per confusion cell, >= 0. With 0 the log-likelihood never falls.
        max_iterations: >= 1.
        tolerance: stop once the log-likelihood per vote changes by less, >= 0.

    Returns:
        p_true (n_tasks, K), rows sum to 1; confusion (n_workers, K, K) as [worker, true, observed];
        prior (K,); the trace of the log-likelihood. A worker without votes has a uniform confusion.

    Raises:
        InvalidInput: a setting is outside its range.

    Cost: O(rows * K) time an iteration, O(n_workers * K^2 + rows) memory.
    Source: Dawid & Skene 1979, doi:10.2307/2346806.
    """
    if smoothing < 0 or tolerance < 0 or max_iterations < 1:
        raise InvalidInput(
            "Dawid-Skene needs smoothing >= 0, tolerance >= 0 and max_iterations >= 1, "
            f"got {smoothing}, {tolerance} and {max_iterations}."
        )
    rows = _Rows(votes)
    p_true = majority_vote(votes).p_true.T
    trace: list[float] = []
    has_converged = False
    while not has_converged and len(trace) < max_iterations:
        prior, confusion = rows.parameters(p_true, smoothing)
        p_true, log_likelihood = rows.beliefs(prior, confusion)
        has_converged = bool(trace) and abs(log_likelihood - trace[-1]) < tolerance * len(votes.task)
        trace.append(log_likelihood)
    prior, confusion = rows.parameters(p_true, smoothing)
    quality = np.einsum("k,wkk->w", prior, confusion)
    truth = Truth(votes, np.ascontiguousarray(p_true.T), quality)
    return DawidSkeneFit(truth, confusion, prior, tuple(trace), has_converged)


class _Rows:
    """The two steps over one set of votes.

    Arrays have the label first, (K, n), and both steps add up runs of neighbours: votes come sorted by task, which is
    the E-step's order, and `by_cell` puts them in the M-step's. A run is summed several times as fast as scattered
    votes.
    """

    def __init__(self, votes: Votes) -> None:
        self.n_tasks, self.n_workers, self.n_labels = (
            len(votes.tasks),
            len(votes.workers),
            len(votes.labels),
        )
        # One code for (worker, observed): the cells that the M-step sums and the E-step reads.
        self.cell = votes.worker * self.n_labels + votes.label
        self.task_starts = np.searchsorted(votes.task, np.arange(self.n_tasks))
        by_cell = sorting(self.cell, self.n_workers * self.n_labels)
        self.task_by_cell = votes.task[by_cell]
        self.used_cells, self.cell_starts = np.unique(self.cell[by_cell], return_index=True)

    def parameters(self, p_true: Floats, smoothing: float) -> tuple[Floats, Floats]:
        """M-step: prior (K,) and confusion (n_workers, K, K) from beliefs (K, n_tasks)."""
        prior = np.maximum(p_true.mean(axis=1), _FLOOR)
        counts = np.zeros((self.n_labels, self.n_workers * self.n_labels))
        for row, p in zip(counts, p_true, strict=True):
            row[self.used_cells] = np.add.reduceat(p[self.task_by_cell], self.cell_starts)
        return prior / prior.sum(), confusion_of(
            counts.reshape(self.n_labels, self.n_workers, self.n_labels).transpose(1, 0, 2), smoothing
        )

    def beliefs(self, prior: Floats, confusion: Floats) -> tuple[Floats, float]:
        """E-step: beliefs (K, n_tasks) from the parameters, and the log-likelihood of the votes."""
        log_cells = np.log(confusion).transpose(1, 0, 2).reshape(self.n_labels, -1)
        joint = np.stack([np.add.reduceat(row[self.cell], self.task_starts) for row in log_cells])
        joint += np.log(prior)[:, None]
        top = joint.max(axis=0)
        weights = np.exp(joint - top)
        totals = weights.sum(axis=0)
        return weights / totals, float((top + np.log(totals)).sum())


def confusion_of(counts: Floats, smoothing: float) -> Floats:
    """Expected counts as probabilities, both (..., true, observed); the last axis sums to 1."""
    smooth = np.maximum(counts + smoothing, _FLOOR)
    return np.ascontiguousarray(smooth / smooth.sum(axis=-1, keepdims=True))
