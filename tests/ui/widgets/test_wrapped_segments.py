"""Views side by side, in another row where the width is too small."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from explorer.ui.widgets.wrapped_segments import WrappedSegments

pytestmark = [
    pytest.mark.qt,
    # The offscreen platform says so when a small window opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


@pytest.fixture
def modes(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    modes = WrappedSegments({name: f"A rather long title {name}" for name in "abcd"})
    column = QVBoxLayout(window)
    column.addWidget(modes)
    column.addWidget(QWidget(), 1)
    window.resize(1200, 300)
    window.show()
    yield modes
    window.close()


def rows(modes):
    QApplication.processEvents()
    return len({button.y() for button in modes.buttons.values()})


@pytest.mark.parametrize("width", [900, 500, 260])
def test_no_button_is_cut_or_covers_another(modes, width):
    modes.window().resize(width, 300)
    count = rows(modes)
    places = [button.geometry() for button in modes.buttons.values()]
    assert all(modes.rect().contains(place) for place in places)
    assert not any(a.intersects(b) for a in places for b in places if a is not b)
    # As few rows as the width allows.
    assert count == {900: 1, 500: 2, 260: 4}[width]


def test_a_button_in_the_second_row_is_pressed(modes, qtbot):
    modes.window().resize(500, 300)
    assert rows(modes) == 2
    with qtbot.waitSignal(modes.picked) as told:
        qtbot.mouseClick(modes.buttons["d"], Qt.MouseButton.LeftButton)
    assert told.args == ["d"] and modes.mode == "d"
