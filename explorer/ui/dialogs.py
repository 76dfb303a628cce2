"""File dialogs. Qt remembers the folder used last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_open(parent: QWidget, title: str, kinds: str) -> str:
    """Ask for a file to read; empty when the user cancels."""
    return QFileDialog.getOpenFileName(parent, title, "", kinds)[0]


def ask_folder(parent: QWidget, title: str) -> str:
    """Ask for a folder; empty when the user cancels."""
    return QFileDialog.getExistingDirectory(parent, title, "")


def ask_save(parent: QWidget, title: str, name: str, kinds: str) -> str:
    """Ask for a file to write; empty when the user cancels."""
    pictures = QStandardPaths.StandardLocation.PicturesLocation
    start = str(Path(QStandardPaths.writableLocation(pictures)) / name)
    return QFileDialog.getSaveFileName(parent, title, start, kinds)[0]
