"""A network as a graph: in which column and row each part belongs, from the links alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from statistics import fmean
from typing import TypeVar

Shape = tuple[int, ...]
Link = tuple[str, str]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Node:
    """One part of a network.

    Parameters
    ----------
    id, title, detail : str
        ``title`` and ``detail`` stand under it.
    shape : (H, W, C) or (n,)
        The activation, drawn as a volume.
    colour : str
        "#rrggbb".
    tip : str
        What is said of it besides where the pointer rests.
    name : str
        What it is called where there is no room for ``title``; names of nodes that belong
        together begin with the same parts, divided by points.
    """

    id: str
    title: str
    detail: str
    shape: Shape
    colour: str
    tip: str = ""
    name: str = ""


class Graph:
    """Columns, rows, shortcuts and neighbours of the nodes.

    Parameters
    ----------
    nodes : sequence of Node
        Branches lie below each other in this order.
    links : sequence of (from, to)
    """

    def __init__(self, nodes: Sequence[Node], links: Sequence[Link]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self.links = tuple(links)
        self._before: dict[str, list[str]] = {node.id: [] for node in nodes}
        for source, target in links:
            self._before[target].append(source)
        self._order = tuple(TopologicalSorter(self._before).static_order())

    @cached_property
    def columns(self) -> dict[str, int]:
        """The longest way from an input to each node."""
        columns: dict[str, int] = {}
        for node in self._order:
            columns[node] = 1 + max((columns[b] for b in self._before[node]), default=-1)
        return columns

    @cached_property
    def members(self) -> list[list[str]]:
        """The nodes of each column."""
        members: list[list[str]] = [[] for _ in range(1 + max(self.columns.values()))]
        for node, column in self.columns.items():
            members[column].append(node)
        return members

    @cached_property
    def shortcuts(self) -> frozenset[Link]:
        """Links beside which there is a longer way through other nodes."""
        above: dict[str, set[str]] = {}
        for node in self._order:
            before = self._before[node]
            above[node] = set(before).union(*(above[b] for b in before))
        return frozenset(
            (source, target)
            for source, target in self.links
            if any(source in above[b] for b in self._before[target])
        )

    @cached_property
    def rows(self) -> dict[str, float]:
        """The row of each node; the inputs are spread about row 0."""
        return self._placed[0]

    @cached_property
    def lanes(self) -> dict[Link, tuple[float, ...]]:
        """For each link that is no shortcut, the rows at the columns that it passes."""
        return self._placed[1]

    @cached_property
    def _placed(self) -> tuple[dict[str, float], dict[Link, tuple[float, ...]]]:
        rows: dict[str, float] = {}
        lanes: dict[Link, tuple[float, ...]] = {
            link: () for link in self.links if link not in self.shortcuts
        }
        for column in range(max(self.columns.values(), default=-1) + 1):
            came = {link: (lanes[link] or (rows.get(link[0], 0.0),))[-1] for link in lanes}
            wanted: dict[str | Link, float] = {
                node: fmean([came[link] for link in lanes if link[1] == node] or [0.0])
                for node in self.nodes
                if self.columns[node] == column
            }
            # A long link keeps a row of its own, so that it runs through no node.
            wanted |= {
                link: came[link]
                for link in lanes
                if self.columns[link[0]] < column < self.columns[link[1]]
            }
            for item, row in spread(wanted).items():
                if isinstance(item, str):
                    rows[item] = row
                else:
                    lanes[item] = (*lanes[item], row)
        return rows, lanes

    def cuts(self) -> list[int]:
        """Return the columns after which a line may end: all that goes on comes from one node."""
        last = max(self.columns.values(), default=0)
        sources: list[set[str]] = [set() for _ in range(last)]
        for source, target in self.links:
            for column in range(self.columns[source], self.columns[target]):
                sources[column].add(source)
        return [
            column
            for column, crossing in enumerate(sources)
            if len(crossing) == 1 and self.columns[next(iter(crossing))] == column
        ]

    def blocks(self) -> list[list[str]]:
        """Return the nodes in order, those between two cuts together: branches, a shortcut."""
        last = len(self.members) - 1
        ends = [*(end for end in self.cuts() if end < last), last]
        firsts = [0, *(end + 1 for end in ends[:-1])]
        return [
            [id for ids in self.members[first : end + 1] for id in ids]
            for first, end in zip(firsts, ends, strict=True)
        ]

    # --- neighbours -----------------------------------------------------------

    def along(self, node: str, by: int) -> str:
        """Return the next node (1) or the one before (-1) along the links; an end stays."""
        ahead = 1 if by > 0 else 0
        linked = [link[ahead] for link in self.lanes if link[1 - ahead] == node]
        return self._nearest(node, linked)

    def beside(self, node: str, by: int) -> str:
        """Return the node below (1) or above (-1) in the same column; an end stays."""
        row = self.rows[node]
        others = [
            other
            for other, column in self.columns.items()
            if column == self.columns[node] and (self.rows[other] - row) * by > 0
        ]
        return self._nearest(node, others)

    def _nearest(self, node: str, others: Iterable[str]) -> str:
        return min(others, key=lambda o: abs(self.rows[o] - self.rows[node]), default=node)


def spread(wanted: dict[Item, float]) -> dict[Item, float]:
    """Return rows at least 1 apart, in order, about the same middle as those wanted."""
    rows: dict[Item, float] = {}
    for item, row in sorted(wanted.items(), key=lambda pair: pair[1]):
        rows[item] = max(row, max(rows.values(), default=row - 1) + 1)
    shift = fmean(wanted.values()) - fmean(rows.values()) if rows else 0.0
    return {item: row + shift for item, row in rows.items()}
