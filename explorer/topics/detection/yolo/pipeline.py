"""Frames in, results out: the detector and the selection, joined.

Lives in the thread of its caller (the GUI thread); the network runs in the jobs of
the flow that brings the frames.
"""

from __future__ import annotations

import time
from typing import Protocol

from explorer.sources.base import Frame
from explorer.sources.flow import Flow
from explorer.topics.detection.yolo.process import Detectors, Key, Processed, process
from explorer.topics.detection.yolo.result import Result, interpret
from explorer.topics.detection.yolo.state import State


class Listener(Protocol):
    """Who is told what the detector found."""

    def processed(self, processed: Processed) -> None:
        """Show a new frame with its result."""

    def reselected(self, result: Result, seconds: float) -> None:
        """Show another selection on the same frame."""


class Pipeline:
    """Takes the frames of a flow through the detector.

    Parameters
    ----------
    flow : Flow
    detectors : Detectors
    listener : Listener
    state : State
    """

    def __init__(self, flow: Flow, detectors: Detectors, listener: Listener, state: State) -> None:
        self._flow = flow
        self._detectors = detectors
        self._listener = listener
        self._state = state
        self._device = "auto"
        self._threads = 0
        self.last: Processed | None = None

    @property
    def waiting(self) -> bool:
        """Whether there is a frame that has not been through the network as it is set."""
        return self._flow.waiting or (self.last is not None and self.last.key != self.key)

    @property
    def key(self) -> Key:
        """What the next forward pass depends on."""
        return Key(self._state.model, self._state.input_size, self._device, self._threads)

    def set_state(self, state: State) -> None:
        """Follow the state: select again, or run the network again where it must."""
        before, self._state = self._state, state
        if state.image != before.image:
            # Its frames will be computed as the state is by then.
            return
        if (state.model, state.input_size) != (before.model, before.input_size):
            self.repeat()
        elif self.last and self.last.key == self.key:
            self._reselect()

    def configure(self, device: str, threads: int) -> None:
        """Choose where the network runs."""
        if (device, threads) != (self._device, self._threads):
            self._device, self._threads = device, threads
            self.repeat()

    def repeat(self) -> None:
        """Run the network again on the frame on screen."""
        if self._flow.frame:
            self.run(self._flow.frame, preempt=True)

    def run(self, frame: Frame, *, preempt: bool = False) -> None:
        """Run the network on ``frame``, the newest of the flow."""
        key, state, detectors = self.key, self._state, self._detectors
        self._flow.submit(
            lambda token: process(detectors, frame, key, state, token),
            self._done,
            preempt=preempt,
        )

    def _done(self, processed: Processed) -> None:
        self.last = processed
        self._listener.processed(processed)
        if processed.state != self._state:
            self._reselect()

    def _reselect(self) -> None:
        assert self.last
        start = time.perf_counter()
        result = interpret(self.last.predictions, self._state)
        self._listener.reselected(result, time.perf_counter() - start)
