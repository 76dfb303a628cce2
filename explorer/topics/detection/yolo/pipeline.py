"""Frames in, results out: a source, a detector and the selection, joined.

Lives in the thread of its caller (the GUI thread) and owns none itself; what
takes time goes to the job runner, what waits for pictures to the reader.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from explorer.core.errors import UserError
from explorer.core.jobs import Cancelled, JobRunner, Outcome
from explorer.sources.base import Frame, Source, StalledError
from explorer.sources.open import open_source
from explorer.sources.reader import Reader
from explorer.topics.detection.yolo.process import Detectors, Key, Processed, process
from explorer.topics.detection.yolo.result import Result, interpret
from explorer.topics.detection.yolo.state import State

Post = Callable[[Callable[[], None]], None]


@dataclass(frozen=True, eq=False)
class Stream:
    """A source with its reader; ``spec`` is what the user asked for."""

    spec: str
    source: Source
    reader: Reader


class Listener(Protocol):
    """Who is told what becomes of the frames."""

    def opened(self, spec: str) -> None:
        """Say that another source has given its first frame; the last one is closed."""

    def processed(self, processed: Processed) -> None:
        """Show a new frame with its result."""

    def reselected(self, result: Result, seconds: float) -> None:
        """Show another selection on the same frame."""

    def failed(self, error: BaseException) -> None:
        """Say that a source or a network failed; what is on screen stays."""

    def ended(self) -> None:
        """Say that the source gave its last frame."""


class Pipeline:
    """Keeps one source flowing through the detector.

    Parameters
    ----------
    runner : JobRunner
        The inference thread.
    post : callable
        Calls a function in the thread of this object; safe from any thread.
    detectors : Detectors
    listener : Listener
    state : State
    reader : callable
        Makes the reader of a source.
    """

    def __init__(
        self,
        runner: JobRunner,
        post: Post,
        detectors: Detectors,
        listener: Listener,
        state: State,
        *,
        reader: Callable[..., Reader] = Reader,
    ) -> None:
        self._runner = runner
        self._post = post
        self._detectors = detectors
        self._listener = listener
        self._state = state
        self._make_reader = reader
        self._device = "auto"
        self._threads = 0
        self._stream: Stream | None = None
        self._next: Stream | None = None
        self._busy = False
        self._frozen = False
        self._job = 0
        self._frame: Frame | None = None
        self.last: Processed | None = None

    @property
    def source(self) -> Source | None:
        """The source that is open."""
        return self._stream.source if self._stream else None

    @property
    def spec(self) -> str | None:
        """What was asked for to get that source."""
        return self._stream.spec if self._stream else None

    @property
    def frozen(self) -> bool:
        """Whether a live source is held on its present frame."""
        return self._frozen

    @property
    def waiting(self) -> bool:
        """Whether there is a frame that has not been through the network as it is set."""
        return self._frame is not None and (
            self.last is None or self.last.frame is not self._frame or self.last.key != self.key
        )

    @property
    def key(self) -> Key:
        """What the next forward pass depends on."""
        return Key(self._state.model, self._state.input_size, self._device, self._threads)

    def open(self, spec: str) -> None:
        """Switch to another source once it has given a frame; until then the last one stays.

        The same source again starts anew.
        """
        if spec == self.spec:
            self.halt()
        self._drop_next()
        try:
            source = open_source(spec)
        except UserError as error:
            self._listener.failed(error)
            return
        reader = self._make_reader(
            source,
            ready=lambda: self._post(lambda: self._ready(stream)),
            failed=lambda error: self._post(lambda: self._failed(stream, error)),
            ended=lambda: self._post(lambda: self._ended(stream)),
        )
        stream = self._next = Stream(spec, source, reader)
        reader.start()
        reader.request()

    def set_state(self, state: State) -> None:
        """Follow the state: select again, or run the network again where it must."""
        before, self._state = self._state, state
        if state.image != before.image:
            if state.image == self.spec:
                self._drop_next()
            else:
                self.open(state.image)
        elif (state.model, state.input_size) != (before.model, before.input_size):
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
        if self._frame:
            self._submit(self._frame, preempt=True)

    def painted(self) -> None:
        """Ask for the next frame; call when the last one is on screen."""
        if self._stream and not self._busy and not self._frozen:
            self._stream.reader.request()

    def halt(self) -> None:
        """Let go of the source, within a second; its last frame stays."""
        self._drop_next()
        if self._stream:
            self._stream.reader.stop(timeout=0.5)
            self._stream = None
        self._drop_job()

    def freeze(self, frozen: bool) -> None:
        """Hold a live source on the frame on screen, or let it go on."""
        self._frozen = frozen
        if frozen and self.last:
            self._drop_job()
            self._frame = self.last.frame
        if self._stream:
            self._stream.reader.pause(frozen)
            self.painted()

    def seek(self, index: int) -> None:
        """Go to picture ``index`` of a folder or frame ``index`` of a video."""
        if self._stream:
            self._stream.reader.seek(max(0, index))
            self._stream.reader.request()

    def step(self, step: int) -> None:
        """Go ``step`` pictures on in a folder or video; the ends stop."""
        if self._frame:
            self.seek(self._frame.index + step)

    def every_frame(self, wanted: bool) -> None:
        """Drop no frame of a video file (for recording), or keep pace with time."""
        if self._stream:
            self._stream.reader.every_frame = wanted

    def check(self) -> None:
        """Let the readers notice a source that hangs; call about once a second."""
        for stream in (self._stream, self._next):
            if stream:
                stream.reader.check()

    def _drop_next(self) -> None:
        if self._next:
            self._next.reader.stop(timeout=0.5)
            self._next = None

    def _drop_job(self) -> None:
        self._runner.cancel("frame")
        self._job += 1
        self._busy = False

    def _ready(self, stream: Stream) -> None:
        if stream is self._next:
            self._next = None
            self.halt()
            self._stream, self._frozen = stream, False
            self._listener.opened(stream.spec)
        if stream is self._stream and not self._busy and (frame := stream.reader.take()):
            self._submit(frame)

    def _failed(self, stream: Stream, error: Exception) -> None:
        if stream in (self._stream, self._next):
            # A stalled source can be read on.
            if stream is self._next and not isinstance(error, StalledError):
                self._drop_next()
            self._listener.failed(error)

    def _ended(self, stream: Stream) -> None:
        if stream is self._next:
            empty = UserError("{name} has no picture in it.", name=stream.source.title)
            self._failed(stream, empty)
        elif stream is self._stream:
            self._listener.ended()

    def _submit(self, frame: Frame, *, preempt: bool = False) -> None:
        self._busy, self._frame = True, frame
        self._job += 1
        job, key, state, detectors = self._job, self.key, self._state, self._detectors
        self._runner.submit(
            "frame",
            lambda token: process(detectors, frame, key, state, token),
            lambda outcome: self._done(job, outcome),
            preempt=preempt,
        )

    def _done(self, job: int, outcome: Outcome) -> None:
        if job != self._job:
            # A newer source, network or size is under way.
            return
        self._busy = False
        if outcome.error:
            if not isinstance(outcome.error, Cancelled):
                self._listener.failed(outcome.error)
            return
        processed: Processed = outcome.value
        self.last = processed
        self._listener.processed(processed)
        if processed.state != self._state:
            self._reselect()

    def _reselect(self) -> None:
        assert self.last
        start = time.perf_counter()
        result = interpret(self.last.predictions, self._state)
        self._listener.reselected(result, time.perf_counter() - start)
