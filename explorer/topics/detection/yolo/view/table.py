"""The detections as a table in step with the picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from explorer.core.i18n import label_name, mark, tr
from explorer.topics.detection.yolo.result import Result
from explorer.topics.detection.yolo.view.caption import why_empty
from explorer.ui.colours import category

COLUMNS = (mark("Class"), mark("Score"), "x1", "y1", "x2", "y2")
ROOT = QModelIndex()


class DetectionModel(QAbstractTableModel):
    """One row a detection, best first."""

    def __init__(self) -> None:
        super().__init__()
        self.result: Result | None = None

    def show_result(self, result: Result) -> None:
        """Take the rows from ``result``; the table keeps its scroll position."""
        before, after = self.rowCount(), len(result.detections)
        if after > before:
            self.beginInsertRows(ROOT, before, after - 1)
        elif after < before:
            self.beginRemoveRows(ROOT, after, before - 1)
        self.result = result
        if after > before:
            self.endInsertRows()
        elif after < before:
            self.endRemoveRows()
        if after:
            self.dataChanged.emit(self.index(0, 0), self.index(after - 1, len(COLUMNS) - 1))

    def retranslate(self) -> None:
        """Say headers and classes in the active language."""
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of detections."""
        return 0 if self.result is None or parent.isValid() else len(self.result.detections)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """Return the title of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(COLUMNS[section])
        return None

    def data(self, index: QModelIndex, role: int = 0) -> object:
        """Return text, alignment or colour mark of a cell."""
        if self.result is None or index.row() >= len(self.result.detections):
            return None
        found = self.result.detections[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column == 0:
                return label_name(found.label)
            return f"{found.score:.3f}" if column == 1 else str(round(found.box[column - 2]))
        if role == Qt.ItemDataRole.TextAlignmentRole and column > 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return _swatch(category(int(self.result.predictions.labels[found.index])))
        return None


def _swatch(colour: QColor) -> QPixmap:
    pixmap = QPixmap(10, 10)
    pixmap.fill(colour)
    return pixmap


class DetectionTable(QTableView):
    """Shows a `DetectionModel` and tells which detection the user opens.

    Parameters
    ----------
    opened : callable
        Called with the raw box of the chosen row.
    """

    def __init__(self, opened: Callable[[int], None]) -> None:
        super().__init__()
        self._opened = opened
        self.rows = DetectionModel()
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.horizontalHeader()
        width = self.fontMetrics().horizontalAdvance("00000") + 10
        header.setMinimumSectionSize(36)
        for column in range(1, len(COLUMNS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._row_changed)

    def show_result(self, result: Result) -> None:
        """Show the detections and mark the open one."""
        with QSignalBlocker(self.selectionModel()):
            self.rows.show_result(result)
            rows = [found.index for found in result.detections]
            if result.focus in rows:
                row = rows.index(result.focus)
                if row != self.currentIndex().row():
                    self.selectRow(row)
            else:
                self.clearSelection()
        self.viewport().update()

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

    def retranslate(self) -> None:
        """Take texts from the active language."""
        self.setToolTip(
            tr("Boxes in picture pixels. A network may place a side beyond the picture's edge.")
        )
        self.setAccessibleName(tr("Detections"))
        self.rows.retranslate()

    @Slot(QModelIndex, QModelIndex)
    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if self.rows.result and 0 <= current.row() < len(self.rows.result.detections):
            self._opened(self.rows.result.detections[current.row()].index)
