"""The classic networks: as published, loaded from any honest file, and from no other."""

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from explorer.core.errors import UserError
from explorer.core.paths import cache_dir, resource
from explorer.nets import classifiers
from explorer.nets.classifiers import CLASSIFIERS, IMAGENET, build, load, load_state
from explorer.nets.googlenet import GoogLeNet
from explorer.nets.inception_v3 import InceptionV3
from explorer.nets.labels import read_names
from explorer.nets.lenet5 import ACTIVATIONS, LeNet5
from explorer.nets.preprocess import prepare
from explorer.nets.resnet import resnet50
from explorer.nets.train_lenet5 import as_input
from explorer.vision.images import load_picture
from explorer.weights import manifest, store
from tests.nets.classic import random_network

# The user's own, before each test gets an empty one.
CACHE = cache_dir()
# The first hundred test digits of MNIST, row by row, and what they are.
SHEET = np.asarray(Image.open(Path(__file__).with_name("digits.png")))
DIGITS = SHEET.reshape(10, 28, 10, 28).transpose(0, 2, 1, 3).reshape(100, 28, 28)
WRITTEN = (
    "72104149590690159734966540740131347271211742351244"
    "63556041957893746430702917329776278473613693141769"
)


@pytest.mark.parametrize("classifier", CLASSIFIERS, ids=lambda c: c.name)
def test_parameters_are_as_many_as_published(classifier):
    for weights in classifier.weights:
        net = build(classifier, weights)
        assert sum(value.numel() for value in net.parameters()) == classifier.parameters
        assert weights.name in manifest.read_manifest()
        logits = net(torch.empty(weights.preprocessing.shape, device="meta"))
        count = 128 if classifier.embeds else len(read_names(classifier.labels))
        assert logits.shape == (1, count)


def test_googlenet_without_what_only_training_needs():
    with torch.device("meta"):
        net = GoogLeNet(aux=False)
    assert sum(value.numel() for value in net.parameters()) == 6_624_904


@pytest.mark.parametrize(
    ("name", "key", "shape"),
    [
        ("alexnet", "features.10.weight", (256, 256, 3, 3)),
        ("alexnet", "classifier.6.bias", (1000,)),
        ("vgg16", "features.28.weight", (512, 512, 3, 3)),
        ("vgg16", "classifier.0.weight", (4096, 25088)),
        ("resnet18", "layer1.0.conv1.weight", (64, 64, 3, 3)),
        ("resnet50", "layer2.0.downsample.1.running_var", (512,)),
        ("googlenet", "inception3a.branch2.0.conv.weight", (96, 192, 1, 1)),
        ("googlenet", "inception5b.branch3.1.bn.weight", (128,)),
        ("googlenet", "aux1.conv.conv.weight", (128, 512, 1, 1)),
        ("googlenet", "aux2.fc2.weight", (1000, 1024)),
        ("inception_v3", "Conv2d_4a_3x3.conv.weight", (192, 80, 3, 3)),
        ("inception_v3", "Mixed_6c.branch7x7dbl_4.conv.weight", (160, 160, 7, 1)),
        ("inception_v3", "Mixed_7c.branch3x3dbl_3a.bn.running_mean", (384,)),
        ("inception_v3", "AuxLogits.conv1.conv.weight", (768, 128, 5, 5)),
    ],
)
def test_names_are_torchvisions(name, key, shape):
    classifier = classifiers.find(name)
    assert build(classifier, classifier.weights[0]).state_dict()[key].shape == shape


def test_inception_without_what_only_training_needs():
    with torch.device("meta"):
        net = InceptionV3(aux=False)
    assert sum(value.numel() for value in net.parameters()) == 23_834_568


def test_where_a_bottleneck_halves_the_picture():
    with torch.device("meta"):
        paper, usual = resnet50(stride_first=True), resnet50()
    assert (paper.layer3[0].conv1.stride, paper.layer3[0].conv2.stride) == ((2, 2), (1, 1))
    assert (usual.layer3[0].conv1.stride, usual.layer3[0].conv2.stride) == ((1, 1), (2, 2))


