"""How fast is the detector, and how much memory does it take? On real source, beside peers in the same run.

    python benchmarks/pii_speed.py --json [--mb 80] [--peers-python PATH | --install-peers | --no-peers]
    python benchmarks/pii_speed.py --profile

The source is that of `pii_sample.py`, about 30 languages. Everything but `speedup_2_cores` runs on one core, in
processes of its own, with one thread, after a warm-up; speeds are the best of three runs, and all three are shown.

- mb: size of the source.
- rules_mb_per_s: detection without the model.
- whole_mb_per_s: the whole detector and masking with the default policy; `whole` says how many candidates there are,
  what share of the bytes lies in their windows, and what was found.
- ratio_to_best_peer: rules_mb_per_s by the speed of the fastest peer, `best_peer`, which may look for less; `ratios`
  has every peer, also by processor time, and by processor time with the start of both counted.
- peers: MB/s of each on the same documents, of which slow ones get the first few MB; the start of a program is not
  counted, nor loading. A program reads files, which counts, the detector has them in memory.
- rss_mb: peak of a worker that detects and masks, after three times the data; `memory` has it after one and two.
- speedup_2_cores: `goldsmith mask` over the source as Parquet, seconds with one worker by seconds with two. The
  source is there several times, so that starting does not count for much; `mask` has the seconds.
- core_hours_6_4_tb: what 6.4 TB take at whole_mb_per_s.

Prints one JSON object last.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pii_sample
from goldsmith import __version__
from goldsmith.pii.evaluation.peers import PeerUnavailable, run_peer
from pii_peers import add_options, python_of, wanted

_HERE = Path(__file__).parent
_ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
_PEER_MB = {
    "kingfisher": 80, "betterleaks": 16, "gitleaks": 16, "datatrove": 16, "presidio": 8, "datafog": 8, "scrubadub": 4,
}  # fmt: skip
"""How much of the source a peer gets; others get 1 MB."""
_CORPUS_BYTES = 6.4e12


def measured(what: str, folder: Path, model: Path | None) -> dict[str, Any]:
    """Run one measurement in a process of its own."""
    command = [sys.executable, str(_HERE / "pii_measure.py"), what, str(folder)]
    command += ["--model", str(model)] if model else []
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=dict(os.environ) | _ONE_THREAD)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def speeds(run: dict[str, Any]) -> dict[str, Any]:
    """MB/s of a measurement: the best, all, by processor time, and what was found."""
    mb = run["bytes"] / 1e6
    return {
        "mb_per_s": _rate(mb, run["seconds"]),
        "runs_mb_per_s": [_rate(mb, [one]) for one in run["seconds"]],
        "mb_per_cpu_s": _rate(mb, run["cpu_seconds"]),
        "mb_per_cpu_s_with_start": _rate(mb, [run["start_cpu_s"] + min(run["cpu_seconds"])]),
        "start_s": round(run["start_s"], 2),
        "findings_per_mb": {name: round(times / mb, 2) for name, times in run["found"].items()},
        "changed_per_mb": round(run["changed"] / mb, 2),
    } | _windows(run)


def peer_speeds(documents: list[pii_sample.Document], names: list[str], python: Path) -> dict[str, Any]:
    """MB/s of each peer on the first documents, or why there is none."""
    results: dict[str, Any] = {}
    cores = os.sched_getaffinity(0)
    # Processes inherit it.
    os.sched_setaffinity(0, {max(cores)})
    for name in names:
        texts, mb = _first(documents, _PEER_MB.get(name, 1) * 1e6)
        try:
            run = run_peer(name, texts, python, repeat=3 if mb > 2 else 1, timeout_s=900)
        except PeerUnavailable as error:
            results[name] = {"unavailable": str(error)}
            continue
        results[name] = {
            "mb_per_s": _rate(mb, run.seconds),
            "runs_mb_per_s": [_rate(mb, [one]) for one in run.seconds],
            "mb_per_cpu_s": _rate(mb, run.cpu_seconds),
            "mb_per_cpu_s_with_start": _rate(mb, [run.startup_cpu_s + min(run.cpu_seconds)]),
            "mb": round(mb, 2),
            "startup_s": round(run.startup_s, 2),
            "covers": run.covers,
            "version": run.version,
            "failed": run.failed,
        }
    os.sched_setaffinity(0, cores)
    return results


def mask_seconds(folder: Path, model: Path | None, times: int, repeat: int) -> dict[str, Any]:
    """Seconds of `goldsmith mask` with one and two workers, by turns; the best of each counts."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    environment = dict(os.environ) | _ONE_THREAD | {"GOLDSMITH_MASK_KEY": "a key for measuring"}
    with tempfile.TemporaryDirectory(prefix="goldsmith-speed-") as name:
        corpus = Path(name, "in")
        corpus.mkdir()
        for shard in sorted(folder.glob("*.parquet")):
            for copy in range(times):
                shutil.copy(shard, corpus / f"{copy}-{shard.name}")
        for _ in range(repeat):
            for workers in seconds:
                out = Path(name, "out")
                started = time.perf_counter()
                command = ["goldsmith", "mask", str(corpus), str(out), "--workers", str(workers)]
                command += ["--model", str(model)] if model else []
                command[0] = str(Path(sys.executable).parent / command[0])
                done = subprocess.run(command, check=False, capture_output=True, env=environment)
                if done.returncode:
                    said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
                    return {"unavailable": said[-1] if said else f"exit code {done.returncode}"}
                seconds[workers].append(round(time.perf_counter() - started, 2))
                shutil.rmtree(out)
    best = {workers: min(runs) for workers, runs in seconds.items()}
    return {
        "seconds": {str(workers): runs for workers, runs in seconds.items()},
        "times_the_source": times,
        "speedup": round(best[1] / best[2], 3),
    }


