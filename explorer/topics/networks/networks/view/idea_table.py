"""The numbers of an idea: a row for each place, which a click opens."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from explorer.core.i18n import tr
from explorer.topics.networks.networks.brought import Brought
from explorer.topics.networks.networks.idea_columns import cells, titles
from explorer.topics.networks.networks.idea_texts import here
from explorer.topics.networks.networks.result import Result

ROW = 22
ON = "\N{BLACK CIRCLE}"
"""Behind the layers in which something is switched."""
LAYER = Qt.ItemDataRole.UserRole


class IdeaTable(QTableWidget):
    """Shows the rows of an idea; arrow keys or a click choose one."""

    picked = Signal(str)
    """The user chose the row of this layer."""

    def __init__(self) -> None:
        super().__init__(0, 0)
        self._idea = ""
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.currentCellChanged.connect(self._move)

    def minimumSizeHint(self) -> QSize:
        """Keep the titles and two rows in sight."""
        height = self.horizontalHeader().sizeHint().height() + 2 * ROW + 2 * self.frameWidth()
        return QSize(200, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the row that is chosen in sight, and numbers whole."""
        super().resizeEvent(event)
        self._fit_columns()
        if self.currentItem():
            self.scrollToItem(self.currentItem())

    def show_result(self, result: Result, found: Brought) -> None:
        """Show the numbers, with the row of the open layer chosen."""
        with QSignalBlocker(self):
            names = titles(found.idea)
            if (self.rowCount(), self.columnCount()) != (len(found.rows), len(names)):
                self.setRowCount(len(found.rows))
                self.setColumnCount(len(names))
            self.setHorizontalHeaderLabels(names)
            for row, numbers in enumerate(found.rows):
                layer = numbers["layer"]
                marked = (
                    f" {ON}" if any(f"{layer}:{w}" in found.switched for w in found.whats) else ""
                )
                name, *texts = cells(found.idea, numbers)
                for column, text in enumerate((name + marked, *texts)):
                    self._write(row, column, text, layer)
            self._choose(result, found)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Give columns the same width, but as much as it takes to those that need more."""
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        needed = [
            max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in range(self.columnCount())
        ]
        room = self.viewport().width() - sum(needed[:1])
        # The widest first: what they take is missing to the others.
        left = len(needed) - 1
        wide = {0}
        for column in sorted(range(1, len(needed)), key=lambda at: -needed[at]):
            if needed[column] * left > room:
                wide.add(column)
                room, left = room - needed[column], left - 1
        for column in range(len(needed)):
            mode = modes.ResizeToContents if column in wide else modes.Stretch
            header.setSectionResizeMode(column, mode)

    def _write(self, row: int, column: int, text: str, layer: str) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            self.setItem(row, column, item)
        item.setText(text)
        item.setData(LAYER, layer)
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def _choose(self, result: Result, found: Brought) -> None:
        """Choose the row of the open layer; none where it is at no place."""
        inside = any(result.layer.name in place for place in found.places[found.idea])
        layer = here(result, found)["layer"] if inside else ""
        current = self.currentItem()
        if current and current.data(LAYER) == layer:
            return
        rows = [row for row, numbers in enumerate(found.rows) if numbers["layer"] == layer]
        self.setCurrentCell(rows[0] if rows else -1, 0 if rows else -1)

    @Slot(int, int, int, int)
    def _move(self, row: int, _column: int, before: int, _column_before: int) -> None:
        item = self.item(row, 0)
        if item and row != before:
            self.picked.emit(item.data(LAYER))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.setAccessibleName(tr("The idea in numbers"))
        self.setToolTip(tr("A row is a place of the idea; choose one to open its layer."))
