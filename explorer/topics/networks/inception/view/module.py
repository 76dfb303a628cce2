"""The Inception module: its picture, and what each branch makes and takes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from explorer.core.i18n import mark, tr
from explorer.topics.counts import count
from explorer.topics.networks.inception import sheet
from explorer.topics.networks.inception.result import Result
from explorer.topics.networks.inception.view.networks import module
from explorer.topics.networks.inception.view.texts import concatenation_text
from explorer.ui.widgets.diagram import Diagram

TITLES = {
    "branch": mark("Branch"),
    "channels": mark("Channels"),
    "parameters": mark("Parameters"),
    "multiplications": mark("Products"),
    "parameters without bottleneck": mark("Parameters\n(no 1 × 1)"),
    "multiplications without bottleneck": mark("Products\n(no 1 × 1)"),
}
# Where all columns would not fit otherwise, digits are smaller.
NARROW, SMALL, LARGE = 500, 10, 12
BRANCHES = {
    "1x1": "1 × 1",
    "3x3": "3 × 3",
    "5x5": "5 × 5",
    "pool": mark("Pooling"),
    "total": mark("Total"),
}


class Numbers(QTableWidget):
    """The rows of `sheet`, only to be read."""

    def __init__(self) -> None:
        super().__init__(len(BRANCHES), len(TITLES))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 4)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)

    def show_result(self, result: Result) -> None:
        """Show the numbers of ``result``."""
        self.setHorizontalHeaderLabels([tr(title) for title in TITLES.values()])
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        titles, *rows = sheet.rows(result, "module")
        for row, (name, *_) in enumerate(rows):
            self.setItem(row, 0, QTableWidgetItem(tr(BRANCHES[name])))
            for column, title in enumerate(list(TITLES)[1:], start=1):
                item = QTableWidgetItem(count(rows[row][titles.index(title)]))
                item.setTextAlignment(right)
                self.setItem(row, column, item)
        self._fit_height()

    def _fit_height(self) -> None:
        tall = self.verticalHeader().length()
        self.setFixedHeight(
            self.horizontalHeader().sizeHint().height() + tall + 2 * self.frameWidth()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the size of the digits and the widths of the columns."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        modes = QHeaderView.ResizeMode
        self.horizontalHeader().setSectionResizeMode(
            modes.ResizeToContents if narrow else modes.Stretch
        )
        font = self.font()
        font.setPixelSize(SMALL if narrow else LARGE)
        for part in (self, self.horizontalHeader()):
            part.setFont(font)
        self._fit_height()


class ModulePage(QWidget):
    """Draws the module of a `Result`."""

    def __init__(self) -> None:
        super().__init__()
        self._result: Result | None = None
        self.diagram, self.numbers, self.caption = Diagram(), Numbers(), QLabel()
        self.caption.setWordWrap(True)
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # The picture keeps its size while layers are looked at.
        self.caption.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.diagram, 1)
        column.addWidget(self.caption)
        column.addWidget(self.numbers)
        self.diagram.picked.connect(self._show_caption)

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        self._result = result
        self.diagram.show_network(*module(result))
        self.numbers.show_result(result)
        self._show_caption(self.diagram.chosen)

    @Slot(str)
    def _show_caption(self, chosen: str | None) -> None:
        """Say what the layer chosen in the picture takes, or what all branches make."""
        assert self._result
        tip = self.diagram.graph.nodes[chosen].tip if chosen else ""
        self.caption.setText(tip or concatenation_text(self._result))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.diagram.setAccessibleName(tr("Inception module"))
        self.diagram.setToolTip(
            tr(
                "Click a layer to see its formulas. The wheel zooms, a drag moves, a double "
                "click shows all."
            )
        )
        self.numbers.setAccessibleName(tr("What the branches take"))
        self.numbers.setToolTip(
            tr(
                "Without: no 1 × 1 convolution before 3 × 3 and 5 × 5, and none after the "
                "pooling, which then keeps all channels."
            )
        )
