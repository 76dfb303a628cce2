"""Pictures into a video file."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.files import check_target
from explorer.core.i18n import tr
from explorer.vision.cv import cv2

CODECS = {".mp4": "mp4v", ".avi": "MJPG"}
# A live picture that stands still for longer is cut short rather than repeated.
LONGEST_GAP = 10.0
SPARE_BYTES = 16_000_000
# Encoders keep frames back before they reach the disk, but never this many.
PATIENCE_FRAMES = 250


class VideoWriter:
    """Writes a video under a temporary name; `close` gives it its own.

    Parameters
    ----------
    path : Path
        ``.mp4`` (MPEG-4) or ``.avi`` (Motion JPEG).
    size : (width, height), pixels
        Made even by leaving out the last column or row, as codecs demand; pictures
        of another size are fitted to it.
    rate : float
        Frames a second of the file.

    Attributes
    ----------
    frames : int
        Frames in the file so far.

    Raises
    ------
    UserError
        Another suffix, a folder that is missing or cannot be written, no encoder.
    """

    def __init__(self, path: Path | str, size: tuple[int, int], rate: float) -> None:
        self.path = Path(path)
        check_target(self.path, tuple(CODECS))
        suffix = self.path.suffix.lower()
        self.size = max(2, size[0] // 2 * 2), max(2, size[1] // 2 * 2)
        self.rate = float(rate)
        self.frames = 0
        self._bytes = 0
        self._begin: float | None = None
        self._cut = 0.0
        self._last: NDArray[np.uint8] | None = None
        # The suffix stays last: OpenCV chooses the container by it.
        name = f".{self.path.stem}.{uuid.uuid4().hex[:8]}.part{suffix}"
        self._temporary = self.path.with_name(name)
        self._try_folder()
        codec = cv2.VideoWriter.fourcc(*CODECS[suffix])
        self._writer: cv2.VideoWriter | None = cv2.VideoWriter(
            str(self._temporary), codec, self.rate, self.size
        )
        if not self._writer.isOpened():
            self._abandon()
            raise UserError("This computer cannot write {suffix} videos.", suffix=suffix)

    @property
    def bytes(self) -> int:
        """Return the size of the file so far."""
        for path in (self._temporary, self.path):
            try:
                return path.stat().st_size
            except OSError:
                continue
        return 0

    def write(self, pixels: NDArray[np.uint8], seconds: float | None = None) -> None:
        """Add one (H, W, 3) uint8 RGB picture.

        Parameters
        ----------
        pixels : (H, W, 3) uint8, RGB
        seconds : float or None
            When a live picture was taken: the one before is repeated up to then, so
            that the file plays at the speed of life; a picture that comes too early
            replaces the one before. None adds exactly one frame.
        """
        if self._writer is None:
            raise UserError("The video {path} is already closed.", path=self.path)
        picture = self._prepare(pixels)
        if seconds is None:
            self._put(picture)
            return
        if self._begin is None:
            self._begin = seconds - self.frames / self.rate
        slot = round((seconds - self._begin - self._cut) * self.rate)
        gap = slot - self.frames
        longest = int(LONGEST_GAP * self.rate)
        if gap > longest:
            self._cut += (gap - longest) / self.rate
            slot -= gap - longest
        # Frames before this one's slot show the picture that was on screen then.
        while self._last is not None and self.frames < slot:
            self._put(self._last)
        self._last = picture

    def close(self, discard: bool = False) -> None:
        """Finish the file under its own name, or leave nothing behind.

        Raises
        ------
        UserError
            Nothing was written, or the file is not whole (full disk); the temporary
            file is then gone and an older file of this name as it was.
        """
        if self._writer is None:
            return
        if self._last is not None and not discard:
            # The newest live picture has not had its turn yet.
            last, self._last = self._last, None
            self._put(last)
        self._writer.release()
        self._writer = None
        if discard:
            self._abandon()
            return
        try:
            self._verify()
            self._temporary.replace(self.path)
        except OSError as error:
            self._abandon()
            raise self._unwritable(error.strerror or str(error)) from error
        except UserError:
            self._abandon()
            raise

    def _prepare(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        width, height = self.size
        if pixels.shape[0] - height in (0, 1) and pixels.shape[1] - width in (0, 1):
            pixels = pixels[:height, :width]
        else:
            resized = cv2.resize(pixels, self.size, interpolation=cv2.INTER_AREA)
            pixels = np.asarray(resized, dtype=np.uint8)
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), dtype=np.uint8)

    def _put(self, picture: NDArray[np.uint8]) -> None:
        assert self._writer is not None
        self._writer.write(picture)
        self.frames += 1
        # OpenCV says nothing when a disk is full.
        if self.frames % 25 == 0 and shutil.disk_usage(self.path.parent).free < SPARE_BYTES:
            # What is left suffices to finish the file properly.
            frames, self._last = self.frames, None
            self.close()
            raise UserError(
                "The disk is full: the recording {path} ends after {count} frames.",
                path=self.path,
                count=frames,
            )
        if self.frames % PATIENCE_FRAMES == 0:
            grown, self._bytes = self.bytes - self._bytes, self.bytes
            if grown <= 0:
                self.close(discard=True)
                raise self._unwritable(tr("nothing reaches the disk"))

    def _verify(self) -> None:
        """Read the file's length back: a full disk or a failed encoder shows there."""
        if self.frames == 0:
            raise UserError("Nothing was recorded.")
        capture = cv2.VideoCapture(str(self._temporary))
        count = int(capture.get(cv2.CAP_PROP_FRAME_COUNT)) if capture.isOpened() else 0
        good = count > 0 and capture.read()[0]
        capture.release()
        if not good or count < self.frames - max(2, self.frames // 50):
            raise self._unwritable(tr("the file is not whole, perhaps because the disk is full"))

    def _try_folder(self) -> None:
        try:
            with self._temporary.open("wb"):
                pass
        except OSError as error:
            raise self._unwritable(error.strerror or str(error)) from error

    def _abandon(self) -> None:
        self._temporary.unlink(missing_ok=True)

    def _unwritable(self, reason: str) -> UserError:
        return UserError("{path} cannot be written: {reason}.", path=self.path, reason=reason)
