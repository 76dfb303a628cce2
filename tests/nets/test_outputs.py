"""What is kept of a pass, and what is computed again."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from explorer.nets.graph import INPUT, Layer
from explorer.nets.outputs import Outputs


class Doubled(nn.Module):
    """Counts how often it works."""

    def __init__(self):
        super().__init__()
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        return 2 * x


@pytest.fixture
def chain():
    names = ["a", "b", "c", "d"]
    layers = [Layer(n, "other", (before,)) for before, n in pairwise([INPUT, *names])]
    return layers, {name: Doubled() for name in names}


def test_only_what_is_asked_for_is_computed_and_only_once(chain):
    layers, modules = chain
    outputs = Outputs(layers, modules, {INPUT: torch.ones(4)})
    assert outputs["b"].tolist() == [4.0] * 4
    assert outputs["b"].tolist() == [4.0] * 4
    # What was needed on the way is kept as well.
    assert outputs["a"].tolist() == [2.0] * 4
    assert [modules[name].calls for name in "abcd"] == [1, 1, 0, 0]
    assert list(outputs) == [INPUT, *"abcd"]


def test_beyond_the_budget_the_oldest_goes_and_comes_back(chain):
    layers, modules = chain
    x = torch.ones(4)
    outputs = Outputs(layers, modules, {INPUT: x}, budget=2 * x.nbytes)
    for name in "abcd":
        outputs[name]
    assert sum(tensor.nbytes for tensor in outputs.held()) == 3 * x.nbytes  # with the input
    assert outputs["a"].tolist() == [2.0] * 4
    assert modules["a"].calls == 2
    assert outputs["d"].tolist() == [16.0] * 4
    assert modules["d"].calls == 1


def test_an_edit_holds_when_an_output_is_computed_again(chain):
    layers, modules = chain
    x = torch.ones(4)
    outputs = Outputs(
        layers, modules, {INPUT: x}, {"b": lambda output, _read: output + 1}, budget=x.nbytes
    )
    for name in "abcd":
        outputs[name]
    assert outputs["d"].tolist() == [20.0] * 4
    assert outputs["c"].tolist() == [10.0] * 4


def test_what_is_in_memory_is_told_without_computing(chain):
    layers, modules = chain
    below = Outputs(layers[:2], modules, {INPUT: torch.ones(4)})
    above = Outputs(layers[2:], modules, below)
    above["d"]
    calls = [modules[name].calls for name in "abcd"]
    assert len(above.held()) == 5
    assert [modules[name].calls for name in "abcd"] == calls
