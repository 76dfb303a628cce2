import dataclasses

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper

from explorer.core.errors import UserError
from explorer.nets.detector import open_detector, predict
from explorer.nets.onnx_detector import read_class_names
from explorer.nets.yolo import load_net
from explorer.vision.boxes import iou
from explorer.vision.nms import select

SIZE = 64
CELLS = [(8, 8), (4, 4), (2, 2)]  # strides 8, 16, 32
COUNT = sum(rows * columns for rows, columns in CELLS)


def save(path, *outputs, inputs=1, kind=TensorProto.FLOAT, shape=(1, 3, SIZE, SIZE), **metadata):
    """Write a network that answers with ``outputs`` whatever it sees."""
    nodes, results = [], []
    for number, value in enumerate(outputs):
        value = np.asarray(value, np.float32)
        tensor = helper.make_tensor("", TensorProto.FLOAT, value.shape, value.ravel())
        nodes.append(helper.make_node("Constant", [], [f"out{number}"], value=tensor))
        results.append(helper.make_tensor_value_info(f"out{number}", TensorProto.FLOAT, None))
    given = [helper.make_tensor_value_info(f"in{n}", kind, shape) for n in range(inputs)]
    graph = helper.make_graph(nodes, "test", given, results)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    helper.set_model_props(model, metadata)
    onnx.save(model, str(path))
    return str(path)


def one_box(table, index, values):
    table[index, : len(values)] = values
    return table[None]


def check(detector, index, slot, box):
    """A 128 x 64 picture sits in the middle of the input at half its size, 16 pixels down."""
    found = predict(detector, np.zeros((64, 128, 3), np.uint8))
    chosen = select(found, 0.5, 0.5)
    assert chosen.kept.tolist() == [index]
    assert tuple(found.locate(index)) == slot
    assert found.scores[index] == pytest.approx(0.9 * 0.8 if found.objectness is not None else 0.8)
    np.testing.assert_allclose(found.boxes[index], box, atol=1e-3)
    assert found.names[found.labels[index]] == "dog"
    return found


NAMES = {"names": "{0: 'cat', 1: 'dog'}", "task": "detect"}


def test_yolov5(tmp_path):
    # Anchor 1, row 2, column 3 of the second grid: there the file counts anchors first.
    inside = 3 * 64 + 1 * 16 + 2 * 4 + 3
    table = one_box(np.zeros((3 * COUNT, 7)), inside, [32, 32, 20, 10, 0.9, 0.1, 0.8])
    detector = open_detector(save(tmp_path / "five.onnx", table, **NAMES), "cpu")
    assert (detector.layout, detector.title, detector.input_sizes) == ("yolov5", "five", (64,))
    ours = 3 * 64 + (2 * 4 + 3) * 3 + 1
    check(detector, ours, (1, 2, 3, 1), [44, 22, 84, 42])


def test_yolov5_with_its_raw_heads_beside(tmp_path):
    table = one_box(np.zeros((3 * COUNT, 7)), 0, [32, 32, 20, 10, 0.9, 0.1, 0.8])
    raw = np.zeros((1, 3, 8, 8, 7))
    detector = open_detector(save(tmp_path / "a.onnx", raw, table, **NAMES), "cpu")
    check(detector, 0, (0, 0, 0, 0), [44, 22, 84, 42])


def test_yolov8(tmp_path):
    table = one_box(np.zeros((COUNT, 6)), 64 + 5, [32, 32, 20, 10, 0.1, 0.8])
    detector = open_detector(save(tmp_path / "a.onnx", table.transpose(0, 2, 1), **NAMES), "cpu")
    assert detector.layout == "yolov8"
    found = check(detector, 64 + 5, (1, 1, 1, 0), [44, 22, 84, 42])
    assert found.objectness is None


def test_yolox(tmp_path):
    # Row 1, column 2 of the coarsest grid does not exist: row 1, column 1; corner (32, 32).
    size = [np.log(20 / 32), np.log(10 / 32)]
    values = [0.25, -0.5, *size, 0.9, 0.1, 0.8]
    table = one_box(np.zeros((COUNT, 7)), COUNT - 1, values)
    detector = open_detector(save(tmp_path / "a.onnx", table, **NAMES), "cpu")
    assert detector.layout == "yolox"
    # Middle (40, 16) in the input; the picture starts in its corner at half its size.
    check(detector, COUNT - 1, (2, 1, 1, 0), [60, 22, 100, 42])
    image = np.zeros((64, 64, 3), np.uint8)
    image[..., 0] = 200
    data = detector.prepare(image, 64).data
    assert data[0, :, 5, 5].tolist() == [0, 0, 200]


