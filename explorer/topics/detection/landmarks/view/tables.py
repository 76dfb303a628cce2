"""The output vector and the faces as tables in step with the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from explorer.core.i18n import mark, tr
from explorer.topics.detection.landmarks.result import Result
from explorer.topics.detection.landmarks.view.caption import STATES, signed, why_empty
from explorer.topics.detection.landmarks.view.overlay import colours
from explorer.vision.landmarks import NAMES

ROOT = QModelIndex()


class Rows(QAbstractTableModel):
    """Rows of texts made from a result when they are looked at."""

    columns: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    widest: tuple[str, ...] = ()
    """The longest text of each column; the empty one takes the room that is left."""

    def __init__(self) -> None:
        super().__init__()
        self.result: Result | None = None

    def length(self, result: Result) -> int:
        """Return the number of rows."""
        raise NotImplementedError

    def text(self, result: Result, row: int, column: int) -> str:
        """Return the text of a cell."""
        raise NotImplementedError

    def colour(self, result: Result, row: int) -> QColor | None:
        """Return the colour of the mark at the head of a row."""
        return None

    def show_result(self, result: Result) -> None:
        """Take the rows from ``result``; the table keeps its scroll position."""
        before, after = self.rowCount(), self.length(result)
        if before == after:
            self.result = result
            if after:
                last = self.index(after - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.result = result
        self.endResetModel()

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of rows."""
        return 0 if self.result is None or parent.isValid() else self.length(self.result)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return title or hint of a column."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return tr(self.columns[section])
            if role == Qt.ItemDataRole.ToolTipRole:
                return tr(self.hints[section])
        return None

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        """Return text, alignment or colour mark of a cell."""
        if self.result is None or index.row() >= self.rowCount():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(self.result, index.row(), index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return self.colour(self.result, index.row())
        return None


class VectorRows(Rows):
    """One row for each number of y."""

    columns = ("#", "y", mark("Meaning"), mark("Value"))
    hints = (
        mark("Place in y, counted from 1"),
        mark("The course's name of the number"),
        mark("What the landmark is, on every face"),
        mark("x as a share of the picture's width, y of its height"),
    )
    widest = ("000 00", "l000x", "", "−0.0000")

    def length(self, result: Result) -> int:
        """Return the length of y."""
        return result.length

    def text(self, result: Result, row: int, column: int) -> str:
        """Return the text of a cell."""
        k = (row - 1) // 2
        if column == 0:
            return str(row + 1)
        if column == 1:
            return tr("face") if row == 0 else f"l{k + 1}{'xy'[(row - 1) % 2]}"
        if column == 2:
            return tr("Is there a face?") if row == 0 else tr(NAMES[result.count][k])
        if row == 0:
            return "0" if result.open is None else "1"
        # What does not matter is a question mark, as in the course.
        return "?" if result.open is None else f"{result.relative.flat[row - 1]:.4f}"

    def colour(self, result: Result, row: int) -> QColor | None:
        """Return the colour of the landmark."""
        return colours(result.count)[(row - 1) // 2] if row else QColor("transparent")


class FaceRows(Rows):
    """One row for each face."""

    columns = (
        "#",
        mark("Score"),
        mark("Mesh"),
        mark("R eye"),
        mark("L eye"),
        mark("Yaw"),
        mark("Pitch"),
        mark("Roll"),
    )
    hints = (
        mark("From the left to the right"),
        mark("How sure the detector is"),
        mark("How sure the network of the 468 landmarks is that it looks at a face"),
        mark("Aspect ratio of the person's right eye"),
        mark("Aspect ratio of the person's left eye"),
        mark("Degrees, positive to the right edge of the picture"),
        mark("Degrees, positive upwards"),
        mark("Degrees, positive clockwise"),
    )
    widest = ("00", "0.00", "0.00", "", "", "−00°", "−00°", "−00°")

    def length(self, result: Result) -> int:
        """Return the number of faces."""
        return len(result.faces)

    def text(self, result: Result, row: int, column: int) -> str:
        """Return the text of a cell."""
        face = result.faces[row]
        eyes, pose = tuple(face.eyes.values()), face.pose
        if column == 0:
            return str(row + 1)
        if column in (1, 2):
            return f"{(face.found.score, face.found.presence)[column - 1]:.2f}"
        if column in (3, 4):
            return f"{eyes[column - 3].ratio:.2f} {tr(STATES[eyes[column - 3].open])}"
        return signed((pose.yaw, pose.pitch, pose.roll)[column - 5])


class Table(QTableView):
    """Shows `Rows` and tells which row the user opens.

    Parameters
    ----------
    rows : Rows
    opened : callable
        Called with the number of the row.
    """

    def __init__(self, rows: Rows, title: str, opened: Callable[[int], None]) -> None:
        super().__init__()
        self.rows, self._title, self._opened = rows, title, opened
        self.setModel(rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(24)
        header.setHighlightSections(False)
        # Fixed: finding the widest text anew would take longer than a frame may.
        for column, text in enumerate(rows.widest):
            mode = QHeaderView.ResizeMode.Fixed if text else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
            header.resizeSection(column, self.fontMetrics().horizontalAdvance(text) + 12)
        self.selectionModel().currentRowChanged.connect(self._row_changed)

    def show_result(self, result: Result, row: int | None) -> None:
        """Show the rows and select ``row``."""
        with QSignalBlocker(self.selectionModel()):
            self.rows.show_result(result)
            if row is None:
                self.clearSelection()
                self.setCurrentIndex(ROOT)
            elif row != self.currentIndex().row():
                self.selectRow(row)
                # Rows that have just come have no place yet.
                self.doItemsLayout()
                self.scrollTo(self.rows.index(row, 0))
        self.viewport().update()

    def retranslate(self) -> None:
        """Take texts from the active language."""
        self.setAccessibleName(tr(self._title))
        with QSignalBlocker(self.selectionModel()):
            self.rows.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the table; say why it is empty."""
        super().paintEvent(event)
        if self.rows.result is not None and not self.rows.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            box = self.viewport().rect().adjusted(12, 12, -12, -12)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(box, flags, why_empty(self.rows.result))
            painter.end()

    @Slot(QModelIndex, QModelIndex)
    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._opened(current.row())
