"""What is painted lies where the result says."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from explorer.core.i18n import set_language
from explorer.topics.detection.yolo.state import VIEWS
from explorer.ui.colours import category, sequential, text_on
from explorer.ui.widgets.image_canvas import to_pixels, to_qimage
from tests.ui.desk import CAFE, pixels, view

pytestmark = [pytest.mark.qt, pytest.mark.usefixtures("network")]


def rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


@pytest.fixture
def topic(desk):
    return view(desk(CAFE))


def along(box, height, width):
    """Points of the picture on a box's edges, inside the picture and off the corners."""
    x1, y1, x2, y2 = (round(side) for side in box)
    xs = np.linspace(x1 + 12, x2 - 12, 20).astype(int)
    ys = np.linspace(y1 + 12, y2 - 12, 20).astype(int)
    points = [(x, y) for x in xs for y in (y1, y2)] + [(x, y) for y in ys for x in (x1, x2)]
    return [(x, y) for x, y in points if 0 <= x < width and 0 <= y < height]


def test_boxes_are_painted_where_the_result_says(topic) -> None:
    best = topic.result.detections[0]
    topic.store.update(score_threshold=best.score - 0.001)
    assert len(topic.result.detections) == 1
    colour = rgb(category(int(topic.result.predictions.labels[best.index])))
    drawn, plain = pixels(topic.picture()), topic.pipeline.last.frame.pixels
    height, width, _ = plain.shape
    points = along(best.box, height, width)
    assert len(points) > 30
    hits = [tuple(drawn[y, x]) == colour for x, y in points]
    # A few lie under the name of the class.
    assert np.mean(hits) > 0.9
    x1, y1, x2, y2 = (int(side) for side in best.box)
    inside = np.s_[y1 + 60 : min(y2, height) - 20, x1 + 20 : x2 - 20]
    np.testing.assert_array_equal(drawn[inside], plain[inside])
    np.testing.assert_array_equal(drawn[:, x2 + 20 :], plain[:, x2 + 20 :])


def test_the_canvas_paints_the_same_box_when_zoomed(topic) -> None:
    cup = topic.result.detections[1]
    topic.store.update(classes=("cup",))
    colour = rgb(category(int(topic.result.predictions.labels[cup.index])))
    canvas = topic.canvas
    middle = (cup.box[0] + cup.box[2]) / 2, (cup.box[1] + cup.box[3]) / 2
    canvas.zoom_by(3, canvas.mapping().point(*middle))
    seen, mapping = pixels(canvas.grab().toImage()), canvas.mapping()
    left = mapping.point(cup.box[0], 0).x()
    top, bottom = mapping.point(0, cup.box[1]).y(), mapping.point(0, cup.box[3]).y()
    for y in np.linspace(max(top, 0) + 20, min(bottom, canvas.height()) - 20, 10):
        row = seen[int(y), int(left) - 2 : int(left) + 3].tolist()
        assert list(colour) in row


def test_the_heat_map_shows_each_cell_in_its_colour(topic) -> None:
    topic.store.update(view="pc", score_threshold=1.0)
    assert topic.result.focus is None
    drawn = pixels(topic.picture()).astype(float)
    plain = topic.pipeline.last.frame.pixels.astype(float)
    heat = sequential(topic.result.pc_map)
    rows, columns, _ = heat.shape
    height, width, _ = plain.shape
    for row in range(rows - 1):  # the legend lies over the last
        for column in range(columns):
            y, x = int((row + 0.5) * height / rows), int((column + 0.5) * width / columns)
            want = 0.62 * heat[row, column] + 0.38 * plain[y, x]
            np.testing.assert_allclose(drawn[y, x], want, atol=3)


