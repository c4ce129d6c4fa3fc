"""The engine of a Spark cluster: the work of the local engine, sent to where Spark has room for it.

Each task gets descriptions of shards and does them with one worker process beside it, exactly as the local engine
does: same function, same guard, same files. Spark's part is to find the machines, and to try again where one is lost.
Input and output must be reachable under the same paths from every machine.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pyarrow as pa

from goldsmith.corpus.engines.local import LocalEngine, stopped
from goldsmith.corpus.masking.jobs import Done, Job
from goldsmith.corpus.masking.run_folder import RunFolder
from goldsmith.corpus.masking.shards import Shard
from goldsmith.domain.errors import GoldsmithError, InvalidInput, Unavailable

_SCHEMA = "done binary"
_GROUP_BYTES = 256 << 20
"""Shards that are small share a task, so that a worker is started for about so many bytes at least."""
_TASKS_A_CORE = 4
_POLL_S = 1.0

Batches = Iterator[pa.RecordBatch]


class SparkEngine:
    """Runs a job on Spark.

    Args:
        workers: shards at a time, at most (`spark.cores.max`, which a standalone cluster keeps); by default all cores.
        master: address of the cluster; by default what Spark itself is configured with.
        settings: more of Spark's settings.

    Raises:
        InvalidInput: pyspark, or pandas which it needs, is not installed.
    """

    name = "spark"

    def __init__(
        self, workers: int | None = None, *, master: str | None = None, settings: dict[str, str] | None = None
    ) -> None:
        try:
            # pandas is not used here, but mapInArrow does not go without it.
            import pandas  # type: ignore[import-untyped]  # noqa: F401
            import pyspark  # noqa: F401
        except ImportError as error:
            raise InvalidInput(
                f"{error.name} is not installed.",
                hint="Install what Spark needs with: pip install 'goldsmith[spark]'. It needs Java 17 or newer, too.",
            ) from None
        self.workers = workers or 0
        self._master, self._settings = master, dict(settings or {})

    def run(self, job: Job) -> Iterator[Done]:
        """See `Engine.run`."""
        if not job.shards:
            return
        from pyspark.sql import SparkSession

        is_guest = SparkSession.getActiveSession() is not None
        spark = self._session()
        try:
            yield from _run(spark, job)
        finally:
            if not is_guest:
                spark.stop()

    def _session(self) -> Any:
        from pyspark.sql import SparkSession

        # The same Python on every machine, unless Spark is told of another.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder: Any = SparkSession.builder.appName("goldsmith mask")
        settings = {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR", **self._settings}
        if self._master is not None:
            builder = builder.master(self._master)
        if self.workers:
            settings["spark.cores.max"] = str(self.workers)
        for name, value in settings.items():
            builder = builder.config(name, value)
        try:
            spark = builder.getOrCreate()
        except Exception as error:  # Py4J's and Spark's own, by way of Java
            raise Unavailable(
                f"Spark does not start: {_first_line(error)}",
                hint="Check that Java 17 or newer is there, and the address after --master.",
            ) from error
        self.workers = self.workers or int(spark.sparkContext.defaultParallelism)
        return spark


def do_shards(payload: bytes, batches: Batches) -> Batches:
    """What a task does: the shards that its rows describe, one after the other.

    Args:
        payload: the job without its shards. It travels with the code, not in the data: the key is in it.
        batches: column `shard`: descriptions.

    Yields:
        column `done`: what became of each.
    """
    job: Job = pickle.loads(payload)
    shards: list[Shard] = []
    duplicates: dict[str, frozenset[int]] = {}
    for batch in batches:
        for described in batch.column("shard").to_pylist():
            shard, own = pickle.loads(described)
            shards.append(shard)
            duplicates[shard.name] = own
    mine = Job(job.plan, job.run_folder, shards, job.kind, duplicates, job.session)
    for done in LocalEngine(1).run(mine):
        yield pa.record_batch([pa.array([pickle.dumps(done)], pa.binary())], names=["done"])


def groups_of(shards: list[Shard], cores: int) -> list[list[Shard]]:
    """Shards for each task, the longest first: alone if they are large, together if they are small and many."""
    total = sum(shard.size_bytes for shard in shards)
    most = min(_GROUP_BYTES, total // max(1, cores * _TASKS_A_CORE))
    groups: list[list[Shard]] = []
    size = 0
    for shard in sorted(shards, key=lambda one: (-one.size_bytes, one.index)):
        if not groups or size + shard.size_bytes > most:
            groups.append([])
            size = 0
        groups[-1].append(shard)
        size += shard.size_bytes
    return groups


def _run(spark: Any, job: Job) -> Iterator[Done]:
    payload = pickle.dumps(Job(job.plan, job.run_folder, (), job.kind, {}, job.session))
    groups = groups_of(list(job.shards), int(spark.sparkContext.defaultParallelism))
    described = [
        [(pickle.dumps((shard, job.notes(shard).duplicates)),) for shard in group] for group in groups
    ]
    # One partition a group, in this order: Spark starts the first ones first.
    rows = spark.sparkContext.parallelize(described, len(groups)).flatMap(_same)
    with warnings.catch_warnings():
        # It imports pandas for this, and warns of a pandas newer than itself; nothing here uses it.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
        frame = spark.createDataFrame(rows, "shard binary").mapInArrow(partial(do_shards, payload), _SCHEMA)
    answers: queue.SimpleQueue[list[Any] | BaseException] = queue.SimpleQueue()
    thread = threading.Thread(target=_collect, args=(frame.collect, answers), daemon=True)
    thread.start()
    told: set[str] = set()
    collected = None
    while collected is None:
        try:
            collected = answers.get(timeout=_POLL_S)
        except queue.Empty:
            yield from _finished(job, told)
    if isinstance(collected, BaseException):
        raise _failed(collected)
    yield from _finished(job, told)
    for row in collected:
        done: Done = pickle.loads(bytes(row[0]))
        if done.task.shard.name not in told:
            yield done


def _same(group: Any) -> Any:
    return group


def _collect(collect: Callable[[], list[Any]], answers: queue.SimpleQueue[list[Any] | BaseException]) -> None:
    try:
        answers.put(collect())
    except BaseException as error:
        answers.put(error)


def _finished(job: Job, told: set[str]) -> Iterator[Done]:
    """Shards whose markers have come since the last time: Spark tells of results only at the end."""
    from goldsmith.corpus.masking.jobs import Task

    folder = RunFolder(job.run_folder)
    for shard in job.shards if job.kind == "shard" else ():
        if shard.name not in told and (marker := folder.marker(shard)) is not None:
            told.add(shard.name)
            yield Done(Task("shard", shard, shard.size_bytes), marker)


def _failed(error: BaseException) -> GoldsmithError:
    if "CannotWrite" in str(error):
        from goldsmith.corpus.masking.jobs import Failure

        line = next((line for line in str(error).splitlines() if "CannotWrite" in line), "")
        return stopped(
            Failure("cannot_write", line.partition("CannotWrite: ")[2] or "The output cannot be written.")
        )
    return Unavailable(
        f"Spark gave up: {_first_line(error)}",
        hint="Look at Spark's log. What is finished stays: run the same command again to go on.",
    )


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines or [type(error).__name__])[0][:300]
