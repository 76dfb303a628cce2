"""Where the input and the output of a layer lie in a picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from explorer.topics.foundations.layers.result import Row
from explorer.vision.costs import Shape

LARGEST = 26.0
LIST_WIDTH = 16.0
# Sheets behind the first hint at more channels.
SHEETS = 3
SHEET = 4.0


@dataclass(frozen=True)
class Grid:
    """Cells of one channel in a picture; a list is one column.

    Parameters
    ----------
    rect : QRectF
        Where all cells lie.
    rows, columns : int
    sheets : int
        Further channels that are hinted at.
    """

    rect: QRectF
    rows: int
    columns: int
    sheets: int

    @property
    def side(self) -> float:
        """Height of a cell."""
        return self.rect.height() / self.rows

    def box(self, rows: tuple[int, int], columns: tuple[int, int]) -> QRectF:
        """Return where some cells lie, ends exclusive; never too small to be seen."""
        width = self.rect.width() / self.columns
        left, right = (self.rect.left() + column * width for column in columns)
        top, bottom = (self.rect.top() + row * self.side for row in rows)
        lack = max(0.0, 3 - (right - left)) / 2, max(0.0, 3 - (bottom - top)) / 2
        return QRectF(left, top, right - left, bottom - top).adjusted(-lack[0], -lack[1], *lack)

    def cell(self, point: QPointF) -> tuple[int, int] | None:
        """Return row and column at a point; None outside."""
        if not self.rect.contains(point):
            return None
        row = (point.y() - self.rect.top()) / self.side
        column = (point.x() - self.rect.left()) / self.rect.width() * self.columns
        return min(int(row), self.rows - 1), min(int(column), self.columns - 1)


def sides(shape: Shape) -> tuple[int, int]:
    """Return rows and columns of what is drawn of a shape; a list stands upright."""
    return (shape[0], shape[1]) if len(shape) == 3 else (shape[0], 1)


def rims(row: Row) -> tuple[int, int]:
    """Return the widest padding above or below, and at a side."""
    if row.axes is None:
        return (0, 0)
    rows, columns = row.axes
    return max(rows.before, rows.after), max(columns.before, columns.after)


def arrange(row: Row, room: QRectF, gap: float, titles: tuple[float, float]) -> tuple[Grid, Grid]:
    """Return input and output of a row that was counted, side by side in ``room``.

    Parameters
    ----------
    gap : float
        Room between the two.
    titles : (float, float)
        Widths of what stands above them; nothing is narrower.
    """
    assert row.before is not None and row.cost is not None
    shapes = (row.before, row.cost.shape)
    depth = SHEETS * SHEET
    high, wide = rims(row)
    volumes = [sides(shape) for shape in shapes if len(shape) == 3]
    lists = LIST_WIDTH * (2 - len(volumes))
    side = LARGEST
    if volumes:
        across = sum(columns for _, columns in volumes) + 2 * wide
        tall = max(rows for rows, _ in volumes) + 2 * high
        side = min(side, (room.width() - gap - lists - 2 * depth) / across)
        side = min(side, (room.height() - depth) / tall)
        side = float(int(side)) if side >= 4 else side
    widths = [
        max(title, LIST_WIDTH if len(shape) == 1 else (sides(shape)[1] + 2 * rim) * side + depth)
        for shape, title, rim in zip(shapes, titles, (wide, 0), strict=True)
    ]
    left = room.center().x() - (sum(widths) + gap) / 2
    middles = (left + widths[0] / 2, left + widths[0] + gap + widths[1] / 2)
    first, second = (
        _grid(shape, QPointF(middle, room.center().y()), side, room.height())
        for shape, middle in zip(shapes, middles, strict=True)
    )
    return first, second


def _grid(shape: Shape, middle: QPointF, side: float, most: float) -> Grid:
    rows, columns = sides(shape)
    size = columns * side, rows * side
    if len(shape) == 1:
        size = LIST_WIDTH, min(rows * LARGEST, most)
    rect = QRectF(middle.x() - size[0] / 2, middle.y() - size[1] / 2, *size)
    sheets = min(shape[2] - 1, SHEETS) if len(shape) == 3 else 0
    # The sheets go up and to the right: the cells give them room.
    return Grid(rect.translated(-sheets * SHEET / 2, sheets * SHEET / 2), rows, columns, sheets)
