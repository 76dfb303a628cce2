"""The inception topic: the numbers of the course and the paper, torch, the exported scripts."""

import itertools
import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import nn

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.nets import classifiers, graph
from explorer.nets.classifiers import Loaded
from explorer.nets.opened import Opened
from explorer.nets.traced import Traced
from explorer.topics.networks.inception import activations
from explorer.topics.networks.inception.activations import Looker
from explorer.topics.networks.inception.presets import COSTS, MODULE_PRESETS, MODULES, PIXELS
from explorer.topics.networks.inception.state import State, compute, to_code
from explorer.weights import store
from explorer.weights.store import MissingWeightsError
from tests.nets.classic import random_network

CAFE = str(resource("samples", "cafe.jpg"))


def with_(**changes):
    return fields.change(State(), changes)


def test_the_bottleneck_of_the_course():
    # Ng, week 2: 28 x 28 x 32 x 5 x 5 x 192 = 120 million, through 16 channels 12.4 million.
    numbers = compute(State()).to_json()
    assert numbers["multiplications_direct"] == 120_422_400
    assert numbers["multiplications_bottleneck"] == 2_408_448 + 10_035_200
    assert numbers["output_shape"] == [28, 28, 32]


def test_counting_gives_what_the_formula_says():
    result = compute(with_(measure=True, input_shape=[9, 7, 5], filters=3, size=3, bottleneck=2))
    direct, squeezed = result.measured
    # Every output sees 3 x 3 x 5 numbers, those in the padding too.
    assert direct.counted == 9 * 7 * 3 * (3 * 3 * 5)
    assert squeezed.counted == 9 * 7 * 2 * 5 + 9 * 7 * 3 * (3 * 3 * 2)
    assert direct.milliseconds > 0 and squeezed.milliseconds > 0
    assert compute(State()).to_json()["measured"] is None


def test_what_would_run_for_minutes_is_not_measured():
    huge = with_(measure=True, input_shape=[512, 512, 2048], filters=2048)
    with pytest.raises(UserError, match="too many"):
        compute(huge)
    assert compute(fields.change(huge, {"measure": False})).measured is None


def test_the_module_of_the_course():
    numbers = compute(State()).to_json()
    assert numbers["module_shape"] == [28, 28, 256]
    assert [numbers["branches"][name][-1]["shape"][2] for name in numbers["branches"]] == [
        64,
        128,
        32,
        32,
    ]
    # Without bottlenecks the pooling keeps all of its 192 channels.
    naive = 28 * 28 * (64 * 192 + 128 * 9 * 192 + 32 * 25 * 192)
    assert numbers["module_multiplications_without_bottlenecks"] == naive


def test_the_modules_of_googlenet_fit_behind_each_other():
    # Table 1 of the paper: output channels of each module.
    outputs = {"3a": 256, "3b": 480, "4a": 512, "4b": 512, "4c": 512, "4d": 528, "4e": 832}
    outputs |= {"5a": 832, "5b": 1024}
    for name, preset in MODULE_PRESETS.items():
        shape = compute(with_(**preset.changes)).module_shape
        assert shape == (*MODULES[name][0][:2], outputs[name])
    names = list(MODULES)
    for name, following in itertools.pairwise(names):
        assert MODULES[following][0][2] == outputs[name]


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(*[st.integers(1, 9)] * 3),
    st.tuples(*[st.integers(1, 5)] * 6),
)
def test_module_shapes_and_parameters_equal_torch(shape, counts):
    height, width, channels = shape
    one, before_three, three, before_five, five, after_pool = counts
    state = with_(
        input_shape=shape,
        branches={
            "1x1": one,
            "3x3": [before_three, three],
            "5x5": [before_five, five],
            "pool": after_pool,
        },
    )
    branches = [
        nn.Sequential(nn.Conv2d(channels, one, 1)),
        nn.Sequential(
            nn.Conv2d(channels, before_three, 1), nn.Conv2d(before_three, three, 3, padding=1)
        ),
        nn.Sequential(
            nn.Conv2d(channels, before_five, 1), nn.Conv2d(before_five, five, 5, padding=2)
        ),
        nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(channels, after_pool, 1)),
    ]
    output = torch.cat([branch(torch.zeros(1, channels, height, width)) for branch in branches], 1)
    numbers = compute(state).to_json()
    assert numbers["module_shape"] == [*output.shape[2:], output.shape[1]]
    assert numbers["module_parameters"] == sum(
        p.numel() for branch in branches for p in branch.parameters()
    )


numbers = st.integers(-9, 9) | st.floats(-100, 100)


