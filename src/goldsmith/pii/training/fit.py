"""Train a detector's model: folds by repository, thresholds on what was held out, then all of it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from goldsmith.domain.errors import InvalidInput
from goldsmith.pii.evaluation import Window
from goldsmith.pii.model.classifier import Classifier
from goldsmith.pii.model.letters import Letters
from goldsmith.pii.model.model_file import Part
from goldsmith.pii.training import network, onnx_graph, thresholds, trees
from goldsmith.pii.training.examples import KINDS, Examples, Kind, examples

N_FOLDS = 3
_NEARLY_SURE = 0.8

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How to train.

    Attributes:
        seed: equal seeds and data give equal models on one machine.
        planted_weight: what a window that was made up counts, beside 1 for a real one, by kind of candidates.
        n_networks: networks whose mean is taken, by kind.
        rounds: of boosting, by kind; people have more labels, and each costs a tree a round.
        shape: of a network.
        overlooked: kinds whose real windows may hold spans that nobody marked.
    """

    seed: int = 0
    planted_weight: Mapping[str, float] = field(default_factory=lambda: {"secrets": 0.3, "people": 0.5})
    n_networks: Mapping[str, int] = field(default_factory=lambda: {"secrets": 2, "people": 1})
    rounds: Mapping[str, int] = field(default_factory=lambda: {"secrets": 120, "people": 60})
    shape: network.Shape = field(default_factory=network.Shape)
    overlooked: frozenset[str] = frozenset({"people"})


@dataclass(frozen=True, slots=True)
class Fitted:
    """What training gives.

    Attributes:
        parts: of the final model, which saw all windows.
        folds: for each fold the parts that did not see its windows.
    """

    parts: dict[str, Part]
    folds: tuple[dict[str, Part], ...]


def fold_of(window: Window) -> int:
    """The fold of a window: one for all windows of a repository, in [0, N_FOLDS)."""
    # What was planted into nothing has no repository: each of its windows stands for itself.
    ours = window.repository in ("templates", "skeletons") and is_planted(window)
    name = (None if ours else window.repository) or window.source or window.text
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) % N_FOLDS


def is_planted(window: Window) -> bool:
    """Whether its personal data was made up and planted."""
    return window.source.startswith("planted:")


def fit(
    gold: Sequence[Window], letters: Letters, options: Options, progress: Progress = lambda _: None
) -> Fitted:
    """Train all parts of a model.

    Args:
        gold: windows of at least N_FOLDS repositories.
        letters: the model of letters.
        options: how.
        progress: is told in words what is being done.

    Raises:
        InvalidInput: there is nothing to learn of some kind.
    """
    final: dict[str, Part] = {}
    folds: tuple[dict[str, Part], ...] = tuple({} for _ in range(N_FOLDS))
    of_window = np.array([fold_of(window) for window in gold])
    planted = np.array([is_planted(window) for window in gold])
    for kind in KINDS:
        progress(f"{kind.key}: looking for candidates in {len(gold):,} windows")
        every = examples(gold, kind, letters)
        if not (every.classes > 0).any():
            raise InvalidInput(
                f"The data hold nothing to learn about {kind.key} from.",
                hint=f"Add windows that cover {', '.join(sorted(kind.categories))}.",
            )
        weights = np.where(planted[every.windows], options.planted_weight[kind.key], 1.0).astype(np.float32)
        graphs, held_out = _cross_fit(every, weights, of_window, kind, letters, options, progress)
        missed = _missed(every, held_out, planted)
        if kind.key in options.overlooked and missed.any():
            progress(
                f"{kind.key}: {int(missed.sum()):,} candidates look like spans nobody marked; once more without"
            )
            weights = np.where(missed, 0, weights).astype(np.float32)
            graphs, held_out = _cross_fit(every, weights, of_window, kind, letters, options, progress)
        # Planted windows are easier and more than real ones: each has its say. What was perhaps overlooked has none.
        groups = [
            np.flatnonzero(which & (weights > 0))
            for which in (~planted[every.windows], planted[every.windows])
        ]
        for fold in range(N_FOLDS):
            others = [rows[of_window[every.windows[rows]] != fold] for rows in groups]
            folds[fold][kind.key] = Part(
                graphs[fold], kind.labels, thresholds.choose(gold, others, every, held_out, kind)
            )
        progress(f"{kind.key}: all windows")
        graph = _graph(every, weights, np.ones(len(every), bool), kind, options)
        final[kind.key] = Part(graph, kind.labels, thresholds.choose(gold, groups, every, held_out, kind))
    return Fitted(final, folds)


def _cross_fit(
    every: Examples,
    weights: Any,
    of_window: npt.NDArray[np.int64],
    kind: Kind,
    letters: Letters,
    options: Options,
    progress: Progress,
) -> tuple[list[bytes], npt.NDArray[np.float32]]:
    """A graph a fold that did not see it, and what each says about its own."""
    held_out = np.zeros((len(every), len(kind.labels)), np.float32)
    graphs = []
    for fold in range(N_FOLDS):
        progress(f"{kind.key}: fold {fold + 1} of {N_FOLDS}, {len(every):,} candidates")
        mine = of_window[every.windows] == fold
        graphs.append(_graph(every, weights, ~mine, kind, options))
        held_out[mine] = _probabilities(graphs[-1], every, mine, kind, letters)
    return graphs, held_out


def _missed(
    every: Examples, held_out: npt.NDArray[np.float32], planted: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Candidates without a label that a model which did not see them is nearly sure about.

    People overlook spans, and to teach that these are nothing would cost recall (Northcutt et al. 2021, confident
    learning, doi:10.1613/jair.1.12125). What was planted is complete.
    """
    sure: npt.NDArray[np.bool_] = 1 - held_out[:, 0] >= _NEARLY_SURE
    return np.asarray(sure & (every.classes == 0) & ~planted[every.windows])


def _graph(
    every: Examples, weights: Any, among: npt.NDArray[np.bool_], kind: Kind, options: Options
) -> bytes:
    at = np.flatnonzero(among & (every.classes >= 0) & (weights > 0))
    some = every.rows(at)
    bags = network.bags(some.features.indices)
    numbers, classes, n_classes = some.features.numbers, some.classes, len(kind.labels)
    networks = [
        network.train(
            bags, numbers, classes, weights[at], n_classes, shape=options.shape, seed=options.seed + i
        )
        for i in range(options.n_networks[kind.key])
    ]
    grown = trees.train(
        numbers, classes, weights[at], n_classes, seed=options.seed, rounds=options.rounds[kind.key]
    )
    return onnx_graph.build(networks, grown, n_classes, numbers.shape[1])


def _probabilities(
    graph: bytes, every: Examples, mine: npt.NDArray[np.bool_], kind: Kind, letters: Letters
) -> npt.NDArray[np.float32]:
    some = every.rows(np.flatnonzero(mine))
    return Classifier(Part(graph, kind.labels, {}), letters).of_features(some.features)
