"""Models of the user's own that give odd numbers, or none."""

import json

import numpy as np
import pytest
from onnx import TensorProto

from explorer.core.errors import UserError
from explorer.topics.networks.networks.state import State, compute
from tests.nets.own_files import numbers, save

SHAPE = (1, 3, 8, 8)


def model(tmp_path, nodes, stored=()):
    return save(tmp_path / "a.onnx", nodes, SHAPE, stored)


def test_a_layer_without_values_is_named(tmp_path):
    nodes = [("Relu", ["x"], ["r"], {}), ("Slice", ["r", "zero", "zero"], ["y"], {})]
    path = model(tmp_path, nodes, {"zero": np.array([0, 0])})
    with pytest.raises(UserError, match="y gives no numbers at all"):
        compute(State(model=path, layer="y"))
    assert compute(State(model=path, layer="r")).shape == (3, 8, 8)


def test_whole_numbers_have_no_gradient(tmp_path):
    nodes = [
        ("Cast", ["x"], ["whole"], {"to": TensorProto.INT32}),
        ("Cast", ["whole"], ["back"], {"to": TensorProto.FLOAT}),
        ("Relu", ["back"], ["y"], {}),
    ]
    for name in ("whole", "back", "y"):
        assert compute(State(model=model(tmp_path, nodes), layer=name, view="value")).heat is None


def test_numbers_that_differ_in_their_last_digit(tmp_path):
    low, high = np.float32(1), np.nextafter(np.float32(1), np.float32(2))
    nodes = [("Mul", ["x", "zero"], ["z"], {}), ("Add", ["z", "levels"], ["y"], {})]
    stored = {"zero": np.float32([0]), "levels": np.where(np.arange(8) < 3, low, high)}
    channel = compute(State(model=model(tmp_path, nodes, stored), layer="y", channel=0)).channel
    assert channel.counts[0] == 3 * 8 and channel.counts[-1] == 5 * 8
    assert channel.least < channel.mean < channel.most


def test_infinity_becomes_null_in_json(tmp_path):
    mask = np.full(SHAPE, -np.inf, np.float32)
    path = model(tmp_path, [("Add", ["x", "mask"], ["y"], {})], {"mask": mask})
    found = json.loads(json.dumps(compute(State(model=path)).to_json(), allow_nan=False))
    assert found["value"] is None and found["layer"] == "y"


CLASSES = [
    ("Conv", ["x", "w"], ["c"], {}),
    ("GlobalAveragePool", ["c"], ["logits"], {}),
    ("Softmax", ["logits"], ["y"], {"axis": 1}),
]


@pytest.mark.parametrize("layer", ["logits", "y"])
def test_grad_cam_behind_the_classes(tmp_path, layer):
    path = model(tmp_path, CLASSES, {"w": numbers(10, 3, 3, 3)})
    with pytest.raises(UserError, match=f"in front of logits, .*; {layer} is none"):
        compute(State(model=path, layer=layer, view="cam"))
    assert compute(State(model=path, view="cam")).layer.name == "c"


def test_grad_cam_of_a_network_without_maps(tmp_path):
    nodes = [("Flatten", ["x"], ["f"], {}), ("Gemm", ["f", "w"], ["y"], {})]
    path = model(tmp_path, nodes, {"w": numbers(192, 4)})
    with pytest.raises(UserError, match="rows and columns of a picture; f gives none"):
        compute(State(model=path, view="cam"))
