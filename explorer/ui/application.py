"""The Qt application."""

from __future__ import annotations

import os

from PySide6.QtWidgets import QApplication


def application(platform: str | None = None) -> QApplication:
    """Return the application; ``platform`` is used where the user names no other."""
    if platform and not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = platform
    app = QApplication.instance() or QApplication(["cnn-explorer"])
    assert isinstance(app, QApplication)
    app.setApplicationName("cnn-explorer")
    app.setApplicationDisplayName("CNN Explorer")
    app.setDesktopFileName("cnn-explorer")
    return app
