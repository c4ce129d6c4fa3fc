"""The engine of one machine: a process a core, the longest work first."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from goldsmith.corpus.engines.losses import Losses
from goldsmith.corpus.engines.process import Death, WorkerProcess, monotonic_s, usable_cores
from goldsmith.corpus.masking.jobs import Done, Failure, Job, Task
from goldsmith.corpus.masking.shard_work import pieces_of
from goldsmith.domain.errors import GoldsmithError, Unavailable

_CLOCK_S = 1.0
_SHARES = 4
"""A shard that is more than a share of a quarter of a worker's part is cut, so that none waits long for the last."""
_IN_VAIN = 20
_LEAST_PIECE_BYTES = 16 << 20
_STOPS = frozenset({"cannot_write"})
"""What goes wrong with one shard of these will go wrong with all."""


class LocalEngine:
    """Runs a job in processes of this machine.

    Args:
        workers: how many; by default one a core.
    """

    name = "local"

    def __init__(self, workers: int | None = None) -> None:
        self.workers = max(1, workers or usable_cores())

    def run(self, job: Job) -> Iterator[Done]:
        """See `Engine.run`."""
        tasks = _tasks(job, self.workers)
        if tasks:
            with TemporaryDirectory(prefix="goldsmith-workers-") as folder:
                yield from _Run(job, tasks, Path(folder), min(self.workers, len(tasks))).dones()


def _tasks(job: Job, workers: int) -> list[Task]:
    """One task a shard, or several where a shard is so large that others would wait for it.

    What comes out does not depend on it: row groups are written apart in any case.
    """
    total = sum(shard.size_bytes for shard in job.shards)
    tasks: list[Task] = []
    for shard in job.shards:
        is_long = workers > 1 and shard.size_bytes * workers * _SHARES > total
        if job.kind != "shard" or shard.form != "parquet" or not is_long:
            tasks.append(Task(job.kind, shard, shard.size_bytes))
            continue
        try:
            # In unpacked bytes, which are about four times those on the disk.
            pieces = pieces_of(shard, job.plan, max(_LEAST_PIECE_BYTES, 4 * total // (workers * _SHARES)))
        except GoldsmithError:
            pieces = []  # the worker says what is wrong with it
        if len(pieces) < 2:
            tasks.append(Task("shard", shard, shard.size_bytes))
            continue
        size = shard.size_bytes // len(pieces)
        tasks += [Task("piece", shard, size, piece, number) for number, piece in enumerate(pieces)]
    return tasks


class _Run:
    """A job on its way."""

    def __init__(self, job: Job, tasks: list[Task], folder: Path, workers: int) -> None:
        self._job, self._folder, self._workers = job, folder, workers
        self._queue: list[tuple[int, int, int, Task]] = []
        self._pieces = Counter(task.shard.name for task in tasks if task.kind == "piece")
        self._left = Counter(self._pieces)
        self._losses: dict[tuple[str, str, int], Losses] = {}
        self._given_up: set[str] = set()
        self._started = self._in_vain = 0
        self._living: list[WorkerProcess] = []
        for task in tasks:
            self._put(task)

    def dones(self) -> Iterator[Done]:
        """Do all tasks."""
        try:
            while self._queue or any(worker.task for worker in self._living):
                self._hand_out()
                busy = [worker for worker in self._living if worker.task]
                ready = wait([worker.connection for worker in busy], timeout=_CLOCK_S)
                now = monotonic_s()
                for worker in busy:
                    if worker.connection in ready:
                        yield from self._hear(worker)
                    else:
                        worker.check_clock(now)
        finally:
            for worker in self._living:
                worker.end()

    def _hand_out(self) -> None:
        idle = [worker for worker in self._living if worker.task is None]
        while self._queue and (idle or len(self._living) < self._workers):
            task = heapq.heappop(self._queue)[-1]
            if task.shard.name in self._given_up:
                continue
            if not idle:
                idle.append(self._start())
            losses = self._losses.setdefault(
                (task.kind, task.shard.name, task.number), Losses(self._job.notes(task.shard))
            )
            idle.pop().give(task, losses.notes)

    def _hear(self, worker: WorkerProcess) -> Iterator[Done]:
        task = worker.task
        if task is None:
            return
        marker: Mapping[str, Any] = {}
        answer = worker.answer()
        if answer is None:
            self._living.remove(worker)
            death = worker.death()
            self._refuse_hopeless(death)
            losses = self._losses[task.kind, task.shard.name, task.number]
            if losses.may_go_on(death):
                self._put(task)
                return
            failure: Failure | None = Failure(
                "worker_lost", f"Workers were lost on it again and again ({death.how})."
            )
        else:
            marker, failure = answer
            self._in_vain = 0
        yield from self._done(Done(task, marker, failure))

    def _refuse_hopeless(self, death: Death) -> None:
        """Stop where every worker dies before it has done anything.

        Raises:
            Unavailable: as many have in a row.
        """
        self._in_vain = 0 if death.watched.serial else self._in_vain + 1
        if self._in_vain >= _IN_VAIN:
            raise Unavailable(
                f"{_IN_VAIN} workers in a row ended before they began ({death.how}): {death.last_words}",
                hint="Check that the memory is enough for a worker, and that this Python can import goldsmith.",
            )

    def _done(self, done: Done) -> Iterator[Done]:
        task, name = done.task, done.task.shard.name
        if done.failure is not None:
            if done.failure.code in _STOPS:
                raise stopped(done.failure)
            if name not in self._given_up:
                self._given_up.add(name)
                yield done
        elif task.kind == "piece":
            self._left[name] -= 1
            if self._left[name] == 0:
                self._put(Task("join", task.shard, task.shard.size_bytes, number=self._pieces[name]))
        else:
            yield done

    def _put(self, task: Task) -> None:
        # Joins free scratch space, so they go first; then the longest.
        place = task.shard.index * 10_000 + task.number
        heapq.heappush(self._queue, (0 if task.kind == "join" else 1, -task.size_bytes, place, task))

    def _start(self) -> WorkerProcess:
        self._started += 1
        worker = WorkerProcess(
            self._job.plan, self._job.run_folder, self._folder, f"worker-{self._started}", self._job.session
        )
        self._living.append(worker)
        return worker


def stopped(failure: Failure) -> GoldsmithError:
    """The error of a run that cannot go on."""
    from goldsmith.corpus.masking.files import CannotWrite

    return CannotWrite(failure.detail, hint=failure.hint)
