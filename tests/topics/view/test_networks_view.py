"""The networks topic as a learner works with it: layers, maps, values, changes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from explorer.core.paths import resource
from explorer.topics.networks.networks.view import main
from explorer.topics.networks.networks.view.panel import NetworkBox
from explorer.weights.store import MissingWeightsError
from tests.ui.desk import CAFE, PARK, Later, pixels

pytestmark = [pytest.mark.qt, pytest.mark.usefixtures("network")]


@pytest.fixture
def window(desk):
    desktop = desk(None)
    desktop.window.open_topic("networks")
    desktop.window.open_source(CAFE)
    return desktop.window


@pytest.fixture
def topic(window):
    return window.topic


@pytest.fixture
def digit(tmp_path):
    """The first test digit of MNIST, a seven, alone."""
    sheet = Image.open(resource("..", "tests", "nets", "digits.png")).convert("L")
    path = tmp_path / "seven.png"
    sheet.crop((0, 0, 28, 28)).resize((280, 280)).convert("RGB").save(path)
    return str(path)


def click(canvas, x: float, y: float, qtbot) -> None:
    point = canvas.mapping().point(x, y)
    place = QPoint(round(point.x()), round(point.y()))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)


def test_a_click_on_a_map_opens_its_channel(topic, qtbot):
    page = topic.pages["maps"]
    mosaic = topic.answer.result.mosaic
    left, top = mosaic.corner(mosaic.tile_of(40))
    click(page.mosaic.canvas, left + 20.5, top + 10.5, qtbot)
    result = topic.answer.result
    assert result.channel.number == 40 and result.place == (10, 20)
    value = float(result.run.plain["features.0"][40, 10, 20])
    assert f"{value:.4g}".replace("-", "−") in page.caption.text()
    assert topic.panel.channel.value() == 40


def test_a_click_on_the_large_map_looks_at_a_value(topic, qtbot):
    topic.set_view("value")
    click(topic.pages["value"].channel.canvas, 5.5, 7.5, qtbot)
    assert topic.answer.result.place == (7, 5)


def test_the_mosaic_has_the_colours_of_the_values(topic):
    canvas = topic.pages["maps"].mosaic.canvas
    shown = pixels(canvas.image)
    mosaic, maps = topic.answer.result.mosaic, topic.answer.result.maps
    left, top = mosaic.corner(mosaic.tile_of(3))
    tile = shown[top : top + 55, left : left + 55].astype(int)
    # Red where the value is high, blue where it is low.
    warm = tile[..., 0] - tile[..., 2]
    strong = np.abs(maps[3]) > mosaic.high / 3
    assert strong.sum() > 20
    assert np.array_equal(np.sign(warm[strong]), np.sign(maps[3][strong]))


def test_layers_and_channels_by_keys(topic, window, qtbot):
    window.activateWindow()
    topic.canvas.setFocus()
    topic.commands["next_layer"].trigger()
    assert topic.answer.result.layer.name == "features.1"
    topic.commands["last_layer"].trigger()
    topic.commands["last_layer"].trigger()
    assert topic.answer.result.layer.name == "features.0"
    number = topic.answer.result.channel.number
    topic.commands["next_channel"].trigger()
    assert topic.answer.result.channel.number == number + 1
    topic.commands["strongest"].trigger()
    assert topic.answer.result.channel.number == number
    row, column = topic.answer.result.place
    topic.commands["move_down"].trigger()
    assert topic.answer.result.place == (row + 1, column)


def test_the_architecture_opens_a_layer(topic, window, qtbot):
    topic.set_view("architecture")
    diagram = topic.pages["architecture"].diagram
    QApplication.processEvents()
    place = diagram.place("features.6").center().toPoint()
    qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=place)
    assert topic.pages["maps"].isVisible()
    assert topic.answer.result.layer.name == "features.6"
    assert "(entry 7 of features)" in topic.pages["maps"].caption.text()
    window.activateWindow()
    qtbot.keyClick(topic.pages["maps"].mosaic.canvas, Qt.Key.Key_Escape)
    assert diagram.isVisible() and diagram.chosen == "features.6"
    assert "13 × 13 × 384" in topic.pages["architecture"].caption.text()


def test_keys_choose_a_layer_of_the_architecture_and_enter_opens_it(topic, qtbot):
    topic.set_view("architecture")
    diagram = topic.pages["architecture"].diagram
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    assert topic.store.state.view == "architecture"
    assert topic.answer.result.layer.name == "features.2"
    qtbot.keyClick(diagram, Qt.Key.Key_Return)
    assert topic.pages["maps"].isVisible()
    topic.store.undo()
    assert diagram.isVisible()


def test_a_value_is_the_sum_of_its_parts(topic):
    topic.store.update(view="value", layer="features.3", channel=7, position=(4, 5))
    page, result = topic.pages["value"], topic.answer.result
    step = result.steps[0]
    sums = step.products.astype(float).sum(axis=(1, 2))
    largest = np.argsort(-np.abs(sums))[: len(page.parts.rows)]
    assert [row.value for row in page.parts.rows] == pytest.approx(list(sums[largest]))
    assert "1,600" in page.caption.text()
    shown = page.products.products.cells.values
    assert shown.sum() == pytest.approx(sums[largest[0]], rel=1e-5)


def test_a_large_window_tells_each_of_its_products(topic, qtbot):
    topic.store.update(view="value", layer="features.0", channel=7, position=(4, 5))
    page, run = topic.pages["value"], topic.answer.result.run
    total = page.products.total.text()
    assert total.startswith("Σ = ")
    grid = page.products.window_grid
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(grid, key)
    # Row 2, column 1 of an 11 x 11 window that begins at 4 · 4 − 2, 4 · 5 − 2.
    colour = page._order[0]
    value = float(run.prepared.data[0, colour, 16, 19])
    weight = float(run.opened.traced.modules["features.0"].weight[7, colour, 2, 1])
    said = page.products.total.text().replace("−", "-")
    assert said.startswith("Row 2, column 1")
    factors, product = said.split(": ")[1].split(" = ")
    assert [float(part) for part in factors.split(" × ")] == pytest.approx([value, weight], 0.01)
    assert float(product) == pytest.approx(value * weight, 0.01)
    assert page.products.products.cells.marks.current == (2, 1)
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    assert page.products.total.text() == total


def test_silencing_a_channel_is_a_step_of_undo(topic, window, digit):
    window.open_source(digit)
    topic.store.update(network="lenet5", layer="c1", channel=2)
    plain = [guess.probability for guess in topic.answer.result.top]
    assert topic.answer.result.top[0].label == "7"
    topic.commands["silence"].trigger()
    assert topic.store.state.silenced == ("c1:2",)
    assert float(topic.answer.result.run.recording["c1"][2].abs().max()) == 0
    assert topic.panel.top.bars.rows[0].before is not None
    topic.store.undo()
    assert [guess.probability for guess in topic.answer.result.top] == plain
    topic.commands["silence"].trigger()
    topic.commands["hear_all"].trigger()
    assert topic.store.state.silenced == ()


def test_a_pasted_filter_goes_into_the_first_layer(topic):
    before = topic.answer.result.maps[0].copy()
    assert topic.take_text("1 0 -1\n1 0 -1\n1 0 -1")
    assert topic.store.state.transplant == ((1, 0, -1),) * 3
    assert not np.allclose(topic.answer.result.maps[0], before)
    assert np.allclose(topic.answer.result.run.plain["features.0"][0], before)


def test_what_is_no_filter_is_refused_and_the_picture_stays(topic):
    answer = topic.answer
    topic.take_text("1 0\n2")
    assert not topic.problem.isHidden()
    assert topic.answer is answer


def test_grad_cam_without_classifier_says_so(topic):
    topic.set_view("cam")
    assert not topic.problem.isHidden()
    assert "classifier" in topic.problem.label.text()
    topic.set_view("maps")
    assert topic.problem.isHidden()


def test_grad_cam_explains_the_class_that_is_chosen(topic, window, digit, qtbot):
    window.open_source(digit)
    topic.store.update(network="lenet5", layer="act3", view="cam")
    result = topic.answer.result
    assert result.target == 7
    qtbot.mouseClick(topic.panel.top.bars, Qt.MouseButton.LeftButton, pos=QPoint(20, 30))
    assert topic.answer.result.target == result.top[1].index
    assert f"Class: {result.top[1].label}." in topic.pages["cam"].caption.text()


def test_what_one_network_saw_does_not_stay_under_the_name_of_another(topic):
    topic.store.update(network="lenet5", view="cam")
    page = topic.pages["cam"]
    assert page.isVisible()
    topic.store.update(network="alexnet")  # without classifier
    assert not topic.problem.isHidden() and not page.isVisible()
    assert topic.panel.layer.count() == 0 and topic.panel.top.isHidden()
    assert topic.numbers() is None
    topic.store.undo()
    assert topic.problem.isHidden() and page.isVisible()


def test_another_network_begins_with_its_first_layer(topic, qtbot):
    topic.store.update(layer="features.8", silenced=("features.0:1",))
    box = topic.panel.form.findChild(NetworkBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    assert topic.answer.result.opened.loaded.classifier.name == "lenet5"
    assert topic.answer.result.layer.name == "c1" and topic.store.state.silenced == ()
    topic.store.undo()
    assert topic.answer.result.layer.name == "features.8"


def test_fewer_channels_leave_the_strongest_chosen(topic):
    assert topic.answer.result.channel.number > 5
    topic.store.update(network="lenet5", layer="c1")  # 6 channels
    assert topic.store.state.channel == -1
    strongest = topic.answer.result.maps.max(axis=(1, 2)).argmax()
    assert topic.panel.channel.value() == topic.answer.result.channel.number == strongest


def test_it_says_that_a_network_is_being_opened(topic, monkeypatch):
    later = Later()
    monkeypatch.setattr(topic.services.inference, "submit", later.submit)
    topic.store.update(layer="features.3")
    assert not topic.slow.isActive()
    later.run()
    topic.store.update(network="lenet5", layer="")
    # Not at once: a network in memory would make it flicker.
    assert topic.slow.isActive() and topic.pages["maps"].isVisible()
    topic.slow.timeout.emit()
    assert topic.waiting.isVisible() and "is opened" in topic.waiting.label.text()
    assert topic.numbers() is None and topic.panel.top.isHidden()
    later.run()
    assert topic.pages["maps"].isVisible() and topic.numbers()["parameters"] == 61706
    topic.slow.timeout.emit()
    assert topic.pages["maps"].isVisible()


def test_the_numbers_are_awaited_while_a_network_is_at_work(topic, monkeypatch):
    assert not topic.pending
    later, told = Later(), []
    topic.answered.connect(lambda: told.append(topic.numbers()["parameters"]))
    monkeypatch.setattr(topic.services.inference, "submit", later.submit)
    topic.store.update(network="lenet5")
    assert topic.pending and not told
    later.run()
    assert not topic.pending and set(told) == {61706}


def test_two_networks_side_by_side(topic, digit, window):
    window.open_source(digit)
    topic.store.update(view="compare", second="lenet5")
    page = topic.pages["compare"]
    assert page.sides[1].top.bars.rows[0].text == "7"
    assert "AlexNet" in page.sides[0].text.text() and "LeNet-5" in page.sides[1].text.text()


def test_missing_weights_are_offered(topic, window, monkeypatch):
    def missing(name, model):
        raise MissingWeightsError("The weights are missing.", name="resnet18")

    monkeypatch.setattr(topic, "networks", main.Networks(missing))
    topic.store.update(network="resnet18")
    # Nothing of AlexNet stays under the name of another network.
    assert topic.answer is None
    assert topic.missing.isVisible() and "missing" in topic.missing.label.text()
    assert topic.panel.layer.count() == 0 and topic.panel.top.isHidden()
    assert topic.panel.channel.value() == 0
    # What the network looks like is known without weights.
    topic.set_view("architecture")
    page = topic.pages["architecture"]
    assert page.isVisible() and "11,689,512" in page.caption.text()
    assert "layer4.1.add" in page.diagram.graph.nodes
    topic.set_view("maps")
    topic.networks = main.Networks()
    topic.store.update(network="alexnet")
    assert topic.missing.isHidden() and topic.panel.layer.count() == 16


def test_another_picture_is_seen_at_once(topic, window):
    first = topic.answer.result.maps
    window.open_source(PARK)
    assert not np.allclose(topic.answer.result.maps, first)


def test_numbers_and_rows_for_export(topic):
    assert topic.numbers()["layer"] == "features.0"
    assert len(topic.table()) == 55 and len(topic.table()[0]) == 55
    topic.set_view("architecture")
    assert topic.table()[1][0] == "features.0"
    topic.set_view("value")
    titles, *products = topic.table()
    assert titles[-1] == "product" and len(products) == 3 * 11 * 11
    step = topic.answer.result.steps[0]
    total = sum(row[-1] for row in products) + step.numbers["bias"]
    assert total == pytest.approx(topic.answer.result.value, rel=1e-4)
    topic.set_view("filters")
    weights = topic.answer.result.opened.traced.modules["features.0"].weight
    for number, channel, row, column, weight in topic.table()[1:]:
        assert weight == float(weights[number, channel, row, column])
    topic.set_view("compare")
    assert topic.table()[1][0] == "AlexNet" and len(topic.table()) == 1 + 1 + 5
    assert topic.table()[2][2] == topic.answer.second.result.top[0].probability
    assert topic.picture().width() > 800


def test_a_digit_drawn_by_hand_is_read(topic, window, qtbot):
    topic.store.update(network="lenet5", layer="c1")
    topic.commands["draw"].trigger()
    canvas = topic.sketch.canvas
    assert not canvas.isHidden()
    QApplication.processEvents()
    # A one: a single stroke from top to bottom.
    point = [canvas.mapping().point(56, y).toPoint() for y in (20, 38, 56, 74, 92)]
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=point[0])
    for place in point[1:]:
        qtbot.mouseMove(canvas, place)
        QApplication.sendEvent(
            canvas,
            QMouseEvent(
                QEvent.Type.MouseMove,
                QPointF(place),
                canvas.mapToGlobal(QPointF(place)),
                Qt.MouseButton.NoButton,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            ),
        )
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=point[-1])
    assert topic.answer.result.top[0].label == "1"
    assert topic.answer.result.run.prepared.inverted
    window.open_source(CAFE)
    assert canvas.isHidden()


def test_a_key_within_a_stroke_leaves_the_stroke(topic, qtbot):
    topic.store.update(network="lenet5", layer="c1")
    topic.commands["draw"].trigger()
    canvas = topic.sketch.canvas
    QApplication.processEvents()
    qtbot.mousePress(
        canvas, Qt.MouseButton.LeftButton, pos=canvas.mapping().point(56, 56).toPoint()
    )
    topic.commands["next_channel"].trigger()
    assert np.array_equal(topic.answer.asked.frame.pixels[..., 0], canvas.levels)
    assert canvas.levels.min() == 0


def test_weights_of_ones_own_are_recognised(topic, tmp_path, monkeypatch):
    from explorer.nets.lenet5 import LeNet5

    own = LeNet5()
    path = tmp_path / "own.pth"
    torch.save(own.state_dict(), path)
    monkeypatch.setattr(main, "ask_open", lambda *_: str(path))
    topic.commands["model"].trigger()
    result = topic.answer.result
    assert result.opened.loaded.classifier.name == "lenet5"
    weights = result.opened.traced.modules["c1"].weight
    assert torch.equal(weights, own.c1.weight)


def test_a_pickle_is_not_run(topic, tmp_path, monkeypatch):
    path = tmp_path / "evil.pth"
    torch.save({"model": print}, path)
    monkeypatch.setattr(main, "ask_open", lambda *_: str(path))
    answer = topic.answer
    topic.commands["model"].trigger()
    assert not topic.problem.isHidden() and topic.answer is answer
    assert "evil.pth" in topic.problem.label.text()
