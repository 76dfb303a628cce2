"""TensorFlow Lite's tensors: files written by FlatBuffers' own builder, and damaged ones."""

import flatbuffers
import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.weights import inception
from explorer.weights.tflite import read_tensors

FLOAT32, FLOAT16, INT32, UINT8, STRING, INT8 = 0, 1, 2, 3, 5, 9


def tensor(builder, place, name, kind, values, scale=(), zero=(), axis=0):
    """Write the tables Buffer, QuantizationParameters and Tensor; return two of them."""
    raw = builder.CreateNumpyVector(np.frombuffer(values.tobytes(), np.uint8))
    builder.StartObject(3)
    if values.size:
        builder.PrependUOffsetTRelativeSlot(0, raw, 0)
    buffer = builder.EndObject()
    text = builder.CreateString(name)
    shape = builder.CreateNumpyVector(np.array(values.shape, np.int32))
    scales = builder.CreateNumpyVector(np.array(scale, np.float32))
    zeros = builder.CreateNumpyVector(np.array(zero, np.int64))
    builder.StartObject(7)
    builder.PrependUOffsetTRelativeSlot(2, scales, 0)
    builder.PrependUOffsetTRelativeSlot(3, zeros, 0)
    builder.PrependInt32Slot(6, axis, 0)
    quantization = builder.EndObject()
    builder.StartObject(8)
    builder.PrependUOffsetTRelativeSlot(0, shape, 0)
    builder.PrependInt8Slot(1, kind, 0)
    builder.PrependUint32Slot(2, place, 0)
    builder.PrependUOffsetTRelativeSlot(3, text, 0)
    if scale:
        builder.PrependUOffsetTRelativeSlot(4, quantization, 0)
    return buffer, builder.EndObject()


def vector(builder, tables):
    builder.StartVector(4, len(tables), 4)
    for table in reversed(tables):
        builder.PrependUOffsetTRelative(table)
    return builder.EndVector()


def model(*tensors):
    builder = flatbuffers.Builder(0)
    pairs = [tensor(builder, place, *parts) for place, parts in enumerate(tensors)]
    buffers = vector(builder, [buffer for buffer, _ in pairs])
    found = vector(builder, [table for _, table in pairs])
    builder.StartObject(5)
    builder.PrependUOffsetTRelativeSlot(0, found, 0)
    graph = builder.EndObject()
    graphs = vector(builder, [graph])
    builder.StartObject(8)
    builder.PrependUint32Slot(0, 3, 0)
    builder.PrependUOffsetTRelativeSlot(2, graphs, 0)
    builder.PrependUOffsetTRelativeSlot(4, buffers, 0)
    builder.Finish(builder.EndObject(), file_identifier=b"TFL3")
    return bytes(builder.Output())


BYTES = np.array([[0, 128, 255], [127, 129, 1]], np.uint8)
EXAMPLE = model(
    ("whole", UINT8, BYTES, [0.5], [128]),
    ("by column", INT8, BYTES.astype(np.int8), [0.5, 1, 2], [0, 1, -1], 1),
    ("single", FLOAT32, np.array([1.5, -2], np.float32)),
    ("half", FLOAT16, np.array([[0.25], [-3]], np.float16)),
    ("counts", INT32, np.array([7, -8], np.int32)),
    ("texts", STRING, BYTES),
    ("activation", FLOAT32, np.zeros((0, 4), np.float32)),
)


def read(tmp_path, content):
    path = tmp_path / "a.tflite"
    path.write_bytes(content)
    return read_tensors(path)


def test_numbers_of_every_kind_come_out(tmp_path):
    found = read(tmp_path, EXAMPLE)
    assert set(found) == {"whole", "by column", "single", "half", "counts"}
    # (q - 128) / 2.
    assert found["whole"].tolist() == [[-64, 0, 63.5], [-0.5, 0.5, -63.5]]
    # 0, 128, 255 and 127, 129, 1 as signed bytes: 0, -128, -1 and 127, -127, 1.
    assert found["by column"].tolist() == [[0, -129, 0], [63.5, -128, 4]]
    assert found["single"].tolist() == [1.5, -2]
    assert found["half"].tolist() == [[0.25], [-3]]
    assert found["counts"].tolist() == [7, -8]
    assert all(values.dtype == np.float32 for values in found.values())


@pytest.mark.parametrize("length", [0, 3, 7, 8, 40, 100, len(EXAMPLE) // 2, len(EXAMPLE) - 20])
def test_a_cut_file_is_refused(tmp_path, length):
    with pytest.raises(UserError, match=r"a\.tflite is damaged, or no TensorFlow Lite file"):
        read(tmp_path, EXAMPLE[:length])


def test_any_byte_may_be_wrong(tmp_path):
    """A damaged file is refused, or gives other numbers; nothing else happens."""
    random = np.random.default_rng(0)
    for place in random.choice(len(EXAMPLE), 200, replace=False):
        changed = bytearray(EXAMPLE)
        changed[place] ^= int(random.integers(1, 256))
        try:
            read(tmp_path, bytes(changed))
        except UserError as error:
            assert "damaged" in str(error)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        read_tensors(tmp_path / "none.tflite")


def test_the_norm_of_inception_only_adds_the_folded_bias():
    bias = np.array([0.5, -2], np.float32)
    state = inception.convolution("c", np.ones((2, 1, 1, 1), np.float32), bias)
    x = np.array([3.0, 4.0])
    normed = (x - state["c.bn.running_mean"]) / np.sqrt(state["c.bn.running_var"] + 1e-3)
    np.testing.assert_allclose(normed * state["c.bn.weight"] + state["c.bn.bias"], x + bias, 1e-6)


def test_layers_of_a_branch_keep_their_order():
    scope = "InceptionV3/InceptionV3/Mixed_5c/Branch_1/"
    tensors = {}
    for module, branches in inception.MODULES.items():
        for number, ours in enumerate(branches):
            for place in range(len(ours)):
                name = f"{inception.SCOPE}{module}/Branch_{number}/Conv2d_0{'abcde'[place]}"
                tensors[name + inception.WEIGHT] = np.zeros(1, np.float32)
    # The one that is called otherwise in TensorFlow.
    tensors[scope + "Conv_1_0c_5x5" + inception.WEIGHT] = tensors.pop(
        scope + "Conv2d_0b" + inception.WEIGHT
    )
    names = inception.layers(tensors)
    assert names["Mixed_5c.branch5x5_1"] == scope + "Conv2d_0a"
    assert names["Mixed_5c.branch5x5_2"] == scope + "Conv_1_0c_5x5"
    assert names["Mixed_7b.branch3x3dbl_3b"].endswith("Branch_2/Conv2d_0d")
    assert len(names) == 94
