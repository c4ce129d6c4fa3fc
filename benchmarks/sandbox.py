"""What isolation costs, and how long a small tested program takes in each language.

    python benchmarks/sandbox.py --json

The overhead is the median over `true` in the sandbox less the median over `true` alone, both started by
the same code on the same machine. The languages run one small program with tests: parse, compile, test.
For PostgreSQL also: the seconds to prepare its folder, once a user, and the median of the program when that
is done, each phase with a server of its own.
Prints one JSON object last: overhead_ms, bwrap_ms, languages {name: seconds or "not checked: ..."},
postgresql {prepare_s, warm_s} or null.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from goldsmith.sandbox import Limits, Phase, Program, Sandbox, ToolMissing, Verdict, registry
from goldsmith.sandbox.language import Language, Step, Tool
from goldsmith.sandbox.languages.postgresql.kit import prepared

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from contract.test_sandbox_languages import SAMPLES

_TRUE = Language("true", (Tool("true", "coreutils"),), lambda job: [Step(Phase.RUN, ("true",))])
_WALLS = ("bwrap", "--unshare-all", "--ro-bind", "/", "/", "true")


def median_ms(repeats: int, call: Callable[[], object]) -> float:
    """The median time of a call in ms, after one that is not counted."""
    call()
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return 1000 * statistics.median(times)


def postgresql(sandbox: Sandbox, repeats: int) -> dict[str, float] | None:
    """Cold and warm seconds of PostgreSQL, or None without it."""
    sample = SAMPLES["postgresql"]
    program = Program("postgresql", {sample.main: sample.source}, sample.main, tests=sample.tests)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        begin = time.perf_counter()
        try:
            prepared([Path(folder)])
        except ToolMissing:
            return None
        prepare_s = time.perf_counter() - begin
    if sandbox.run(program).verdict is not Verdict.PASSED:
        return None
    warm_s = median_ms(repeats, lambda: sandbox.run(program)) / 1000
    return {"prepare_s": round(prepare_s, 2), "warm_s": round(warm_s, 3)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print only the JSON object")
    parser.add_argument("--repeats", type=int, default=20)
    chosen = parser.parse_args()
    sandbox = Sandbox(Limits(wall_s=60))
    known = registry.language
    registry.language = lambda name: _TRUE if name == "true" else known(name)
    nothing = Program("true", {"main": ""}, "main")
    alone = median_ms(chosen.repeats, lambda: subprocess.run(["true"], check=True))
    bare = median_ms(chosen.repeats, lambda: subprocess.run(_WALLS, check=True))
    inside = median_ms(chosen.repeats, lambda: sandbox.run(nothing))
    postgres = postgresql(sandbox, chosen.repeats)
    languages: dict[str, float | str] = {}
    for name, sample in SAMPLES.items():
        program = Program(name, {sample.main: sample.source}, sample.main, tests=sample.tests)
        begin = time.perf_counter()
        report = sandbox.run(program)
        passed = report.verdict is Verdict.PASSED
        languages[name] = round(time.perf_counter() - begin, 3) if passed else report.reason
        if not chosen.json:
            print(f"{name:12} {languages[name]}")
    result = {"overhead_ms": round(inside - alone, 1), "bwrap_ms": round(bare - alone, 1)}
    print(json.dumps({**result, "languages": languages, "postgresql": postgres}))


if __name__ == "__main__":
    main()
