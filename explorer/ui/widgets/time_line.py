"""Where a frame lies in a video or folder, and the way to any other."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QSlider

from explorer.core.i18n import tr
from explorer.sources.base import Frame, Source


class TimeLine(QSlider):
    """A slider over all frames; hidden where there is only one, or no end."""

    sought = Signal(int)
    """The user moved to this frame."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.hide()
        self.valueChanged.connect(self.sought)

    def show_place(self, source: Source | None, frame: Frame) -> None:
        """Show where ``frame`` lies in ``source``."""
        length = (source.length if source else None) or 0
        self.setVisible(length > 1)
        if length > 1 and not self.isSliderDown():
            with QSignalBlocker(self):
                self.setRange(0, length - 1)
                self.setValue(frame.index)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.setAccessibleName(tr("Place in the video or folder"))
        self.setToolTip(tr("Place in the video or folder"))
