"""What an engine is asked for, and what it says back: the same for all engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from goldsmith.corpus.masking.plan import Plan
from goldsmith.corpus.masking.shard_work import Notes, Piece
from goldsmith.corpus.masking.shards import Shard

Kind = Literal["shard", "piece", "join", "sign"]


@dataclass(frozen=True, slots=True)
class Task:
    """Something for one worker.

    Attributes:
        kind: `shard` masks a shard; `piece` a part of it; `join` makes a shard of its parts; `sign` writes the
            signatures that duplicates are found by.
        shard: which.
        size_bytes: how much there is to do, about.
        piece: row groups, of a piece.
        number: of a piece; of a join, how many pieces there are.
    """

    kind: Kind
    shard: Shard
    size_bytes: int
    piece: Piece = (0, 1)
    number: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that cannot be done.

    Attributes:
        code: of the error: `source_unreadable`, `columns_missing`, `cannot_write`, `worker_lost`, `failed`.
        detail: what happened.
        hint: what to do, or None.
    """

    code: str
    detail: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a task.

    Attributes:
        task: which.
        marker: of a masked shard; else empty.
        failure: why it was not done, or None.
    """

    task: Task
    marker: Mapping[str, Any] = field(default_factory=dict)
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """The shards of a run that are still to do.

    Attributes:
        plan: of the run.
        run_folder: of the run.
        shards: to do.
        kind: `shard` or `sign`.
        duplicates: rows to leave out: shard's name to rows.
        session: how often the run was begun before; for the markers.
    """

    plan: Plan
    run_folder: Path
    shards: Sequence[Shard]
    kind: Literal["shard", "sign"] = "shard"
    duplicates: Mapping[str, frozenset[int]] = field(default_factory=dict)
    session: int = 0

    def notes(self, shard: Shard) -> Notes:
        """What is known of a shard at first."""
        return Notes(duplicates=self.duplicates.get(shard.name, frozenset()))


OnBytes = Callable[[int], None]


class Engine(Protocol):
    """Runs a job."""

    name: str
    workers: int

    def run(self, job: Job) -> Iterator[Done]:
        """Do all tasks, in any order; one `Done` a shard, as soon as it is done.

        Raises:
            GoldsmithError: the engine cannot go on. What is finished stays.
        """
        ...
