"""From a picture to what a classifier was trained on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image


@dataclass(frozen=True)
class Preprocessing:
    """How the pictures of the training were scaled.

    Parameters
    ----------
    resize : int
        The shorter side becomes that long, pixels.
    crop : int
        Side of the square that is cut out of the middle.
    mean, std : one number a channel, for brightness 0..1
        One channel: the picture becomes grey, white ink on black.
    border : int
        Black pixels around the square.
    columns : int
        Width of the part that is cut out, where it is no square of side ``crop``; 0 otherwise.
    bgr : bool
        Whether blue comes first.
    negative : bool or None
        Whether light and dark change places; None: in grey pictures with dark ink.
    face : bool
        Whether the square is the largest face, aligned: `explorer.nets.face_input`.
    """

    resize: int
    crop: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    border: int = 0
    columns: int = 0
    bgr: bool = False
    negative: bool | None = None
    face: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the part that is cut out."""
        return self.crop, self.columns or self.crop

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Shape of the input, (1, channels, rows, columns)."""
        rows, columns = (side + 2 * self.border for side in self.size)
        return 1, len(self.mean), rows, columns


# How pictures are scaled for training: mean and deviation of red, green and blue in 0..1.
SCALES: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "imagenet": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "unit": ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
    "signed": ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    "bytes": ((0.0, 0.0, 0.0), (1 / 255, 1 / 255, 1 / 255)),
    "means": ((123.68 / 255, 116.779 / 255, 103.939 / 255), (1 / 255, 1 / 255, 1 / 255)),
}


def scaled(how: Preprocessing, scale: str, tones: str) -> Preprocessing:
    """Return the preprocessing with another scale and order of colours.

    Parameters
    ----------
    scale : str
        One of `SCALES`; a grey picture takes the average over the colours.
    tones : str
        "rgb", "bgr", or "negative" for light and dark changed.
    """
    mean, std = SCALES[scale]
    if len(how.mean) == 1:
        mean, std = ((sum(numbers) / 3,) for numbers in (mean, std))
    return replace(how, mean=mean, std=std, bgr=tones == "bgr", negative=tones == "negative")


@dataclass(frozen=True, eq=False)
class Warp:
    """A part of a picture that was turned, scaled and moved.

    Parameters
    ----------
    pixels : (rows, columns, 3) uint8, RGB
        What came out.
    back : (2, 3) float64
        Maps a point (x, y, 1) of it to the picture.
    """

    pixels: NDArray[np.uint8]
    back: NDArray[np.float64]

    def corners(self, box: tuple[float, float, float, float]) -> NDArray[np.float64]:
        """Return where the corners of a box lie in the picture, (4, 2), going round."""
        x1, y1, x2, y2 = box
        points = np.array([[x1, y1, 1], [x2, y1, 1], [x2, y2, 1], [x1, y2, 1]])
        return np.asarray(points @ self.back.T)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A picture as the network wants it.

    Parameters
    ----------
    data : (1, channels, rows, columns) float32
    how : Preprocessing
        What was done.
    area : (x1, y1, x2, y2)
        What the network sees of the picture, in its pixels, without the border; the box
        around it where it was turned.
    inverted : bool
        Whether dark ink on light paper was turned into light on dark.
    warp : Warp or None
        How it was turned.
    """

    data: NDArray[np.float32]
    how: Preprocessing
    area: tuple[float, float, float, float]
    inverted: bool = False
    warp: Warp | None = None


def prepare(image: NDArray[np.uint8], how: Preprocessing) -> Prepared:
    """Bring a picture to the input of a network, as torchvision does for evaluation.

    Parameters
    ----------
    image : (H, W, 3) uint8, RGB
    """
    height, width = image.shape[:2]
    area = seen(height, width, how)
    picture = Image.fromarray(np.ascontiguousarray(image))
    grey = len(how.mean) == 1
    if grey:
        picture = picture.convert("L")
    # The same numbers as resizing all of it and cutting, without the part cut away.
    rows, columns = how.size
    part = picture.resize((columns, rows), Image.Resampling.BILINEAR, box=area)
    pixels = np.asarray(part).reshape(rows, columns, -1)
    inverted = how.negative
    if inverted is None:
        inverted = grey and float(pixels.mean()) > 127.5
    if inverted:
        pixels = 255 - pixels
    return Prepared(normalise(pixels, how), how, area, inverted)


def seen(height: int, width: int, how: Preprocessing) -> tuple[float, float, float, float]:
    """Return the part (x1, y1, x2, y2) of a picture that is cut out, in its pixels."""
    rows, columns = how.size
    # The largest part of that form, relative to the picture's sides.
    short = min(height * columns, width * rows)
    sides = []
    for side, kept in ((width, columns), (height, rows)):
        resized = how.resize * columns * side // short
        first = round((resized - kept) / 2)
        sides.append((first * side / resized, (first + kept) * side / resized))
    (x1, x2), (y1, y2) = sides
    return x1, y1, x2, y2


def normalise(pixels: NDArray[np.uint8], how: Preprocessing) -> NDArray[np.float32]:
    """Map (rows, columns, channels) uint8 to the input, see `Preprocessing.shape`."""
    framed = np.pad(pixels, ((how.border, how.border), (how.border, how.border), (0, 0)))
    mean, std = np.array(how.mean, np.float32), np.array(how.std, np.float32)
    scaled = (framed.astype(np.float32) / np.float32(255) - mean) / std
    if how.bgr:
        scaled = scaled[..., ::-1]
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[None], np.float32)
