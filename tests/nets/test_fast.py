"""Speed changes no answer."""

import pytest
import torch
from torch import nn

from explorer.nets import fused
from explorer.nets.fast import FastNetwork
from explorer.nets.graph import trace
from explorer.nets.layers import Add
from tests.nets.classic import NETWORKS, random_network


def made_fast(network: nn.Module) -> FastNetwork:
    layers = trace(network)
    modules = {layer.name: network.get_submodule(layer.name) for layer in layers}
    return FastNetwork(layers, modules).eval()


def answer(fast: FastNetwork, x: torch.Tensor) -> torch.Tensor:
    *_, last = fast(x).values()
    return last


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_fast_network_gives_what_the_network_gives(name, packed, monkeypatch):
    if not packed:
        monkeypatch.setattr(fused, "can_pack", lambda: False)
    network, x = random_network(name)
    fast = made_fast(network)
    with torch.inference_mode():
        expected = network(x)
        torch.testing.assert_close(answer(fast, x), expected, rtol=1e-3, atol=1e-4)
        # Another size of batch, after the kernels were packed for the first.
        twice = answer(fast, x.repeat(2, 1, 1, 1))
        torch.testing.assert_close(twice[1:], expected, rtol=1e-3, atol=1e-4)
        assert torch.equal(network(x), expected)


def test_a_network_without_its_classifier():
    network, x = random_network("alexnet")
    network.classifier = nn.Identity()
    with torch.inference_mode():
        torch.testing.assert_close(answer(made_fast(network), x), network(x), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    "parts",
    [
        [nn.Conv2d(4, 6, 3, groups=2), nn.ReLU()],
        [nn.Conv2d(4, 6, 3, dilation=2), nn.ReLU()],
        [nn.Conv2d(4, 6, 3, padding="same"), nn.ReLU()],
        [nn.Conv2d(4, 6, 3, padding=1, padding_mode="reflect"), nn.ReLU()],
        [nn.Conv2d(4, 6, 3), nn.ReLU6()],
        [nn.Conv2d(4, 6, 3, bias=False), nn.BatchNorm2d(6), nn.GELU()],
        [nn.Conv2d(4, 6, 3), nn.LocalResponseNorm(3), nn.ReLU()],
        [nn.Flatten(), nn.Linear(400, 5), nn.Hardswish()],
    ],
)
def test_what_cannot_be_fused_runs_as_it_is(parts):
    network = nn.Sequential(*parts).eval()
    x = torch.randn(1, 4, 10, 10) * 3
    with torch.inference_mode():
        torch.testing.assert_close(answer(made_fast(network), x), network(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("activation", [nn.ReLU, nn.Tanh, nn.Identity])
def test_a_sum_behind_two_convolutions(activation, packed, monkeypatch):
    if not packed:
        monkeypatch.setattr(fused, "can_pack", lambda: False)

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Conv2d(4, 6, 3, padding=1), nn.Conv2d(4, 6, 1)
            self.add, self.activation = Add(), activation()

        def forward(self, x):
            return self.activation(self.add(self.first(x), self.second(x)))

    network = Block().eval()
    x = torch.randn(1, 4, 10, 10)
    with torch.inference_mode():
        torch.testing.assert_close(answer(made_fast(network), x), network(x), rtol=1e-4, atol=1e-5)


def test_a_layer_added_to_itself():
    class Double(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.add = nn.Conv2d(4, 6, 3), Add()

        def forward(self, x):
            made = self.conv(x)
            return self.add(made, made)

    network = Double().eval()
    x = torch.randn(1, 4, 10, 10)
    with torch.inference_mode():
        torch.testing.assert_close(answer(made_fast(network), x), network(x), rtol=1e-4, atol=1e-5)
