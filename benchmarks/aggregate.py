"""How fast Dawid and Skene's algorithm is here, beside crowd-kit on the same answers.

    python benchmarks/aggregate.py --json

The crowd is synthetic and seeded: 12,000 tasks, 25 answers each, four labels of shares .55 .25 .15 .05, 1,399 workers
whose numbers of answers follow a Pareto law (a few do most) and whose accuracies follow Beta(4, 4); one in twelve
prefers a label whatever is right. Both sides get the answers as integer codes in memory, start from the majority vote,
add no smoothing and run exactly `iterations` times; crowd-kit computes its bound in each, ours the log-likelihood.

- ratio_to_crowdkit: crowd-kit's seconds by ours, medians of `--repeats` turns that alternate.
- ratio_with_names: the same with names of tasks, workers and labels instead of codes; ours includes coding them.
- ratio_converged: the same with codes, each with its own stopping rule at a tolerance of 1e-5.
- same_labels: share of tasks with the same winner.
- incremental_ms: the median time in which one new answer changes its task's belief and its workers' confusion;
  incremental_p99_ms and incremental_max_ms with it; two of three answers go to tasks with 25 answers before.
- threads: what OMP_NUM_THREADS was set to. Ours has no parallel part; the figure stays the same with two.

Prints one JSON object last.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from goldsmith.aggregation.dawid_skene import DawidSkeneFit, fit_dawid_skene
from goldsmith.aggregation.live_dawid_skene import LiveDawidSkene
from goldsmith.aggregation.votes import Votes

TASKS, WORKERS, PER_TASK = 12_000, 1_399, 25
SHARES = (0.55, 0.25, 0.15, 0.05)
ITERATIONS = 20
TOLERANCE = 1e-5


def crowd(seed: int) -> dict[str, np.ndarray[Any, Any]]:
    """Codes of tasks, workers and labels, one row an answer, in random order; and the truth."""
    rng = np.random.default_rng(seed)
    n, n_labels = TASKS * PER_TASK, len(SHARES)
    task = np.repeat(np.arange(TASKS), PER_TASK)
    keen = rng.pareto(1.2, WORKERS) + 0.2
    keys = rng.exponential(size=(TASKS, WORKERS)) / keen
    # The smallest of exponential clocks: a draw without replacement, in proportion to the rates.
    worker = np.argpartition(keys, PER_TASK, axis=1)[:, :PER_TASK].ravel()
    truth = rng.choice(n_labels, TASKS, p=SHARES)
    accuracy = np.clip(rng.beta(4, 4, WORKERS), 0.2, 0.98)
    other = (truth[task] + rng.integers(1, n_labels, n)) % n_labels
    favourite = rng.integers(n_labels, size=WORKERS)
    label = np.where(rng.random(n) < accuracy[worker], truth[task], other)
    label = np.where((rng.random(WORKERS) < 1 / 12)[worker] & (rng.random(n) < 0.6), favourite[worker], label)
    order = rng.permutation(n)
    return {"task": task[order], "worker": worker[order], "label": label[order], "truth": truth}


def names(kind: str, count: int) -> tuple[str, ...]:
    """Names whose order is that of the codes."""
    return tuple(f"{kind}{number:05}" for number in range(count))


def votes_of(rows: dict[str, np.ndarray[Any, Any]]) -> Votes:
    """The answers as our aggregators take them."""
    return Votes(
        rows["task"],
        rows["worker"],
        rows["label"],
        names("t", TASKS),
        names("w", WORKERS),
        names("l", len(SHARES)),
    )


def fixed(votes: Votes) -> DawidSkeneFit:
    """As many iterations as asked for, whatever they gain."""
    return fit_dawid_skene(votes, smoothing=0, max_iterations=ITERATIONS, tolerance=0)


def clocked(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def against_crowdkit(rows: dict[str, np.ndarray[Any, Any]], repeats: int) -> dict[str, Any]:
    """Ours and crowd-kit's in turns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = importlib.import_module("crowdkit.aggregation").DawidSkene
        frames = importlib.import_module("pandas").DataFrame
        codes = frames({kind: rows[kind] for kind in ("task", "worker", "label")})
        named = frames(
            {
                "task": np.array(names("t", TASKS))[rows["task"]],
                "worker": np.array(names("w", WORKERS))[rows["worker"]],
                "label": np.array(names("l", len(SHARES)))[rows["label"]],
            }
        )
        columns = [named[kind].tolist() for kind in ("task", "worker", "label")]
        calls: dict[str, Callable[[], Any]] = {
            "ours": lambda: fixed(votes_of(rows)),
            "crowdkit": lambda: peer(n_iter=ITERATIONS, tol=-np.inf).fit(codes),
            "ours_with_names": lambda: fixed(Votes.from_columns(*columns)),
            "crowdkit_with_names": lambda: peer(n_iter=ITERATIONS, tol=-np.inf).fit(named),
            "ours_converged": lambda: fit_dawid_skene(votes_of(rows), smoothing=0.0, tolerance=TOLERANCE),
            "crowdkit_converged": lambda: peer(tol=TOLERANCE).fit(codes),
        }
        seconds: dict[str, list[float]] = {name: [] for name in calls}
        last: dict[str, Any] = {}
        for _ in range(repeats):
            for name, call in calls.items():
                took, last[name] = clocked(call)
                seconds[name].append(took)
    median = {name: statistics.median(taken) for name, taken in seconds.items()}
    winners = last["crowdkit"].labels_.sort_index().to_numpy()
    ours: DawidSkeneFit = last["ours"]
    return {
        "ratio_to_crowdkit": round(median["crowdkit"] / median["ours"], 1),
        "ratio_with_names": round(median["crowdkit_with_names"] / median["ours_with_names"], 1),
        "ratio_converged": round(median["crowdkit_converged"] / median["ours_converged"], 1),
        "same_labels": round(float((winners == ours.truth.label).mean()), 5),
        "accuracy": round(float((ours.truth.label == rows["truth"]).mean()), 4),
        "iterations": [len(ours.log_likelihood), len(last["crowdkit"].loss_history_)],
        "iterations_converged": [
            len(last["ours_converged"].log_likelihood),
            len(last["crowdkit_converged"].loss_history_),
        ],
        "seconds": {name: round(value, 4) for name, value in median.items()},
    }


