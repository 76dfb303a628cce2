"""The branches of a real module: what they make and take, and whether they are heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.networks.inception.state import State
from explorer.topics.networks.inception.view.real_texts import branch_text, short

if TYPE_CHECKING:
    from explorer.topics.networks.inception.activations import Activations

ROW = 24
NAME = Qt.ItemDataRole.UserRole


class BranchTable(QTableWidget):
    """A row for each branch; a check mark is one that is heard."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__(0, 4)
        self._store = store
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.itemChanged.connect(self._changed)

    def sizeHint(self) -> QSize:
        """Show all rows: the panel scrolls."""
        rows = self.rowCount() * ROW + 2 * self.frameWidth()
        return QSize(300, self.horizontalHeader().sizeHint().height() + rows)

    def minimumSizeHint(self) -> QSize:
        """Show all rows."""
        return self.sizeHint()

    @Slot(QTableWidgetItem)
    def _changed(self, _item: QTableWidgetItem) -> None:
        firsts = (self.item(row, 0) for row in range(self.rowCount()))
        self._store.update(
            silenced=tuple(
                first.data(NAME) for first in firsts if first.checkState() != Qt.CheckState.Checked
            )
        )

    def show_module(self, found: Activations) -> None:
        """Show the branches of the module looked at."""
        with QSignalBlocker(self):
            if self.rowCount() != len(found.branches):
                self.setRowCount(len(found.branches))
                self.updateGeometry()
            for row, branch in enumerate(found.branches):
                numbers = (branch.channels, branch.parameters, branch.multiplications)
                self._show_row(row, f"{row + 1}", *map(short, numbers))
                first = self.item(row, 0)
                first.setData(NAME, branch.name)
                first.setToolTip(f"{branch.name}: {branch_text(branch)}")
                heard = branch.name not in found.silenced
                states = Qt.CheckState
                first.setCheckState(states.Checked if heard else states.Unchecked)

    def _show_row(self, row: int, *texts: str) -> None:
        for column, text in enumerate(texts):
            if self.item(row, column) is None:
                self.setItem(row, column, QTableWidgetItem())
            self.item(row, column).setText(text)
            if column:
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                self.item(row, column).setTextAlignment(right)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        titles = (tr("Branch"), tr("Channels"), tr("Parameters"), tr("Products"))
        self.setHorizontalHeaderLabels(titles)
        self.setAccessibleName(tr("Branches of the module"))
        self.setToolTip(
            tr(
                "Take a check mark away to silence a branch: it then hands on nothing but zeros. "
                "Products: multiplications for one picture."
            )
        )