@st.composite
def pixels(draw):
    channels, filters = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    shape = draw(st.tuples(*[st.integers(1, 6)] * 2))

    def nested(shape):
        return draw(arrays(float, shape, elements=numbers)).tolist()

    return with_(
        input=nested((channels, *shape)),
        weights=nested((filters, channels)),
        bias=draw(st.just([]) | arrays(float, (filters,), elements=numbers).map(np.ndarray.tolist)),
        relu=draw(st.booleans()),
        step=draw(st.integers(0, 40)),
    )


@settings(max_examples=60, deadline=None)
@given(pixels())
def test_a_1x1_convolution_is_a_dense_layer_at_every_pixel(state):
    result = compute(state)
    x, w = (torch.tensor(part, dtype=torch.float64) for part in (state.input, state.weights))
    bias = torch.tensor(state.bias, dtype=torch.float64) if state.bias else None
    output = nn.functional.conv2d(x[None], w[:, :, None, None], bias)[0]
    output = output.relu() if state.relu else output
    np.testing.assert_allclose(result.output, output.numpy(), rtol=1e-9, atol=1e-9)
    pixel = result.pixel
    at = x[:, pixel.row, pixel.column]
    np.testing.assert_allclose(pixel.products, (w * at).numpy(), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(
        pixel.z, nn.functional.linear(at, w, bias).numpy(), rtol=1e-9, atol=1e-9
    )
    assert pixel.a.tolist() == result.output[:, pixel.row, pixel.column].tolist()
    layer = nn.Conv2d(len(x), len(w), 1)
    assert result.to_json()["parameters"] == sum(p.numel() for p in layer.parameters())


@pytest.mark.parametrize("view", ["pixel", "cost", "module"])
def test_the_script_asserts_the_numbers_and_notices_others(view):
    code = to_code(with_(view=view, step=7))
    good = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert good.returncode == 0, good.stderr
    assert "The numbers are those that CNN Explorer shows." in good.stdout
    wrong = {
        "pixel": ("[[27.,", "[[28.,"),
        "cost": ("(153632,", "(153633,"),
        "module": ("(256, 28, 28)", "(255, 28, 28)"),
    }[view]
    assert wrong[0] in code
    bad = subprocess.run(
        [sys.executable, "-c", code.replace(*wrong)], capture_output=True, text=True
    )
    assert bad.returncode != 0 and "AssertionError" in bad.stderr


def test_every_preset_can_be_computed():
    for preset in (PIXELS | COSTS | MODULE_PRESETS).values():
        json.dumps(compute(with_(**preset.changes)).to_json())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"branches": {"1x1": 64}}, "1x1, 3x3, 5x5, pool"),
        ({"branches": {"1x1": 64, "3x3": 96, "5x5": [16, 32], "pool": 32}}, "needs 2 numbers"),
        ({"branches": {"1x1": 0, "3x3": [9, 9], "5x5": [16, 32], "pool": 32}}, "between 1 and"),
        ({"branches": [1, 2, 3]}, "object"),
        ({"input_shape": [28, 28]}, "3 whole numbers"),
        ({"input_shape": [0, 28, 3]}, "between 1 and"),
        ({"weights": [[1, 2], [3]]}, "length"),
        ({"bottleneck": "x"}, "whole number"),
    ],
)
def test_what_does_not_fit_is_refused(changes, words):
    with pytest.raises(UserError, match=words):
        with_(**changes)


def test_weights_that_are_not_as_deep_as_the_input_are_refused():
    with pytest.raises(UserError, match="as many channels as its input"):
        compute(with_(weights=[[1, 2]]))


def test_a_session_keeps_the_branches():
    state = with_(branches={"1x1": 1, "3x3": [2, 3], "5x5": [4, 5], "pool": 6}, view="module")
    again, problems = fields.from_json(State, json.loads(json.dumps(fields.to_json(state))))
    assert again == state and problems == []


# --- a module of a trained network -----------------------------------------------------


def opened(name: str) -> Opened:
    """The network with random weights, like one of them when it is on this machine."""
    network, _ = random_network(name)
    classifier = classifiers.find(name)
    loaded = Loaded(network, classifier, classifier.weights[0], True, ())
    made = Traced(network)
    shapes = graph.shapes_of(made.layers, made.modules, loaded.weights.preprocessing.shape[1:])
    counts = {
        layer: sum(p.numel() for p in module.parameters()) for layer, module in made.modules.items()
    }
    return Opened(loaded, made, shapes, {}, counts)


@pytest.fixture(scope="module")
def looker():
    return Looker(opened)


def look(looker, network, **changes):
    return looker.run(with_(view="activations", image=CAFE, network=network, **changes))


