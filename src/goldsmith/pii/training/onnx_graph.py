"""A network and trees as one ONNX graph: indices and numbers in, probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from goldsmith.pii.model.features import FIELDS
from goldsmith.pii.training.network import Network
from goldsmith.pii.training.trees import Trees

_OPSETS = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
_IR_VERSION = 8


def build(networks: Sequence[Network], trees: Trees | None, n_classes: int, n_numbers: int) -> bytes:
    """The mean of the probabilities of the networks and, with the weight of all of them, of the trees.

    Args:
        networks: at least one.
        trees: over the same numbers, or None.
        n_classes: labels, nothing included.
        n_numbers: columns of the numbers.

    Returns:
        a serialised model with an input a field (int32, [n, width]), `numbers` (float, [n, n_numbers]), and the output
        `probabilities` (float, [n, n_classes]).
    """
    graph = _Graph()
    inputs = [helper.make_tensor_value_info(field, TensorProto.INT32, ["n", None]) for field in FIELDS]
    inputs.append(helper.make_tensor_value_info("numbers", TensorProto.FLOAT, ["n", n_numbers]))
    scales = {field: graph.scale_of(field) for field in FIELDS}
    outputs = [graph.network(index, network, scales) for index, network in enumerate(networks)]
    mean = outputs[0]
    for other in outputs[1:]:
        mean = graph.add("Add", [mean, other])
    result = graph.add("Mul", [mean, graph.constant(np.float32(1 / len(outputs)))])
    if trees is not None:
        both = graph.add("Add", [result, graph.trees(trees, n_classes)])
        result = graph.add("Mul", [both, graph.constant(np.float32(0.5))])
    graph.nodes.append(helper.make_node("Identity", [result], ["probabilities"]))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "goldsmith-pii",
            inputs,
            [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", n_classes])],
            graph.constants,
        ),
        opset_imports=_OPSETS,
        ir_version=_IR_VERSION,
        producer_name="goldsmith",
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


class _Graph:
    """Nodes and constants, named as they come."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: npt.ArrayLike) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def add(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], **attributes))
        return name

    def scale_of(self, field: str) -> str:
        """(n, 1): one over the root of how many indices of the field are not 0."""
        present = self.add(
            "Cast", [self.add("Greater", [field, self.constant(np.int32(0))])], to=TensorProto.FLOAT
        )
        counts = self.add("ReduceSum", [present, self.constant(np.array([1], np.int64))], keepdims=1)
        at_least_one = self.add("Max", [counts, self.constant(np.float32(1))])
        return self.add("Reciprocal", [self.add("Sqrt", [at_least_one])])

    def network(self, index: int, network: Network, scales: dict[str, str]) -> str:
        # Half precision on disk; the table is widened once, when the session folds its constants.
        table = self.add("Cast", [self.constant(network.table.astype(np.float16))], to=TensorProto.FLOAT)
        axis = self.constant(np.array([1], np.int64))
        parts = []
        for field in FIELDS:
            total = self.add("ReduceSum", [self.add("Gather", [table, field]), axis], keepdims=0)
            parts.append(self.add("Mul", [total, scales[field]]))
        centred = self.add("Sub", ["numbers", self.constant(network.mean)])
        parts.append(self.add("Div", [centred, self.constant(network.scale)]))
        value = self.add("Concat", parts, axis=1)
        for position, (weights, bias) in enumerate(network.layers):
            value = self.add("Gemm", [value, self.constant(weights), self.constant(bias)])
            if position < len(network.layers) - 1:
                value = self.add("Relu", [value])
        return self.add("Softmax", [value], axis=1)

    def trees(self, trees: Trees, n_classes: int) -> str:
        name = f"v{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(
                "TreeEnsembleRegressor",
                ["numbers"],
                [name],
                domain="ai.onnx.ml",
                n_targets=n_classes,
                **trees.attributes,
            )
        )
        return self.add("Softmax", [name], axis=1)
