"""Scripts of a network with a filter of the user's own, and of models of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

from explorer.core import fields
from explorer.core.paths import resource
from explorer.topics.networks.networks.state import State, compute, to_code
from tests.nets.own_files import Encoder, Small, classifier

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SOBEL = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
LAST = {"alexnet": "features.10", "lenet5": "output", "sface": "dense_norm"}


def with_(**changes):
    return fields.change(State(image=str(resource("samples", "living_room.jpg"))), changes)


def run(tmp_path, code):
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    return subprocess.run([sys.executable, script], capture_output=True, text=True)


def check(tmp_path, state):
    """A script of ``state`` with its filter gives what is on screen; with another it does not."""
    assert compute(state).value != pytest.approx(
        compute(fields.change(state, {"transplant": ()})).value, rel=2e-3
    )
    code = to_code(state)
    good = run(tmp_path, code)
    assert good.returncode == 0, good.stderr
    other = code.replace("PLANTED = [[1.0, 0.0, -1.0]", "PLANTED = [[-9.0, 0.0, -1.0]")
    bad = run(tmp_path, other)
    assert bad.returncode != 0 and "AssertionError" in bad.stderr


@pytest.mark.parametrize("network", LAST)
def test_a_planted_filter(tmp_path, network):
    state = with_(network=network, transplant=SOBEL, transplant_filter=2, layer=LAST[network])
    check(tmp_path, fields.change(state, {"channel": 0, "position": (0, 0)}))


def test_a_planted_filter_beside_other_changes(tmp_path):
    more = {"silenced": ["features.0:3"], "switched": ["features.1:tanh"]}
    state = with_(transplant=SOBEL, transplant_filter=2, layer="features.3", channel=0, **more)
    check(tmp_path, state)


@pytest.fixture(params=["onnx", "trace", "script", "half", "transformer"])
def model(request, tmp_path):
    torch.manual_seed(0)
    if request.param == "onnx":
        return classifier(tmp_path / "a.onnx")
    network, path = (Encoder() if request.param == "transformer" else Small()).eval(), "a.pt"
    if request.param == "trace":
        made = torch.jit.trace(network, torch.zeros(1, 3, 32, 32))
    else:
        made = torch.jit.script(network.half() if request.param == "half" else network)
    made.save(tmp_path / path)
    return str(tmp_path / path)


def test_a_planted_filter_in_a_model_of_ones_own(tmp_path, model):
    check(tmp_path, with_(model=model, transplant=SOBEL, transplant_filter=1, channel=1))


def test_a_model_of_ones_own(tmp_path, model):
    layers = compute(with_(model=model)).opened.traced.layers
    for layer in (layers[len(layers) // 2], layers[-1]):
        code = to_code(with_(model=model, layer=layer.name))
        good = run(tmp_path, code)
        assert good.returncode == 0, good.stderr
    value = next(line for line in code.splitlines() if line.startswith("VALUE"))
    bad = run(tmp_path, code.replace(value, value + " + 1"))
    assert bad.returncode != 0 and "AssertionError" in bad.stderr


def test_silenced_channels_in_a_model_of_ones_own(tmp_path, model):
    """Of the layer looked at, and of two others of one kind; beside a filter of one's own."""
    layers = compute(with_(model=model)).opened.traced.layers
    several = [layer.name for layer in layers if layer.kind == layers[0].kind][:2]
    entries = [f"{name}:{channel}" for name in several for channel in (0, 1)]
    for changes in (
        {"layer": several[0], "silenced": entries, "channel": 0},
        {"layer": layers[-1].name, "silenced": entries, "transplant": SOBEL},
    ):
        code = to_code(with_(model=model, **changes))
        good = run(tmp_path, code)
        assert good.returncode == 0, good.stderr
    bad = run(tmp_path, code.replace("SILENCED = [", "SILENCED = [][:0] and ["))
    assert bad.returncode != 0 and "AssertionError" in bad.stderr
