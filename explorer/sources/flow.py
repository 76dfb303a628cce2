"""Frames through a computation, one at a time: a source, its reader and the jobs.

Lives in the thread of its caller (the GUI thread) and owns none itself; what takes
time goes to the job runner, what waits for pictures to the reader.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from explorer.core.channel import Channel
from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken, JobRunner
from explorer.sources.base import Frame, Source, StalledError, is_device
from explorer.sources.open import open_source
from explorer.sources.reader import Reader

Post = Callable[[Callable[[], None]], None]
V = TypeVar("V")


@dataclass(frozen=True, eq=False)
class Stream:
    """A source with its reader; ``spec`` is what the user asked for."""

    spec: str
    source: Source
    reader: Reader


class Listener(Protocol):
    """Who is told what becomes of a source and its frames."""

    def opened(self, spec: str) -> None:
        """Say that another source has given its first frame; the last one is closed."""

    def arrived(self, frame: Frame) -> None:
        """Compute what is to be shown of a new frame, through `Flow.submit`."""

    def failed(self, error: BaseException) -> None:
        """Say that a source or a job failed; what is on screen stays."""

    def ended(self) -> None:
        """Say that the source gave its last frame."""


class Flow:
    """Keeps one source flowing: a frame arrives for each `request`.

    Parameters
    ----------
    runner : JobRunner
        Where the frames are computed.
    post : callable
        Calls a function in the thread of this object; safe from any thread.
    listener : Listener
        Requests the next frame once the last one is on screen.
    reader : callable
        Makes the reader of a source.
    """

    def __init__(
        self,
        runner: JobRunner,
        post: Post,
        listener: Listener,
        *,
        reader: Callable[..., Reader] = Reader,
    ) -> None:
        self._post = post
        self._listener = listener
        self._make_reader = reader
        self._jobs = Channel(runner, listener.failed)
        self._stream: Stream | None = None
        self._next: Stream | None = None
        self._later: str | None = None  # to be opened after a rest
        self._frozen = self._resting = self._at_end = False
        self._computed: Frame | None = None
        self.frame: Frame | None = None
        """The frame that is being computed, else the last one that was."""

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
    def flowing(self) -> bool:
        """Whether frames follow each other by themselves."""
        return self._stream is not None and self._stream.source.live and not self._frozen

    @property
    def over(self) -> bool:
        """Whether the source has ended or was let go of, and no other one is coming."""
        return self._next is None and (self._stream is None or self._at_end)

    @property
    def resting(self) -> bool:
        """Whether nobody looks; see `rest`."""
        return self._resting

    @property
    def busy(self) -> bool:
        """Whether a frame is being computed."""
        return self._jobs.busy

    @property
    def waiting(self) -> bool:
        """Whether the newest frame has not been computed, or not with success."""
        return self.frame is not self._computed

    # --- the source -----------------------------------------------------------

    def open(self, spec: str) -> None:
        """Switch to another source once it has given a frame; until then the last one stays.

        The same source again starts anew.
        """
        if self._resting:
            self._later = spec
            return
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

    def switch(self, spec: str) -> None:
        """Show ``spec``: open it unless it is open, and no other one."""
        if spec == self.spec:
            self._drop_next()
        else:
            self.open(spec)

    def halt(self) -> None:
        """Let go of the source, within a second; its last frame stays."""
        self._drop_next()
        if self._stream:
            self._stream.reader.stop(timeout=0.5)
            self._stream = None
        self._drop_job()

    def rest(self) -> None:
        """Read nothing until `wake`, as nobody looks.

        A camera is let go of, so that others can have it.
        """
        self._resting = True
        stream, coming = self._stream, self._next
        if stream and is_device(stream.source):
            self.halt()
            self._later = None if self._frozen else stream.spec
        elif stream:
            stream.reader.pause(True)
        if coming:
            self._drop_next()
            self._later = coming.spec

    def wake(self) -> None:
        """Go on after a rest."""
        self._resting = False
        if self._stream:
            self._stream.reader.pause(self._frozen)
            self.request()
        if self._later is not None:
            self.open(self._later)

    def check(self) -> None:
        """Let the readers notice a source that hangs; call about once a second."""
        for stream in (self._stream, self._next):
            if stream:
                stream.reader.check()

    # --- its frames -----------------------------------------------------------

    def request(self) -> None:
        """Ask for the next frame; call when the last one is on screen."""
        if self._stream and not (self.busy or self._frozen):
            self._stream.reader.request()

    def submit(
        self,
        work: Callable[[CancelToken], V],
        done: Callable[[V], None],
        *,
        preempt: bool = False,
    ) -> None:
        """Compute the present frame; see `Channel.submit`. No other is requested meanwhile."""
        frame = self.frame

        def computed(value: V) -> None:
            self._computed = frame
            done(value)

        self._jobs.submit(work, computed, preempt=preempt)

    def freeze(self, frozen: bool) -> None:
        """Hold a live source on the frame on screen, or let it go on."""
        self._frozen = frozen
        if frozen and self._computed:
            self._drop_job()
        if self._stream:
            self._stream.reader.pause(frozen or self._resting)
            self.request()

    def seek(self, index: int) -> None:
        """Go to picture ``index`` of a folder or frame ``index`` of a video."""
        if self._stream:
            self._at_end = False
            self._stream.reader.seek(max(0, index))
            self._stream.reader.request()

    def step(self, step: int) -> None:
        """Go ``step`` pictures on in a folder or video; the ends stop."""
        if self.frame:
            self.seek(self.frame.index + step)

    def every_frame(self, wanted: bool) -> None:
        """Drop no frame of a video file (for recording), or keep pace with time."""
        if self._stream:
            self._stream.reader.every_frame = wanted

    # --- from the reader ------------------------------------------------------

    def _ready(self, stream: Stream) -> None:
        if stream is self._next:
            self._next = None
            self.halt()
            self._stream, self._frozen, self._at_end = stream, False, False
            self._computed = None
            self._listener.opened(stream.spec)
        if stream is self._stream and (frame := stream.reader.take()):
            self.frame = frame
            self._listener.arrived(frame)

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
            self._at_end = True
            self._listener.ended()

    def _drop_next(self) -> None:
        self._later = None
        if self._next:
            self._next.reader.stop(timeout=0.5)
            self._next = None

    def _drop_job(self) -> None:
        self._jobs.drop()
        # What was under way counts as not taken.
        self.frame = self._computed or self.frame
