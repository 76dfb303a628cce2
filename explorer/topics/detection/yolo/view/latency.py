"""Frame rate and the time of each stage, as text and as a bar."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.core.i18n import mark, tr
from explorer.ui.colours import CATEGORIES

STAGES = {
    "grab": mark("grab"),
    "prepare": mark("prepare"),
    "forward": mark("forward"),
    "select": mark("select"),
    "paint": mark("paint"),
}
SMOOTHING = 0.2
RATE_SMOOTHING = 0.1
TEXT_TOP, SWATCH, GAP = 12, 11, 11
# Numbers as long as they usually get.
USUAL, LARGEST = "00.0", 1 << 20


class LatencyBar(QWidget):
    """Shows smoothed stage times in milliseconds and frames a second."""

    def __init__(self) -> None:
        super().__init__()
        self.milliseconds = dict.fromkeys(STAGES, 0.0)
        self.rate: float | None = None
        self.note = ""
        self._arrival: float | None = None
        self._interval: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Return room for the bar and one line of text."""
        return QSize(360, self.heightForWidth(LARGEST))

    def hasHeightForWidth(self) -> bool:
        """Tell that a narrow bar needs a second line of text."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height for texts of usual length, so that it does not change with them."""
        metrics = self.fontMetrics()
        usual = sum(self._width(f"{tr(name)} {USUAL}") for name in STAGES.values())
        usual += metrics.horizontalAdvance(_totals(f"0{USUAL}", USUAL))
        return TEXT_TOP + (1 if usual <= width else 2) * metrics.height() + 6

    def reset(self) -> None:
        """Forget the times of the last source."""
        self.milliseconds = dict.fromkeys(STAGES, 0.0)
        self.stand_still()
        self._tell()

    def add(self, seconds: dict[str, float], *, smooth: bool = True) -> None:
        """Take in the times of some stages of the newest frame."""
        for stage, value in seconds.items():
            old = self.milliseconds[stage]
            new = value * 1000
            self.milliseconds[stage] = (
                new if not old or not smooth else old + SMOOTHING * (new - old)
            )
        self._tell()

    def retranslate(self) -> None:
        """Say it in the active language."""
        self.setAccessibleName(tr("Latency"))
        self.updateGeometry()
        self._tell()

    def _tell(self) -> None:
        self.setAccessibleDescription(self.text())
        self.setToolTip(self.text())
        self.update()

    def count(self) -> None:
        """Take in that another frame has come."""
        now, before = time.perf_counter(), self._arrival
        self._arrival = now
        if before is not None:
            step = now - before
            old = self._interval
            self._interval = step if old is None else old + RATE_SMOOTHING * (step - old)
            self.rate = 1 / self._interval
        self.update()

    def stand_still(self) -> None:
        """Show no rate; the next frame begins to count anew."""
        self.rate = self._arrival = self._interval = None
        self.update()

    def set_note(self, note: str) -> None:
        """Show ``note`` (the progress of a recording) in the place of total and rate."""
        self.note = note
        self.update()

    def text(self) -> str:
        """Return all numbers as one line."""
        note = [self.note] if self.note else []
        return " · ".join([*self._legend(), self._summary(), *note])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stacked bar and, in the same colours, its legend."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        self._draw_bar(painter)
        self._draw_legend(painter)
        end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        painter.drawText(self.rect().adjusted(0, 0, 0, -6), end, self.note or self._summary())
        painter.end()

    def _draw_legend(self, painter: QPainter) -> None:
        left, top, height = 0, TEXT_TOP, self.fontMetrics().height()
        for text, colour in zip(self._legend(), CATEGORIES, strict=False):
            width = self._width(text)
            if left + width - GAP > self.width():
                left, top = 0, top + height
            painter.fillRect(left, top + height // 2 - 4, 8, 8, colour)
            painter.drawText(left + SWATCH, top, width, height, 0, text)
            left += width

    def _legend(self) -> list[str]:
        return [f"{tr(STAGES[stage])} {value:.1f}" for stage, value in self.milliseconds.items()]

    def _width(self, text: str) -> int:
        return SWATCH + self.fontMetrics().horizontalAdvance(text) + GAP

    def _draw_bar(self, painter: QPainter) -> None:
        total = sum(self.milliseconds.values())
        left = 0.0
        for colour, value in zip(CATEGORIES, self.milliseconds.values(), strict=False):
            share = self.width() * value / total if total else 0.0
            painter.fillRect(QRectF(left, 0, share, 7), colour)
            left += share

    def _summary(self) -> str:
        rate = "" if self.rate is None else f"{self.rate:.1f}"
        return _totals(f"{sum(self.milliseconds.values()):.1f}", rate)


def _totals(milliseconds: str, rate: str) -> str:
    total = tr("total {value} ms", value=milliseconds)
    return f"{total}   {tr('{rate} frames a second', rate=rate)}" if rate else total