def test_the_branches_make_what_the_networks_own_modules_make(looker):
    found = look(looker, "googlenet", module="inception4a", silenced=["branch2"])
    network, _ = random_network("googlenet")
    seen = {}

    def silenced(module, inputs, output):
        seen["branches"] = inputs
        zeros = torch.zeros_like(inputs[1])
        return torch.cat([inputs[0], zeros, *inputs[2:]], 1)

    network.inception4a.concat.register_forward_hook(silenced)
    with torch.inference_mode():
        logits = network(torch.from_numpy(found.prepared.data))[0]
    for ours, theirs in zip(found.outputs, seen["branches"], strict=True):
        np.testing.assert_allclose(ours, theirs[0].numpy(), rtol=1e-3, atol=1e-4)
    assert [branch.channels for branch in found.branches] == [192, 208, 48, 64]
    assert not found.joined[192:400].any() and found.joined[400:].any()
    np.testing.assert_array_equal(found.joined[:192], found.outputs[0])
    best = logits.double().softmax(0).topk(5)
    assert [guess.index for guess in found.top] == best.indices.tolist()
    assert found.top != found.top_before
    assert found.tiles[0].high == found.joined_tiles.high


def test_a_real_module_costs_what_the_paper_says(looker):
    # 4a on 14 x 14 x 480, table 1; its "5 x 5" is 3 x 3 here, and a norm has two numbers.
    found = look(looker, "googlenet", module="inception4a")
    pixels = 14 * 14
    assert [branch.multiplications for branch in found.branches] == [
        pixels * 480 * 192,
        pixels * (480 * 96 + 96 * 9 * 208),
        pixels * (480 * 16 + 16 * 9 * 48),
        pixels * 480 * 64,
    ]
    assert found.branches[1].parameters == 480 * 96 + 2 * 96 + 9 * 96 * 208 + 2 * 208


def test_a_branch_that_forks_and_one_without_filters(looker):
    found = look(looker, "inception_v3", module="Mixed_7b", output_channel=700)
    fork = found.branches[1]
    windows = [[step.window for step in steps] for steps in fork.forks]
    assert windows == [[(1, 1)], [(1, 3), (3, 1)]]
    # 384 channels each, behind the 320 of the first branch.
    assert (fork.first, fork.channels) == (320, 768)
    assert found.branch_of(700) == 1
    pool = look(looker, "inception_v3", module="Mixed_6a").branches[2]
    assert (pool.channels, pool.parameters, pool.multiplications) == (288, 0, 0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"module": "inception9z"}, "GoogLeNet has no inception9z here; there are: inception3a"),
        ({"silenced": ["branch7"]}, "has no branch7 here; there are: branch1, branch2"),
        ({"output_channel": 256}, "inception3a has 256 channels"),
    ],
)
def test_what_a_network_does_not_have_is_refused(looker, changes, words):
    with pytest.raises(UserError, match=words):
        look(looker, "googlenet", **changes)
    assert look(looker, "googlenet").module == "inception3a"


def test_the_network_that_is_there_is_taken():
    def only_the_second(name):
        if name == "googlenet":
            raise MissingWeightsError("none")
        return opened(name)

    found = look(Looker(only_the_second), "any")
    assert found.opened.loaded.classifier.name == "inception_v3"


def test_without_any_weights_both_networks_are_named():
    with pytest.raises(MissingWeightsError, match="GoogLeNet nor those of Inception-v3") as caught:
        compute(with_(view="activations"))
    assert caught.value.values["name"] == "googlenet"


@pytest.mark.parametrize(
    ("network", "changes"),
    [
        ("googlenet", {"module": "inception5b", "silenced": ["branch1", "branch4"]}),
        ("inception_v3", {"module": "Mixed_5b", "output_channel": 200}),
    ],
)
def test_the_script_of_a_real_module_gives_the_same(tmp_path, monkeypatch, network, changes):
    from safetensors.torch import save_file

    weights = tmp_path / "w.safetensors"
    save_file(random_network(network)[0].state_dict(), weights)
    classifier = classifiers.find(network)
    plain = replace(classifier.weights[0], options={})

    def as_torchvision(name):
        made = opened(name)
        return replace(made, loaded=replace(made.loaded, weights=plain))

    monkeypatch.setattr(activations, "Looker", lambda: Looker(as_torchvision))
    monkeypatch.setattr(store, "locate", lambda _name: weights)
    state = with_(view="activations", image=CAFE, network=network, **changes)
    code = to_code(state)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "are those that CNN Explorer shows" in run.stdout
    wrong = code.replace("MULTIPLICATIONS = ", "MULTIPLICATIONS = 1 + ")
    bad = subprocess.run([sys.executable, "-c", wrong], capture_output=True, text=True)
    assert bad.returncode != 0 and "AssertionError" in bad.stderr


def test_what_is_looked_at_is_said():
    numbers = compute(with_(step=700, filter=9, channel=9)).to_json()
    assert (numbers["step"], numbers["filter"], numbers["channel"]) == (35, 1, 2)