def test_class_names_are_different_ones():
    assert len(set(read_names("imagenet"))) == 1000
    assert read_names("imagenet")[285] == "Egyptian cat"


def test_bundled_lenet_reads_digits():
    loaded = load("lenet5")
    assert loaded.complete
    found = loaded.net(as_input(DIGITS)).argmax(1)
    read = "".join(loaded.labels[i] for i in found)
    assert sum(a == b for a, b in zip(read, WRITTEN, strict=True)) >= 99


def test_lenet_against_plain_numpy():
    loaded = load("lenet5")
    w = {name: value.numpy().astype(np.float64) for name, value in loaded.net.state_dict().items()}

    def conv(x, name):
        windows = np.lib.stride_tricks.sliding_window_view(x, (5, 5), axis=(1, 2))
        return np.tanh(
            np.einsum("crsij,fcij->frs", windows, w[f"{name}.weight"])
            + w[f"{name}.bias"][:, None, None]
        )

    def halve(x):
        return (x[:, ::2, ::2] + x[:, 1::2, ::2] + x[:, ::2, 1::2] + x[:, 1::2, 1::2]) / 4

    x = as_input(DIGITS[:1])
    maps = conv(halve(conv(halve(conv(x[0].double().numpy(), "c1")), "c3")), "c5")
    f6 = np.tanh(w["f6.weight"] @ maps.ravel() + w["f6.bias"])
    expected = w["output.weight"] @ f6 + w["output.bias"]
    np.testing.assert_allclose(loaded.net(x)[0].numpy(), expected, atol=1e-4)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_lenet_with_another_activation(activation):
    kinds = [type(module).__name__.lower() for module in LeNet5(activation).modules()]
    assert kinds.count(activation) == 4


def test_bundled_alexnet_gives_maps_and_no_answer():
    loaded = load("alexnet")
    assert not loaded.complete
    assert loaded.labels == ()
    picture = load_picture(resource("samples", "cat.jpg")).pixels
    x = torch.from_numpy(prepare(picture, loaded.weights.preprocessing).data)
    maps = loaded.net.features(x)
    assert maps.shape == (1, 256, 6, 6)
    assert loaded.net(x).shape == (1, 256 * 6 * 6)
    # Trained filters answer: about a quarter of the numbers, not none and not all.
    assert 0.05 < float((maps > 0).float().mean()) < 0.95


def test_missing_weights_say_which():
    with pytest.raises(store.MissingWeightsError, match="Fetch them") as caught:
        load("resnet50")
    assert caught.value.values["name"] == "resnet50"
    with pytest.raises(UserError, match="lenet5, alexnet"):
        load("lenet6")


def test_resnet50_of_the_package_knows_the_cat(monkeypatch):
    monkeypatch.setenv("CNN_EXPLORER_HOME", str(CACHE.parent))
    if store.status("resnet50").path is None:
        pytest.skip("python main.py weights fetch resnet50 has not been run")
    classifier = classifiers.find("resnet50")
    monkeypatch.setattr(classifiers, "CLASSIFIERS", (only(classifier, "resnet50"),))
    loaded = load("resnet50")
    picture = load_picture(resource("samples", "cat.jpg")).pixels
    x = torch.from_numpy(prepare(picture, loaded.weights.preprocessing).data)
    values, places = loaded.net(x)[0].softmax(0).topk(3)
    assert [loaded.labels[place] for place in places] == ["Egyptian cat", "tiger cat", "tabby"]
    # By torchvision's module with the same strides.
    assert values.tolist() == pytest.approx([0.7895, 0.1137, 0.0938], abs=1e-3)


