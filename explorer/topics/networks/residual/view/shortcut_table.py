"""The blocks of a trained network: whether their shortcuts are there, and their norms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.networks.residual.state import State

if TYPE_CHECKING:
    from explorer.topics.networks.residual.process import Part

ROW = 24
NAME = Qt.ItemDataRole.UserRole


class ShortcutTable(QTableWidget):
    """A row for each block; a check mark is a shortcut that is there."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__(0, 4)
        self._store = store
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.itemChanged.connect(self._changed)

    def sizeHint(self) -> QSize:
        """Show all rows: the panel scrolls."""
        rows = self.rowCount() * ROW + 2 * self.frameWidth()
        return QSize(300, self.horizontalHeader().sizeHint().height() + rows)

    def minimumSizeHint(self) -> QSize:
        """Show all rows."""
        return self.sizeHint()

    @Slot(QTableWidgetItem)
    def _changed(self, item: QTableWidgetItem) -> None:
        firsts = (self.item(row, 0) for row in range(self.rowCount()))
        self._store.update(
            cut=tuple(
                first.data(NAME) for first in firsts if first.checkState() != Qt.CheckState.Checked
            )
        )

    def show_parts(self, parts: tuple[Part, ...]) -> None:
        """Show blocks."""
        with QSignalBlocker(self):
            if self.rowCount() != len(parts):
                self.setRowCount(len(parts))
                self.updateGeometry()
            for row, part in enumerate(parts):
                self._show_part(row, part)

    def _show_part(self, row: int, part: Part) -> None:
        texts = (
            f"{part.name} (Wₛ)" if part.projected else part.name,
            f"{part.residual:.0f}",
            f"{part.shortcut:.0f}",
            f"{part.ratio:.2f}",
        )
        for column, text in enumerate(texts):
            if self.item(row, column) is None:
                self.setItem(row, column, QTableWidgetItem())
            item = self.item(row, column)
            item.setText(text)
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        first = self.item(row, 0)
        first.setData(NAME, part.name)
        first.setCheckState(Qt.CheckState.Unchecked if part.cut else Qt.CheckState.Checked)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.setHorizontalHeaderLabels([tr("Shortcut"), "‖F(x)‖", "‖x‖", tr("ratio")])
        self.setAccessibleName(tr("Blocks and their shortcuts"))
        self.setToolTip(
            tr(
                "Take a check mark away to cut a shortcut: the block then hands on F(x) alone. "
                "‖F(x)‖ is the norm of what the block computes, ‖x‖ of what its shortcut brings; "
                "Wₛ: through a 1 × 1 convolution."
            )
        )
