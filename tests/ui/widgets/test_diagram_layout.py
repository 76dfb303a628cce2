"""Where a network's parts lie, by its links alone."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.ui.widgets.diagram_boxes import volume
from explorer.ui.widgets.diagram_graph import Graph, Node
from explorer.ui.widgets.diagram_layout import layout

SHAPE = (28, 28, 64)
MODULE = [
    ("in", "a"),
    ("in", "b"),
    ("b", "b2"),
    ("in", "c"),
    ("c", "c2"),
    ("in", "d"),
    ("d", "d2"),
    ("a", "out"),
    ("b2", "out"),
    ("c2", "out"),
    ("d2", "out"),
]
BLOCK = [("in", "1"), ("1", "2"), ("2", "add"), ("in", "add")]


def graph(links, shapes=None):
    ids = dict.fromkeys(id for link in links for id in link)
    shapes = shapes or {}
    nodes = [Node(id, id, "28 × 28 × 64", shapes.get(id, SHAPE), "#0072b2") for id in ids]
    return Graph(nodes, links)


def chain(count):
    return [(str(n), str(n + 1)) for n in range(count - 1)]


def width(text):
    return 6.0 * len(text)


def overlap(one, other):
    (x, y, w, h), (u, v, p, q) = one.bounds, other.bounds
    return x < u + p and u < x + w and y < v + q and v < y + h


def test_the_column_is_the_longest_way_from_the_input():
    columns = graph(MODULE).columns
    assert columns == dict(
        zip(
            ("in", "a", "b", "b2", "c", "c2", "d", "d2", "out"),
            (0, 1, 1, 2, 1, 2, 1, 2, 3),
            strict=True,
        )
    )


def test_branches_lie_symmetrically_about_what_they_part_and_join():
    rows = graph(MODULE).rows
    assert [rows[id] for id in ("a", "b", "c", "d")] == [-1.5, -0.5, 0.5, 1.5]
    assert [rows[id] for id in ("b2", "c2", "d2")] == [-0.5, 0.5, 1.5]
    assert rows["in"] == rows["out"] == 0


def test_a_link_beside_a_longer_way_is_a_shortcut():
    assert graph(BLOCK).shortcuts == {("in", "add")}
    assert graph(MODULE).shortcuts == frozenset()
    # With a projection on it, it is a branch.
    projected = [*BLOCK[:3], ("in", "p"), ("p", "add")]
    assert graph(projected).shortcuts == frozenset()


def test_a_shortcut_is_an_arc_over_what_it_skips():
    placed = layout(graph(BLOCK), 10.0, width)
    (arc,) = [wire for wire in placed.wires if wire.peak is not None]
    assert arc.link == ("in", "add")
    assert all(arc.peak < placed.boxes[id].top for id in ("in", "1", "2", "add"))
    assert arc.points == (placed.boxes["in"].peak, placed.boxes["add"].peak)


def test_a_long_link_runs_through_no_volume_and_no_text():
    placed = layout(graph(MODULE), 1.5, width)
    (wire,) = [wire for wire in placed.wires if wire.link == ("a", "out")]
    others = [placed.boxes[id] for id in ("b", "c", "d", "b2", "c2", "d2")]
    for one, other in pairwise(wire.points):
        for box in others:
            left, top, wide, high = box.bounds
            beside = other.x <= left or one.x >= left + wide
            level = one.y == other.y and not top < one.y < top + high
            assert beside or level, (box.node.id, one, other)


def test_a_chain_wraps_into_lines_where_the_room_is_high():
    long = graph(chain(24))
    assert layout(long, 100.0, width).lines == 1
    placed = layout(long, 1.5, width)
    assert placed.lines > 2
    # As even as can be: no line is left with a node or two.
    tops = [box.middle.y for box in placed.boxes.values()]
    counts = [tops.count(top) for top in dict.fromkeys(tops)]
    assert len(counts) == placed.lines and min(counts) >= max(counts) - 2
    # The room is filled better than by one line.
    assert 0.8 < placed.width / placed.height < 3
    turns = [wire for wire in placed.wires if wire.link is None]
    assert len(turns) == placed.lines - 1


def test_lines_end_only_where_one_node_goes_on():
    # Not between the branches of a module, nor under a shortcut.
    assert graph(MODULE).cuts() == [0]
    assert graph(BLOCK).cuts() == [0]
    assert graph([*BLOCK, ("add", "3"), ("3", "4")]).cuts() == [0, 3, 4]


def test_keys_find_neighbours():
    module = graph(MODULE)
    assert module.along("in", 1) == "b"
    assert module.along("b", 1) == "b2"
    assert module.along("a", 1) == "out"
    assert module.along("out", 1) == "out"
    assert module.along("c", -1) == module.along("in", -1) == "in"
    assert [module.beside("b", by) for by in (-1, 1)] == ["a", "c"]
    assert module.beside("a", -1) == "a"
    # The arc is no way to walk: one goes through the block.
    assert graph(BLOCK).along("add", -1) == "2"


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_volumes_grow_with_each_side_gently(axis):
    sizes = []
    for side in (1, 7, 28, 112, 512):
        shape = [14, 14, 14]
        shape[axis] = side
        sizes.append(volume(tuple(shape)))
    part = (1, 0, 2)[axis]
    grown = [size[part] for size in sizes]
    assert grown == sorted(grown) and len(set(grown)) == len(grown)
    assert grown[-1] < 60 * grown[0]
    others = {tuple(value for place, value in enumerate(size) if place != part) for size in sizes}
    assert len(others) == 1


def test_a_list_stands_upright():
    short, long = volume((10,)), volume((4096,))
    assert long[1] > short[1] > short[0] == long[0]


@st.composite
def networks(draw):
    """Any network: each node but the first follows from up to three of those before."""
    count = draw(st.integers(1, 14))
    links = []
    for node in range(1, count):
        before = draw(st.sets(st.integers(max(0, node - 5), node - 1), min_size=1, max_size=3))
        links += [(str(other), str(node)) for other in sorted(before)]
    ids = [str(number) for number in range(count)]
    sides = st.sampled_from([1, 7, 28, 224])
    shapes = [draw(st.tuples(sides, sides, st.sampled_from([3, 64, 2048]))) for _ in ids]
    nodes = [
        Node(id, id, "detail", shape, "#0072b2") for id, shape in zip(ids, shapes, strict=True)
    ]
    return Graph(nodes, links)


@settings(max_examples=150, deadline=None)
@given(networks(), st.floats(0.2, 5))
def test_nothing_lies_on_anything_else_nor_outside(network, ratio):
    placed = layout(network, ratio, width)
    for one, other in combinations(placed.boxes.values(), 2):
        assert not overlap(one, other)
    for box in placed.boxes.values():
        left, top, wide, high = box.bounds
        assert left >= -1e-6 and top >= -1e-6
        assert left + wide <= placed.width + 1e-6 and top + high <= placed.height + 1e-6
    # Each link is drawn once, and arrives.
    assert sorted(wire.link for wire in placed.wires if wire.link) == sorted(network.links)
    for wire in placed.wires:
        if wire.link:
            target = placed.boxes[wire.link[1]]
            assert wire.points[-1] in (target.entry, target.peak)
