"""Files to open, good and bad."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from explorer.core.paths import resource
from explorer.vision.cv import cv2


def video(path: Path, frames: int = 12, size: tuple[int, int] = (320, 256)) -> str:
    """Write a pan over the café; return its path."""
    picture = cv2.imread(str(resource("samples", "cafe.jpg")))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, size)
    for number in range(frames):
        part = picture[4 * number : 4 * number + 859, :]
        writer.write(cv2.resize(part, size))
    writer.release()
    return str(path)


def read_video(path: Path | str) -> list[np.ndarray]:
    """Return all frames of a video as RGB."""
    capture, frames = cv2.VideoCapture(str(path)), []
    while True:
        good, image = capture.read()
        if not good:
            break
        frames.append(image[..., ::-1])
    capture.release()
    return frames


def truncated(path: Path, source: Path, share: float = 0.5) -> str:
    """Write the first part of a file."""
    data = source.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return str(path)


def sixteen_bit(path: Path) -> str:
    grey = np.asarray(Image.open(resource("samples", "cat.jpg")).convert("L"), np.uint16)
    cv2.imwrite(str(path), grey * 257)
    return str(path)


def rotated(path: Path) -> str:
    """Write the cat lying on its side, with the note that turns it upright."""
    image = Image.open(resource("samples", "cat.jpg")).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(path, exif=exif, quality=95)
    return str(path)


def transparent(path: Path) -> str:
    """Write the cat with its left half cut out."""
    image = Image.open(resource("samples", "cat.jpg")).convert("RGBA")
    data = np.array(image)
    data[:, : data.shape[1] // 2, 3] = 0
    Image.fromarray(data).save(path)
    return str(path)


def converted(path: Path, mode: str) -> str:
    image = Image.open(resource("samples", "cat.jpg"))
    image = image.quantize() if mode == "P" else image.convert(mode)
    image.save(path, quality=95)
    return str(path)
