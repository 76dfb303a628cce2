"""The part of cv2.VideoCapture that sources use, so that tests can stand in for it."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Capture(Protocol):
    """What cv2.VideoCapture offers."""

    def isOpened(self) -> bool:  # noqa: N802
        """Return whether there is a device or file."""

    def grab(self) -> bool:
        """Wait for the next frame."""

    def retrieve(self) -> tuple[bool, NDArray[np.uint8] | None]:
        """Decode the frame that was grabbed, as BGR."""

    def get(self, prop: int) -> float:
        """Return a property, 0 where unknown."""

    def set(self, prop: int, value: float) -> bool:
        """Change a property."""

    def release(self) -> None:
        """Let go of the device or file."""
