"""Where a frame lies in a video or folder, and the way to any other."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QStyle, QWidget

from explorer.core.i18n import tr
from explorer.sources.base import Frame, Source


class JumpingSlider(QSlider):
    """A slider that goes to where it is clicked, and not a page towards it."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the handle under the pointer, which can then drag it."""
        if event.button() == Qt.MouseButton.LeftButton:
            handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self)
            place = round(event.position().x() - handle / 2)
            room = self.width() - handle
            self.setValue(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, room)
            )
        super().mousePressEvent(event)


class TimeLine(QWidget):
    """A slider over all frames with the number of the present one.

    Hidden where there is only one frame, or no end.
    """

    sought = Signal(int)
    """The user moved to this frame."""

    def __init__(self) -> None:
        super().__init__()
        self.slider = JumpingSlider(Qt.Orientation.Horizontal)
        self.number = QLabel()
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusProxy(self.slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        self.hide()
        self.slider.valueChanged.connect(self.sought)

    def show_place(self, source: Source | None, frame: Frame) -> None:
        """Show where ``frame`` lies in ``source``."""
        length = (source.length if source else None) or 0
        self.setVisible(length > 1)
        # The header of a video may promise fewer frames than it has.
        self.number.setText(f"{frame.index + 1} / {max(length, frame.index + 1)}")
        longest = self.number.fontMetrics().horizontalAdvance(f"{length} / {length}")
        self.number.setMinimumWidth(longest)
        if length > 1 and not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setRange(0, length - 1)
                self.slider.setValue(frame.index)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.slider.setAccessibleName(tr("Place in the video or folder"))
        self.setToolTip(tr("Place in the video or folder"))
