"""Train the model that ships in the package, and write its card.

python scripts/train_default_model.py [--data FILE...] [--planted FILE | --plant N] [--seed N] [--ablate] [--words]

Planted windows come from `plant_pii.py`, over permissive code that is installed here; anybody can repeat that part.
Labelled windows are given as files, and none of their text enters the repository. How letters follow one another is
counted in the same permissive code; `--words` writes the list of common words anew from it, too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

# As the command line sets it: a pool of threads adds nothing here, and one thread adds up in one order.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import onnx

import plant_pii
from goldsmith.corpus.languages import by_path
from goldsmith.pii.evaluation import Marked, as_json, evaluate
from goldsmith.pii.model import letters as letter_model
from goldsmith.pii.model import model_file
from goldsmith.pii.model.classifier import Classifier
from goldsmith.pii.model.letters import Letters
from goldsmith.pii.model.model_file import Part
from goldsmith.pii.planting import names_of_faker
from goldsmith.pii.training import thresholds
from goldsmith.pii.training.card import as_markdown
from goldsmith.pii.training.data import TrainingData, read_data
from goldsmith.pii.training.examples import KINDS, examples
from goldsmith.pii.training.fit import Options, fit, fold_of, is_planted
from goldsmith.pii.training.train import Trained, detected, held_out, train

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "src/goldsmith/pii/model/default.gsm"
CARD = ROOT / "docs/reference/model-card.md"
WORDS = ROOT / "src/goldsmith/pii/candidates/common_words.txt"

MAX_BYTES = 5_000_000
WORDS_OF_LETTERS = 20_000
COMMON_WORDS = 4_500
CODE_CHARS = 60_000_000
FILE_CHARS = 60_000
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def main() -> None:
    """Count, plant, train, measure, write."""
    given = _given()
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"[{time.monotonic() - began:5.0f} s] {what}", file=sys.stderr, flush=True)

    say("counting words in permissive code")
    words, counted = count_words()
    letters = letter_model.fit(dict(words.most_common(WORDS_OF_LETTERS)))
    if given.words:
        WORDS.write_text("\n".join(common_words(words)) + "\n", encoding="ascii")
        say(f"{WORDS.name} is written anew: run once more, for the candidates have changed")
        return
    data = _data(given, say)
    trained = train(data, letters, Options(seed=given.seed), name=given.name, progress=say)
    seconds = time.monotonic() - began
    trained = replace(trained, facts={**trained.facts, "letters": counted})
    worth = list(_worth(trained, data, letters, Options(seed=given.seed), say)) if given.ablate else []
    _write(given, trained, seconds, worth)
    say(f"{given.out}: {given.out.stat().st_size / 1e6:.2f} MB; its card is {given.card}")
    print(json.dumps({**trained.facts, "worth": worth, "seconds": round(seconds, 1)}))


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, nargs="*", default=[], metavar="FILE", help="labelled windows")
    parser.add_argument("--planted", type=Path, metavar="FILE", help="of plant_pii.py; default: made now")
    parser.add_argument("--plant", type=int, default=24_000, metavar="N", help="how many windows to plant")
    parser.add_argument("--seed", type=int, default=0, help="of the training; planting has its own, 1")
    parser.add_argument("--name", default="goldsmith default")
    parser.add_argument("--ablate", action="store_true", help="measure what each part is worth")
    parser.add_argument("--words", action="store_true", help="only write common_words.txt anew")
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--card", type=Path, default=CARD)
    return parser.parse_args()


def count_words() -> tuple[Counter[str], dict[str, float]]:
    """Words in lower case, in files drawn from all permissive packages here; and what was read."""
    files = sorted(
        (package, path)
        for package, path in set(plant_pii._files(()))
        if path.suffix[1:].lower() in plant_pii._LANGUAGES or by_path(path.name)
    )
    Random(0).shuffle(files)
    words: Counter[str] = Counter()
    packages = set()
    n_chars = 0
    for package, path in files:
        try:
            with path.open(encoding="utf-8", errors="ignore") as file:
                text = file.read(FILE_CHARS)
        except OSError:
            continue
        words.update(word.lower() for word in _WORD.findall(text) if 2 <= len(word) <= 24)
        packages.add(package)
        n_chars += len(text)
        if n_chars > CODE_CHARS:
            break
    return words, {"mb": round(n_chars / 1e6, 1), "packages": len(packages)}


def common_words(words: Counter[str]) -> list[str]:
    """The most frequent words that are no given names, sorted."""
    groups = names_of_faker().groups.values()
    names = {word.lower() for given, _ in groups for name in given for word in name.split()}
    ranked = sorted(words, key=lambda word: (-words[word], word))
    return sorted([word for word in ranked if word not in names][:COMMON_WORDS])


def _data(given: argparse.Namespace, say: Callable[[str], None]) -> TrainingData:
    if given.planted or not given.plant:
        return read_data([*given.data, *([given.planted] if given.planted else [])], by_path)
    with TemporaryDirectory(prefix="goldsmith-") as folder:
        planted = Path(folder, f"planted-{given.plant}.jsonl.gz")
        say(f"planting {given.plant:,} windows")
        script = Path(__file__).with_name("plant_pii.py")
        subprocess.run(
            [sys.executable, script, "--out", planted, "--windows", str(given.plant), "--seed", "1"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return read_data([*given.data, planted], by_path)


def _write(given: argparse.Namespace, trained: Trained, seconds: float, worth: Sequence[Any]) -> None:
    unchecked = given.out.with_name(f"{given.out.name}.new")
    model_file.write(
        unchecked, name=trained.name, parts=trained.parts, letters=trained.letters, card=trained.facts
    )
    size = unchecked.stat().st_size
    if size > MAX_BYTES:
        sys.exit(f"{unchecked} has {size:,} bytes; {MAX_BYTES:,} are the most that ship.")
    unchecked.replace(given.out)
    command = "python scripts/train_default_model.py" + "".join(f" --data {path.name}" for path in given.data)
    card = as_markdown(trained.facts, size=size, seconds=seconds, made_by=command, worth=worth)
    given.card.write_text(card, encoding="utf-8")


def _worth(
    trained: Trained, data: TrainingData, letters: Letters, options: Options, say: Callable[[str], None]
) -> Iterator[dict[str, Any]]:
    """F1 of the whole and without its parts, all on the windows that the card's figures are about."""
    real = data.only(lambda window: not is_planted(window))
    judged = (real if real.windows else data).windows

    def scored(what: str, found: Sequence[Sequence[Marked]]) -> dict[str, Any]:
        say(f"worth: {what}")
        return {"what": what, "f1": as_json(evaluate(judged, found))["f1"]}

    yield {"what": "all of it", "f1": trained.facts["held_out"]["f1"]}
    for what, side in (("networks alone", 0), ("trees alone", 1)):
        folds = _alone(trained.folds, data, letters, side)
        yield scored(f"{what}, all windows", held_out(folds, letters, judged))
    if real.windows and len(real.windows) < len(data.windows):
        fitted = fit(real.windows, letters, options, say)
        yield scored("labelled windows alone", held_out(fitted.folds, letters, judged))
        planted = data.only(is_planted)
        fitted = fit(planted.windows, letters, options, say)
        yield scored("planted windows alone", detected(fitted.parts, letters, judged))