def test_a_yolox_export_that_decodes_by_itself(tmp_path):
    table = np.zeros((COUNT, 7))
    table[COUNT - 1] = [40, 16, 20, 10, 0.9, 0.1, 0.8]
    detector = open_detector(save(tmp_path / "a.onnx", table[None], **NAMES), "cpu")
    check(detector, COUNT - 1, (2, 1, 1, 0), [60, 22, 100, 42])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e20])
@pytest.mark.parametrize("place", range(6))
def test_what_is_no_number_is_no_box(tmp_path, value, place):
    table = np.zeros((COUNT, 6))
    table[5] = [32, 32, 20, 10, 0.1, 0.8]
    table[9] = [20, 20, 10, 10, 0.9, 0.1]
    table[9, place] = value
    detector = open_detector(save(tmp_path / "a.onnx", table.T[None], **NAMES), "cpu")
    found = predict(detector, np.zeros((64, 64, 3), np.uint8))
    assert np.isfinite(found.boxes).all() and np.isfinite(found.scores).all()
    assert np.abs(found.boxes).max() < 1e7
    if place < 4:
        assert select(found, 0.5, 0.5).kept.tolist() == [5]


def test_letterbox_is_grey_and_in_range(tmp_path):
    table = np.zeros((1, 6, COUNT))
    detector = open_detector(save(tmp_path / "a.onnx", table, **NAMES), "cpu")
    prepared = detector.prepare(np.full((32, 64, 3), 255, np.uint8), 64)
    assert prepared.data.shape == (1, 3, 64, 64)
    assert prepared.data.dtype == np.float32
    assert prepared.area == (0, 16, 64, 48)
    assert prepared.data[0, 0, 0, 0] == pytest.approx(114 / 255)
    assert prepared.data[0, 0, 32, 32] == 1
    tall = detector.prepare(np.zeros((3000, 1, 3), np.uint8), 64)
    assert tall.area[3] - tall.area[1] == 64


def test_half_precision_input(tmp_path):
    path = save(tmp_path / "a.onnx", np.zeros((1, 6, COUNT)), kind=TensorProto.FLOAT16, **NAMES)
    detector = open_detector(path, "cpu")
    assert detector.prepare(np.zeros((9, 9, 3), np.uint8), 64).data.dtype == np.float16


def test_class_names():
    assert read_class_names("{0: 'a', 1: 'b'}", 2) == ("a", "b")
    assert read_class_names("['a', 'b']", 2) == ("a", "b")
    assert read_class_names(None, 80)[:2] == ("person", "bicycle")
    assert read_class_names("__import__('os')", 2) == ("class 0", "class 1")
    assert read_class_names("{", 1) == ("class 0",)
    with pytest.raises(ValueError, match="3 class scores"):
        read_class_names("{0: 'a'}", 3)


@pytest.mark.parametrize(
    ("outputs", "options", "text"),
    [
        ([np.zeros((1, 1000))], {}, r"\(1, 1000\)"),
        ([np.zeros((1, 300, 6))], {}, r"\(1, 300, 6\)"),
        ([np.zeros((1, 6, COUNT))], {"task": "pose"}, "task pose"),
        ([np.zeros((1, 38, COUNT)), np.zeros((1, 32, 16, 16))], {}, r"\(1, 32, 16, 16\)"),
        ([np.zeros((1, 6, COUNT))], {"inputs": 2}, "2 inputs"),
        ([np.zeros((1, 6, COUNT))], {"shape": (1, 1, SIZE, SIZE)}, r"\[1, 1, 64, 64\]"),
        ([np.zeros((1, 6, COUNT))], {"shape": (4, 3, SIZE, SIZE)}, r"\[4, 3, 64, 64\]"),
        ([np.zeros((1, 6, COUNT))], {"shape": (1, 3)}, r"\[1, 3\]"),
        ([np.zeros((1, 6, COUNT))], {"kind": TensorProto.UINT8}, "uint8"),
        ([np.zeros((1, 8, COUNT))], NAMES, "4 class scores but 2 class names"),
    ],
)
def test_other_networks_are_refused(tmp_path, outputs, options, text):
    path = save(tmp_path / "other.onnx", *outputs, **options)
    with pytest.raises(UserError, match=text) as caught:
        open_detector(path, "cpu")
    assert "other.onnx is not a YOLO detector" in str(caught.value)


def test_no_network_at_all(tmp_path):
    path = tmp_path / "text.onnx"
    path.write_text("no network")
    with pytest.raises(UserError, match=r"text\.onnx is no ONNX network") as caught:
        open_detector(str(path))
    # What the library says is for the log.
    assert "protobuf" not in str(caught.value).lower() and caught.value.__cause__
    with pytest.raises(UserError, match="does not exist"):
        open_detector(str(tmp_path / "none.onnx"))
    with pytest.raises(UserError, match="is a folder"):
        open_detector(str(tmp_path))


