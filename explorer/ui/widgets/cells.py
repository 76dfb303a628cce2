"""What a grid of numbers shows, and how it is painted."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPalette, QPen

from explorer.ui.colours import text_on
from explorer.ui.widgets.image_canvas import to_qimage

LARGEST_CELL = 96
# Height of a number, as a part of its cell; the least that can be read, and the most.
TEXT = 0.42
SMALLEST_TEXT, LARGEST_TEXT = 7, 24
# In smaller cells lines would hide the colours.
LEAST_LINED = 10
WINDOW = QColor("#e69f00")
CURRENT = QColor("#d55e00")

Cell = tuple[int, int]


def block(rows: Iterable[int], columns: Iterable[int]) -> frozenset[Cell]:
    """Return the cells where ``rows`` and ``columns`` cross."""
    across = tuple(columns)
    return frozenset((row, column) for row in rows for column in across)


def corners(cells: Iterable[Cell]) -> tuple[Cell, Cell] | None:
    """Return the first and the last cell of the block around ``cells``; None without any."""
    pairs = tuple(cells)
    if not pairs:
        return None
    rows, columns = zip(*pairs, strict=True)
    return (min(rows), min(columns)), (max(rows), max(columns))


def number_text(value: float) -> str:
    """Return a number as short as a cell needs it."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "\N{MINUS SIGN}∞"
    whole = value == int(value) and abs(value) < 1e6
    long = 1e3 <= abs(value) < 1e6
    text = str(int(value)) if whole else f"{value:.0f}" if long else f"{value:.3g}"
    return text.replace("-", "\N{MINUS SIGN}")


@dataclass(frozen=True)
class Marks:
    """What stands out; cells may lie in the padding (below 0 or beyond the end).

    Parameters
    ----------
    window : cells that the window sees, outlined in orange
    current : the cell that is spoken of, outlined boldly
    dots : cells with a dot in the corner (a maximum that won)
    faint : cells drawn as if behind glass (never seen, not reached yet)
    """

    window: frozenset[Cell] = frozenset()
    current: Cell | None = None
    dots: frozenset[Cell] = frozenset()
    faint: frozenset[Cell] = frozenset()


@dataclass(frozen=True, eq=False)
class Cells:
    """A matrix with its looks.

    Parameters
    ----------
    values : (H, W) numbers
    colours : (H, W, 3) uint8, RGB, or None for the plain background
    padding : (top, bottom, left, right)
        Cells of padding, drawn around the matrix.
    marks : Marks
    fill : str
        What padding cells say.
    """

    values: NDArray[np.float64]
    colours: NDArray[np.uint8] | None = None
    padding: tuple[int, int, int, int] = (0, 0, 0, 0)
    marks: Marks = field(default_factory=Marks)
    fill: str = "0"

    @property
    def rows(self) -> int:
        """Number of rows with padding."""
        return len(self.values) + self.padding[0] + self.padding[1]

    @property
    def columns(self) -> int:
        """Number of columns with padding."""
        return self.values.shape[1] + self.padding[2] + self.padding[3]

    def holds(self, cell: Cell | None) -> bool:
        """Tell whether a cell is one of the matrix, not of its padding."""
        if cell is None:
            return False
        height, width = self.values.shape
        return 0 <= cell[0] < height and 0 <= cell[1] < width


@dataclass(frozen=True)
class Place:
    """Where the cells of a grid lie: the corner of cell (0, 0) and the side of each, in points."""

    left: float
    top: float
    side: float

    def rect(self, row: int, column: int) -> QRectF:
        """Return where a cell lies."""
        return QRectF(
            self.left + column * self.side, self.top + row * self.side, self.side, self.side
        )

    def cell(self, point: QPointF) -> Cell:
        """Return the cell at a point, be it outside."""
        return (
            int(np.floor((point.y() - self.top) / self.side)),
            int(np.floor((point.x() - self.left) / self.side)),
        )


def fit(cells: Cells, width: float, height: float, side: float | None = None) -> Place:
    """Return where ``cells`` lie in the middle of a room; ``side`` asks for less than fits."""
    side = fitting_side((cells.columns, cells.rows), width - 4, height - 4, side)
    top, _, left, _ = cells.padding
    return Place(
        (width - side * cells.columns) / 2 + left * side,
        (height - side * cells.rows) / 2 + top * side,
        side,
    )


def fitting_side(
    extent: tuple[float, float], width: float, height: float, side: float | None = None
) -> float:
    """Return the side of a cell of which ``extent``, columns and rows, fit into a room."""
    columns, rows = extent
    side = min(width / columns, height / rows, LARGEST_CELL if side is None else side)
    # Whole points give even lines, where there is room for it.
    return float(int(side)) if side >= 8 else side


def paint(
    painter: QPainter,
    cells: Cells,
    place: Place,
    palette: QPalette,
    *,
    numbers: bool = True,
    lines: bool = True,
) -> None:
    """Draw colours, lines, numbers where they can be read, and marks."""
    readable = numbers and int(place.side * TEXT) >= SMALLEST_TEXT
    if readable:
        painter.setFont(_font(painter.font(), cells, place.side))
        readable = painter.font().pixelSize() >= SMALLEST_TEXT
    _paint_padding(painter, cells, place, palette, readable)
    _paint_colours(painter, cells, place, palette)
    if lines and place.side >= LEAST_LINED:
        _paint_lines(painter, cells, place, palette)
    if readable:
        _paint_numbers(painter, cells, place, palette)
    _paint_marks(painter, cells.marks, place)


