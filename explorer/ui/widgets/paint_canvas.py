"""A picture of grey levels that is painted by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPen

from explorer.ui.widgets.image_canvas import ImageCanvas, Mapping
from explorer.vision.cv import cv2

Levels = NDArray[np.uint8]
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def as_rgb(levels: Levels) -> NDArray[np.uint8]:
    """Return grey levels, (H, W), as a picture, (H, W, 3)."""
    return np.repeat(levels[..., None], 3, axis=-1)


class PaintCanvas(ImageCanvas):
    """Strokes of a round brush, by mouse or by keys.

    Arrow keys move the brush, the space key paints where it is, and with Shift the
    arrows paint on their way.

    Parameters
    ----------
    look : callable
        From the levels, (H, W) uint8, to the picture that is shown, (H, W, 3).
    """

    drawn = Signal()
    """A stroke went on."""
    finished = Signal()
    """A stroke is over."""

    def __init__(self, look: Callable[[Levels], NDArray[np.uint8]] = as_rgb) -> None:
        super().__init__()
        self.look_of = look
        self.levels: Levels = np.full((1, 1), 255, np.uint8)
        self.level = 0
        """What the brush paints with, 0..255."""
        self.size = 8
        """Diameter of the brush, in pixels of the picture."""
        self._at: tuple[float, float] | None = None
        self._painting = False
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.hovered.connect(self._move_brush)
        self.left.connect(self._leave)

    @property
    def painting(self) -> bool:
        """Whether a stroke is under way."""
        return self._painting

    def show_levels(self, levels: Levels) -> None:
        """Show another drawing."""
        self.levels = levels.copy()
        self._show()

    def clear_to(self, level: int) -> None:
        """Paint everything with one level, as a stroke of its own."""
        self.levels = np.full_like(self.levels, level)
        self._show()
        self.drawn.emit()
        self.finished.emit()

    def _show(self) -> None:
        self.show_picture(self.look_of(self.levels), self._draw_brush)

    def _stroke(self, x: float, y: float) -> None:
        # A copy: who was handed the last levels keeps them.
        self.levels = self.levels.copy()
        before = self._at if self._painting and self._at else (x, y)
        ends = [(round(px - 0.5), round(py - 0.5)) for px, py in (before, (x, y))]
        cv2.line(self.levels, ends[0], ends[1], self.level, max(1, self.size))
        self._at = (x, y)
        self._show()
        self.drawn.emit()

    def _draw_brush(self, painter: QPainter, mapping: Mapping) -> None:
        if self._at is None:
            return
        radius = max(2.0, self.size / 2 * mapping.scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((QColor(255, 255, 255, 200), 3), (QColor(0, 0, 0, 200), 1)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(mapping.point(*self._at), radius, radius)

    def _move_brush(self, x: float, y: float) -> None:
        self._at = (x, y)
        self.update()

    def _leave(self) -> None:
        if not (self._painting or self.hasFocus()):
            self._at = None
        self.update()

    # --- mouse --------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._at = None
            self._painting = True
            self._stroke(*self.mapping().picture(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a stroke."""
        if self._painting:
            self._stroke(*self.mapping().picture(QPointF(event.position())))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a stroke."""
        if self._painting:
            self._painting = False
            self.finished.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Begin another stroke: dots follow each other quickly."""
        self.mousePressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give up a stroke: the button is released elsewhere."""
        self._painting = False
        super().hideEvent(event)

    # --- keys ---------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the brush and paint."""
        arrow = ARROWS.get(Qt.Key(event.key()))
        height, width = self.levels.shape
        x, y = self._at or (width / 2, height / 2)
        if arrow:
            step = max(1.0, self.size / 2)
            x = min(max(x + arrow[0] * step, 0.0), float(width))
            y = min(max(y + arrow[1] * step, 0.0), float(height))
        painted = event.key() == Qt.Key.Key_Space or (
            arrow and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )
        if painted:
            self._painting = bool(arrow)
            self._stroke(x, y)
            self._painting = False
            self.finished.emit()
        elif arrow:
            self._move_brush(x, y)
        else:
            super().keyPressEvent(event)