@pytest.mark.parametrize("per_cell", [1, 3])
def test_boxes_that_do_not_fit_the_input_are_refused(tmp_path, per_cell):
    """An export that takes any size, and gives the boxes of 640 x 640 pixels for each."""
    count = per_cell * (80 * 80 + 40 * 40 + 20 * 20)
    shape = (1, 3, "height", "width")
    table = one_box(np.zeros((count, 7)), count - 1, [32, 32, 20, 10, 0.9, 0.1, 0.8])
    detector = open_detector(save(tmp_path / "a.onnx", table, shape=shape, **NAMES), "cpu")
    picture = np.zeros((64, 128, 3), np.uint8)
    assert len(predict(detector, picture, 640)) == count
    with pytest.raises(UserError, match=r"416 × 416 pixels .* choose another input size"):
        predict(detector, picture, 416)


def test_a_network_that_fails_on_an_input_is_told_in_plain_words(tmp_path, monkeypatch):
    table = np.zeros((1, 6, COUNT))
    detector = open_detector(save(tmp_path / "a.onnx", table, **NAMES), "cpu")
    prepared = detector.prepare(np.zeros((9, 9, 3), np.uint8), 64)
    with pytest.raises(UserError, match="cannot work on an input of 32 × 32 pixels") as caught:
        detector.forward(dataclasses.replace(prepared, data=np.zeros((1, 3, 32, 32), np.float32)))
    assert "INVALID" not in str(caught.value)


def test_absent_device_is_told(tmp_path):
    path = save(tmp_path / "a.onnx", np.zeros((1, 6, COUNT)))
    detector = open_detector(path, "mps")
    assert detector.device == "cpu"
    assert "mps is not available" in str(detector.notice)


class FiveLayout(torch.nn.Module):
    """YOLOv4-tiny with its boxes decoded and ordered as YOLOv5's export does."""

    def __init__(self):
        super().__init__()
        self.net = load_net()

    def forward(self, x):
        tables = []
        for head, layer in zip(self.net(x), self.net.heads, strict=True):
            rows, columns = head.shape[2], head.shape[3]
            t = head.reshape(1, 3, 85, rows, columns).permute(0, 1, 3, 4, 2)
            y, column = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
            cell = torch.stack([column, y], -1)
            anchors = torch.tensor(layer.anchors).reshape(1, 3, 1, 1, 2)
            s = layer.scale_xy
            middle = (t[..., :2].sigmoid() * s - (s - 1) / 2 + cell) * (x.shape[2] / rows)
            parts = [middle, t[..., 2:4].exp() * anchors, t[..., 4:].sigmoid()]
            tables.insert(0, torch.cat(parts, -1).reshape(1, -1, 85))
        return torch.cat(tables, 1)


# The exporter that needs no further package is announced as deprecated.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dynamic", [False, True])
def test_exported_network_agrees_on_real_pictures(tmp_path, detector, photographs, dynamic):
    path = str(tmp_path / "export.onnx")
    axes = {"in": {2: "height", 3: "width"}} if dynamic else {}
    size = 640 if dynamic else 320
    with torch.inference_mode():
        torch.onnx.export(
            FiveLayout().eval(),
            (torch.rand(1, 3, size, size),),
            path,
            input_names=["in"],
            dynamic_axes=axes,
            dynamo=False,
        )
    exported = open_detector(path, "cpu", threads=1)
    assert exported.layout == "yolov5"
    assert (len(exported.input_sizes) > 1) == dynamic
    assert exported.names == detector.names
    found = 0
    for picture in photographs.values():
        # A square, because one of the two stretches and the other one keeps the shape.
        side = min(picture.shape[:2])
        image = picture[:side, :side]
        ours, theirs = (predict(each, image, size) for each in (detector, exported))
        # One box each at most could lie so close to the threshold that they differ.
        kept = [select(p, 0.25, 0.45).kept for p in (ours, theirs)]
        assert abs(len(kept[0]) - len(kept[1])) <= 1
        for a, b in zip(*(indices[:3] for indices in kept), strict=False):
            found += 1
            assert ours.labels[a] == theirs.labels[b]
            assert ours.scores[a] == pytest.approx(theirs.scores[b], abs=1e-3)
            assert iou(ours.boxes[a], theirs.boxes[b]) > 0.99
            left, right = ours.locate(int(a)), theirs.locate(int(b))
            assert left[1:] == right[1:]  # our coarse grid comes first, theirs last
            assert left.head == 1 - right.head
    assert found > 3
