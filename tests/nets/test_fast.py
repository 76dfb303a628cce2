"""Speed changes no answer."""

import pytest
import torch

from explorer.nets import fused
from explorer.nets.fast import FastClassifier
from tests.nets.classic import NETWORKS, random_network


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("name", NETWORKS)
def test_fast_classifier_equals_the_network(name, packed, monkeypatch):
    if not packed:
        monkeypatch.setattr(fused, "can_pack", lambda: False)
    network, x = random_network(name)
    fast = FastClassifier(network)
    with torch.inference_mode():
        expected = network(x)
        torch.testing.assert_close(fast(x), expected, rtol=1e-3, atol=1e-4)
        # Another size of batch, after the kernels were packed for the first.
        torch.testing.assert_close(fast(x.repeat(2, 1, 1, 1))[1:], expected, rtol=1e-3, atol=1e-4)
        assert torch.equal(network(x), expected)


def test_a_network_without_its_classifier():
    network, x = random_network("alexnet")
    network.classifier = torch.nn.Identity()
    with torch.inference_mode():
        torch.testing.assert_close(FastClassifier(network)(x), network(x))
