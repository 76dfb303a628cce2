"""A list in which several entries can be chosen, also with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QAbstractListModel, QItemSelection, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

TABBED = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class Chooser(QListView):
    """Rows with small pictures.

    Parameters
    ----------
    rows : QAbstractListModel
    side : int
        Of the pictures, screen points.
    """

    chosen = Signal()
    """Others are chosen."""

    def __init__(self, rows: QAbstractListModel, side: int) -> None:
        super().__init__()
        self.setModel(rows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setIconSize(QSize(side, side))
        self.setUniformItemSizes(True)
        self.setAlternatingRowColors(True)
        self.selectionModel().selectionChanged.connect(self._selected)

    @Slot(QItemSelection, QItemSelection)
    def _selected(self, _more: QItemSelection, _less: QItemSelection) -> None:
        self.chosen.emit()

    def choose(self, rows: Iterable[int]) -> None:
        """Choose rows beside those that are chosen."""
        for row in rows:
            flag = self.selectionModel().SelectionFlag.Select
            self.selectionModel().select(self.model().index(row, 0), flag)

    def chosen_rows(self) -> list[int]:
        """Return the rows that are chosen, from the top."""
        return sorted(index.row() for index in self.selectedIndexes())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose a row: with one alone, the arrow keys would lead nowhere."""
        super().focusInEvent(event)
        current = self.currentIndex()
        if event.reason() in TABBED and current.isValid() and not self.selectedIndexes():
            self.choose([current.row()])
