"""Pictures with small digits strewn over them: something for a sliding window to find."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.vision.cv import cv2

Pixels = NDArray[np.uint8]
Colour = NDArray[np.float64]

LUMA = np.array([0.299, 0.587, 0.114])
"""ITU-R BT.601."""
LEAST_CONTRAST = 90.0
ROOM = 1.9
"""A digit has a square for itself, of so many times its own side."""
TRIES = 50


@dataclass(frozen=True)
class Placed:
    """A digit of a scene and its box [x1, y1, x2, y2] in pixels."""

    digit: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Scene:
    """(H, W, 3) uint8 RGB pixels, and the digits in them."""

    pixels: Pixels
    placed: tuple[Placed, ...]


def mixed(
    images: Pixels,
    labels: NDArray[np.uint8],
    known: Collection[int],
    rng: np.random.Generator,
) -> tuple[Pixels, NDArray[np.uint8]]:
    """Return the digits of which three in four are ``known``, the others strangers."""
    wanted = np.isin(labels, list(known))
    strangers = rng.choice(np.flatnonzero(~wanted), wanted.sum() // 3, replace=False)
    chosen = np.concatenate([np.flatnonzero(wanted), strangers])
    return images[chosen], labels[chosen]


def draw(
    images: Pixels, labels: NDArray[np.uint8], side: int, sizes: Sequence[int], seed: int
) -> Scene:
    """Strew digits over a square of soft colour; the same seed gives the same scene.

    Parameters
    ----------
    images, labels : (N, 28, 28) uint8, (N,)
        The digits to choose from, white on black.
    side : int
        Of the square.
    sizes : sequence of int
        Sides that a digit may be drawn with, its margin included.
    """
    rng = np.random.default_rng(seed)
    canvas, paper = _paper(rng, side)
    placed: list[Placed] = []
    for _ in range(max(1, round((side / (ROOM * max(sizes))) ** 2))):
        chosen, size = rng.integers(len(images)), int(rng.choice(sizes))
        box = _free_box(rng, side, min(size, side), placed)
        if box is None:
            continue
        x1, y1, x2, y2 = box
        shape = cv2.resize(images[chosen], (x2 - x1, y2 - y1), interpolation=cv2.INTER_AREA)
        cover = (shape / 255.0)[..., None]
        canvas[y1:y2, x1:x2] += cover * (_ink(rng, paper) - canvas[y1:y2, x1:x2])
        placed.append(Placed(int(labels[chosen]), box))
    return Scene(np.clip(np.rint(canvas), 0, 255).astype(np.uint8), tuple(placed))


def _paper(rng: np.random.Generator, side: int) -> tuple[Colour, Colour]:
    """Return (side, side, 3) of a colour with soft blotches and grain, and the colour."""
    colour = np.clip(rng.uniform(0, 255) + rng.normal(0, 25, 3), 0, 255)
    blotches = rng.normal(0, 12, (side // 8 + 2, side // 8 + 2, 3))
    soft = cv2.resize(blotches, (side, side), interpolation=cv2.INTER_CUBIC)
    return colour + soft + rng.normal(0, 4, (side, side, 3)), colour


def _ink(rng: np.random.Generator, paper: Colour) -> Colour:
    """Return a colour that stands out from the paper."""
    while True:
        ink = rng.uniform(0, 255, 3)
        if abs((ink - paper) @ LUMA) >= LEAST_CONTRAST:
            return ink


def _free_box(
    rng: np.random.Generator, side: int, size: int, placed: Sequence[Placed]
) -> tuple[int, int, int, int] | None:
    """Return a square that touches no digit; None where none was found."""
    for _ in range(TRIES):
        x, y = (int(start) for start in rng.integers(0, side - size + 1, 2))
        box = (x, y, x + size, y + size)
        if not any(_overlap(box, other.box) for other in placed):
            return box
    return None


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return (
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    )  # fmt: skip
