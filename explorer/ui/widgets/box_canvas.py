"""A picture on which boxes are drawn, moved and resized, by mouse or by keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from explorer.core.box_lists import Box
from explorer.core.i18n import tr
from explorer.ui.widgets.box_paint import outline
from explorer.ui.widgets.image_canvas import ImageCanvas, Mapping, Overlay
from explorer.ui.widgets.shown_boxes import WIDTH, ShownBox, paint_boxes, paint_handles
from explorer.vision.box_editing import MOVE, NEW, Grip, Sides, dragged, grip_at

REACH = 7
"""Points around a side in which it can be held."""
FIRM = 4
"""Points that a drag has to go before it is no click."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
NEIGHBOURS = {Qt.Key.Key_Comma: -1, Qt.Key.Key_Period: 1}
CURSORS = {
    (0, 0): Qt.CursorShape.SizeAllCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
}


class BoxCanvas(ImageCanvas):
    """Shows boxes over a picture and reports what the user does to them.

    A box is held inside or at its sides; on an empty place, with Shift anywhere, a new one is
    drawn; with the middle button, or while the space key is down, the picture is moved. Which
    boxes there are comes from outside: who hears of a change shows them again.

    Parameters
    ----------
    inside : bool
        Boxes stay inside the picture.
    drawing : bool
        New boxes can be drawn.
    """

    box_drawn = Signal(object)
    """A new box, at the end of its drag."""
    drawing_now = Signal(object)
    """The new box as it is while it is dragged; None: it came to nothing."""
    box_changed = Signal(int, object, bool)
    """Index, the box as it is now, and whether mouse or key let go of it."""
    box_chosen = Signal(int)
    """Another box is selected; -1: none."""
    box_removed = Signal(int)

    def __init__(self, *, inside: bool = True, drawing: bool = True) -> None:
        super().__init__()
        self.drawing = drawing
        self.selected = -1
        self._inside = inside
        self._shown: list[ShownBox] = []
        self._corners: NDArray[np.float64] = np.empty((0, 4))
        self._below: Overlay | None = None
        # What is held (index -1: a new box), where, the box before, and as it is now.
        self._grip: Grip | None = None
        # Where it was taken hold of: on the screen, in the picture.
        self._from, self._grasped = QPointF(), (0.0, 0.0)
        self._first: Box = (0.0, 0.0, 0.0, 0.0)
        self._now: Box | None = None
        self._space = False
        self.hovered.connect(self._show_cursor)
        self.retranslate()

    @property
    def _movable(self) -> bool:
        return self.selected >= 0 and not self._shown[self.selected].fixed

    @property
    def held(self) -> bool:
        """Whether a box is being dragged."""
        return self._grip is not None

    @property
    def boxes(self) -> list[Box]:
        """What is on screen."""
        return [shown.box for shown in self._shown]

    def show_picture(self, pixels: NDArray[Any], overlay: Overlay | None = None) -> None:
        """Show a picture; ``overlay`` is painted between it and the boxes."""
        self._below = overlay
        super().show_picture(pixels, self._paint)

    def show_overlay(self, overlay: Overlay) -> None:
        """Paint something else between the picture and the boxes."""
        self._below = overlay
        super().show_overlay(self._paint)

    def show_boxes(self, boxes: Sequence[ShownBox], selected: int = -1) -> None:
        """Show other boxes, later ones on top; what is being dragged stays in hand."""
        self._shown = list(boxes)
        self._corners = np.array([shown.box for shown in boxes], float).reshape(-1, 4)
        if self._grip is not None and self._grip.box >= len(boxes):
            self._grip = self._now = None
        if self._grip is not None and self._now is not None:
            self._put(self._grip.box, self._now)
        self._mark(selected)
        self.update()

    def _put(self, index: int, box: Box) -> None:
        if index >= 0:
            self._shown[index] = self._shown[index]._replace(box=box)
            self._corners[index] = box

    def _mark(self, selected: int) -> None:
        self.selected = selected if selected < len(self._shown) else -1
        if self.selected < 0:
            self.setAccessibleDescription(tr("Boxes: {count}", count=len(self._shown)))
            return
        shown = self._shown[self.selected]
        self.setAccessibleDescription(
            tr(
                "Box {number} of {count}: {text} [{box}]",
                number=self.selected + 1,
                count=len(self._shown),
                text=shown.text,
                box=", ".join(f"{side:g}" for side in shown.box),
            )
        )

    def _choose(self, index: int) -> None:
        if index != self.selected:
            self._mark(index)
            self.update()
            self.box_chosen.emit(index)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        hint = tr(
            "Drag inside a box to move it, at a side to resize it. Keys: arrows move (Shift: by "
            "10), Ctrl and arrows resize, comma and full stop go from box to box."
        )
        if self.drawing:
            hint += " " + tr(
                "Drag on an empty place, or with Shift anywhere, to draw a box. Insert adds one, "
                "Delete removes one."
            )
        self.setToolTip(hint)
        self._mark(self.selected)

    # --- painting -----------------------------------------------------------

    def _paint(self, painter: QPainter, mapping: Mapping) -> None:
        if self._below:
            painter.save()
            self._below(painter, mapping)
            painter.restore()
        paint_boxes(painter, mapping, self._shown, self._corners, self.selected)
        if self._grip is not None and self._grip.box < 0 and self._now:
            colour = self.palette().highlight().color()
            outline(painter, mapping, mapping.rect(*self._now), colour, WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all, and the handles of the selected box, which no exported picture has."""
        super().paintEvent(event)
        if self.image is not None and self._movable:
            painter = QPainter(self)
            paint_handles(painter, self.mapping().rect(*self._shown[self.selected].box))
            painter.end()

    # --- dragging -----------------------------------------------------------

    def _moved(self, box: Box, sides: Sides, by: tuple[float, float]) -> Box:
        assert self.image is not None
        size = (float(self.image.width()), float(self.image.height()))
        return dragged(box, sides, by, limits=size if self._inside else None)

    def _hold(self, grip: Grip, box: Box) -> None:
        self._grip, self._first, self._now = grip, box, None

    def _drag(self, box: Box) -> None:
        assert self._grip is not None
        if box == self._now:
            return
        self._now = box
        self._put(self._grip.box, box)
        self.update()
        if self._grip.box >= 0:
            self.box_changed.emit(self._grip.box, box, False)
        else:
            self.drawing_now.emit(box)

    def _let_go(self) -> None:
        grip, now = self._grip, self._now
        self._grip = self._now = None
        if grip is None:
            return
        self.update()
        if grip.box < 0 and now is None:
            # A click on an empty place.
            self._choose(-1)
        elif now is not None and grip.box >= 0:
            self.box_changed.emit(grip.box, now, True)
        elif now is not None and now[0] < now[2] and now[1] < now[3]:
            self.box_drawn.emit(now)
        elif now is not None:
            self.drawing_now.emit(None)

    def _give_up(self) -> None:
        """Put back what is held, as it was."""
        if self._grip is not None and self._grip.box < 0:
            self._grip = self._now = None
            self.update()
            self.drawing_now.emit(None)
        elif self._now is not None:
            self._drag(self._first)
            self._let_go()
        elif self._grip is None:
            self._choose(-1)

    # --- mouse --------------------------------------------------------------

    def _at(self, x: float, y: float) -> Grip | None:
        return grip_at(self._corners, x, y, REACH / self.mapping().scale, self.selected)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a box, begin a new one, or move the picture."""
        if self.image is None or self._grip is not None:
            return
        if self._space or event.button() == Qt.MouseButton.MiddleButton:
            # Never a click.
            self._press, self._dragged = event.position(), True
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x, y = self.mapping().picture(event.position())
        over = self.drawing and bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        grip = None if over else self._at(x, y)
        self._from, self._grasped = event.position(), (x, y)
        if grip is not None:
            self._choose(grip.box)
            if not self._shown[grip.box].fixed:
                self._hold(grip, self._shown[grip.box].box)
        elif self.drawing:
            corner = (float(round(x)), float(round(y)))
            self._hold(Grip(-1, NEW), self._moved((*corner, *corner), MOVE, (0, 0)))
        else:
            self._choose(-1)
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held."""
        if self._grip is None:
            super().mouseMoveEvent(event)
            return
        way = event.position() - self._from
        if self._now is not None or way.manhattanLength() > FIRM:
            # In the picture, which may get another place on screen meanwhile.
            x, y = self.mapping().picture(event.position())
            by = (x - self._grasped[0], y - self._grasped[1])
            self._drag(self._moved(self._first, self._grip.sides, by))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._grip is None:
            super().mouseReleaseEvent(event)
        else:
            self._let_go()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take hold again: the whole picture is shown by a key."""
        self.mousePressEvent(event)

    def _show_cursor(self, x: float, y: float) -> None:
        grip = self._at(x, y)
        if self._space:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif grip is None:
            empty = Qt.CursorShape.CrossCursor if self.drawing else Qt.CursorShape.ArrowCursor
            self.setCursor(empty)
        elif self._shown[grip.box].fixed:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setCursor(CURSORS[grip.sides])

    # --- keys ---------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, resize, add, remove and choose boxes."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._space = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif key == Qt.Key.Key_Escape and (self._grip is not None or self.selected >= 0):
            self._give_up()
        elif key in ARROWS and self._movable:
            self._push(ARROWS[key], event.modifiers())
        elif key in NEIGHBOURS and self._shown:
            step = NEIGHBOURS[key]
            place = max(self.selected, 0) if step < 0 else self.selected
            self._choose((place + step) % len(self._shown))
        elif key == Qt.Key.Key_Delete and self._movable:
            self.box_removed.emit(self.selected)
        elif key == Qt.Key.Key_Insert and self.drawing and self.image is not None:
            self._insert()
        else:
            super().keyPressEvent(event)

    def _push(self, arrow: tuple[int, int], modifiers: Qt.KeyboardModifier) -> None:
        step = 10 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
        resize = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        sides = (abs(arrow[0]), abs(arrow[1])) if resize else MOVE
        box = self._shown[self.selected].box
        if self._grip is None:
            self._hold(Grip(self.selected, sides), box)
        self._drag(self._moved(box, sides, (arrow[0] * step, arrow[1] * step)))

    def _insert(self) -> None:
        assert self.image is not None
        width, height = self.image.width(), self.image.height()
        box = (width // 4 * 1.0, height // 4 * 1.0, width * 3 // 4 * 1.0, height * 3 // 4 * 1.0)
        self.box_drawn.emit(box)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what a key began."""
        if not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_Space:
                self._space = False
                self.unsetCursor()
            elif Qt.Key(event.key()) in ARROWS:
                self._let_go()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End what was held: the release goes elsewhere."""
        self._space = False
        self._let_go()
        super().focusOutEvent(event)
