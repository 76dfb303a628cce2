"""A camera, with what cameras do: vanish, freeze, come back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.sources.base import Frame, StalledError, to_rgb
from explorer.sources.cameras import CameraInfo, list_cameras, name_of, open_camera
from explorer.sources.capture import Capture
from explorer.vision.cv import cv2

__all__ = ["CameraInfo", "CameraSource", "list_cameras"]

STILL_SECONDS = 2.0
# A driver may miss a frame or two without being gone.
MISSES = 5
MISS_SECONDS = 0.02
BACKOFF_SECONDS = (0.25, 0.5, 1.0, 2.0)


class CameraSource:
    """Gives the frames of a camera as they come.

    Parameters
    ----------
    index : int
    size : (width, height)
        Asked for; a camera may answer with another one.
    name : str
        Shown to the user.
    factory : callable
        Opens camera ``index``.
    naming : callable
        Returns what that camera is called.
    clock : callable
        Monotonic seconds.
    wait : callable
        Waits for some seconds; True when `interrupt` ended it early.
    backoff : seconds before each attempt to open a lost camera again
    """

    live = True
    rate = 0.0
    length: int | None = None

    def __init__(
        self,
        index: int,
        size: tuple[int, int] = (640, 480),
        name: str = "",
        *,
        factory: Callable[[int], Capture] = open_camera,
        naming: Callable[[int], str] = name_of,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], bool] | None = None,
        backoff: tuple[float, ...] = BACKOFF_SECONDS,
    ) -> None:
        self.index = index
        self._named = bool(name)
        self.title = name or tr("Camera {index}", index=index)
        self._size = size
        self._factory, self._naming, self._clock = factory, naming, clock
        self._leave = threading.Event()
        self._wait = wait or self._leave.wait
        self._backoff = backoff
        self._capture: Capture | None = None
        self._count = 0
        self._attempts = 0
        self._last: NDArray[np.uint8] | None = None
        self._changed = 0.0
        self._told = False

    def open(self) -> None:
        """Open the camera and ask for the size."""
        self.close()
        self._leave.clear()
        self._attempts = self._count = 0
        if not self._connect():
            raise UserError(
                "{name} cannot be opened. Is it connected, allowed, "
                "and not in use by another program?",
                name=self.title,
            )
        if not self._named:
            self.title = self._naming(self.index) or self.title

    def read(self) -> Frame | None:
        """Return the next frame; None when interrupted.

        Raises
        ------
        UserError
            The camera is gone and did not come back.
        StalledError
            It gives the same picture again and again; said once, it can be read on.
        """
        while True:
            image = self._grab()
            if image is not None:
                break
            if not self._reconnect():
                return None
        # The wait for the camera is over; what follows is work.
        begin = time.perf_counter()
        self._check_change(image)
        index, self._count = self._count, self._count + 1
        pixels = to_rgb(image)
        return Frame(pixels, index, self.title, None, time.perf_counter() - begin)

    def interrupt(self) -> None:
        """End the wait for a lost camera."""
        self._leave.set()

    def close(self) -> None:
        """Release the camera."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _connect(self) -> bool:
        try:
            capture = self._factory(self.index)
        except cv2.error:
            return False
        if not capture.isOpened():
            capture.release()
            return False
        width, height = self._size
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        # Old frames in the driver's queue would be latency.
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._capture = capture
        self._last, self._told = None, False
        return True

    def _grab(self) -> NDArray[np.uint8] | None:
        """Return the next BGR image, None when the camera gives no more."""
        if self._capture is None:
            return None
        for _ in range(MISSES):
            try:
                if self._capture.grab():
                    good, image = self._capture.retrieve()
                    if good and image is not None and image.size:
                        self._attempts = 0
                        return image
            except cv2.error:
                return None
            if self._wait(MISS_SECONDS):
                return None
        return None

    def _reconnect(self) -> bool:
        """Wait and open again; False when interrupted."""
        self.close()
        while not self._leave.is_set():
            if self._attempts >= len(self._backoff):
                raise UserError("{name} stopped and did not come back.", name=self.title)
            pause = self._backoff[self._attempts]
            self._attempts += 1
            if self._wait(pause):
                return False
            if self._connect():
                return True
        return False

    def _check_change(self, image: NDArray[np.uint8]) -> None:
        """Complain once about a camera whose pictures do not differ at all."""
        # A real sensor has noise; a coarse grid tells it in microseconds.
        last, self._last = self._last, image
        if (
            last is None
            or last.shape != image.shape
            or not np.array_equal(last[::16, ::16], image[::16, ::16])
            or not np.array_equal(last, image)
        ):
            self._changed, self._told = self._clock(), False
        elif not self._told and self._clock() - self._changed > STILL_SECONDS:
            self._told = True
            raise StalledError(
                "{name} gives the same picture for ever. Is it covered, frozen or disconnected?",
                name=self.title,
            )
