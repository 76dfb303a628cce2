"""What the networks brought, in models of the user's own: what their layers allow."""

import pytest
import torch
from torch import nn

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.nets.opened import open_network
from explorer.sources.open import first_frame
from explorer.topics.networks.networks.idea_texts import sentence
from explorer.topics.networks.networks.interpret import interpret
from explorer.topics.networks.networks.places import places
from explorer.topics.networks.networks.process import Networks, run
from explorer.topics.networks.networks.state import State
from tests.nets.own_files import classifier, save

CAFE = str(resource("samples", "cafe.jpg"))


@pytest.fixture(scope="module")
def frame():
    return first_frame(CAFE)


@pytest.fixture
def look(frame):
    def looked(**changes):
        state = fields.change(State(image=CAFE, view="ideas"), changes)
        return interpret(run(Networks(), frame, state), state)

    return looked


def test_a_model_of_ones_own_has_what_its_layers_allow(tmp_path):
    found = places(open_network("alexnet", classifier(tmp_path / "a.onnx")))
    # Its second convolution is in two groups already.
    assert found == {
        "function": (("r",),),
        "lrn": (("r",),),
        "global_pool": (("g", "y"),),
        "shortcut": (("s",),),
    }


def test_a_shortcut_is_cut_in_a_model_of_ones_own(tmp_path, look):
    path = classifier(tmp_path / "a.onnx")
    result = look(model=path, idea="shortcut", switched=["s:cut"])
    plain = result.run.plain
    torch.testing.assert_close(result.run.recording["s"], plain["c2"])
    (row,) = result.brought.rows
    assert row["residual"] == pytest.approx(float(plain["c2"].norm()), rel=1e-4)
    assert row["shortcut"] == pytest.approx(float(plain["p"].norm()), rel=1e-4)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_model_that_gives_the_place_of_a_maximum(tmp_path, look):
    class Largest(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.relu, self.last = nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 9, 3)

        def forward(self, x):
            return self.last(self.relu(self.first(x))).argmax(dim=1)

    torch.manual_seed(0)
    path = str(tmp_path / "largest.pt")
    torch.jit.trace(Largest().eval(), torch.zeros(1, 3, 32, 32)).save(path)
    layer = look(model=path).layer.name
    result = look(model=path, switched=[f"{layer}:sigmoid"])
    # No gradient comes back from there, and whole numbers can be compared all the same.
    assert result.brought.rows == [{"layer": layer}]
    assert "No gradient passes" in sentence(result, result.brought)
    last = result.opened.traced.last
    before, after = result.run.plain[last].double(), result.run.recording[last].double()
    change = float((after - before).norm() / before.norm())
    assert result.brought.change_last == pytest.approx(change, rel=1e-4) and change > 0


def test_a_model_without_any_of_them_says_so(tmp_path, look):
    path = save(tmp_path / "plain.onnx", [("Abs", ["x"], ["y"], {})], (1, 3, 32, 32))
    with pytest.raises(UserError, match="none of the ideas"):
        look(model=path)
