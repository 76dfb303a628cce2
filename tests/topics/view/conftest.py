import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.desk import bundled, desk, network

__all__ = ["bundled", "desk", "network"]


@pytest.fixture
def window(request, desk):
    """The window with the ``TOPIC`` of the test's module in front."""
    desktop = desk(None)
    desktop.window.open_topic(request.module.TOPIC)
    QApplication.processEvents()
    return desktop.window


@pytest.fixture
def topic(window):
    return window.topic
