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
TEXT_TOP, SWATCH, GAP = 12, 12, 16


class LatencyBar(QWidget):
    """Shows smoothed stage times in milliseconds and frames a second."""

    def __init__(self) -> None:
        super().__init__()
        self.milliseconds = dict.fromkeys(STAGES, 0.0)
        self.rate: float | None = None
        self.note = ""
        self._arrival: float | None = None
        self._interval: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines: the bar and its legend."""
        return QSize(360, self.fontMetrics().height() + 18)

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
        """Show ``note`` (the progress of a recording) beside the rate."""
        self.note = note
        self.update()

    def text(self) -> str:
        """Return all numbers as one line."""
        stages = [f"{tr(STAGES[stage])} {value:.1f}" for stage, value in self.milliseconds.items()]
        return " · ".join([*stages, self._summary()])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stacked bar and, in the same colours, its legend."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        self._draw_bar(painter)
        metrics = self.fontMetrics()
        line = QRectF(0, TEXT_TOP, self.width(), metrics.height())
        summary = self._summary()
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, summary)
        texts = [f"{tr(STAGES[stage])} {value:.1f}" for stage, value in self.milliseconds.items()]
        widths = [metrics.horizontalAdvance(text) + SWATCH + GAP for text in texts]
        if sum(widths) + metrics.horizontalAdvance(summary) <= self.width():
            for text, width, colour in zip(texts, widths, CATEGORIES, strict=False):
                middle = line.center().y()
                painter.fillRect(QRectF(line.left(), middle - 4, 8, 8), colour)
                painter.drawText(line.adjusted(SWATCH, 0, 0, 0), 0, text)
                line.setLeft(line.left() + width)
        painter.end()

    def _draw_bar(self, painter: QPainter) -> None:
        total = sum(self.milliseconds.values())
        left = 0.0
        for colour, value in zip(CATEGORIES, self.milliseconds.values(), strict=False):
            share = self.width() * value / total if total else 0.0
            painter.fillRect(QRectF(left, 0, share, 7), colour)
            left += share

    def _summary(self) -> str:
        parts = [self.note] if self.note else []
        parts.append(tr("total {value} ms", value=f"{sum(self.milliseconds.values()):.1f}"))
        if self.rate is not None:
            parts.append(tr("{rate} frames a second", rate=f"{self.rate:.1f}"))
        return "   ".join(parts)