def test_inception_of_the_package_knows_the_cat(monkeypatch):
    monkeypatch.setenv("CNN_EXPLORER_HOME", str(CACHE.parent))
    if store.status("inception_v3").path is None:
        pytest.skip("python main.py weights fetch inception_v3 has not been run")
    loaded = load("inception_v3")
    picture = load_picture(resource("samples", "cat.jpg")).pixels
    x = torch.from_numpy(prepare(picture, loaded.weights.preprocessing).data)
    logits = loaded.net(x)[0]
    places = logits.topk(5).indices
    assert [loaded.labels[place] for place in places] == [
        "Egyptian cat", "tabby", "tiger cat", "lynx", "plastic bag",
    ]  # fmt: skip
    # LiteRT runs the same file with 8-bit activations; what they round away is in the bounds.
    probabilities = logits.softmax(0)[places[:3]].tolist()
    assert probabilities == pytest.approx([0.8465, 0.0803, 0.0549], abs=0.01)


def only(classifier, name):
    return replace(classifier, weights=tuple(w for w in classifier.weights if w.name == name))


@pytest.fixture
def lenet_state():
    torch.manual_seed(3)
    return LeNet5().state_dict()


@pytest.mark.parametrize("name", ["lenet5", "resnet18", "googlenet", "inception_v3", "sface"])
@pytest.mark.parametrize("form", ["torch", "safetensors"])
def test_a_state_dict_from_elsewhere_is_recognised(tmp_path, name, form):
    net, x = random_network(name)
    path = tmp_path / f"mine.{form}"
    if form == "torch":
        torch.save(
            {"epoch": 3, "state_dict": {f"module.{k}": v for k, v in net.state_dict().items()}},
            path,
        )
    else:
        save_file(net.state_dict(), path)
    loaded = load_state(path)
    assert loaded.classifier.name == name
    torch.testing.assert_close(loaded.net.state_dict(), net.state_dict(), rtol=0, atol=0)
    torch.testing.assert_close(loaded.net(x), net(x))
    assert loaded.complete
    assert loaded.ranks == bool(loaded.labels) == (name != "sface")


def test_a_network_retrained_for_other_classes(tmp_path):
    torch.save(LeNet5("tanh", classes=3).state_dict(), tmp_path / "three.pt")
    loaded = load_state(tmp_path / "three.pt", "lenet5")
    assert loaded.complete
    assert loaded.labels == ()
    assert loaded.net(torch.zeros(1, 1, 32, 32)).shape == (1, 3)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64, torch.int32])
def test_other_kinds_of_numbers_become_float32(tmp_path, lenet_state, dtype):
    torch.save({name: value.to(dtype) for name, value in lenet_state.items()}, tmp_path / "a.pt")
    assert load_state(tmp_path / "a.pt").net.c1.weight.dtype == torch.float32


def changed(**values):
    def change(state):
        for name, value in values.items():
            if value is None:
                del state[name.replace("__", ".")]
            else:
                state[name.replace("__", ".")] = value
        return state

    return change


class Code:
    def __reduce__(self):
        return print, ("this must not run",)


