"""Gradients: against autograd through the untouched network, and finite differences."""

import numpy as np
import pytest
import torch

from explorer.nets.saliency import grad_cam, input_gradient
from explorer.nets.traced import Traced
from tests.nets.classic import random_network


def recorded(name):
    network, x = random_network(name)
    traced = Traced(network)
    with torch.inference_mode():
        return traced, traced.run(x), x


@pytest.mark.parametrize(
    ("name", "layer"),
    [("alexnet", "features.6"), ("resnet18", "layer2.0.add"), ("googlenet", "inception3b.concat")],
)
def test_grad_cam_equals_hooks_on_the_network(name, layer):
    traced, recording, x = recorded(name)
    target, kept = 7, {}

    def keep(_module, _inputs, output):
        output.retain_grad()
        kept["maps"] = output

    handle = traced.network.get_submodule(layer).register_forward_hook(keep)
    traced.network(x.clone().requires_grad_())[0, target].backward()
    handle.remove()
    maps = kept["maps"]
    alpha = maps.grad[0].mean(dim=(1, 2))
    total = (alpha[:, None, None] * maps[0]).sum(dim=0).detach()

    cam = grad_cam(traced, recording, layer, target)
    scale = float(total.abs().max())
    np.testing.assert_allclose(cam.weights, alpha.numpy(), rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(cam.total, total.numpy(), rtol=1e-4, atol=1e-5 * scale)
    assert cam.heat.min() >= 0
    summed = sum(cam.weighted(channel) for channel in range(len(cam.maps)))
    np.testing.assert_allclose(summed, cam.total, rtol=1e-3, atol=1e-5 * scale)


def test_a_layer_without_maps_has_no_grad_cam():
    traced, recording, _ = recorded("lenet5")
    with pytest.raises(ValueError, match="no maps"):
        grad_cam(traced, recording, "f6", 0)


def test_the_gradient_of_a_value_lies_in_its_receptive_field():
    traced, recording, _ = recorded("lenet5")
    heat = input_gradient(traced, recording, "c3", (2, 1, 3))
    # c1: 5; s2: 2, stride 2; c3: 5 on that: 14 pixels, 2 apart.
    rows, columns = np.nonzero(heat)
    assert (rows.min(), rows.max()) == (2, 15) and (columns.min(), columns.max()) == (6, 19)


def test_the_gradient_equals_a_small_difference():
    traced, recording, x = recorded("lenet5")
    heat = input_gradient(traced, recording, "output", (3, 0, 0))
    moved = x.double().clone()
    moved[0, 0, 10, 12] += 1e-5
    network = traced.network.double()
    with torch.inference_mode():
        slope = (network(moved) - network(x.double()))[0, 3] / 1e-5
    assert heat[10, 12] == pytest.approx(abs(float(slope)), rel=1e-3)


def test_what_does_not_depend_on_the_picture_has_no_gradient():
    class Rounded(torch.nn.Module):
        def forward(self, x):
            return x.detach() * 2

    network = torch.nn.Sequential(Rounded(), torch.nn.Conv2d(1, 2, 1), torch.nn.Flatten())
    traced = Traced(network)
    with torch.inference_mode():
        recording = traced.run(torch.ones(1, 1, 3, 3))
    assert not input_gradient(traced, recording, "1", (0, 1, 1)).any()
    # From there on gradients are as ever.
    assert grad_cam(traced, recording, "1", 4).gradients[0, 1, 1] == 1
