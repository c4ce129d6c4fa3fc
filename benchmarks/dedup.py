"""How well the search for near-duplicates finds what it should, and nothing else.

    python benchmarks/dedup.py --json

Variants are planted beside prompts of our own templates in eight languages (benchmarks/dedup_prompts.yaml). Lists and
thresholds were made on the development sets; the held-out set has other templates, wrappers and synonyms, and the
figures are its own unless `--set` names another one.

- recall_surface, _wrap, _reorder, _synonym: share of planted duplicates that are reported as a pair with their base.
- merged_language_swap: share of pairs that differ in the language named in the text and are reported all the same;
  their blocks have no language, so that only the text tells.
- merged_constraint_swap: the same for another number, attribute, direction, negation, format or demand.
- merged_others: pairs of different bases that were reported, per base.
- search_seconds_50k: the nearest neighbours of 50,000 vectors in one block, the worst case; `seconds` has the rest.
- cpu_seconds_50k: the processor time of that search, over all cores: on a busy machine the better figure.
- peer: SemHash with its default threshold; its default model needs a hub, so it runs on our static vectors (`model`).

Prints one JSON object last.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

import dedup_prompts as planted
from goldsmith.evaluation.dedup import DedupPolicy, Embedder, Entry, Index, default_embedder, find_duplicates
from goldsmith.evaluation.dedup.neighbours import near_pairs

POSITIVE = planted.KINDS[:4]
SETS = planted.materials()


def plant(
    material: planted.Material, count: int, seed: int
) -> tuple[list[Entry], dict[str, list[tuple[Entry, Entry]]]]:
    """Entries, and the planted pairs by kind."""
    rng = random.Random(seed)
    entries: list[Entry] = []
    pairs: dict[str, list[tuple[Entry, Entry]]] = {kind: [] for kind in planted.KINDS}
    for at, prompt in enumerate(planted.prompts(material, rng, count)):
        base = Entry(f"{at}", prompt.text(), prompt.language, prompt.category)
        unlabelled = Entry(f"{at}-unlabelled", prompt.text(), "", prompt.category)
        entries += [base, unlabelled]
        for kind in planted.KINDS:
            text, _ = planted.variant(material, prompt, kind, rng)
            if text == base.text:
                continue
            first = unlabelled if kind == "language_swap" else base
            second = Entry(f"{at}-{kind}", text, first.language, first.category)
            entries.append(second)
            pairs[kind].append((first, second))
    return entries, pairs


def shares(pairs: dict[str, list[tuple[Entry, Entry]]], found: set[tuple[str, str]]) -> dict[str, float]:
    """The keys of this benchmark."""
    return {
        ("recall_" if kind in POSITIVE else "merged_") + kind: round(
            sum((a.id, b.id) in found for a, b in of_kind) / len(of_kind), 4
        )
        for kind, of_kind in pairs.items()
    }


class StaticEncoder:
    """Our static vectors, as SemHash wants them."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def encode(self, inputs: Sequence[Any], **_: Any) -> np.ndarray[Any, Any]:
        """Vectors of texts."""
        return self._embedder.rough([str(one) for one in inputs])


def peer(pairs: dict[str, list[tuple[Entry, Entry]]], embedder: Embedder) -> dict[str, Any]:
    """SemHash: each kind's variants against all bases; found or merged is what it would drop."""
    try:
        semhash = importlib.import_module("semhash").SemHash
    except ImportError as error:
        return {"missing": str(error)}
    found: set[tuple[str, str]] = set()
    for of_kind in pairs.values():
        firsts = list(dict.fromkeys(a.text for a, _ in of_kind))
        index = semhash.from_records(records=firsts, model=StaticEncoder(embedder))
        by_text = {b.text: (a, b) for a, b in of_kind}
        for one in index.deduplicate(records=list(by_text)).filtered:
            a, b = by_text[one.record]
            found.add((a.id, b.id))
    return {
        "name": "semhash",
        "model": "our static vectors (its default needs a hub)",
        **shares(pairs, found),
    }


def search_seconds(embedder: Embedder, texts: Sequence[str], size: int) -> dict[str, float]:
    """Neighbours among `size` vectors in one block: real ones with a little noise, so that none are equal."""
    rng = np.random.default_rng(1)
    rough = embedder.rough(texts)
    vectors = rough[rng.integers(len(rough), size=size)] + rng.normal(
        0, 0.6 / 384**0.5, (size, rough.shape[1])
    )
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    start, start_cpu = time.perf_counter(), time.process_time()
    policy = DedupPolicy()
    near_pairs(vectors, policy.rough, policy.neighbours)
    return {
        "search_seconds_50k": round(time.perf_counter() - start, 2),
        "cpu_seconds_50k": round(time.process_time() - start_cpu, 2),
    }


def index_ms(embedder: Embedder, entries: Sequence[Entry], size: int = 2000) -> float:
    """Median time of one question to an index, in milliseconds."""
    index = Index(embedder)
    for entry in entries[:size]:
        index.add(entry)
    times = []
    for entry in entries[-50:]:
        start = time.perf_counter()
        index.nearest(entry.text, entry.language, entry.category)
        times.append(time.perf_counter() - start)
    return round(1000 * float(np.median(times)), 1)


def main() -> None:
    """Parse, plant, search, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", choices=sorted(SETS), default="held-out", dest="which")
    parser.add_argument("--bases", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--size", type=int, default=50_000, help="vectors of the timed search; 0 leaves it out"
    )
    parser.add_argument("--failures", action="store_true", help="print what went wrong")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    embedder = default_embedder()
    entries, pairs = plant(SETS[options.which], options.bases, options.seed)
    start = time.perf_counter()
    reported = find_duplicates(entries, embedder=embedder)
    seconds = time.perf_counter() - start
    found = {(pair.first, pair.second) for pair in reported}
    others = sum(first.isdigit() and second.isdigit() for first, second in found)
    result: dict[str, Any] = {
        "set": options.which,
        "bases": options.bases,
        "entries": len(entries),
        "planted": {kind: len(of_kind) for kind, of_kind in pairs.items()},
        **shares(pairs, found),
        "merged_others": round(others / options.bases, 4),
        "seconds": {"find_duplicates": round(seconds, 1), "index_question_ms": index_ms(embedder, entries)},
        "peer": peer(pairs, embedder),
    }
    if options.size:
        result |= search_seconds(embedder, [entry.text for entry in entries], options.size)
    if options.failures:
        for kind, of_kind in pairs.items():
            for a, b in of_kind:
                if ((a.id, b.id) in found) != (kind in POSITIVE):
                    print(f"{kind}\n  {a.text}\n  {b.text}\n  {_why(a, b, embedder)}")
    if not options.json:
        print(*(f"{name}: {value}" for name, value in result.items()), sep="\n")
    print(json.dumps(result))


def _why(a: Entry, b: Entry, embedder: Embedder) -> str:
    index = Index(embedder)
    index.add(a)
    return str(index.nearest(b.text, b.language, b.category)[:1])


if __name__ == "__main__":
    main()
