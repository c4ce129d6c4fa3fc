"""How fast a corpus is masked by one worker and by two, how much memory a worker takes, and whether the bytes agree.

    python benchmarks/corpus_engines.py --json
    python benchmarks/corpus_engines.py --corpus FOLDER --tier rules --work /tmp/work --json

The corpus is a folder of Parquet shards; by default shards of zstd are made of the source files of installed packages
(--mb of them, in --shards shards). Speeds are of unpacked documents, by the clock from start to end, with the start of
the workers in them. `engine_mb_per_cpu_s` is the same with a detector that finds nothing: reading, steps, writing.
Prints one JSON object last: mb, shards, mb_per_s_1, mb_per_s_2, speedup_2, mb_per_cpu_s, engine_mb_per_cpu_s, peak_mb,
equal_bytes, core_hours_6_4_tb, load_1min.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from goldsmith.corpus.engines.local import LocalEngine
from goldsmith.corpus.languages import by_path
from goldsmith.corpus.masking.plan import Plan
from goldsmith.corpus.masking.run import mask_corpus
from goldsmith.pii.finding import Finding
from goldsmith.pii.masks import load_policy

_MOST_BYTES = 1_000_000
_GROUP_ROWS = 1000
_STACK_BYTES = 6.4e12


class Nothing:
    """Finds nothing."""

    def detect_many(self, documents: Sequence[bytes]) -> list[tuple[Finding, ...]]:
        """See `Detector.detect_many`."""
        return [()] * len(documents)


class NothingPlan(Plan):
    """A plan whose detector finds nothing; workers find it as `corpus_engines.NothingPlan`."""

    def detector(self) -> Nothing:
        """See `Plan.detector`."""
        return Nothing()

    def detector_fingerprint(self) -> str:
        """See `Plan.detector_fingerprint`."""
        return "nothing"


def make_corpus(folder: Path, size_bytes: int, shards: int) -> None:
    """Write source files of installed packages as shards with The Stack's columns."""
    rows: list[dict[str, Any]] = []
    seen: set[bytes] = set()
    total = 0
    roots = [
        Path(sysconfig.get_paths()["purelib"]),
        Path(sysconfig.get_paths()["stdlib"]),
        Path("/usr/share"),
        Path("/usr/lib"),
    ]
    for path in (path for root in roots for path in sorted(root.rglob("*"))):
        language = by_path(path.name)
        if language in (None, "Text", "CSV", "TSV") or path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes()
        digest = hashlib.sha1(data).digest()
        try:
            text = data.decode()
        except UnicodeDecodeError:
            continue
        if not 0 < len(data) <= _MOST_BYTES or digest in seen:
            continue
        seen.add(digest)
        repository = f"local/{path.relative_to(path.anchor).parts[-2]}"
        rows.append(
            {
                "hexsha": digest.hex(), "size": len(data), "lang": language, "max_stars_repo_path": path.name,
                "max_stars_repo_name": repository, "max_stars_repo_licenses": ["MIT"], "content": text,
            }
        )  # fmt: skip
        total += len(data)
        if total >= size_bytes:
            break
    random.Random(1).shuffle(rows)
    folder.mkdir(parents=True)
    per_shard = -(-len(rows) // shards)
    for number in range(shards):
        part = pa.Table.from_pylist(rows[number * per_shard : (number + 1) * per_shard])
        pq.write_table(
            part, folder / f"data-{number:05d}.parquet", compression="zstd", row_group_size=_GROUP_ROWS
        )


def masked(corpus: Path, out: Path, plan: Plan, workers: int) -> dict[str, float]:
    """Mask a corpus; MB of documents, seconds, processor seconds, MB of the largest worker."""
    shutil.rmtree(out, ignore_errors=True)
    begun = time.perf_counter()
    result = mask_corpus(corpus, out, plan, LocalEngine(workers))
    seconds = time.perf_counter() - begun
    return {
        "mb": sum(n for key, n in result.counts.items() if key[0] == "bytes") / 1e6,
        "s": seconds,
        "cpu_s": sum(float(marker["cpu_s"]) for marker in result.markers),
        "peak_mb": max(float(marker["peak_mb"]) for marker in result.markers),
    }


def digest(out: Path) -> str:
    """Of all shards and findings."""
    every = hashlib.sha256()
    for path in sorted(out.rglob("*.parquet")):
        every.update(path.relative_to(out).as_posix().encode() + path.read_bytes())
    return every.hexdigest()


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--mb", type=int, default=240)
    parser.add_argument("--shards", type=int, default=8)
    parser.add_argument("--tier", default="full")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="goldsmith-bench-", dir=asked.work) as name:
        work = Path(name)
        corpus = asked.corpus or work / "corpus"
        if asked.corpus is None:
            make_corpus(corpus, asked.mb * 1_000_000, asked.shards)
        # Workers import this file for NothingPlan.
        os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
        from corpus_engines import NothingPlan as Importable

        policy, key = load_policy().model_dump_json(), b"the key of a benchmark"
        bare = masked(corpus, work / "bare", Importable(policy, key), 1)
        plan = Plan(policy, key, tier=asked.tier)
        one = masked(corpus, work / "one", plan, 1)
        two = masked(corpus, work / "two", plan, 2)
        print(
            json.dumps(
                {
                    "mb": round(one["mb"], 1),
                    "shards": len(list(corpus.rglob("*.parquet"))),
                    "tier": asked.tier,
                    "mb_per_s_1": round(one["mb"] / one["s"], 2),
                    "mb_per_s_2": round(two["mb"] / two["s"], 2),
                    "speedup_2": round(one["s"] / two["s"], 2),
                    "mb_per_cpu_s": round(one["mb"] / one["cpu_s"], 2),
                    "engine_mb_per_cpu_s": round(bare["mb"] / bare["cpu_s"], 2),
                    "peak_mb": max(one["peak_mb"], two["peak_mb"]),
                    "equal_bytes": digest(work / "one") == digest(work / "two"),
                    "core_hours_6_4_tb": round(_STACK_BYTES / 1e6 / (one["mb"] / one["cpu_s"]) / 3600, 1),
                    "load_1min": round(os.getloadavg()[0], 2),
                }
            )
        )


if __name__ == "__main__":
    main()
