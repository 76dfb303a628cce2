"""SFace's 8-bit numbers: kept as they are, read as ONNX defines them."""

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load

from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.weights import sface, tensors
from explorer.weights.manifest import find
from explorer.weights.tensors import Quantised

ENTRY = find("sface")


def dequantised(steps, scale, zero):
    """Return what onnxruntime's DequantizeLinear makes of blocks along the second axis."""
    values = {"q": steps, "s": scale, "z": zero}
    stored = [numpy_helper.from_array(value, name) for name, value in values.items()]
    size = steps.shape[1] // scale.shape[1]
    node = helper.make_node("DequantizeLinear", ["q", "s", "z"], ["y"], axis=1, block_size=size)
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, steps.shape)
    graph = helper.make_graph([node], "g", [], [output], stored)
    model = helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 21)])
    return onnxruntime.InferenceSession(model.SerializeToString()).run(None, {})[0]


@settings(max_examples=25, deadline=None)
@given(
    filters=st.integers(1, 5),
    blocks=st.integers(1, 4),
    size=st.integers(1, 9),
    seed=st.integers(0, 2**32 - 1),
)
def test_blocks_are_read_as_onnxruntime_reads_them(filters, blocks, size, seed):
    random = np.random.default_rng(seed)
    steps = random.integers(-128, 128, (filters, blocks * size), np.int8)
    scale = random.uniform(1e-4, 1e-2, (filters, blocks)).astype(np.float32)
    zero = random.integers(-128, 128, (filters, blocks), np.int8)
    state = {"w": Quantised(steps.reshape(filters, -1, 1), scale, zero)}
    read = tensors.unpack(tensors.pack(state))["w"]
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read[..., 0], dequantised(steps, scale, zero))


def test_without_zero_points_0_is_0():
    steps = np.array([[2, -4], [1, 0]], np.int8)
    state = {"w": Quantised(steps, np.array([[0.5], [3]], np.float32))}
    assert tensors.unpack(tensors.pack(state))["w"].tolist() == [[1, -2], [3, 0]]


def test_the_bundled_file_is_small_and_has_the_integers():
    path = resource("weights", ENTRY.stored.file)
    assert path.stat().st_size == ENTRY.stored.size < 12e6
    stored = load(path.read_bytes())
    integers = {name: value for name, value in stored.items() if value.dtype == np.int8}
    weights = {name for name in integers if name.endswith(".weight")}
    # The first convolution, two in each of 13 blocks, the dense layer.
    assert len(weights) == 1 + 2 * 13 + 1
    assert all(name + tensors.SCALE in stored and name + tensors.ZERO in stored for name in weights)


def small_file(path, leave_out=""):
    """Write an ONNX file with SFace's names and tiny tensors; return what was written."""
    values = {}
    for theirs in sface.layers().values():
        values |= quantised(f"{theirs}_conv2d_weight", (2, 1, 3, 3))
        values |= {f"{theirs}_batchnorm_{part}": np.ones(2, np.float32) for part in parts()}
        values[f"{theirs}_relu_gamma"] = np.full((2, 1, 1), 0.25, np.float32)
    for norm in ("bn1", "fc1"):
        values |= {f"{norm}_{part}": np.ones(2, np.float32) for part in parts()}
    values |= quantised("pre_fc1_weight", (2, 9))
    values["pre_fc1_bias_quantized"] = np.array([10, 20, 30, 40], np.int8)
    values["pre_fc1_bias_scales"] = np.array([0.5, 2], np.float32)
    values["pre_fc1_bias_zero_point"] = np.array([0, 10], np.int8)
    values.pop(leave_out, None)
    stored = [numpy_helper.from_array(value, name) for name, value in values.items()]
    onnx.save(helper.make_model(helper.make_graph([], "g", [], [], stored)), path)
    return values


def parts():
    return ("gamma", "beta", "moving_mean", "moving_var")


def quantised(name, shape):
    count = int(np.prod(shape))
    return {
        f"{name}_quantized": np.arange(count, dtype=np.int8).reshape(shape[0], -1),
        f"{name}_scales": np.full((shape[0], 1), 0.5, np.float32),
        f"{name}_zero_point": np.ones((shape[0], 1), np.int8),
        f"{name}_shape": np.array(shape, np.int64),
    }


def test_names_and_shapes_of_the_file(tmp_path):
    small_file(tmp_path / "a.onnx")
    state = tensors.unpack(tensors.pack(sface.read_sface(tmp_path / "a.onnx")))
    kernel = (np.arange(18).reshape(2, 1, 3, 3) - 1) / 2
    np.testing.assert_array_equal(state["blocks.12.depthwise.conv.weight"], kernel)
    assert state["first.prelu.weight"].tolist() == [0.25, 0.25]
    # (q - 0) / 2 in the first half, (q - 10) * 2 in the second.
    assert state["dense.bias"].tolist() == [5, 10, 40, 60]
    assert "dense_norm.running_var" in state and "norm.running_mean" in state


@pytest.mark.parametrize("name", ["conv_14_dw_conv2d_weight_scales", "fc1_gamma", "pre_fc1_bias_quantized"])  # fmt: skip # noqa: E501
def test_a_file_of_another_network_is_refused(tmp_path, name):
    small_file(tmp_path / "a.onnx", leave_out=name)
    with pytest.raises(UserError, match=r"a\.onnx is damaged, or no ONNX file of SFace"):
        sface.read_sface(tmp_path / "a.onnx")


@pytest.mark.parametrize("content", [b"", b"no model", b"\x00" * 100])
def test_what_is_no_onnx_file_is_refused(tmp_path, content):
    (tmp_path / "a.onnx").write_bytes(content)
    with pytest.raises(UserError, match="damaged"):
        sface.read_sface(tmp_path / "a.onnx")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        sface.read_sface(tmp_path / "none.onnx")
