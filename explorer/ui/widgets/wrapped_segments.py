"""Segments that go on in another row where there is no room beside each other."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.ui.widgets.segments import Segments

GAP = 4


class WrappedSegments(Segments):
    """Offers one of many modes, in as many rows as the width asks for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__(texts)
        row = self.layout()
        while row.count():
            row.takeAt(0)
        # A widget with a layout is not asked for its height; another one takes it along.
        QWidget().setLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _places(self, width: int) -> list[QRect]:
        """Return where the buttons lie in so many pixels."""
        places: list[QRect] = []
        x = y = height = 0
        for button in self.buttons.values():
            size = button.sizeHint()
            if x and x + size.width() > width:
                x, y, height = 0, y + height + GAP, 0
            places.append(QRect(x, y, min(size.width(), max(width, 1)), size.height()))
            x, height = x + size.width() + GAP, max(height, size.height())
        return places

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        return max(place.bottom() + 1 for place in self._places(width))

    def sizeHint(self) -> QSize:
        """Prefer one row."""
        sizes = [button.sizeHint() for button in self.buttons.values()]
        width = sum(size.width() + GAP for size in sizes) - GAP
        return QSize(width, max(size.height() for size in sizes))

    def minimumSizeHint(self) -> QSize:
        """Leave room for the widest button."""
        sizes = [button.sizeHint() for button in self.buttons.values()]
        return QSize(max(size.width() for size in sizes), max(size.height() for size in sizes))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the buttons out."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        for button, place in zip(self.buttons.values(), self._places(self.width()), strict=True):
            button.setGeometry(place)

    def retranslate(self) -> None:
        """Take the texts from the active language, and lay the buttons out anew."""
        super().retranslate()
        self.updateGeometry()
        self._lay_out()
