import numpy as np
import pytest
import torch

from explorer.core.errors import UserError
from explorer.nets import yolo
from explorer.nets.detector import Detector, nearest_size, open_detector, predict
from explorer.nets.fused import fuse
from explorer.nets.yolo import YoloV4Tiny, load_net
from explorer.vision.nms import select

TOLERANCE = 1e-3


def compare(detector, reference, image, size):
    """Assert that raw heads, boxes and scores equal OpenCV's."""
    prepared = detector.prepare(image, size)
    heads = detector.forward(prepared)
    raw, rows = reference.forward(image, size)
    for ours, theirs in zip(heads, raw, strict=True):
        assert ours.shape == (*theirs.shape[1:], 3, 85)
        theirs = theirs.transpose(1, 2, 0).reshape(ours.shape)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE)
    found = detector.predictions(heads, prepared)
    assert found.boxes.shape == (3 * ((size // 32) ** 2 + (size // 16) ** 2), 4)
    middle, side = rows[:, :2], rows[:, 2:4]
    boxes = np.concatenate([middle - side / 2, middle + side / 2], axis=1)
    scale = np.array([image.shape[1], image.shape[0]] * 2, np.float32)
    # Relative to the picture; a box far larger than it relative to itself.
    np.testing.assert_allclose(found.boxes / scale, boxes, rtol=TOLERANCE, atol=TOLERANCE)
    np.testing.assert_allclose(found.objectness, rows[:, 4], rtol=0, atol=TOLERANCE)
    scores = found.objectness[:, None] * found.class_scores
    np.testing.assert_allclose(scores, rows[:, 5:], rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("size", [416, 320])
def test_equals_opencv_on_every_picture(detector, reference, photographs, size):
    assert len(photographs) > 3
    for image in photographs.values():
        compare(detector, reference, image, size)


def test_equals_opencv_at_the_ends_of_the_range(detector, reference, photographs):
    for size in (detector.input_sizes[0], detector.input_sizes[-1]):
        compare(detector, reference, photographs["cat"], size)


def test_finds_the_cat(detector, photographs):
    found = predict(detector, photographs["cat"])
    labels = [found.names[found.labels[i]] for i in select(found, 0.4, 0.45).kept]
    assert "cat" in labels


def test_prepare_is_what_opencv_prepares(detector, photographs):
    from explorer.vision.cv import cv2

    image = photographs["noise"]
    blob = cv2.dnn.blobFromImage(image, 1 / 255, (416, 416))
    ours = detector.prepare(image, 416).data.transpose(0, 3, 1, 2)
    np.testing.assert_allclose(ours, blob, rtol=0, atol=1e-6)
    flipped = detector.prepare(image[:, ::-1], 416)  # a view that is not contiguous
    assert flipped.image_size == image.shape[:2]


def test_fused_network_equals_the_plain_one():
    net = load_net()
    fast = fuse(net)
    assert len(list(net.parameters())) > len(list(fast.parameters()))
    x = torch.rand(1, 3, 96, 64)
    with torch.inference_mode():
        plain = net(x)
        for again in (fast(x), fast(torch.rand(1, 3, 64, 64)) and fast(x)):
            for ours, theirs in zip(again, plain, strict=True):
                torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("broken", ["missing", "raising"])
def test_fused_network_without_the_internal_operators(monkeypatch, broken):
    from explorer.nets import fused

    net = load_net()
    if broken == "missing":
        monkeypatch.setattr(fused, "can_pack", lambda: False)
    fast = fuse(net)
    if broken == "raising":

        def fail(*_):
            raise RuntimeError("changed")

        monkeypatch.setattr(fused.FusedConvolution, "_packed_forward", fail)
    x = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        for ours, theirs in zip(fast(x), net(x), strict=True):
            torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


def test_results_do_not_change_when_the_next_picture_comes(detector, photographs):
    first = predict(detector, photographs["cat"])
    raw, boxes = first.heads[0].raw.copy(), first.boxes.copy()
    predict(detector, photographs["noise"])
    np.testing.assert_array_equal(first.heads[0].raw, raw)
    np.testing.assert_array_equal(first.boxes, boxes)


def test_device_failure_continues_on_the_cpu(monkeypatch, photographs):
    detector = YoloV4Tiny("cpu")
    expected = detector.forward(detector.prepare(photographs["cat"], 160))
    detector._placement.device = "cuda:0"  # which this machine need not have
    real = detector._run

    def run(data, device):
        if device != "cpu":
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20 MiB")
        return real(data, device)

    monkeypatch.setattr(detector, "_run", run)
    heads = detector.forward(detector.prepare(photographs["cat"], 160))
    np.testing.assert_array_equal(heads[0], expected[0])
    assert detector.device == "cpu"
    assert "memory of cuda:0" in str(detector.notice)


def test_factory_and_sizes(detector):
    opened: Detector = open_detector("", "cpu", threads=1)
    assert (opened.title, opened.layout, opened.device) == ("YOLOv4-tiny", "darknet", "cpu")
    assert opened.notice is None
    assert len(opened.names) == 80
    assert opened.names[0] == "person"
    assert all(size % 32 == 0 for size in opened.input_sizes)
    assert nearest_size(opened, 410) == 416
    assert nearest_size(opened, 5000) == opened.input_sizes[-1]


def test_missing_weights_say_what_to_do(monkeypatch):
    def missing(name):
        raise UserError("The weights are missing.")

    monkeypatch.setattr(yolo.store, "locate", missing)
    with pytest.raises(UserError, match="missing"):
        open_detector()


def test_korean_class_names_are_complete():
    assert len(yolo.read_names("coco.ko")) == len(yolo.read_names("coco")) == 80
    assert len(set(yolo.read_names("coco.ko"))) == 80
