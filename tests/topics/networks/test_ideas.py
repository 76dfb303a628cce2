"""What the networks brought: where it is, counted by hand, switched on the bundled weights."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from explorer.core import fields
from explorer.core.paths import resource
from explorer.nets.graph import INPUT
from explorer.nets.opened import open_hollow
from explorer.sources.open import first_frame
from explorer.topics.networks.networks.idea_counts import COUNTS
from explorer.topics.networks.networks.interpret import interpret
from explorer.topics.networks.networks.places import places
from explorer.topics.networks.networks.process import Networks, run
from explorer.topics.networks.networks.state import State

CAFE, THREE = (str(resource("samples", *name)) for name in (("cafe.jpg",), ("drawn", "three.png")))


def with_(**changes):
    return fields.change(State(image=CAFE, view="ideas"), changes)


@pytest.fixture(scope="module")
def networks():
    return Networks()


@pytest.fixture(scope="module")
def frames():
    return {path: first_frame(path) for path in (CAFE, THREE)}


@pytest.fixture
def look(networks, frames):
    def looked(**changes):
        state = with_(**changes)
        return interpret(run(networks, frames[state.image], state), state)

    return looked


@pytest.fixture
def digit(look):
    return lambda **changes: look(image=THREE, network="lenet5", **changes)


def counted(network, idea):
    opened = open_hollow(network)
    return {row["layer"]: row for row in COUNTS[idea](opened, places(opened)[idea])}


# --- where they are -------------------------------------------------------------------


def test_each_network_has_the_ideas_of_its_time():
    found = {name: places(open_hollow(name)) for name in ("lenet5", "alexnet", "vgg16")}
    assert list(found["lenet5"]) == ["function"]
    assert list(found["alexnet"]) == ["function", "lrn", "dropout", "two_gpus"]
    assert list(found["vgg16"]) == ["function", "dropout", "stacks"]
    # In 2012 the second, fourth and fifth convolution saw their own half only.
    split = [place[0] for place in found["alexnet"]["two_gpus"]]
    assert split == ["features.3", "features.8", "features.10"]


@pytest.mark.parametrize(
    ("network", "idea", "count"),
    [
        ("resnet18", "shortcut", 8),
        ("resnet50", "shortcut", 16),
        ("resnet50", "bottleneck", 16),
        ("resnet18", "stacks", 5),
        ("googlenet", "branches", 9),
        ("googlenet", "bottleneck", 18),
        ("vgg16", "stacks", 5),
        ("inception_v3", "global_pool", 1),
    ],
)
def test_they_are_found_as_often_as_the_papers_have_them(network, idea, count):
    assert len(places(open_hollow(network))[idea]) == count


# --- counted from the layers ----------------------------------------------------------


def test_three_by_three_in_a_row_against_one_window():
    rows = counted("vgg16", "stacks")
    last = rows["features.24"]
    assert last["weights"] == 3 * 9 * 512**2 and last["single"] == 49 * 512**2
    assert last["ratio"] == pytest.approx(27 / 49)
    # Three channels in front, 64 behind: here the second layer costs more than one window.
    assert rows["features.0"]["weights"] == 9 * 3 * 64 + 9 * 64 * 64
    assert rows["features.0"]["single"] == 25 * 3 * 64
    assert [row["side"] for row in rows.values()] == [5, 5, 7, 7, 7]


def test_a_bottleneck_saves_products():
    row = counted("resnet50", "bottleneck")["layer2.1.conv1"]
    assert row["channels"] == [512, 128, 128, 512]
    assert row["multiplications"] == 28 * 28 * (512 * 128 + 9 * 128 * 128 + 128 * 512)
    assert row["without"] == 28 * 28 * 9 * 512 * 512
    row = counted("googlenet", "bottleneck")["inception3a.branch2.0.conv"]
    assert row["channels"] == [192, 96, 128]
    assert row["multiplications"] == 28 * 28 * (192 * 96 + 9 * 96 * 128)
    assert row["without"] == 28 * 28 * 9 * 192 * 128


def test_one_by_one_is_a_ninth_of_three_by_three():
    row = counted("resnet18", "one_by_one")["layer2.0.downsample.0"]
    assert row["channels"] == [64, 128] and row["multiplications"] == 28 * 28 * 64 * 128
    assert row["three"] == 28 * 28 * 9 * 64 * 128


def test_branches_share_the_channels():
    opened = open_hollow("googlenet")
    rows = COUNTS["branches"](opened, (("inception3a.concat",),))
    assert [row["channels"] for row in rows] == [64, 128, 32, 32]
    assert [row["share"] for row in rows] == [64 / 256, 128 / 256, 32 / 256, 32 / 256]


def test_the_mean_of_each_map_saves_parameters():
    (row,) = counted("resnet50", "global_pool").values()
    assert row["shape"] == [7, 7, 2048]
    assert row["parameters"] == 2048 * 1000 + 1000
    assert row["flattened"] == 7 * 7 * 2048 * 1000 + 1000


# --- from the picture -----------------------------------------------------------------


def test_a_sigmoid_everywhere_is_the_network_built_with_sigmoids(digit):
    from explorer.nets.lenet5 import LeNet5

    names = ("act1", "act3", "act5", "act6")
    result = digit(switched=[f"{name}:sigmoid" for name in names])
    plain = LeNet5("sigmoid").eval()
    plain.load_state_dict(result.opened.loaded.net.state_dict())
    x = result.run.plain.outputs[INPUT].clone()
    expected = plain(x)[0].softmax(0).detach()
    assert result.top[0].probability == pytest.approx(float(expected.max()), rel=1e-4)
    assert result.top_before[0].label == "3"
    # The gradient in front of the first activation, by torch's own backward pass.
    top = result.top_before[0].index
    z = plain.c1(x).detach().requires_grad_()
    rest = plain.s4(plain.act3(plain.c3(plain.s2(plain.act1(z)))))
    rest = plain.output(plain.act6(plain.f6(plain.flatten(plain.act5(plain.c5(rest))))))
    rest[0, top].backward()
    row = result.brought.rows[0]
    assert row["layer"] == "act1"
    assert row["sigmoid"] == pytest.approx(float(z.grad.norm()), rel=1e-4)
    label, probability = result.brought.answers["sigmoid"]
    assert (label, probability) == (
        result.top[0].label,
        pytest.approx(result.top[0].probability, rel=1e-4),
    )


def test_gradients_are_kept_while_the_picture_stays(networks, frames):
    state = with_(image=THREE, network="lenet5")
    first = interpret(run(networks, frames[THREE], state), state)
    other = with_(image=THREE, network="lenet5", switched=["act3:relu"])
    passed = run(networks, frames[THREE], other, first.run)
    second = interpret(passed, other, first)
    assert second.brought.gradients is first.brought.gradients
    assert second.run.plain is first.run.plain and second.run.recording is not first.run.plain


def test_the_split_of_alexnet_leaves_half_of_the_weights(look):
    result = look(idea="two_gpus", layer="features.8", switched=["features.8:two_gpus"])
    rows = {row["layer"]: row for row in result.brought.rows}
    assert rows["features.3"]["weights"] == 192 * 64 * 25
    assert rows["features.3"]["left"] == 192 * 64 * 25 // 2
    conv = result.opened.traced.modules["features.8"]
    before = result.run.plain.outputs["features.7"]
    weight = torch.cat([conv.weight[:128, :192], conv.weight[128:, 192:]])
    with torch.inference_mode():
        expected = functional.conv2d(before, weight, conv.bias, padding=1, groups=2)
    np.testing.assert_allclose(result.maps, expected[0].numpy(), atol=1e-3)
    plain = result.run.plain["features.8"]
    change = float((expected[0] - plain).norm() / plain.norm())
    assert rows["features.8"]["change"] == pytest.approx(change, rel=1e-3)
    assert result.brought.change == pytest.approx(change, rel=1e-3)
    # Without a classifier it still tells how far the last maps have moved.
    assert result.top == () and result.brought.change_last > 0.01


def test_normalised_maps_before_and_after(look):
    result = look(idea="lrn", layer="features.4", switched=["features.4:lrn"])
    a = result.run.plain["features.4"].double().numpy()
    padded = np.pad(a**2, ((2, 2), (0, 0), (0, 0)))
    near = sum(padded[shift : shift + len(a)] for shift in range(5))
    expected = a / (2 + 1e-4 * near) ** 0.75
    np.testing.assert_allclose(result.maps, expected, rtol=1e-3, atol=1e-5)
    row = result.brought.rows[1]
    assert row["layer"] == "features.4"
    assert row["mean_before"] == pytest.approx(a.mean(), rel=1e-4)
    assert row["mean_after"] == pytest.approx(expected.mean(), rel=1e-4)
    assert row["largest_after"] == pytest.approx(expected.max(), rel=1e-4)


def test_a_draw_is_counted_as_it_is_made(look):
    state = {"idea": "dropout", "switched": ["classifier:training"]}
    first, again, other = (look(**state, seed=seed) for seed in (3, 3, 4))
    before = first.run.plain["classifier"].numpy()
    through = first.maps[:, 0, 0] != 0
    (row,) = first.brought.rows
    assert row["numbers"] == 9216 and row["probability"] == 0.5
    # Those that were 0 anyway cannot be told apart.
    assert np.count_nonzero((before != 0) & ~through) <= row["dropped"]
    assert abs(row["dropped"] - 4608) < 5 * math.sqrt(9216) / 2
    np.testing.assert_allclose(first.maps[through, 0, 0], 2 * before[through], rtol=1e-4, atol=1e-4)
    assert row["mean_training"] == pytest.approx(float(first.maps.mean()), rel=1e-4)
    assert row["mean_test"] == pytest.approx(float(before.mean()), rel=1e-4)
    assert np.array_equal(first.maps, again.maps) and not np.array_equal(first.maps, other.maps)
