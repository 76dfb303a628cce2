"""Keys that come faster than the answers of the worker."""

from __future__ import annotations

import pytest

from explorer.sources.still import StepReader
from tests.ui.desk import CAFE, PARK, Later

pytestmark = [pytest.mark.qt, pytest.mark.usefixtures("network")]


@pytest.fixture
def topic(desk, monkeypatch):
    """Answers come when the test says so; `later` of the topic runs them."""
    desktop = desk(None)
    desktop.window.open_topic("networks")
    desktop.window.open_source(CAFE)
    topic = desktop.window.topic
    topic.later = Later()
    monkeypatch.setattr(topic.services.inference, "submit", topic.later.submit)
    return topic


def press(topic, *names: str) -> None:
    for name in names:
        topic.commands[name].trigger()


def settle(topic) -> None:
    while topic.later.waiting:
        topic.later.run()


def test_channels_are_counted_from_the_last_key(topic):
    first = topic.answer.result.channel.number
    press(topic, *["next_channel"] * 5, "last_channel")
    settle(topic)
    assert topic.answer.result.channel.number == first + 4


def test_no_channel_is_asked_for_that_the_next_layer_has_not(topic):
    topic.store.update(layer="features.3", channel=190)
    settle(topic)
    press(topic, *["last_layer"] * 3, "next_channel", "silence", "move_down")
    settle(topic)
    assert topic.problem.isHidden()
    assert topic.answer.result.layer.name == "features.0"
    assert topic.store.state.silenced == ()
    press(topic, "next_channel")
    settle(topic)
    assert topic.problem.isHidden()


def test_no_layer_of_the_last_network_is_asked_for(topic):
    topic.store.update(network="lenet5", layer="")
    press(topic, "next_layer", "next_channel")
    settle(topic)
    assert topic.problem.isHidden()
    assert topic.answer.result.layer.name == "c1"
    press(topic, *["next_layer"] * 2)
    settle(topic)
    assert topic.answer.result.layer.name == "s2"


def test_a_key_held_down_moves_on_with_every_repeat(topic):
    topic.store.update(position=(3, 3), channel=7)
    settle(topic)
    press(topic, *["move_right"] * 4, "move_down")
    settle(topic)
    assert topic.answer.result.place == (4, 7)
    press(topic, *["move_left"] * 100)
    settle(topic)
    assert topic.answer.result.place == (4, 0)


def test_the_channel_of_the_last_key_is_silenced(topic):
    press(topic, "strongest")
    settle(topic)
    first = topic.answer.result.channel.number
    press(topic, "next_channel", "silence")
    settle(topic)
    assert topic.store.state.silenced == (f"features.0:{first + 1}",)
    assert topic.answer.result.channel.number == first + 1
    assert not topic.answer.result.maps[first + 1].any()


def test_a_picture_that_is_taken_back_before_it_is_there(topic, monkeypatch):
    class Slow(StepReader):
        def request(self) -> None:
            """Give no picture yet."""

    press(topic, "next_channel")
    settle(topic)
    number = topic.answer.result.channel.number
    monkeypatch.setattr(topic.flow, "_make_reader", Slow)
    topic.store.update(image=PARK, channel=number + 1)
    topic.store.update(view="value")
    topic.store.undo()
    topic.store.undo()
    settle(topic)
    assert topic.store.state.image == CAFE and not topic.pending
    assert topic.answer.asked.state == topic.store.state
    assert topic.panel.channel.value() == number
