"""A small network over bags of embeddings, trained by gradient descent written out: no framework is needed for it.

Fields of hashed n-grams are sums of rows of one table, divided by the square root of their number; joined with the
numbers they pass two hidden layers.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from goldsmith.pii.model.features import N_BUCKETS, Indices

Floats = npt.NDArray[np.float32]

_BETA_1, _BETA_2, _TINY = 0.9, 0.999, 1e-8
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Shape:
    """What is chosen before training.

    Attributes:
        dimensions: of an embedding.
        hidden: sizes of the two hidden layers.
        dropout: share of hidden inputs left out, in [0, 1).
        word_dropout: share of n-grams left out, in [0, 1).
        epochs: passes over the rows, >= 1.
        rate: the highest rate of learning.
        decay: of the weights, towards 0.
    """

    dimensions: int = 16
    hidden: tuple[int, int] = (64, 32)
    dropout: float = 0.3
    word_dropout: float = 0.1
    epochs: int = 8
    rate: float = 3e-3
    decay: float = 1e-2


@dataclass(frozen=True, slots=True)
class Network:
    """What was learned.

    Attributes:
        table: (N_BUCKETS, dimensions); row 0 is 0.
        layers: weights (inputs, outputs) and biases (outputs,), three times.
        mean, scale: (n_numbers,), of the numbers.
    """

    table: Floats
    layers: tuple[tuple[Floats, Floats], ...]
    mean: Floats
    scale: Floats


def bags(indices: Mapping[str, Indices]) -> dict[str, Any]:
    """The fields as sparse matrices (n, N_BUCKETS); a row sums its embeddings over the root of their number."""
    found = {}
    for field, rows in indices.items():
        n = rows.shape[0]
        present = rows > 0
        counts = present.sum(axis=1)
        values = np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(counts)])
        found[field] = sparse.csr_matrix((values, rows[present], starts), shape=(n, N_BUCKETS))
    return found


def train(
    fields: Mapping[str, Any],
    numbers: Floats,
    classes: npt.NDArray[np.int64],
    weights: Floats,
    n_classes: int,
    *,
    shape: Shape,
    seed: int,
) -> Network:
    """Fit a network.

    Args:
        fields: of `bags`, n rows each.
        numbers: (n, n_numbers).
        classes: (n,), in [0, n_classes).
        weights: (n,), what each row counts.
        n_classes: >= 2.
        shape: what is chosen before.
        seed: the same seed gives the same network on the same machine.

    Cost: about 15 ms for 256 rows.
    """
    rng = np.random.default_rng(seed)
    mean, scale = numbers.mean(axis=0), numbers.std(axis=0) + np.float32(1e-2)
    inputs = (numbers - mean) / scale
    n_inputs = len(fields) * shape.dimensions + numbers.shape[1]
    sizes = (n_inputs, *shape.hidden, n_classes)
    parameters: list[Floats] = [(rng.standard_normal((N_BUCKETS, shape.dimensions)) * 0.1).astype(np.float32)]
    parameters[0][0] = 0
    for before, after in itertools.pairwise(sizes):
        bound = np.sqrt(2 / before)
        parameters.append((rng.standard_normal((before, after)) * bound).astype(np.float32))
        parameters.append(np.zeros(after, np.float32))
    moments = [(np.zeros_like(one), np.zeros_like(one)) for one in parameters]
    order = np.arange(len(classes))
    n_steps = shape.epochs * ((len(order) + _BATCH - 1) // _BATCH)
    step = 0
    for _ in range(shape.epochs):
        rng.shuffle(order)
        for first in range(0, len(order), _BATCH):
            rows = order[first : first + _BATCH]
            step += 1
            gradients = _gradients(
                parameters,
                {field: matrix[rows] for field, matrix in fields.items()},
                inputs[rows],
                classes[rows],
                weights[rows],
                shape,
                rng,
            )
            _update(parameters, moments, gradients, step, shape, _rate(step / n_steps, shape.rate))
    layers = tuple((parameters[i], parameters[i + 1]) for i in range(1, len(parameters), 2))
    return Network(parameters[0], layers, mean.astype(np.float32), scale.astype(np.float32))


def _rate(progress: float, highest: float) -> float:
    """One cycle: up in the first quarter, then down to nearly nothing along a cosine."""
    if progress < 0.25:
        return highest * (0.1 + 0.9 * progress / 0.25)
    return float(highest * (0.002 + 0.998 * 0.5 * (1 + np.cos(np.pi * (progress - 0.25) / 0.75))))


def _gradients(
    parameters: list[Floats],
    fields: Mapping[str, Any],
    inputs: Floats,
    classes: npt.NDArray[np.int64],
    weights: Floats,
    shape: Shape,
    rng: np.random.Generator,
) -> list[Floats]:
    for matrix in fields.values():
        matrix.data = matrix.data * (rng.random(matrix.data.shape[0]) >= shape.word_dropout)
    table = parameters[0]
    joined = np.concatenate([matrix @ table for matrix in fields.values()] + [inputs], axis=1)
    activations, masks = [joined], []
    value = joined
    n_layers = (len(parameters) - 1) // 2
    for layer in range(n_layers):
        mask = np.ones_like(value)
        if layer < 2:
            mask = ((rng.random(value.shape) >= shape.dropout) / (1 - shape.dropout)).astype(np.float32)
        masks.append(mask)
        value = (value * mask) @ parameters[1 + 2 * layer] + parameters[2 + 2 * layer]
        if layer < n_layers - 1:
            value = np.maximum(value, 0)
            activations.append(value)
    shifted = np.exp(value - value.max(axis=1, keepdims=True))
    delta = shifted / shifted.sum(axis=1, keepdims=True)
    smooth = np.float32(0.03 / delta.shape[1])
    delta[np.arange(len(classes)), classes] -= np.float32(0.97)
    delta = (delta - smooth) * (weights / weights.sum())[:, None]
    gradients: list[Floats] = [np.empty(0, np.float32)] * len(parameters)
    for layer in reversed(range(n_layers)):
        given = activations[layer]
        gradients[1 + 2 * layer] = (given * masks[layer]).T @ delta
        gradients[2 + 2 * layer] = delta.sum(axis=0)
        delta = (delta @ parameters[1 + 2 * layer].T) * masks[layer]
        if layer > 0:
            delta = delta * (given > 0)
    width = shape.dimensions
    into_table = np.zeros_like(table)
    for position, matrix in enumerate(fields.values()):
        part = np.ascontiguousarray(delta[:, position * width : (position + 1) * width], np.float32)
        into_table += matrix.T @ part
    into_table[0] = 0
    gradients[0] = into_table
    return gradients


def _update(
    parameters: list[Floats],
    moments: list[tuple[Floats, Floats]],
    gradients: list[Floats],
    step: int,
    shape: Shape,
    rate: float,
) -> None:
    """Adam with decoupled decay (Loshchilov & Hutter 2019, arXiv:1711.05101)."""
    correction = np.sqrt(1 - _BETA_2**step) / (1 - _BETA_1**step)
    for parameter, (first, second), gradient in zip(parameters, moments, gradients, strict=True):
        # Only the rows of the table that a batch touched move: the rest has no gradient, and would only cost time.
        at: Any = np.flatnonzero(gradient.any(axis=1)) if parameter.shape[0] == N_BUCKETS else slice(None)
        moving = gradient[at]
        first[at] = _BETA_1 * first[at] + (1 - _BETA_1) * moving
        second[at] = _BETA_2 * second[at] + (1 - _BETA_2) * moving**2
        move = correction * first[at] / (np.sqrt(second[at]) + _TINY) + shape.decay * parameter[at]
        parameter[at] -= np.float32(rate) * move.astype(np.float32)
