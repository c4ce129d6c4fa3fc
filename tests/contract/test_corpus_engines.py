"""Every engine gives the same bytes; a real Spark cluster of a master and two workers among them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpora import PYTHONPATH, many, plan, quarantine, rows, tree, write_parquet
from goldsmith.corpus.engines.local import LocalEngine, _tasks
from goldsmith.corpus.engines.spark import SparkEngine, groups_of
from goldsmith.corpus.masking.jobs import Engine, Job
from goldsmith.corpus.masking.run import mask_corpus
from goldsmith.corpus.masking.shards import Shard, plan_corpus
from goldsmith.domain.errors import InvalidInput

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and there is none")
_START_S = 100.0
_ON_LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


@pytest.fixture(autouse=True)
def _workers_find_the_corpora(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", PYTHONPATH)


@dataclass
class Cluster:
    """A standalone Spark on 127.0.0.1."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": PYTHONPATH,
    }
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (tmp_path / f"{name}-{len(started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *arguments],
                stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True,
            )  # fmt: skip
        started.append(process)
        return process

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        start("master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        _wait_for(tmp_path / "master.Master-0.log", "Starting Spark master", 1)
        address = f"spark://127.0.0.1:{port}"
        for number in range(2):
            start(
                "worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0",
                "--work-dir", str(tmp_path / f"work-{number}"), address,
            )  # fmt: skip
        _wait_for(tmp_path / "master.Master-0.log", "Registering worker", 2)
        yield Cluster(address, started[1:])
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(log: Path, words: str, times: int) -> None:
    end = time.monotonic() + _START_S
    while log.read_text(errors="replace").count(words) < times:
        assert time.monotonic() < end, log.read_text(errors="replace")[-2000:]
        time.sleep(0.1)


def run(source: Path, out: Path, engine: Engine, **settings: Any) -> Any:
    return mask_corpus(source, out, plan(**settings), engine)


def test_more_workers_and_cut_shards_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_parquet(tmp_path / "in" / "long.parquet", rows(range(60)))
    write_parquet(tmp_path / "in" / "short.parquet", rows([60, 61]))
    run(tmp_path / "in", tmp_path / "one", LocalEngine(1))
    monkeypatch.setattr("goldsmith.corpus.engines.local._LEAST_PIECE_BYTES", 1000)
    corpus = plan_corpus(tmp_path / "in", tmp_path / "x")
    kinds = [task.kind for task in _tasks(Job(plan(), tmp_path / "x", corpus.shards), 3)]
    assert kinds.count("piece") >= 2
    result = run(tmp_path / "in", tmp_path / "three", LocalEngine(3))
    assert tree(tmp_path / "three") == tree(tmp_path / "one")
    assert not list((result.run_folder).glob("scratch"))


def test_duplicates_are_the_same_for_any_number_of_workers(tmp_path: Path) -> None:
    for number in range(4):
        write_parquet(tmp_path / "in" / f"{number}.parquet", rows(range(number, number + 6)))
    for dedup in ("exact", "minhash"):
        outs = [tmp_path / f"{dedup}{workers}" for workers in (1, 3)]
        for out, workers in zip(outs, (1, 3), strict=True):
            result = run(tmp_path / "in", out, LocalEngine(workers), dedup=dedup)
            assert result.counts["removed", "duplicate"] >= 15
        assert tree(outs[0]) == tree(outs[1])


def test_small_shards_share_a_task_and_large_ones_do_not(tmp_path: Path) -> None:
    shards = [Shard(n, str(n), "parquet", tmp_path, tmp_path, 10 if n else 1000, "") for n in range(101)]
    groups = groups_of(shards, cores=2)
    assert [shard.name for shard in groups[0]] == ["0"]
    assert sorted(int(shard.name) for group in groups for shard in group) == list(range(101))
    assert 4 <= len(groups) <= 12


@pytest.mark.parametrize("missing", ["pyspark", "pandas"])
def test_without_spark_the_engine_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(InvalidInput, match=f"{missing} is not installed") as refused:
        SparkEngine()
    assert "goldsmith[spark]" in (refused.value.hint or "")


@needs_java
@pytest.mark.soak
@pytest.mark.timeout(400)
def test_spark_gives_the_same_bytes_with_a_worker_killed_in_the_middle(
    cluster: Cluster, tmp_path: Path
) -> None:
    source = many(tmp_path)
    extra = {n: "PLEASE WAIT\n" for n in range(400)} | {303: "PLEASE BACKTRACK\n"}
    for shard in range(8):
        write_parquet(
            source / f"more-{shard}.parquet", rows(range(300 + shard * 20, 320 + shard * 20), extra)
        )
    (source / "damaged.parquet").write_bytes(b"PAR1 and no more")
    settings = {"timeout_s": 1.0, "dedup": "exact"}
    run(source, tmp_path / "calm", LocalEngine(2), **settings)
    out = tmp_path / "out"
    markers, victim = out / "_goldsmith" / "markers", cluster.workers[0].pid
    killer = subprocess.Popen([sys.executable, "-c", _KILL_AT_THE_FIRST_MARKER, str(markers), str(victim)])
    engine = SparkEngine(master=cluster.address, settings=_ON_LOOPBACK)
    try:
        result = run(source, out, engine, **settings)
    finally:
        killer.kill()
        killer.wait()
    assert cluster.workers[0].poll() == -signal.SIGKILL
    assert list(result.failures) == ["damaged.parquet"]
    assert tree(out) == tree(tmp_path / "calm")
    assert ("src/303.py", "timeout") in quarantine(out).values()
    assert not list(out.rglob("*.part"))
    again = run(source, out, LocalEngine(1), **settings)
    assert again.skipped == 12 and tree(out) == tree(tmp_path / "calm")


_KILL_AT_THE_FIRST_MARKER = """
import os, pathlib, signal, sys, time
while not list(pathlib.Path(sys.argv[1]).glob("*")):
    time.sleep(0.02)
os.killpg(int(sys.argv[2]), signal.SIGKILL)
"""
