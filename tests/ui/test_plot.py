"""Plots: where values lie, what is painted, what a screen reader hears."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from explorer.ui.widgets.plot import Plot, Series, round_step
from tests.ui.desk import pixels

pytestmark = pytest.mark.qt

BLUE, RED = QColor("#0072b2"), QColor("#d55e00")


def series(y, colour=BLUE, **looks) -> Series:
    return Series("a", np.arange(1.0, len(y) + 1), np.array(y, float), colour, **looks)


def made(qtbot, **looks) -> Plot:
    plot = Plot(**looks)
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    return plot


def of(image, colour) -> np.ndarray:
    """Rows and columns of the pixels that have a colour."""
    return np.argwhere((image == (colour.red(), colour.green(), colour.blue())).all(axis=2))


@pytest.mark.parametrize(
    ("span", "most", "step"), [(1, 5, 0.2), (2.3, 5, 0.5), (10, 5, 2), (11, 5, 5), (63, 8, 10)]
)
def test_axes_have_round_steps(span, most, step) -> None:
    assert round_step(span, most) == pytest.approx(step)


def test_a_line_goes_through_its_points(qtbot) -> None:
    plot = made(qtbot)
    plot.show_series([series([1, 3, 2], dots=True)], end=4, high=4.0)
    # Equal distances across and up: x from 0 to 4, y from 0 to 4.
    points = [plot.point(x, y) for x, y in ((0, 0), (1, 1), (4, 4))]
    assert points[1].x() - points[0].x() == pytest.approx((points[2].x() - points[0].x()) / 4)
    assert points[0].y() - points[1].y() == pytest.approx((points[0].y() - points[2].y()) / 4)
    image = pixels(plot.grab().toImage())
    for x, y in ((1, 1), (2, 3), (3, 2)):
        place = plot.point(x, y).toPoint()
        assert tuple(image[place.y(), place.x()]) == (0, 114, 178)


def test_bars_stand_beside_each_other_on_a_logarithmic_scale(qtbot) -> None:
    plot = made(qtbot, bars=True, start=1)
    plot.show_series([series([0.1, 10]), series([1, 0.1], RED)], end=2)
    low, middle, high = (plot.point(1, y).y() for y in (0.1, 1, 10))
    assert low - middle == pytest.approx(middle - high)
    image = pixels(plot.grab().toImage())
    # The names above have their colours too.
    blue, red = (
        found[found[:, 0] > high - 1] for found in (of(image, colour) for colour in (BLUE, RED))
    )
    # Blue reaches up to 10 in the second group; red to 1 in the first.
    assert blue[:, 0].min() == pytest.approx(high, abs=2)
    assert red[:, 0].min() == pytest.approx(middle, abs=2)
    assert blue[:, 1].min() > red[:, 1].max()


def test_the_last_values_are_said(qtbot) -> None:
    plot = made(qtbot)
    plot.show_series([series([3, 2.5])], end=2)
    assert plot.accessibleDescription() == "a 2.5"


def test_nothing_yet_is_an_empty_plot(qtbot) -> None:
    plot = made(qtbot)
    plot.show_series([series([])], end=5)
    with qtbot.waitSignal(plot.painted):
        plot.grab()
    assert plot.accessibleDescription() == ""


def test_names_stand_beside_each_other_where_they_fit(qtbot) -> None:
    def top(*names: str) -> float:
        plot = made(qtbot)
        plot.show_series([Series(name, np.ones(1), np.ones(1), BLUE) for name in names], end=1)
        said = ", ".join(f"{name} 1" for name in names if name)
        assert plot.accessibleDescription() == said
        return plot.point(0, 1).y()

    long = "x" * 25
    assert top("a", "b", "c") == top("a")
    # Each in a line of its own; one without a name takes none.
    assert top("a") < top(long, long) < top(long, long, long) == top(long, "", long, long)


def test_what_the_axis_counts_gives_way_to_a_long_title(qtbot) -> None:
    plot = made(qtbot)
    plot.show_series([series([1])], end=2)

    def top_right(title: str) -> np.ndarray:
        plot.set_texts(title, "steps")
        return pixels(plot.grab().toImage())[:16, -60:]

    blank = top_right("")
    plot.set_texts("", "")
    assert not np.array_equal(blank, pixels(plot.grab().toImage())[:16, -60:])
    # The title ends before the corner, but too near to it for another word.
    assert np.array_equal(top_right("x" * 40), pixels(plot.grab().toImage())[:16, -60:])
