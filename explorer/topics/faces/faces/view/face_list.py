"""The enrolled faces of one person: where each came from, and when."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtGui import QPixmap

from explorer.core.i18n import tr
from explorer.gallery.records import Face
from explorer.topics.faces.faces.view.chooser import Chooser
from explorer.topics.faces.faces.view.people_list import ROOT, Index
from explorer.ui.tool_tips import hint

SIDE = 24
ROWS = 3
"""Seen at once; more are scrolled."""


class FaceModel(QAbstractListModel):
    """One row for each face.

    Parameters
    ----------
    thumbnail : callable
        Returns the picture of a face, JPEG or PNG, or None.
    """

    def __init__(self, thumbnail: Callable[[int], bytes | None]) -> None:
        super().__init__()
        self._thumbnail = thumbnail
        self.faces: tuple[Face, ...] = ()
        self._pixmaps: dict[int, QPixmap] = {}

    def show_faces(self, faces: tuple[Face, ...]) -> None:
        """Take the rows from ``faces``."""
        self.beginResetModel()
        self.faces = faces
        self._pixmaps.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return the number of faces."""
        return 0 if parent.isValid() else len(self.faces)

    def data(self, index: Index, role: int = 0) -> Any:
        """Return origin and picture of a face."""
        if not index.isValid() or index.row() >= len(self.faces):
            return None
        face = self.faces[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return said(face)
        if role == Qt.ItemDataRole.ToolTipRole:
            return hint(said(face))
        if role == Qt.ItemDataRole.DecorationRole and face.pictured:
            return self._pixmap(face)
        return None

    def _pixmap(self, face: Face) -> QPixmap:
        if face.id not in self._pixmaps:
            pixmap = QPixmap()
            pixmap.loadFromData(self._thumbnail(face.id) or b"")
            smooth = Qt.TransformationMode.SmoothTransformation
            self._pixmaps[face.id] = pixmap.scaledToHeight(SIDE, smooth)
        return self._pixmaps[face.id]


def said(face: Face) -> str:
    """Return where a face came from, and when."""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(face.created))
    return f"{face.source or tr('a picture')}, {when}"


class FaceList(Chooser):
    """Shows the faces of a person; several can be chosen."""

    def __init__(self, thumbnail: Callable[[int], bytes | None]) -> None:
        self.faces = FaceModel(thumbnail)
        super().__init__(self.faces, SIDE)

    def show_faces(self, faces: tuple[Face, ...]) -> None:
        """Show ``faces``; those that are chosen stay so."""
        if faces != self.faces.faces:
            before = {face.id for face in self.selected()}
            self.faces.show_faces(faces)
            self.choose(row for row, face in enumerate(faces) if face.id in before)
        row = max(SIDE, self.sizeHintForRow(0)) if faces else SIDE
        self.setFixedHeight(min(len(faces), ROWS) * row + 2 * self.frameWidth())

    def selected(self) -> tuple[Face, ...]:
        """Return the faces that are chosen, the oldest first."""
        return tuple(self.faces.faces[row] for row in self.chosen_rows())
