"""The networks topic on the bundled weights: OpenCV as reference, scripts, what is refused."""

import json
import subprocess
import sys

import cv2
import numpy as np
import pytest
import torch
from torch import nn

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.nets.graph import INPUT
from explorer.sources.open import first_frame
from explorer.topics.networks.networks.changes import planted_kernel
from explorer.topics.networks.networks.interpret import interpret
from explorer.topics.networks.networks.process import Networks, run
from explorer.topics.networks.networks.state import VIEWS, State, compute, to_code

CAFE = str(resource("samples", "cafe.jpg"))


def with_(**changes):
    return fields.change(State(image=CAFE), changes)


@pytest.fixture(scope="module")
def networks():
    return Networks()


@pytest.fixture(scope="module")
def frame():
    return first_frame(CAFE)


@pytest.fixture
def look(networks, frame):
    return lambda **changes: interpret(run(networks, frame, with_(**changes)), with_(**changes))


def test_the_first_layer_is_what_opencv_filters(look):
    result = look(layer="features.0", channel=16)
    x = result.run.plain[INPUT].numpy()
    conv = result.opened.traced.modules["features.0"]
    weights, bias = conv.weight[16].numpy(), float(conv.bias[16])
    padded = np.pad(x, ((0, 0), (2, 2), (2, 2)))
    whole = sum(
        cv2.filter2D(plane, -1, kernel, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
        for plane, kernel in zip(padded, weights, strict=True)
    )
    expected = whole[: 4 * 55 : 4, : 4 * 55 : 4] + bias
    np.testing.assert_allclose(result.channel.values, expected, atol=1e-3)


def test_the_numbers_of_the_layer(look):
    numbers = look(layer="features.3", channel=5, position=[2, 3]).to_json()
    assert numbers["layer_shape"] == [27, 27, 192]
    rows = {row["name"]: row for row in numbers["layers"]}
    # Weights and biases of AlexNet's convolutions.
    assert rows["features.0"]["parameters"] == 64 * (3 * 11 * 11 + 1)
    assert rows["features.3"]["parameters"] == 192 * (64 * 5 * 5 + 1)
    assert numbers["parameters"] == 2_469_696
    # Layers in front: 11, stride 4; pooling 3, stride 2; 5 of these, 8 apart.
    x1, y1, x2, y2 = numbers["receptive_field"]
    assert (x2 - x1, y2 - y1) == (11 + 2 * 4 + 4 * 8,) * 2
    (made,) = numbers["steps"]
    assert made["again"] == pytest.approx(numbers["value"], abs=1e-3)
    assert made["sum"] + made["bias"] == pytest.approx(numbers["value"], abs=1e-3)
    assert made["inputs"] == 64 * 5 * 5
    json.dumps(numbers)


def test_a_value_behind_relu_is_taken_apart_down_to_its_window(look):
    first, second = look(layer="features.7", channel=1).steps
    assert (first.layer.name, second.layer.name) == ("features.6", "features.7")
    assert second.value == max(first.value, 0)


def test_the_strongest_channel_and_the_highest_value_come_first(look):
    result = look(layer="features.8")
    assert result.value == pytest.approx(float(result.maps.max()))
    assert result.value == pytest.approx(float(result.run.plain["features.8"].max()))


def test_the_field_lies_where_the_picture_is_seen(look, frame):
    result = look(layer="features.0", position=[0, 0])
    height, width, _ = frame.pixels.shape
    x1, y1, x2, y2 = result.in_picture((0, 0, 224, 224))
    # The middle square, 224 of 256 of the shorter side.
    assert x2 - x1 == pytest.approx(width * 224 / 256)
    assert (x1 + x2) / 2 == pytest.approx(width / 2, abs=2)
    assert (y1 + y2) / 2 == pytest.approx(height / 2, abs=2)


def test_a_silenced_channel_changes_what_follows(look):
    plain, edited = look(layer="features.3"), look(layer="features.3", silenced=["features.0:3"])
    assert edited.run.recording["features.0"][3].abs().max() == 0
    assert not np.allclose(plain.maps, edited.maps)
    # The reference: that filter and its bias set to zero.
    conv = nn.Conv2d(3, 64, 11, 4, 2)
    conv.load_state_dict(plain.opened.traced.modules["features.0"].state_dict())
    with torch.inference_mode():
        conv.weight[3], conv.bias[3] = 0, 0
        rest = plain.opened.loaded.net.features[1:4]
        expected = rest(conv(plain.run.plain.outputs[INPUT]))[0]
    np.testing.assert_allclose(edited.maps, expected.numpy(), atol=1e-4)


def test_a_filter_of_ones_own_in_the_first_layer(look, networks):
    sobel = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
    result = look(layer="features.0", channel=7, transplant=sobel, transplant_filter=7)
    x = result.run.plain[INPUT].numpy().sum(axis=0)
    kernel = planted_kernel(result.opened, with_(transplant=sobel, transplant_filter=7))
    conv = result.opened.traced.modules["features.0"]
    # As strong as the filter it replaces, and of the same form in each colour.
    assert float(kernel.norm()) == pytest.approx(float(conv.weight[7].norm()), rel=1e-5)
    scale = float(kernel[0, 4, 4])
    padded = np.pad(x, 2)
    whole = cv2.filter2D(
        padded, -1, np.float32(sobel), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT
    )
    expected = whole[4 : 4 + 4 * 55 : 4, 4 : 4 + 4 * 55 : 4] * scale + float(conv.bias[7])
    inside = np.s_[: expected.shape[0], : expected.shape[1]]
    np.testing.assert_allclose(result.channel.values[inside], expected, atol=2e-3)


def test_what_is_known_is_not_computed_again(networks, frame):
    first = run(networks, frame, with_())
    assert run(networks, frame, with_(view="value", layer="features.3"), first) is first
    silenced = run(networks, frame, with_(silenced=["features.0:3"]), first)
    assert silenced.plain is first.plain


def test_a_layer_seen_before_shows_what_it_showed(networks, frame):
    """What is kept of one pass: nothing of another layer, channel or change is mixed in."""
    looks = (
        {"layer": "features.3"},
        {"layer": "features.3", "channel": 7},
        {"layer": "features.3", "channel": 7, "position": [4, 5]},
        {"layer": "features.4"},
        {"layer": "features.4", "order": "mean", "silenced": ["features.0:1"]},
    )
    states = [with_(**changes) for changes in (*looks, *looks[::-1], *looks)]
    before = None
    for state in states:
        before = interpret(run(networks, frame, state, before and before.run), state, before)
        anew = interpret(run(networks, frame, state), state)
        assert before.to_json() == anew.to_json()
        np.testing.assert_array_equal(before.channel.counts, anew.channel.counts)
        np.testing.assert_array_equal(before.channel.values, anew.channel.values)
        np.testing.assert_array_equal(before.mosaic.levels, anew.mosaic.levels)


def test_without_a_classifier_there_are_no_classes(look):
    assert look().to_json()["top5"] == []
    with pytest.raises(UserError, match="classifier"):
        look(view="cam", layer="features.8")


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "cam"])
def test_every_view_can_be_computed(view):
    json.dumps(compute(with_(view=view)).to_json())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"layer": "nonsense"}, "no layer nonsense"),
        ({"channel": 64}, "64 channels"),
        ({"position": [55, 0]}, "55 × 55"),
        ({"silenced": ["features.0"]}, "must look like features.0:0"),
        ({"silenced": ["features.0:64"]}, "64 channels"),
        ({"transplant": [[0, 0], [0, 0]]}, "zeros"),
        ({"transplant": [[1]], "transplant_filter": 99}, "no channel 99"),
    ],
)
def test_what_does_not_exist_is_refused(look, changes, words):
    with pytest.raises(UserError, match=words):
        look(**changes)


def test_a_network_is_named_from_the_list():
    with pytest.raises(UserError, match="resnet50"):
        with_(network="resnet51")


def test_the_script_asserts_the_numbers(tmp_path):
    state = with_(layer="features.8", silenced=["features.0:3"])
    script = tmp_path / "script.py"
    script.write_text(to_code(state), encoding="utf-8")
    good = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert good.returncode == 0, good.stderr
    script.write_text(to_code(state).replace("'features.0:3'", ""), encoding="utf-8")
    bad = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert bad.returncode != 0 and "AssertionError" in bad.stderr
