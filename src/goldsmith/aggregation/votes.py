"""The input of every categorical aggregator: who gave which task which label, as integer codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goldsmith.domain.errors import InvalidInput

Codes = NDArray[np.int64]


class NoVotes(InvalidInput):
    """There is nothing to aggregate."""


@dataclass(frozen=True, eq=False)
class Votes:
    """Categorical answers, one row an answer.

    Rows are kept sorted by task, then worker, whatever their order was, so that no result depends on it.
    The arrays are read-only copies.

    Attributes:
        task: (n,) codes into `tasks`; every task has at least one row.
        worker: (n,) codes into `workers`.
        label: (n,) codes into `labels`, in [0, K).
        tasks: names of tasks.
        workers: names of workers; a worker may have no row.
        labels: names of the K options, also those that nobody chose.

    Raises:
        NoVotes: there are no rows.
        InvalidInput: the arrays differ in length or kind, a code has no name, names repeat, a task has no
            vote, or a worker answered a task twice.
    """

    task: Codes
    worker: Codes
    label: Codes
    tasks: tuple[str, ...]
    workers: tuple[str, ...]
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        names = {"task": self.tasks, "worker": self.workers, "label": self.labels}
        codes = {kind: _checked(kind, getattr(self, kind), names[kind]) for kind in names}
        if len({len(column) for column in codes.values()}) > 1:
            raise InvalidInput("task, worker and label need one entry a row each.")
        if not len(codes["task"]):
            raise NoVotes("There are no votes to aggregate.", hint="Aggregate after the first answers came.")
        key = codes["task"] * len(self.workers) + codes["worker"]
        by_worker = sorting(codes["worker"], len(self.workers))
        order = by_worker[sorting(codes["task"][by_worker], len(self.tasks))]
        self._check_rows(codes, key[order], order)
        for kind, column in codes.items():
            kept = column[order]
            kept.flags.writeable = False
            object.__setattr__(self, kind, kept)

    def _check_rows(self, codes: dict[str, Codes], ordered_key: Codes, order: Codes) -> None:
        twice = np.flatnonzero(ordered_key[1:] == ordered_key[:-1])
        if len(twice):
            row = order[twice[0]]
            worker, task = self.workers[codes["worker"][row]], self.tasks[codes["task"][row]]
            raise InvalidInput(
                f"Worker {worker} answered task {task} twice.", hint="Keep one answer a worker and task."
            )
        silent = np.flatnonzero(np.bincount(codes["task"], minlength=len(self.tasks)) == 0)
        if len(silent):
            raise InvalidInput(f"Task {self.tasks[silent[0]]} has no votes.", hint="Leave it out.")

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, str]], *, labels: Sequence[str] | None = None) -> Votes:
        """Build from names.

        Args:
            rows: (task, worker, label).
            labels: all options in their order; by default those that were chosen, sorted.

        Raises:
            NoVotes: there are no rows.
            InvalidInput: a label is not among `labels`, or a worker answered a task twice.
        """
        given = list(rows)
        if not given:
            raise NoVotes("There are no votes to aggregate.", hint="Aggregate after the first answers came.")
        return cls.from_columns(*zip(*given, strict=True), labels=labels)

    @classmethod
    def from_columns(
        cls,
        tasks: Sequence[str],
        workers: Sequence[str],
        choices: Sequence[str],
        *,
        labels: Sequence[str] | None = None,
    ) -> Votes:
        """Build from names, a column each.

        Args:
            tasks: one name a row.
            workers: likewise.
            choices: the label chosen, likewise.
            labels: as for `from_rows`.

        Raises:
            NoVotes: there are no rows.
            InvalidInput: the columns differ in length, a label is not among `labels`, or a worker answered twice.
        """
        options = list(labels) if labels is not None else sorted(set(choices))
        if unknown := set(choices) - set(options):
            raise InvalidInput(
                f"Votes for unknown labels: {', '.join(sorted(unknown))}.",
                hint=f"The labels are {', '.join(options)}.",
            )
        task_names, worker_names = sorted(set(tasks)), sorted(set(workers))
        return cls(
            _codes(tasks, task_names),
            _codes(workers, worker_names),
            _codes(choices, options),
            tuple(task_names),
            tuple(worker_names),
            tuple(options),
        )

    def counts(self, weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Votes, or their weights, per task and label: (n_tasks, K).

        Args:
            weights: (n,) one a row, or None for 1 each.
        """
        n_labels = len(self.labels)
        flat = np.bincount(
            self.task * n_labels + self.label, weights=weights, minlength=len(self.tasks) * n_labels
        )
        return flat.reshape(-1, n_labels).astype(np.float64)


def _checked(kind: str, column: Codes, names: Sequence[str]) -> Codes:
    array = np.asarray(column)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise InvalidInput(f"{kind} needs a one-dimensional array of integer codes.")
    if len(set(names)) != len(names):
        raise InvalidInput(f"Names of {kind}s repeat.", hint="One name a code.")
    if array.size and (array.min() < 0 or array.max() >= len(names)):
        raise InvalidInput(f"A {kind} code has no name: codes go from 0 to {len(names) - 1}.")
    return array.astype(np.int64)


def sorting(codes: Codes, n_codes: int) -> Codes:
    """Order that sorts codes in [0, n_codes), stable; up to 65,536 codes take a radix sort, far faster."""
    narrow = codes.astype(np.uint16) if n_codes <= np.iinfo(np.uint16).max + 1 else codes
    order: Codes = np.argsort(narrow, kind="stable")
    return order


def _codes(column: Sequence[str], names: Sequence[str]) -> Codes:
    code_of = {name: code for code, name in enumerate(names)}
    return np.fromiter(map(code_of.__getitem__, column), dtype=np.int64, count=len(column))
