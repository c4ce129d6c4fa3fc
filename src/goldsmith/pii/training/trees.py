"""Boosted trees over the numbers, by scikit-learn, in the words of ONNX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

Floats = npt.NDArray[np.float32]

_IMPOSSIBLE = -40.0
"""A score whose share in a softmax vanishes."""

_NODES = (
    "treeids",
    "nodeids",
    "featureids",
    "values",
    "modes",
    "truenodeids",
    "falsenodeids",
    "missing_value_tracks_true",
)
_LEAVES = ("treeids", "nodeids", "ids", "weights")


@dataclass(frozen=True, slots=True)
class Trees:
    """An ensemble that sums up to a score a class; a softmax makes them probabilities.

    Attributes:
        attributes: of ONNX's TreeEnsembleRegressor.
    """

    attributes: dict[str, Any]


def train(
    numbers: Floats,
    classes: npt.NDArray[np.int64],
    weights: Floats,
    n_classes: int,
    *,
    seed: int,
    rounds: int = 150,
) -> Trees:
    """Fit trees.

    A class that does not occur gets a score that makes it as good as impossible.

    Args:
        numbers: (n, n_numbers).
        classes: (n,), in [0, n_classes).
        weights: (n,), what each row counts.
        n_classes: >= 2.
        seed: the same seed gives the same trees.
        rounds: of boosting; a round is one tree a class, of at most 15 leaves.
    """
    fitting = HistGradientBoostingClassifier(
        max_iter=rounds,
        learning_rate=0.08,
        max_leaf_nodes=15,
        min_samples_leaf=20,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
    )
    # Threads that wait for each other by spinning double the work here, and take for ever on a machine that is busy.
    with threadpool_limits(1):
        fitted = fitting.fit(numbers, classes, sample_weight=weights)
    return Trees(_attributes(fitted, n_classes))


def _attributes(fitted: HistGradientBoostingClassifier, n_classes: int) -> dict[str, Any]:
    nodes: dict[str, list[Any]] = {name: [] for name in _NODES}
    leaves: dict[str, list[Any]] = {name: [] for name in _LEAVES}
    present = [int(one) for one in fitted.classes_]
    # Of two classes scikit-learn scores the second alone, and the first stays at 0.
    targets = present if len(present) > 2 else present[1:]
    tree = 0
    for rounds in fitted._predictors:
        for target, predictor in zip(targets, rounds, strict=True):
            for node, row in enumerate(predictor.nodes):
                _add_node(nodes, leaves, tree, node, target, row)
            tree += 1
    for absent in sorted(set(range(n_classes)) - set(present)):
        # A tree of one leaf: onnxruntime passes over the base value of a target without any.
        _add_node(nodes, leaves, tree, 0, absent, {"is_leaf": True, "value": _IMPOSSIBLE})
        tree += 1
    base = [0.0] * n_classes
    for target, score in zip(targets, np.asarray(fitted._baseline_prediction).reshape(-1), strict=True):
        base[target] = float(score)
    return {
        **{f"nodes_{name}": column for name, column in nodes.items()},
        **{f"target_{name}": column for name, column in leaves.items()},
        "base_values": base,
        "aggregate_function": "SUM",
        "post_transform": "NONE",
    }


def _add_node(
    nodes: dict[str, list[Any]], leaves: dict[str, list[Any]], tree: int, node: int, target: int, row: Any
) -> None:
    is_leaf = bool(row["is_leaf"])
    split = (0, 0.0, 0, 0) if is_leaf else (
        int(row["feature_idx"]), _below(row["num_threshold"]), int(row["left"]), int(row["right"])
    )  # fmt: skip
    feature, threshold, left, right = split
    mode = "LEAF" if is_leaf else "BRANCH_LEQ"
    for name, value in zip(_NODES, (tree, node, feature, threshold, mode, left, right, 0), strict=True):
        nodes[name].append(value)
    if is_leaf:
        for name, value in zip(_LEAVES, (tree, node, target, float(row["value"])), strict=True):
            leaves[name].append(value)


def _below(threshold: float) -> float:
    """The largest single that is not above a double: a number compares with both alike, for it is a single itself."""
    single = np.float32(threshold)
    return float(np.nextafter(single, np.float32(-np.inf)) if float(single) > threshold else single)