REFUSED = {
    "a missing tensor": (changed(c3__bias=None), r"1 tensors are missing, 0 .*c3\.bias"),
    "a further tensor": (changed(more=torch.ones(1)), "0 tensors are missing, 1 .*more"),
    "another shape": (changed(c3__bias=torch.ones(7)), r"c3\.bias has shape \(7,\), not \(16,\)"),
    "NaN": (changed(c3__bias=torch.full((16,), torch.nan)), r"not finite numbers.*c3\.bias"),
    "infinity": (changed(c3__bias=torch.full((16,), torch.inf)), "not finite"),
    "another network": (lambda s: {"a.weight": torch.ones(3)}, "another network"),
    "no tensors": (lambda s: {"epoch": 3}, "no state dict"),
    "an empty dict": (lambda s: {}, "no state dict"),
    "sparse tensors": (changed(c3__bias=torch.ones(16).to_sparse()), "no state dict"),
    "complex numbers": (changed(c3__bias=torch.ones(16) * 1j), "no state dict"),
    "one tensor": (lambda s: torch.ones(2), "no state dict"),
    "a list": (lambda s: [torch.ones(2)], "no state dict"),
    "code": (lambda s: {"c1.weight": Code()}, "code could run"),
    "a whole module": (lambda s: LeNet5(), "code could run"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_does_not_fit_is_refused(tmp_path, capsys, lenet_state, case):
    change, message = REFUSED[case]
    torch.save(change(dict(lenet_state)), tmp_path / "bad.pt")
    with pytest.raises(UserError, match=message):
        load_state(tmp_path / "bad.pt")
    assert capsys.readouterr().out == ""


def test_a_checkpoint_of_another_network_than_wanted(tmp_path, lenet_state):
    torch.save(lenet_state, tmp_path / "lenet.pt")
    with pytest.raises(UserError, match=r"weights of LeNet-5, not of AlexNet"):
        load_state(tmp_path / "lenet.pt", "alexnet")


@pytest.mark.parametrize("keep", [0, 1, 2, 100, -1, -1000])
@pytest.mark.parametrize("form", ["torch", "safetensors", "old torch", "pickle"])
def test_a_damaged_file(tmp_path, lenet_state, form, keep):
    path = tmp_path / "cut"
    if form == "safetensors":
        save_file(lenet_state, path)
    elif form == "pickle":
        path.write_bytes(pickle.dumps({"a": 1}))
    else:
        torch.save(lenet_state, path, _use_new_zipfile_serialization=form == "torch")
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(UserError, match=r"damaged|code could run|is empty"):
        load_state(path)


def test_no_file(tmp_path):
    for path, words in ((tmp_path, "is a folder"), (tmp_path / "none", "does not exist")):
        with pytest.raises(UserError, match=words):
            load_state(path)


@pytest.mark.parametrize(
    "size", [(600, 800), (451, 300), (224, 5000), (1, 1), (3, 700), (256, 256), (300, 301)]
)
def test_pictures_are_prepared_like_torchvisions(size):
    image = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    height, width = size
    # torchvision: the shorter side to 256, all of it, then the middle 224 of both.
    short = min(size)
    large = Image.fromarray(image).resize(
        (256 * width // short, 256 * height // short), Image.Resampling.BILINEAR
    )
    left, top = (round((side - 224) / 2) for side in large.size)
    square = np.asarray(large.crop((left, top, left + 224, top + 224)), np.float32) / 255
    expected = (square - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    found = prepare(image, IMAGENET)
    # One step of brightness, where rounding falls the other way.
    assert abs(found.data[0].transpose(1, 2, 0) - expected).max() < 1.01 / 255 / 0.224


def test_what_is_seen_of_a_picture():
    image = np.zeros((512, 1024, 3), np.uint8)
    assert prepare(image, IMAGENET).area == (288, 32, 736, 480)


def test_a_very_long_picture_takes_no_memory():
    image = np.full((1, 20_000, 3), 255, np.uint8)
    assert prepare(image, IMAGENET).data.max() == pytest.approx((1 - 0.406) / 0.225)


def test_a_drawn_digit_may_be_dark_on_light():
    ink = np.repeat(DIGITS[0][:, :, None], 3, axis=2)
    light, dark = (prepare(image, classifiers.DIGITS) for image in (ink, 255 - ink))
    assert dark.inverted and not light.inverted
    np.testing.assert_array_equal(light.data, dark.data)
    np.testing.assert_array_equal(light.data, as_input(DIGITS[:1]).numpy())
    assert light.data.shape == (1, 1, 32, 32)


@pytest.mark.parametrize("name", ["lenet5", "sface"])
def test_the_programs_own_files_can_be_opened_as_well(name):
    loaded = load_state(resource("weights", f"{name}.safetensors"))
    ours = load(name).net.state_dict()
    assert loaded.classifier.name == name
    assert all(torch.allclose(value, ours[name]) for name, value in loaded.net.state_dict().items())
