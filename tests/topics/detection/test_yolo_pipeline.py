"""A stream through the detector: the newest wins, and nothing piles up."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.core.jobs import SyncRunner, ThreadRunner
from explorer.sources.base import StalledError
from explorer.sources.still import StepReader
from explorer.topics.detection.yolo import pipeline as pipelines
from explorer.topics.detection.yolo.pipeline import Pipeline
from explorer.topics.detection.yolo.process import Detectors
from explorer.topics.detection.yolo.state import State
from explorer.vision.predictions import Head, Predictions
from tests.sources.fakes import SOON, FakeSource


class FakeDetector:
    """Predicts four boxes whose first corner is the frame's grey; waits where asked to."""

    names = ("cat", "dog")
    input_sizes = (320, 416)
    default_size = 416
    device, layout, title, notice = "cpu", "darknet", "fake", None

    def __init__(self) -> None:
        self.forwards = 0
        self.entered = threading.Semaphore(0)
        self.gate = threading.Semaphore(0)
        self.free = False
        self.raises: list[Exception] = []

    def prepare(self, image, size):
        return SimpleNamespace(grey=int(image[0, 0, 0]), size=size)

    def forward(self, prepared):
        self.forwards += 1
        self.entered.release()
        if not self.free:
            assert self.gate.acquire(timeout=SOON)
        if self.raises:
            raise self.raises.pop(0)
        return prepared.grey

    def predictions(self, outputs, prepared):
        x = np.arange(4, dtype=np.float32) * 10 + outputs
        return Predictions(
            image_size=(2, 2),
            input_size=(prepared.size, prepared.size),
            area=(0, 0, prepared.size, prepared.size),
            boxes=np.stack([x, x, x + 5, x + 5], axis=1),
            objectness=np.array([0.9, 0.7, 0.5, 0.3], np.float32),
            class_scores=np.tile(np.array([[0.99, 0.01]], np.float32), (4, 1)),
            names=self.names,
            heads=(Head(2, 2, 1),),
        )


class Listener:
    def __init__(self) -> None:
        self.shown: list[int] = []
        self.counts: list[int] = []
        self.reselections: list[int] = []
        self.errors: list[BaseException] = []
        self.opens: list[str] = []
        self.ends = 0

    def opened(self, spec) -> None:
        self.opens.append(spec)

    def processed(self, processed) -> None:
        self.shown.append(processed.frame.index)
        self.counts.append(len(processed.result.detections))

    def reselected(self, result, seconds) -> None:
        self.reselections.append(len(result.detections))

    def failed(self, error) -> None:
        self.errors.append(error)

    def ended(self) -> None:
        self.ends += 1


class Loop:
    """The event loop of the thread that owns the pipeline."""

    def __init__(self) -> None:
        self.calls: queue.Queue[Callable[[], None]] = queue.Queue()

    def until(self, met: Callable[[], bool]) -> None:
        while not met():
            self.calls.get(timeout=SOON)()


@pytest.fixture
def stream(monkeypatch):
    """A pipeline with real threads over sources that the test controls."""
    sources: dict[str, FakeSource] = {}

    def open_source(spec: str) -> FakeSource:
        if spec not in sources:
            raise UserError("{path} does not exist.", path=spec)
        return sources[spec]

    monkeypatch.setattr(pipelines, "open_source", open_source)
    loop, listener, detector = Loop(), Listener(), FakeDetector()
    runner = ThreadRunner("inference", loop.calls.put)
    pipeline = Pipeline(
        runner, loop.calls.put, Detectors(lambda *_: detector), listener, State(image="a")
    )
    yield SimpleNamespace(
        pipeline=pipeline, listener=listener, detector=detector, loop=loop, sources=sources,
        runner=runner,
    )  # fmt: skip
    detector.free = True
    for source in sources.values():
        source.free = True
        source.allow(10)
    detector.gate.release(10)
    pipeline.halt()
    assert runner.close(SOON)


def entered(detector: FakeDetector) -> None:
    assert detector.entered.acquire(timeout=SOON)


def test_frames_that_come_while_it_is_busy_are_dropped(stream) -> None:
    source = stream.sources["a"] = FakeSource()
    stream.pipeline.open("a")
    source.allow(1)
    stream.loop.until(lambda: stream.pipeline._busy)
    entered(stream.detector)
    # The network is at work on frame 0; a hundred more come.
    source.allow(100)
    for _ in range(102):
        assert source.reading.acquire(timeout=SOON)
    assert stream.loop.calls.qsize() == 0
    assert len(stream.runner._waiting) == 0
    stream.detector.gate.release()
    stream.loop.until(lambda: len(stream.listener.shown) == 1)
    stream.pipeline.painted()
    stream.loop.until(lambda: stream.pipeline._busy)
    entered(stream.detector)
    stream.detector.gate.release()
    stream.loop.until(lambda: len(stream.listener.shown) == 2)
    assert stream.listener.shown == [0, 100]
    assert stream.detector.forwards == 2


def test_nothing_runs_until_the_last_frame_is_painted(stream) -> None:
    source = stream.sources["a"] = FakeSource()
    stream.detector.free = True
    stream.pipeline.open("a")
    source.allow(50)
    stream.loop.until(lambda: len(stream.listener.shown) == 1)
    for _ in range(50):
        assert source.reading.acquire(timeout=SOON)
    assert stream.loop.calls.qsize() == 0
    assert stream.detector.forwards == 1


