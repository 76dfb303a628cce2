"""A picture that can be zoomed, moved and drawn on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

ZOOM_STEP = 1.25
ZOOM_MAX = 64.0
LARGEST_PIXEL = 64.0
"""Points a pixel can be enlarged to, however large the picture is."""
LEAST_SIDE = 40.0
"""Points that the shorter side of a picture has at least, in a canvas that is larger."""

Overlay = Callable[[QPainter, "Mapping"], None]


class Mapping:
    """From picture pixels to device pixels, and the scale of line widths and text.

    Parameters
    ----------
    scale : float
        Device-independent pixels a picture pixel.
    origin : QPointF
        Where the picture's top left corner lies.
    bounds : QRectF
        Where can be drawn; texts stay inside.
    unit : float
        Length of one screen point: 1 in the window, more in a large exported picture.
    """

    def __init__(self, scale: float, origin: QPointF, bounds: QRectF, unit: float = 1.0) -> None:
        self.scale, self.origin, self.bounds, self.unit = scale, origin, bounds, unit

    def point(self, x: float, y: float) -> QPointF:
        """Map a point of the picture."""
        return QPointF(self.origin.x() + x * self.scale, self.origin.y() + y * self.scale)

    def rect(self, x1: float, y1: float, x2: float, y2: float) -> QRectF:
        """Map a box of the picture."""
        return QRectF(self.point(x1, y1), self.point(x2, y2))

    def picture(self, point: QPointF) -> tuple[float, float]:
        """Map back to picture pixels."""
        return (
            (point.x() - self.origin.x()) / self.scale,
            (point.y() - self.origin.y()) / self.scale,
        )


def to_qimage(pixels: NDArray[Any]) -> QImage:
    """Wrap a picture without copying; the image keeps the array alive.

    Parameters
    ----------
    pixels : (H, W, 3) uint8, RGB; or (H, W) uint32, 0xFFRRGGBB
    """
    height, width = pixels.shape[:2]
    layout = QImage.Format.Format_RGB32 if pixels.ndim == 2 else QImage.Format.Format_RGB888
    return QImage(pixels, width, height, pixels.strides[0], layout)


def to_pixels(image: QImage) -> NDArray[np.uint8]:
    """Copy an image into (H, W, 3) uint8 RGB."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