def _font(base: QFont, cells: Cells, side: float) -> QFont:
    font = QFont(base)
    widest = max((number_text(float(v)) for v in cells.values.flat), key=len)
    size = min(LARGEST_TEXT, side * TEXT)
    font.setPixelSize(max(1, round(size)))
    advance = QFontMetricsF(font).horizontalAdvance(widest)
    if advance > side - 4:
        size *= (side - 4) / advance
    font.setPixelSize(max(1, int(size)))
    return font


def _paint_padding(
    painter: QPainter, cells: Cells, place: Place, palette: QPalette, readable: bool
) -> None:
    if not any(cells.padding):
        return
    top, bottom, left, right = cells.padding
    height, width = cells.values.shape
    outer = place.rect(-top, -left).united(place.rect(height + bottom - 1, width + right - 1))
    painter.fillRect(outer, palette.color(QPalette.ColorRole.Midlight))
    line = QPen(palette.color(QPalette.ColorRole.Mid), 1, Qt.PenStyle.DotLine)
    muted = palette.color(QPalette.ColorRole.PlaceholderText)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(line)
    painter.drawRect(outer)
    if place.side < LEAST_LINED:
        return
    sides = (*range(-left, 0), *range(width, width + right))
    for row in range(-top, height + bottom):
        for column in sides if 0 <= row < height else range(-left, width + right):
            rect = place.rect(row, column)
            painter.setPen(line)
            painter.drawRect(rect)
            if readable:
                painter.setPen(muted)
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, cells.fill)


def _backgrounds(cells: Cells, palette: QPalette) -> NDArray[np.uint8]:
    """Return the colour behind each number, (H, W, 3)."""

    def rgb(role: QPalette.ColorRole) -> NDArray[np.float64]:
        colour = palette.color(role)
        return np.array([colour.red(), colour.green(), colour.blue()], float)

    if cells.colours is None:
        plain = rgb(QPalette.ColorRole.Base).astype(np.uint8)
        colours = np.tile(plain, (*cells.values.shape, 1))
    else:
        colours = cells.colours.copy()
    for cell in cells.marks.faint:
        if cells.holds(cell):
            veiled = 0.25 * colours[cell] + 0.75 * rgb(QPalette.ColorRole.Window)
            colours[cell] = veiled.astype(np.uint8)
    return colours


def _paint_colours(painter: QPainter, cells: Cells, place: Place, palette: QPalette) -> None:
    height, width = cells.values.shape
    whole = place.rect(0, 0).united(place.rect(height - 1, width - 1))
    painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, False)
    image = to_qimage(np.ascontiguousarray(_backgrounds(cells, palette)))
    # Scaled from RGB888, painting takes several times as long.
    painter.drawImage(whole, image.convertToFormat(QImage.Format.Format_RGB32))


def _paint_lines(painter: QPainter, cells: Cells, place: Place, palette: QPalette) -> None:
    height, width = cells.values.shape
    right, bottom = place.left + width * place.side, place.top + height * place.side
    lines = [
        QLineF(place.left, y, right, y)
        for y in (place.top + row * place.side for row in range(height + 1))
    ]
    lines += [
        QLineF(x, place.top, x, bottom)
        for x in (place.left + column * place.side for column in range(width + 1))
    ]
    painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
    painter.drawLines(lines)


def _paint_numbers(painter: QPainter, cells: Cells, place: Place, palette: QPalette) -> None:
    backgrounds = _backgrounds(cells, palette)
    muted = palette.color(QPalette.ColorRole.PlaceholderText)
    faint, centre = cells.marks.faint, Qt.AlignmentFlag.AlignCenter
    # Plain lists: hundreds of numbers are drawn while a cell is dragged.
    rows = zip(cells.values.tolist(), backgrounds.tolist(), strict=True)
    for row, (values, colours) in enumerate(rows):
        for column, (value, colour) in enumerate(zip(values, colours, strict=True)):
            painter.setPen(muted if (row, column) in faint else _ink(*colour))
            painter.drawText(place.rect(row, column), centre, number_text(value))


@lru_cache(maxsize=4096)
def _ink(red: int, green: int, blue: int) -> QColor:
    return text_on(QColor(red, green, blue))


def _paint_marks(painter: QPainter, marks: Marks, place: Place) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    bounds = corners(marks.window)
    if bounds and place.side < LEAST_LINED:
        outline(painter, place.rect(*bounds[0]).united(place.rect(*bounds[1])), WINDOW, 2)
    elif bounds:
        for cell in marks.window:
            outline(painter, place.rect(*cell), WINDOW, 2)
    radius = max(2.0, place.side * 0.09)
    painter.setPen(QPen(QColor("white"), 1))
    painter.setBrush(CURRENT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for cell in marks.dots:
        corner = place.rect(*cell).topRight() + QPointF(-radius - 3, radius + 3)
        painter.drawEllipse(corner, radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if marks.current is not None:
        rect = place.rect(*marks.current)
        outline(painter, rect, CURRENT, 3)
        if place.side >= LEAST_LINED:
            # Seen on red as well.
            outline(painter, rect.adjusted(2, 2, -2, -2), QColor("white"), 1)


def outline(painter: QPainter, rect: QRectF, colour: QColor, width: int) -> None:
    """Draw a frame inside a cell."""
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(1, 1, -1, -1))