def test_a_state_that_changes_meanwhile_is_selected_anew(stream) -> None:
    source = stream.sources["a"] = FakeSource()
    stream.pipeline.open("a")
    source.allow(1)
    stream.loop.until(lambda: stream.pipeline._busy)
    entered(stream.detector)
    stream.pipeline.set_state(State(image="a", score_threshold=0.6))
    stream.detector.gate.release()
    stream.loop.until(lambda: bool(stream.listener.reselections))
    assert stream.listener.counts == [4]
    assert stream.listener.reselections == [2]
    assert stream.detector.forwards == 1


def test_a_new_source_drops_what_the_old_one_had_under_way(stream) -> None:
    old = stream.sources["a"] = FakeSource(live=False)
    new = stream.sources["b"] = FakeSource(live=False)
    stream.pipeline.open("a")
    old.allow(1)
    stream.loop.until(lambda: stream.pipeline._busy)
    entered(stream.detector)
    stream.pipeline.set_state(State(image="b"))
    new.next = 7
    new.allow(1)
    stream.loop.until(lambda: stream.listener.opens == ["a", "b"])
    stream.detector.free = True
    stream.detector.gate.release()
    stream.loop.until(lambda: bool(stream.listener.shown))
    assert stream.listener.shown == [7]
    assert old.closed.wait(SOON)


def test_the_old_source_goes_on_until_the_new_one_gives_a_frame(stream) -> None:
    old = stream.sources["a"] = FakeSource()
    new = stream.sources["b"] = FakeSource()
    stream.detector.free = True
    stream.pipeline.open("a")
    old.allow(1)
    stream.loop.until(lambda: stream.listener.shown == [0])
    stream.pipeline.set_state(State(image="b"))
    stream.pipeline.painted()
    old.allow(1)
    stream.loop.until(lambda: stream.listener.shown == [0, 1])
    assert stream.pipeline.spec == "a"
    # It fails: nothing was lost.
    new.raises[0] = UserError("broken")
    new.allow(1)
    stream.loop.until(lambda: bool(stream.listener.errors))
    stream.pipeline.painted()
    old.allow(1)
    stream.loop.until(lambda: stream.listener.shown == [0, 1, 2])
    assert stream.pipeline.spec == "a"


def test_a_source_that_stalls_at_once_is_kept(stream) -> None:
    source = stream.sources["a"] = FakeSource()
    source.raises[0] = StalledError("covered")
    stream.detector.free = True
    stream.pipeline.open("a")
    source.allow(1)
    stream.loop.until(lambda: bool(stream.listener.errors))
    source.allow(1)
    stream.loop.until(lambda: bool(stream.listener.shown))
    assert stream.pipeline.spec == "a"


def test_another_size_repeats_the_frame_and_drops_the_old_answer(stream) -> None:
    source = stream.sources["a"] = FakeSource(live=False)
    stream.pipeline.open("a")
    source.allow(1)
    stream.loop.until(lambda: stream.pipeline._busy)
    entered(stream.detector)
    for size in (320, 352, 384, 320):
        stream.pipeline.set_state(State(image="a", input_size=size))
    stream.detector.free = True
    stream.detector.gate.release()
    stream.loop.until(lambda: bool(stream.listener.shown))
    assert stream.listener.shown == [0]
    assert stream.pipeline.last.predictions.input_size == (320, 320)
    # The one that ran, and the last of the four.
    assert stream.detector.forwards == 2


def test_a_source_that_does_not_exist_is_told(stream) -> None:
    stream.pipeline.open("nowhere")
    assert [str(error) for error in stream.listener.errors] == ["nowhere does not exist."]


def test_a_worker_that_fails_is_told_and_the_stream_goes_on(stream) -> None:
    source = stream.sources["a"] = FakeSource()
    source.free = stream.detector.free = True
    stream.detector.raises = [RuntimeError("boom")]
    stream.pipeline.open("a")
    stream.loop.until(lambda: bool(stream.listener.errors))
    assert str(stream.listener.errors[0]) == "boom"
    stream.pipeline.painted()
    stream.loop.until(lambda: bool(stream.listener.shown))


def test_nothing_is_said_after_closing(stream) -> None:
    source = stream.sources["a"] = FakeSource()
    stream.pipeline.open("a")
    source.allow(1)
    stream.loop.until(lambda: stream.pipeline._busy)
    entered(stream.detector)
    stream.pipeline.halt()
    stream.detector.gate.release()
    assert stream.runner.close(SOON)
    while not stream.loop.calls.empty():
        stream.loop.calls.get()()
    assert stream.listener.shown == [] and stream.listener.errors == []


def test_every_frame_of_a_step_reader_is_shown_once(monkeypatch) -> None:
    source, detector, listener = FakeSource(), FakeDetector(), Listener()
    source.free = detector.free = True
    monkeypatch.setattr(pipelines, "open_source", lambda _spec: source)
    pipeline = Pipeline(
        SyncRunner(), lambda function: function(), Detectors(lambda *_: detector), listener,
        State(), reader=StepReader,
    )  # fmt: skip
    pipeline.open("")
    for _ in range(300):
        pipeline.painted()
    assert listener.shown == list(range(301))
    pipeline.halt()
    assert source.closed.is_set()
