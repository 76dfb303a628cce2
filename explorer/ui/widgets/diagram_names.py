"""What names the parts of a network's picture that is too small for the texts of its nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette

from explorer.ui.widgets.diagram_boxes import GAP, TEXT, Box
from explorer.ui.widgets.diagram_graph import Graph
from explorer.ui.widgets.diagram_layout import Layout

SIZE, HEIGHT = 10, 13
"""Of the letters and of a line of them, in points of the screen."""
RIM = 8.0
"""How far the ground of a block reaches beyond its volumes, in points of the picture."""


@dataclass(frozen=True)
class Name:
    """The name of a block: of branches and shortcuts that belong together, or a single node.

    Parameters
    ----------
    texts : tuple of str
        The longest first; the first that there is room for is drawn.
    room : QRectF
        Its volumes, and what lies free under them, in the picture.
    single : bool
        Whether it is one node: it has no ground of its own.
    """

    texts: tuple[str, ...]
    room: QRectF
    single: bool


def names(graph: Graph, placed: Layout) -> list[Name]:
    """Return the names of all blocks whose nodes have a name."""
    found = []
    for ids in graph.blocks():
        name = _common(graph.nodes[id].name for id in ids)
        if name:
            texts = f"{name}  {graph.nodes[ids[-1]].detail}", name
            boxes = [placed.boxes[id] for id in ids]
            found.append(Name(texts, _room(boxes), len(ids) == 1))
    return found


def _room(boxes: Sequence[Box]) -> QRectF:
    if len(boxes) == 1:
        # The text that cannot be read leaves room for the name.
        return QRectF(*boxes[0].bounds).adjusted(-GAP / 2, 0, GAP / 2, 0)
    room = QRectF()
    for box in boxes:
        room |= QRectF(box.left, box.top, box.width, box.height + TEXT)
    return room.adjusted(-RIM, -RIM, RIM, 0)


def _common(names: Iterable[str]) -> str:
    """Return the parts, divided by points, with which all names begin."""
    parts = zip(*(name.split(".") for name in names), strict=False)
    return ".".join(same[0] for same in takewhile(lambda part: len(set(part)) == 1, parts))


class Names:
    """Paints the names of blocks, and a ground under each block."""

    def __init__(self, graph: Graph, placed: Layout) -> None:
        self._names = names(graph, placed)

    def paint_grounds(self, painter: QPainter, palette: QPalette) -> None:
        """Paint what shows which volumes belong together; in coordinates of the picture."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Midlight))
        for name in self._names:
            if not name.single:
                painter.drawRoundedRect(name.room, RIM, RIM)

    def paint_texts(self, painter: QPainter, zoom: float, corner: QPointF, colour: QColor) -> None:
        """Paint the names under their volumes; in coordinates of the screen."""
        font = painter.font()
        font.setPixelSize(SIZE)
        painter.setFont(font)
        painter.setPen(colour)
        metrics = painter.fontMetrics()
        for name in self._names:
            width, top = name.room.width() * zoom, (name.room.bottom() - TEXT) * zoom
            line = QRectF(name.room.left() * zoom, top, width, HEIGHT).translated(corner)
            fitting = (text for text in name.texts if metrics.horizontalAdvance(text) <= width)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, next(fitting, ""))
