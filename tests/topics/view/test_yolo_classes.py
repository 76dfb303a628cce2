"""The class filter, the input size, and what is said where they leave nothing."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from explorer.core.i18n import set_language
from explorer.topics.detection.yolo.view.caption import why_empty
from explorer.topics.detection.yolo.view.latency import LatencyBar
from explorer.ui.colours import CATEGORIES
from tests.nets.test_onnx import COUNT, NAMES, one_box, save
from tests.ui.desk import CAFE, pixels, told, view

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


@pytest.fixture
def desktop(desk):
    return desk(CAFE)


@pytest.fixture
def topic(desktop):
    return view(desktop)


# --- what is hidden ---------------------------------------------------------


@pytest.mark.parametrize("mode", ["boxes", "raw"])
def test_it_is_said_what_the_filter_hides(topic, mode) -> None:
    topic.set_view(mode)
    predictions = topic.result.predictions
    above = predictions.scores > 0.25
    cup = predictions.labels == predictions.names.index("cup")
    topic.store.update(classes=("cup",))
    said = topic.panel.caption.text()
    assert f"{above.sum()} of {len(above)} raw boxes score above" in said
    assert f"hides {(above & ~cup).sum()} of them" in said
    topic.store.update(classes=())
    assert "filter" not in topic.panel.caption.text()


def test_a_filter_that_leaves_nothing_is_named_as_the_reason(topic) -> None:
    topic.set_view("numbers")
    above = int((topic.result.predictions.scores > 0.25).sum())
    topic.store.update(classes=("zebra",))
    hides = f"The class filter hides all boxes above the threshold ({above})."
    assert why_empty(topic.result) == hides
    assert hides in topic.numbers_panel.text.text()
    topic.store.update(score_threshold=1.0)
    assert why_empty(topic.result) == "No box scores above the threshold."


def test_a_class_that_the_network_does_not_know_is_told(desktop, topic) -> None:
    topic.store.update(classes=("zebraa",))
    assert told(desktop) == "The network knows no class zebraa."
    assert why_empty(topic.result) == "The network knows no class zebraa."
    desktop.window.bar.dismiss.click()
    topic.controls.score.slider.setValue(40)
    assert told(desktop) == ""
    topic.controls.classes.everything.click()
    assert len(topic.result.detections) > 0


# --- the list of classes ----------------------------------------------------


def open_list(topic):
    names = topic.controls.classes
    names.menu().popup(QPoint(0, 0))
    QApplication.processEvents()
    return names


def shown(names) -> list[str]:
    rows = range(names.list.count())
    return [names.list.item(row).text() for row in rows if not names.list.item(row).isHidden()]


def test_a_search_ends_with_the_list(topic, qtbot) -> None:
    names = open_list(topic)
    qtbot.keyClicks(names.search, "cup")
    assert shown(names) == ["cup"]
    names.menu().close()
    names = open_list(topic)
    assert names.search.text() == "" and len(shown(names)) == 80
    names.menu().close()


def test_a_search_goes_on_in_another_language(topic, qtbot) -> None:
    names = open_list(topic)
    qtbot.keyClicks(names.search, "cup")
    set_language("ko")
    topic.retranslate()
    assert len(shown(names)) == 1 and re.fullmatch("[가-힣]+", shown(names)[0])
    names.menu().close()


@pytest.mark.parametrize("place", [0.01, 0.5])
def test_a_click_anywhere_in_a_row_ticks_it(topic, qtbot, place) -> None:
    names = open_list(topic)
    box = names.list.visualItemRect(names.list.item(0))
    at = QPoint(box.left() + max(8, round(place * box.width())), box.center().y())
    for ticked in (("person",), ()):
        qtbot.mouseClick(names.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert topic.store.state.classes == ticked
    qtbot.keyClick(names.list, Qt.Key.Key_Space)
    assert topic.store.state.classes == ("person",)
    names.menu().close()


# --- input sizes ------------------------------------------------------------


def test_a_network_of_one_input_size_shows_it(desktop, topic, tmp_path) -> None:
    table = one_box(np.zeros((3 * COUNT, 7)), 16, [32, 32, 20, 10, 0.9, 0.1, 0.8])
    topic.store.update(model=save(tmp_path / "five.onnx", table, **NAMES))
    size = topic.controls.size
    assert size.currentText() == "64 × 64" and not size.isEnabled()
    assert "fixes the size" in size.toolTip()
    topic.store.undo()
    assert size.currentText() == "416 × 416" and size.isEnabled()


def test_a_size_that_the_network_has_not_shows_the_one_it_runs_at(topic) -> None:
    topic.store.update(input_size=1280)
    assert topic.result.predictions.input_size == (640, 640)
    assert topic.controls.size.currentText() == "640 × 640"


# --- times ------------------------------------------------------------------


@pytest.mark.parametrize("width", [400, 714, 1200])
@pytest.mark.parametrize("note", ["", "Recording: frame 1234"])
def test_the_legend_of_the_times_is_there_at_any_width(qtbot, width, note) -> None:
    bar = LatencyBar()
    qtbot.addWidget(bar)
    bar.add(dict.fromkeys(bar.milliseconds, 0.0123))
    bar.set_note(note)
    bar.resize(width, bar.heightForWidth(width))
    below = pixels(bar.grab().toImage())[12:]
    for colour in CATEGORIES[:5]:
        # A swatch of 8 by 8.
        wanted = [colour.red(), colour.green(), colour.blue()]
        assert (below == wanted).all(axis=2).sum() == 64
