"""Frames through the detector: what is computed again, and what only selected."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.core.jobs import ThreadRunner
from explorer.sources import flow as flows
from explorer.sources.flow import Flow
from explorer.topics.detection.yolo.pipeline import Pipeline
from explorer.topics.detection.yolo.process import Detectors
from explorer.topics.detection.yolo.state import State
from explorer.vision.predictions import Head, Predictions
from tests.sources.fakes import SOON, FakeSource, Loop


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
    """What the view is to flow and pipeline."""

    pipeline: Pipeline

    def __init__(self) -> None:
        self.shown: list[int] = []
        self.counts: list[int] = []
        self.reselections: list[int] = []
        self.errors: list[BaseException] = []

    def opened(self, spec) -> None:
        pass

    def arrived(self, frame) -> None:
        self.pipeline.run(frame)

    def processed(self, processed) -> None:
        self.shown.append(processed.frame.index)
        self.counts.append(len(processed.result.detections))

    def reselected(self, result, seconds) -> None:
        self.reselections.append(len(result.detections))

    def failed(self, error) -> None:
        self.errors.append(error)

    def ended(self) -> None:
        pass


@pytest.fixture
def stream(monkeypatch):
    """A pipeline with real threads over a source that the test controls."""
    source = FakeSource(live=False)
    monkeypatch.setattr(flows, "open_source", lambda _spec: source)
    loop, listener, detector = Loop(), Listener(), FakeDetector()
    runner = ThreadRunner("inference", loop.calls.put)
    flow = Flow(runner, loop.calls.put, listener)
    pipeline = listener.pipeline = Pipeline(
        flow, Detectors(lambda *_: detector), listener, State(image="a")
    )
    yield SimpleNamespace(
        flow=flow, pipeline=pipeline, listener=listener, detector=detector, loop=loop,
        source=source,
    )  # fmt: skip
    detector.free = source.free = True
    source.allow(10)
    detector.gate.release(10)
    flow.halt()
    assert runner.close(SOON)


def entered(detector: FakeDetector) -> None:
    assert detector.entered.acquire(timeout=SOON)


def test_a_state_that_changes_meanwhile_is_selected_anew(stream) -> None:
    stream.flow.open("a")
    stream.source.allow(1)
    stream.loop.until(lambda: stream.flow.busy)
    entered(stream.detector)
    stream.pipeline.set_state(State(image="a", score_threshold=0.6))
    stream.detector.gate.release()
    stream.loop.until(lambda: bool(stream.listener.reselections))
    assert stream.listener.counts == [4]
    assert stream.listener.reselections == [2]
    assert stream.detector.forwards == 1


def test_another_size_repeats_the_frame_and_drops_the_old_answer(stream) -> None:
    stream.flow.open("a")
    stream.source.allow(1)
    stream.loop.until(lambda: stream.flow.busy)
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


def test_a_network_that_failed_is_behind_and_so_is_one_set_otherwise(stream) -> None:
    stream.detector.free = True
    stream.detector.raises = [RuntimeError("boom")]
    stream.flow.open("a")
    stream.source.allow(1)
    stream.loop.until(lambda: bool(stream.listener.errors))
    assert stream.pipeline.waiting
    stream.pipeline.repeat()
    stream.loop.until(lambda: stream.listener.shown == [0])
    assert not stream.pipeline.waiting
    stream.detector.raises = [RuntimeError("boom")]
    stream.pipeline.configure("cpu", 1)
    stream.loop.until(lambda: len(stream.listener.errors) == 2)
    assert stream.pipeline.waiting
