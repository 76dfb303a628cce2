"""A stream through a computation: the newest wins, and nothing piles up."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.core.jobs import SyncRunner, ThreadRunner
from explorer.sources import flow as flows
from explorer.sources.base import Source, StalledError
from explorer.sources.camera import CameraSource
from explorer.sources.flow import Flow
from explorer.sources.still import StepReader
from tests.sources.fakes import SOON, FakeCapture, FakeSource, Loop


class Work:
    """A computation that waits where asked to; its result is the number of the frame."""

    def __init__(self) -> None:
        self.runs = 0
        self.entered = threading.Semaphore(0)
        self.gate = threading.Semaphore(0)
        self.free = False
        self.raises: list[Exception] = []

    def __call__(self, index: int) -> int:
        self.runs += 1
        self.entered.release()
        if not self.free:
            assert self.gate.acquire(timeout=SOON)
        if self.raises:
            raise self.raises.pop(0)
        return index


class Listener:
    flow: Flow

    def __init__(self, work: Work) -> None:
        self.work = work
        self.shown: list[int] = []
        self.errors: list[BaseException] = []
        self.opens: list[str] = []
        self.ends = 0

    def opened(self, spec) -> None:
        self.opens.append(spec)

    def arrived(self, frame) -> None:
        self.flow.submit(lambda _token: self.work(frame.index), self.shown.append)

    def failed(self, error) -> None:
        self.errors.append(error)

    def ended(self) -> None:
        self.ends += 1


@pytest.fixture
def sources(monkeypatch) -> dict[str, Source]:
    """What can be opened."""
    found: dict[str, Source] = {}

    def open_source(spec: str) -> Source:
        if spec not in found:
            raise UserError("{path} does not exist.", path=spec)
        return found[spec]

    monkeypatch.setattr(flows, "open_source", open_source)
    return found


@pytest.fixture
def stream(sources):
    """A flow with real threads over sources that the test controls."""
    loop, work = Loop(), Work()
    listener = Listener(work)
    runner = ThreadRunner("inference", loop.calls.put)
    flow = listener.flow = Flow(runner, loop.calls.put, listener)
    used: list[FakeSource] = []

    def add(spec: str, **options) -> FakeSource:
        sources[spec] = source = FakeSource(**options)
        used.append(source)
        return source

    yield SimpleNamespace(
        flow=flow, listener=listener, work=work, loop=loop, add=add, runner=runner
    )
    work.free = True
    for source in used:
        source.free = True
        source.allow(10)
    work.gate.release(10)
    flow.halt()
    assert runner.close(SOON)


@pytest.fixture
def still(sources):
    """A flow without threads."""
    work = Work()
    work.free = True
    listener = Listener(work)
    listener.flow = Flow(SyncRunner(), lambda function: function(), listener, reader=StepReader)
    return SimpleNamespace(flow=listener.flow, listener=listener)


def entered(work: Work) -> None:
    assert work.entered.acquire(timeout=SOON)


def reading(source: FakeSource, count: int = 1) -> None:
    """Return when the source was asked for ``count`` more frames."""
    for _ in range(count):
        assert source.reading.acquire(timeout=SOON)


def shows(stream, count: int) -> None:
    stream.loop.until(lambda: len(stream.listener.shown) == count)


def test_frames_that_come_while_it_is_busy_are_dropped(stream) -> None:
    source = stream.add("a")
    stream.flow.open("a")
    source.allow(1)
    stream.loop.until(lambda: stream.flow.busy)
    entered(stream.work)
    # Frame 0 is being computed; a hundred more come.
    source.allow(100)
    reading(source, 102)
    assert stream.loop.calls.qsize() == 0
    assert len(stream.runner._waiting) == 0
    stream.work.gate.release()
    shows(stream, 1)
    stream.flow.request()
    stream.loop.until(lambda: stream.flow.busy)
    entered(stream.work)
    stream.work.gate.release()
    shows(stream, 2)
    assert stream.listener.shown == [0, 100]
    assert stream.work.runs == 2


def test_nothing_runs_until_the_last_frame_is_painted(stream) -> None:
    source = stream.add("a")
    stream.work.free = True
    stream.flow.open("a")
    source.allow(50)
    shows(stream, 1)
    reading(source, 50)
    assert stream.loop.calls.qsize() == 0
    assert stream.work.runs == 1


def test_asking_while_one_is_computed_asks_for_nothing(stream) -> None:
    source = stream.add("a")
    source.free = True
    stream.flow.open("a")
    stream.loop.until(lambda: stream.flow.busy)
    entered(stream.work)
    for _ in range(5):
        stream.flow.request()
    stream.work.gate.release()
    shows(stream, 1)
    assert stream.loop.calls.qsize() == 0
    assert stream.work.runs == 1


def test_a_new_source_drops_what_the_old_one_had_under_way(stream) -> None:
    old, new = stream.add("a", live=False), stream.add("b", live=False)
    stream.flow.open("a")
    old.allow(1)
    stream.loop.until(lambda: stream.flow.busy)
    entered(stream.work)
    stream.flow.switch("b")
    new.next = 7
    new.allow(1)
    stream.loop.until(lambda: stream.listener.opens == ["a", "b"])
    stream.work.free = True
    stream.work.gate.release()
    stream.loop.until(lambda: bool(stream.listener.shown))
    assert stream.listener.shown == [7]
    assert old.closed.wait(SOON)


def test_the_old_source_goes_on_until_the_new_one_gives_a_frame(stream) -> None:
    old, new = stream.add("a"), stream.add("b")
    stream.work.free = True
    stream.flow.open("a")
    old.allow(1)
    shows(stream, 1)
    stream.flow.switch("b")
    stream.flow.request()
    old.allow(1)
    shows(stream, 2)
    assert stream.flow.spec == "a"
    # It fails: nothing was lost.
    new.raises[0] = UserError("broken")
    new.allow(1)
    stream.loop.until(lambda: bool(stream.listener.errors))
    stream.flow.request()
    old.allow(1)
    shows(stream, 3)
    assert stream.listener.shown == [0, 1, 2]
    assert stream.flow.spec == "a"


def test_thinking_better_of_it_keeps_the_old_source(stream) -> None:
    old, new = stream.add("a"), stream.add("b")
    stream.work.free = True
    stream.flow.open("a")
    old.allow(1)
    shows(stream, 1)
    stream.flow.switch("b")
    reading(new)
    new.allow(1)
    stream.flow.switch("a")
    assert new.closed.wait(SOON)
    stream.flow.request()
    old.allow(1)
    shows(stream, 2)
    assert stream.listener.opens == ["a"]


def test_a_source_that_stalls_at_once_is_kept(stream) -> None:
    source = stream.add("a")
    source.raises[0] = StalledError("covered")
    stream.work.free = True
    stream.flow.open("a")
    source.allow(1)
    stream.loop.until(lambda: bool(stream.listener.errors))
    source.allow(1)
    stream.loop.until(lambda: bool(stream.listener.shown))
    assert stream.flow.spec == "a"


def test_a_source_that_does_not_exist_is_told(stream) -> None:
    stream.flow.open("nowhere")
    assert [str(error) for error in stream.listener.errors] == ["nowhere does not exist."]


def test_a_source_without_a_frame_is_told_and_not_opened(stream) -> None:
    stream.add("a", frames=0).free = True
    stream.flow.open("a")
    stream.loop.until(lambda: bool(stream.listener.errors))
    assert str(stream.listener.errors[0]) == "fake has no picture in it."
    assert stream.flow.source is None


def test_a_worker_that_fails_is_told_and_the_stream_goes_on(stream) -> None:
    stream.add("a").free = stream.work.free = True
    stream.work.raises = [RuntimeError("boom")]
    stream.flow.open("a")
    stream.loop.until(lambda: bool(stream.listener.errors))
    assert str(stream.listener.errors[0]) == "boom"
    assert stream.flow.waiting
    stream.flow.request()
    stream.loop.until(lambda: bool(stream.listener.shown))
    assert not stream.flow.waiting


def test_nothing_is_said_after_closing(stream) -> None:
    source = stream.add("a")
    stream.flow.open("a")
    source.allow(1)
    stream.loop.until(lambda: stream.flow.busy)
    entered(stream.work)
    stream.flow.halt()
    stream.work.gate.release()
    assert stream.runner.close(SOON)
    while not stream.loop.calls.empty():
        stream.loop.calls.get()()
    assert stream.listener.shown == [] and stream.listener.errors == []


def test_every_frame_of_a_step_reader_is_shown_once(still, sources) -> None:
    source = sources[""] = FakeSource()
    source.free = True
    still.flow.open("")
    for _ in range(300):
        still.flow.request()
    assert still.listener.shown == list(range(301))
    still.flow.halt()
    assert source.closed.is_set()


# --- freezing and going to a frame ------------------------------------------


def test_freezing_drops_what_is_not_on_screen_yet(stream) -> None:
    source = stream.add("a", rate=1000.0)
    source.allow(1)
    stream.flow.open("a")
    stream.loop.until(lambda: stream.flow.busy)
    entered(stream.work)
    stream.work.gate.release()
    shows(stream, 1)
    stream.flow.request()
    source.allow(1)
    stream.loop.until(lambda: stream.flow.busy)
    entered(stream.work)
    stream.flow.freeze(True)
    assert not stream.flow.busy and not stream.flow.flowing
    assert stream.flow.frame.index == 0
    stream.work.free = True
    stream.work.gate.release()
    # A neighbour of the frame on screen, though it is frozen and a job was dropped.
    stream.flow.step(2)
    source.allow(2)
    shows(stream, 2)
    assert stream.listener.shown == [0, 2]


def test_freezing_at_once_still_shows_the_first_frame_of_a_source(stream) -> None:
    for count, spec in enumerate("ab", start=1):
        source = stream.add(spec, rate=1000.0)
        source.free = True
        stream.flow.open(spec)
        stream.loop.until(lambda spec=spec: stream.flow.spec == spec)
        entered(stream.work)
        stream.flow.freeze(True)
        stream.work.gate.release()
        shows(stream, count)


def test_a_frame_sought_while_another_is_computed_is_shown_after_it(stream) -> None:
    """As when the time line of a frozen video is dragged."""
    source = stream.add("a", rate=1000.0)
    source.free = True
    stream.flow.open("a")
    stream.loop.until(lambda: stream.flow.busy)
    entered(stream.work)
    stream.work.gate.release()
    shows(stream, 1)
    stream.flow.freeze(True)
    stream.flow.seek(20)
    stream.loop.until(lambda: stream.flow.frame.index == 20)
    entered(stream.work)
    for index in (30, 40):
        stream.flow.seek(index)
        stream.loop.until(lambda index=index: stream.flow.frame.index == index)
    stream.work.free = True
    stream.work.gate.release()
    shows(stream, 3)
    assert stream.listener.shown == [0, 20, 40]


def test_it_is_over_at_the_end_until_another_frame_is_sought(still, sources) -> None:
    source = sources["film"] = FakeSource(rate=25.0, frames=2)
    source.free = True
    assert still.flow.over
    still.flow.open("film")
    for _ in range(2):
        assert not still.flow.over
        still.flow.request()
    assert still.listener.ends == 1 and still.flow.over
    still.flow.seek(0)
    assert not still.flow.over
    assert still.listener.shown == [0, 1, 0]
    still.flow.halt()
    assert still.flow.over


# --- while nobody looks -----------------------------------------------------


def cameras(sources: dict[str, Source]) -> list[FakeCapture]:
    """Plug in camera 0; return what was made of it, each time it was opened."""
    made: list[FakeCapture] = []

    def factory(_index: int) -> FakeCapture:
        pictures = [np.full((2, 2, 3), value, np.uint8) for value in range(9)]
        made.append(FakeCapture(pictures))
        return made[-1]

    sources["camera:0"] = CameraSource(0, factory=factory, wait=lambda _: False)
    return made


def test_a_camera_is_let_go_of_and_opened_again(still, sources) -> None:
    made = cameras(sources)
    still.flow.open("camera:0")
    still.flow.request()
    assert still.listener.shown == [0, 1]
    still.flow.rest()
    assert [capture.released for capture in made] == [True]
    assert still.flow.source is None
    still.flow.request()
    still.flow.wake()
    assert [capture.released for capture in made] == [True, False]
    assert still.flow.spec == "camera:0"
    still.flow.request()
    assert still.listener.shown == [0, 1, 0, 1]


def test_a_frozen_camera_stays_let_go_of_until_it_shall_go_on(still, sources) -> None:
    made = cameras(sources)
    still.flow.open("camera:0")
    still.flow.freeze(True)
    still.flow.rest()
    assert made[0].released
    still.flow.wake()
    assert len(made) == 1
    assert still.flow.frozen and still.flow.over
    assert still.flow.frame.index == 0


def test_a_camera_that_was_stopped_is_not_opened_on_return(still, sources) -> None:
    made = cameras(sources)
    still.flow.open("camera:0")
    still.flow.halt()
    still.flow.rest()
    still.flow.wake()
    assert len(made) == 1


def test_a_video_stands_still_meanwhile(stream) -> None:
    source = stream.add("a", rate=1000.0)
    stream.work.free = True
    stream.flow.open("a")
    source.allow(1)
    shows(stream, 1)
    reading(source, 2)
    stream.flow.rest()
    stream.flow.request()
    # The read that was under way ends; none follows.
    source.free = True
    source.allow(1)
    stream.flow.seek(7)
    shows(stream, 2)
    assert stream.listener.shown == [0, 7]
    assert source.reads == 3
    assert stream.loop.calls.qsize() == 0
    stream.flow.wake()
    shows(stream, 3)
    assert stream.listener.shown[2] >= 8


def test_a_frozen_video_is_still_frozen_on_return(stream) -> None:
    source = stream.add("a", rate=1000.0)
    stream.work.free = True
    stream.flow.open("a")
    source.allow(1)
    shows(stream, 1)
    reading(source, 2)
    stream.flow.freeze(True)
    stream.flow.rest()
    stream.flow.wake()
    source.free = True
    source.allow(1)
    for count, index in enumerate((7, 9), start=3):
        stream.flow.seek(index)
        shows(stream, count - 1)
        assert source.reads == count
    stream.flow.freeze(False)
    shows(stream, 4)
    assert stream.listener.shown[:3] == [0, 7, 9]


def test_unfreezing_meanwhile_shows_nothing_until_the_return(still, sources) -> None:
    source = sources["film"] = FakeSource(rate=25.0)
    source.free = True
    still.flow.open("film")
    still.flow.freeze(True)
    still.flow.rest()
    still.flow.freeze(False)
    assert still.listener.shown == [0]
    still.flow.wake()
    assert still.listener.shown == [0, 1]


def test_what_is_asked_for_meanwhile_is_opened_on_return(still, sources) -> None:
    made = cameras(sources)
    film = sources["film"] = FakeSource(rate=25.0)
    film.free = True
    still.flow.open("film")
    still.flow.rest()
    still.flow.switch("camera:0")
    assert made == []
    still.flow.wake()
    assert still.listener.opens == ["film", "camera:0"]
    assert film.closed.is_set()
    still.flow.rest()
    # Thought better of.
    still.flow.switch("film")
    still.flow.switch("camera:0")
    film.closed.clear()
    still.flow.wake()
    assert still.listener.opens == ["film", "camera:0", "camera:0"]


def test_what_was_on_its_way_is_opened_on_return(stream) -> None:
    old, new = stream.add("a", rate=1000.0), stream.add("b")
    stream.work.free = old.free = True
    stream.flow.open("a")
    shows(stream, 1)
    stream.flow.open("b")
    reading(new)
    new.allow(1)
    stream.flow.rest()
    assert new.closed.wait(SOON)
    again = stream.add("b")
    again.next, again.free = 50, True
    stream.flow.wake()
    stream.loop.until(lambda: stream.listener.opens == ["a", "b"])
    stream.loop.until(lambda: stream.listener.shown[-1] >= 50)
