"""What every live topic gets: several canvases, and rest while another topic is in front."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QHBoxLayout

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.jobs import SyncRunner
from explorer.core.settings import Settings
from explorer.core.store import Store
from explorer.sources import camera
from explorer.sources.still import StepReader
from explorer.topics import Topic
from explorer.ui.live_view import LiveView
from explorer.ui.services import Services
from explorer.ui.window import Window
from tests.sources.fakes import FakeCapture
from tests.ui.desk import CAFE, PARK, Later, pixels

pytestmark = pytest.mark.qt


@dataclass(frozen=True)
class State:
    image: str = fields.text("", label="Picture")


class Negative(LiveView):
    """All that a topic needs: the picture beside its negative."""

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        self.negative = self.add_canvas()
        row = QHBoxLayout(self)
        for widget in (self.canvas, self.negative, self.timeline):
            row.addWidget(widget)
        self.indices: list[int] = []
        self.fails: list[Exception] = []
        self.retranslate()

    def show_frame(self, frame) -> None:
        def work(_token):
            if self.fails:
                raise self.fails.pop()
            return 255 - frame.pixels

        def show(negative) -> None:
            self.canvas.show_picture(frame.pixels)
            self.negative.show_picture(negative)
            self.indices.append(frame.index)
            self.shown(frame)

        self.flow.submit(work, show)


TOPICS = tuple(Topic(name, "Object detection", "Live detection", "detect", "") for name in "ab")


class Desk:
    """A window with two live topics."""

    def __init__(self, inference: Any = None) -> None:
        self.told: list[str] = []
        self.states = {topic.id: Store(State()) for topic in TOPICS}
        services = Services(
            inference=inference or SyncRunner(),
            io=SyncRunner(),
            post=lambda function: function(),
            reader=StepReader,
            settings=Store(Settings()),
            notify=lambda message, **_: self.told.append(str(message)),
        )
        self.window = Window(
            TOPICS, services, lambda name: Negative(self.states[name], services), None
        )
        self.window.resize(1280, 800)

    def open(self, name: str, image: str | None = None) -> Negative:
        if image is not None:
            self.states[name].update(image=image)
        self.window.open_topic(name)
        topic = self.window.topic
        assert isinstance(topic, Negative)
        return topic


@pytest.fixture
def desks(qtbot):
    made: list[Desk] = []

    def make(*, shown: bool = False, **options) -> Desk:
        made.append(Desk(**options))
        if shown:
            made[-1].window.show()
        return made[-1]

    yield make
    for desk in made:
        desk.window.close()
        shiboken6.delete(desk.window)


@pytest.fixture
def shop(monkeypatch) -> list[FakeCapture]:
    """Every opened capture of the one camera, which only one can have at a time."""
    made: list[FakeCapture] = []

    class Scripted(camera.CameraSource):
        def __init__(self, index: int) -> None:
            super().__init__(index, factory=factory, wait=lambda _: False)

    def factory(_index: int) -> FakeCapture:
        taken = any(capture.opened and not capture.released for capture in made)
        pictures = [np.full((48, 64, 3), value, np.uint8) for value in range(100)]
        made.append(FakeCapture(pictures, opened=not taken))
        return made[-1]

    monkeypatch.setattr(camera, "CameraSource", Scripted)
    return made


def in_use(captures: list[FakeCapture]) -> int:
    return sum(capture.opened and not capture.released for capture in captures)


def spin(times: int = 20) -> None:
    for _ in range(times):
        QApplication.processEvents()


# --- several canvases -------------------------------------------------------


def test_input_and_result_side_by_side(desks) -> None:
    desk = desks()
    topic = desk.open("a", PARK)
    shown, negative = pixels(topic.canvas.image), pixels(topic.negative.image)
    np.testing.assert_array_equal(negative, 255 - shown)
    assert "park.jpg" in desk.window.windowTitle()
    topic.zoom(1)
    assert topic.canvas.mapping().scale == topic.negative.mapping().scale
    topic.open_source(CAFE)
    assert "cafe.jpg" in desk.window.windowTitle()


def test_one_frame_a_paint_however_many_canvases(desks, qtbot) -> None:
    topic = desks(shown=True).open("a", "")
    painted: dict[Any, list[int]] = {canvas: [] for canvas in topic.canvases}
    for canvas, seen in painted.items():
        canvas.painted.connect(lambda _seconds, seen=seen: seen.append(topic.indices[-1]))
    qtbot.waitUntil(lambda: len(topic.indices) >= 10)
    assert topic.indices == list(range(len(topic.indices)))
    for seen in painted.values():
        # Each frame was on each canvas; the next may have come before it was said.
        assert len(seen) >= len(topic.indices) - 2


def test_the_next_frame_waits_for_every_canvas_that_can_be_seen(desks) -> None:
    topic = desks(shown=True).open("a", "")
    spin(3)
    before = len(topic.indices)
    topic.negative.show_picture(np.zeros((4, 4, 3), np.uint8))
    topic.canvas.painted.emit(0.001)
    assert len(topic.indices) == before
    topic.negative.hide()
    topic.canvas.painted.emit(0.001)
    assert len(topic.indices) == before + 1
    spin()
    assert len(topic.indices) > before + 2


# --- failures ---------------------------------------------------------------


def test_a_frame_that_could_not_be_computed_is_tried_again(desks) -> None:
    desk = desks()
    topic = desk.open("a", PARK)
    topic.fails = [UserError("Not today.")]
    topic.open_source(CAFE)
    assert desk.told == ["Not today."]
    topic.try_again()
    assert "cafe.jpg" in desk.window.windowTitle()


def test_a_source_that_fails_gives_way_to_the_one_that_worked(desks, tmp_path) -> None:
    desk = desks()
    topic = desk.open("a", PARK)
    topic.open_source(str(tmp_path / "gone.jpg"))
    assert "does not exist" in desk.told[0]
    assert topic.store.state.image == PARK
    # Nothing has worked at all: it stays named, and can be tried again.
    gone = str(tmp_path / "gone.jpg")
    topic = desk.open("b", gone)
    assert topic.store.state.image == gone
    shutil.copy(CAFE, gone)
    topic.try_again()
    assert topic.indices == [0]


def test_broken_pictures_of_a_folder_do_not_bar_the_way(desks, tmp_path) -> None:
    for name in ("2.jpg", "5.jpg"):
        shutil.copy(CAFE, tmp_path / name)
    for name in ("1.jpg", "3.jpg", "4.jpg", "6.jpg"):
        (tmp_path / name).write_text("broken")
    desk = desks()
    topic = desk.open("a", str(tmp_path))
    shown = []
    for command in ("previous", "next", "next", "previous"):
        desk.told.clear()
        topic.commands[command].trigger()
        shown.append((topic.flow.frame.name, desk.told[-1]))
    begin = "Skipped, because they cannot be read: "
    assert shown == [
        ("2.jpg", begin + "1.jpg."),
        ("5.jpg", begin + "3.jpg, 4.jpg."),
        ("5.jpg", begin + "6.jpg."),
        ("2.jpg", begin + "4.jpg, 3.jpg."),
    ]


# --- another topic in front -------------------------------------------------


def test_a_reel_rests_while_another_topic_is_in_front(desks, qtbot) -> None:
    desk = desks(shown=True)
    topic = desk.open("a", "")
    qtbot.waitUntil(lambda: len(topic.indices) >= 3)
    desk.open("b", PARK)
    assert "park.jpg" in desk.window.windowTitle()
    seen = list(topic.indices)
    reads = topic.flow.source._next
    spin(50)
    desk.window._tick()
    assert topic.indices == seen and topic.flow.source._next == reads
    assert "park.jpg" in desk.window.windowTitle()
    assert desk.open("a") is topic
    assert "Demo reel" in desk.window.windowTitle()
    qtbot.waitUntil(lambda: len(topic.indices) >= len(seen) + 3)
    # It goes on where it stood.
    assert topic.indices == list(range(len(topic.indices)))


def test_the_topic_in_front_is_not_left_when_it_is_opened_again(desks) -> None:
    desk = desks()
    topic = desk.open("a", "")
    desk.open("a")
    assert not topic.flow.resting
    topic.canvas.painted.emit(0.001)
    assert topic.indices == [0, 1]


def test_a_frozen_reel_stays_frozen(desks) -> None:
    desk = desks()
    topic = desk.open("a", "")
    topic.commands["freeze"].trigger()
    desk.open("b", PARK)
    desk.open("a")
    topic.canvas.painted.emit(0.001)
    assert topic.commands["freeze"].isChecked() and topic.indices == [0]
    topic.commands["freeze"].trigger()
    assert topic.indices == [0, 1]


def test_topics_hand_the_camera_to_each_other(desks, shop) -> None:
    desk = desks()
    first = desk.open("a", "camera:0")
    for name in "baba":
        desk.open(name, "camera:0")
        assert in_use(shop) == 1
    assert desk.told == []
    assert desk.open("a") is first
    before = len(first.indices)
    first.canvas.painted.emit(0.001)
    assert len(first.indices) == before + 1
    desk.open("b", PARK)
    assert in_use(shop) == 0


def test_a_frozen_camera_is_let_go_of_and_its_picture_stays(desks, shop) -> None:
    desk = desks()
    topic = desk.open("a", "camera:0")
    topic.commands["freeze"].trigger()
    held = topic.picture()
    desk.open("b", PARK)
    assert in_use(shop) == 0
    desk.open("a")
    assert in_use(shop) == 0
    assert topic.commands["freeze"].isChecked() and topic.picture() == held
    topic.commands["freeze"].trigger()
    assert in_use(shop) == 1
    assert not topic.commands["freeze"].isChecked()


def test_a_camera_taken_by_another_program_meanwhile_is_told(desks, shop) -> None:
    desk = desks()
    topic = desk.open("a", "camera:0")
    held = topic.picture()
    desk.open("b", PARK)
    other = FakeCapture([])
    shop.append(other)
    desk.open("a")
    assert "Camera 0 cannot be opened." in desk.told[0]
    assert topic.store.state.image == "camera:0" and topic.picture() == held
    other.release()
    topic.try_again()
    assert in_use(shop) == 1


def test_a_session_opens_no_camera_behind_the_scenes(desks, shop) -> None:
    desk = desks()
    topic = desk.open("a", PARK)
    desk.open("b", CAFE)
    desk.states["a"].update(image="camera:0")
    assert in_use(shop) == 0
    desk.open("a")
    assert in_use(shop) == 1
    assert topic.flow.spec == "camera:0"


def test_a_picture_that_is_ready_late_takes_no_title_away(desks) -> None:
    inference = Later()
    desk = desks(inference=inference)
    desk.open("b", CAFE)
    inference.run()
    topic = desk.open("a", PARK)
    desk.open("b")
    inference.run()
    assert topic.indices == [0]
    assert "cafe.jpg" in desk.window.windowTitle()
    desk.open("a")
    topic.canvas.painted.emit(0.001)
    assert "park.jpg" in desk.window.windowTitle()


def test_what_was_skipped_is_said_once_and_wipes_no_error(desks, tmp_path) -> None:
    shutil.copy(CAFE, tmp_path / "2.jpg")
    (tmp_path / "1.jpg").write_text("broken")
    desk = desks()
    topic = desk.open("a", str(tmp_path))
    assert "1.jpg" in desk.told[-1]
    topic.refresh()
    topic.open_source(str(tmp_path / "gone.jpg"))
    assert "gone.jpg does not exist" in desk.told[-1]
