"""What every topic owes: one walk over the table."""

from __future__ import annotations

import json

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider

from explorer.topics import TOPICS
from explorer.ui.files import svg
from tests.ui.desk import pixels

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

IDS = [topic.id for topic in TOPICS]


@pytest.fixture(params=IDS)
def window(request, desk):
    desktop = desk()
    desktop.window.open_topic(request.param)
    QApplication.processEvents()
    return desktop.window


def test_it_shows_a_picture_and_gives_its_numbers(window) -> None:
    topic = window.topic
    assert window.bar.isHidden()
    assert len({tuple(colour) for colour in pixels(topic.picture())[::7, ::7].reshape(-1, 3)}) > 3
    assert json.loads(json.dumps(topic.numbers(), allow_nan=False))
    assert len(topic.table()) > 1
    if topic.drawing() is not None:
        assert svg(topic.drawing()).startswith(b"<?xml")


def test_every_control_has_a_name_for_screen_readers(window) -> None:
    kinds = (QAbstractButton, QComboBox, QSlider, QLineEdit)
    for kind in kinds:
        for widget in window.topic.findChildren(kind):
            inner = widget.objectName().startswith("qt_")
            if widget.isVisibleTo(window.topic) and not inner:
                named = widget.accessibleName() or (
                    isinstance(widget, QAbstractButton) and widget.text()
                )
                assert named, (kind, widget, widget.parent())


def test_it_is_said_in_korean(window) -> None:
    window.set_language("ko")
    QApplication.processEvents()
    assert window.bar.isHidden()
    assert window.topic.picture() is not None
