"""SFace as torch modules: the numbers of the original, layer by layer readable, in batches.

sface_faces.npz was made by onnxruntime from the OpenCV Zoo's file, the faces of faces.jpg aligned
by OpenCV; `test_sface_original` makes these numbers again.
"""

from pathlib import Path

import numpy as np
import pytest
import torch

from explorer.core.paths import resource
from explorer.nets.face_embedder import TOGETHER, FaceEmbedder, to_input
from explorer.nets.graph import INPUT, trace
from explorer.nets.sface import load_net
from explorer.nets.traced import Traced
from explorer.vision.face_alignment import align_all
from explorer.vision.images import load_picture

KNOWN = np.load(Path(__file__).with_name("sface_faces.npz"))
NOISE = KNOWN["noise"].repeat(8, axis=1).repeat(8, axis=2)


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def cosines(a, b):
    return (unit(a) * unit(b)).sum(axis=1)


@pytest.fixture(scope="module")
def net():
    return load_net()


@pytest.fixture(scope="module")
def embedder():
    return FaceEmbedder("cpu")


@pytest.fixture(scope="module")
def faces():
    picture = load_picture(resource("samples", "faces", "faces.jpg")).pixels
    return align_all(picture, KNOWN["fives"])


def test_embeddings_equal_the_original_ones(embedder, faces):
    found = embedder.embed(faces)
    assert found.shape == (8, 128) and found.dtype == np.float32
    assert cosines(found, KNOWN["embeddings"]).min() > 0.9999
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)


def test_the_plain_network_equals_the_original_before_scaling(net, faces):
    with torch.inference_mode():
        for images, expected in ((faces, "embeddings"), (NOISE, "noise_embeddings")):
            found = net(to_input(images)).numpy()
            assert cosines(found, KNOWN[expected]).min() > 0.9999
            if images is NOISE:  # no picture file in between: the lengths agree, too
                np.testing.assert_allclose(found, KNOWN[expected], atol=1e-4)


def test_the_input_is_red_green_blue_in_its_own_range():
    image = np.zeros((1, 112, 112, 3), np.uint8)
    image[0, 5, 7] = 255, 0, 128
    x = to_input(image)
    assert x.shape == (1, 3, 112, 112)
    assert x[0, :, 5, 7].tolist() == [127.5 / 128, -127.5 / 128, 0.5 / 128]


def test_many_faces_at_once_are_as_one_by_one(embedder):
    random = np.random.default_rng(1)
    images = random.integers(0, 256, (TOGETHER + 3, 112, 112, 3), np.uint8)
    together = embedder.embed(images)
    for place in (0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 2):
        alone = embedder.embed(images[place : place + 1])
        np.testing.assert_allclose(together[place : place + 1], alone, atol=1e-5)
    assert np.ptp(together @ together.T) > 0.1


def test_no_faces_and_no_aligned_faces(embedder):
    assert embedder.embed(np.empty((0, 112, 112, 3), np.uint8)).shape == (0, 128)
    with pytest.raises(ValueError, match="aligned"):
        embedder.embed(np.zeros((1, 100, 112, 3), np.uint8))


def test_a_failing_device_is_replaced_by_the_cpu(embedder, faces, monkeypatch):
    other = FaceEmbedder("cpu")
    other._placement.device = "cuda:0"
    real = other._run

    def fails_elsewhere(part, device):
        if device != "cpu":
            raise RuntimeError("CUDA error: unspecified launch failure")
        return real(part, device)

    monkeypatch.setattr(other, "_run", fails_elsewhere)
    np.testing.assert_allclose(other.embed(faces), embedder.embed(faces), atol=1e-6)
    assert other.device == "cpu"
    assert "cuda:0" in str(other.notice)


def test_every_layer_can_be_read_and_run_by_itself(net, faces):
    layers = trace(net)
    names = [layer.name for layer in layers]
    assert layers[0].inputs == (INPUT,)
    # 27 convolutions, each with norm and PReLU; norm, flatten, dense layer and its norm.
    assert len(layers) == 3 * 27 + 4
    assert names[:3] == ["first.conv", "first.norm", "first.prelu"]
    assert names[-4:] == ["norm", "flatten", "dense", "dense_norm"]
    x = to_input(faces[:2])
    with torch.inference_mode():
        found = Traced(net).run(x).outputs
        torch.testing.assert_close(found["dense_norm"], net(x), atol=1e-4, rtol=1e-4)
        halved = [found[f"blocks.{k}.pointwise.prelu"].shape for k in (0, 1, 3, 5, 11, 12)]
    assert halved == [
        (2, 64, 112, 112), (2, 128, 56, 56), (2, 256, 28, 28),
        (2, 512, 14, 14), (2, 1024, 7, 7), (2, 1024, 7, 7),
    ]  # fmt: skip


def test_parameters(net):
    separable = sum(9 * i + i * o for i, o in SIZES)
    norms = sum(3 * (i + o) for i, o in SIZES)  # gamma, beta, slope of the PReLU
    dense = 1024 * 7 * 7 * 128 + 128
    expected = 27 * 32 + 3 * 32 + separable + norms + 2 * 1024 + dense + 2 * 128
    assert sum(value.numel() for value in net.parameters()) == expected
    assert not net.training


SIZES = [(32, 64), (64, 128), (128, 128), (128, 256), (256, 256), (256, 512),
         *[(512, 512)] * 5, (512, 1024), (1024, 1024)]  # fmt: skip
