"""The left side: view buttons, picture, time line, caption and latency."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from explorer.core.i18n import tr
from explorer.sources.base import Frame, Source
from explorer.topics.detection.yolo.result import Result
from explorer.topics.detection.yolo.state import VIEWS
from explorer.topics.detection.yolo.view.commands import CAPTIONS
from explorer.topics.detection.yolo.view.latency import LatencyBar
from explorer.ui import theme
from explorer.ui.widgets.image_canvas import ImageCanvas


class PicturePanel(QWidget):
    """Shows a frame with its overlay and all that belongs under it."""

    picked = Signal(str)
    """The user chose a view."""
    sought = Signal(int)
    """The user moved along the time line to this frame."""

    def __init__(self) -> None:
        super().__init__()
        self.canvas = ImageCanvas()
        self.timeline = QSlider(Qt.Orientation.Horizontal)
        self.timeline.hide()
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Room for two lines, so that the picture does not move from view to view.
        self.caption.setFixedHeight(2 * self.caption.fontMetrics().lineSpacing() + 2)
        self.latency = LatencyBar()
        self.modes = QButtonGroup(self)
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for number in range(len(VIEWS)):
            button = QPushButton()
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setStyleSheet(theme.SEGMENTS)
            self.modes.addButton(button, number)
            bar.addWidget(button)
        bar.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addLayout(bar)
        column.addWidget(self.canvas, 1)
        for widget in (self.timeline, self.caption, self.latency):
            column.addWidget(widget)
        self.modes.idClicked.connect(self._clicked)
        self.timeline.valueChanged.connect(self.sought)

    def show_mode(self, view: str) -> None:
        """Mark the button of ``view``."""
        self.modes.button(list(VIEWS).index(view)).setChecked(True)

    def show_caption(self, view: str, result: Result) -> None:
        """Say what ``view`` shows, in the numbers of ``result``."""
        head = result.predictions.heads[result.head]
        self.caption.setText(
            tr(
                CAPTIONS[view],
                raw=result.raw_count,
                all=len(result.predictions),
                kept=len(result.detections),
                rows=head.rows,
                columns=head.columns,
            )
        )

    def show_place(self, source: Source | None, frame: Frame) -> None:
        """Show where ``frame`` lies in a video or folder."""
        length = (source.length if source else None) or 0
        self.timeline.setVisible(length > 1)
        if length > 1 and not self.timeline.isSliderDown():
            with QSignalBlocker(self.timeline):
                self.timeline.setRange(0, length - 1)
                self.timeline.setValue(frame.index)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for button, text in zip(self.modes.buttons(), VIEWS.values(), strict=True):
            button.setText(tr(text))
        self.canvas.setAccessibleName(tr("Picture with detections"))
        self.timeline.setAccessibleName(tr("Place in the video or folder"))
        self.timeline.setToolTip(tr("Place in the video or folder"))
        self.latency.retranslate()

    @Slot(int)
    def _clicked(self, number: int) -> None:
        self.picked.emit(list(VIEWS)[number])
