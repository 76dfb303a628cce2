"""What one output sees: the window in the input, joined to its output."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.core.i18n import tr
from explorer.topics.foundations.layers.result import Result, Row
from explorer.topics.foundations.layers.sentences import shape_text
from explorer.topics.foundations.layers.view.volumes import SHEET, Grid, arrange, rims
from explorer.ui.widgets.cells import CURRENT, WINDOW
from explorer.ui.widgets.matrix_grid import ARROWS
from explorer.vision.costs import Connections

TITLE = 22
GAP = 70
FINEST_LINES = 5


class ConnectionsPicture(QWidget):
    """Draws the connections of one output; a click, a drag or the arrow keys move it.

    Parameters
    ----------
    moved : callable
        Told the row and column of the output that the user wants to see.
    """

    def __init__(self, moved: Callable[[int, int], None]) -> None:
        super().__init__()
        self._moved = moved
        self._result: Result | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        self._result = result
        self.update()

    def retranslate(self) -> None:
        """Take texts from the active language."""
        self.setAccessibleName(tr("What one output sees"))
        self.setToolTip(tr("Click or drag on the output or the input, or press the arrow keys."))

    def sizeHint(self) -> QSize:
        """Prefer cells that can be told apart."""
        return QSize(480, 200)

    def minimumSizeHint(self) -> QSize:
        """Stay visible."""
        return QSize(200, 90)

    # --- geometry -------------------------------------------------------------

    def _titles(self, row: Row) -> tuple[str, str]:
        assert row.before is not None and row.cost is not None
        return (
            tr("Input {shape}", shape=shape_text(row.before)),
            tr("Output {shape}", shape=shape_text(row.cost.shape)),
        )

    def grids(self) -> tuple[Grid, Grid] | None:
        """Return where input and output lie; None where nothing is drawn."""
        if self._result is None or self._result.row is None or self._result.connections is None:
            return None
        row = self._result.row
        first, second = (self.fontMetrics().horizontalAdvance(t) for t in self._titles(row))
        room = QRectF(4, TITLE, self.width() - 8, self.height() - TITLE - 4)
        return arrange(row, room, GAP, (first, second))

    # --- painting -------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw input, window, output and what joins them."""
        painter, grids = QPainter(self), self.grids()
        if grids is None or self._result is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            centre = Qt.AlignmentFlag.AlignCenter
            painter.drawText(self.rect(), centre, tr("There is nothing to draw for this layer."))
        else:
            row, seen = self._result.row, self._result.connections
            assert row is not None and seen is not None
            self._paint(painter, row, seen, grids)
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint(
        self, painter: QPainter, row: Row, seen: Connections, grids: tuple[Grid, Grid]
    ) -> None:
        taken, made = grids
        for grid, title in zip(grids, self._titles(row), strict=True):
            self._paint_grid(painter, grid)
            head = QRectF(grid.rect.center().x() - 200, 0, 400, TITLE)
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, title)
        self._paint_padding(painter, row, taken)
        window = taken.rect
        if row.axes:
            window = taken.box(seen.rows, seen.columns)
            rows, columns = (
                (axis.start(place), axis.start(place) + axis.reach)
                for axis, place in zip(row.axes, (seen.row, seen.column), strict=True)
            )
            painter.setPen(QPen(WINDOW, 1, Qt.PenStyle.DashLine))
            painter.drawRect(taken.box(rows, columns))
        one = made.box((seen.row, seen.row + 1), (seen.column, seen.column + 1))
        self._paint_box(painter, window, WINDOW)
        self._paint_box(painter, one, CURRENT)
        cone = [window.topRight(), one.topLeft(), one.bottomLeft(), window.bottomRight()]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(WINDOW, 1))
        painter.setBrush(_veil(WINDOW, 50))
        painter.drawPolygon(QPolygonF(cone))

    def _paint_grid(self, painter: QPainter, grid: Grid) -> None:
        line = self.palette().color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(QPen(line, 1))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        for sheet in range(grid.sheets, -1, -1):
            painter.drawRect(grid.rect.translated(sheet * SHEET, -sheet * SHEET))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if grid.side < FINEST_LINES:
            return
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        whole, across = grid.rect, grid.rect.width() / grid.columns
        ys = (whole.top() + row * grid.side for row in range(1, grid.rows))
        xs = (whole.left() + column * across for column in range(1, grid.columns))
        painter.drawLines([QLineF(whole.left(), y, whole.right(), y) for y in ys])
        painter.drawLines([QLineF(x, whole.top(), x, whole.bottom()) for x in xs])

    def _paint_padding(self, painter: QPainter, row: Row, grid: Grid) -> None:
        if not any(rims(row)) or row.axes is None:
            return
        ends = ((-axis.before, axis.size + axis.after) for axis in row.axes)
        painter.setPen(
            QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1, Qt.PenStyle.DotLine)
        )
        painter.drawRect(grid.box(*ends))

    def _paint_box(self, painter: QPainter, rect: QRectF, colour: QColor) -> None:
        painter.setPen(QPen(colour, 2))
        painter.setBrush(_veil(colour, 130))
        painter.drawRect(rect)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    # --- from the user ----------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at the output under the pointer, or at the one that sees the input cell there."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with that."""
        self.mousePressEvent(event)

    def _look_at(self, point: QPointF) -> None:
        grids = self.grids()
        if grids is None or self._result is None:
            return
        taken, made = grids
        if cell := made.cell(point):
            self._moved(*cell)
        elif cell := taken.cell(point):
            self._moved(*self._result.output_near(*cell))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at the next output."""
        arrow, grids = ARROWS.get(Qt.Key(event.key())), self.grids()
        if arrow is None or grids is None or self._result is None:
            super().keyPressEvent(event)
            return
        seen, made = self._result.connections, grids[1]
        assert seen is not None
        self._moved(
            min(max(seen.row + arrow[0], 0), made.rows - 1),
            min(max(seen.column + arrow[1], 0), made.columns - 1),
        )


def _veil(colour: QColor, alpha: int) -> QColor:
    veil = QColor(colour)
    veil.setAlpha(alpha)
    return veil
