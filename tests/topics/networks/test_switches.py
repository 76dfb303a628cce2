"""Switching what the networks brought: what fits, what is refused, what leaves the program."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.nets.opened import open_hollow
from explorer.sources.open import first_frame
from explorer.topics.networks.networks import sheet
from explorer.topics.networks.networks.idea_texts import sentence
from explorer.topics.networks.networks.interpret import interpret
from explorer.topics.networks.networks.places import places
from explorer.topics.networks.networks.process import Networks, run
from explorer.topics.networks.networks.state import IDEAS, State, to_code
from explorer.topics.networks.networks.switches import toggled
from tests.nets.own_files import classifier

ROOT = resource("..")
CAFE, THREE = (str(resource("samples", *name)) for name in (("cafe.jpg",), ("drawn", "three.png")))


def with_(**changes):
    return fields.change(State(image=CAFE, view="ideas"), changes)


@pytest.fixture(scope="module")
def networks():
    return Networks()


@pytest.fixture(scope="module")
def frames():
    return {path: first_frame(path) for path in (CAFE, THREE)}


@pytest.fixture
def look(networks, frames):
    def looked(**changes):
        state = with_(**changes)
        return interpret(run(networks, frames[state.image], state), state)

    return looked


@pytest.fixture
def digit(look):
    return lambda **changes: look(image=THREE, network="lenet5", **changes)


def test_several_switches_of_a_layer_work_one_behind_the_other(look):
    result = look(layer="features.1", switched=["features.1:lrn", "features.1:tanh"])
    with torch.inference_mode():
        expected = functional.local_response_norm(
            result.run.plain.outputs["features.0"].tanh(), 5, alpha=5e-4, beta=0.75, k=2
        )
    np.testing.assert_allclose(result.maps, expected[0].numpy(), rtol=1e-5)


def test_a_silenced_channel_stays_silent_behind_a_switch(digit):
    result = digit(layer="act1", switched=["act1:sigmoid"], silenced=["act1:2"])
    assert not result.maps[2].any() and result.maps[1].min() > 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"switched": ["features.1"]}, "as in features.1:sigmoid"),
        ({"switched": ["nowhere:lrn"]}, "nothing to switch"),
        ({"switched": ["features.1:maxout"]}, "nothing to switch"),
        ({"switched": ["features.1:relu"]}, "no activation, or has it"),
        ({"switched": ["features.0:tanh"]}, "no activation, or has it"),
        ({"switched": ["features.0:two_gpus"]}, "behind the first"),
        ({"switched": ["features.2:lrn"]}, "only an activation"),
        ({"switched": ["features.1:cut"]}, "no shortcut"),
        ({"switched": ["features.1:training"]}, "no dropout"),
        ({"switched": ["features.1:tanh", "features.1:sigmoid"]}, "one function only"),
        ({"idea": "shortcut"}, "does not have the idea shortcut"),
    ],
)
def test_what_does_not_fit_is_refused(look, changes, words):
    with pytest.raises(UserError, match=words):
        look(**changes)


def test_an_odd_number_of_channels_is_not_split(digit):
    with pytest.raises(UserError, match="even number"):
        digit(switched=["c1:two_gpus"])
    result = digit(switched=["c3:two_gpus"])
    assert not torch.equal(result.run.recording["c3"], result.run.plain["c3"])


def test_a_switch_for_all_layers(digit):
    opened = digit().opened
    layers = ("act1", "act3", "c1")
    on = toggled(opened, ("act1:relu", "c3:two_gpus"), layers, "sigmoid", True)
    # Another function of the layer goes; what does not fit is left out.
    assert on == ("c3:two_gpus", "act1:sigmoid", "act3:sigmoid")
    assert toggled(opened, on, layers, "sigmoid", False) == ("c3:two_gpus",)


# --- out of the program ---------------------------------------------------------------


@pytest.mark.parametrize("idea", ["function", "lrn", "dropout", "two_gpus"])
def test_every_idea_is_told_and_comes_as_rows(look, idea):
    result = look(idea=idea)
    numbers = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert numbers["idea"] == idea and numbers["layer"] == numbers["numbers"][0]["layer"]
    titles, *rows = sheet.rows(result, with_(idea=idea))
    assert titles[0] == "layer" and len(rows) == len(numbers["numbers"])
    assert "Nothing is changed" in sentence(result, result.brought)


def test_ideas_and_their_years_are_in_the_numbers(look):
    numbers = look(switched=["features.1:lrn"]).to_json()
    listed = {entry["idea"]: entry for entry in numbers["ideas"]}
    assert set(listed) <= set(IDEAS)
    assert listed["dropout"]["since"] == ["AlexNet", 2012]
    assert numbers["switched"] == ["features.1:lrn"] and numbers["change_last"] > 0


def test_the_command_line_switches():
    def compute(switched):
        command = [sys.executable, "main.py", "compute", "networks", "--image", CAFE]
        changes = ["--set", "view=ideas", "--set", f'switched=["{switched}"]']
        return subprocess.run([*command, *changes], cwd=ROOT, capture_output=True, text=True)

    bad, good = compute("features.0:tanh"), compute("features.1:tanh")
    assert bad.returncode == 2 and "no activation" in bad.stderr
    assert good.returncode == 0 and json.loads(good.stdout)["change"] > 0


def test_the_script_switches_too(tmp_path):
    switched = ["features.1:lrn", "features.4:tanh", "features.8:two_gpus", "classifier:training"]
    text = to_code(with_(layer="classifier", switched=switched, seed=5, silenced=["features.3:1"]))
    script = tmp_path / "script.py"
    script.write_text(text, encoding="utf-8")
    good = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert good.returncode == 0, good.stderr
    script.write_text(text.replace("    ('features.8', switch(", "    ('none', switch("), "utf-8")
    bad = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert bad.returncode != 0 and "AssertionError" in bad.stderr


def test_the_script_of_a_model_of_ones_own_is_of_the_model_as_it_is(tmp_path):
    state = with_(model=classifier(tmp_path / "a.onnx"), switched=["s:cut"])
    with pytest.raises(UserError, match="take back what is switched"):
        to_code(state)


def test_dropout_of_a_whole_network_is_drawn_in_its_own_layers():
    opened = open_hollow("alexnet")
    found = [place[0] for place in places(opened)["dropout"]]
    assert found == ["classifier.0", "classifier.3"]
    assert all(isinstance(opened.traced.modules[name], nn.Dropout) for name in found)
