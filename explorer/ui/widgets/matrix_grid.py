"""A matrix as coloured cells that can be read, picked and edited."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QToolTip, QWidget

from explorer.core import matrix_text
from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.ui.widgets.cells import Cell, Cells, Place, fit, number_text, outline, paint

PIXELS_A_STEP = 6
ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
# With one of these, a key is no text.
HELD = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)

EMPTY = Cells(np.zeros((1, 1)))


class MatrixGrid(QWidget):
    """Shows `Cells`; the user picks a cell or, where it is editable, changes it.

    Editing: drag up and down, wheel, Ctrl with the arrow keys, or type a number;
    with a ``brush`` a stroke paints its value. Copying and pasting exchange text with
    spreadsheets. ``side`` asks for smaller cells than would fit.

    Parameters
    ----------
    editable : bool
    step : float
        What one notch of the wheel adds.
    """

    rim = (4, 4)
    """Points around the cells, in width and in height."""

    edited = Signal(int, int, float)
    """A cell gets another value: row, column, value."""
    finished = Signal()
    """The gesture that edited is over."""
    picked = Signal(int, int)
    """A cell was clicked, or chosen with Enter; it may lie in the padding."""
    hovered = Signal(int, int)
    pasted = Signal(object)
    """A whole matrix was pasted: nested lists, not checked."""
    refused = Signal(object)
    """What was typed or pasted is no number or matrix: a UserError."""

    def __init__(self, *, editable: bool = False, step: float = 1.0) -> None:
        super().__init__()
        self.cells = EMPTY
        self.side: float | None = None
        self.brush: float | None = None
        self.editable, self.step = editable, step
        self._cursor: Cell = (0, 0)
        self._press: tuple[Cell, QPointF, float, float] | None = None
        self._dragged = False
        self._editor: QLineEdit | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Prefer cells of a comfortable size."""
        columns, rows = self.extent
        return QSize(round(columns * 36) + self.rim[0], round(rows * 36) + self.rim[1])

    @property
    def extent(self) -> tuple[float, float]:
        """What the grid is wide and high, in cells; `rim` comes on top of it."""
        return float(self.cells.columns), float(self.cells.rows)

    def minimumSizeHint(self) -> QSize:
        """Stay visible."""
        return QSize(24, 24)

    def show_cells(self, cells: Cells) -> None:
        """Show other cells; the cursor stays where it can."""
        if cells.values.shape != self.cells.values.shape:
            self._drop_editor()
            height, width = cells.values.shape
            self._cursor = (min(self._cursor[0], height - 1), min(self._cursor[1], width - 1))
            self.updateGeometry()
        self.cells = cells
        self.update()

    @property
    def cursor_cell(self) -> Cell:
        """The cell that keys act on."""
        return self._cursor

    # --- geometry and painting ----------------------------------------------

    def place(self) -> Place:
        """Return where the cells lie now."""
        return fit(self.cells, self.width(), self.height(), self.side)

    def cell_at(self, point: QPointF) -> Cell | None:
        """Return the cell at a point of the widget, padding included."""
        row, column = self.place().cell(point)
        top, bottom, left, right = self.cells.padding
        height, width = self.cells.values.shape
        inside = -top <= row < height + bottom and -left <= column < width + right
        return (row, column) if inside else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells and the cursor."""
        painter, place = QPainter(self), self.place()
        paint(painter, self.cells, place, self.palette())
        if self.hasFocus():
            accent = self.palette().color(QPalette.ColorRole.Accent)
            outline(painter, place.rect(*self._cursor), accent, 2)
        painter.end()

    # --- mouse --------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a drag or a stroke."""
        cell = self.cell_at(event.position())
        if cell is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._drop_editor()
        self._dragged = False
        value = 0.0
        if self.cells.holds(cell):
            self._cursor = cell
            value = float(self.cells.values[cell])
        self._press = (cell, event.position(), value, self.step)
        self._paint_with_brush(cell)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Change the value of a dragged cell, paint, or report where the pointer is."""
        cell = self.cell_at(event.position())
        if self._press is None:
            self.hovered.emit(*(cell or (-1, -1)))
            return
        if self.brush is not None:
            self._paint_with_brush(cell)
            return
        start, point, value, step = self._press
        steps = int((point.y() - event.position().y()) / PIXELS_A_STEP)
        if self.editable and self.cells.holds(start) and (steps or self._dragged):
            self._dragged = True
            self._set(start, value + steps * step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish a gesture; without a drag it was a click."""
        if self._press is None:
            return
        cell, self._press = self._press[0], None
        if self._dragged or (self.brush is not None and self.editable):
            self.finished.emit()
        else:
            self.picked.emit(*cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the editor on a cell."""
        cell = self.cell_at(event.position())
        if self.editable and self.cells.holds(cell) and cell and self.brush is None:
            self._cursor = cell
            self._open_editor(number_text(float(self.cells.values[cell])))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step the cell under the pointer."""
        cell = self.cell_at(event.position())
        turn = event.angleDelta().y()
        if not (self.editable and self.cells.holds(cell) and cell and turn):
            event.ignore()
            return
        self._cursor = cell
        step = self.step if turn > 0 else -self.step
        self._set(cell, float(self.cells.values[cell]) + step)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Report that the pointer is gone."""
        self.hovered.emit(-1, -1)
        super().leaveEvent(event)

    def _paint_with_brush(self, cell: Cell | None) -> None:
        if self.brush is not None and self.editable and self.cells.holds(cell) and cell:
            self._dragged = True
            self._set(cell, self.brush)

    def _set(self, cell: Cell, value: float) -> None:
        if value != float(self.cells.values[cell]):
            # Steps of a tenth must not leave their rounding errors in the cells.
            self.edited.emit(*cell, round(value, 9))

    # --- keys ---------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take the keys that edit before they become shortcuts; tell a cell's number."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._wants(event):
                event.accept()
                return True
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event)
            return True
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Copy):
            return True
        if not self.editable:
            return False
        return bool(_typed(event)) or event.matches(QKeySequence.StandardKey.Paste)

    def _tell(self, event: QHelpEvent) -> None:
        cell = self.cell_at(QPointF(event.pos()))
        text = self.toolTip()
        if self.cells.holds(cell) and cell:
            text = tr(
                "row {row}, column {column} (from 0): {value}",
                row=cell[0],
                column=cell[1],
                value=f"{self.cells.values[cell]:.6g}",
            )
        elif cell:
            fill = self.cells.fill
            text = tr("Padding: {value}", value=fill) if fill else tr("Padding")
        QToolTip.showText(event.globalPos(), text, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor, change, type, pick, copy and paste."""
        key, arrow = Qt.Key(event.key()), ARROWS.get(Qt.Key(event.key()))
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if arrow and control and self.editable and arrow[0]:
            self._set(self._cursor, float(self.cells.values[self._cursor]) - arrow[0] * self.step)
            self.finished.emit()
        elif arrow and not control:
            self._move(*arrow)
        elif event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(matrix_text.write(self.cells.values.tolist()))
        elif self.editable and event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif key == Qt.Key.Key_Escape and self._editor is not None:
            self._drop_editor()
            self.setFocus()
        elif self.editable and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._set(self._cursor, 0.0)
            self.finished.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(*self._cursor)
        elif self.editable and (text := _typed(event)):
            # A letter too: what is no number is refused with a sentence, not swallowed.
            self._open_editor(text)
        else:
            super().keyPressEvent(event)

    def _move(self, down: int, right: int) -> None:
        height, width = self.cells.values.shape
        self._cursor = (
            min(max(self._cursor[0] + down, 0), height - 1),
            min(max(self._cursor[1] + right, 0), width - 1),
        )
        self.hovered.emit(*self._cursor)
        self.update()

    def _paste(self) -> None:
        try:
            self.pasted.emit(matrix_text.parse(QApplication.clipboard().text()))
        except UserError as error:
            self.refused.emit(error)

    # --- the editor on a cell -----------------------------------------------

    def _open_editor(self, text: str) -> None:
        self._drop_editor()
        editor = self._editor = QLineEdit(text, self)
        editor.setAlignment(Qt.AlignmentFlag.AlignCenter)
        editor.setAccessibleName(tr("Value of the cell"))
        rect = self.place().rect(*self._cursor)
        width = max(rect.width(), 52.0)
        editor.setGeometry(
            QRectF(rect.center().x() - width / 2, rect.center().y() - 13, width, 26).toRect()
        )
        editor.show()
        editor.setFocus()
        editor.deselect()
        editor.end(False)
        editor.editingFinished.connect(self._commit)

    @Slot()
    def _commit(self) -> None:
        if self._editor is None:
            return
        text, had_focus = self._editor.text(), self._editor.hasFocus()
        self._drop_editor()
        if had_focus:
            self.setFocus()
        try:
            value = matrix_text.number(text)
        except UserError as error:
            self.refused.emit(error)
            return
        self.edited.emit(*self._cursor, value)
        self.finished.emit()

    def _drop_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            editor.hide()
            editor.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Close the editor: its cell has moved."""
        self._drop_editor()
        super().resizeEvent(event)


def _typed(event: QKeyEvent) -> str:
    text = event.text()
    return text if text.isprintable() and not event.modifiers() & HELD else ""
