"""The inception topic: the numbers of the course and the paper, torch, the exported scripts."""

import itertools
import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import nn

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.topics.networks.inception.presets import COSTS, MODULE_PRESETS, MODULES, PIXELS
from explorer.topics.networks.inception.state import VIEWS, State, compute, to_code


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


@pytest.mark.parametrize("view", VIEWS)
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
