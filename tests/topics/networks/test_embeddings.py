"""SFace in the networks topic: a face in, no classes but an embedding out, every layer open."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.nets.face_embedder import FaceEmbedder
from explorer.nets.faces import DetectedFace
from explorer.nets.graph import INPUT
from explorer.nets.opened import open_hollow
from explorer.nets.sface import load_net
from explorer.sources.open import first_frame
from explorer.topics.networks.networks import arithmetic_texts, sentences, sheet
from explorer.topics.networks.networks.idea_counts import COUNTS
from explorer.topics.networks.networks.idea_texts import sentence
from explorer.topics.networks.networks.interpret import interpret
from explorer.topics.networks.networks.places import places
from explorer.topics.networks.networks.process import Networks, NoFaceError, run
from explorer.topics.networks.networks.state import VIEWS, State, compute, to_code
from tests.nets.test_sface import KNOWN, cosines

ROOM, CAT, FACES = (
    str(resource("samples", *name))
    for name in (("living_room.jpg",), ("cat.jpg",), ("faces", "faces.jpg"))
)


def with_(**changes):
    return fields.change(State(image=ROOM, network="sface"), changes)


@pytest.fixture(scope="module")
def networks():
    return Networks()


@pytest.fixture(scope="module")
def frame():
    return first_frame(ROOM)


@pytest.fixture
def look(networks, frame):
    return lambda **changes: interpret(run(networks, frame, with_(**changes)), with_(**changes))


@pytest.fixture(scope="module")
def net():
    return load_net()


# --- in and out -----------------------------------------------------------------------


@pytest.mark.parametrize("number", range(8))
def test_the_embedding_is_that_of_onnxruntime_on_the_original(number):
    class Finder:
        """Finds the faces that the known embeddings are of, one of them larger than the rest."""

        def find(self, _image, _side):
            boxes = [np.float32([0, 0, 9 + (k == number), 9]) for k in range(8)]
            known = zip(boxes, KNOWN["fives"], strict=True)
            return tuple(DetectedFace(box, 0.9, five) for box, five in known)

    networks = Networks()
    networks.__dict__["_faces"] = Finder()
    result = interpret(run(networks, first_frame(FACES), with_()), with_())
    expected = KNOWN["embeddings"][number]
    assert cosines(result.embedding.values[None], expected[None])[0] > 0.9999
    assert np.linalg.norm(result.embedding.values) == pytest.approx(
        np.linalg.norm(expected), rel=1e-2
    )


def test_the_embedding_is_that_of_the_face_embedder(look):
    result = look()
    unit = FaceEmbedder("cpu").embed(result.seen[None])
    assert cosines(result.embedding.values[None], unit)[0] > 0.99999
    numbers = result.to_json()
    assert len(numbers["embedding"]) == 128 and numbers["embedding_cosine"] is None
    assert numbers["top5"] == [] and numbers["parameters"] == 9_642_880
    x1, y1, x2, y2 = result.run.prepared.area
    corners = np.array(numbers["face"])
    assert [*corners.min(axis=0), *corners.max(axis=0)] == pytest.approx([x1, y1, x2, y2])


def test_recorded_activations_are_those_of_the_modules(look, net):
    result, seen = look(), {}
    handles = [
        module.register_forward_hook(lambda _m, _i, out, path=path: seen.update({path: out[0]}))
        for path, module in net.named_modules()
        if path and not list(module.children())
    ]
    with torch.inference_mode():
        net(result.run.plain.outputs[INPUT])
    for handle in handles:
        handle.remove()
    assert [layer.name for layer in result.opened.traced.layers] == list(seen)
    for path, output in seen.items():
        close = {"rtol": 1e-3, "atol": 1e-4 * output.abs().max().item()}
        torch.testing.assert_close(result.run.plain[path], output, **close)


def test_a_picture_without_a_face_is_refused(networks):
    state = with_(image=CAT)
    with pytest.raises(NoFaceError, match="No face was found in this picture, and SFace"):
        run(networks, first_frame(CAT), state)
    with pytest.raises(UserError, match="No face"):
        compute(state)
    # Another network takes the same picture.
    assert run(networks, first_frame(CAT), with_(image=CAT, network="alexnet"))


def test_a_value_lies_in_the_face(look, frame):
    result = look(layer="blocks.2.depthwise.conv", channel=3, position=[10, 20])
    x1, y1, x2, y2 = result.field
    # first, two depthwise of stride 1 and one of stride 2, all 3 x 3: 1 + 2 + 2 + 2 + 4.
    assert (x2 - x1, y2 - y1) == (11, 11)
    corners = result.corners(result.field)
    ax1, ay1, ax2, ay2 = result.run.prepared.area
    height, width, _ = frame.pixels.shape
    assert 0 < ax1 < corners[:, 0].min() < corners[:, 0].max() < ax2 < width
    assert 0 < ay1 < corners[:, 1].min() < corners[:, 1].max() < ay2 < height
    assert result.in_picture(result.field) == result.field
    assert result.seen.shape == (112, 112, 3)


# --- arithmetic -----------------------------------------------------------------------


def test_a_value_is_taken_apart_through_prelu_norm_and_its_own_channel(look, net):
    maps = look(layer="blocks.2.depthwise.norm").maps
    for sign in (1, -1):
        channel = int((sign * maps).max(axis=(1, 2)).argmax())
        row, column = divmod(int((sign * maps[channel]).argmax()), maps.shape[2])
        result = look(layer="blocks.2.depthwise.prelu", channel=channel, position=[row, column])
        conv, norm, prelu = result.steps
        assert (conv.layer.kind, norm.layer.kind, prelu.layer.kind) == (
            "conv", "norm", "activation",
        )  # fmt: skip
        assert conv.values.shape == (1, 3, 3) and conv.first == channel
        for step in result.steps:
            assert step.again == pytest.approx(step.value, abs=1e-4 * (1 + abs(step.value)))
        slope = float(net.blocks[2].depthwise.prelu.weight[channel])
        assert prelu.numbers == {"slope": slope}
        expected = norm.value if sign > 0 else slope * norm.value
        assert result.value == pytest.approx(expected, abs=1e-4)
        said = arithmetic_texts.steps(result)
        assert ("stays as it is" in said) == (sign > 0)
        assert (f"channel {channel} has learned" in said) == (sign < 0)
        rows = sheet.rows(result, with_(view="value"))
        assert {line[0] for line in rows[1:]} == {channel}


def test_the_last_number_is_a_sum_of_all_maps(look, net):
    result = look(layer="dense_norm", channel=5)
    dense, norm = result.steps
    assert (dense.layer.name, dense.values.size) == ("dense", 1024 * 7 * 7)
    assert norm.again == pytest.approx(result.value, abs=1e-4)
    assert result.value == pytest.approx(float(result.embedding.values[5]))
    gamma, mean = float(net.dense_norm.weight[5]), float(net.dense_norm.running_mean[5])
    assert (norm.numbers["gamma"], norm.numbers["mean"]) == (gamma, mean)
    assert result.field is None


# --- changes --------------------------------------------------------------------------


def test_a_silenced_channel_turns_the_embedding(look, net):
    result = look(silenced=["first.prelu:30", "blocks.0.depthwise.conv:3"])
    keep = {"first.prelu": 30, "blocks.0.depthwise.conv": 3}

    def silenced(channel):
        def hook(_module, _inputs, output):
            output = output.clone()
            output[:, channel] = 0
            return output

        return hook

    x = result.run.plain.outputs[INPUT]
    with torch.inference_mode():
        before = net(x)
        handles = [
            net.get_submodule(name).register_forward_hook(silenced(channel))
            for name, channel in keep.items()
        ]
        after = net(x)
    for handle in handles:
        handle.remove()
    expected = float(torch.cosine_similarity(before, after))
    assert 0.5 < expected < 0.999
    assert result.embedding.cosine == pytest.approx(expected, abs=1e-4)
    assert result.to_json()["embedding_cosine"] == pytest.approx(expected, abs=1e-4)
    np.testing.assert_allclose(result.embedding.before, before[0].numpy(), atol=1e-3)
    assert f"after your changes: {expected:.4f}" in sentences.top(result)


def test_a_filter_of_ones_own_turns_it_too(look):
    state = {"transplant": [[0, 0, 0], [0, 1, 0], [0, 0, 0]], "transplant_filter": 30}
    result, net = look(**state), load_net()
    before = net(result.run.plain.outputs[INPUT])
    weight = net.first.conv.weight
    # One pixel in each colour, as strong as the filter whose place it takes.
    size = float(weight[30].norm()) / 3**0.5
    weight[30] = 0
    weight[30, :, 1, 1] = size
    expected = float(torch.cosine_similarity(before, net(result.run.plain.outputs[INPUT])))
    assert expected < 0.9995
    assert result.embedding.cosine == pytest.approx(expected, abs=1e-5)
    assert "Cosine" not in sentences.top(look())


def test_there_is_no_class_to_explain(look):
    with pytest.raises(UserError, match="SFace has none: it gives an embedding"):
        look(view="cam")


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "cam"])
def test_every_view_can_be_computed(look, view):
    json.dumps(look(view=view).to_json())


def test_both_networks_of_a_comparison_are_exported(look, networks, frame):
    other = with_(network="alexnet")
    second = interpret(run(networks, frame, other), other)
    rows = sheet.rows(look(view="compare"), with_(view="compare"), second)
    assert len(rows) == 1 + 128 + 1
    assert rows[6] == ["SFace", 5, float(look().embedding.values[5])]


# --- what it brought ------------------------------------------------------------------


def test_a_depthwise_and_a_pointwise_convolution_in_place_of_one(look):
    opened = open_hollow("sface")
    found = places(opened)
    assert {idea: len(at) for idea, at in found.items()} == {
        "function": 27, "one_by_one": 13, "separable": 13,
    }  # fmt: skip
    rows = {row["layer"]: row for row in COUNTS["separable"](opened, found["separable"])}
    row = rows["blocks.5.depthwise.conv"]
    assert row["channels"] == [256, 512] and row["window"] == [3, 3]
    assert row["weights"] == 9 * 256 + 256 * 512
    assert row["single"] == 9 * 256 * 512
    assert row["ratio"] == pytest.approx(1 / 9 + 1 / 512)
    result = look(view="ideas", idea="separable", layer="blocks.5.pointwise.conv")
    assert "133,376 weights" in sentence(result, result.brought)


def test_another_function_in_place_of_prelu(look):
    result = look(view="ideas", idea="function", switched=["first.prelu:relu"])
    assert float(result.run.recording["first.prelu"].min()) == 0
    assert 0 < result.embedding.cosine < 1
    assert result.brought.answers == {}


# --- elsewhere ------------------------------------------------------------------------


def test_weights_of_ones_own(look, tmp_path):
    net = load_net()
    net.first.prelu.weight = torch.nn.Parameter(net.first.prelu.weight + 0.2)
    path = tmp_path / "own.pth"
    torch.save(net.state_dict(), path)
    own, published = look(model=str(path)), look()
    with torch.inference_mode():
        expected = net(own.run.plain.outputs[INPUT])[0].numpy()
    np.testing.assert_allclose(own.embedding.values, expected, atol=1e-3)
    assert not np.allclose(own.embedding.values, published.embedding.values, atol=1e-2)


def test_the_script_asserts_the_numbers(tmp_path):
    state = with_(layer="blocks.3.pointwise.prelu", silenced=["first.prelu:30"])
    script, code = tmp_path / "script.py", to_code(state)
    script.write_text(code, encoding="utf-8")
    good = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert good.returncode == 0, good.stderr
    assert "128 numbers" in good.stdout
    for changed in (
        code.replace("'first.prelu:30'", ""),
        code.replace("THRESHOLD = 0.7", "THRESHOLD = 1"),
    ):
        assert changed != code
        script.write_text(changed, encoding="utf-8")
        bad = subprocess.run([sys.executable, script], capture_output=True, text=True)
        assert bad.returncode != 0


def test_the_script_of_a_picture_with_several_faces(tmp_path):
    # The warp of its largest face rounds otherwise, if it is a millionth of a pixel aside.
    script = tmp_path / "script.py"
    script.write_text(to_code(with_(image=FACES, layer="first.prelu")), encoding="utf-8")
    good = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert good.returncode == 0, good.stderr
