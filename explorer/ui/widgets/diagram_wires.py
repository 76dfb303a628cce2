"""The ways that the links of a network take between boxes that have their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from explorer.ui.widgets.diagram_boxes import ARC, ENTRY, GAP, LINE_GAP, Box, Line, Point
from explorer.ui.widgets.diagram_graph import Graph, Link


@dataclass(frozen=True)
class Wire:
    """What is drawn of a link: a way through ``points``, or an arc that rises to ``peak``.

    ``link`` is None for the wire that leads from the end of a line to the next.
    """

    link: Link | None
    points: tuple[Point, ...]
    peak: float | None = None


class Wiring:
    """Draws the links of a graph.

    Parameters
    ----------
    graph : Graph
    boxes : dict of Box
    columns : sequence of (left, right) float
    lines : sequence of Line
    width : float
        The right edge, where wires go down to the next line.
    """

    def __init__(
        self,
        graph: Graph,
        boxes: dict[str, Box],
        columns: Sequence[tuple[float, float]],
        lines: Sequence[Line],
        width: float,
    ) -> None:
        self.graph, self.boxes, self.columns, self.width = graph, boxes, columns, width
        self.members = graph.members
        # Where each line but the first begins, by the column that ends the one before it.
        self.entries = {
            line.first - 1: Point(ENTRY, line.level(self._middle_row(line.first)))
            for line in lines[1:]
        }
        self.lines = {column: line for line in lines for column in range(line.first, line.end + 1)}

    def _middle_row(self, column: int) -> float:
        return fmean(self.graph.rows[id] for id in self.members[column])

    def wires(self) -> Iterator[Wire]:
        """Return all links, and the wires that connect the lines."""
        for end, entry in self.entries.items():
            source = next(s for s, t in self.graph.links if self._crosses((s, t), end))
            yield Wire(None, self._turn(self.boxes[source], self.lines[end + 1], entry))
        for link in self.graph.links:
            yield self._arc(link) if link in self.graph.shortcuts else self._way(link)

    def _crosses(self, link: Link, end: int) -> bool:
        return self.graph.columns[link[0]] == end < self.graph.columns[link[1]]

    def _turn(self, box: Box, line: Line, entry: Point) -> tuple[Point, ...]:
        right, left, above = self.width - GAP / 3, ENTRY / 3, line.top - LINE_GAP / 2
        return (
            box.middle,
            Point(right, box.middle.y),
            Point(right, above),
            Point(left, above),
            Point(left, entry.y),
            entry,
        )

    def _start(self, link: Link) -> Point | None:
        """Return where a link begins that comes from the line before; None for the others."""
        return self.entries.get(self.graph.columns[link[0]])

    def _way(self, link: Link) -> Wire:
        """Cross columns straight and bend between them: texts stay free."""
        (source, target), columns = (self.boxes[id] for id in link), self.graph.columns
        start = self._start(link)
        points = [start] if start else [source.middle, self._edge(columns[link[0]], source, 1)]
        for column, row in enumerate(self.graph.lanes[link], start=columns[link[0]] + 1):
            y = self.lines[column].level(row)
            points += [Point(x, y) for x in self.columns[column]]
        return Wire(link, (*points, self._edge(columns[link[1]], target, 0), target.entry))

    def _edge(self, column: int, box: Box, side: int) -> Point:
        """Return where the level of a box meets the left (0) or right (1) end of its column."""
        return Point(self.columns[column][side], box.middle.y)

    def _arc(self, link: Link) -> Wire:
        begin, end = (self.graph.columns[id] for id in link)
        over = [id for ids in self.members[begin + 1 : end] for id in ids] + [link[1]]
        start = self._start(link)
        if start is None:
            over.append(link[0])
            start = self.boxes[link[0]].peak
        peak = min(self.boxes[id].top for id in over) - ARC
        return Wire(link, (start, self.boxes[link[1]].peak), peak)
