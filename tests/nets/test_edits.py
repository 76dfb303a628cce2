"""Switches in a network at work: torch's own modules, put in or left out, as the reference."""

import copy

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from explorer.nets.edits import dropped, let_through, normalised, own_half, switch
from explorer.nets.gradient_norms import gradient_norms
from explorer.nets.layers import Add
from explorer.nets.traced import Traced
from tests.nets.classic import random_network


def run(network, x, edits):
    with torch.inference_mode():
        traced = Traced(copy.deepcopy(network))
        return traced, traced.rerun(traced.run(x), edits(traced))


@pytest.mark.parametrize(
    ("what", "module"), [("sigmoid", nn.Sigmoid), ("tanh", nn.Tanh), ("relu", nn.ReLU)]
)
def test_another_function_is_another_module(what, module):
    network, x = random_network("lenet5")
    _, recording = run(
        network, x, lambda traced: {"act3": switch(what, traced.modules["act3"], "act3", 0)}
    )
    network.act3 = module()
    with torch.inference_mode():
        torch.testing.assert_close(recording.outputs["output"], network(x))


def test_response_normalisation_is_the_formula_of_the_paper():
    a = torch.randn(1, 7, 3, 2, generator=torch.Generator().manual_seed(1)) * 30
    found = normalised(a)[0].numpy()
    values = a[0].double().numpy()
    for channel in range(7):
        # n = 5: two neighbours on either side, those there are.
        near = values[max(0, channel - 2) : channel + 3]
        expected = values[channel] / (2 + 1e-4 * (near**2).sum(axis=0)) ** 0.75
        np.testing.assert_allclose(found[channel], expected, rtol=1e-4)


def test_half_of_the_weights_is_a_convolution_in_two_groups():
    conv = nn.Conv2d(6, 8, 3, stride=2, padding=1, dilation=2)
    x = torch.randn(1, 6, 11, 9)
    grouped = nn.Conv2d(6, 8, 3, stride=2, padding=1, dilation=2, groups=2)
    with torch.inference_mode():
        grouped.weight[:4], grouped.weight[4:] = conv.weight[:4, :3], conv.weight[4:, 3:]
        grouped.bias.copy_(conv.bias)
        found = switch("two_gpus", conv, "", 0)(conv(x), (x,))
        torch.testing.assert_close(found, grouped(x))
    assert int((own_half(conv.weight) != 0).sum()) == conv.weight.numel() // 2


def test_a_cut_block_hands_on_what_it_computes_alone():
    network, x = random_network("resnet18")
    _, recording = run(
        network, x, lambda traced: {"layer2.1.add": switch("cut", Add(), "layer2.1.add", 0)}
    )

    class Without(nn.Module):
        def forward(self, x, shortcut):
            return x

    network.layer2[1].add = Without()
    with torch.inference_mode():
        torch.testing.assert_close(recording.outputs["fc"], network(x), rtol=1e-3, atol=1e-3)


def test_the_shortcut_may_be_read_first():
    a, b = torch.ones(1, 2), torch.zeros(1, 2)
    assert switch("cut", Add(), "", 0, shortcut=0)(a + b, (a, b)) is b
    assert switch("cut", Add(), "", 0, shortcut=1)(a + b, (a, b)) is a


def test_dropout_draws_as_torch_does_in_training():
    x = torch.rand(1, 40_000, generator=torch.Generator().manual_seed(2)) + 1
    found = dropped(x, 0.3, "layer", 5)
    gone = found == 0
    # What is left is enlarged as by torch; 0.3 of so many, give or take five deviations.
    torch.manual_seed(0)
    reference = functional.dropout(x, 0.3, training=True)
    both = ~gone & (reference != 0)
    torch.testing.assert_close(found[both], reference[both])
    assert abs(float(gone.double().mean()) - 0.3) < 5 * (0.3 * 0.7 / 40_000) ** 0.5
    assert float(found.mean()) == pytest.approx(float(x.mean()), rel=0.02)


def test_a_draw_is_known_by_layer_and_seed():
    shape = (1, 500)
    first = let_through(shape, 0.5, "a", 1)
    assert torch.equal(first, let_through(shape, 0.5, "a", 1))
    assert not torch.equal(first, let_through(shape, 0.5, "a", 2))
    assert not torch.equal(first, let_through(shape, 0.5, "b", 1))


@pytest.mark.parametrize("at", [3, None])
def test_gradients_are_those_of_a_plain_backward_pass(at):
    network, x = random_network("lenet5")
    traced = Traced(copy.deepcopy(network))
    edits = {name: switch("relu", nn.Tanh(), name, 0) for name in ("act1", "act5")}
    with torch.inference_mode():
        found = gradient_norms(traced, x, ["c1", "c3", "f6"], at, edits)
    network.act1, network.act5 = nn.ReLU(), nn.ReLU()
    kept = {}

    def keep(name):
        def hook(_module, _read, output):
            output.retain_grad()
            kept[name] = output

        return hook

    for name in found.norms:
        network.get_submodule(name).register_forward_hook(keep(name))
    logits = network(x)
    (logits.sum() if at is None else logits[0, at]).backward()
    torch.testing.assert_close(found.output, logits[0])
    for name, norm in found.norms.items():
        assert norm == pytest.approx(float(kept[name].grad.norm()), rel=1e-4)


def test_where_nothing_leads_back_the_gradient_is_zero():
    class Place(nn.Module):
        def forward(self, x):
            return x.argmax(dim=1)

    network = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), Place()).eval()
    found = gradient_norms(Traced(network), torch.randn(1, 3), ["0"], None, {})
    assert found.norms == {"0": 0.0}
