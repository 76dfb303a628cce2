import math

import numpy as np
import pytest

from explorer.vision.grid import anchor_shape_iou, decode, explain, sigmoid
from explorer.vision.predictions import Head, Slot

NAMES = ("one", "two", "three")
AREA = (8.0, 16.0, 88.0, 48.0)
PICTURE = (320, 1600)


@pytest.fixture
def predictions():
    random = np.random.default_rng(3)
    heads = [
        Head(
            rows,
            columns,
            anchors,
            np.array([[10, 14], [23, 27]], np.float32)[:anchors],
            random.normal(size=(rows, columns, anchors, 8)).astype(np.float32) * 3,
            scale,
        )
        for rows, columns, anchors, scale in [(2, 3, 2, 1.05), (4, 6, 1, 1.0)]
    ]
    return decode(heads, NAMES, PICTURE, (64, 96), AREA)


def by_hand(raw, row, column, rows, columns, anchor, scale):
    """The formulas of the papers with Python's own numbers, one box at a time."""

    def squash(value):
        return 1 / (1 + math.exp(-value))

    tx, ty, tw, th, to, *logits = (float(value) for value in raw)
    bx = (squash(tx) * scale - (scale - 1) / 2 + column) / columns
    by = (squash(ty) * scale - (scale - 1) / 2 + row) / rows
    bw, bh = math.exp(tw) * anchor[0] / 96, math.exp(th) * anchor[1] / 64
    edges = [(bx - bw / 2) * 96, (by - bh / 2) * 64, (bx + bw / 2) * 96, (by + bh / 2) * 64]
    box = [
        (edge - AREA[i % 2]) * PICTURE[1 - i % 2] / (AREA[i % 2 + 2] - AREA[i % 2])
        for i, edge in enumerate(edges)
    ]
    return (bx, by, bw, bh), box, squash(to), [squash(logit) for logit in logits]


def test_every_box_equals_the_formulas(predictions):
    assert len(predictions) == 2 * 3 * 2 + 4 * 6
    for index in range(len(predictions)):
        slot = predictions.locate(index)
        head = predictions.heads[slot.head]
        relative, box, pc, scores = by_hand(
            head.raw[slot.row, slot.column, slot.anchor],
            slot.row,
            slot.column,
            head.rows,
            head.columns,
            head.anchors[slot.anchor].tolist(),
            head.scale_xy,
        )
        np.testing.assert_allclose(predictions.boxes[index], box, rtol=1e-5, atol=1e-2)
        np.testing.assert_allclose(predictions.objectness[index], pc, rtol=1e-5)
        np.testing.assert_allclose(predictions.class_scores[index], scores, rtol=1e-5)
        steps = explain(predictions, index)
        np.testing.assert_allclose([steps.bx, steps.by, steps.bw, steps.bh], relative, rtol=1e-6)
        assert steps.pc == pytest.approx(pc)
        assert steps.box == pytest.approx(box, rel=1e-4, abs=1e-2)
        best = steps.classes[0]
        assert best.name == NAMES[int(np.argmax(scores))]
        assert best.score == pytest.approx(float(predictions.scores[index]), rel=1e-4)


def test_explain_names_the_cell(predictions):
    index = predictions.index_of(Slot(0, 1, 2, 1))
    steps = explain(predictions, index, top=2)
    assert (steps.slot, steps.rows, steps.columns) == (Slot(0, 1, 2, 1), 2, 3)
    assert steps.stride == (32, 32)
    assert steps.anchor == (23, 27)
    assert len(steps.classes) == 2
    assert steps.classes[0].probability >= steps.classes[1].probability


def test_decoded_files_have_no_steps(predictions):
    flat = type(predictions)(
        **{
            name: getattr(predictions, name)
            for name in predictions.__dataclass_fields__
            if name not in ("labels", "scores", "heads")
        },
        heads=(Head(6, 6, 1),),
    )
    assert explain(flat, 0) is None


def test_sigmoid_of_extremes_is_quiet():
    with np.errstate(all="raise", under="ignore"):
        values = sigmoid(np.array([-1e4, 0, 1e4], np.float32))
    assert values.tolist() == [0, 0.5, 1]
    assert values.dtype == np.float32


def test_extreme_sizes_are_quiet():
    raw = np.full((1, 1, 1, 6), 1e4, np.float32)
    head = Head(1, 1, 1, np.ones((1, 2), np.float32), raw)
    with np.errstate(invalid="raise", divide="raise"):
        assert np.isinf(decode([head], ("a",), (9, 9), (32, 32), (0, 0, 32, 32)).boxes).all()


def test_anchor_of_its_own_shape_fits_best():
    anchors = np.array([[10, 14], [23, 27], [37, 58]])
    fit = anchor_shape_iou(23, 27, anchors)
    assert fit.argmax() == 1
    assert fit[1] == 1
    assert anchor_shape_iou(10, 28, anchors)[0] == pytest.approx(0.5)
    assert anchor_shape_iou(0, 0, np.zeros((1, 2))).tolist() == [0]
