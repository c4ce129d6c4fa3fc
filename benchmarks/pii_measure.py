"""One measurement of the detector in a process of its own, on one core. `pii_speed.py` calls it.

    python benchmarks/pii_measure.py rules|full|memory|profile FOLDER [--repeat 3]

FOLDER holds the shards of `pii_sample.py`. Prints one JSON object.

- rules, full: seconds of each run over all documents, which are in memory; full masks, too. `start_s`: from
  the start of the process to the end of its first call.
- memory: the peak of resident memory after one, two and three times the data, read from the shards as it goes.
- profile: where processor time goes, by part, sampled every millisecond of it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import psutil
import pyarrow.parquet as pq

from goldsmith.pii.detector import Detector
from goldsmith.pii.masks import Masker, MaskKey, load_policy
from goldsmith.pii.model.windows import LEFT, RIGHT
from goldsmith.pii.taxonomy import CATEGORY_OF

BATCH = 128
"""Documents a call; about 1 MB."""
_PARTS = {
    "pii/scan": "scan",
    "pii/rules": "rules",
    "pii/candidates": "candidates",
    "pii/model/features": "features",
    "pii/model/letters": "features",
    "pii/model/windows": "features",
    "pii/model": "model",
    "pii/masks": "masking",
    "pii/": "detector",
}
"""Part of the work by where its code stands; the first that fits."""


class Work:
    """What a worker does with documents."""

    def __init__(self, tier: str, model: Path | None, *, masks: bool) -> None:
        self.detector = Detector(model=model, tier="rules" if tier == "rules" else "full")
        self.masker = Masker(load_policy(), MaskKey(b"a key for measuring")) if masks else None
        self.found: Counter[str] = Counter()
        self.changed = 0

    def do(self, documents: list[bytes]) -> None:
        """Detect, and mask."""
        for data, findings in zip(documents, self.detector.detect_many(documents), strict=True):
            self.found.update(CATEGORY_OF.get(one.label, one.label) for one in findings)
            if self.masker:
                self.changed += len(self.masker.mask(data, findings, file="f", repository="r").replacements)


def batches(folder: Path) -> Iterator[list[bytes]]:
    """Documents of the shards, read as they are asked for."""
    for shard in sorted(folder.glob("*.parquet")):
        for batch in pq.ParquetFile(shard).iter_batches(batch_size=BATCH, columns=["content"]):
            yield [one.as_buffer().to_pybytes() for one in batch.column(0)]


def speed(what: str, folder: Path, model: Path | None, repeat: int) -> dict[str, Any]:
    """Seconds of each run, after a warm-up."""
    work = Work(what, model, masks=what == "full")
    work.do([b"nothing"])
    start = {"start_s": time.time() - psutil.Process().create_time(), "start_cpu_s": time.process_time()}
    held = list(batches(folder))
    for documents in held[:2]:
        work.do(documents)
    seconds: list[float] = []
    cpu_seconds: list[float] = []
    for _ in range(repeat):
        work.found.clear()
        work.changed = 0
        wall, cpu = time.perf_counter(), time.process_time()
        for documents in held:
            work.do(documents)
        seconds.append(time.perf_counter() - wall)
        cpu_seconds.append(time.process_time() - cpu)
    n_bytes = sum(len(one) for documents in held for one in documents)
    seen = _windows(work.detector, held) if what == "full" else {}
    counts = seen | {"bytes": n_bytes, "found": dict(work.found.most_common()), "changed": work.changed}
    return start | counts | {"seconds": seconds, "cpu_seconds": cpu_seconds}


def _windows(detector: Detector, held: list[list[bytes]]) -> dict[str, float]:
    """How many places are looked at, and how many bytes lie in their windows, each once."""
    candidates = n_bytes = 0
    for documents in held:
        for data, (_, places) in zip(documents, map(detector.look_closely, documents), strict=True):
            candidates += len(places)
            end = 0
            for one in places:
                first, last = max(end, one.start - LEFT), min(len(data), one.end + RIGHT)
                n_bytes += max(0, last - first)
                end = max(end, last)
    return {"candidates": candidates, "window_bytes": n_bytes}


def memory(folder: Path, model: Path | None) -> dict[str, Any]:
    """Peaks in MB: before the data, and after each time it was gone through."""
    work = Work("full", model, masks=True)
    peaks = [_peak_mb()]
    for _ in range(3):
        for documents in batches(folder):
            work.do(documents)
        peaks.append(_peak_mb())
    return {"start_mb": peaks[0], "peak_mb": peaks[1:]}


def profile(folder: Path, model: Path | None) -> dict[str, Any]:
    """Shares of processor time by part, and the functions where most of it goes."""
    work = Work("full", model, masks=True)
    held = list(batches(folder))
    work.do(held[0])
    parts: defaultdict[str, float] = defaultdict(float)
    functions: defaultdict[str, float] = defaultdict(float)
    last = [time.process_time()]

    # A signal waits until a call into C returns: all the time since the last one is that call's.
    def sample(_: int, frame: FrameType | None) -> None:
        now = time.process_time()
        part, function = _part_of(frame)
        parts[part] += now - last[0]
        functions[function] += now - last[0]
        last[0] = now

    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    for documents in held:
        work.do(documents)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return {"shares": _shares(parts), "functions": dict(list(_shares(functions).items())[:25])}


def _shares(seconds: dict[str, float]) -> dict[str, float]:
    whole = sum(seconds.values())
    return {name: round(seconds[name] / whole, 3) for name in sorted(seconds, key=lambda one: -seconds[one])}


def _part_of(frame: FrameType | None) -> tuple[str, str]:
    while frame is not None:
        file = frame.f_code.co_filename
        if "goldsmith/pii/" in file:
            at = file.rindex("goldsmith/pii/") + len("goldsmith/")
            part = next(name for start, name in _PARTS.items() if file[at:].startswith(start))
            return part, f"{file[at:]}:{frame.f_code.co_name}"
        frame = frame.f_back
    return "other", "other"


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def main() -> None:
    """Measure on one core and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("rules", "full", "memory", "profile"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if options.what == "memory":
        print(json.dumps(memory(options.folder, options.model)))
    elif options.what == "profile":
        print(json.dumps(profile(options.folder, options.model)))
    else:
        print(json.dumps(speed(options.what, options.folder, options.model, options.repeat)))


if __name__ == "__main__":
    main()
