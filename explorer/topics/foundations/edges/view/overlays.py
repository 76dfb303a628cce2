"""What is drawn over a picture: the open pixel, and numbers where there is room for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from explorer.topics.foundations.edges.parts import Values
from explorer.topics.foundations.edges.view.looks import Picture
from explorer.ui.colours import text_on
from explorer.ui.widgets.cells import CURRENT, WINDOW, number_text
from explorer.ui.widgets.image_canvas import Mapping, Overlay, to_qimage

READABLE = 22
"""Side of a pixel on screen from which on its number is written into it."""
SMALLEST_FRAME = 10
LINE = QColor(128, 128, 128, 120)
ENLARGED = 640
"""Longer side of the saved picture of a small matrix."""

Ends = tuple[int, int]


def overlay(
    picture: Picture, channel: int, frame: tuple[Ends, Ends] | None = None, *, bold: bool = False
) -> Overlay:
    """Return what draws the numbers of ``picture`` and a frame.

    Parameters
    ----------
    channel : int
        Whose numbers are written, where there are three.
    frame : ((row, row), (column, column)) or None
        First and last pixel, which may lie outside; ``bold`` is for the result.
    """
    values = picture.values[..., channel] if picture.values.ndim == 3 else picture.values

    def draw(painter: QPainter, mapping: Mapping) -> None:
        if mapping.scale >= READABLE * mapping.unit and values.shape == picture.pixels.shape[:2]:
            _draw_numbers(painter, mapping, values, picture)
        if frame:
            _draw_frame(painter, mapping, frame, CURRENT if bold else WINDOW)

    return draw


def ends(cells: Sequence[int]) -> Ends:
    """Return the first and the last of ``cells``."""
    return cells[0], cells[-1]


def _draw_numbers(painter: QPainter, mapping: Mapping, values: Values, picture: Picture) -> None:
    left, top = mapping.picture(mapping.bounds.topLeft())
    right, bottom = mapping.picture(mapping.bounds.bottomRight())
    rows = range(max(0, int(top)), min(values.shape[0], int(bottom) + 1))
    columns = range(max(0, int(left)), min(values.shape[1], int(right) + 1))
    part = values[rows.start : rows.stop, columns.start : columns.stop]
    if not part.size:
        return
    widest = max((number_text(float(value)) for value in part.flat), key=len)
    font = painter.font()
    font.setPixelSize(15)
    painter.setFont(font)
    _draw_lines(painter, mapping, rows, columns)
    image, room = to_qimage(picture.pixels), mapping.scale - 4
    advance = painter.fontMetrics().horizontalAdvance(widest)
    font.setPixelSize(max(7, min(15, int(15 * room / max(1, advance)))))
    painter.setFont(font)
    for row in rows:
        for column in columns:
            painter.setPen(text_on(image.pixelColor(column, row)))
            cell = mapping.rect(column, row, column + 1, row + 1)
            text = number_text(float(values[row, column]))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)


def _draw_lines(painter: QPainter, mapping: Mapping, rows: range, columns: range) -> None:
    painter.setPen(QPen(LINE, mapping.unit))
    top, left = rows.start, columns.start
    for row in range(rows.start, rows.stop + 1):
        painter.drawLine(mapping.point(left, row), mapping.point(columns.stop, row))
    for column in range(columns.start, columns.stop + 1):
        painter.drawLine(mapping.point(column, top), mapping.point(column, rows.stop))


def _draw_frame(
    painter: QPainter, mapping: Mapping, frame: tuple[Ends, Ends], colour: QColor
) -> None:
    (top, bottom), (left, right) = frame
    rect = mapping.rect(left, top, right + 1, bottom + 1)
    least = SMALLEST_FRAME * mapping.unit
    if rect.width() < least or rect.height() < least:
        # A few pixels of a large picture: the frame shows where, not how large.
        middle = rect.center()
        rect = QRectF(middle - QPointF(least, least) / 2, middle + QPointF(least, least) / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Seen on light and dark pictures, and on full colours.
    for ink, width in ((QColor(0, 0, 0, 150), 6), (QColor("white"), 4), (colour, 2)):
        pen = QPen(ink, width * mapping.unit)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(rect)


def enlarged(picture: Picture, channel: int) -> QImage:
    """Return a picture in its own size; one of few pixels large, its numbers written in."""
    height, width = picture.pixels.shape[:2]
    scale = ENLARGED // max(height, width)
    if scale <= READABLE:
        return to_qimage(picture.pixels).copy()
    image = QImage(width * scale, height * scale, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    bounds = QRectF(image.rect())
    painter.drawImage(bounds, to_qimage(picture.pixels))
    overlay(picture, channel)(painter, Mapping(scale, QPointF(), bounds))
    painter.end()
    return image
