"""Dawid and Skene as answers come in: one new answer changes one task's belief and its workers' confusion, at once."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from goldsmith.aggregation.dawid_skene import DawidSkeneFit, confusion_of
from goldsmith.domain.errors import InvalidInput

Floats = NDArray[np.float64]

_FLOOR = 1e-10


class LiveDawidSkene:
    """A fit that goes on with every answer.

    Each step is a step of the same expectation maximisation, over one task instead of all: the task's belief is
    computed anew from the confusion of its workers, and their expected counts take the difference. Neal and Hinton
    show that such partial steps never lower the bound on the likelihood, so that the result stays an honest fit
    between two full ones; a full one now and then spreads what was learned to the tasks that got no answer since.

    Not for use from two threads at once.

    Source: Neal & Hinton 1998, doi:10.1007/978-94-011-5014-9_12.
    """

    def __init__(self, fit: DawidSkeneFit, *, smoothing: float = 0.01) -> None:
        """Go on from a fit.

        Args:
            fit: of the answers so far.
            smoothing: as the fit was made with, >= 0.

        Raises:
            InvalidInput: smoothing is negative.
        """
        if smoothing < 0:
            raise InvalidInput(f"Smoothing is a count and cannot be negative, got {smoothing}.")
        votes, p_true = fit.truth.votes, fit.truth.p_true
        self.labels = votes.labels
        self._label_code = {name: code for code, name in enumerate(votes.labels)}
        self._worker_code = {name: code for code, name in enumerate(votes.workers)}
        self._smoothing = smoothing
        n_labels = len(votes.labels)
        counts = np.zeros((len(votes.workers), n_labels, n_labels))
        np.add.at(counts.transpose(0, 2, 1), (votes.worker, votes.label), p_true[votes.task])
        self._counts = [*counts]
        self._prior = p_true.sum(axis=0)
        self._belief = dict(zip(votes.tasks, p_true.copy(), strict=True))
        self._answers: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for task, worker, label in zip(
            votes.task.tolist(), votes.worker.tolist(), votes.label.tolist(), strict=True
        ):
            self._answers[votes.tasks[task]][worker] = label

    def add(self, task: str, worker: str, label: str) -> Floats:
        """Count one answer; a task or worker may be new.

        Returns:
            The task's belief after it, (K,), sums to 1; a copy.

        Raises:
            InvalidInput: the label is not known, or the worker answered the task before.

        Cost: O(answers of the task * K^2); independent of all other tasks.
        """
        observed = self._label_code.get(label)
        if observed is None:
            raise InvalidInput(f"{label} is not a label.", hint=f"The labels are {', '.join(self.labels)}.")
        code = self._worker_code.setdefault(worker, len(self._worker_code))
        if code == len(self._counts):
            self._counts.append(np.zeros((len(self.labels), len(self.labels))))
        answers = self._answers[task]
        if code in answers:
            raise InvalidInput(f"Worker {worker} answered task {task} twice.")
        answers[code] = observed
        if task not in self._belief:
            self._belief[task] = np.zeros(len(self.labels))
        # The new answer enters with the belief that there is; the step below corrects it with the others.
        self._counts[code][:, observed] += self._belief[task]
        return self.settle(task)

    def settle(self, task: str) -> Floats:
        """Compute one task's belief anew and pass the difference on to its workers.

        Raises:
            InvalidInput: nobody answered the task.
        """
        answers = self._answers.get(task)
        if not answers:
            raise InvalidInput(f"Task {task} has no answers.")
        before = self._belief[task]
        confusion = confusion_of(np.stack([self._counts[worker] for worker in answers]), self._smoothing)
        observed = np.fromiter(answers.values(), dtype=np.int64, count=len(answers))
        joint = np.log(confusion[np.arange(len(observed)), :, observed]).sum(axis=0)
        joint += np.log(np.maximum(self._prior, _FLOOR))
        weights = np.exp(joint - joint.max())
        after: Floats = weights / weights.sum()
        change = after - before
        for worker, label in answers.items():
            self._counts[worker][:, label] = np.maximum(self._counts[worker][:, label] + change, 0)
        self._prior = np.maximum(self._prior + change, 0)
        self._belief[task] = after
        found: Floats = after.copy()
        return found

    def belief(self, task: str) -> Floats:
        """The belief of a task, (K,); a copy.

        Raises:
            InvalidInput: nobody answered the task.
        """
        if task not in self._belief:
            raise InvalidInput(f"Task {task} has no answers.")
        found: Floats = self._belief[task].copy()
        return found

    def confusion(self, worker: str) -> Floats:
        """A worker's confusion, (K, K) as [true, observed]; uniform for one without answers."""
        code = self._worker_code.get(worker)
        counts = np.zeros((len(self.labels),) * 2) if code is None else self._counts[code]
        return confusion_of(counts, self._smoothing)
