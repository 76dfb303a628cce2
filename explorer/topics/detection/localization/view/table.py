"""y, the prediction, the terms of the loss and its gradient as a table that can be typed into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from explorer.core.i18n import mark, tr
from explorer.topics.detection.localization.display import class_name, decimal, small
from explorer.topics.detection.localization.lists import PARTS
from explorer.topics.detection.localization.result import Result

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
NAME, MEANING, Y, OUTPUT, TERM, GRADIENT = range(6)
TITLES = ("", mark("Meaning"), "y", "ŷ", mark("Term"), "∂L/∂ŷ")
OF_LOGITS = "∂L/∂z"
HINTS = (
    "",
    mark("What the number says"),
    mark(
        "What the network should put out; ? does not matter. Return or a double click changes it."
    ),
    mark("What it puts out. Return or a double click changes it."),
    mark("What the number adds to the loss"),
    mark("How the loss grows with the number; descent goes the other way"),
)
MEANINGS = (
    mark("Is there an object?"),
    mark("Midpoint, from the left"),
    mark("Midpoint, from the top"),
    mark("Height of the box"),
    mark("Width of the box"),
)
WIDEST = ("c20", "", "0.0000", "−0.0000", "00.0000", "−00.0000")
ALL = (NAME, MEANING, Y, OUTPUT, TERM, GRADIENT)
VIEW_COLUMNS = {
    "vector": (NAME, MEANING, Y),
    "loss": (NAME, Y, OUTPUT, TERM, GRADIENT),
    "descent": (NAME, Y, OUTPUT, TERM, GRADIENT),
}
LEAST_NAME, MARGIN = 40, 10
LEAST_WIDTH = 345
UNKNOWN = "?"


class VectorModel(QAbstractTableModel):
    """One row for each number of y, and one for the loss.

    Parameters
    ----------
    typed : callable
        Told row, column and the text that was typed into a cell.
    """

    def __init__(self, typed: Callable[[int, int, str], None]) -> None:
        super().__init__()
        self.result: Result | None = None
        self.explained = True
        """Whether what a number means stands in a column of its own."""
        self._typed = typed

    def show_result(self, result: Result | None) -> None:
        """Take the rows from ``result``."""
        before = self.rowCount()
        after = 0 if result is None else len(result.y) + 1
        if before != after:
            self.beginResetModel()
            self.result = result
            self.endResetModel()
            return
        self.result = result
        if after:
            self.dataChanged.emit(self.index(0, 0), self.index(after - 1, GRADIENT))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, GRADIENT, GRADIENT)

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return the length of y, and one."""
        return 0 if self.result is None or parent.isValid() else len(self.result.y) + 1

    def columnCount(self, parent: Index = ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """Return title or hint of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(HINTS[section]) if HINTS[section] else None
        if role == Qt.ItemDataRole.DisplayRole:
            logits = section == GRADIENT and self.result and self.result.loss_name != "squared"
            return OF_LOGITS if logits else tr(TITLES[section]) if TITLES[section] else ""
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let y and the prediction be typed, except what does not matter."""
        flags = super().flags(index)
        if self.result is None or index.row() >= len(self.result.y):
            return flags
        matters = self.result.counts[index.row()]
        if index.column() == OUTPUT or (index.column() == Y and matters):
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = 0) -> Any:
        """Return text, value, colour, weight or alignment of a cell."""
        if self.result is None:
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(self.result, row, column)
        if role == Qt.ItemDataRole.EditRole:
            values = self.result.y if column == Y else self.result.outputs
            return f"{values[row]:.10g}"
        if role == Qt.ItemDataRole.ToolTipRole and column <= MEANING and row < len(self.result.y):
            return self.text(self.result, row, MEANING)
        if role == Qt.ItemDataRole.TextAlignmentRole and column > MEANING:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(self.result, row)
        if role == Qt.ItemDataRole.FontRole and row == len(self.result.y):
            font = QFont()
            font.setBold(True)
            return font
        return None

    def text(self, result: Result, row: int, column: int) -> str:
        """Return what stands in a cell."""
        if row == len(result.y):
            return {NAME: "L", TERM: small(result.loss.total)}.get(column, "")
        matters = result.counts[row]
        if column == NAME:
            return result.names[row] if row < PARTS or self.explained else self._called(row)
        if column == MEANING:
            return tr(MEANINGS[row]) if row < PARTS else class_name(result.classes[row - PARTS])
        if column == OUTPUT:
            return decimal(result.outputs[row])
        if not matters:
            return UNKNOWN if column == Y else ""
        if column == Y:
            return decimal(result.y[row])
        return small((result.loss.terms if column == TERM else result.loss.gradient)[row])

    def _called(self, row: int) -> str:
        assert self.result is not None
        return f"{self.result.names[row]} {class_name(self.result.classes[row - PARTS])}"

    def _colour(self, result: Result, row: int) -> QColor | None:
        if row == len(result.y) or result.counts[row]:
            return None
        palette = QGuiApplication.palette()
        return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Pass on what was typed."""
        if role != Qt.ItemDataRole.EditRole or str(value) == self.data(index, role):
            return False
        self._typed(index.row(), index.column(), str(value))
        return True


class VectorTable(QTableView):
    """Shows a `VectorModel`; arrow keys walk, Return types."""

    def __init__(self, typed: Callable[[int, int, str], None]) -> None:
        super().__init__()
        self.rows = VectorModel(typed)
        self.setModel(self.rows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._row = self.fontMetrics().height() + 6
        self.verticalHeader().setDefaultSectionSize(self._row)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(24)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSize(LEAST_WIDTH, 6 * self._row)

    def show_result(self, result: Result | None, view: str) -> None:
        """Show the columns of ``view``."""
        for column in ALL:
            self.setColumnHidden(column, column not in VIEW_COLUMNS[view])
        self.rows.explained = MEANING in VIEW_COLUMNS[view]
        self.rows.show_result(result)
        # All of them anew: with fewer classes before, another row was the last.
        last = self.rows.rowCount() - 1
        for row in range(last + 1):
            self.setRowHidden(row, row == last and view == "vector")
        self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return type into a cell: F2 opens the lesson."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() in keys and not editing and self.currentIndex().isValid():
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their widths anew."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        advance = self.fontMetrics().horizontalAdvance
        for column, widest in enumerate(WIDEST):
            title = tr(TITLES[column]) if TITLES[column] else ""
            self.setColumnWidth(column, max(advance(widest), advance(title)) + MARGIN)
        # What is read as words takes the room that is left.
        wide = NAME if self.isColumnHidden(MEANING) else MEANING
        others = self.horizontalHeader().length() - self.columnWidth(wide)
        self.setColumnWidth(wide, max(LEAST_NAME, self.viewport().width() - others))

    def retranslate(self) -> None:
        """Take texts from the active language."""
        self.setAccessibleName(tr("Target y, prediction and loss"))
        self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(TITLES) - 1)
        self._fit_columns()
