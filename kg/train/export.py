"""Checkpoint -> weights of the product: `cd kg && python -m train.export CHECKPOINT ARRAYS OUT --base FOLDER`.

The transformer becomes an ONNX graph: matrix products in int8 with a scale for every column, wordpieces in int8 with
a scale for every row. The heads are small and stay numbers of 16 bits, multiplied by numpy.
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from .network import read_config

_POSITIONS = 256  # the longest window, marks included
_OPSET = 20


@dataclass
class Graph:
    """Nodes and constants of an ONNX graph as it grows; every method gives the name of what it computes."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """A constant under this name."""
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", outputs: int = 1, **attributes: Any) -> str:
        """A node with one output, or the prefix of several."""
        name = f"{kind.lower()}_{len(self.nodes)}"
        names = [name] if outputs == 1 else [f"{name}_{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, name=name, domain=domain, **attributes))
        return name

    def linear(self, states: str, name: str, state: dict[str, NDArray[np.float32]]) -> str:
        """`states @ weight.T + bias`."""
        weight = self.constant(f"{name}.weight", state[f"{name}.weight"].T)
        bias = self.constant(f"{name}.bias", state[f"{name}.bias"])
        return self.node("Add", self.node("MatMul", states, weight), bias)

    def norm(self, states: str, name: str, state: dict[str, NDArray[np.float32]]) -> str:
        """Layer normalisation over the last axis."""
        weight = self.constant(f"{name}.weight", state[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", state[f"{name}.bias"])
        return self.node("LayerNormalization", states, weight, bias, axis=-1, epsilon=1e-12)


def export(checkpoint: Path, arrays: Path, out: Path, base: Path) -> None:
    """Write the four files of the weights into `out`, and the exact transformer beside the checkpoint."""
    saved = torch.load(checkpoint, weights_only=True)["model"]
    state = {name: tensor.float().numpy() for name, tensor in saved.items()}
    encoder = {name.removeprefix("encoder."): value for name, value in state.items() if name.startswith("encoder.")}
    heads = {name.removeprefix("heads."): value for name, value in state.items() if name.startswith("heads.")}
    out.mkdir(parents=True, exist_ok=True)
    exact = checkpoint.with_name("encoder.fp32.onnx")
    config = read_config(base)
    onnx.save(graph(encoder, config["num_attention_heads"], config["num_hidden_layers"], small=False), exact)
    plain = checkpoint.with_name("encoder.small.onnx")
    onnx.save(graph(encoder, config["num_attention_heads"], config["num_hidden_layers"], small=True), plain)
    quantize_dynamic(
        plain,
        out / "encoder.onnx",
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )
    np.savez_compressed(out / "heads.npz", **{name: value.astype(np.float16) for name, value in heads.items()})
    labels = json.loads((arrays / "labels.json").read_text(encoding="utf-8"))
    content = {key: labels[key] for key in ("names", "classes", "relations", "tags", "factuality")}
    (out / "labels.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(base / "tokenizer.json", out / "tokenizer.json")


def graph(state: dict[str, NDArray[np.float32]], heads: int, layers: int, *, small: bool) -> onnx.ModelProto:
    """The transformer; with `small`, wordpieces in int8."""
    built = Graph()
    states = built.node("Add", _pieces(built, state["pieces.weight"], small=small), _positions(built, state))
    for number in range(sum(name.startswith("features.") for name in state)):
        column = built.constant(f"column.{number}", np.array(number, dtype=np.int64))
        chosen = built.node("Gather", "features", column, axis=2)
        table = built.constant(f"features.{number}", state[f"features.{number}.weight"])
        states = built.node("Add", states, built.node("Gather", table, chosen))
    states = built.norm(states, "norm", state)
    built.constant("thirds", np.array([state["blocks.0.out.bias"].shape[0]] * 3, dtype=np.int64))
    for number in range(layers):
        states = _block(built, states, f"blocks.{number}", state, heads)
    built.nodes[-1].output[0] = "states"
    return _model(built, state["norm.bias"].shape[0], sum(name.startswith("features.") for name in state))


def _pieces(built: Graph, table: NDArray[np.float32], *, small: bool) -> str:
    if not small:
        return built.node("Gather", built.constant("pieces.table", table), "pieces")
    scale = np.abs(table).max(axis=1, keepdims=True) / 127.0
    whole = np.round(table / np.maximum(scale, 1e-12)).astype(np.int8)
    gathered = built.node("Gather", built.constant("pieces.table", whole), "pieces")
    scales = built.node("Gather", built.constant("pieces.scale", scale.astype(np.float32)), "pieces")
    return built.node("Mul", built.node("Cast", gathered, to=TensorProto.FLOAT), scales)


def _positions(built: Graph, state: dict[str, NDArray[np.float32]]) -> str:
    table = built.constant("positions", state["positions.weight"][:_POSITIONS])
    zero = built.constant("zero", np.array([0], dtype=np.int64))
    one = built.constant("one", np.array([1], dtype=np.int64))
    length = built.node("Gather", built.node("Shape", "pieces"), one)
    return built.node("Slice", table, zero, length, zero)


def _block(built: Graph, states: str, name: str, state: dict[str, NDArray[np.float32]], heads: int) -> str:
    projected = built.linear(states, f"{name}.qkv", state)
    parts = built.node("Split", projected, "thirds", outputs=3, axis=-1)
    inputs = [f"{parts}_{number}" for number in range(3)]
    mixed = built.node("MultiHeadAttention", *inputs, domain="com.microsoft", num_heads=heads)
    attended = built.node("Add", states, built.linear(mixed, f"{name}.out", state))
    states = built.norm(attended, f"{name}.attention_norm", state)
    inner = built.node("Gelu", built.linear(states, f"{name}.wide", state))
    return built.norm(
        built.node("Add", states, built.linear(inner, f"{name}.narrow", state)), f"{name}.output_norm", state
    )


def _model(built: Graph, size: int, kinds: int) -> onnx.ModelProto:
    shape = ["windows", "length"]
    inputs = [
        helper.make_tensor_value_info("pieces", TensorProto.INT64, shape),
        helper.make_tensor_value_info("features", TensorProto.INT64, [*shape, kinds]),
    ]
    outputs = [helper.make_tensor_value_info("states", TensorProto.FLOAT, [*shape, size])]
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(
        helper.make_graph(built.nodes, "encoder", inputs, outputs, built.constants), opset_imports=opsets
    )
    model.ir_version = 10
    return model


def main() -> None:
    """Parse and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("arrays", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    given = parser.parse_args()
    export(given.checkpoint, given.arrays, given.out, given.base)


if __name__ == "__main__":
    main()
