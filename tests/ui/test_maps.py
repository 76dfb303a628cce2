"""Pictures with a scale, beside each other; curves; numbers in cells."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QBoxLayout

from explorer.ui.colours import CATEGORIES, DIVERGING
from explorer.ui.widgets.cells import number_text
from explorer.ui.widgets.curve import Curve, decades, round_up
from explorer.ui.widgets.image_canvas import ImageCanvas
from explorer.ui.widgets.map_pane import MapPane, Panes
from explorer.ui.widgets.scale_bar import Scale, ScaleBar
from tests.ui.desk import pixels

pytestmark = [
    pytest.mark.qt,
    # The offscreen platform says so when a window has a maximum size.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


@pytest.fixture
def panes(qtbot) -> Panes:
    """Two pictures, 80 × 40 and 78 × 38."""
    made = Panes([MapPane(ImageCanvas()), MapPane(ImageCanvas())])
    qtbot.addWidget(made)
    made.resize(900, 300)
    for pane, shape in zip(made.panes, ((40, 80, 3), (38, 78, 3)), strict=True):
        pane.show_map(np.zeros(shape, np.uint8), None)
        pane.show_title("A title", "80 × 40")
    made.show()
    return made


@pytest.mark.parametrize(
    ("size", "direction"),
    [
        ((900, 300), QBoxLayout.Direction.LeftToRight),
        ((300, 900), QBoxLayout.Direction.TopToBottom),
    ],
)
def test_pictures_lie_where_they_are_largest(panes, size, direction) -> None:
    panes.resize(*size)
    panes.arrange(size[1])
    assert panes.layout().direction() == direction


def test_no_more_height_is_taken_than_the_pictures_fill(panes) -> None:
    panes.arrange(400)
    # Each is 445 wide and half as high; title and scale come on top.
    assert panes.maximumHeight() == pytest.approx(225 + 50, abs=25)


def test_zooming_one_picture_zooms_the_other(panes, qtbot) -> None:
    first, second = (pane.canvas for pane in panes.panes)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Plus)
    qtbot.keyClick(first, Qt.Key.Key_Plus)
    qtbot.keyClick(first, Qt.Key.Key_Left)
    assert first.look[0] > 1.5 and first.look[1] < 0.5
    assert second.look == pytest.approx(first.look, abs=0.01)
    qtbot.mouseDClick(second, Qt.MouseButton.LeftButton)
    assert first.look == pytest.approx((1, 0.5, 0.5))


def test_a_title_without_room_leaves_the_size_out(panes) -> None:
    pane = panes.panes[0]
    assert pane.title.text() == "A title  80 × 40"
    pane.resize(100, 200)
    pane.show_title("A title", "80 × 40 of many pixels")
    assert pane.title.text() == "A title"


def test_the_scale_has_its_colours_at_its_values(qtbot) -> None:
    bar = ScaleBar()
    qtbot.addWidget(bar)
    bar.resize(402, bar.sizeHint().height())
    bar.show_scale(Scale(DIVERGING[1:], -100, 100, -50, 20))
    assert "Full colour at −100 and 100" in bar.accessibleName()
    assert "Here: −50 to 20." in bar.accessibleName()
    row = pixels(bar.grab().toImage())[10]
    for share, colour in ((0.02, DIVERGING[3]), (0.3, DIVERGING[77]), (0.97, DIVERGING[252])):
        assert np.abs(row[round(1 + 400 * share)].astype(int) - colour).max() <= 12


@pytest.mark.parametrize(("value", "share"), [(-100, 0), (0, 0.5), (50, 0.75), (300, 1), (-1e9, 0)])
def test_values_beyond_the_scale_stand_at_its_ends(value, share) -> None:
    assert Scale(DIVERGING, -100, 100, 0, 0).share(value) == share


def test_an_end_says_whether_there_is_more_beyond_it() -> None:
    scale = Scale(DIVERGING, -100, 100, -50, 101)
    assert [scale.label(value) for value in (-100, 0, 100)] == ["−100", "0", "≥ 100"]
    assert Scale(DIVERGING, -100, 100, -100.5, 100).label(-100) == "≤ −100"
    assert Scale(DIVERGING, -100, 100, -100, 100).label(100) == "100"


def test_a_scale_without_extent_stands_in_the_middle() -> None:
    assert Scale(DIVERGING, 0, 0, 0, 0).share(0) == 0.5


@pytest.mark.parametrize(
    ("steps", "end"), [(0, 50), (50, 50), (51, 100), (101, 200), (300, 500), (1000, 1000)]
)
def test_an_axis_ends_with_a_round_number(steps, end) -> None:
    assert round_up(steps) == end


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([0.5], (-1, 0)),
        ([20.0, 0.003], (-3, 2)),
        ([1.0], (-1, 0)),
        ([0.0, 0.0], (-1, 0)),
        ([1.0, 0.0], (-1, 0)),
        ([1.0, 1e-30], (-12, 0)),
        ([1e24, 0.5, 0.005], (-3, 24)),
    ],
)
def test_a_logarithmic_axis_holds_all_values(values, ends) -> None:
    assert decades(np.array(values)) == ends


def test_a_curve_is_picked_where_it_is_drawn(qtbot) -> None:
    curve = Curve(CATEGORIES[4])
    qtbot.addWidget(curve)
    curve.resize(400, 200)
    values = 10.0 ** -np.linspace(0, 4, 101)
    curve.show_values(values, bound=1e-4)
    curve.show()
    picked: list[int] = []
    curve.picked.connect(picked.append)
    for step in (25, 75):
        at = curve.point(step, float(values[step])).toPoint()
        qtbot.mouseClick(curve, Qt.MouseButton.LeftButton, pos=at)
        # The line is there, in its colour.
        around = pixels(curve.grab().toImage())[at.y() - 3 : at.y() + 4, at.x()].astype(int)
        assert np.abs(around - (0, 114, 178)).sum(axis=1).min() < 60
    assert picked == pytest.approx([25, 75], abs=1)
    outside = QPoint(399, 100)
    qtbot.mouseClick(curve, Qt.MouseButton.LeftButton, pos=outside)
    assert picked[-1] == 100


def test_an_axis_stays_while_one_goes_back(qtbot) -> None:
    curve = Curve(CATEGORIES[4])
    qtbot.addWidget(curve)
    curve.show_values(np.ones(301))
    place = curve.point(40, 1)
    curve.show_values(np.ones(41))
    assert curve.point(40, 1) == place
    # From the beginning, it begins anew.
    curve.show_values(np.ones(1))
    assert curve.point(40, 1) != place


@pytest.mark.parametrize(
    ("value", "text"),
    [(1147.5, "1148"), (-2000.4, "−2000"), (12.345, "12.3"), (1234567.8, "1.23e+06"), (0.5, "0.5")],
)
def test_numbers_are_as_short_as_a_cell_needs_them(value, text) -> None:
    assert number_text(value) == text


def test_the_middle_of_a_long_strip_can_be_seen_and_moved(qtbot) -> None:
    canvas = ImageCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(300, 200)
    canvas.show_picture(np.full((20, 8000, 3), 200, np.uint8))
    canvas.show()
    seen = pixels(canvas.grab().toImage())[:, 150]
    # A line less than a point high would it be as a whole.
    assert (seen == 200).all(axis=-1).sum() == 40
    left = canvas.mapping().picture(QPointF(0, 100))[0]
    assert left == pytest.approx(4000 - 75)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.mapping().picture(QPointF(0, 100))[0] == pytest.approx(left + 20)
