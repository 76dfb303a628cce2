"""SFace out of the OpenCV Zoo's ONNX file, whose weights are 8-bit integers in blocks.

Source: face_recognition_sface_2021dec_int8bq.onnx of the OpenCV Zoo (Apache-2.0), quantised
over parts of a filter, as ONNX's DequantizeLinear with a block_size reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.weights.tensors import Packable, Quantised

Stored = Mapping[str, NDArray[Any]]
BLOCKS = 13

# Ours and theirs of what stands in a norm.
NORM = {
    "weight": "gamma",
    "bias": "beta",
    "running_mean": "moving_mean",
    "running_var": "moving_var",
}


def layers() -> dict[str, str]:
    """Return the ONNX file's name of each convolution by ours, see `explorer.nets.sface`."""
    found = {"first": "conv_1"}
    for number in range(BLOCKS):
        found[f"blocks.{number}.depthwise"] = f"conv_{number + 2}_dw"
        found[f"blocks.{number}.pointwise"] = f"conv_{number + 2}"
    return found


def read_sface(path: Path) -> dict[str, Packable]:
    """Return the state dict of SFace, with the integers of the file.

    Raises
    ------
    UserError
        The file is damaged or another one.
    """
    stored = _read_stored(path)
    state: dict[str, Packable] = {}
    try:
        for ours, theirs in layers().items():
            state[f"{ours}.conv.weight"] = _quantised(stored, f"{theirs}_conv2d_weight")
            state |= _norm(stored, f"{ours}.norm", f"{theirs}_batchnorm")
            state[f"{ours}.prelu.weight"] = stored[f"{theirs}_relu_gamma"].reshape(-1)
        state |= _norm(stored, "norm", "bn1")
        state["dense.weight"] = _quantised(stored, "pre_fc1_weight")
        state["dense.bias"] = _vector(stored, "pre_fc1_bias")
        state |= _norm(stored, "dense_norm", "fc1")
    except (KeyError, ValueError) as error:
        raise UserError("{path} is damaged, or no ONNX file of SFace.", path=path) from error
    return state


def _read_stored(path: Path) -> Stored:
    # Loading it takes time that only a conversion needs.
    import onnx
    from onnx import numpy_helper

    try:
        model = onnx.load(path, load_external_data=False)
        return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    except OSError as error:
        reason = error.strerror or error
        raise UserError("{path} cannot be read: {reason}.", path=path, reason=reason) from error
    # A damaged file raises nearly anything.
    except Exception as error:
        raise UserError("{path} is damaged, or no ONNX file of SFace.", path=path) from error


def _norm(stored: Stored, ours: str, theirs: str) -> dict[str, Packable]:
    return {f"{ours}.{mine}": stored[f"{theirs}_{name}"] for mine, name in NORM.items()}


def _quantised(stored: Stored, name: str) -> Quantised:
    shape = stored[f"{name}_shape"]
    steps = stored[f"{name}_quantized"].reshape(shape)
    return Quantised(steps, stored[f"{name}_scales"], stored[f"{name}_zero_point"])


def _vector(stored: Stored, name: str) -> NDArray[np.float32]:
    """Return a vector whose blocks lie one behind the other, as float32."""
    parts = (stored[f"{name}_{part}"] for part in ("quantized", "scales", "zero_point"))
    steps, scale, zero = (part.reshape(1, -1) for part in parts)
    numbers: NDArray[np.float32] = Quantised(steps, scale, zero).numbers()[0]
    return numbers