def _alone(
    folds: Sequence[Mapping[str, Part]], data: TrainingData, letters: Letters, side: int
) -> list[dict[str, Part]]:
    """The folds' models with one of the two that the mean is taken of, thresholds chosen anew."""
    found: list[dict[str, Part]] = [{} for _ in folds]
    gold = data.windows
    of_window = np.array([fold_of(window) for window in gold])
    real = np.array([not is_planted(window) for window in gold])
    for kind in KINDS:
        every = examples(gold, kind, letters)
        of_row = of_window[every.windows]
        graphs = [_side(parts[kind.key].graph, side) for parts in folds]
        said = np.zeros((len(every), len(kind.labels)), np.float32)
        for fold, graph in enumerate(graphs):
            mine = np.flatnonzero(of_row == fold)
            part = Part(graph, kind.labels, {})
            said[mine] = Classifier(part, letters).of_features(every.rows(mine).features)
        told = real[every.windows] | (not real.any())
        for fold, graph in enumerate(graphs):
            groups = [np.flatnonzero(which & (of_row != fold)) for which in (told, ~told)]
            chosen = thresholds.choose(gold, groups, every, said, kind)
            found[fold][kind.key] = Part(graph, kind.labels, chosen)
    return found


def _side(graph: bytes, side: int) -> bytes:
    """A graph that gives what goes into its last sum on one side: 0 the networks, 1 the trees."""
    model = onnx.load_from_string(graph)
    (last,) = (node for node in model.graph.node if node.output[0] == "probabilities")
    mean = next(node for node in model.graph.node if node.output[0] == last.input[0])
    both = next(node for node in model.graph.node if node.output[0] == mean.input[0])
    last.input[0] = both.input[side]
    return bytes(model.SerializeToString())


if __name__ == "__main__":
    main()
