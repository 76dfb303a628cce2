"""SFace in the window: an embedding in place of classes, and pictures without a face."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.core.paths import resource
from explorer.topics.networks.networks.view.panel import NetworkBox
from explorer.vision.cv import cv2
from tests.ui.desk import CAFE, pixels

pytestmark = [pytest.mark.qt, pytest.mark.usefixtures("network")]
CAT, ROOM = (str(resource("samples", name)) for name in ("cat.jpg", "living_room.jpg"))


@pytest.fixture
def window(desk):
    desktop = desk(None)
    desktop.window.open_topic("networks")
    desktop.window.open_source(ROOM)
    return desktop.window


@pytest.fixture
def topic(window):
    window.topic.store.update(network="sface")
    return window.topic


def cosine(topic) -> float:
    found = topic.answer.result.embedding
    a, b = found.before.astype(float), found.values.astype(float)
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_it_is_in_the_list_of_networks(window, qtbot):
    topic = window.topic
    box = topic.panel.form.findChild(NetworkBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    result = topic.answer.result
    assert result.opened.loaded.classifier.title == "SFace"
    assert result.layer.name == "first.conv"
    top = topic.panel.top
    assert top.vector.isVisible() and not top.bars.isVisible()
    np.testing.assert_allclose(top.vector.values, result.embedding.values)
    assert top.heading.text() == "Embedding: 128 numbers"
    assert "no classes but an embedding" in top.note.text()
    assert topic.panel.complete.isHidden()
    topic.store.undo()
    assert not top.vector.isVisible()


def test_a_bar_opens_its_number(topic, qtbot):
    bars = topic.panel.top.vector
    place = QPoint(round((77 + 0.5) * bars.width() / 128), 20)
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=place)
    result = topic.answer.result
    assert (result.layer.name, result.channel.number) == ("dense_norm", 77)
    assert result.value == pytest.approx(float(result.embedding.values[77]))
    assert bars.chosen == 77
    qtbot.keyClick(bars, Qt.Key.Key_Right)
    assert topic.answer.result.channel.number == 78
    assert bars.accessibleDescription().startswith("Number 78: ")
    topic.store.update(layer="first.conv", channel=-1)
    assert bars.chosen is None
    qtbot.keyClick(bars, Qt.Key.Key_Left)
    assert topic.answer.result.channel.number == 0


def test_silencing_shows_how_far_the_embedding_moves(topic):
    topic.store.update(layer="first.prelu", channel=30)
    topic.commands["silence"].trigger()
    top = topic.panel.top
    assert top.heading.text() == "Embedding: 128 numbers; the lines: before the change"
    np.testing.assert_allclose(top.vector.before, topic.answer.result.embedding.before)
    assert f"{cosine(topic):.4f}" in top.note.text()
    assert cosine(topic) < 0.999
    topic.store.undo()
    assert top.vector.before is None and "Cosine" not in top.note.text()


def test_a_pasted_filter_moves_it_too(topic):
    assert topic.take_text("0 0 0\n0 1 0\n0 0 0")
    assert f"{cosine(topic):.4f}" in topic.panel.top.note.text()


def test_the_face_is_what_the_value_lies_on(topic):
    topic.store.update(view="value", layer="blocks.2.depthwise.prelu", channel=5)
    page, result = topic.pages["value"], topic.answer.result
    np.testing.assert_array_equal(pixels(page.field.canvas.image), result.run.prepared.warp.pixels)
    # The largest part of the sum has the number of the channel that the filter sees.
    assert [row.text for row in page.parts.rows] == ["Channel 5"]
    # The whole picture stays beside it, with the face framed.
    assert pixels(topic.canvas.image).shape == result.run.frame.pixels.shape
    shown = pixels(topic.canvas.render_picture()).astype(int)
    changed = np.abs(shown - result.run.frame.pixels).sum(axis=2) > 60
    rows, columns = np.nonzero(changed)
    x1, y1, x2, y2 = result.run.prepared.area
    assert (columns.min(), rows.min()) == pytest.approx((x1, y1), abs=6)
    assert (columns.max(), rows.max()) == pytest.approx((x2, y2), abs=6)


def test_all_filters_of_a_depthwise_convolution_are_shown_and_one_is_picked(topic, qtbot):
    topic.store.update(view="filters", layer="blocks.0.depthwise.conv")
    page, tiles = topic.pages["filters"], topic.answer.filters
    assert tiles.count == 32 and "Filter weights" in page.filters.title.text()
    left, top = tiles.corner(21)
    point = page.filters.canvas.mapping().point(left + 1.5, top + 1.5).toPoint()
    qtbot.mouseClick(page.filters.canvas, Qt.MouseButton.LeftButton, pos=point)
    assert topic.answer.result.channel.number == 21
    # As many slices as filters, but slices of one filter: none of them is picked.
    topic.store.update(layer="blocks.2.pointwise.conv", channel=4)
    assert topic.answer.filters.count == 128 == topic.answer.result.shape[0]
    assert "Filter 4" in page.filters.title.text()
    qtbot.mouseClick(page.filters.canvas, Qt.MouseButton.LeftButton, pos=point)
    assert topic.answer.result.channel.number == 4


def test_the_architecture_has_every_convolution(topic):
    topic.set_view("architecture")
    page = topic.pages["architecture"]
    assert "9,642,880 parameters here, 9,642,880 in all" in page.caption.text()
    nodes = page.diagram.graph.nodes
    assert len(nodes) == 1 + 27 + 1
    assert nodes["blocks.0.depthwise.conv"].title == "Depthwise convolution 3 × 3"


def test_grad_cam_says_that_there_is_no_class(topic):
    topic.set_view("cam")
    assert "SFace has none" in topic.problem.label.text()
    topic.set_view("maps")
    assert topic.problem.isHidden() and topic.pages["maps"].isVisible()


def test_beside_a_network_with_classes(topic):
    topic.store.update(view="compare", second="lenet5")
    first, second = topic.pages["compare"].sides
    assert first.top.vector.isVisible() and not first.top.bars.isVisible()
    assert second.top.bars.isVisible() and not second.top.vector.isVisible()
    assert topic.table()[1] == ["SFace", 0, float(topic.answer.result.embedding.values[0])]


def test_without_a_face_nothing_else_is_looked_at(topic, window, qtbot):
    window.open_source(CAT)
    card = topic.faceless
    assert card.isVisible() and "No face was found" in card.label.text()
    # Nothing of the last picture stays, and what the network is can still be seen.
    assert topic.answer is None and topic.numbers() is None and topic.table() == []
    assert topic.panel.layer.count() == 0 and topic.panel.top.isHidden()
    assert pixels(topic.canvas.image).shape == (600, 800, 3)
    topic.set_view("architecture")
    page = topic.pages["architecture"]
    assert page.isVisible() and "No face was found" in page.caption.text()
    assert "blocks.0.depthwise.conv" in page.diagram.graph.nodes
    topic.set_view("maps")
    window.set_language("ko")
    assert "얼굴을 찾지 못했습니다" in card.label.text()
    window.set_language("en")
    card.sample.setFocus()
    qtbot.keyClick(card.sample, Qt.Key.Key_Space)
    assert topic.pages["maps"].isVisible() and topic.answer.result.embedding
    topic.store.undo()
    assert card.isVisible()
    topic.store.update(network="alexnet")
    assert topic.pages["maps"].isVisible() and topic.panel.layer.count() == 16


def test_a_video_goes_on_while_there_is_no_face(topic, window, tmp_path, qtbot):
    cafe, cat = cv2.imread(CAFE), cv2.imread(CAT)
    path = str(tmp_path / "visit.avi")
    writer = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"MJPG"), 10, (480, 720))
    for picture in (cafe, cafe, cat, cat, cafe, cafe):
        writer.write(cv2.resize(picture, (480, 720)))
    writer.release()
    seen = []
    take = topic._take
    topic._take = lambda found: (take(found), seen.append(topic.answer is not None))[0]
    window.open_source(path)
    qtbot.waitUntil(lambda: len(seen) >= 6)
    assert seen[:6] == [True, True, False, False, True, True]
    assert topic.pages["maps"].isVisible()
