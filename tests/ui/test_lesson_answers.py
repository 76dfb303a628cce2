"""What a lesson asks is told nowhere before it is revealed, and what the text speaks of is seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from explorer.core import lessons

pytestmark = [pytest.mark.qt, pytest.mark.usefixtures("network")]

# The first step that asks for it; widgets of the topic that tell it, and that tell it not.
STEPS = [
    ("residual", "block.z1.0", "board.block.z1", "board.block.first"),
    ("residual", "block.output", "board.block.output", "board.block.z2"),
    ("residual", "weight_decay.left", "board.block.first", "board.block.player"),
    ("residual", "weight_decay.left", "board.block.second", "board.block.diagram"),
    ("residual", "block.shortcut", "board.block.projected", "board.block.projection"),
    ("residual", "block.shortcut", "board.block.shortcut", "board.block.z2_again"),
    ("inception", "pixel.z.0", "board.pixel.z", "board.pixel.weights"),
    ("inception", "parameters", "board.pixel.sharing", "board.pixel.weights"),
    ("inception", "module_shape.2", "board.module.numbers.viewport", "panel"),
    ("networks", "layer_shape", "pages.filters.caption", "pages.filters.filters"),
    ("networks", "layer_shape", "pages.architecture.diagram", "picture_pane"),
    ("networks", "layer_shape", "pages.maps.mosaic.title", "pages.maps.mosaic.canvas"),
    ("networks", "parameters", "pages.architecture.caption", "panel.top.bars"),
    ("networks", "parameters", "pages.compare.sides.0.text", "pages.maps.mosaic.canvas"),
    ("networks", "numbers.0.left", "pages.ideas.table.viewport", "pages.ideas.panes.0"),
]


def part(topic: QWidget, path: str) -> QWidget:
    found = topic
    for name in path.split("."):
        if isinstance(found, dict):
            found = found[name]
        elif isinstance(found, tuple):
            found = found[int(name)]
        else:
            found = getattr(found, name)
    return found() if path.endswith("viewport") else found


def is_blurred(widget: QWidget | None) -> bool:
    return widget is not None and bool(widget.graphicsEffect() or is_blurred(widget.parentWidget()))


@pytest.mark.parametrize(("name", "asked", "tells", "stays"), STEPS)
def test_only_what_tells_the_answer_is_blurred(qtbot, desk, name, asked, tells, stays) -> None:
    window = desk(None).window
    window.open_topic(name)
    lesson = window.lesson
    steps = [step.answer for step in lessons.load(name)]
    for _ in range(steps.index(asked) + 1):
        qtbot.mouseClick(lesson.forth, Qt.MouseButton.LeftButton)
    assert lesson.step.answer == asked
    assert is_blurred(part(window.topic, tells))
    assert not is_blurred(part(window.topic, stays))
    qtbot.mouseClick(lesson.reveal, Qt.MouseButton.LeftButton)
    assert not is_blurred(part(window.topic, tells))


@pytest.mark.parametrize("name", ["networks", "residual", "inception"])
def test_the_last_step_keeps_the_focus_in_the_lesson(qtbot, desk, name) -> None:
    window = desk(None).window
    window.activateWindow()
    window.open_topic(name)
    lesson = window.lesson
    lesson._places[name] = len(lessons.load(name)) - 2
    lesson.refresh()
    lesson.forth.setFocus()
    qtbot.keyClick(lesson.forth, Qt.Key.Key_Space)
    assert not lesson.forth.isEnabled()
    assert QApplication.focusWidget() is lesson.back
