"""Where the volumes and wires of a network lie in a picture of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from explorer.ui.widgets.diagram_boxes import (
    ARC,
    ENTRY,
    GAP,
    LINE_GAP,
    ROW_GAP,
    TEXT,
    Box,
    Line,
    volume,
)
from explorer.ui.widgets.diagram_graph import Graph
from explorer.ui.widgets.diagram_wires import Wire, Wiring

MOST_LINES = 40


@dataclass(frozen=True)
class Layout:
    """Everything in its place, in a picture of ``width`` x ``height`` points."""

    boxes: dict[str, Box]
    wires: tuple[Wire, ...]
    width: float
    height: float
    lines: int


def layout(graph: Graph, ratio: float, measure: Callable[[str], float]) -> Layout:
    """Return the layout that fills a room best.

    Parameters
    ----------
    graph : Graph
    ratio : float
        Width of the room over its height.
    measure : callable
        Returns how wide a text is.
    """
    plan = _Plan(graph, measure)

    def scale(lines: list[Line]) -> float:
        return min(ratio / max(line.right for line in lines), 1 / lines[-1].bottom)

    # Of equally good ones the first has the fewest lines.
    return plan.arrange(max(map(plan.lines, plan.breaks()), key=scale))


class _Plan:
    """Sizes that do not depend on where lines end."""

    def __init__(self, graph: Graph, measure: Callable[[str], float]) -> None:
        self.graph = graph
        self.sizes = {id: volume(node.shape) for id, node in graph.nodes.items()}
        self.texts = {
            id: max(measure(node.title), measure(node.detail)) for id, node in graph.nodes.items()
        }
        self.widths = [max(map(self._width, ids)) for ids in graph.members]
        self.talls = [max(sum(self.sizes[id][1:]) for id in ids) for ids in graph.members]
        rows = ([graph.rows[id] for id in ids] for ids in graph.members)
        self.reaches = [(min(column), max(column)) for column in rows]
        reached = {target for _, target in graph.shortcuts}
        self.arcs = [not reached.isdisjoint(ids) for ids in graph.members]
        # What goes on after a line comes from one node.
        self.cuts = set(graph.cuts())

    def _width(self, id: str) -> float:
        width, _, depth = self.sizes[id]
        return max(width + depth, self.texts[id])

    def breaks(self) -> Iterator[tuple[int, ...]]:
        """Return, for 1, 2, 3, ... lines, the columns after which a line ends."""
        for count in range(1, min(len(self.cuts) + 1, MOST_LINES) + 1):
            ends: list[int] = []
            filled, left = 0.0, sum(self.widths) + GAP * len(self.widths)
            for column, width in enumerate(self.widths[:-1]):
                filled += width + GAP
                # What is left is shared evenly by the lines that are left.
                share = left / (count - len(ends))
                if column in self.cuts and filled + self.widths[column + 1] / 2 > share:
                    ends.append(column)
                    filled, left = 0.0, left - filled
                if len(ends) == count - 1:
                    break
            yield tuple(ends)

    def lines(self, ends: tuple[int, ...]) -> list[Line]:
        """Return the lines, each below the one before it."""
        lines: list[Line] = []
        for first, end in zip((0, *(e + 1 for e in ends)), (*ends, None), strict=True):
            top = lines[-1].bottom + LINE_GAP if lines else 0.0
            lines.append(self._line(first, len(self.widths) - 1 if end is None else end, top))
        return lines

    def _line(self, first: int, end: int, top: float) -> Line:
        columns = slice(first, end + 1)
        tall, (upper, lower) = max(self.talls[columns]), self._reach(columns)
        middle = top + tall / 2 + (ARC if any(self.arcs[columns]) else 0)
        pitch = tall + TEXT + ROW_GAP
        bottom = middle + (lower - upper) * pitch + tall / 2 + TEXT
        right = sum(self.widths[columns]) + GAP * (end - first) + (ENTRY + GAP if first else 0)
        return Line(first, end, top, bottom, right, middle, upper, pitch)

    def _reach(self, columns: slice) -> tuple[float, float]:
        return min(low for low, _ in self.reaches[columns]), max(
            high for _, high in self.reaches[columns]
        )

    def arrange(self, lines: list[Line]) -> Layout:
        """Put everything in its place."""
        lefts = [left for line in lines for left in self._lefts(line)]
        boxes = {
            id: self._box(id, lefts, line)
            for line in lines
            for ids in self.graph.members[line.first : line.end + 1]
            for id in ids
        }
        # The wire to the next line needs its way down.
        width = max(line.right for line in lines) + (GAP if len(lines) > 1 else 0)
        columns = [(left, left + wide) for left, wide in zip(lefts, self.widths, strict=True)]
        wires = Wiring(self.graph, boxes, columns, lines, width).wires()
        return Layout(boxes, tuple(wires), width, lines[-1].bottom, len(lines))

    def _lefts(self, line: Line) -> Iterator[float]:
        left = ENTRY + GAP if line.first else 0.0
        for width in self.widths[line.first : line.end + 1]:
            yield left
            left += width + GAP

    def _box(self, id: str, lefts: list[float], line: Line) -> Box:
        width, height, depth = self.sizes[id]
        column = self.graph.columns[id]
        left = lefts[column] + (self.widths[column] - width - depth) / 2
        top = line.level(self.graph.rows[id]) - (height + depth) / 2
        node = self.graph.nodes[id]
        return Box(node, left, top, width + depth, height + depth, depth, self.texts[id])
