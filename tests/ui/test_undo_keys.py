"""Undo while a field has the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from explorer.ui.widgets.matrix_size import MatrixSize

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot, desk):
    desktop = desk(None)
    desktop.window.open_topic("convolution")
    desktop.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is desktop.window)
    return desktop.window


def press(qtbot, key, modifiers=CONTROL) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifiers)


def test_a_spin_box_lets_the_topic_undo_and_redo(qtbot, window) -> None:
    topic = window.topic
    rows = topic.findChildren(MatrixSize)[0].rows
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Up)
    assert len(topic.store.state.input) == 7
    press(qtbot, Qt.Key.Key_Z)
    assert len(topic.store.state.input) == rows.value() == 6
    press(qtbot, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert len(topic.store.state.input) == rows.value() == 7


def test_a_spin_box_takes_back_what_is_only_typed(qtbot, window) -> None:
    topic = window.topic
    topic.store.update(stride=2)
    box = topic.form.editors["stride"]
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "3")
    press(qtbot, Qt.Key.Key_Z)
    assert topic.store.state.stride == 2
    assert box.text() == "2"


def test_a_lesson_step_is_taken_back_from_the_field_of_the_prediction(qtbot, window) -> None:
    store, lesson = window.topic.store, window.lesson
    store.update(stride=2)
    mine = store.state
    lesson.go_on()
    lesson.go_on()
    assert lesson.guess.hasFocus()
    press(qtbot, Qt.Key.Key_Z)
    press(qtbot, Qt.Key.Key_Z)
    assert store.state == mine
