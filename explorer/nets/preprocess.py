"""From a picture to what a classifier was trained on."""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    resize: int
    crop: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    border: int = 0

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Shape of the input, (1, channels, side, side)."""
        side = self.crop + 2 * self.border
        return 1, len(self.mean), side, side


@dataclass(frozen=True, eq=False)
class Prepared:
    """A picture as the network wants it.

    Parameters
    ----------
    data : (1, channels, side, side) float32
    area : (x1, y1, x2, y2)
        What the network sees of the picture, in its pixels, without the border.
    inverted : bool
        Whether dark ink on light paper was turned into light on dark.
    """

    data: NDArray[np.float32]
    area: tuple[float, float, float, float]
    inverted: bool = False


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
    square = picture.resize((how.crop, how.crop), Image.Resampling.BILINEAR, box=area)
    pixels = np.asarray(square).reshape(how.crop, how.crop, -1)
    inverted = grey and float(pixels.mean()) > 127.5
    if inverted:
        pixels = 255 - pixels
    return Prepared(normalise(pixels, how), area, inverted)


def seen(height: int, width: int, how: Preprocessing) -> tuple[float, float, float, float]:
    """Return the part (x1, y1, x2, y2) of a picture that is cut out, in its pixels."""
    short = min(height, width)
    sides = []
    for side in (width, height):
        resized = how.resize * side // short
        first = round((resized - how.crop) / 2)
        sides.append((first * side / resized, (first + how.crop) * side / resized))
    (x1, x2), (y1, y2) = sides
    return x1, y1, x2, y2


def normalise(pixels: NDArray[np.uint8], how: Preprocessing) -> NDArray[np.float32]:
    """Map (crop, crop, channels) uint8 to the input (1, channels, side, side)."""
    framed = np.pad(pixels, ((how.border, how.border), (how.border, how.border), (0, 0)))
    mean, std = np.array(how.mean, np.float32), np.array(how.std, np.float32)
    scaled = (framed.astype(np.float32) / np.float32(255) - mean) / std
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[None], np.float32)
