"""Asking the system for the camera, where the system wants to be asked."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6 import QtCore
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication


def with_camera_permission(
    context: QObject, granted: Callable[[], None], denied: Callable[[], None]
) -> None:
    """Call ``granted`` once the camera may be used, else ``denied``."""
    permission_type = getattr(QtCore, "QCameraPermission", None)
    application = QApplication.instance()
    if sys.platform != "darwin" or permission_type is None or application is None:
        # Only macOS keeps an unasked program from the camera.
        granted()
        return

    def answered(permission: object) -> None:
        status = application.checkPermission(permission)
        (granted if status == Qt.PermissionStatus.Granted else denied)()

    permission = permission_type()
    if application.checkPermission(permission) == Qt.PermissionStatus.Undetermined:
        application.requestPermission(permission, context, answered)
    else:
        answered(permission)
