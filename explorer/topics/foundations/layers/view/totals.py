"""The row of totals under the table, in line with its columns."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QTableView, QWidget

from explorer.core.i18n import tr
from explorer.topics.foundations.layers.result import Result
from explorer.topics.foundations.layers.sentences import count, total_text
from explorer.topics.foundations.layers.view.columns import NAMES


class Totals(QWidget):
    """Stays in sight however long the table is."""

    def __init__(self, table: QTableView) -> None:
        super().__init__()
        self._table = table
        self.texts: dict[str, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        table.horizontalHeader().sectionResized.connect(self.update)
        table.horizontalScrollBar().valueChanged.connect(self.update)

    def show_result(self, result: Result) -> None:
        """Show the sums of ``result``."""
        sums = {name: count(total) for name, total in result.totals.items()}
        self.texts = {"type": total_text(result, tr("Total"))} | sums
        whole = tr(
            "Total: {parameters} parameters, {multiplications} multiplications",
            parameters=sums["parameters"],
            multiplications=sums["multiplications"],
        )
        self.setAccessibleName(total_text(result, whole))
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one row."""
        return QSize(100, self.fontMetrics().height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sums under their columns."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        header, left = self._table.horizontalHeader(), self._table.frameWidth()
        for place, name in enumerate(NAMES):
            if name not in self.texts or header.isSectionHidden(place):
                continue
            x = left + header.sectionViewportPosition(place)
            room = QRect(x + 3, 0, header.sectionSize(place) - 7, self.height())
            side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
            # A sum may be longer than what its column was made for.
            flags = int(side | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextDontClip)
            painter.drawText(room, flags, self.texts[name])
        painter.end()
