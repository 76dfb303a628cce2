"""Networks in onnxruntime: the answers of their modules, to rounding."""

import pytest
import torch
from torch import nn

from explorer.nets.exported import Exported
from explorer.nets.graph import shapes_of, trace
from explorer.nets.layers import Add
from explorer.nets.traced import Traced
from tests.nets.classic import NETWORKS, random_network


def exported(network: nn.Module, x: torch.Tensor) -> Exported:
    layers = trace(network)
    modules = {layer.name: network.get_submodule(layer.name) for layer in layers}
    return Exported(layers, modules, shapes_of(layers, modules, tuple(x.shape[1:])))


def usual(name: str) -> tuple[nn.Module, torch.Tensor]:
    """AlexNet's and VGG's maps are enlarged on small pictures, which no one does."""
    network, x = random_network(name)
    small = name in ("alexnet", "vgg16")
    return network, torch.randn(1, 3, 224, 224) if small else x


def compare(network: nn.Module, x: torch.Tensor) -> None:
    with torch.inference_mode():
        *_, answer = exported(network, x)(x).values()
        torch.testing.assert_close(answer, network(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_exported_network_gives_what_the_network_gives(name):
    network, x = usual(name)
    made = exported(network, x)
    with torch.inference_mode():
        expected = network(x)
        *_, answer = made(x).values()
        torch.testing.assert_close(answer, expected, rtol=1e-3, atol=1e-4)
        *_, answer = made(x.repeat(2, 1, 1, 1)).values()
        torch.testing.assert_close(answer[1:], expected, rtol=1e-3, atol=1e-4)
        # The numbers are shared: nobody may have written to them.
        assert torch.equal(network(x), expected)


def test_a_network_without_its_classifier():
    network, x = usual("alexnet")
    network.classifier = nn.Identity()
    compare(network, x)


def slopes(count: int) -> nn.PReLU:
    """A PReLU whose channels differ."""
    module = nn.PReLU(count)
    nn.init.uniform_(module.weight, -0.5, 0.5)
    return module


PARTS = {
    "groups": [nn.Conv2d(4, 6, 3, groups=2), nn.ReLU()],
    "dilation": [nn.Conv2d(4, 6, 3, dilation=2, stride=(1, 2), padding=(0, 1)), nn.Tanh()],
    "no bias": [nn.Conv2d(4, 6, (1, 3), bias=False), nn.BatchNorm2d(6), nn.Sigmoid()],
    "lrn": [nn.LocalResponseNorm(3, 0.1, 0.7, 1.5), nn.Conv2d(4, 2, 1)],
    "max": [nn.MaxPool2d(3, 2, 1, ceil_mode=True), nn.Conv2d(4, 2, 1)],
    "max that fits twice": [nn.MaxPool2d(2, 2, ceil_mode=True)],
    "mean": [nn.AvgPool2d(3, 1, 1)],
    "mean without padding": [nn.AvgPool2d(3, 2, 1, count_include_pad=False)],
    "global": [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(), nn.Linear(4, 3)],
    "slopes": [nn.Conv2d(4, 6, 3), nn.BatchNorm2d(6), slopes(6), nn.Conv2d(6, 2, 1), slopes(1)],
    "slopes of a list": [nn.Flatten(), nn.Linear(440, 5), nn.BatchNorm1d(5), slopes(5)],
    "same size": [nn.AdaptiveAvgPool2d((11, 10)), nn.Flatten(), nn.Linear(440, 3, bias=False)],
}


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_each_kind_of_layer(parts):
    compare(nn.Sequential(*parts).eval(), torch.randn(1, 4, 11, 10) * 3)


@pytest.mark.parametrize(
    "part",
    [
        nn.GELU(),
        nn.Conv2d(4, 4, 3, padding="same"),
        nn.Conv2d(4, 4, 3, padding=1, padding_mode="reflect"),
        nn.AdaptiveAvgPool2d(3),
        nn.LocalResponseNorm(4),
        nn.AvgPool2d(3, divisor_override=2),
    ],
    ids=lambda part: type(part).__name__,
)
def test_a_network_with_other_layers_runs_module_by_module(part):
    network = nn.Sequential(part, nn.ReLU()).eval()
    x = torch.randn(1, 4, 11, 10)
    with pytest.raises(NotImplementedError):
        exported(network, x)
    with torch.inference_mode():
        assert torch.equal(Traced(network).run(x).outputs["1"], network(x))


@pytest.mark.parametrize("activation", [nn.ReLU, nn.Tanh, nn.Identity])
def test_a_sum_behind_two_convolutions(activation):
    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Conv2d(4, 6, 3, padding=1), nn.Conv2d(4, 6, 1)
            self.add, self.activation = Add(), activation()

        def forward(self, x):
            return self.activation(self.add(self.first(x), self.second(x)))

    compare(Block().eval(), torch.randn(1, 4, 10, 10))


def test_a_layer_added_to_itself():
    class Double(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.add = nn.Conv2d(4, 6, 3), Add()

        def forward(self, x):
            made = self.conv(x)
            return self.add(made, made)

    compare(Double().eval(), torch.randn(1, 4, 10, 10))
