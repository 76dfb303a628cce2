"""Inception-v3 out of TensorFlow's quantised file, by torchvision's names.

Source: the model inception_v3_quant of TensorFlow Lite, whose weights are 8-bit integers
and whose batch normalisations are folded into the convolutions.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.weights.darknet import State
from explorer.weights.tflite import read_tensors

STEM = ("Conv2d_1a_3x3", "Conv2d_2a_3x3", "Conv2d_2b_3x3", "Conv2d_3b_1x1", "Conv2d_4a_3x3")
# torchvision's names of the convolutions in each branch, in the order of their work; the
# branches in TensorFlow's order, pooling without a convolution left out.
Branches = tuple[tuple[str, ...], ...]
A: Branches = (
    ("branch1x1",),
    ("branch5x5_1", "branch5x5_2"),
    ("branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"),
    ("branch_pool",),
)
B: Branches = (("branch3x3",), ("branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"))
C: Branches = (
    ("branch1x1",),
    ("branch7x7_1", "branch7x7_2", "branch7x7_3"),
    tuple(f"branch7x7dbl_{number}" for number in range(1, 6)),
    ("branch_pool",),
)
D: Branches = (
    ("branch3x3_1", "branch3x3_2"),
    ("branch7x7x3_1", "branch7x7x3_2", "branch7x7x3_3", "branch7x7x3_4"),
)
E: Branches = (
    ("branch1x1",),
    ("branch3x3_1", "branch3x3_2a", "branch3x3_2b"),
    ("branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3a", "branch3x3dbl_3b"),
    ("branch_pool",),
)
MODULES = {
    "Mixed_5b": A, "Mixed_5c": A, "Mixed_5d": A, "Mixed_6a": B, "Mixed_6b": C, "Mixed_6c": C,
    "Mixed_6d": C, "Mixed_6e": C, "Mixed_7a": D, "Mixed_7b": E, "Mixed_7c": E,
}  # fmt: skip
SCOPE = "InceptionV3/InceptionV3/"
WEIGHT = "/weights_quant/FakeQuantWithMinMaxVars"
FOLDED = "/Conv2D_Fold_bias"
LOGITS = "InceptionV3/Logits/Conv2d_1c_1x1"
# What torch adds to the variance.
EPS = np.float32(1e-3)


def read_inception(path: Path) -> State:
    """Return the state dict of Inception-v3 without its auxiliary classifier.

    Raises
    ------
    UserError
        The file is damaged.
    """
    tensors = read_tensors(path)
    state: State = {}
    for name, theirs in layers(tensors).items():
        state |= convolution(name, _kernel(tensors[theirs + WEIGHT]), tensors[theirs + FOLDED])
    # Class 0 is the background, which other networks do not know.
    state["fc.weight"] = tensors[LOGITS + WEIGHT][1:, 0, 0]
    state["fc.bias"] = tensors[LOGITS + "/Conv2D_bias"][1:]
    return state


def layers(tensors: State) -> dict[str, str]:
    """Return TensorFlow's name of each convolution by torchvision's."""
    found = {name: SCOPE + name for name in STEM}
    for module, branches in MODULES.items():
        for number, ours in enumerate(branches):
            scope = f"{SCOPE}{module}/Branch_{number}/"
            # What follows, Conv2d_0a_1x1, is in the order of the alphabet.
            theirs = sorted(
                name.removesuffix(WEIGHT)
                for name in tensors
                if name.startswith(scope) and name.endswith(WEIGHT)
            )
            pairs = zip(ours, theirs, strict=True)
            found |= {f"{module}.{name}": their for name, their in pairs}
    return found


def convolution(name: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> State:
    """Return the entries of a convolution and of a norm that only adds ``bias``."""
    ones = np.ones_like(bias)
    return {
        f"{name}.conv.weight": weight,
        f"{name}.bn.weight": ones,
        f"{name}.bn.bias": bias,
        f"{name}.bn.running_mean": np.zeros_like(bias),
        f"{name}.bn.running_var": ones - EPS,
    }


def _kernel(values: NDArray[np.float32]) -> NDArray[np.float32]:
    # TensorFlow Lite has (filters, height, width, channels).
    return np.ascontiguousarray(values.transpose(0, 3, 1, 2))
