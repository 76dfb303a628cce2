"""Stand-ins for cameras, clocks and sources."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

import numpy as np

from explorer.sources.base import Frame
from explorer.sources.reader import Reader

SOON = 5.0


class Clock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def rest(self, _condition: threading.Condition, seconds: float) -> None:
        self.now += seconds

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        return False


class Loop:
    """The event loop of the thread that owns a flow."""

    def __init__(self) -> None:
        self.calls: queue.Queue[Callable[[], None]] = queue.Queue()

    def until(self, met: Callable[[], bool]) -> None:
        while not met():
            self.calls.get(timeout=SOON)()


def frame(index: int, name: str = "fake") -> Frame:
    return Frame(np.full((2, 2, 3), index % 256, np.uint8), index, name)


class FakeSource:
    """A source whose frames the test hands out: each `allow` lets one read return."""

    title = "fake"
    length: int | None = None

    def __init__(self, *, live: bool = True, rate: float = 0.0, frames: int = 10**9) -> None:
        self.live, self.rate, self.frames = live, rate, frames
        self.gate = threading.Semaphore(0)
        self.free = False
        self.next = 0
        self.reads = 0
        self.closed = threading.Event()
        self.reading = threading.Semaphore(0)
        self.raises: dict[int, Exception] = {}

    def allow(self, count: int = 1) -> None:
        for _ in range(count):
            self.gate.release()

    def open(self) -> None:
        pass

    def read(self) -> Frame | None:
        self.reading.release()
        if not self.free:
            self.gate.acquire()
        self.reads += 1
        index, self.next = self.next, self.next + 1
        if index in self.raises:
            raise self.raises.pop(index)
        return frame(index) if index < self.frames else None

    def seek(self, index: int) -> None:
        self.next = index

    def close(self) -> None:
        self.closed.set()


class Watcher:
    """Collects what a reader says, and lets the test wait for it."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.ready = 0
        self.ended = 0
        self.errors: list[Exception] = []
        self.on_ready: Callable[[], None] = lambda: None

    def say_ready(self) -> None:
        with self.changed:
            self.ready += 1
            self.changed.notify_all()
        self.on_ready()

    def say_failed(self, error: Exception) -> None:
        with self.changed:
            self.errors.append(error)
            self.changed.notify_all()

    def say_ended(self) -> None:
        with self.changed:
            self.ended += 1
            self.changed.notify_all()

    def until(self, met: Callable[[], bool]) -> None:
        """Wait for a condition that one of the calls brings about."""
        with self.changed:
            assert self.changed.wait_for(met, SOON)

    def reader(self, source: object, **options: object) -> Reader:
        return Reader(
            source,  # type: ignore[arg-type]
            self.say_ready,
            self.say_failed,
            self.say_ended,
            **options,  # type: ignore[arg-type]
        )


class FakeCapture:
    """A cv2.VideoCapture that plays a script: arrays are frames, None a failed grab."""

    def __init__(
        self,
        script: list[np.ndarray | None],
        *,
        opened: bool = True,
        properties: dict[int, float] | None = None,
        seekable: bool = True,
    ) -> None:
        self.script = script
        self.opened, self.seekable = opened, seekable
        self.properties = properties or {}
        self.position = -1
        self.released = False
        self.before_grab: Callable[[], None] = lambda: None

    def isOpened(self) -> bool:  # noqa: N802
        return self.opened

    def grab(self) -> bool:
        self.before_grab()
        self.position += 1
        return self.position < len(self.script) and self.script[self.position] is not None

    def retrieve(self) -> tuple[bool, np.ndarray | None]:
        return True, self.script[self.position]

    def get(self, prop: int) -> float:
        return self.properties.get(prop, 0.0)

    def set(self, prop: int, value: float) -> bool:
        from explorer.vision.cv import cv2

        self.properties[prop] = value
        if prop == cv2.CAP_PROP_POS_FRAMES:
            if not self.seekable:
                return False
            self.position = int(value) - 1
        return True

    def release(self) -> None:
        self.released = True
