"""Models of the user's own: what onnxruntime and torch give is what is shown, layer by layer."""

import warnings
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto

from explorer.core.errors import UserError
from explorer.nets import arithmetic
from explorer.nets.graph import INPUT
from explorer.nets.opened import open_network
from explorer.nets.saliency import grad_cam, input_gradient
from explorer.nets.traced import silence
from tests.nets.classic import random_network
from tests.nets.own_files import (
    Encoder,
    Enlarging,
    Heads,
    Recurrent,
    Small,
    classifier,
    numbers,
    save,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def reference(path, x):
    """Return what onnxruntime makes of the file as it is."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: x})


def run(opened, seed=1):
    shape = opened.loaded.weights.preprocessing.shape
    x = torch.randn(*shape, generator=torch.Generator().manual_seed(seed))
    with torch.inference_mode():
        return x, opened.traced.run(x)


def kinds(opened):
    return [layer.kind for layer in opened.traced.layers]


def script(network, path, how="trace", size=32):
    x = torch.zeros(1, 3, size, size)
    network = network.eval()
    made = torch.jit.trace(network, x) if how == "trace" else torch.jit.script(network)
    made.save(path)
    return str(path)


def test_an_onnx_file_gives_what_onnxruntime_gives(tmp_path):
    path = classifier(tmp_path / "a.onnx")
    opened = open_network("alexnet", path)
    x, recording = run(opened)
    (wanted,) = reference(path, x.numpy())
    np.testing.assert_allclose(recording.outputs["y"].numpy(), wanted, atol=1e-5)
    assert kinds(opened)[:6] == ["conv", "norm", "activation", "max_pool", "conv", "add"]
    assert kinds(opened)[6:] == ["average_pool", "flatten", "dense"]
    assert opened.traced.layers[5].inputs == ("c2", "p")
    assert opened.shapes["p"] == (4, 16, 16)
    # 4 filters of 3 x 3 x 3 with bias, 4 + 4 of the norm, 4 of 2 x 3 x 3, 4 x 10 + 10.
    assert list(opened.parameters.values()) == [112, 0 + 8, 0, 0, 72, 0, 0, 0, 50]
    # A window of 3, then 3 windows two pixels apart, then 3 of these.
    assert [opened.fields[name][0].size for name in ("c", "p", "c2")] == [3, 7, 11]


def test_every_value_of_an_onnx_file_can_be_taken_apart(tmp_path):
    opened = open_network("", classifier(tmp_path / "a.onnx"))
    _, recording = run(opened)
    for layer in opened.traced.layers:
        shape = opened.shapes[layer.name]
        place = (3, 5, 6) if len(shape) == 3 and shape[1] > 1 else (3, 0, 0)
        step = arithmetic.explain(opened.traced, recording, layer, place)
        assert step.again == pytest.approx(step.value, abs=1e-5), layer.name


@pytest.mark.parametrize("name", ["resnet18", "googlenet"])
def test_layers_of_an_export_are_those_of_the_module(tmp_path, name):
    network, x = random_network(name)
    path = str(tmp_path / "export.onnx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that this exporter will go
        mode = torch.onnx.TrainingMode.PRESERVE  # keeps the norms apart
        torch.onnx.export(network, (x,), path, dynamo=False, training=mode)
    seen = []
    for module in network.modules():
        if not list(module.children()):
            module.register_forward_hook(lambda _m, _i, out: seen.append(out))
    with torch.inference_mode():
        network(x)
        recording = open_network("", path).traced.run(x)
    made = list(recording.outputs.values())[1:]
    assert len(made) > 60
    for output in made:
        assert any(
            other.shape == output.shape and torch.allclose(other, output, atol=1e-4)
            for other in seen
        )


@pytest.mark.parametrize("shape", [("n", 3, "h", "w"), (None, 3, None, None), (4, 3, 48, 20)])
def test_open_sides_and_other_forms(tmp_path, shape):
    path = classifier(tmp_path / "a.onnx", shape)
    opened = open_network("", path)
    size = opened.shapes[INPUT]
    assert size == ((3, 48, 20) if 48 in shape else (3, 224, 224))
    x, recording = run(opened)
    (wanted,) = reference(path, np.repeat(x.numpy(), 4 if 48 in shape else 1, axis=0))
    np.testing.assert_allclose(recording.outputs["y"][0].numpy(), wanted[0], atol=1e-5)


@pytest.mark.parametrize("transposing", [True, False])
def test_channels_last(tmp_path, transposing):
    nodes = [("Conv", ["t", "w"], ["y"], {"auto_pad": "SAME_UPPER", "strides": [2, 2]})]
    if transposing:
        nodes.insert(0, ("Transpose", ["x"], ["t"], {"perm": [0, 3, 1, 2]}))
    else:
        nodes = [("Relu", ["x"], ["t0"], {}), ("Transpose", ["t0"], ["t"], {"perm": [0, 3, 1, 2]})]
        nodes.append(("Conv", ["t", "w"], ["y"], {"auto_pad": "SAME_UPPER", "strides": [2, 2]}))
    path = save(tmp_path / "a.onnx", nodes, (1, 30, 21, 3), {"w": numbers(5, 3, 3, 3)})
    opened = open_network("", path)
    assert opened.shapes[INPUT] == (3, 30, 21)
    x, recording = run(opened)
    (wanted,) = reference(path, x.numpy().transpose(0, 2, 3, 1))
    np.testing.assert_allclose(recording.outputs["y"].numpy(), wanted, atol=1e-5)
    layer = opened.traced.layers[-1]
    assert layer.kind == "conv"
    # The last row sees one row of padding that the first does not have.
    step = arithmetic.explain(opened.traced, recording, layer, (2, 14, 10))
    assert step.again == pytest.approx(step.value, abs=1e-5)
    assert (opened.fields["y"] is None) == (not transposing)


@pytest.mark.parametrize(
    "kind", [TensorProto.FLOAT16, TensorProto.DOUBLE, TensorProto.UINT8], ids=str
)
def test_other_types_of_input(tmp_path, kind):
    nodes = [("Cast", ["x"], ["c"], {"to": TensorProto.FLOAT}), ("Relu", ["c"], ["y"], {})]
    path = save(tmp_path / "a.onnx", nodes, (1, 1, 8, 8), kind=kind)
    opened = open_network("", path)
    x = torch.arange(64.0).reshape(1, 1, 8, 8)
    assert torch.equal(opened.traced.run(x).outputs["y"], x)


def test_what_torch_does_not_have_runs_as_it_stands(tmp_path):
    nodes = [
        ("Conv", ["x", "w"], ["c"], {}),
        ("Celu", ["c"], ["e"], {"alpha": 0.5}),
        ("Split", ["e"], ["a", "b"], {"axis": 1}),
        ("Shape", ["a"], ["shape"], {}),
        ("Reshape", ["b", "shape"], ["again"], {}),
        ("Mul", ["a", "again"], ["m"], {}),
        ("GlobalMaxPool", ["m"], ["g"], {}),
        ("Squeeze", ["g", "axes"], ["y"], {}),
    ]
    stored = {"w": numbers(6, 3, 3, 3), "axes": np.array([2, 3])}
    path = save(tmp_path / "a.onnx", nodes, (1, 3, 12, 12), stored)
    opened = open_network("", path)
    x, recording = run(opened)
    np.testing.assert_allclose(recording.outputs["y"].numpy(), *reference(path, x.numpy()))
    names = [layer.name for layer in opened.traced.layers]
    assert names == ["c", "e", "a", "b.1", "again", "m", "g", "y"]
    # A channel silenced in front of it: the reference is the file with that filter at zero.
    stored["w"][4] = 0
    changed = save(tmp_path / "b.onnx", nodes, (1, 3, 12, 12), stored)
    edited = opened.traced.rerun(recording, {"c": silence([4])})
    np.testing.assert_allclose(
        edited.outputs["y"].numpy(), *reference(changed, x.numpy()), rtol=1e-5, atol=1e-6
    )
    assert opened.traced.without_gradient({"c", "e"}) == "e"


def test_branches_and_loops_of_a_graph(tmp_path):
    x = onnx.helper.make_tensor_value_info("x", TensorProto.FLOAT, (1, 1, 4, 4))
    inner = [
        onnx.helper.make_graph(
            [onnx.helper.make_node("Mul", ["x", factor], [f"of {factor}"])],
            factor,
            [],
            [onnx.helper.make_tensor_value_info(f"of {factor}", TensorProto.FLOAT, None)],
        )
        for factor in ("two", "three")
    ]
    nodes = [
        onnx.helper.make_node("ReduceMax", ["x"], ["most"], keepdims=0),
        onnx.helper.make_node("Greater", ["most", "two"], ["large"]),
        onnx.helper.make_node("If", ["large"], ["y"], then_branch=inner[0], else_branch=inner[1]),
    ]
    stored = [
        onnx.numpy_helper.from_array(np.float32(n), name)
        for name, n in zip(("two", "three"), (2, 3), strict=True)
    ]
    graph = onnx.helper.make_graph(nodes, "g", [x], [onnx.ValueInfoProto(name="y")], stored)
    path = str(tmp_path / "if.onnx")
    sets = [onnx.helper.make_opsetid("", 17)]
    onnx.save(onnx.helper.make_model(graph, opset_imports=sets, ir_version=9), path)
    opened = open_network("", path)
    for factor, level in ((2, 5.0), (3, 1.0)):
        picture = torch.full((1, 1, 4, 4), level)
        assert torch.equal(opened.traced.run(picture).outputs["y"], picture * factor)
        alone = opened.traced.run(picture, {"most": lambda output, _read: output})
        assert torch.equal(alone.outputs["y"], picture * factor)


@pytest.mark.parametrize("how", ["trace", "script"])
def test_a_torchscript_file_gives_what_its_module_gives(tmp_path, how):
    torch.manual_seed(0)
    network = Small()
    opened = open_network("", script(network, tmp_path / "a.pt", how))
    seen = {}
    for name, module in network.named_children():
        if name != "relu":  # works in place
            module.register_forward_hook(lambda _m, _i, out, n=name: seen.update({n: out.clone()}))
    x, recording = run(opened)
    with torch.inference_mode():
        wanted = network(x)
    for name, output in seen.items():
        assert torch.allclose(recording.outputs[name], output, atol=1e-6), name
    assert torch.allclose(recording.outputs[opened.traced.last], wanted, atol=1e-6)
    layers = {layer.name: layer for layer in opened.traced.layers}
    assert [layers[n].kind for n in ("conv1", "bn1", "conv2", "fc")] == [
        "conv", "norm", "conv", "dense"
    ]  # fmt: skip
    assert layers["add_1"].inputs == ("conv2", "max_pool2d_1")
    assert sum(opened.parameters.values()) == sum(p.numel() for p in network.parameters())
    for layer in opened.traced.layers:
        if layer.kind != "other":
            step = arithmetic.explain(opened.traced, recording, layer, (1, 0, 0))
            assert step.again == pytest.approx(step.value, abs=1e-5), layer.name


def test_an_optimised_torchscript_file(tmp_path):
    network = Small().eval()
    frozen = torch.jit.freeze(torch.jit.script(network))
    frozen.save(tmp_path / "a.pt")
    opened = open_network("", str(tmp_path / "a.pt"))
    x, recording = run(opened)
    with torch.inference_mode():
        assert torch.allclose(recording.outputs[opened.traced.last], network(x), atol=1e-5)


def test_a_list_that_is_filled_in_a_loop(tmp_path):
    torch.manual_seed(0)
    network = Enlarging()
    opened = open_network("", script(network, tmp_path / "a.pt", "script"))
    x, recording = run(opened)
    with torch.inference_mode():
        assert torch.equal(recording.outputs[opened.traced.last], network(x))


@pytest.mark.parametrize("batch_first", [True, False])
def test_a_scripted_transformer(tmp_path, batch_first):
    torch.manual_seed(0)
    network = Encoder(batch_first)
    opened = open_network("", script(network, tmp_path / "a.pt", "script"))
    x, recording = run(opened)
    patches = network.patches(x).flatten(2).transpose(1, 2)
    with torch.inference_mode():
        found = recording.outputs
        assert torch.equal(found[opened.traced.last], network(x))
        assert torch.allclose(found["If_1"], network.layer(patches), atol=1e-5)
    assert opened.parameters["If_1"] == sum(p.numel() for p in network.layer.parameters())


@pytest.mark.parametrize("how", ["trace", "script", "onnx"])
def test_a_recurrent_network_gets_pictures_of_its_own_size(tmp_path, how):
    torch.manual_seed(0)
    network, x = Recurrent().eval(), torch.zeros(1, 1, 28, 28)
    path = str(tmp_path / ("a.onnx" if how == "onnx" else "a.pt"))
    if how == "onnx":
        torch.onnx.export(network, (x,), path, dynamo=False)
    else:
        (torch.jit.script(network) if how == "script" else torch.jit.trace(network, x)).save(path)
    opened = open_network("", path)
    assert opened.loaded.weights.preprocessing.shape == (1, 1, 28, 28)
    x, recording = run(opened)
    with torch.inference_mode():
        wanted = network(x)
    assert torch.allclose(recording.outputs[opened.traced.last], wanted, atol=1e-5)
    # The layer gives three tensors; its weights count once. A file of ONNX also holds the two
    # states that it begins with.
    held = sum(parameter.numel() for parameter in network.parameters())
    assert sum(opened.parameters.values()) == held + (32 if how == "onnx" else 0)


@pytest.mark.parametrize("suffix", ["onnx", "pt"])
def test_gradients_are_those_of_torch(tmp_path, suffix):
    torch.manual_seed(0)
    network = Small().eval()
    path = str(tmp_path / f"a.{suffix}")
    if suffix == "pt":
        script(network, path)
    else:
        torch.onnx.export(network, (torch.zeros(1, 3, 32, 32),), path, dynamo=False)
    opened = open_network("", path)
    x, recording = run(opened)
    last = opened.traced.last
    assert opened.traced.without_gradient(opened.traced.before(last)) is None
    made = input_gradient(opened.traced, recording, last, (2, 0, 0))
    copy = x.clone().requires_grad_()
    (wanted,) = torch.autograd.grad(network(copy)[0, 2], copy)
    np.testing.assert_allclose(made, wanted[0].abs().sum(0).numpy(), atol=1e-5)
    name = next(layer.name for layer in opened.traced.layers if layer.kind == "add")
    cam = grad_cam(opened.traced, recording, name, 2)
    assert cam.maps.shape == opened.shapes[name]


def test_classes_and_their_names(tmp_path):
    assert open_network("", classifier(tmp_path / "a.onnx")).traced.classes == 10
    last = [("Softmax", ["logits"], ["shares"], {}), ("Identity", ["shares"], ["y"], {})]
    opened = open_network("", classifier(tmp_path / "b.onnx", last=last))
    # Softmax is not applied twice.
    assert (opened.traced.last, opened.traced.classes, opened.traced.softmax) == (
        "logits",
        10,
        True,
    )
    for count, first in ((1000, "tench"), (1001, "background"), (12, "")):
        stored = {"w": numbers(count, 3, 8, 8)}
        path = save(tmp_path / "c.onnx", [("Conv", ["x", "w"], ["y"], {})], (1, 3, 8, 8), stored)
        labels = open_network("", path).loaded.labels
        assert (labels[:1] or ("",))[0] == first


def test_several_heads_have_layers_but_no_classes(tmp_path):
    network = Heads()
    opened = open_network("", script(network, tmp_path / "a.pt"))
    assert (opened.loaded.complete, opened.loaded.labels) == (False, ())
    assert [layer.name for layer in opened.traced.layers if layer.kind == "conv"] == [
        "body", "boxes", "scores"
    ]  # fmt: skip


def broken(tmp_path, how):
    path = tmp_path / "a.onnx"
    if how == "text":
        path.write_text("no model at all, only words in a file")
    elif how == "truncated":
        whole = classifier(tmp_path / "whole.onnx")
        path.write_bytes(Path(whole).read_bytes()[:-300])
    elif how == "nan":
        stored = {"w": numbers(2, 3, 3, 3)}
        stored["w"][1, 2] = np.nan
        save(path, [("Conv", ["x", "w"], ["y"], {})], (1, 3, 9, 9), stored)
    elif how == "tokens":
        save(path, [("Cast", ["x"], ["y"], {"to": 1})], (1, 128), kind=TensorProto.INT64)
    elif how == "operator":
        save(path, [("Unheard", ["x"], ["y"], {})], (1, 3, 9, 9))
    elif how == "huge":
        save(path, [("Relu", ["x"], ["y"], {})], (1, 3, 60_000, 60_000))
    elif how == "channels":
        save(path, [("Relu", ["x"], ["y"], {})], (1, 7, 32, 32))
    elif how == "unused":
        save(path, [("Identity", ["w"], ["y"], {})], (1, 3, 9, 9), {"w": numbers(2, 3)})
    elif how == "external":
        model = onnx.load(classifier(tmp_path / "whole.onnx"))
        onnx.save(model, path, save_as_external_data=True, location="a.data", size_threshold=0)
        (tmp_path / "a.data").unlink()
    return str(path)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("text", "damaged, or no ONNX file"),
        ("truncated", "damaged, or no ONNX file"),
        ("nan", "not finite numbers .* in w"),
        ("tokens", "not take one picture but x: int64 1 × 128"),
        ("operator", "cannot be run by onnxruntime: .*Unheard"),
        ("huge", "60000 × 60000 pixels"),
        ("channels", "1 × 7 × 32 × 32"),
        ("unused", "does not depend on a picture"),
        ("external", "file of their own"),
    ],
)
def test_an_onnx_file_that_cannot_be_shown(tmp_path, how, words):
    with pytest.raises(UserError, match=words):
        open_network("", broken(tmp_path, how))


class Evil:
    def __reduce__(self):
        return Path.touch, (Path("was-run"),)


def test_a_pickle_is_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save(Evil(), tmp_path / "a.pt")
    with pytest.raises(UserError, match="more than numbers"):
        open_network("alexnet", str(tmp_path / "a.pt"))
    # The same in the clothes of a TorchScript archive.
    script(Heads(), tmp_path / "b.pt")
    with zipfile.ZipFile(tmp_path / "a.pt") as evil, zipfile.ZipFile(tmp_path / "b.pt") as good:
        bad = evil.read(next(name for name in evil.namelist() if name.endswith("data.pkl")))
        with zipfile.ZipFile(tmp_path / "c.pt", "w") as mixed:
            for name in good.namelist():
                mixed.writestr(name, bad if name.endswith("data.pkl") else good.read(name))
    with pytest.raises(UserError, match="damaged TorchScript"):
        open_network("", str(tmp_path / "c.pt"))
    assert not Path("was-run").exists()


class Listed(torch.nn.Module):
    def forward(self, pictures: list[torch.Tensor]):
        return pictures[0]


def test_a_torchscript_file_that_cannot_be_shown(tmp_path):
    good = script(Small(), tmp_path / "a.pt")
    (tmp_path / "b.pt").write_bytes(Path(good).read_bytes()[:-100])
    nan = Small()
    with torch.no_grad():
        nan.conv2.weight[0] = torch.nan
    script(nan, tmp_path / "nan.pt")
    torch.jit.script(Listed()).save(tmp_path / "list.pt")
    for name, words in (
        ("b", "damaged"),
        ("nan", "not finite numbers .* conv2.weight"),
        ("list", r"not take one picture but List\[Tensor\]"),
    ):
        with pytest.raises(UserError, match=words):
            open_network("alexnet", str(tmp_path / f"{name}.pt"))


def test_code_that_reaches_files_is_not_run(tmp_path):
    good = script(Heads(), tmp_path / "a.pt")
    before = b"boxes = self.boxes"
    with zipfile.ZipFile(good) as archive, zipfile.ZipFile(tmp_path / "b.pt", "w") as changed:
        contents = {name: archive.read(name) for name in archive.namelist()}
        assert any(before in text for text in contents.values())
        for name, text in contents.items():
            writes = b'ops.aten.save(x, "f")\n    ' + before
            changed.writestr(name, text.replace(before, writes))
    with pytest.raises(UserError, match="could reach files"):
        open_network("", str(tmp_path / "b.pt"))
