"""The plane with its three points, to drag and to move by keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.core.i18n import tr
from explorer.topics.faces.triplet.result import ROLES, Result
from explorer.topics.faces.triplet.view.mapping import PlaneMapping, half_around
from explorer.topics.faces.triplet.view.plane_paint import RADIUS, Looks, draw_plane

LEAST_HALF = 3.0
REACH = RADIUS + 4
"""Points around the middle of a handle where the mouse takes hold of it."""
STEPS = {
    Qt.KeyboardModifier.NoModifier: 0.1,
    Qt.KeyboardModifier.ShiftModifier: 1.0,
    Qt.KeyboardModifier.ControlModifier: 0.01,
}
WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
NEIGHBOURS = {Qt.Key.Key_Comma: -1, Qt.Key.Key_Period: 1}
DIGITS = 2


class PlaneCanvas(QWidget):
    """Draws a `Result`; its points can be moved."""

    moved = Signal(int, object)
    """Point (index into `ROLES`), and where to."""
    nudged = Signal(int, float, float)
    """Point, and by how much to the right and upwards."""
    released = Signal(bool)
    """The movement is over; whether it is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.result: Result | None = None
        self.selected = 0
        self.veiled = False
        """Whether a lesson asks for what the picture would tell."""
        self._half = LEAST_HALF
        self._held: tuple[int, QPointF] | None = None
        """The point that the mouse holds, and the pointer's place on it."""
        self._keyed = False
        """Whether a key moves a point."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(260, 180)

    def sizeHint(self) -> QSize:
        """Prefer a plane on which points can be placed."""
        return QSize(560, 440)

    def show_result(self, result: Result) -> None:
        """Draw other points; while one is held, the plane stays as it is."""
        self.result = result
        if self._held is None:
            self._half = half_around(result.descent.points, LEAST_HALF)
        points = zip(ROLES, result.points.tolist(), strict=True)
        self.setAccessibleDescription(", ".join(f"{role} {x:g} {y:g}" for role, (x, y) in points))
        self.update()

    def mapping(self) -> PlaneMapping:
        """Return where the plane lies."""
        return PlaneMapping(QRectF(self.rect()), self._half)

    def place(self, index: int) -> QPointF:
        """Return where a point lies in the widget."""
        assert self.result is not None
        x, y = self.result.points[index].tolist()
        return self.mapping().point(x, y)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw zones, distances, arrows and points."""
        if self.result is None:
            return
        painter = QPainter(self)
        chosen = self.selected if self.hasFocus() else -1
        draw_plane(painter, self.mapping(), self.result, Looks(chosen, self.veiled))
        painter.end()

    # --- by mouse -------------------------------------------------------------

    def _under(self, at: QPointF) -> int:
        """Return the uppermost point there, -1 for none."""
        if self.result is None:
            return -1
        for index in reversed(range(len(ROLES))):
            off = at - self.place(index)
            if off.x() ** 2 + off.y() ** 2 <= REACH**2:
                return index
        return -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a point."""
        index = self._under(event.position())
        if event.button() != Qt.MouseButton.LeftButton or index < 0 or self.result is None:
            return
        self.selected = index
        self._held = (index, event.position() - self.place(index))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the point that is held."""
        if self._held is None:
            over = self._under(event.position()) >= 0
            self.setCursor(Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.ArrowCursor)
            return
        index, grip = self._held
        # No point shall get lost beyond the rim.
        rim = self.rect()
        at = event.position() - grip
        inside = QPointF(
            min(max(at.x(), rim.left()), rim.right()), min(max(at.y(), rim.top()), rim.bottom())
        )
        x, y = self.mapping().value(inside)
        self.moved.emit(index, (round(x, DIGITS), round(y, DIGITS)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of it."""
        if self._held is not None and event.button() == Qt.MouseButton.LeftButton:
            self._let_go(kept=True)

    def _let_go(self, *, kept: bool) -> None:
        self._held = None
        self.released.emit(kept)

    # --- by keys --------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a point, move it, or put back what the mouse holds."""
        key = Qt.Key(event.key())
        if key in NEIGHBOURS:
            self.selected = (self.selected + NEIGHBOURS[key]) % len(ROLES)
            self.setAccessibleName(self._name())
            self.update()
        elif key in WAYS and event.modifiers() in STEPS and self.result is not None:
            step = STEPS[event.modifiers()]
            right, up = WAYS[key]
            self._keyed = True
            self.nudged.emit(self.selected, right * step, up * step)
        elif key == Qt.Key.Key_Escape and self._held is not None:
            self._let_go(kept=False)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End the movement: what one press did, held or not, is one step of undo."""
        if event.key() in WAYS and not event.isAutoRepeat():
            self._end_keys()
        else:
            super().keyReleaseEvent(event)

    def _end_keys(self) -> None:
        if self._keyed:
            self._keyed = False
            self.released.emit(True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which point the keys move."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Move nothing any more."""
        super().focusOutEvent(event)
        self._end_keys()
        self.update()

    def _name(self) -> str:
        roles = {
            "anchor": tr("Anchor A"),
            "positive": tr("Positive P"),
            "negative": tr("Negative N"),
        }
        return tr(
            "Plane with three points; comma and full stop choose one, arrow keys move it: {point}",
            point=roles[ROLES[self.selected]],
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.setAccessibleName(self._name())
        self.update()
