"""Bad networks and odd pictures in the window: a sentence, and what was there stays."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PIL import Image

from explorer.topics.networks.networks.state import VIEWS
from explorer.topics.networks.networks.view import main
from tests.nets.bad_files import BAD, mark, onnx_file, saved
from tests.ui.desk import CAFE

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture
def window(desk):
    desktop = desk(None)
    desktop.window.open_topic("networks")
    desktop.window.open_source(CAFE)
    return desktop.window


@pytest.fixture
def topic(window):
    window.topic.store.update(network="lenet5", view="maps")
    return window.topic


@pytest.fixture
def choose(topic, monkeypatch):
    """Open a file as the menu does."""

    def call(path):
        monkeypatch.setattr(main, "ask_open", lambda *_: str(path))
        topic.commands["model"].trigger()

    return call


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_leaves_the_last_good_picture(topic, choose, tmp_path, name):
    write, words = BAD[name]
    path = tmp_path / name
    write(path)
    answer, state = topic.answer, topic.store.state
    image = topic.pages["maps"].mosaic.canvas.image
    choose(path)
    assert topic.problem.isVisible()
    assert re.search(words, topic.problem.label.text())
    assert topic.answer is answer and topic.store.state == state
    assert topic.pages["maps"].mosaic.canvas.image is image
    assert not mark(path).exists()
    # The work goes on, and the sentence goes.
    topic.commands["next_layer"].trigger()
    assert topic.answer.result.layer.name != answer.result.layer.name
    assert topic.problem.isHidden()


@pytest.mark.parametrize("name", ["text.onnx", "cut.pt", "none.pt", "two.pt", "other.pt"])
def test_a_session_with_a_bad_file_can_be_left(topic, tmp_path, name):
    write, words = BAD[name]
    write(tmp_path / name)
    topic.store.update(model=str(tmp_path / name))
    assert re.search(words, topic.problem.label.text())
    topic.store.update(network="alexnet", model="", layer="")
    assert topic.problem.isHidden()
    assert topic.answer.result.opened.loaded.classifier.name == "alexnet"


def test_a_good_file_after_a_bad_one(topic, choose, tmp_path):
    BAD["cut.pt"][0](tmp_path / "cut.pt")
    choose(tmp_path / "cut.pt")
    saved()(tmp_path / "good.pt")
    choose(tmp_path / "good.pt")
    assert topic.problem.isHidden()
    assert topic.store.state.model == str(tmp_path / "good.pt")


def test_a_file_that_goes_away_while_it_is_open(topic, choose, tmp_path):
    saved()(tmp_path / "good.pt")
    choose(tmp_path / "good.pt")
    (tmp_path / "good.pt").unlink()
    # The network is in memory.
    topic.commands["next_layer"].trigger()
    assert topic.problem.isHidden()
    topic.networks = main.Networks()
    topic.answer = None
    topic.refresh()
    assert "does not exist" in topic.problem.label.text()


NOT_A_NUMBER = [
    ("Conv", ["x", "w"], ["c"], {}),
    ("Log", ["c"], ["l"], {}),
    ("GlobalAveragePool", ["l"], ["g"], {}),
    ("Flatten", ["g"], ["y"], {}),
]


@pytest.mark.parametrize("view", VIEWS)
def test_a_model_that_gives_no_numbers_is_drawn(topic, choose, tmp_path, view):
    # Edges, light to dark and dark to light: each channel is negative somewhere.
    edges = np.tile(np.float32([[-1, 0, 1]]), (2, 3, 3, 1))
    edges[1] *= -1
    onnx_file(NOT_A_NUMBER, stored={"w": edges})(tmp_path / "log.onnx")
    choose(tmp_path / "log.onnx")
    for name in ("c", "l", "g", "y"):
        topic.store.update(view=view, layer=name)
        topic.grab()
        # Not every layer has what these two show.
        assert topic.problem.isHidden() or view in ("cam", "ideas")
    topic.store.update(view="maps", layer="y")
    assert np.isnan(topic.answer.result.maps).all()
    numbers = topic.numbers()
    assert numbers["value"] is None
    assert [guess["probability"] for guess in numbers["top5"]] == [None, None]


SIZES = {"a pixel": (1, 1), "wide": (20_000, 1), "high": (1, 20_000), "a strip": (20_000, 40)}


@pytest.mark.parametrize("network", ["lenet5", "alexnet"])
@pytest.mark.parametrize("size", SIZES)
def test_pictures_of_one_and_of_many_pixels(window, topic, tmp_path, size, network):
    path = tmp_path / "odd.png"
    Image.new("RGB", SIZES[size], (200, 90, 30)).save(path)
    window.open_source(str(path))
    topic.store.update(network=network, layer="")
    for view in VIEWS:
        topic.store.update(view=view)
        topic.grab()
        # The bundled weights of AlexNet have no classifier.
        assert topic.problem.isHidden() or (view, network) == ("cam", "alexnet")
        assert topic.answer.asked.frame.pixels.shape[:2] == SIZES[size][::-1]
