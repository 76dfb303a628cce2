"""The files of MNIST, and the training that reads them."""

import gzip
import struct
from dataclasses import replace

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.nets import mnist, train_lenet5
from tests.nets.test_classifiers import DIGITS, WRITTEN


def write_mnist(folder):
    """The hundred digits of the tests, as both parts."""
    labels = np.array([int(digit) for digit in WRITTEN], np.uint8)
    for images_name, labels_name in mnist.FILES.values():
        header = struct.pack(">4I", 0x803, 100, 28, 28)
        (folder / images_name).write_bytes(gzip.compress(header + DIGITS.tobytes()))
        header = struct.pack(">2I", 0x801, 100)
        (folder / labels_name).write_bytes(gzip.compress(header + labels.tobytes()))


def test_idx_files(tmp_path):
    write_mnist(tmp_path)
    images, labels = mnist.read(tmp_path, "t10k")
    np.testing.assert_array_equal(images, DIGITS)
    assert labels[:4].tolist() == [7, 2, 1, 0]


@pytest.mark.parametrize(
    "content", [b"", b"text", gzip.compress(b""), gzip.compress(b"\0\0\x08\x03\0\0\0\x02")]
)
def test_damaged_idx_file(tmp_path, content):
    (tmp_path / "x.gz").write_bytes(content)
    with pytest.raises(UserError, match="is damaged"):
        mnist.read_idx(tmp_path / "x.gz")


def test_training_learns_and_writes_what_the_program_reads(tmp_path, monkeypatch, capsys):
    write_mnist(tmp_path)
    monkeypatch.setattr(train_lenet5, "PLAN", replace(train_lenet5.PLAN, epochs=15))
    target = tmp_path / "lenet5.safetensors"
    assert train_lenet5.main([str(target), str(tmp_path)]) == 0
    told = capsys.readouterr().out.splitlines()[-1]
    assert float(told.split(": ")[1].split(" ")[0]) > 40
    # Same tensors, same packing as the file that ships.
    assert target.stat().st_size == resource("weights", "lenet5.safetensors").stat().st_size


def test_training_command_reports_trouble(tmp_path, capsys):
    assert train_lenet5.main([]) == 2
    assert train_lenet5.main([str(tmp_path / "x"), str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 2