def test_the_grid_marks_the_cells_that_own_detections(topic) -> None:
    topic.set_view("grid")
    plain = pixels(topic.picture())
    for found in topic.result.detections:
        x1, y1, x2, y2 = found.box
        cell = topic.result.predictions.cell_rect(found.slot)
        middle = (x1 + x2) / 2, (y1 + y2) / 2
        # scale_xy lets a midpoint lie a little outside its cell.
        slack = 0.05 * (cell[2] - cell[0])
        assert cell[0] - slack <= middle[0] <= cell[2] + slack
        assert cell[1] - slack <= middle[1] <= cell[3] + slack
    topic.set_view("boxes")
    boxes = pixels(topic.picture())
    cell = topic.result.predictions.cell_rect(topic.result.detections[0].slot)
    x1, y1, x2, y2 = (int(side) for side in cell)
    assert (plain[y1:y2, x1:x2] != boxes[y1:y2, x1:x2]).any(axis=2).mean() > 0.9


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_draws_on_every_state(topic, name) -> None:
    """No detection, a box at the rim, the other grid, another language: all can be drawn."""
    topic.set_view(name)
    last = len(topic.result.predictions) - 1
    for changes in (
        {"score_threshold": 1.0},
        {"score_threshold": 0.0, "iou_threshold": 1.0},
        {"selected": 0, "score_threshold": 0.5},
        {"selected": last, "head": 0},
        {"selected": -1, "head": 1, "classes": ("zebra",)},
    ):
        topic.store.update(**changes)
        assert topic.picture().size() == topic.canvas.image.size()
    set_language("ko")
    topic.retranslate()
    assert not topic.grab().isNull()


def test_a_still_picture_is_painted_from_what_was_computed(topic) -> None:
    np.testing.assert_array_equal(pixels(topic.canvas.image), topic.pipeline.last.frame.pixels)


@pytest.mark.parametrize("width", [1, 2, 3, 5, 64])
def test_pixels_survive_the_way_to_qt_and_back(qapp, width) -> None:
    want = np.random.default_rng(width).integers(0, 256, (3, width, 3), dtype=np.uint8)
    np.testing.assert_array_equal(to_pixels(to_qimage(want)), want)
    np.testing.assert_array_equal(pixels(to_qimage(want)), want)


def test_text_can_be_read_on_every_colour_of_a_class(qapp) -> None:
    for number in range(80):
        colour = category(number)
        luma = [0.2126 * c.redF() + 0.7152 * c.greenF() + 0.0722 * c.blueF()
                for c in (colour, text_on(colour))]  # fmt: skip
        assert abs(luma[0] - luma[1]) > 0.3


@pytest.mark.parametrize("name", ["grid", "anchors", "numbers"])
def test_nothing_is_drawn_beside_the_picture(topic, name) -> None:
    """A box that reaches far beyond it, and the anchors of its cell."""
    predictions = topic.result.predictions
    outside = int(np.argmin(predictions.boxes[:, 0]))
    topic.store.update(view=name, score_threshold=1.0, selected=outside)
    assert predictions.boxes[outside][0] < -20
    canvas = topic.canvas
    left = int(canvas.mapping().origin.x())
    assert left > 50
    beside = pixels(canvas.grab().toImage())[2:-2, 2 : left - 2]
    assert (beside == beside[0, 0]).all()


@pytest.mark.parametrize("name", ["boxes", "grid"])
def test_of_very_many_boxes_the_best_are_drawn(topic, name) -> None:
    topic.store.update(view=name, score_threshold=0.0)
    found = topic.result.detections
    assert len(found) > 500
    assert "Only the 100 best final boxes are drawn." in topic.panel.caption.text()
    every = topic.picture()
    topic.store.update(score_threshold=float(np.mean([found[99].score, found[100].score])))
    assert len(topic.result.detections) == 100
    assert topic.picture() == every
    assert "100 best" not in topic.panel.caption.text()


def test_a_box_that_is_not_drawn_can_still_be_opened(topic) -> None:
    topic.store.update(score_threshold=0.0)
    plain = topic.picture()
    topic.store.update(selected=topic.result.detections[400].index)
    assert topic.picture() != plain