def machine() -> dict[str, Any]:
    """What it was measured on."""
    models = [
        line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")
    ]
    return {
        "cpu": models[0].partition(":")[2].strip() if models else platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "goldsmith": __version__,
    }


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All that the description lists."""
    facts = machine()
    documents = pii_sample.collect(int(options.mb * 1e6), options.seed)
    pii_sample.write(documents, folder, n_shards=16)
    if options.profile:
        return measured("profile", folder, options.model)
    sizes = pii_sample.by_language(documents)
    rules, whole = (speeds(measured(tier, folder, options.model)) for tier in ("rules", "full"))
    memory = measured("memory", folder, options.model)
    masked = (
        {} if options.no_mask else mask_seconds(folder, options.model, options.times, options.repeat_mask)
    )
    peers = peer_speeds(documents, wanted(options), python_of(options))
    asked = {name: one for name, one in peers.items() if "mb_per_s" in one}
    fastest = max(asked, key=lambda name: asked[name]["mb_per_s"], default=None)
    ratios = {
        name: {kind: round(rules[kind] / one[kind], 2) for kind in one if kind.startswith("mb_per")}
        for name, one in asked.items()
    }
    return {
        "mb": round(sum(sizes.values()) / 1e6, 2),
        "rules_mb_per_s": rules["mb_per_s"],
        "whole_mb_per_s": whole["mb_per_s"],
        "ratio_to_best_peer": ratios[fastest]["mb_per_s"] if fastest else None,
        "peers": peers,
        "rss_mb": memory["peak_mb"][-1],
        "speedup_2_cores": masked.get("speedup"),
        "core_hours_6_4_tb": round(_CORPUS_BYTES / 1e6 / whole["mb_per_s"] / 3600, 1),
        "best_peer": fastest,
        "ratios": ratios,
        "rules": rules,
        "whole": whole,
        "memory": memory,
        "mask": masked,
        "documents": len(documents),
        "languages": sizes,
        "machine": facts | {"load_after": round(os.getloadavg()[0], 2)},
    }


def _windows(run: dict[str, Any]) -> dict[str, float]:
    if "candidates" not in run:
        return {}
    return {
        "candidates_per_mb": round(run["candidates"] / run["bytes"] * 1e6, 1),
        "share_of_bytes_in_windows": round(run["window_bytes"] / run["bytes"], 4),
    }


def _rate(mb: float, seconds: Sequence[float]) -> float:
    return round(mb / max(min(seconds), 1e-3), 3)


def _first(documents: list[pii_sample.Document], n_bytes: float) -> tuple[list[tuple[str, str]], float]:
    texts, got = [], 0
    for one in documents:
        if got >= n_bytes:
            break
        texts.append((one.data.decode(), Path(one.path).suffix))
        got += len(one.data)
    return texts, got / 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mb", type=float, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path, help="default: the one in the package")
    parser.add_argument("--times", type=int, default=4, help="how often `mask` gets the source")
    parser.add_argument("--repeat-mask", type=int, default=2)
    parser.add_argument("--no-mask", action="store_true", help="leave `speedup_2_cores` out")
    parser.add_argument("--profile", action="store_true", help="print where the time goes, and nothing else")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    add_options(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="goldsmith-sample-") as folder:
        result = measure(options, Path(folder))
    if not options.json and "languages" in result:
        print(
            f"{result['rules_mb_per_s']} MB/s rules, {result['whole_mb_per_s']} MB/s whole", file=sys.stderr
        )
    print(json.dumps(result))


if __name__ == "__main__":
    main()
