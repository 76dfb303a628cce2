"""A picture of a network: volumes and the links between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.ui.widgets.cells import CURRENT
from explorer.ui.widgets.diagram_graph import Graph, Link, Node
from explorer.ui.widgets.diagram_layout import Layout, layout
from explorer.ui.widgets.diagram_names import Names
from explorer.ui.widgets.diagram_paint import TEXT_SIZE, Drawing, readable

MARGIN = 10
ZOOM_STEP = 1.25
LARGEST_FIT, MOST_ZOOM = 1.4, 4.0
PAN = 60
WALK = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
BRANCH = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
PANS = {
    Qt.Key.Key_Left: QPointF(PAN, 0),
    Qt.Key.Key_Right: QPointF(-PAN, 0),
    Qt.Key.Key_Up: QPointF(0, PAN),
    Qt.Key.Key_Down: QPointF(0, -PAN),
}


class Diagram(QWidget):
    """Shows nodes and links; a click or the arrow keys choose a node, a click or Enter opens it.

    Where the texts of the nodes cannot be read, blocks of them are named. Left and right walk
    along the links, up and down change the branch. Wheel, plus and minus zoom, a drag or Ctrl
    with the arrow keys move the picture, a double click or 0 shows all of it.
    """

    picked = Signal(str)
    """The user chose this node."""
    opened = Signal(str)
    """The user wants to see what is in this node, which is chosen already."""

    def __init__(self) -> None:
        super().__init__()
        self.graph = Graph((), ())
        self.placed: Layout | None = None
        self.chosen: str | None = None
        self._drawing: Drawing | None = None
        self._names: Names | None = None
        # None: all of it, in the middle.
        self._view: tuple[float, QPointF] | None = None
        self._press: QPointF | None = None
        self._dragged = False
        # Nothing to point at yet.
        self.setEnabled(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Prefer texts that can be read."""
        if self.placed is None:
            return QSize(400, 240)
        return QSize(round(self.placed.width), round(self.placed.height)) + QSize(20, 20)

    def minimumSizeHint(self) -> QSize:
        """Stay visible."""
        return QSize(160, 70)

    def show_network(self, nodes: Sequence[Node], links: Sequence[Link]) -> None:
        """Show a network; another one is shown as a whole, without a node chosen."""
        same = list(self.graph.nodes) == [n.id for n in nodes] and self.graph.links == tuple(links)
        if same and list(self.graph.nodes.values()) == list(nodes):
            return
        if not same:
            self._view, self.chosen = None, None
        self.graph = Graph(nodes, links)
        self.setEnabled(True)
        self._arrange()
        self._describe()

    def choose(self, node: str | None) -> None:
        """Frame a node, or none, and bring it into sight."""
        self.chosen = node
        if node is not None:
            self._reveal(node)
        self._describe()
        self.update()

    def _describe(self) -> None:
        node = self.graph.nodes.get(self.chosen or "")
        self.setAccessibleDescription(_text(node) if node else "")

    # --- geometry -------------------------------------------------------------

    def _arrange(self) -> None:
        font = QFont(self.font())
        font.setPixelSize(TEXT_SIZE)
        measure = QFontMetricsF(font).horizontalAdvance
        ratio = max(1, self.width() - 2 * MARGIN) / max(1, self.height() - 2 * MARGIN)
        self.placed = layout(self.graph, ratio, measure)
        self._drawing = Drawing(self.placed)
        self._names = Names(self.graph, self.placed)
        self.updateGeometry()
        self.update()

    @property
    def view(self) -> tuple[float, QPointF]:
        """The zoom, and where the corner of the picture lies in the widget."""
        return self._view or self._whole

    @property
    def _whole(self) -> tuple[float, QPointF]:
        assert self.placed
        width, height = self.placed.width, self.placed.height
        room = self.width() - 2 * MARGIN, self.height() - 2 * MARGIN
        zoom = max(0.01, min(room[0] / width, room[1] / height, LARGEST_FIT))
        return zoom, self._centred(zoom)

    def _centred(self, zoom: float) -> QPointF:
        assert self.placed
        size = QPointF(self.placed.width, self.placed.height) * zoom
        return QPointF((self.width() - size.x()) / 2, (self.height() - size.y()) / 2)

    def fit(self) -> None:
        """Show all of it, in as many lines as fill the room best."""
        self._view = None
        if self.placed:
            self._arrange()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom by ``factor`` about a point of the widget (its middle by default)."""
        about = about or QPointF(self.width() / 2, self.height() / 2)
        zoom, corner = self.view
        new = min(max(zoom * factor, self._whole[0]), MOST_ZOOM)
        self._look(new, about - (about - corner) * (new / zoom))

    def _look(self, zoom: float, corner: QPointF) -> None:
        """Show another part; the picture cannot be moved out of sight."""
        assert self.placed
        centred = self._centred(zoom)
        places = []
        for place, middle in ((corner.x(), centred.x()), (corner.y(), centred.y())):
            room = max(0.0, MARGIN - middle)
            places.append(min(max(place, middle - room), middle + room))
        self._view = (zoom, QPointF(*places))
        self.update()

    def place(self, node: str) -> QRectF:
        """Return where a node with its text lies in the widget."""
        assert self._drawing
        zoom, corner = self.view
        bounds = self._drawing.figures[node].bounds
        return QRectF(bounds.topLeft() * zoom + corner, bounds.size() * zoom)

    def node_at(self, point: QPointF) -> str | None:
        """Return the node at a point of the widget."""
        zoom, corner = self.view
        return self._drawing.at((point - corner) / zoom) if self._drawing else None

    def _reveal(self, node: str) -> None:
        place = self.place(node)
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        if self._view is not None and not room.contains(place):
            self._look(self._view[0], self._view[1] + room.center() - place.center())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new room, or keep the part that is looked at."""
        super().resizeEvent(event)
        if self.placed is None:
            return
        if self._view is None:
            self._arrange()
        else:
            self._look(*self._view)

    # --- painting -------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what can be seen, and the frame of the chosen node."""
        if self._drawing is None or self._names is None:
            return
        painter = QPainter(self)
        zoom, corner = self.view
        transform = QTransform.fromTranslate(corner.x(), corner.y()).scale(zoom, zoom)
        painter.setTransform(transform)
        seen = transform.inverted()[0].mapRect(QRectF(event.rect()))
        if not readable(zoom):
            self._names.paint_grounds(painter, self.palette())
        self._drawing.paint(painter, seen, zoom, self.palette())
        painter.resetTransform()
        if not readable(zoom):
            ink = self.palette().color(QPalette.ColorRole.WindowText)
            self._names.paint_texts(painter, zoom, corner, ink)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.chosen is not None:
            painter.setPen(QPen(CURRENT, 2))
            painter.drawRoundedRect(self.place(self.chosen).adjusted(-3, -3, 3, 3), 4, 4)
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    # --- mouse ----------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        if self.placed and event.angleDelta().y():
            self.zoom_by(ZOOM_STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a move."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture."""
        if self._press is None:
            return
        step = event.position() - self._press
        if self._dragged or step.manhattanLength() > 4:
            self._dragged, self._press = True, event.position()
            zoom, corner = self.view
            self._look(zoom, corner + step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose and open the node under the pointer."""
        node = self.node_at(event.position())
        clicked, self._press = self._press is not None and not self._dragged, None
        if clicked and node:
            self._pick(node)
            self.opened.emit(node)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all of it again."""
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Say what lies under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            node = self.node_at(QPointF(event.pos()))
            text = _text(self.graph.nodes[node]) if node else self.toolTip()
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    # --- keys -----------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, open, zoom and move by keys."""
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self.placed is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in PANS and control:
            zoom, corner = self.view
            self._look(zoom, corner + PANS[key])
        elif key in PANS:
            self._walk(key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen is not None:
            self.opened.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def _walk(self, key: Qt.Key) -> None:
        if self.chosen is None:
            node = next(iter(self.graph.nodes))
        elif key in WALK:
            node = self.graph.along(self.chosen, WALK[key])
        else:
            node = self.graph.beside(self.chosen, BRANCH[key])
        if node != self.chosen:
            self._pick(node)

    def _pick(self, node: str) -> None:
        self.choose(node)
        self.picked.emit(node)


def _text(node: Node) -> str:
    return "\n".join(part for part in (node.title, node.detail, node.tip) if part)
