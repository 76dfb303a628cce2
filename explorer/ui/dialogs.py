"""File dialogs that begin in the folder used last."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from explorer.core.i18n import tr
from explorer.core.settings import Settings
from explorer.core.store import Store


def ask_open(parent: QWidget, settings: Store[Settings], title: str, kinds: str) -> str:
    """Ask for a file to read; empty when the user cancels."""
    path = QFileDialog.getOpenFileName(parent, title, _folder(settings), kinds)[0]
    return _remember(settings, path, Path(path).parent)


def ask_folder(parent: QWidget, settings: Store[Settings], title: str) -> str:
    """Ask for a folder; empty when the user cancels."""
    path = QFileDialog.getExistingDirectory(parent, title, _folder(settings))
    return _remember(settings, path, Path(path))


def ask_save(parent: QWidget, settings: Store[Settings], title: str, name: str, kinds: str) -> str:
    """Ask for a file to write; empty when the user cancels.

    A name without a suffix gets that of the chosen kind, else of the first.
    """
    start = str(Path(_folder(settings)) / name)
    path, kind = QFileDialog.getSaveFileName(parent, title, start, kinds)
    # Not every system's own dialog tells the kind.
    suffix = re.search(r"\*(\.\w+)", kind or kinds)
    if path and not Path(path).suffix and suffix:
        path += suffix[1]
        # The dialog has asked about the name without the suffix only.
        if Path(path).exists() and not _may_replace(parent, path):
            return ""
    return _remember(settings, path, Path(path).parent)


def _may_replace(parent: QWidget, path: str) -> bool:
    text = tr("{path} exists. Replace it?", path=path)
    answer = QMessageBox.question(parent, tr("Replace the file?"), text)
    return answer == QMessageBox.StandardButton.Yes


def _folder(settings: Store[Settings]) -> str:
    pictures = QStandardPaths.StandardLocation.PicturesLocation
    return settings.state.folder or QStandardPaths.writableLocation(pictures)


def _remember(settings: Store[Settings], path: str, folder: Path) -> str:
    if path:
        settings.update(folder=str(folder))
    return path
