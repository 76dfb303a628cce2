"""A canvas with what it shows above it and what its colours mean below it."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.ui.widgets.image_canvas import ImageCanvas, Overlay
from explorer.ui.widgets.scale_bar import Scale, ScaleBar


class MapPane(QWidget):
    """Title, canvas and scale.

    Parameters
    ----------
    canvas : ImageCanvas
    """

    def __init__(self, canvas: ImageCanvas) -> None:
        super().__init__()
        self.canvas = canvas
        self._texts = "", ""
        self._pixels: NDArray[Any] | None = None
        canvas.setMinimumSize(140, 90)
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.title.setMinimumWidth(10)
        self.scale = ScaleBar()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2)
        self.column.addWidget(self.title)
        self.column.addWidget(canvas, 1)
        self.column.addWidget(self.scale)
        policy = self.scale.sizePolicy()
        # Pictures beside each other stay in line where one has no scale.
        policy.setRetainSizeWhenHidden(True)
        self.scale.setSizePolicy(policy)

    def show_title(self, text: str, size: str) -> None:
        """Say what is on the canvas, and how large it is where there is room for that."""
        self._texts = text, size
        self.canvas.setAccessibleName(f"{text}, {size}")
        self._fit_title()

    def _fit_title(self) -> None:
        whole = "  ".join(self._texts)
        self.title.setToolTip("")
        metrics = self.title.fontMetrics()
        if metrics.horizontalAdvance(whole) > self.width():
            self.title.setToolTip(whole)
            elide = Qt.TextElideMode.ElideRight
            whole = metrics.elidedText(self._texts[0], elide, self.width())
        self.title.setText(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the title."""
        super().resizeEvent(event)
        self._fit_title()

    def show_map(
        self, pixels: NDArray[Any], scale: Scale | None, overlay: Overlay | None = None
    ) -> None:
        """Show a picture and what its colours mean; the same is not redrawn."""
        if pixels is not self._pixels:
            self._pixels = pixels
            self.canvas.show_picture(pixels, overlay)
        self.scale.setVisible(scale is not None)
        if scale:
            self.scale.show_scale(scale)


class Panes(QWidget):
    """Panes beside each other or, where their pictures become larger, below each other.

    Zooming or moving one of the pictures does it to all of them.
    """

    def __init__(self, panes: list[MapPane]) -> None:
        super().__init__()
        self.panes = panes
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)
        for pane in panes:
            self._box.addWidget(pane, 1)
            pane.canvas.looked.connect(lambda canvas=pane.canvas: self._follow(canvas))

    def _follow(self, moved: ImageCanvas) -> None:
        for pane in self.panes:
            if pane.canvas is not moved:
                pane.canvas.look_at(moved.look)

    def align(self) -> None:
        """Zoom alike again: a picture of another size has begun as a whole."""
        shown = [pane.canvas for pane in self.panes if not pane.isHidden()]
        for canvas in shown[1:]:
            if canvas.look[0] != shown[0].look[0]:
                canvas.look_at(shown[0].look)

    def arrange(self, room: int) -> None:
        """Choose the direction in which the pictures become larger.

        Parameters
        ----------
        room : int
            The height that can be had; no more is taken than the pictures can fill.
        """
        shown = [pane for pane in self.panes if not pane.isHidden()]
        sizes = [pane.canvas.image.size() for pane in shown if pane.canvas.image]
        if not sizes:
            return
        height = max(size.height() for size in sizes)
        width = max(size.width() for size in sizes)
        around = shown[0].title.sizeHint().height() + shown[0].scale.sizeHint().height() + 4
        count = len(shown)
        beside = min(self.width() / count / width, (room - around) / height)
        below = min(self.width() / width, (room / count - around) / height)
        directions = QBoxLayout.Direction
        if below > beside:
            self._box.setDirection(directions.TopToBottom)
            most = count * (self.width() / width * height + around)
        else:
            self._box.setDirection(directions.LeftToRight)
            most = self.width() / count / width * height + around
        self.setMaximumHeight(max(160, round(most)))
