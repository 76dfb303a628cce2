"""Whatever file is opened as a network, it loads or one clear sentence says why not."""

import os
import re

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from explorer import app
from explorer.core.errors import UserError
from explorer.nets.classifiers import load_state
from explorer.nets.opened import name_of, open_network
from tests.nets import bad_files
from tests.nets.bad_files import BAD, EIGHT, WRAPPED, Named, Pair, mark, onnx_file, scripted, state
from tests.nets.own_files import numbers, save

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
ROOT = getattr(os, "geteuid", int)() == 0


@pytest.fixture
def bad(request, tmp_path):
    """A bad file, and what has to be said of it."""
    write, words = BAD[request.param]
    path = tmp_path / request.param
    write(path)
    return path, words


every = pytest.mark.parametrize("bad", BAD, indirect=True)


@every
def test_a_sentence_says_what_is_wrong(bad):
    path, words = bad
    for work in (
        lambda: open_network("lenet5", str(path)),
        lambda: name_of(str(path), "alexnet"),
    ):
        with pytest.raises(UserError, match=words) as caught:
            work()
        sentence = str(caught.value)
        assert path.name in sentence and "\n" not in sentence and len(sentence) < 500
    assert not mark(path).exists()


@every
def test_the_command_line_says_it_in_one_line(bad, capsys):
    path, words = bad
    with pytest.raises(SystemExit) as leaving:
        app.main(["compute", "networks", "--set", "network=lenet5", "--set", f"model={path}"])
    captured = capsys.readouterr()
    assert leaving.value.code == 2
    assert captured.out == "" and captured.err.count("\n") == 1
    assert re.search(words, captured.err) and "Traceback" not in captured.err
    assert not mark(path).exists()


def test_the_evil_files_are_evil(tmp_path):
    path = tmp_path / "a.pt"
    bad_files.evil_pickle(path)
    bad_files.pickle.loads(path.read_bytes())
    assert mark(path).exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
@pytest.mark.parametrize("suffix", ["pt", "onnx", "safetensors"])
def test_a_pipe_is_not_waited_for(tmp_path, suffix):
    path = tmp_path / f"pipe.{suffix}"
    os.mkfifo(path)
    with pytest.raises(UserError, match="not an ordinary file"):
        open_network("lenet5", str(path))


@pytest.mark.skipif(ROOT, reason="root may read everything")
@pytest.mark.parametrize("suffix", ["pt", "onnx"])
def test_a_file_that_may_not_be_read(tmp_path, suffix):
    path = tmp_path / f"mine.{suffix}"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(UserError, match="no permission"):
        open_network("lenet5", str(path))


@pytest.mark.parametrize("form", WRAPPED)
def test_forms_in_which_training_scripts_keep_weights(tmp_path, form):
    torch.save(WRAPPED[form](state()), tmp_path / "a.pt")
    loaded = load_state(tmp_path / "a.pt")
    assert loaded.classifier.name == "lenet5"
    torch.testing.assert_close(loaded.net.state_dict(), state(), rtol=0, atol=0)


def test_an_archive_that_python_does_not_read_but_torch_does(tmp_path):
    bad_files.zip_of_the_future(tmp_path / "a.pt")
    assert open_network("lenet5", str(tmp_path / "a.pt")).loaded.classifier.name == "lenet5"


@pytest.mark.parametrize("form", ["torch", "safetensors"])
def test_half_precision(tmp_path, form):
    half = {name: value.half() for name, value in state().items()}
    path = tmp_path / "half"
    torch.save(half, path) if form == "torch" else save_file(half, path)
    found = load_state(path).net.state_dict()
    assert all(torch.equal(found[name], value.float()) for name, value in half.items())


@pytest.mark.parametrize("kind", [torch.float16, torch.float64])
def test_a_torchscript_file_of_another_precision(tmp_path, kind):
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()).to(kind)
    scripted(lambda: network)(tmp_path / "a.pt")
    opened = open_network("", str(tmp_path / "a.pt"))
    x = torch.randn(1, 3, 224, 224)
    wanted = network.float()(x)
    found = opened.traced.run(x).outputs[opened.traced.last]
    torch.testing.assert_close(found, wanted)


def test_an_onnx_file_of_half_precision(tmp_path):
    weight = numbers(2, 3, 3, 3).astype(np.float16)
    path = tmp_path / "half.onnx"
    onnx_file(inputs=bad_files.taking(10, (1, 3, 9, 9)), stored={"w": weight})(path)
    opened = open_network("", str(path))
    x = torch.randn(1, 3, 9, 9)
    wanted = nn.functional.conv2d(x, torch.from_numpy(weight).float())
    torch.testing.assert_close(opened.traced.run(x).outputs["y"].float(), wanted, atol=1e-2, rtol=0)


def test_a_batch_of_eight_that_can_be_one(tmp_path):
    stored = {"shape": np.array([-1, 2])}
    onnx_file(**EIGHT, stored=stored)(tmp_path / "a.onnx")
    assert open_network("", str(tmp_path / "a.onnx")).shapes["y"] == (2,)


@pytest.mark.parametrize(
    ("network", "kinds"), [(Named, ["conv", "activation", "other"]), (Pair, ["conv", "activation"])]
)
def test_a_torchscript_file_that_gives_several_things(tmp_path, network, kinds):
    scripted(network)(tmp_path / "a.pt")
    opened = open_network("", str(tmp_path / "a.pt"))
    assert [layer.kind for layer in opened.traced.layers] == kinds
    assert not opened.loaded.complete


def test_infinity_is_allowed_in_a_mask(tmp_path):
    mask = np.zeros((1, 3, 9, 9), np.float32)
    mask[..., 0] = -np.inf
    path = save(tmp_path / "a.onnx", [("Add", ["x", "m"], ["y"], {})], (1, 3, 9, 9), {"m": mask})
    x = torch.zeros(1, 3, 9, 9)
    assert open_network("", path).traced.run(x).outputs["y"][..., 0].isneginf().all()


@pytest.mark.parametrize(
    ("shape", "size"),
    [(None, (3, 224, 224)), ((1, 3, -5, 9), (3, 224, 9)), ((0, 3, 8, 8), (3, 8, 8))],
)
def test_sides_that_are_not_told(tmp_path, shape, size):
    onnx_file(inputs=bad_files.taking(1, shape))(tmp_path / "a.onnx")
    assert open_network("", str(tmp_path / "a.onnx")).shapes["input"] == size