class ImageCanvas(QWidget):
    """Shows one picture with an overlay.

    Wheel or plus and minus zoom about the pointer or the middle, the left button
    or arrow keys move a zoomed picture, a click reports picture coordinates.
    """

    clicked = Signal(float, float)
    hovered = Signal(float, float)
    left = Signal()
    """The pointer is gone."""
    looked = Signal()
    """The user zoomed or moved the picture."""
    painted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._pixels: NDArray[Any] | None = None
        self._overlay: Overlay | None = None
        self._hint = ""
        self._zoom = 1.0
        self._shift = QPointF()
        self._press: QPointF | None = None
        self._dragged = False
        self._report = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)

    def sizeHint(self) -> QSize:
        """Prefer room for a webcam picture."""
        return QSize(640, 480)

    @property
    def image(self) -> QImage | None:
        """The picture on screen."""
        return self._image

    @property
    def due(self) -> bool:
        """Whether a new picture is about to be painted."""
        return self._report and not self.visibleRegion().isEmpty()

    def show_picture(self, pixels: NDArray[Any], overlay: Overlay | None = None) -> None:
        """Show a new picture with its overlay; `painted` follows once it is on screen.

        Parameters
        ----------
        pixels
            What `to_qimage` takes; not to be changed any more.
        """
        size = None if self._image is None else self._image.size()
        if pixels is not self._pixels or self._image is None:
            self._pixels, self._image = pixels, to_qimage(pixels)
            if pixels.ndim == 3:
                # Converted once: painted from RGB888, every repaint would convert it again.
                self._image = self._image.convertToFormat(QImage.Format.Format_RGB32)
        self._overlay = overlay
        if size != self._image.size():
            self.fit()
        self._report = True
        self.update()

    def show_overlay(self, overlay: Overlay) -> None:
        """Draw something else on the same picture."""
        self._overlay = overlay
        self.update()

    def set_hint(self, text: str) -> None:
        """Show ``text`` while there is no picture."""
        self._hint = text
        self.update()

    def fit(self) -> None:
        """Show the whole picture; of a long strip, the middle."""
        self._zoom, self._shift = 1.0, QPointF()
        self.update()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom by ``factor`` about a point of the widget (its middle by default)."""
        about = about or QPointF(self.width() / 2, self.height() / 2)
        x, y = self.mapping().picture(about)
        largest = max(ZOOM_MAX, LARGEST_PIXEL * self._zoom / self.mapping().scale)
        self._zoom = min(max(self._zoom * factor, 1.0), largest)
        moved = self.mapping().point(x, y)
        self._shift += about - moved
        self._limit()
        self.update()

    @property
    def look(self) -> tuple[float, float, float]:
        """Zoom, and what lies in the middle: shares of the picture's width and height."""
        if self._image is None:
            return 1.0, 0.5, 0.5
        x, y = self.mapping().picture(QPointF(self.width() / 2, self.height() / 2))
        return self._zoom, x / self._image.width(), y / self._image.height()

    def look_at(self, look: tuple[float, float, float]) -> None:
        """Show the same part as a canvas with this `look`."""
        if self._image is None or look == self.look:
            return
        self._zoom, self._shift = look[0], QPointF()
        point = self.mapping().point(look[1] * self._image.width(), look[2] * self._image.height())
        self._shift = QPointF(self.width() / 2, self.height() / 2) - point
        self._limit()
        self.update()

    @property
    def _larger(self) -> bool:
        """Whether the picture reaches beyond the widget, so that it can be moved."""
        if self._image is None:
            return False
        scale = self.mapping().scale
        width, height = self._image.width() * scale, self._image.height() * scale
        return width > self.width() + 1 or height > self.height() + 1

    def mapping(self) -> Mapping:
        """Return where the picture lies in the widget now."""
        if self._image is None:
            return Mapping(1.0, QPointF(), QRectF(self.rect()))
        width, height = self._image.width(), self._image.height()
        # The whole of a strip would be a mere line: its middle is shown.
        least = min(LEAST_SIDE, self.width(), self.height()) / min(width, height)
        scale = max(min(self.width() / width, self.height() / height), least) * self._zoom
        origin = QPointF((self.width() - width * scale) / 2, (self.height() - height * scale) / 2)
        return Mapping(scale, origin + self._shift, QRectF(self.rect()))

    def render_picture(self) -> QImage | None:
        """Return picture and overlay in the picture's own size."""
        if self._image is None:
            return None
        result = self._image.copy()
        painter = QPainter(result)
        if self._overlay:
            # Lines and text keep their proportion to the picture.
            unit = max(1.0, max(result.width(), result.height()) / 800)
            font = self.font()
            font.setPixelSize(round(13 * unit))
            painter.setFont(font)
            bounds = QRectF(result.rect())
            self._overlay(painter, Mapping(1.0, QPointF(), bounds, unit))
        painter.end()
        return result

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw picture and overlay; report how long it took."""
        start = time.perf_counter()
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Midlight))
        if self._image is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(
                self.rect().adjusted(24, 24, -24, -24),
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                self._hint,
            )
            painter.end()
            return
        mapping = self.mapping()
        # Enlarged pixels are what a learner wants to see; a reduced picture is smoothed.
        ratio = self.devicePixelRatioF()
        smooth = mapping.scale * ratio < 4
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.setTransform(
            QTransform.fromTranslate(mapping.origin.x(), mapping.origin.y()).scale(
                mapping.scale, mapping.scale
            )
        )
        painter.drawImage(0, 0, self._image)
        painter.resetTransform()
        if self._overlay:
            self._overlay(painter, mapping)
        if self.hasFocus():
            painter.setPen(QColor(self.palette().color(QPalette.ColorRole.Highlight)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
        if self._report:
            self._report = False
            seconds = time.perf_counter() - start
            # After this event, so that the next frame never starts inside a paint.
            QTimer.singleShot(0, self, lambda: self.painted.emit(seconds))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        if self._image is not None and event.angleDelta().y():
            self.zoom_by(ZOOM_STEP ** (event.angleDelta().y() / 120), event.position())
            self.looked.emit()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a move."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move a zoomed picture, else report the position."""
        if self._press is not None:
            step = event.position() - self._press
            if self._dragged or step.manhattanLength() > 4:
                self._dragged = True
                self._shift += step
                self._press = event.position()
                self._limit()
                self.update()
                self.looked.emit()
        elif self._image is not None:
            self.hovered.emit(*self.mapping().picture(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish a click."""
        if self._press is not None and not self._dragged and self._image is not None:
            self.clicked.emit(*self.mapping().picture(event.position()))
        self._press = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole picture again."""
        self.fit()
        self.looked.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Report that the pointer is gone."""
        self.left.emit()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and move by keys."""
        moves = {
            Qt.Key.Key_Left: (40, 0),
            Qt.Key.Key_Right: (-40, 0),
            Qt.Key.Key_Up: (0, 40),
            Qt.Key.Key_Down: (0, -40),
        }
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(ZOOM_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_by(1 / ZOOM_STEP)
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        elif event.key() in moves and self._larger:
            self._shift += QPointF(*moves[Qt.Key(event.key())])
            self._limit()
            self.update()
        else:
            super().keyPressEvent(event)
            return
        self.looked.emit()

    def _limit(self) -> None:
        # The picture cannot be moved out of sight.
        if self._image is None:
            return
        mapping = self.mapping()
        for length, size, attribute in (
            (self.width(), self._image.width() * mapping.scale, "X"),
            (self.height(), self._image.height() * mapping.scale, "Y"),
        ):
            room = max(0.0, (size - length) / 2)
            value = self._shift.x() if attribute == "X" else self._shift.y()
            value = min(max(value, -room), room)
            (self._shift.setX if attribute == "X" else self._shift.setY)(value)
