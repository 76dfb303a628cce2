"""ONNX operations as layers of torch: the numbers of onnxruntime, and gradients pass."""

import numpy as np
import onnxruntime
import pytest
import torch

from explorer.nets.opened import open_network
from tests.nets.own_files import numbers, save

CASES = {
    "Split in halves": [("Split", ["c"], ["a", "b"], {"axis": 1}), ("Sub", ["b", "a"], ["y"], {})],
    "Split by sizes": [
        ("Split", ["c", "sizes"], ["a", "b", "d"], {"axis": 1}),
        ("Concat", ["d", "b", "a"], ["y"], {"axis": 1}),
    ],
    "Slice": [("Slice", ["c", "starts", "ends", "axes", "steps"], ["y"], {})],
    "Slice of all axes": [("Slice", ["c", "zeros", "twos"], ["y"], {})],
    "Gather one": [("Gather", ["c", "last"], ["y"], {"axis": 1})],
    "Gather many": [("Gather", ["c", "order"], ["y"], {"axis": 1})],
    "Max": [("Max", ["c", "half"], ["y"], {})],
    "Min of both": [("Sigmoid", ["c"], ["s"], {}), ("Min", ["c", "s"], ["y"], {})],
    "Transpose": [("Transpose", ["c"], ["y"], {"perm": [0, 2, 3, 1]})],
    "Concat along rows": [("Concat", ["c", "c"], ["y"], {"axis": 2})],
    "Pad": [("Pad", ["c", "pads", "half"], ["y"], {})],
    "Unsqueeze": [("Unsqueeze", ["c", "axes0"], ["y"], {})],
    "Clip": [("Clip", ["c", "", "half"], ["y"], {})],
    "ReLU6": [("Clip", ["c", "zero", "six"], ["y"], {})],
    "Average": [("AveragePool", ["c"], ["y"], {"kernel_shape": [2, 2], "pads": [1, 1, 1, 1]})],
    "a square": [("Mul", ["c", "c"], ["y"], {})],
    "twice": [("Add", ["c", "c"], ["y"], {})],
    "ReduceMean": [("ReduceMean", ["c"], ["y"], {"axes": [1], "keepdims": 1})],
    "GlobalMaxPool": [("GlobalMaxPool", ["c"], ["y"], {})],
    "LeakyRelu": [("LeakyRelu", ["c"], ["y"], {"alpha": 0.3})],
    "Elu": [("Elu", ["c"], ["y"], {"alpha": 0.7})],
    "HardSwish": [("HardSwish", ["c"], ["y"], {})],
    "LRN": [("LRN", ["c"], ["y"], {"size": 3, "alpha": 0.1})],
    "LayerNormalization": [
        ("LayerNormalization", ["c", "gamma", "beta"], ["y"], {"axis": -1}),
    ],
    "Softmax": [("Softmax", ["c"], ["y"], {"axis": 1})],
    "Pow": [("Pow", ["c", "two"], ["y"], {})],
    "a number before the layer": [("Sub", ["half", "c"], ["y"], {})],
}  # fmt: skip
STORED = {
    "w": numbers(4, 3, 3, 3),
    "sizes": np.array([1, 2, 1]),
    "starts": np.array([1, -5]),
    "ends": np.array([4, 100]),
    "axes": np.array([1, 3]),
    "steps": np.array([1, 2]),
    "zeros": np.array([0, 0]),
    "twos": np.array([1, 2]),
    "last": np.array(-1),
    "order": np.array([2, 0, 2]),
    "pads": np.array([0, 0, 1, 0, 0, 0, 2, 3]),
    "axes0": np.array([1]),
    "gamma": numbers(7),
    "beta": numbers(7),
    **{
        name: np.array(value, np.float32)
        for name, value in (("half", 0.5), ("zero", 0), ("six", 6), ("two", 2))
    },
}


@pytest.mark.parametrize("case", CASES)
def test_torch_gives_the_numbers_of_onnxruntime(tmp_path, case):
    nodes = [("Conv", ["x", "w"], ["c"], {}), *CASES[case]]
    used = {name for _, inputs, _, _ in nodes for name in inputs}
    stored = {name: value for name, value in STORED.items() if name in used}
    path = save(tmp_path / "a.onnx", nodes, (1, 3, 9, 9), stored)
    network = open_network("", path).traced
    assert network.without_gradient(set(network.modules)) is None
    x = torch.randn(1, 3, 9, 9, generator=torch.Generator().manual_seed(1))
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (wanted,) = session.run(None, {"x": x.numpy()})
    # Layer by layer in torch, not the file as a whole.
    made = network.run(x, {"c": lambda output, _read: output}).outputs["y"]
    np.testing.assert_allclose(made.numpy(), wanted, atol=1e-5)


def test_a_form_that_torch_does_not_have_runs_as_it_stands(tmp_path):
    nodes = [
        ("Conv", ["x", "w"], ["c"], {}),
        ("Slice", ["c", "starts", "ends", "axes", "steps"], ["y"], {}),
    ]
    stored = {name: STORED[name] for name in ("w", "axes")}
    # Backwards.
    stored |= {"starts": np.array([3, 6]), "ends": np.array([0, 0]), "steps": np.array([-1, -2])}
    path = save(tmp_path / "a.onnx", nodes, (1, 3, 9, 9), stored)
    network = open_network("", path).traced
    assert network.without_gradient(set(network.modules)) == "y"
    x = torch.randn(1, 3, 9, 9)
    maps = network.run(x).outputs
    assert torch.equal(maps["y"], maps["c"].flip(1, 3)[:, :3, :, :6:2])
