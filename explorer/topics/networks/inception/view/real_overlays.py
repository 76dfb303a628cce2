"""What is drawn on the maps of a module: whose they are, and which is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from explorer.ui.colours import CATEGORIES, text_on
from explorer.ui.maps import outline, tile
from explorer.ui.widgets.image_canvas import Mapping, Overlay

if TYPE_CHECKING:
    from explorer.topics.networks.inception.activations import Activations
    from explorer.vision.mosaic import Mosaic

# Apart from the frame of what is looked at.
COLOURS = tuple(CATEGORIES[place] for place in (1, 2, 5, 6))
LABEL = 16


def on_picture(found: Activations) -> Overlay:
    """Frame what the network sees."""
    seen = found.prepared.area

    def draw(painter: QPainter, mapping: Mapping) -> None:
        painter.setPen(QPen(QColor(255, 255, 255, 170), mapping.unit))
        painter.drawRect(mapping.rect(*seen))

    return draw


def on_branch(found: Activations, number: int) -> Overlay:
    """Number the maps of a branch, frame the one looked at, cross them out if silenced."""
    branch, tiles = found.branches[number], found.tiles[number]
    silenced = branch.name in found.silenced

    def draw(painter: QPainter, mapping: Mapping) -> None:
        height, width = tiles.levels.shape
        whole = mapping.rect(0, 0, width, height)
        if silenced:
            _cross(painter, whole, mapping.unit)
        outline(painter, whole, mapping.unit, COLOURS[number])
        if found.channel in branch.places:
            outline(painter, tile(mapping, tiles, found.channel - branch.first), mapping.unit)
        _label(painter, whole.topLeft(), number, mapping.unit)

    return draw


def on_joined(found: Activations) -> Overlay:
    """Show which channels each branch has made, and frame the one looked at."""
    areas = [_area(found.joined_tiles, branch.places) for branch in found.branches]

    def draw(painter: QPainter, mapping: Mapping) -> None:
        for number, rects in enumerate(areas):
            path = QPainterPath()
            for rect in rects:
                path.addRect(mapping.rect(*rect))
            path = path.simplified()
            for colour, width in ((QColor(0, 0, 0, 160), 4), (COLOURS[number], 2)):
                painter.strokePath(path, QPen(colour, width * mapping.unit))
        outline(painter, tile(mapping, found.joined_tiles, found.channel), mapping.unit)
        for number, rects in enumerate(areas):
            _label(painter, mapping.point(*rects[0][:2]), number, mapping.unit)

    return draw


def _area(tiles: Mosaic, channels: range) -> list[tuple[int, int, int, int]]:
    """Return the boxes that some tiles in a row fill, one for each row of tiles."""
    rows = range(channels[0] // tiles.columns, channels[-1] // tiles.columns + 1)
    boxes = []
    for row in rows:
        first = max(channels[0], row * tiles.columns)
        last = min(channels[-1], (row + 1) * tiles.columns - 1)
        left, top = tiles.corner(first)
        right = tiles.corner(last)[0] + tiles.width + tiles.gap
        boxes.append((left, top, right, top + tiles.height + tiles.gap))
    return boxes


def _cross(painter: QPainter, rect: QRectF, unit: float) -> None:
    painter.fillRect(rect, QColor(0, 0, 0, 110))
    for colour, width in ((QColor(0, 0, 0, 160), 5), (QColor("white"), 2)):
        painter.setPen(QPen(colour, width * unit))
        painter.drawLine(rect.topLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomLeft())


def _label(painter: QPainter, corner: QPointF, number: int, unit: float) -> None:
    box = QRectF(corner.x(), corner.y(), LABEL * unit, LABEL * unit)
    painter.fillRect(box, COLOURS[number])
    painter.setPen(text_on(COLOURS[number]))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number + 1))
