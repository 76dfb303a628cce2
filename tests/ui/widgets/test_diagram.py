"""The diagram as a user works with it: mouse, wheel and keys in a real window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from explorer.ui.widgets.cells import CURRENT
from explorer.ui.widgets.diagram import Diagram
from explorer.ui.widgets.diagram_graph import Graph, Node
from explorer.ui.widgets.diagram_layout import layout
from explorer.ui.widgets.diagram_names import names
from tests.ui.desk import pixels

pytestmark = [
    pytest.mark.qt,
    # The offscreen platform says so when a tooltip opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

BLUE, GREEN = "#0072b2", "#009e73"


def node(id, shape=(28, 28, 64), colour=BLUE, tip=""):
    return Node(id, f"layer {id}", " × ".join(map(str, shape)), shape, colour, tip)


FORK = [node("in"), node("a", tip="8 parameters"), node("b"), node("out", colour=GREEN)]
LINKS = [("in", "a"), ("in", "b"), ("a", "out"), ("b", "out")]


@pytest.fixture
def diagram(qtbot):
    widget = Diagram()
    qtbot.addWidget(widget)
    widget.resize(600, 300)
    widget.show_network(FORK, LINKS)
    widget.show()
    widget.setFocus()
    qtbot.waitExposed(widget)
    return widget


def middle(diagram, id) -> QPoint:
    return diagram.place(id).center().toPoint()


def wheel(diagram, at: QPointF, notches: int) -> None:
    event = QWheelEvent(
        at,
        diagram.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(diagram, event)


def colours(diagram) -> set[tuple[int, ...]]:
    return {tuple(colour) for colour in pixels(diagram.grab().toImage()).reshape(-1, 3)}


def rgb(colour: QColor) -> tuple[int, ...]:
    return colour.red(), colour.green(), colour.blue()


def test_all_of_it_is_seen_at_first(diagram) -> None:
    assert all(diagram.rect().contains(diagram.place(n.id).toRect()) for n in FORK)
    picture = pixels(diagram.grab().toImage())
    for entry in FORK:
        at = diagram.place(entry.id)
        face = picture[round(at.top() + at.height() * 0.35), round(at.center().x() - 4)]
        assert tuple(face) == rgb(QColor(entry.colour))


def test_a_click_picks_and_frames_a_node(qtbot, diagram) -> None:
    assert rgb(CURRENT) not in colours(diagram)
    with qtbot.waitSignal(diagram.picked) as picked:
        qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=middle(diagram, "b"))
    assert picked.args == ["b"]
    assert rgb(CURRENT) in colours(diagram)
    assert diagram.accessibleDescription() == "layer b\n28 × 28 × 64"
    with qtbot.assertNotEmitted(diagram.picked):
        qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))


def test_the_arrow_keys_walk_along_links_and_between_branches(qtbot, diagram) -> None:
    seen = []
    diagram.picked.connect(seen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(diagram, key)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(diagram, key)
    # Ends stay, and are not reported again.
    assert seen == ["in", "a", "b", "out", "a", "in"]


def test_a_click_or_enter_opens_a_node_the_arrow_keys_do_not(qtbot, diagram) -> None:
    opened = []
    diagram.opened.connect(opened.append)
    qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=middle(diagram, "b"))
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    qtbot.keyClick(diagram, Qt.Key.Key_Return)
    assert opened == ["b", "out"]


def test_branches_that_are_too_small_for_texts_are_named_together(diagram) -> None:
    named = [
        Node("in", "Input", "9 × 9 × 1", (9, 9, 1), BLUE, name="in"),
        Node("a", "Layer a", "9 × 9 × 1", (9, 9, 1), BLUE, name="block.1.a"),
        Node("b", "Layer b", "9 × 9 × 1", (9, 9, 1), BLUE, name="block.1.b.0"),
        Node("out", "Sum", "9 × 9 × 2", (9, 9, 2), GREEN, name="block.1.sum"),
    ]
    graph = Graph(named, LINKS)
    assert graph.blocks() == [["in"], ["a", "b", "out"]]
    placed = layout(graph, 2.0, lambda text: 6.0 * len(text))
    assert [name.texts for name in names(graph, placed)] == [
        ("in  9 × 9 × 1", "in"),
        ("block.1  9 × 9 × 2", "block.1"),
    ]
    diagram.show_network([replace(n, name="") for n in named], LINKS)
    diagram.resize(230, 80)
    nameless = pixels(diagram.grab().toImage())
    diagram.show_network(named, LINKS)
    assert diagram.view[0] < 0.6
    assert not np.array_equal(pixels(diagram.grab().toImage()), nameless)


def test_the_wheel_zooms_about_the_pointer(diagram) -> None:
    at = QPointF(middle(diagram, "a"))
    before = diagram.view[0]
    wheel(diagram, at, 3)
    assert diagram.view[0] == pytest.approx(before * 1.25**3)
    assert (QPointF(middle(diagram, "a")) - at).manhattanLength() < 2
    wheel(diagram, at, -9)
    # Not smaller than the whole.
    assert diagram.view[0] == pytest.approx(before)


def test_keys_zoom_move_and_show_all_again(qtbot, diagram) -> None:
    whole = diagram.view
    for _ in range(4):
        qtbot.keyClick(diagram, Qt.Key.Key_Plus)
    zoomed, place = diagram.view[0], diagram.place("in").x()
    assert zoomed > 2 * whole[0]
    qtbot.keyClick(diagram, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert diagram.place("in").x() > place
    qtbot.keyClick(diagram, Qt.Key.Key_Minus)
    assert diagram.view[0] < zoomed
    qtbot.keyClick(diagram, Qt.Key.Key_0)
    assert diagram.view == whole


def test_a_drag_moves_and_picks_nothing(qtbot, diagram) -> None:
    diagram.zoom_by(3)
    start, before = middle(diagram, "b"), diagram.place("b").topLeft()
    with qtbot.assertNotEmitted(diagram.picked):
        qtbot.mousePress(diagram, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(diagram, start + QPoint(-20, -30))
        qtbot.mouseMove(diagram, start + QPoint(-40, -60))
        qtbot.mouseRelease(diagram, Qt.MouseButton.LeftButton, pos=start + QPoint(-40, -60))
    assert diagram.place("b").topLeft() - before == QPointF(-40, -60)
    qtbot.mouseDClick(diagram, Qt.MouseButton.LeftButton, pos=start)
    assert all(diagram.rect().contains(diagram.place(n.id).toRect()) for n in FORK)


def test_it_cannot_be_moved_out_of_sight(qtbot, diagram) -> None:
    diagram.zoom_by(3)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        for _ in range(60):
            qtbot.keyClick(diagram, key, Qt.KeyboardModifier.ControlModifier)
    assert any(diagram.place(n.id).intersects(diagram.rect().toRectF()) for n in FORK)


def test_the_node_walked_to_comes_into_sight(qtbot, diagram) -> None:
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    for _ in range(6):
        qtbot.keyClick(diagram, Qt.Key.Key_Plus)
    for _ in range(2):
        qtbot.keyClick(diagram, Qt.Key.Key_Right)
    assert diagram.chosen == "out"
    assert diagram.rect().contains(middle(diagram, "out"))


def test_texts_appear_where_they_can_be_read(qtbot, diagram) -> None:
    def dark() -> int:
        """Pixels in the colour of the titles."""
        ink = rgb(diagram.palette().windowText().color())
        return int((pixels(diagram.grab().toImage()) == ink).all(axis=-1).sum())

    assert dark() > 0
    diagram.resize(170, 80)
    assert dark() == 0


def test_the_pointer_is_told_what_lies_under_it(diagram) -> None:
    at = middle(diagram, "a")
    QApplication.sendEvent(
        diagram, QHelpEvent(QHelpEvent.Type.ToolTip, at, diagram.mapToGlobal(at))
    )
    assert QToolTip.text() == "layer a\n28 × 28 × 64\n8 parameters"
    QToolTip.hideText()


def test_other_numbers_keep_the_view_another_network_does_not(diagram) -> None:
    diagram.choose("a")
    diagram.zoom_by(3)
    zoom = diagram.view[0]
    diagram.show_network([node(n.id, (28, 28, 65), n.colour) for n in FORK], LINKS)
    assert (diagram.chosen, diagram.view[0]) == ("a", zoom)
    assert "28 × 28 × 65" in diagram.accessibleDescription()
    diagram.show_network(FORK[:2], LINKS[:1])
    assert diagram.chosen is None and diagram.view[0] < zoom
    assert diagram.accessibleDescription() == ""
