"""A small table whose rows are on or off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

HEIGHT = 24
NAME = Qt.ItemDataRole.UserRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Row:
    """One row.

    Parameters
    ----------
    name : str
        By which it is known.
    on : bool
    texts : sequence of str
        A text for each column.
    tip : str
    """

    name: str
    on: bool
    texts: Sequence[str]
    tip: str = ""


class CheckTable(QTableWidget):
    """All rows at once, a check mark before those that are on; the panel scrolls.

    Parameters
    ----------
    columns : int
    wide : QHeaderView.ResizeMode
        Of the first column; the others have the other one.
    """

    turned = Signal(tuple)
    """The user has turned a row on or off: the names of those that are off."""

    def __init__(self, columns: int, wide: QHeaderView.ResizeMode) -> None:
        super().__init__(0, columns)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(HEIGHT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        modes = QHeaderView.ResizeMode
        fit = wide == modes.ResizeToContents
        header = self.horizontalHeader()
        header.setSectionResizeMode(modes.Stretch if fit else modes.ResizeToContents)
        header.setSectionResizeMode(0, wide)
        self.itemChanged.connect(self._changed)

    def sizeHint(self) -> QSize:
        """Show all rows."""
        rows = self.rowCount() * HEIGHT + 2 * self.frameWidth()
        return QSize(300, self.horizontalHeader().sizeHint().height() + rows)

    def minimumSizeHint(self) -> QSize:
        """Show all rows."""
        return self.sizeHint()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        with QSignalBlocker(self):
            if self.rowCount() != len(rows):
                self.setRowCount(len(rows))
                self.updateGeometry()
            for number, row in enumerate(rows):
                self._show_row(number, row)

    def _show_row(self, number: int, row: Row) -> None:
        for column, text in enumerate(row.texts):
            if self.item(number, column) is None:
                self.setItem(number, column, QTableWidgetItem())
            self.item(number, column).setText(text)
            if column:
                self.item(number, column).setTextAlignment(RIGHT)
        first = self.item(number, 0)
        first.setData(NAME, row.name)
        first.setToolTip(row.tip)
        first.setCheckState(Qt.CheckState.Checked if row.on else Qt.CheckState.Unchecked)

    @Slot(QTableWidgetItem)
    def _changed(self, _item: QTableWidgetItem) -> None:
        firsts = (self.item(row, 0) for row in range(self.rowCount()))
        on = Qt.CheckState.Checked
        self.turned.emit(tuple(item.data(NAME) for item in firsts if item.checkState() != on))
