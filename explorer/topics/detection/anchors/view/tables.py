"""Tables in step with the picture, whose texts are made when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

ROOT = QModelIndex()
LEAST, MARGIN = 44, 14
Text = Callable[[int, int], str]


class TextRows(QAbstractTableModel):
    """Titles, a number of rows, and a function that gives the text of a cell."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: tuple[str, ...] = ()
        self._count = 0
        self._text: Text = lambda _row, _column: ""

    def show_rows(self, titles: Sequence[str], count: int, text: Text) -> bool:
        """Take other rows; tell whether there are other columns or as many rows as before."""
        same = (tuple(titles), count) == (self.titles, self._count)
        if same:
            self._text = text
            if count:
                self.dataChanged.emit(self.index(0, 0), self.index(count - 1, len(self.titles) - 1))
            return True
        self.beginResetModel()
        self.titles, self._count, self._text = tuple(titles), count, text
        self.endResetModel()
        return False

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the title of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.titles[section]
        return None

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        """Return the text of a cell; numbers stand at the right."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class TextTable(QTableView):
    """Shows `TextRows`; the first column takes the room that is left.

    Parameters
    ----------
    cells : bool
        A single cell is marked, else the whole row.
    """

    chosen = Signal(int, int)
    """The user goes to this row and column."""

    def __init__(self, *, cells: bool = False) -> None:
        super().__init__()
        self.rows = TextRows()
        self.setModel(self.rows)
        if not cells:
            self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(110)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(28)
        header.setHighlightSections(False)
        self.selectionModel().currentChanged.connect(self._changed)

    def show_rows(
        self, titles: Sequence[str], count: int, text: Text, widest: Sequence[str]
    ) -> None:
        """Show other rows; ``widest`` has the widest text of each column but the first."""
        with QSignalBlocker(self.selectionModel()):
            same = self.rows.show_rows(titles, count, text)
        if not same:
            self._fit(widest)
        self.viewport().update()

    def _fit(self, widest: Sequence[str]) -> None:
        # Fixed: finding the widest text anew would take longer than a drag may.
        header, advance = self.horizontalHeader(), self.fontMetrics().horizontalAdvance
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, entry in enumerate(widest, start=1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            width = max(advance(entry), advance(self.rows.titles[column])) + MARGIN
            header.resizeSection(column, max(LEAST, width))

    def select(self, row: int, column: int = 0) -> None:
        """Mark a cell without telling; -1: none."""
        with QSignalBlocker(self.selectionModel()):
            index = self.rows.index(row, column) if row >= 0 else ROOT
            self.setCurrentIndex(index)
            if row >= 0:
                self.scrollTo(index)
            else:
                self.clearSelection()
        self.viewport().update()

    @Slot(QModelIndex, QModelIndex)
    def _changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.row(), current.column())
