"""Frame rate and the time of each stage, as text and as a bar."""

from __future__ import annotations

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


class LatencyBar(QWidget):
    """Shows smoothed stage times in milliseconds and frames a second."""

    def __init__(self) -> None:
        super().__init__()
        self.milliseconds = dict.fromkeys(STAGES, 0.0)
        self.rate: float | None = None
        self.note = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines: the bar and its legend."""
        return QSize(360, self.fontMetrics().height() + 18)

    def add(self, seconds: dict[str, float]) -> None:
        """Take in the times of some stages of the newest frame."""
        for stage, value in seconds.items():
            old = self.milliseconds[stage]
            new = value * 1000
            self.milliseconds[stage] = new if not old else old + SMOOTHING * (new - old)
        self.setAccessibleDescription(self.text())
        self.update()

    def set_rate(self, rate: float | None) -> None:
        """Show frames a second; None for a picture that stands still."""
        self.rate = rate
        self.update()

    def set_note(self, note: str) -> None:
        """Show ``note`` (the progress of a recording) beside the rate."""
        self.note = note
        self.update()

    def text(self) -> str:
        """Return all numbers as one line."""
        parts = [f"{tr(STAGES[stage])} {value:.1f}" for stage, value in self.milliseconds.items()]
        parts.append(tr("total {value} ms", value=f"{sum(self.milliseconds.values()):.1f}"))
        if self.rate is not None:
            parts.append(tr("{rate} frames a second", rate=f"{self.rate:.1f}"))
        return " · ".join(parts)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stacked bar and, in the same colours, its legend."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        total = sum(self.milliseconds.values())
        left, width = 0.0, float(self.width())
        metrics = self.fontMetrics()
        baseline = 12.0
        text_left = 0.0
        for colour, (stage, value) in zip(CATEGORIES, self.milliseconds.items(), strict=False):
            if total:
                share = width * value / total
                painter.fillRect(QRectF(left, 0, share, 7), colour)
                left += share
            painter.fillRect(QRectF(text_left, baseline + metrics.height() / 2 - 4, 8, 8), colour)
            text = f"{tr(STAGES[stage])} {value:.1f}"
            painter.drawText(QRectF(text_left + 12, baseline, width, metrics.height()), 0, text)
            text_left += metrics.horizontalAdvance(text) + 28
        summary = tr("total {value} ms", value=f"{total:.1f}")
        if self.rate is not None:
            summary += "   " + tr("{rate} frames a second", rate=f"{self.rate:.1f}")
        if self.note:
            summary = f"{self.note}   {summary}"
        right = Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(0, baseline, width, metrics.height()), right, summary)
        painter.end()
