"""The left side: view buttons, picture, time line, caption and latency."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.detection.yolo.result import Result
from explorer.topics.detection.yolo.state import VIEWS
from explorer.topics.detection.yolo.view.caption import caption
from explorer.topics.detection.yolo.view.latency import LatencyBar
from explorer.ui.widgets.image_canvas import ImageCanvas
from explorer.ui.widgets.segments import Segments
from explorer.ui.widgets.time_line import TimeLine


class PicturePanel(QWidget):
    """Shows a frame with its overlay and all that belongs under it."""

    def __init__(self, canvas: ImageCanvas, timeline: TimeLine) -> None:
        super().__init__()
        self.canvas, self.timeline = canvas, timeline
        self.modes = Segments(VIEWS)
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Room for two lines, so that the picture does not move from view to view.
        self.caption.setFixedHeight(2 * self.caption.fontMetrics().lineSpacing() + 2)
        self.latency = LatencyBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(canvas, 1)
        for widget in (timeline, self.caption, self.latency):
            column.addWidget(widget)

    def show_caption(self, view: str, result: Result) -> None:
        """Say what ``view`` shows, in the numbers of ``result``."""
        self.caption.setText(caption(view, result))
        # Should the two lines not do.
        self.caption.setToolTip(self.caption.text())

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.modes.retranslate()
        self.canvas.setAccessibleName(tr("Picture with detections"))
        self.latency.retranslate()
