"""Recording: the network's own numbers, in its order, nothing left behind."""

import pytest
import torch
from torch import nn

from explorer.nets.graph import INPUT, shapes_of, trace
from explorer.nets.layers import Add
from explorer.nets.traced import Traced, silence
from tests.nets.classic import NETWORKS, random_network


@pytest.mark.parametrize("name", NETWORKS)
def test_recorded_outputs_are_those_that_the_modules_give(name):
    network, x = random_network(name)
    seen = {}
    handles = [
        module.register_forward_hook(lambda _m, _i, out, path=path: seen.update({path: out}))
        for path, module in network.named_modules()
        if path and not list(module.children())
    ]
    with torch.inference_mode():
        logits = network(x)
        for handle in handles:
            handle.remove()
        traced = Traced(network)
        recording = traced.run(x)
    # A classifier half way is not used once training is over.
    assert [layer.name for layer in traced.layers] == list(seen)
    for path, output in seen.items():
        # Several layers are computed in one step, which rounds elsewhere.
        close = {"rtol": 1e-4, "atol": 1e-5 * output.abs().max().item()}
        torch.testing.assert_close(recording.outputs[path], output, **close)
    assert list(recording.outputs) == [INPUT, *seen]
    torch.testing.assert_close(recording.outputs[traced.last], logits, **close)


@pytest.mark.parametrize("name", NETWORKS)
def test_layer_by_layer_the_outputs_are_exactly_those_of_the_modules(name):
    network, x = random_network(name)
    traced = Traced(network)
    with torch.inference_mode():
        recording = traced.run(x, {traced.last: lambda output, _read: output})
        assert torch.equal(recording.outputs[traced.last], network(x))


def test_a_residual_block_reads_its_shortcut():
    layers = {layer.name: layer for layer in trace(random_network("resnet18")[0])}
    assert layers["layer1.0.add"].inputs == ("layer1.0.bn2", "maxpool")
    assert layers["layer2.0.add"].inputs == ("layer2.0.bn2", "layer2.0.downsample.1")
    assert layers["conv1"].inputs == (INPUT,)


def test_an_inception_module_joins_its_branches():
    layers = {layer.name: layer for layer in trace(random_network("googlenet")[0])}
    assert len(layers["inception3a.concat"].inputs) == 4
    assert layers["inception3a.concat"].kind == "concat"


def test_a_plus_sign_is_refused():
    class Plus(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(1, 1, 1)

        def forward(self, x):
            return self.conv(x) + x

    with pytest.raises(ValueError, match="no module"):
        trace(Plus())


@pytest.mark.parametrize("name", NETWORKS)
def test_shapes_are_known_without_running(name):
    network, x = random_network(name)
    traced = Traced(network)
    found = shapes_of(traced.layers, traced.modules, tuple(x.shape[1:]))
    with torch.inference_mode():
        outputs = traced.run(x).outputs
    assert found == {layer: tuple(output.shape[1:]) for layer, output in outputs.items()}


def test_a_silenced_channel_is_zero_and_what_follows_is_computed_again():
    network, x = random_network("resnet18")
    traced = Traced(network)
    with torch.inference_mode():
        before = traced.run(x)
        after = traced.rerun(before, {"layer1.0.relu2": silence([3, 5])})
        # The reference: a hook on the untouched network.
        handle = network.layer1[0].relu2.register_forward_hook(
            lambda _m, _i, out: (
                out * torch.tensor([i not in (3, 5) for i in range(64)])[:, None, None]
            )
        )
        expected = network(x)
        handle.remove()
    assert after["layer1.0.relu2"][[3, 5]].abs().max() == 0
    assert torch.allclose(after.outputs["fc"], expected, atol=1e-6)
    assert not torch.allclose(before.outputs["fc"], expected, atol=1e-6)
    assert after.outputs["layer1.0.conv1"] is before.outputs["layer1.0.conv1"]


def test_silencing_in_two_layers_at_once():
    network, x = random_network("alexnet")
    traced = Traced(network)
    edits = {"features.0": silence([0]), "features.6": silence([1, 2])}
    with torch.inference_mode():
        whole = traced.run(x, edits)
        again = traced.rerun(traced.run(x), edits)
    assert torch.equal(whole.outputs["classifier.6"], again.outputs["classifier.6"])


def test_add_takes_two_inputs():
    assert Add()(torch.ones(2), torch.ones(2)).tolist() == [2.0, 2.0]
