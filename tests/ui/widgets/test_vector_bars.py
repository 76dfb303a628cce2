"""Bars of a list of numbers: as high as the numbers, with what they were before."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication

from explorer.ui.widgets import vector_bars
from explorer.ui.widgets.bar_list import NEGATIVE, POSITIVE
from explorer.ui.widgets.image_canvas import to_pixels
from explorer.ui.widgets.vector_bars import VectorBars

pytestmark = pytest.mark.qt


@pytest.fixture
def bars(qtbot):
    widget = VectorBars(lambda number: f"Number {number}")
    qtbot.addWidget(widget)
    widget.resize(128, 104)
    widget.show()
    return widget


def count(bars, colour, column) -> int:
    """Pixels of a colour in the middle of a bar."""
    width = bars.width() // len(bars.values)
    shown = to_pixels(bars.grab().toImage())[:, column * width + width // 2 - 1]
    return int((np.abs(shown.astype(int) - colour.getRgb()[:3]).sum(axis=1) < 6).sum())


def test_a_bar_is_as_high_as_its_number(bars):
    bars.show_values(np.array([1.0, -2.0, 0.5, 0.0]))
    # Half the height less a margin of 2 for the largest: 50; the line of zero covers a pixel.
    assert [count(bars, POSITIVE, k) for k in range(4)] == pytest.approx([25, 0, 12, 0], abs=1.5)
    assert [count(bars, NEGATIVE, k) for k in range(4)] == pytest.approx([0, 50, 0, 0], abs=1.5)


def test_what_was_there_before_shares_the_scale(bars):
    bars.show_values(np.array([1.0, 1.0]), np.array([1.0, -4.0]))
    assert count(bars, POSITIVE, 1) == pytest.approx(12, abs=1.5)
    ink = bars.palette().windowText().color()
    alone = count(bars, ink, 1)
    bars.show_values(np.array([1.0, 4.0]))
    assert alone > count(bars, ink, 1)


def test_keys_and_clicks_choose_and_the_ends_stop(bars, qtbot):
    chosen = []
    bars.picked.connect(chosen.append)
    bars.show_values(np.arange(8.0))
    bars.choose(6)
    qtbot.keyClick(bars, Qt.Key.Key_Right)
    bars.choose(7)
    qtbot.keyClick(bars, Qt.Key.Key_Right)
    bars.choose(0)
    qtbot.keyClick(bars, Qt.Key.Key_Left)
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(40, 5))
    assert chosen == [7, 7, 0, 2]
    assert bars.accessibleDescription() == "Number 0"


def test_a_number_is_told_under_the_pointer(bars, monkeypatch):
    told = []
    shown = SimpleNamespace(showText=lambda _at, text, _widget: told.append(text))
    monkeypatch.setattr(vector_bars, "QToolTip", shown)
    bars.show_values(np.arange(4.0))
    at = QPoint(70, 10)
    QApplication.sendEvent(bars, QHelpEvent(QHelpEvent.Type.ToolTip, at, bars.mapToGlobal(at)))
    assert told == ["Number 2"]


def test_bars_without_a_sign_begin_at_the_bottom_below_the_title(qtbot):
    widget = VectorBars(signed=False)
    qtbot.addWidget(widget)
    widget.resize(128, vector_bars.TITLE + 102)
    widget.set_title("Sizes")
    widget.show()
    widget.show_values([1.0, 4.0], limit=4.0)
    assert [count(widget, POSITIVE, k) for k in range(2)] == pytest.approx([25, 100], abs=1.5)
    assert widget.accessibleName() == "Sizes"


def test_the_pointer_looks_at_a_number_and_leaves(bars, qtbot):
    seen = []
    bars.pointed.connect(seen.append)
    bars.show_values(np.arange(8.0))
    qtbot.mouseMove(bars, QPoint(40, 5))
    QApplication.sendEvent(bars, QEvent(QEvent.Type.Leave))
    assert seen == [2, -1]


def test_no_numbers(bars, qtbot):
    chosen = []
    bars.picked.connect(chosen.append)
    bars.show_values(np.zeros(0))
    bars.grab()
    qtbot.keyClick(bars, Qt.Key.Key_Right)
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert chosen == []
