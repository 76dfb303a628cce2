"""What the networks brought, as a learner works with it: chosen, switched, drawn again."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox

from explorer.core.paths import resource
from explorer.nets.opened import open_network
from explorer.topics.networks.networks.view import main
from explorer.topics.networks.networks.view.panel import NetworkBox
from tests.nets.own_files import classifier, save
from tests.ui.desk import CAFE, PARK, pixels
from tests.ui.media import video

pytestmark = [pytest.mark.qt, pytest.mark.usefixtures("network")]
THREE = str(resource("samples", "drawn", "three.png"))


@pytest.fixture
def window(desk):
    desktop = desk(None)
    desktop.window.open_topic("networks")
    desktop.window.open_source(CAFE)
    desktop.window.topic.set_view("ideas")
    QApplication.processEvents()
    return desktop.window


@pytest.fixture
def topic(window):
    return window.topic


@pytest.fixture
def page(topic):
    return topic.pages["ideas"]


def choose(page, text, qtbot):
    """Click the idea whose name begins with a text."""
    (item,) = page.list.findItems(text, Qt.MatchFlag.MatchStartsWith)
    place = page.list.visualItemRect(item).center()
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def tick(page, row, column, qtbot):
    """Click a switch: row 0 is the open layer, row 1 all layers of the idea."""
    QApplication.processEvents()
    box = page.switches.boxes[row][column]
    assert box.isVisible() and box.isEnabled()
    # In the box itself: the rest of the widget may be wider than what can be clicked.
    place = QPoint(box.height() // 2, box.height() // 2)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=place)


def test_a_click_on_an_idea_opens_its_layer(topic, page, qtbot):
    assert page.isVisible() and page.list.count() == 4
    choose(page, "Split", qtbot)
    assert topic.answer.result.layer.name == "features.3"
    assert topic.answer.result.brought.idea == "two_gpus"
    # As long as the open layer has the next idea too, it stays open.
    topic.store.amend(layer="features.4")
    choose(page, "Activation", qtbot)
    assert topic.answer.result.layer.name == "features.4"
    assert "Activation function (ReLU: AlexNet, 2012)" in page.heading.text()


def test_keys_choose_ideas_and_places(topic, page, qtbot):
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert topic.answer.result.brought.idea == "lrn"
    assert topic.answer.result.layer.name == "features.1"
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert topic.answer.result.layer.name == "features.4"
    assert page.table.currentRow() == 1
    box = page.switches.boxes[0][0]
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert topic.store.state.switched == ("features.4:lrn",)


def test_a_click_on_a_row_opens_the_place(topic, page, qtbot):
    choose(page, "Split", qtbot)
    item = page.table.item(2, 1)
    place = page.table.visualItemRect(item).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert topic.answer.result.layer.name == "features.10"
    assert page.table.item(2, 1).text() == f"{256 * 256 * 9:,}"
    assert page.table.item(2, 2).text() == f"{256 * 256 * 9 // 2:,}"


def test_a_switch_changes_the_map_and_is_a_step_of_undo(topic, page, qtbot):
    choose(page, "Local response", qtbot)
    before, after = page.panes
    assert "Nothing is changed" in page.caption.text() and not after.isEnabled()
    tick(page, 0, 0, qtbot)
    assert topic.store.state.switched == ("features.1:lrn",)
    assert after.isEnabled() and "before" in before.title.text()
    result = topic.answer.result
    number = result.channel.number
    # The network as it is, and with the change; both maps are of the channel looked at.
    for pane, recording in ((before, result.run.plain), (after, result.run.recording)):
        assert pane.scale.scale.most == float(recording["features.1"][number].max())
    assert after.scale.scale.most < 0.8 * before.scale.scale.most
    assert f"{result.brought.change:.1%}" in page.caption.text()
    assert "●" in page.list.currentItem().text() and "●" in page.table.item(0, 0).text()
    topic.store.undo()
    assert topic.store.state.switched == () and not page.switches.boxes[0][0].isChecked()


def test_all_layers_at_once(topic, page, qtbot):
    sigmoid, tanh = range(2)
    assert [box.text() for box in page.switches.boxes[1][:3]] == ["sigmoid", "tanh", "ReLU"]
    # The network has ReLU: there is no switch for that.
    assert not page.switches.boxes[1][2].isVisible()
    tick(page, 1, sigmoid, qtbot)
    assert len(topic.store.state.switched) == 5
    assert page.switches.boxes[0][sigmoid].isChecked()
    tick(page, 0, tanh, qtbot)
    # Another function in one layer: no longer in all of them.
    assert not page.switches.boxes[1][sigmoid].isChecked()
    assert "features.1:tanh" in topic.store.state.switched
    assert len(topic.store.state.switched) == 5
    topic.commands["hear_all"].trigger()
    assert topic.store.state.switched == ()
    assert topic.answer.result.run.recording is topic.answer.result.run.plain


def test_classes_before_and_after(topic, page, window, qtbot):
    window.open_source(THREE)
    topic.store.update(network="lenet5", layer="", idea="")
    before, after = page.bars
    tick(page, 1, 0, qtbot)
    result = topic.answer.result
    assert [row.text for row in before.rows] == [guess.label for guess in result.top_before]
    assert [row.value for row in after.rows] == [guess.probability for guess in result.top]
    assert before.rows[0].text == "3" and after.rows[0].value < before.rows[0].value
    assert topic.panel.top.bars.rows[0].before is not None
    rows = {row["layer"]: row for row in result.brought.rows}
    assert page.table.item(0, 1).text() == f"{rows['act1']['sigmoid']:.4g}"
    assert f"sigmoid {rows['act1']['sigmoid'] / rows['act6']['sigmoid']:.4g}" in page.caption.text()


def test_dropout_is_drawn_again(topic, page, qtbot):
    choose(page, "Dropout", qtbot)
    tick(page, 0, 0, qtbot)
    shown, dropped = pixels(page.panes[1].canvas.image), page.table.item(0, 3).text()
    qtbot.mouseClick(page.switches.draw, Qt.MouseButton.LeftButton)
    assert topic.store.state.seed == 1
    assert not np.array_equal(pixels(page.panes[1].canvas.image), shown)
    assert page.table.item(0, 3).text() != dropped
    row = topic.answer.result.brought.rows[0]
    assert page.table.item(0, 3).text() == f"{row['dropped']:,}"
    topic.store.undo()
    assert np.array_equal(pixels(page.panes[1].canvas.image), shown)


def test_switches_stay_for_the_next_picture_and_go_with_the_network(topic, page, window, qtbot):
    tick(page, 0, 0, qtbot)
    window.open_source(PARK)
    assert topic.answer.result.brought.change > 0
    box = topic.panel.form.findChild(NetworkBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    assert topic.answer.result.opened.loaded.classifier.name == "lenet5"
    assert topic.store.state.switched == () and topic.problem.isHidden()


def test_what_does_not_fit_is_said_and_the_picture_stays(topic):
    answer = topic.answer
    topic.change(switched=("features.0:lrn",))
    assert not topic.problem.isHidden() and "features.0" in topic.problem.label.text()
    assert topic.answer is answer


def test_a_layer_elsewhere_has_no_switch_of_its_own(topic, page, qtbot):
    choose(page, "Split", qtbot)
    topic.store.amend(layer="features.0")
    assert not page.switches.boxes[0][0].isEnabled() and page.switches.boxes[1][0].isEnabled()
    assert page.table.currentRow() == -1


def test_a_model_of_ones_own_and_one_without_ideas(topic, page, tmp_path, qtbot):
    topic.store.update(model=classifier(tmp_path / "a.onnx"), layer="", idea="")
    choose(page, "Shortcut", qtbot)
    tick(page, 0, 0, qtbot)
    assert topic.store.state.switched == ("s:cut",)
    choose(page, "Global average", qtbot)
    assert "50" in page.table.item(0, 2).text()  # 4 weights and a bias for ten classes
    assert not page.switches.isVisible()
    plain = save(tmp_path / "plain.onnx", [("Abs", ["x"], ["y"], {})], (1, 3, 32, 32))
    topic.store.update(model=plain, layer="", idea="", switched=())
    assert "none of the ideas" in topic.problem.label.text()


def test_all_fits_into_a_small_window(topic, page, window, qtbot):
    window.resize(980, 600)
    QApplication.processEvents()
    assert window.width() == 980
    for button in topic.modes.buttons.values():
        assert button.width() >= button.sizeHint().width()
        assert topic.modes.rect().contains(button.geometry())
    assert page.caption.geometry().bottom() <= page.height()
    assert page.table.height() >= page.table.minimumSizeHint().height()
    window.set_language("ko")
    QApplication.processEvents()
    for button in topic.modes.buttons.values():
        assert topic.modes.rect().contains(button.geometry())


def test_a_video_flows_on_while_something_is_switched(topic, page, window, tmp_path, qtbot):
    topic.store.update(network="lenet5", switched=("act1:sigmoid",))
    window.open_source(video(tmp_path / "pan.avi", frames=4))
    qtbot.waitUntil(lambda: topic.flow.frame.index == 3)
    assert topic.answer.result.run.frame is topic.flow.frame
    assert topic.answer.result.brought.change > 0
    maps = page.panes[1].scale.scale.most
    assert maps == pytest.approx(float(topic.answer.result.channel.values.max()))


def test_complete_weights_have_no_layer_where_the_others_ended(topic, page, monkeypatch, qtbot):
    choose(page, "Dropout", qtbot)
    tick(page, 0, 0, qtbot)
    assert topic.store.state.switched == ("classifier:training",)
    # Any network without a layer of that name.
    complete = main.Networks(lambda _name, _model: open_network("lenet5"))
    monkeypatch.setattr(topic, "_networks", lambda: complete)
    topic._complete()
    assert topic.store.state.switched == () and topic.store.state.layer == ""


def test_every_switch_has_a_name(page, window):
    for widget in page.findChildren(QAbstractButton):
        if widget.isVisible() and not widget.objectName().startswith("qt_"):
            assert widget.accessibleName() or widget.text(), widget
    names = [box.accessibleName() for box in page.findChildren(QCheckBox) if box.isVisible()]
    assert len(set(names)) == len(names) == 4
