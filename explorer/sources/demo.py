"""A slow journey over the sample pictures, for where there is no camera."""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.paths import resource
from explorer.sources.base import Frame
from explorer.vision.cv import cv2
from explorer.vision.images import is_picture_file, load_picture

WIDTH, HEIGHT = 640, 480
SHOT_FRAMES = 200
FADE_FRAMES = 20
ZOOM = 0.9
# About 2 MB each; decoding takes longer than a frame may.
KEPT = 12


class DemoReel:
    """Pans and zooms over every picture of a folder, again and again.

    Frame ``k`` is a function of ``k`` alone.

    Parameters
    ----------
    folder : Path
        The samples by default.
    """

    live = True
    rate = 25.0
    length: int | None = None

    def __init__(self, folder: Path | None = None) -> None:
        self.title = tr("Demo reel")
        self._folder = folder or resource("samples")
        self._files: list[Path] = []
        self._next = 0
        self._load = lru_cache(maxsize=KEPT)(self._load_file)

    def open(self) -> None:
        """List the pictures."""
        if self._folder.is_dir():
            self._files = sorted(file for file in self._folder.iterdir() if is_picture_file(file))
        if not self._files:
            raise UserError("There is no picture in the folder {path}.", path=self._folder)

    def read(self) -> Frame | None:
        """Return the next frame; there is always one."""
        if not self._files:
            return None
        begin = time.perf_counter()
        index, self._next = self._next, self._next + 1
        pixels = self.frame(index)
        return Frame(pixels, index, self.title, None, time.perf_counter() - begin)

    def seek(self, index: int) -> None:
        """Make frame ``index`` the next one."""
        self._next = max(0, index)

    def close(self) -> None:
        """Forget the decoded pictures."""
        self._load.cache_clear()

    def frame(self, index: int) -> NDArray[np.uint8]:
        """Return frame ``index`` as (480, 640, 3) uint8 RGB."""
        shot, step = divmod(index, SHOT_FRAMES)
        pixels = self._shoot(shot, step)
        rest = SHOT_FRAMES - step
        if self.clear_from(index) != index:
            # The next shot is already moving when it appears.
            coming = self._shoot(shot + 1, -rest)
            share = 1 - rest / (FADE_FRAMES + 1)
            mixed = cv2.addWeighted(pixels, 1 - share, coming, share, 0)
            return np.asarray(mixed, dtype=np.uint8)
        return pixels

    def clear_from(self, index: int) -> int:
        """Return ``index``, or that of the first frame after the fade it is in."""
        shot, step = divmod(index, SHOT_FRAMES)
        fading = SHOT_FRAMES - step <= FADE_FRAMES and len(self._files) > 1
        return (shot + 1) * SHOT_FRAMES if fading else index

    def _shoot(self, shot: int, step: int) -> NDArray[np.uint8]:
        """Return picture ``shot`` at ``step`` (negative while it fades in)."""
        picture = self._load(shot % len(self._files))
        x, y, scale = _place(picture.shape[0], picture.shape[1], shot, step)
        # Maps each pixel centre of the frame to its place in the picture.
        matrix = np.array([[scale, 0, x], [0, scale, y]], dtype=np.float64)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        warped = cv2.warpAffine(
            picture, matrix, (WIDTH, HEIGHT), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(warped, dtype=np.uint8)

    def _load_file(self, number: int) -> NDArray[np.uint8]:
        """Decode a picture, no larger than needed: reducing it less later keeps edges calm."""
        pixels = load_picture(self._files[number]).pixels
        height, width = pixels.shape[:2]
        scale = max(WIDTH / width, HEIGHT / height) / ZOOM
        if scale < 1:
            size = round(width * scale), round(height * scale)
            pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        return pixels


def _place(height: int, width: int, shot: int, step: int) -> tuple[float, float, float]:
    """Return left, top and picture pixels per frame pixel at ``step`` of a shot.

    Upright pictures are travelled downwards, wide ones across; every other shot zooms
    out instead of in.
    """
    time_share = (step + FADE_FRAMES) / (SHOT_FRAMES + FADE_FRAMES)
    # A cosine starts and stops the journey gently.
    share = 0.5 - 0.5 * float(np.cos(np.pi * time_share))
    zoom = share if shot % 2 == 0 else 1 - share
    cover = min(width / WIDTH, height / HEIGHT)
    scale = cover * (1 - (1 - ZOOM) * zoom)
    spare_x, spare_y = width - WIDTH * scale, height - HEIGHT * scale
    along_x = share if shot % 4 < 2 else 1 - share
    # What matters in an upright picture, a face, is in its upper part.
    upright = height * WIDTH > width * HEIGHT
    x = spare_x * (0.5 if upright else along_x)
    y = spare_y * (0.1 + 0.3 * share if upright else 0.5)
    return x, y, scale
