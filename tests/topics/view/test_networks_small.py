"""The topics of classic networks in the smallest window: nothing is cut off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from explorer.core.paths import resource
from explorer.topics.networks.inception.state import VIEWS
from tests.ui.desk import CAFE

pytestmark = [pytest.mark.qt, pytest.mark.usefixtures("network")]

THREE = str(resource("samples", "drawn", "three.png"))


@pytest.fixture
def window(desk):
    window = desk(None).window
    window.resize(980, 600)
    return window


def opened(window, name: str, source: str, **state):
    window.open_topic(name)
    if source:
        window.open_source(source)
    window.topic.store.update(**state)
    for _ in range(3):
        QApplication.processEvents()
    return window.topic


def test_the_classes_are_in_sight(window):
    topic = opened(window, "networks", THREE, network="lenet5", layer="c1")
    bars = topic.panel.top.bars
    area = topic.panel.parentWidget()
    bottom = bars.mapTo(area, QPoint(0, bars.height())).y()
    assert bars.height() >= bars.minimumSizeHint().height()
    assert bottom <= area.height()
    # Where there is room the picture is larger.
    small = topic.picture_pane.height()
    window.resize(1280, 900)
    QApplication.processEvents()
    assert topic.picture_pane.height() > small + 80


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", ["residual", "inception"])
def test_the_names_of_the_views_are_whole(window, name, language):
    topic = opened(window, name, "")
    window.set_language(language)
    for view in VIEWS if name == "inception" else ("block", "training", "cut"):
        topic.store.update(**({"view": view} if view not in ("cut", "activations") else {}))
        QApplication.processEvents()
        modes = topic.board.modes
        for button in modes.buttons.values():
            assert button.width() >= button.sizeHint().width()
            assert modes.rect().contains(button.geometry())


def test_no_number_of_the_ideas_is_cut_off(window):
    topic = opened(window, "networks", CAFE, view="ideas", idea="lrn", layer="features.1")
    table = topic.pages["ideas"].table
    for idea, layer in (("lrn", "features.1"), ("dropout", ""), ("two_gpus", "features.3")):
        topic.store.update(idea=idea, layer=layer)
        QApplication.processEvents()
        for column in range(table.columnCount()):
            needed = table.sizeHintForColumn(column)
            title = table.horizontalHeader().sectionSizeHint(column)
            assert table.columnWidth(column) >= max(needed, title), (idea, column)


def test_the_weights_of_grad_cam_do_not_lie_on_their_bars(window):
    topic = opened(window, "networks", THREE, network="lenet5", layer="act3", view="cam")
    bars = topic.pages["cam"].weights
    metrics = bars.fontMetrics()
    texts = max(metrics.horizontalAdvance(row.text) for row in bars.rows)
    numbers = max(metrics.horizontalAdvance(row.number) for row in bars.rows)
    assert texts + numbers + 40 <= bars.width()


def test_the_architecture_is_enlarged_about_the_open_layer(window):
    topic = opened(window, "networks", CAFE, view="architecture", layer="features.10")
    page = topic.pages["architecture"]
    diagram = page.diagram
    before, small = diagram.view[0], diagram.place(diagram.chosen)
    topic.commands["zoom_in"].trigger()
    assert diagram.view[0] > before
    assert diagram.place(diagram.chosen).width() > small.width()
    for _ in range(5):
        topic.commands["zoom_in"].trigger()
    assert diagram.rect().intersects(diagram.place(diagram.chosen).toRect())
    topic.commands["zoom_fit"].trigger()
    assert diagram.view[0] == before
    # Elsewhere pictures are enlarged.
    topic.store.update(view="maps")
    topic.commands["zoom_in"].trigger()
    assert diagram.view[0] == before
