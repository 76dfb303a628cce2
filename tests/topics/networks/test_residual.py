"""The residual topic: hand-worked numbers, torch, cuts by hooks, the exported scripts."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.nets import classifiers, digits, graph, side_by_side
from explorer.nets.classifiers import Loaded
from explorer.nets.digits import Digits
from explorer.nets.opened import Opened
from explorer.nets.traced import Traced
from explorer.topics.networks.residual.block import resized
from explorer.topics.networks.residual.presets import BLOCKS
from explorer.topics.networks.residual.process import Cutter
from explorer.topics.networks.residual.state import State, compute, to_code
from explorer.weights.store import MissingWeightsError
from tests.nets.classic import random_network

CAFE = str(resource("samples", "cafe.jpg"))
SMALL = {"view": "training", "depth": 8, "width": 2, "epochs": 1, "batch": 8}


def with_(**changes):
    return fields.change(State(), changes)


def block(**changes):
    return compute(with_(**changes)).to_json()["block"]


# --- one block -------------------------------------------------------------------------


def test_the_numbers_of_a_block_by_hand():
    # W1 = 1 0 1 / 0 1 -1 / 1 -1 0, a = 1 2 3, b1 = 0 0 2; W2 = 1 0 -1 / 0 1 1 / -1 1 0.
    found = block()
    assert found["z1"] == [4, -1, 1]
    assert found["a1"] == [4, 0, 1]
    assert found["z2"] == [3, 1, -4]
    assert found["total"] == [4, 3, -1]
    assert found["output"] == [4, 3, 0]
    assert block(shortcut=False)["output"] == [3, 1, 0]


def test_without_weights_the_shortcut_is_the_identity_and_nothing_else_is_left():
    assert block(strength=0)["output"] == [1, 2, 3]
    assert block(strength=0)["identity"]
    assert block(strength=0, shortcut=False)["output"] == [0, 0, 0]
    # Of negative inputs ReLU leaves nothing.
    assert block(strength=0, input=[[1], [-2], [3]])["output"] == [1, 0, 3]


numbers = st.floats(-9, 9).map(lambda value: round(value, 2))


@st.composite
def blocks(draw):
    n, m, k = (draw(st.integers(1, 5)) for _ in range(3))

    def matrix(rows, columns):
        return draw(arrays(np.float64, (rows, columns), elements=numbers)).tolist()

    projected = n != k or draw(st.booleans())
    return {
        "input": matrix(n, 1),
        "first": matrix(m, n),
        "first_bias": matrix(m, 1),
        "second": matrix(k, m),
        "second_bias": matrix(k, 1),
        "projection": matrix(k, n) if projected else [],
        "shortcut": draw(st.booleans()),
        "strength": draw(st.sampled_from([0.0, 0.3, 1.0])),
    }


@settings(max_examples=60, deadline=None)
@given(blocks())
def test_a_block_is_what_torchs_layers_make(parts):
    found = block(**parts)
    x, w1, b1, w2, b2 = (
        torch.tensor(parts[name], dtype=torch.float64)
        for name in ("input", "first", "first_bias", "second", "second_bias")
    )
    s = parts["strength"]
    z1 = torch.nn.functional.linear(x.T, s * w1, s * b1[:, 0])
    z2 = torch.nn.functional.linear(z1.relu(), s * w2, s * b2[:, 0])
    added = torch.zeros(1, len(w2), dtype=torch.float64)
    if parts["shortcut"]:
        added = x.T
        if parts["projection"]:
            added = x.T @ torch.tensor(parts["projection"], dtype=torch.float64).T
    np.testing.assert_allclose(found["z1"], z1[0], atol=1e-9)
    np.testing.assert_allclose(found["z2"], z2[0], atol=1e-9)
    np.testing.assert_allclose(found["output"], (z2 + added).relu()[0], atol=1e-9)


@pytest.mark.parametrize(("rate", "weight_decay", "steps"), [(0.1, 0.1, 1), (0.3, 0.05, 40)])
def test_weight_decay_is_what_torchs_optimiser_does_where_the_loss_does_not_care(
    rate, weight_decay, steps
):
    weight = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=rate, weight_decay=weight_decay)
    for _ in range(steps):
        optimiser.zero_grad()
        (0 * weight).sum().backward()
        optimiser.step()
    left = float(weight.detach()[0])
    state = with_(rate=rate, weight_decay=weight_decay, decay_steps=steps)
    found = compute(state).to_json()
    assert found["weight_decay"]["left"] == pytest.approx(left, rel=1e-9)
    np.testing.assert_allclose(found["block"]["first"], left * np.array(State().first))


def test_a_block_of_another_size_needs_a_projection():
    parts = {"second": [[1, 0, 0]], "second_bias": [[0]]}
    with pytest.raises(UserError, match="a projection of 1 rows and 3 columns"):
        block(**parts)
    assert block(**parts, shortcut=False)["output"] == [4]
    assert block(**parts, projection=[[1, 1, 1]])["output"] == [10]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"first": [[1, 2]]}, "First weights .* 1 rows and 3 columns .* not 1 × 2"),
        ({"first_bias": [[1]]}, "First bias .* 3 rows and 1 columns"),
        ({"second": [[1, 2]]}, "Second weights"),
        ({"second_bias": [[1], [2]]}, "Second bias"),
        ({"projection": [[1]]}, "Projection"),
    ],
)
def test_parts_that_do_not_fit_are_named(changes, message):
    with pytest.raises(UserError, match=message):
        block(**changes)


@pytest.mark.parametrize("sizes", [(1, 1, 1), (6, 2, 6), (3, 5, 2), (2, 3, 4)])
def test_another_size_keeps_what_it_can_and_fits(sizes):
    state = resized(State(), *sizes)
    found = compute(state).to_json()["block"]
    assert [len(found[name]) for name in ("input", "z1", "z2")] == list(sizes)
    assert state.first[0][0] == State().first[0][0]
    assert bool(state.projection) == (sizes[0] != sizes[2])


def test_every_example_can_be_computed():
    for preset in BLOCKS.values():
        assert json.dumps(compute(with_(**preset.changes)).to_json(), allow_nan=False)


# --- trained side by side ----------------------------------------------------------------


def test_the_command_line_trains_and_gives_the_curves(monkeypatch):
    few = [Digits(part.x[:64], part.labels[:64]) for part in digits.load()]
    monkeypatch.setattr(side_by_side.digits, "load", lambda: few)
    numbers = compute(with_(**SMALL)).to_json()["curves"]
    assert numbers["finished"]
    assert numbers["steps"] == numbers["steps_an_epoch"] == 8
    for kind in ("plain", "residual"):
        assert len(numbers["losses"][kind]) == 8
        assert len(numbers["gradients"][kind]) == 8
        assert len(numbers["train_errors"][kind]) == len(numbers["test_errors"][kind]) == 1
    assert json.dumps(numbers, allow_nan=False)


@pytest.mark.parametrize("depth", [9, 21, 55])
def test_a_depth_that_no_network_has_is_refused(depth):
    with pytest.raises(UserError, match=r"6n \+ 2"):
        compute(with_(**{**SMALL, "depth": depth}))


# --- shortcuts of a trained network ------------------------------------------------------


def opened(name: str) -> Opened:
    network, _ = random_network(name)
    classifier = classifiers.find(name)
    loaded = Loaded(network, classifier, classifier.weights[0], True, ())
    made = Traced(network)
    shapes = graph.shapes_of(made.layers, made.modules, loaded.weights.preprocessing.shape[1:])
    return Opened(loaded, made, shapes, {}, {})


@pytest.fixture(scope="module")
def cutter():
    return Cutter(opened)


def look(cutter, *cut):
    return cutter.run(with_(view="cut", image=CAFE, network="resnet18", cut=list(cut)))


def test_a_cut_hands_on_what_the_block_computes_alone(cutter):
    cut = look(cutter, "layer1.0", "layer2.0")
    network, _ = random_network("resnet18")
    norms = {}

    def without(module, read, output):
        norms[module] = [float(part.norm()) for part in read]
        return read[0]

    adds = [network.layer1[0].add, network.layer2[0].add]
    for add in adds:
        add.register_forward_hook(without)
    with torch.inference_mode():
        logits = network(torch.from_numpy(cut.prepared.data))[0]
    probabilities = logits.double().softmax(0)
    assert [guess.index for guess in cut.top] == probabilities.topk(5).indices.tolist()
    for guess in cut.top:
        assert guess.probability == pytest.approx(float(probabilities[guess.index]), abs=1e-6)
    for add, part in zip(adds, (cut.parts[0], cut.parts[2]), strict=True):
        assert part.cut
        assert [part.residual, part.shortcut] == pytest.approx(norms[add], rel=1e-4)
        assert part.ratio == pytest.approx(norms[add][0] / norms[add][1], rel=1e-4)
    assert [part.projected for part in cut.parts] == [False, False, *[True, False] * 3]


def test_without_a_cut_the_classes_are_those_of_the_whole_network(cutter):
    whole = look(cutter)
    assert whole.top == whole.top_before == look(cutter, "layer4.1").top_before
    assert [part.name for part in whole.parts][:3] == ["layer1.0", "layer1.1", "layer2.0"]


def test_a_block_that_is_not_there_is_refused(cutter):
    with pytest.raises(UserError, match=r"has no block layer9.0; its blocks are layer1.0, "):
        look(cutter, "layer9.0")
    # The next question is answered again.
    assert len(look(cutter).parts) == 8


def test_missing_weights_are_told(tmp_path, monkeypatch):
    monkeypatch.setenv("CNN_EXPLORER_HOME", str(tmp_path))
    with pytest.raises(MissingWeightsError, match="ResNet-50"):
        compute(with_(view="cut"))


# --- scripts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"shortcut": False, "strength": 0.25},
        {**BLOCKS["projection"].changes, "decay_steps": 700, "weight_decay": 0.01},
        SMALL,
    ],
)
def test_the_exported_script_gives_the_same_numbers(tmp_path, changes):
    script = tmp_path / "residual.py"
    script.write_text(to_code(with_(**changes)), encoding="utf-8")
    run = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "are those that CNN Explorer shows" in run.stdout


def test_the_script_of_a_cut_network_gives_the_same_classes(tmp_path, monkeypatch):
    from safetensors.torch import save_file

    from explorer.topics.networks.residual import process
    from explorer.weights import store

    weights = tmp_path / "resnet18.safetensors"
    save_file(random_network("resnet18")[0].state_dict(), weights)
    monkeypatch.setattr(process, "Cutter", lambda: Cutter(opened))
    monkeypatch.setattr(store, "locate", lambda _name: weights)
    script = tmp_path / "cut.py"
    state = with_(view="cut", image=CAFE, network="resnet18", cut=["layer2.1", "layer3.0"])
    script.write_text(to_code(state), encoding="utf-8")
    run = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
