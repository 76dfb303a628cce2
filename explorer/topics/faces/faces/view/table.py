"""The faces of the picture as a table: who is nearest, and how far away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from explorer.core.i18n import mark, tr
from explorer.topics.faces.faces.result import Face, Result
from explorer.topics.faces.faces.view.overlay import colour
from explorer.topics.faces.faces.view.texts import apart
from explorer.ui.tool_tips import hint

ROOT = QModelIndex()
COLUMNS = ("#", mark("Name"), mark("Nearest"), mark("Second"), mark("Third"))
HINTS = (
    mark("From the left to the right"),
    mark("The nearest person, if not beyond the threshold"),
    mark("The nearest person, and the cosine distance"),
    mark("The second nearest person"),
    mark("The third nearest person"),
)


class FaceRows(QAbstractTableModel):
    """One row for each face."""

    def __init__(self) -> None:
        super().__init__()
        self._faces: tuple[Face, ...] = ()

    def show_faces(self, faces: tuple[Face, ...]) -> None:
        """Take the rows from ``faces``; the table keeps its scroll position."""
        if len(faces) != len(self._faces):
            self.beginResetModel()
            self._faces = faces
            self.endResetModel()
            return
        self._faces = faces
        if faces:
            self.dataChanged.emit(self.index(0, 0), self.index(len(faces) - 1, len(COLUMNS) - 1))

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of faces."""
        return 0 if parent.isValid() else len(self._faces)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return title or hint of a column."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return tr(COLUMNS[section])
            if role == Qt.ItemDataRole.ToolTipRole:
                return tr(HINTS[section])
        return None

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        """Return text or colour mark of a cell."""
        if not index.isValid() or index.row() >= len(self._faces):
            return None
        face = self._faces[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(face, index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return hint(_text(face, index.row(), index.column()))
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return colour(face)
        return None


def _text(face: Face, row: int, column: int) -> str:
    if column == 0:
        return str(row + 1)
    if column == 1:
        return tr("unknown") if face.name is None else apart(face.name)
    if column - 2 >= len(face.nearest):
        return ""
    candidate = face.nearest[column - 2]
    return f"{candidate.distance:.2f} {apart(candidate.name)}"


class FaceTable(QTableView):
    """Shows the faces and tells which one the user opens.

    Parameters
    ----------
    opened : callable
        Called with the number of the face, from 0.
    """

    def __init__(self, opened: Callable[[int], None]) -> None:
        super().__init__()
        self.rows, self._opened = FaceRows(), opened
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, self.fontMetrics().horizontalAdvance("000 00") + 12)
        self.selectionModel().currentRowChanged.connect(self._row_changed)

    def show_result(self, result: Result) -> None:
        """Show the faces and select the open one."""
        with QSignalBlocker(self.selectionModel()):
            self.rows.show_faces(result.faces)
            if result.focus is None:
                self.clearSelection()
            elif result.focus != self.currentIndex().row():
                self.selectRow(result.focus)
                # Rows that have just come have no place yet.
                self.doItemsLayout()
                self.scrollTo(self.rows.index(result.focus, 0))
        self.viewport().update()

    def retranslate(self) -> None:
        """Take texts from the active language."""
        self.setAccessibleName(tr("Faces"))
        with QSignalBlocker(self.selectionModel()):
            self.rows.retranslate()

    @Slot(QModelIndex, QModelIndex)
    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._opened(current.row())
