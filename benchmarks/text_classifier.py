"""The embedded text classifier: seconds to train, texts a second, accuracy and honesty, beside scikit-learn's.

    OPENBLAS_NUM_THREADS=1 python benchmarks/text_classifier.py --json

The task is made of what is installed here: docstrings (their first 600 characters), to be told apart by the package
they come from. It is close to prompts in length and in mixing prose with code, and hard enough to be wrong at.

- train: all but a fifth of the texts; seconds and CPU seconds, with the five-fold cross-validation and calibration.
  scikit-learn's LogisticRegression over TfidfVectorizer (words and pairs, C = 10) is timed without either.
- test: accuracy, log-loss and calibration error on the fifth that was held out; `stated` is what the classifier said
  of itself, with its interval.
- few: the same with 5, 20 and 60 examples a label; `inside` counts the runs whose stated interval held.
- predict: texts a second one by one, and at once.

Prints one JSON object last.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from goldsmith.evaluation.text_classifier import Example, from_bytes, to_bytes, train
from goldsmith.evaluation.text_classifier.calibration import calibration_error

PACKAGES = (
    "numpy", "sqlalchemy", "matplotlib", "hypothesis", "alembic", "pydantic", "fastapi", "rich", "jinja2", "email",
    "asyncio", "unittest", "PIL", "click", "networkx", "pandas", "scipy", "sklearn",
)  # fmt: skip
LEAST = 60
"""Docstrings a package must have to be a label."""


def docstrings(n: int, rng: random.Random) -> list[Example]:
    """Docstrings of installed packages, shuffled."""
    examples = []
    for package in PACKAGES:
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            continue
        files = (file for file in Path(next(iter(spec.submodule_search_locations))).rglob("*.py"))
        texts = sorted({text for file in files if "test" not in str(file) for text in _docstrings_of(file)})
        if len(texts) >= LEAST:
            examples += [Example(text, package) for text in texts]
    rng.shuffle(examples)
    return examples[:n]


def _docstrings_of(file: Path) -> list[str]:
    try:
        tree = ast.parse(file.read_text())
    except (SyntaxError, UnicodeDecodeError, ValueError):
        return []
    found = (
        ast.get_docstring(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    )
    return [text[:600] for text in found if text and len(text) > 60]


def scores(rows: list[dict[str, float]], truth: Sequence[str]) -> dict[str, float]:
    """Accuracy, log-loss and calibration error of predicted probabilities."""
    is_right = np.array(
        [max(row, key=row.__getitem__) == label for row, label in zip(rows, truth, strict=True)]
    )
    confidence = np.array([max(row.values()) for row in rows])
    surprise = [-np.log(max(row.get(label, 0), 1e-12)) for row, label in zip(rows, truth, strict=True)]
    return {
        "accuracy": round(float(is_right.mean()), 4),
        "log_loss": round(float(np.mean(surprise)), 4),
        "calibration_error": round(calibration_error(confidence, is_right), 4),
    }


def clocked(clocks: tuple[float, float]) -> dict[str, float]:
    """Seconds since the clocks were read."""
    return {
        "seconds": round(time.perf_counter() - clocks[0], 2),
        "cpu_seconds": round(time.process_time() - clocks[1], 2),
    }


def clocks() -> tuple[float, float]:
    """Wall and CPU clock."""
    return time.perf_counter(), time.process_time()


def ours(training: list[Example], test: list[Example]) -> dict[str, Any]:
    """Train, measure, predict one by one and at once."""
    start = clocks()
    classifier = train(training, seed=1)
    trained = clocked(start)
    data = to_bytes(classifier)
    classifier = from_bytes(data)
    texts = [one.text for one in test]
    start = clocks()
    for text in texts:
        classifier.predict(text)
    one_by_one = clocked(start)
    start = clocks()
    classifier.predict_many(texts)
    at_once = clocked(start)
    stated = classifier.accuracy
    return {
        "train": trained,
        "test": scores([classifier.probabilities(text) for text in texts], [one.label for one in test]),
        "stated": [round(value, 4) for value in (stated.value, stated.interval.low, stated.interval.high)],
        "bytes": len(data),
        "predict_per_cpu_second": round(len(texts) / one_by_one["cpu_seconds"]),
        "predict_many_per_cpu_second": round(len(texts) / at_once["cpu_seconds"]),
    }


def peer(training: list[Example], test: list[Example]) -> dict[str, Any] | None:
    """scikit-learn on the same texts, or None where it is not installed."""
    if find_spec("sklearn") is None:
        return None
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(C=10, max_iter=300)
    )
    start = clocks()
    model.fit([one.text for one in training], [one.label for one in training])
    trained = clocked(start)
    start = clocks()
    found = model.predict_proba([one.text for one in test])
    predicted = clocked(start)
    rows = [dict(zip(model.classes_, row.tolist(), strict=True)) for row in found]
    return {
        "train": trained,
        "test": scores(rows, [one.label for one in test]),
        "predict_many_per_cpu_second": round(len(test) / max(predicted["cpu_seconds"], 0.01)),
    }


def few(examples: list[Example], per_label: int, runs: int) -> dict[str, Any]:
    """Mean over runs that train on few examples a label and test on up to 60 others of each."""
    by_label: dict[str, list[Example]] = defaultdict(list)
    for one in examples:
        by_label[one.label].append(one)
    by_label = {label: some for label, some in by_label.items() if len(some) >= per_label + 60}
    found: dict[str, list[dict[str, float]]] = {"ours": [], "peer": []}
    stated, inside = [], 0
    for run in range(runs):
        rng = random.Random(run)
        drawn = [rng.sample(some, per_label + 60) for some in by_label.values()]
        training = [one for some in drawn for one in some[:per_label]]
        test = [one for some in drawn for one in some[per_label:]]
        classifier = train(training, seed=run)
        rows = [classifier.probabilities(one.text) for one in test]
        found["ours"].append(scores(rows, [one.label for one in test]))
        stated.append(classifier.accuracy.value)
        inside += found["ours"][-1]["accuracy"] in classifier.accuracy.interval
        other = peer(training, test)
        if other:
            found["peer"].append(other["test"])
    means = {
        who: {key: round(float(np.mean([row[key] for row in rows])), 3) for key in rows[0]}
        for who, rows in found.items()
        if rows
    }
    return {
        "per_label": per_label,
        "labels": len(by_label),
        "runs": runs,
        **means,
        "stated_accuracy": round(float(np.mean(stated)), 3),
        "inside": inside,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=6250, help="four fifths of them train")
    parser.add_argument("--runs", type=int, default=5, help="runs with few examples")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    examples = docstrings(options.texts, random.Random(0))
    cut = len(examples) * 4 // 5
    result = {
        "texts": len(examples),
        "training": cut,
        "mean_chars": round(float(np.mean([len(one.text) for one in examples]))),
        "labels": Counter(one.label for one in examples),
        "blas_threads": os.environ.get("OPENBLAS_NUM_THREADS", "all"),
        "goldsmith": ours(examples[:cut], examples[cut:]),
        "scikit_learn": peer(examples[:cut], examples[cut:]),
        "few": [few(examples, per_label, options.runs) for per_label in (5, 20, 60)],
    }
    if not options.json:
        print(f"trained on {cut} texts in {result['goldsmith']['train']['seconds']} s")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
