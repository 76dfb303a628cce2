"""What every source of pictures looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.vision.cv import cv2


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a source.

    Parameters
    ----------
    pixels : (H, W, 3) uint8, RGB, C-contiguous
    index : int
        Number of the frame, from 0.
    name : str
        What to call it: a file name, a camera.
    position : float or None
        Place in the file, 0..1; None where there is no end.
    grab_seconds : float
        Time spent decoding and converting, without waiting for a camera.
    note : str or None
        What the user should know about it, translated.
    original_size : (height, width) or None
        Of the file, in pixels, where the picture is a reduced one.
    """

    pixels: NDArray[np.uint8]
    index: int
    name: str
    position: float | None = None
    grab_seconds: float = 0.0
    note: str | None = None
    original_size: tuple[int, int] | None = None


class Source(Protocol):
    """Gives pictures one after another. Used by one thread at a time.

    ``live`` sources flow by themselves (camera, video, demo reel); others show one
    picture until another is asked for. ``rate`` is in frames a second; 0 is as fast
    as it gives, which for a live source means that the device sets the pace.
    ``length`` is the number of frames, None where unknown or without end.
    """

    @property
    def title(self) -> str:
        """Return what to call the source."""

    @property
    def live(self) -> bool:
        """Return whether frames flow by themselves."""

    @property
    def rate(self) -> float:
        """Return the frames a second it wants to be read at, or 0."""

    @property
    def length(self) -> int | None:
        """Return the number of frames."""

    def open(self) -> None:
        """Take hold of the file or device; may be slow. Raises UserError."""

    def read(self) -> Frame | None:
        """Return the next frame, None after the last. Raises UserError."""

    def close(self) -> None:
        """Let go; harmless when repeated."""


@runtime_checkable
class Seekable(Protocol):
    """A source that can go to any of its frames."""

    def seek(self, index: int) -> None:
        """Make frame ``index`` (clamped) the next one, also after the end."""


@runtime_checkable
class Fading(Protocol):
    """A source whose pictures fade into each other."""

    def clear_from(self, index: int) -> int:
        """Return ``index``, or that of the first frame after the fade it is in."""


@runtime_checkable
class Interruptible(Protocol):
    """A source that waits inside ``read`` and can be told to give up."""

    def interrupt(self) -> None:
        """Make a waiting ``read`` return soon; called from another thread."""


class StalledError(UserError):
    """Something is wrong, but the source can be read on and may recover."""


def is_device(source: Source) -> bool:
    """Return whether a device sets the pace: left unread, it would give old frames."""
    return source.live and source.rate <= 0


def to_rgb(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Convert OpenCV's (H, W), (H, W, 1), BGR or BGRA uint8 to contiguous RGB."""
    channels = 1 if image.ndim == 2 else image.shape[2]
    code = {1: cv2.COLOR_GRAY2RGB, 3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGB}[channels]
    return np.asarray(cv2.cvtColor(image, code), dtype=np.uint8)


def fraction(index: int, length: int | None) -> float | None:
    """Return where frame ``index`` of ``length`` lies, 0..1."""
    if not length:
        return None
    return min(1.0, (index + 1) / length)
