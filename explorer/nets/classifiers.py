"""The classic networks as a table, and how one is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from explorer.core.errors import UserError
from explorer.nets.alexnet import AlexNet
from explorer.nets.googlenet import GoogLeNet
from explorer.nets.inception_v3 import InceptionV3
from explorer.nets.labels import read_names
from explorer.nets.lenet5 import LeNet5
from explorer.nets.preprocess import Preprocessing
from explorer.nets.resnet import resnet18, resnet50
from explorer.nets.sface import SFace
from explorer.nets.state_dicts import State, fill, read_state
from explorer.nets.vgg import VGG16
from explorer.weights import store, tensors

# torchvision's for most networks, TensorFlow's -1..1, and the means of the paper's authors
# on 0..255, which Keras kept.
IMAGENET = Preprocessing(256, 224, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
TENSORFLOW = Preprocessing(256, 224, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
CAFFE = Preprocessing(
    256, 224, (123.68 / 255, 116.779 / 255, 103.939 / 255), (1 / 255, 1 / 255, 1 / 255)
)
# TensorFlow's -1..1 as a quantised network has it: 128 is 0, and of a larger picture.
QUANTISED = Preprocessing(342, 299, (128 / 255,) * 3, (128 / 255,) * 3)
# Mean and deviation of the training digits.
DIGITS = Preprocessing(28, 28, (0.1307,), (0.3081,), border=2)
# The largest face, aligned, in -1..1: (brightness - 127.5) / 128.
FACES = Preprocessing(112, 112, (127.5 / 255,) * 3, (128 / 255,) * 3, face=True)


@dataclass(frozen=True)
class Pretrained:
    """One set of weights: its name in the manifest, and what was different in its training."""

    name: str
    preprocessing: Preprocessing
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Classifier:
    """A network that names what a picture shows, or gives an embedding of it.

    Parameters
    ----------
    name, title : str
        For the command line and for people.
    year : int
        Of the paper.
    parameters : int
        As published.
    build : callable (classes=..., ...), without classes where it ``embeds``
    output : str
        The layer that gives the logits, or the embedding.
    optional : modules that a set of weights may lack as a whole
    labels : str
        File of class names.
        Empty where it ``embeds``.
    weights : the best first; those called as the network can always be had
    embeds : bool
        Whether it has no classes: what it gives is compared with what it gives of others.
    """

    name: str
    title: str
    year: int
    parameters: int
    build: Callable[..., nn.Module]
    output: str
    labels: str
    weights: tuple[Pretrained, ...]
    optional: tuple[str, ...] = ()
    embeds: bool = False


CLASSIFIERS = (
    Classifier(
        "lenet5", "LeNet-5", 1998, 61_706, LeNet5, "output", "digits",
        (Pretrained("lenet5", DIGITS),),
    ),
    Classifier(
        "alexnet", "AlexNet", 2012, 61_100_840, AlexNet, "classifier.6", "imagenet",
        (Pretrained("alexnet-torchvision", IMAGENET), Pretrained("alexnet", IMAGENET)),
        optional=("classifier",),
    ),
    Classifier(
        "vgg16", "VGG-16", 2014, 138_357_544, VGG16, "classifier.6", "imagenet",
        (Pretrained("vgg16-torchvision", IMAGENET), Pretrained("vgg16", IMAGENET)),
        optional=("classifier",),
    ),
    Classifier(
        "resnet18", "ResNet-18", 2015, 11_689_512, resnet18, "fc", "imagenet",
        (Pretrained("resnet18", IMAGENET),),
    ),
    Classifier(
        "resnet50", "ResNet-50", 2015, 25_557_032, resnet50, "fc", "imagenet",
        (
            Pretrained("resnet50-torchvision", IMAGENET),
            Pretrained("resnet50", CAFFE, {"stride_first": True}),
        ),
    ),
    Classifier(
        "googlenet", "GoogLeNet", 2014, 13_004_888, GoogLeNet, "fc", "imagenet",
        (Pretrained("googlenet", TENSORFLOW),),
        optional=("aux1", "aux2"),
    ),
    Classifier(
        "inception_v3", "Inception-v3", 2015, 27_161_264, InceptionV3, "fc", "imagenet",
        (Pretrained("inception_v3", QUANTISED, {"padded": False}),),
        optional=("AuxLogits",),
    ),
    Classifier(
        "sface", "SFace", 2021, 9_642_880, SFace, "dense_norm", "",
        (Pretrained("sface", FACES),),
        embeds=True,
    ),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Loaded:
    """A network ready to run.

    Parameters
    ----------
    net : Module
        In evaluation mode; its parameters take no gradient.
    classifier, weights
        Where it comes from; with a file of the user the preprocessing is the usual one.
    complete : bool
        Whether the layers that give the output are there. Without them `net` ends with
        its last feature maps, flattened.
    labels : class names, empty where they are not known or not `complete`
    own : bool
        Whether it is a model of the user's own and none of these networks.
    """

    net: nn.Module
    classifier: Classifier
    weights: Pretrained
    complete: bool
    labels: tuple[str, ...]
    own: bool = False

    @property
    def ranks(self) -> bool:
        """Whether what the network gives are the logits of classes."""
        return self.complete and not self.classifier.embeds


def find(name: str) -> Classifier:
    """Return the classifier called ``name``.

    Raises
    ------
    UserError
        There is none; the sentence lists those there are.
    """
    for classifier in CLASSIFIERS:
        if classifier.name == name:
            return classifier
    raise UserError(
        "There is no network called {name}; there are: {names}.",
        name=name,
        names=", ".join(classifier.name for classifier in CLASSIFIERS),
    )


def load(name: str) -> Loaded:
    """Return a network with the best of its weights that are on this machine.

    Raises
    ------
    MissingWeightsError
        There are none, or those there are damaged.
    """
    classifier = find(name)
    for weights in classifier.weights:
        if path := store.status(weights.name).path:
            break
    else:
        path = store.locate(name)  # says what to do
    return _filled(classifier, weights, _read_stored(path), path)


def load_state(path: Path, name: str = "") -> Loaded:
    """Return a network with the weights of the user's own file.

    Parameters
    ----------
    path : Path
        A state dict with torchvision's names, see `explorer.nets.state_dicts.read_state`.
        The last layer may have another number of classes.
    name : str, optional
        The network that it should be; else it is recognised by the names and shapes.

    Raises
    ------
    UserError
        See `read_state` and `fill`; or it is of another network.
    """
    state = read_state(path)
    found = recognise(state)
    if found is None:
        raise UserError(
            "{path} holds the weights of another network than {names}.",
            path=path,
            names=", ".join(classifier.title for classifier in CLASSIFIERS),
        )
    if name and found.name != name:
        raise UserError(
            "{path} holds the weights of {found}, not of {wanted}.",
            path=path,
            found=found.title,
            wanted=find(name).title,
        )
    # What was published otherwise than by torchvision has options.
    return _filled(found, replace(found.weights[0], options={}), state, path)


def recognise(state: State) -> Classifier | None:
    """Return the network that shares most tensors with ``state``, if it is the better half."""

    def shared(classifier: Classifier) -> int:
        wanted = build(classifier, classifier.weights[0]).state_dict()
        return sum(
            name in wanted and wanted[name].shape == value.shape for name, value in state.items()
        )

    best = max(CLASSIFIERS, key=shared)
    return best if 2 * shared(best) > len(state) else None


def build(classifier: Classifier, weights: Pretrained, **options: Any) -> nn.Module:
    """Return the network without numbers (torch's "meta" device), in evaluation mode."""
    with torch.device("meta"):
        return classifier.build(**{**weights.options, **options}).eval()


def _read_stored(path: Path) -> State:
    if path.suffix == ".safetensors":
        stored = tensors.unpack(path.read_bytes())
        return {name: torch.from_numpy(value) for name, value in stored.items()}
    return read_state(path)


def _filled(classifier: Classifier, weights: Pretrained, state: State, path: Path) -> Loaded:
    last = state.get(f"{classifier.output}.bias")
    classes = last.numel() if last is not None and last.dim() == 1 else 0
    options = {"classes": classes} if classes and not classifier.embeds else {}
    net = build(classifier, weights, **options)
    for module in classifier.optional:
        if not any(name.startswith(f"{module}.") for name in state):
            setattr(net, module, nn.Identity())
    fill(net, state, classifier.title, path)
    net.requires_grad_(False)
    labels = () if classifier.embeds else read_names(classifier.labels)
    known = classes == len(labels)
    return Loaded(net, classifier, weights, last is not None, labels if known else ())
