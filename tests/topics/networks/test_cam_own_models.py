"""Grad-CAM in models of the user's own: at layers with maps, refused elsewhere."""

import numpy as np
import pytest
import torch

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.nets.graph import INPUT
from explorer.topics.networks.networks import sentences
from explorer.topics.networks.networks.interpret import interpret
from explorer.topics.networks.networks.process import run_once
from explorer.topics.networks.networks.state import State
from tests.nets.own_files import Tokens

PARK = str(resource("samples", "park.jpg"))


@pytest.fixture
def transformer():
    torch.manual_seed(0)
    return Tokens().eval()


@pytest.fixture(params=["trace", "script"])
def state(request, transformer, tmp_path):
    path = str(tmp_path / "tokens.pt")
    made = (
        torch.jit.trace(transformer, torch.zeros(1, 3, 64, 64))
        if request.param == "trace"
        else torch.jit.script(transformer)
    )
    made.save(path)
    return State(image=PARK, view="cam", model=path)


def test_a_transformer_is_explained_at_its_maps(transformer, state):
    result = run_once(state)
    assert result.layer.name == "patches"
    x = result.run.plain.outputs[INPUT].clone()
    made = []
    transformer.patches.register_forward_hook(lambda _m, _i, out: made.append(out))
    logit = transformer(x)[0, result.target]
    (gradient,) = torch.autograd.grad(logit, made[0])
    total = (made[0] * gradient.mean((2, 3), keepdim=True)).sum(1)[0]
    np.testing.assert_allclose(result.cam.total, total.detach().numpy(), atol=1e-5)


def test_tables_of_tokens_are_no_maps(state):
    run = run_once(state).run
    layers = [layer.name for layer in run.opened.traced.layers]
    for name in layers[1:]:
        with pytest.raises(UserError, match="Grad-CAM needs"):
            interpret(run, fields.change(state, {"layer": name}))
    assert len(layers) == 13


def test_a_layer_is_called_by_its_operation(state):
    found = run_once(fields.change(state, {"view": "maps", "layer": "mix"}))
    assert sentences.layer(found).startswith("mix, Linear: 784 × 8 × 1.")