def incremental(rows: dict[str, np.ndarray[Any, Any]], count: int, seed: int) -> dict[str, float]:
    """New answers one by one, to tasks that are there and to new ones."""
    fit = fit_dawid_skene(votes_of(rows))
    prepared, live = clocked(lambda: LiveDawidSkene(fit))
    rng = np.random.default_rng(seed)
    labels = names("l", len(SHARES))
    taken = []
    for number in range(count):
        task = f"new{number}" if number % 3 == 0 else f"t{rng.integers(TASKS):05}"
        worker, label = f"late{number}", labels[rng.integers(len(labels))]
        start = time.perf_counter()
        live.add(task, worker, label)
        taken.append((time.perf_counter() - start) * 1e3)
    return {
        "incremental_ms": round(statistics.median(taken), 4),
        "incremental_p99_ms": round(float(np.quantile(taken, 0.99)), 4),
        "incremental_max_ms": round(max(taken), 4),
        "incremental_prepare_s": round(prepared, 3),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="one line")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rows = crowd(given.seed)
    report = {
        "answers": TASKS * PER_TASK,
        "tasks": TASKS,
        "workers": int(np.unique(rows["worker"]).size),
        "threads": os.environ.get("OMP_NUM_THREADS", "not set"),
        **against_crowdkit(rows, given.repeats),
        **incremental(rows, 5_000, given.seed),
    }
    print(json.dumps(report) if given.json else json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
