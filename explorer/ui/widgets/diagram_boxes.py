"""The measures of a network's picture, in points: volumes, lines, and the room between."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from explorer.ui.widgets.diagram_graph import Node, Shape

GAP, ROW_GAP = 34.0, 12.0
TEXT_LINE = 14.0
TEXT = 2 * TEXT_LINE + 2
ARC = 26.0
"""How far a shortcut rises above what it skips."""
ENTRY = 22.0
"""Where a line that continues another begins."""
LINE_GAP = 22.0


class Point(NamedTuple):
    """A place in the picture, x to the right and y down."""

    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """A node: its front face, the depth behind it, and the text below.

    ``left``, ``top``, ``width`` and ``height`` are those of the whole volume; the front
    face leaves out ``depth`` at the top and on the right.
    """

    node: Node
    left: float
    top: float
    width: float
    height: float
    depth: float
    text: float

    @property
    def middle(self) -> Point:
        """The middle of the volume."""
        return Point(self.left + self.width / 2, self.top + self.height / 2)

    @property
    def entry(self) -> Point:
        """Where links come in: at the middle of the left outline."""
        # A volume that is deeper than high is slanted there.
        slant = max(0.0, self.depth - self.height / 2)
        return Point(self.left + slant, self.top + self.height / 2)

    @property
    def peak(self) -> Point:
        """Where shortcuts come and go: the middle of the upper edge."""
        return Point(self.left + (self.width + self.depth) / 2, self.top)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, width and height with the text."""
        width = max(self.width, self.text)
        left = self.middle.x - width / 2
        return left, self.top, width, self.height + TEXT


@dataclass(frozen=True)
class Line:
    """Columns ``first`` to ``end``, from ``top`` to ``bottom`` and 0 to ``right``.

    ``upper``, the highest row, lies at ``middle``.
    """

    first: int
    end: int
    top: float
    bottom: float
    right: float
    middle: float
    upper: float
    pitch: float

    def level(self, row: float) -> float:
        """Return how far down the middle of a row lies."""
        return self.middle + (row - self.upper) * self.pitch


def volume(shape: Shape) -> tuple[float, float, float]:
    """Return width and height of the front face, and the depth: each grows as a square root.

    A list (n,) is a column as high as it is long.
    """
    if len(shape) == 1:
        return 10.0, 10 + 1.6 * math.sqrt(shape[0]), 4.0
    height, width, channels = shape
    return 6 + 6 * math.sqrt(width), 6 + 6 * math.sqrt(height), 2 + 1.1 * math.sqrt(channels)
