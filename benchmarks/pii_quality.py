"""How good is the detector? Scores on gold windows, beside peers on the same windows.

    python benchmarks/pii_quality.py --gold FILE.jsonl[.gz] --json [--peers-python PATH | --install-peers | --no-peers]

FILE holds {text, spans: [{start, end, category}], covers?, source?} a line, places in code points. Without one, windows
with planted values stand in, of the part held back for tests: how well planted values are found, no more.

- f1, precision, recall: any overlap, by category with its subcategories, and SECRET (KEY and PASSWORD together);
  f1_exact and so on: both ends the same; f1_most: more than 80 % of both.
- intervals: 95 %, repositories drawn again.
- subcategories: how often a found span has the right one.
- peers: the same for what each of them covers; or why it could not be asked.

Prints one JSON object last.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from goldsmith.pii.detector import Detector
from goldsmith.pii.evaluation import Window, as_json, evaluate, predict, read_gold
from goldsmith.pii.evaluation.compare import compare
from goldsmith.pii.evaluation.gold import windows_of
from pii_peers import add_options, python_of, wanted

_PLANT = Path(__file__).parents[1] / "scripts" / "plant_pii.py"


def planted(n_windows: int, seed: int) -> tuple[Window, ...]:
    """Planted windows of repositories that are held back for tests; about a seventh of what is planted."""
    with tempfile.TemporaryDirectory(prefix="goldsmith-planted-") as name:
        file = Path(name, "planted.jsonl.gz")
        how = ["--out", str(file), "--windows", str(n_windows), "--seed", str(seed)]
        subprocess.run([sys.executable, str(_PLANT), *how], check=True, stdout=sys.stderr)
        with gzip.open(file) as lines:
            return tuple(windows_of(line for line in lines if json.loads(line).get("part") != "train"))


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Score the detector and the peers."""
    windows = read_gold(options.gold) if options.gold else planted(options.windows, options.seed)
    texts = [window.text for window in windows]
    detector = Detector(model=options.model, tier=options.tier)
    started = time.perf_counter()
    found = predict(detector, texts)
    seconds = time.perf_counter() - started
    facts = {
        "gold": options.gold.name if options.gold else f"planted, seed {options.seed}",
        "windows": len(windows),
        "mb": round(sum(len(text.encode()) for text in texts) / 1e6, 3),
        "seconds": round(seconds, 2),
        "tier": options.tier,
        "fingerprint": detector.fingerprint,
    }
    peers = compare(windows, wanted(options), python_of(options), seed=options.seed)
    return facts | as_json(evaluate(windows, found, seed=options.seed)) | {"peers": peers}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, help="gold windows; default: planted ones")
    parser.add_argument("--model", type=Path, help="default: the one in the package")
    parser.add_argument("--tier", choices=("rules", "full"), default="full")
    parser.add_argument(
        "--windows", type=int, default=10_000, help="windows planted, where there is no --gold"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    add_options(parser)
    options = parser.parse_args()
    result = measure(options)
    if not options.json:
        for name, theirs in {"goldsmith": result, **result["peers"]}.items():
            print(name, theirs.get("f1") or theirs["unavailable"], file=sys.stderr)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
