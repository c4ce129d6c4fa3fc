"""From data to a model with its card: fit, then measure by the whole detector on repositories it did not see."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from goldsmith import __version__
from goldsmith.domain.errors import InvalidInput
from goldsmith.pii.detector import Detector
from goldsmith.pii.evaluation import Marked, Window, as_json, evaluate, predict
from goldsmith.pii.model import model_file
from goldsmith.pii.model.letters import Letters
from goldsmith.pii.model.model_file import Part
from goldsmith.pii.taxonomy import CATEGORY_OF
from goldsmith.pii.training.card import as_markdown
from goldsmith.pii.training.data import TrainingData
from goldsmith.pii.training.examples import KINDS
from goldsmith.pii.training.fit import N_FOLDS, Fitted, Options, Progress, fit, fold_of, is_planted

LEAST_SPANS = 30
"""Of a kind (secrets, people). With fewer nothing is learned that would hold elsewhere."""
_LEAST_OF_LANGUAGE = 20
"""Spans of a language; with fewer its figures are chance and are not given."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model and what is known about it.

    Attributes:
        name: for people.
        parts: by kind.
        folds: for each fold the parts that did not see its windows.
        letters: what the features were computed with.
        facts: for the card, as JSON; the same for equal data, seed and machine.
    """

    name: str
    parts: Mapping[str, Part]
    folds: Sequence[Mapping[str, Part]]
    letters: Letters
    facts: Mapping[str, Any]


def train(
    data: TrainingData,
    letters: Letters,
    options: Options,
    *,
    name: str,
    progress: Progress = lambda _: None,
) -> Trained:
    """Train a model and measure it.

    Args:
        data: of `read_data`.
        letters: the model of letters; that of the default model serves.
        options: how.
        name: of the model, for people.
        progress: is told in words what is being done.

    Raises:
        InvalidInput: too few spans or repositories.

    Cost: about 6 minutes on 2 cores for 7,500 labelled windows, 15 with 34,000 planted ones.
    """
    check_enough(data)
    fitted = fit(data.windows, letters, options, progress)
    progress("measuring on what was held out")
    return Trained(name, fitted.parts, fitted.folds, letters, _facts(data, fitted, letters, options, name))


def check_enough(data: TrainingData) -> None:
    """Refuse data that hold too little to train on and to hold some out.

    Raises:
        InvalidInput: says what there is, and what is the least.
    """
    for kind in KINDS:
        with_spans = [
            window
            for window in data.windows
            if any(CATEGORY_OF.get(span.label) in kind.categories for span in window.spans)
        ]
        n_spans = sum(
            CATEGORY_OF.get(span.label) in kind.categories for window in with_spans for span in window.spans
        )
        n_repositories = len(_repositories(with_spans))
        # Every fold must hold some out, and still leave some to learn from.
        if n_spans < LEAST_SPANS or len({fold_of(window) for window in with_spans}) < N_FOLDS:
            labels = ", ".join(sorted(kind.categories))
            raise InvalidInput(
                f"There are too few spans of {labels} to learn from and to hold some out: {n_spans:,} in "
                f"{n_repositories:,} {'repository' if n_repositories == 1 else 'repositories'}.",
                hint=f"At least {LEAST_SPANS} in about ten repositories are needed: add more labelled windows with "
                "--data, or planted ones with --planted.",
            )


def write(trained: Trained, out: Path, *, seconds: float) -> Path:
    """Write the model and, beside it, its card.

    Args:
        trained: of `train`.
        out: the model file; a file there is replaced.
        seconds: how long training took; on the card alone, so that equal models are equal files.

    Returns:
        where the card is.

    Raises:
        InvalidInput: nothing can be written there.
    """
    card = card_path(out)
    try:
        model_file.write(
            out, name=trained.name, parts=trained.parts, letters=trained.letters, card=trained.facts
        )
        size = out.stat().st_size
        card.write_text(as_markdown(trained.facts, size=size, seconds=seconds), encoding="utf-8")
    except OSError as error:
        raise _cannot_write(out, error) from error
    return card


def card_path(out: Path) -> Path:
    """Where the card of a model is: `names.gsm` has `names.card.md`."""
    return out.with_name(f"{out.name.removesuffix('.gsm')}.card.md")


def check_writable(out: Path) -> None:
    """Find out now, not after the training, that a file cannot be written.

    Raises:
        InvalidInput: it is a folder, or nothing can be written beside it.
    """
    if out.is_dir():
        raise InvalidInput(f"{out} is a folder.", hint="Name a file: --out my.gsm.")
    probe = out.with_name(f".{out.name}.probe")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise _cannot_write(out, error) from error


def _cannot_write(out: Path, error: OSError) -> InvalidInput:
    return InvalidInput(
        f"{out} cannot be written: {error.strerror or error}.", hint="Choose another place with --out."
    )


def measured(
    windows: Sequence[Window], languages: Sequence[str], found: Sequence[Sequence[Marked]], seed: int
) -> dict[str, Any]:
    """Figures of predictions, over all and by language.

    Args:
        windows: gold.
        languages: of each.
        found: in each.
        seed: of the intervals.
    """
    by_language: dict[str, list[int]] = {}
    for index, language in enumerate(languages):
        by_language.setdefault(language, []).append(index)
    figures = {}
    for language, at in sorted(by_language.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        some = [windows[index] for index in at]
        if sum(len(window.spans) for window in some) >= _LEAST_OF_LANGUAGE:
            figures[language] = _scored(some, [found[index] for index in at], seed)
    return {**_scored(windows, found, seed), "languages": figures}


def _scored(windows: Sequence[Window], found: Sequence[Sequence[Marked]], seed: int) -> dict[str, Any]:
    figures = as_json(evaluate(windows, found, seed=seed))
    return {"windows": len(windows), "repositories": len(_repositories(windows)), **figures}


def held_out(
    folds: Sequence[Mapping[str, Part]], letters: Letters, windows: Sequence[Window]
) -> list[tuple[Marked, ...]]:
    """What the whole detector finds in each window, with the model of the fold that did not see it."""
    found: list[tuple[Marked, ...]] = [()] * len(windows)
    for fold, parts in enumerate(folds):
        at = [index for index, window in enumerate(windows) if fold_of(window) == fold]
        for index, marks in zip(at, detected(parts, letters, [windows[i] for i in at]), strict=True):
            found[index] = marks
    return found


def detected(
    parts: Mapping[str, Part], letters: Letters, windows: Sequence[Window]
) -> list[tuple[Marked, ...]]:
    """What the whole detector finds with a model that is not on disk."""
    with TemporaryDirectory(prefix="goldsmith-") as folder:
        path = Path(folder, "fold.gsm")
        model_file.write(path, name="fold", parts=parts, letters=letters, card={})
        return predict(Detector(model=path), [window.text for window in windows])


def _facts(
    data: TrainingData, fitted: Fitted, letters: Letters, options: Options, name: str
) -> dict[str, Any]:
    real = data.only(lambda window: not is_planted(window))
    judged = real if real.windows else data
    found = held_out(fitted.folds, letters, judged.windows)
    test: dict[str, Any] | None = None
    if data.test:
        marks = detected(fitted.parts, letters, data.test)
        test = measured(data.test, data.test_languages, marks, options.seed)
    return {
        "name": name,
        "version": __version__,
        "features": model_file.FEATURES,
        "options": _jsonable(dataclasses.asdict(options)),
        "files": [_jsonable(dataclasses.asdict(file)) for file in data.files],
        "windows": {
            "labelled": len(real.windows),
            "planted": len(data.windows) - len(real.windows),
            "repositories": len(_repositories(real.windows)),
        },
        "spans": _spans(data.windows),
        "languages": dict(Counter(data.languages).most_common()),
        "labels": sorted({label for part in fitted.parts.values() for label in part.labels[1:]}),
        "thresholds": {key: dict(part.thresholds) for key, part in fitted.parts.items()},
        "held_out": {
            "folds": N_FOLDS,
            "on": "labelled" if real.windows else "planted",
            **measured(judged.windows, judged.languages, found, options.seed),
        },
        "planted_test": test,
    }


def _repositories(windows: Collection[Window]) -> set[str]:
    return {window.repository or window.source or window.text for window in windows}


def _spans(windows: Sequence[Window]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for label, is_made_up in _labels(windows):
        counts.setdefault(label, Counter())["planted" if is_made_up else "labelled"] += 1
    return {label: dict(counts[label]) for label in sorted(counts)}


def _labels(windows: Sequence[Window]) -> Iterator[tuple[str, bool]]:
    for window in windows:
        for span in window.spans:
            yield span.label, is_planted(window)


def _jsonable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _jsonable(one) for key, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_jsonable(one) for one in value]
    return value
