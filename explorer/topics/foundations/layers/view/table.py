"""The table: rows are edited in their cells, chosen, and dragged to another place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Slot
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from explorer.core.i18n import tr
from explorer.topics.foundations.layers.result import Result
from explorer.topics.foundations.layers.view.columns import (
    COLUMNS,
    COUNTS,
    NAMES,
    SETTINGS,
    Count,
    Setting,
)
from explorer.topics.foundations.layers.view.editors import SettingDelegate
from explorer.topics.foundations.layers.view.model import LayerModel

MARGIN = 10
FIRST_COUNT = NAMES.index(COUNTS[0])


class LayerTable(QTableView):
    """Shows a `LayerModel`.

    Where it is narrow, the settings give way to the numbers: the form has them too.

    Parameters
    ----------
    edited : callable
        See `LayerModel`.
    chosen : callable
        Told the layer that the user chooses, -1 for the input.
    moved : callable
        Told from where to where a layer was dragged.
    """

    def __init__(
        self,
        edited: Callable[[int, str, Any], None],
        chosen: Callable[[int], None],
        moved: Callable[[int, int], None],
    ) -> None:
        super().__init__()
        self._chosen, self._moved = chosen, moved
        self._showing = False
        self._grabbed: tuple[int, QPoint] | None = None
        self._target: int | None = None
        self.layers = LayerModel(edited)
        self.setModel(self.layers)
        self.setItemDelegate(SettingDelegate(self))
        self._set_up()
        self.selectionModel().currentRowChanged.connect(self._row_changed)

    def _set_up(self) -> None:
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(30)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    # --- what is shown ------------------------------------------------------

    @property
    def unseen(self) -> int:
        """By how much all rows together are higher than their room, in points."""
        return max(0, self.verticalHeader().length() - self.viewport().height())

    def show_result(self, result: Result) -> None:
        """Show the layers of ``result``, the chosen one marked."""
        self._showing = True
        changed = self.layers.show_result(result)
        row = 0 if result.selected is None else result.selected + 1
        if self.currentIndex().row() != row:
            column = max(self.currentIndex().column(), 0)
            self.setCurrentIndex(self.layers.index(row, column))
        self._showing = False
        if changed:
            self._make_room_for_errors()

    def _make_room_for_errors(self) -> None:
        """Let the sentence of a layer that does not fit run over the columns of the numbers."""
        plain, errors = self.verticalHeader().defaultSectionSize(), self.layers.errors
        width = sum(self.columnWidth(NAMES.index(name)) for name in COUNTS) - MARGIN
        self.clearSpans()
        for row in range(self.layers.rowCount()):
            height = plain
            if row in errors:
                self.setSpan(row, FIRST_COUNT, 1, len(COUNTS))
                room, flags = QRect(0, 0, width, 1000), int(Qt.TextFlag.TextWordWrap)
                needed = self.fontMetrics().boundingRect(room, flags, errors[row]).height() + 8
                height = max(plain, needed)
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their widths anew."""
        super().resizeEvent(event)
        self._fit_columns()
        self.scrollTo(self.currentIndex())

    def _width(self, column: Setting | Count) -> int:
        advance = self.fontMetrics().horizontalAdvance
        content = advance(column.widest) + max(map(advance, column.options), default=0)
        titles = self.horizontalHeader().fontMetrics()
        title = max(map(titles.horizontalAdvance, tr(column.title).split("\n")))
        return max(content, title) + MARGIN

    def _fit_columns(self) -> None:
        widths = {name: self._width(column) for name, column in COLUMNS.items()}
        room = self.viewport().width()
        narrow = sum(widths.values()) > room
        hidden = set(SETTINGS) if narrow else set()
        if sum(width for name, width in widths.items() if name not in hidden) > room:
            # The shape says as much.
            hidden.add("activation_size")
        for place, name in enumerate(NAMES):
            self.setColumnHidden(place, name in hidden)
            if place:
                self.setColumnWidth(place, widths[name])
        self._make_room_for_errors()

    def retranslate(self) -> None:
        """Take texts from the active language."""
        self.setAccessibleName(tr("Layers"))
        self.layers.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(NAMES) - 1)
        self._fit_columns()

    @Slot(QModelIndex, QModelIndex)
    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if not self._showing and current.isValid():
            self._chosen(current.row() - 1)

    # --- dragging -------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a row, and take hold of it."""
        super().mousePressEvent(event)
        row = self.rowAt(event.position().toPoint().y())
        left = event.button() == Qt.MouseButton.LeftButton
        self._grabbed = (row - 1, event.position().toPoint()) if left and row > 0 else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where the row would go."""
        if self._grabbed is None:
            super().mouseMoveEvent(event)
            return
        point = event.position().toPoint()
        distance = (point - self._grabbed[1]).manhattanLength()
        if self._target is not None or distance >= QApplication.startDragDistance():
            self._target = self._boundary(point.y())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.startAutoScroll()
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop the row."""
        grabbed, target = self._grabbed, self._target
        self._let_go()
        if grabbed is None or target is None:
            super().mouseReleaseEvent(event)
            return
        target = self._boundary(event.position().toPoint().y())
        # Places above which a row is put are counted before it is taken out.
        target -= target > grabbed[0]
        if target != grabbed[0]:
            self._moved(grabbed[0], target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape leave the dragged row where it was."""
        if event.key() == Qt.Key.Key_Escape and self._target is not None:
            self._let_go()
            return
        super().keyPressEvent(event)

    def _let_go(self) -> None:
        self._grabbed = self._target = None
        self.unsetCursor()
        self.stopAutoScroll()
        self.viewport().update()

    def _boundary(self, y: int) -> int:
        """Return the layer above which a row dropped at ``y`` goes, or their number."""
        layers = self.layers.rowCount() - 1
        middles = (
            self.rowViewportPosition(r) + self.rowHeight(r) / 2 for r in range(1, layers + 1)
        )
        return sum(middle < y for middle in middles)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the table, and a line where the dragged row would go."""
        super().paintEvent(event)
        if self._target is None:
            return
        row = self._target
        y = self.rowViewportPosition(row) + self.rowHeight(row)
        painter = QPainter(self.viewport())
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 3))
        painter.drawLine(0, y, self.viewport().width(), y)
        painter.end()
