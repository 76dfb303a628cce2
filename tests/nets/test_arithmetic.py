"""Every number of every kind of layer can be computed again from what goes into it."""

import numpy as np
import pytest
import torch
from torch import nn

from explorer.nets import arithmetic
from explorer.nets.graph import Layer
from explorer.nets.traced import Recording, Traced
from tests.nets.classic import NETWORKS, random_network


@pytest.mark.parametrize("name", NETWORKS)
def test_numbers_at_random_places_are_made_as_is_said(name):
    network, x = random_network(name)
    traced = Traced(network)
    with torch.inference_mode():
        recording = traced.run(x)
    random = np.random.default_rng(1)
    for layer in traced.layers:
        output = recording[layer.name]
        shape = tuple(output.shape) if output.dim() == 3 else (len(output), 1, 1)
        for _ in range(3):
            place = tuple(int(random.integers(side)) for side in shape)
            made = arithmetic.explain(traced, recording, layer, place)
            assert made is not None, layer
            scale = 1e-4 * (
                1 + abs(made.value) + float(np.abs(made.values[np.isfinite(made.values)]).max())
            )
            assert made.again == pytest.approx(made.value, abs=scale), layer


def one(module, x, place, kind):
    """The arithmetic of a network of one layer."""
    layer = Layer("only", kind, ("input",))
    traced = Traced(nn.Sequential(module))
    traced.modules = {"only": module}
    with torch.inference_mode():
        recording = Recording({"input": x, "only": module(x)})
    return arithmetic.explain(traced, recording, layer, place)


def test_a_window_in_the_corner_reaches_into_the_padding():
    conv = nn.Conv2d(1, 1, 3, padding=1)
    x = torch.arange(9.0).reshape(1, 1, 3, 3)
    made = one(conv, x, (0, 0, 0), "conv")
    assert made.rows == [-1, 0, 1] and made.columns == [-1, 0, 1]
    assert made.values.tolist() == [[[0, 0, 0], [0, 0, 1], [0, 3, 4]]]
    assert made.weights.tolist() == conv.weight[0].tolist()
    assert made.again == pytest.approx(made.value, abs=1e-6)


def test_stride_and_dilation_and_groups():
    conv = nn.Conv2d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2)
    x = torch.randn(1, 4, 9, 9)
    made = one(conv, x, (4, 1, 2), "conv")
    assert made.rows == [0, 2, 4] and made.columns == [2, 4, 6]
    # Filter 4 of 6 belongs to the second of two groups: channels 2 and 3.
    assert np.array_equal(made.values, x[0, 2:, 0:5:2, 2:7:2].numpy())
    assert made.first == 2
    assert made.again == pytest.approx(made.value, abs=1e-5)


def test_the_maximum_ignores_padding():
    x = -torch.ones(1, 1, 3, 3)
    made = one(nn.MaxPool2d(3, 2, 1), x, (0, 0, 0), "max_pool")
    assert made.again == made.value == -1


def test_an_average_counts_padding_as_zeros():
    x = torch.ones(1, 1, 4, 4)
    made = one(nn.AvgPool2d(3, 2, 1), x, (0, 0, 0), "average_pool")
    assert made.again == pytest.approx(made.value) == pytest.approx(4 / 9)


def test_an_average_can_leave_padding_out():
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    made = one(nn.AvgPool2d(3, 2, 1, count_include_pad=False), x, (0, 0, 1), "average_pool")
    assert (made.rows, made.columns) == ([0, 1], [1, 2, 3])
    # 1, 2, 3 and 5, 6, 7.
    assert made.again == made.value == 4


def test_a_depthwise_filter_sees_its_own_channel():
    conv = nn.Conv2d(5, 5, 3, padding=1, groups=5, bias=False)
    x = torch.randn(1, 5, 6, 6)
    made = one(conv, x, (3, 2, 4), "conv")
    assert made.first == 3
    assert np.array_equal(made.values, x[0, 3:4, 1:4, 3:6].numpy())
    assert made.again == pytest.approx(made.value, abs=1e-6)


def test_each_channel_has_a_slope_of_its_own():
    module = nn.PReLU(3)
    with torch.no_grad():
        module.weight.copy_(torch.tensor([0.25, -0.5, 2.0]))
    x = torch.tensor([-4.0, -6.0, -3.0]).reshape(1, 3, 1, 1).repeat(1, 1, 2, 2)
    x[0, :, 1, 1] = 7.0
    for channel, slope, expected in ((0, 0.25, -1.0), (1, -0.5, 3.0), (2, 2.0, -6.0)):
        made = one(module, x, (channel, 0, 1), "activation")
        assert made.numbers == {"slope": slope}
        assert made.again == made.value == expected
        assert one(module, x, (channel, 1, 1), "activation").again == 7.0
    shared = nn.PReLU(1, init=0.5)
    assert one(shared, x, (2, 0, 0), "activation").again == -1.5


def test_a_norm_behind_a_dense_layer():
    norm = nn.BatchNorm1d(2, eps=1.0).eval()
    with torch.no_grad():
        norm.running_mean[:], norm.running_var[:] = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 8])
        norm.weight[:], norm.bias[:] = torch.tensor([1.0, 6.0]), torch.tensor([0.0, 0.5])
    made = one(norm, torch.tensor([[0.0, 5.0]]), (1, 0, 0), "norm")
    # 6 (5 - 2) / sqrt(8 + 1) + 0.5
    assert made.again == 6.5 and made.value == pytest.approx(6.5)


def test_a_layer_of_an_unknown_kind_is_not_explained():
    assert one(nn.LocalResponseNorm(2), torch.ones(1, 4, 2, 2), (0, 0, 0), "lrn") is None
