"""A volume as slices one behind the other, the front one with its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QRegion,
)
from PySide6.QtWidgets import QToolTip

from explorer.ui.widgets.cells import WINDOW, Cells, Place, corners, fitting_side, paint
from explorer.ui.widgets.matrix_field import MatrixField
from explorer.ui.widgets.matrix_grid import EMPTY, MatrixGrid

CAPTION = 20
SMALLEST_LABEL = 9
# Closer together than so many points, edges are drawn more faintly: they hide much.
APART = 4
# With more slices the lines between cells would hide the colours of what lies behind.
MOST_LINED = 8
HIDDEN = QColor(WINDOW.red(), WINDOW.green(), WINDOW.blue(), 110)


@dataclass(frozen=True, eq=False)
class Volume:
    """Slices of one shape with their looks.

    Parameters
    ----------
    slices : tuple of Cells
        Their windows, if any, are drawn through the whole depth.
    front : int
        The slice whose numbers are shown; those behind it follow in order, and after
        the last the first.
    names : tuple of str
        What each slice is called, under the front one and where the pointer rests.
    labels : tuple of str
        The same in a letter or a number, beside each slice.
    edges : tuple of QColor
        The colour around each slice; empty for a plain line.
    """

    slices: tuple[Cells, ...]
    front: int
    names: tuple[str, ...]
    labels: tuple[str, ...]
    edges: tuple[QColor, ...] = ()

    @cached_property
    def shift(self) -> float:
        """How far each slice lies to the right of and above the one before it, in cells."""
        behind = len(self.slices) - 1
        side = max(self.slices[0].columns, self.slices[0].rows)
        return min(max(0.4, 0.15 * side), max(1.2, 0.3 * side) / behind) if behind else 0.0

    @cached_property
    def depth(self) -> float:
        """How far the last slice lies behind the first, in cells."""
        return self.shift * (len(self.slices) - 1)

    def at(self, place: int) -> int:
        """Return the slice at a place, from 0 for the front to the back."""
        return (self.front + place) % len(self.slices)


ONE = Volume((EMPTY,), 0, ("",), ("",))


class VolumeGrid(MatrixGrid):
    """Shows a `Volume`: the front slice is a grid like any other, see `MatrixGrid`."""

    slice_picked = Signal(int)
    """A slice behind the front one was clicked."""
    rim = (4, 4 + CAPTION)
    volume = ONE

    def show_volume(self, volume: Volume) -> None:
        """Show other slices, or bring another one to the front."""
        self.volume = volume
        self.show_cells(volume.slices[volume.front])
        self.setAccessibleDescription(volume.names[volume.front])

    # --- geometry -----------------------------------------------------------

    @property
    def extent(self) -> tuple[float, float]:
        """What the volume is wide and high, in cells."""
        columns, rows = super().extent
        return columns + self.volume.depth, rows + self.volume.depth

    def place(self) -> Place:
        """Return where the cells of the front slice lie now."""
        columns, rows = self.extent
        width, height = self.width() - self.rim[0], self.height() - self.rim[1]
        side = fitting_side(self.extent, width, height, self.side)
        top, _, left, _ = self.cells.padding
        return Place(
            (self.width() - side * columns) / 2 + left * side,
            (self.height() - CAPTION - side * rows) / 2 + (self.volume.depth + top) * side,
            side,
        )

    def _place_of(self, place: int) -> Place:
        """Return where the cells of the slice at a place from the front lie."""
        front = self.place()
        move = place * self.volume.shift * front.side
        return Place(front.left + move, front.top - move, front.side)

    def _outline_of(self, place: int) -> QRectF:
        where = self._place_of(place)
        top, bottom, left, right = self.cells.padding
        height, width = self.cells.values.shape
        first = where.rect(-top, -left)
        return first.united(where.rect(height + bottom - 1, width + right - 1))

    def slice_at(self, point: QPointF) -> int | None:
        """Return the slice that is seen at a point."""
        for place in range(len(self.volume.slices)):
            if self._outline_of(place).contains(point):
                return self.volume.at(place)
        return None

    # --- painting -----------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw from the back to the front, then what lies hidden of the window."""
        painter = QPainter(self)
        for place in reversed(range(1, len(self.volume.slices))):
            self._paint_behind(painter, place)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self)
        self._paint_edge(painter, 0)
        if len(self.volume.slices) > 1:
            self._paint_window(painter)
        self._paint_caption(painter)
        painter.end()

    def _paint_behind(self, painter: QPainter, place: int) -> None:
        cells = self.volume.slices[self.volume.at(place)]
        lined = len(self.volume.slices) <= MOST_LINED
        paint(painter, cells, self._place_of(place), self.palette(), numbers=False, lines=lined)
        self._paint_edge(painter, place)
        self._paint_label(painter, place)

    def _paint_edge(self, painter: QPainter, place: int) -> None:
        edges = self.volume.edges
        if edges:
            painter.setPen(QPen(edges[self.volume.at(place)], 2))
        else:
            colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
            apart = self.volume.shift * self.place().side
            colour.setAlphaF(min(1.0, apart / APART) if place else 1.0)
            painter.setPen(QPen(colour, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self._outline_of(place))

    def _paint_label(self, painter: QPainter, place: int) -> None:
        """Name a slice below its edge that is seen on the right."""
        room = self.volume.shift * self.place().side
        if room < SMALLEST_LABEL:
            return
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        text = self.volume.labels[self.volume.at(place)]
        if painter.fontMetrics().horizontalAdvance(text) > room:
            return
        corner = self._outline_of(place).bottomRight()
        rect = QRectF(corner.x() - room, corner.y() + 1, room, 14)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_window(self, painter: QPainter) -> None:
        """Draw the edges of the box that the window cuts out of the volume."""
        bounds = corners(self.cells.marks.window)
        if bounds is None:
            return
        first, last = bounds
        near, far = (
            place.rect(*first).united(place.rect(*last))
            for place in (self.place(), self._place_of(len(self.volume.slices) - 1))
        )
        lines = [
            QLineF(getattr(near, corner)(), getattr(far, corner)())
            for corner in ("topLeft", "topRight", "bottomLeft", "bottomRight")
        ]
        front = self._outline_of(0).toAlignedRect()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Numbers are read in front of what lies hidden.
        for region, colour in (
            (QRegion(self.rect()).subtracted(QRegion(front)), WINDOW),
            (QRegion(front), HIDDEN),
        ):
            painter.setClipRegion(region)
            painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(far)
            painter.drawLines(lines)
        painter.setClipping(False)

    def _paint_caption(self, painter: QPainter) -> None:
        """Say which slice is in front."""
        outline = self._outline_of(0)
        rect = QRectF(0, outline.bottom() + 3, self.width(), CAPTION - 3)
        rect.moveCenter(QPointF(outline.center().x(), rect.center().y()))
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        font = painter.font()
        font.setPixelSize(12)
        painter.setFont(font)
        front = self.volume.front
        text = self.volume.names[front]
        if painter.fontMetrics().horizontalAdvance(text) > self.width():
            text = self.volume.labels[front]
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    # --- mouse --------------------------------------------------------------

    def _behind(self, point: QPointF) -> int | None:
        found = self.slice_at(point)
        return None if found == self.volume.front else found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring a slice to the front, or begin what a grid does."""
        behind = self._behind(event.position())
        if behind is not None and event.button() == Qt.MouseButton.LeftButton:
            self.slice_picked.emit(behind)
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the second of two quick clicks on slices behind as a click."""
        if self._behind(event.position()) is None:
            super().mouseDoubleClickEvent(event)
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a slice behind the front one can be clicked."""
        super().mouseMoveEvent(event)
        if self._behind(event.position()) is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _tell(self, event: QHelpEvent) -> None:
        behind = self._behind(QPointF(event.pos()))
        if behind is None:
            super()._tell(event)
        else:
            QToolTip.showText(event.globalPos(), self.volume.names[behind], self)


class VolumeField(MatrixField, VolumeGrid):
    """A `VolumeGrid` whose front slice is edited, see `MatrixField`."""
