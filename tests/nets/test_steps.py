"""What a fast pass keeps: enough to have any other output soon."""

import math

import pytest
import torch
from torch import nn

from explorer.nets import classifiers, steps
from explorer.nets.exported import Exported
from explorer.nets.graph import INPUT, shapes_of
from explorer.nets.outputs import Outputs
from explorer.nets.traced import Traced


@pytest.mark.parametrize("name", ["lenet5", "alexnet", "resnet18", "googlenet"])
def test_any_output_is_had_with_little_work(name) -> None:
    """Products are counted where torch makes them."""
    classifier = classifiers.find(name)
    traced = Traced(classifier.build())
    x = torch.zeros(classifier.weights[0].preprocessing.shape)
    shapes = shapes_of(traced.layers, traced.modules, tuple(x.shape[1:]))
    chains = steps.steps(traced.layers, traced.modules, shapes)
    assert sorted(layer.name for chain in chains for layer in chain) == sorted(traced.modules)
    done = []
    for module in traced.modules.values():
        if isinstance(module, nn.Conv2d | nn.Linear):
            module.register_forward_hook(
                lambda module, _read, output: done.append(
                    module.weight[0].numel() * math.prod(output.shape)
                )
            )
    with torch.inference_mode():
        made = Exported(traced.layers, traced.modules, shapes)(x)
        for layer in traced.layers:
            done.clear()
            assert Outputs(traced.layers, traced.modules, {INPUT: x}, made=made)[layer.name].numel()
            # Up to a step that is kept, and the step itself where it is taken apart.
            assert sum(done) <= steps.AGAIN, layer.name
    every = sum(math.prod(shape) for shape in shapes.values())
    assert sum(output.numel() for output in made.values()) < every / 2


def test_products_are_counted_like_torch_does() -> None:
    """A grouped, strided convolution by hand: 4 filters of 3 x 3 x 2 at 5 x 4 places."""
    conv = nn.Conv2d(4, 4, 3, stride=2, groups=2)
    assert conv(torch.zeros(1, 4, 11, 9)).shape == (1, 4, 5, 4)
    assert steps.work(conv, (4, 5, 4)) == 4 * 18 * 20
    assert steps.work(nn.ReLU(), (4, 5, 4)) == 0
