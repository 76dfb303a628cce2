"""What each network brought, told where it is."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.core.i18n import mark, tr
from explorer.nets.graph import Layer

RESNETS = ("resnet18", "resnet50")


@dataclass(frozen=True)
class Idea:
    """A sentence about layers of some networks.

    Parameters
    ----------
    networks : names
    kind : str
        Kind of the layers.
    parts : tuple of str
        Beginnings or ends of their names; empty for all.
    text : str
        To be translated.
    """

    networks: tuple[str, ...]
    kind: str
    parts: tuple[str, ...]
    text: str

    def fits(self, network: str, layer: Layer) -> bool:
        """Return whether it is about this layer."""
        named = (
            not self.parts or layer.name.startswith(self.parts) or layer.name.endswith(self.parts)
        )
        return network in self.networks and self.kind in ("", layer.kind) and named


IDEAS = (
    Idea(
        ("alexnet",),
        "conv",
        ("features.0",),
        mark(
            "This is the version of 2014 for one GPU, whose weights are published: 64, 192, 384, "
            "256 and 256 filters. In 2012 there were 96, 256, 384, 384 and 256."
        ),
    ),
    Idea(
        ("lenet5",),
        "activation",
        (),
        mark(
            "tanh, a sigmoid from −1 to 1: far from 0 it is flat, and no gradient comes through. "
            "AlexNet's ReLU never becomes flat for positive values."
        ),
    ),
    Idea(
        ("lenet5",),
        "average_pool",
        (),
        mark("Subsampling by the mean; later networks take the maximum."),
    ),
    Idea(
        ("alexnet",),
        "activation",
        ("features",),
        mark("ReLU: the network learned several times faster than with tanh."),
    ),
    Idea(
        ("alexnet",),
        "max_pool",
        ("features.2", "features.5"),
        mark(
            "Windows of 3 × 3 that overlap, as the stride is 2. In 2012 each value was also "
            "divided by the strength of its neighbouring channels (local response normalisation); "
            "that turned out not to be needed."
        ),
    ),
    Idea(
        ("alexnet",),
        "conv",
        ("features.3", "features.8", "features.10"),
        mark(
            "In 2012 this layer was split between two GPUs: each half of its filters saw only the "
            "half of the channels that lay on its own GPU."
        ),
    ),
    Idea(
        ("alexnet", "vgg16", "googlenet"),
        "dropout",
        (),
        mark(
            "Dropout: in training each number is set to 0 by chance and the rest enlarged, so that "
            "none relies on another; once training is over, all are let through."
        ),
    ),
    Idea(
        ("vgg16",),
        "conv",
        (),
        mark(
            "Nothing but 3 × 3: two in a row see 5 × 5 pixels with 2 · 9 = 18 weights a channel in "
            "place of 25, three see 7 × 7 with 27 in place of 49, and there is a ReLU after each."
        ),
    ),
    Idea(
        RESNETS,
        "add",
        (),
        mark(
            "Shortcut: a[l+2] = g(z[l+2] + a[l]). To do nothing, the block only has to make its "
            "weights zero; so more layers do no harm, and the gradient has a way past them."
        ),
    ),
    Idea(
        RESNETS,
        "conv",
        ("downsample.0",),
        mark("Projection: a 1 × 1 convolution gives the shortcut the shape of the sum."),
    ),
    Idea(
        ("resnet50",),
        "conv",
        (".conv1", ".conv3"),
        mark(
            "Bottleneck: 1 × 1 to a quarter of the channels, 3 × 3 on those, 1 × 1 back. It costs "
            "about as much as two 3 × 3 convolutions on a quarter of the channels."
        ),
    ),
    Idea(
        ("googlenet",),
        "conv",
        (".branch2.0.conv", ".branch3.0.conv"),
        mark("Bottleneck: 1 × 1 reduces the channels before the costly convolution."),
    ),
    Idea(
        ("googlenet",),
        "concat",
        (),
        mark("Inception: four branches look with windows of several sizes; their maps are joined."),
    ),
    Idea(
        ("sface",),
        "conv",
        (".depthwise.conv",),
        mark(
            "Depthwise: each filter looks at one channel only, 9 weights for 3 × 3. What the "
            "channels have to do with each other is left to the 1 × 1 convolution behind it."
        ),
    ),
    Idea(
        ("sface",),
        "conv",
        (".pointwise.conv",),
        mark(
            "Pointwise: 1 × 1 over all channels. With the depthwise convolution in front it stands "
            "for one of 3 × 3 over all channels, at about a ninth of its weights (MobileNet, 2017)."
        ),
    ),
    Idea(
        ("sface",),
        "activation",
        (),
        mark(
            "PReLU: x where it is positive, else a · x. The slope a is learned, one for each "
            "channel (2015); with a = 0 it would be ReLU."
        ),
    ),
    Idea(
        ("sface",),
        "dense",
        (),
        mark(
            "In place of a score for each person of the training it gives numbers of a face: so "
            "people can be told apart whom it has never seen."
        ),
    ),
    Idea(
        ("sface",),
        "norm",
        ("dense_norm",),
        mark(
            "The embedding. Before two faces are compared, its length is set to 1: only the angle "
            "between two embeddings counts."
        ),
    ),
    Idea(
        ("googlenet", *RESNETS),
        "average_pool",
        ("avgpool",),
        mark(
            "Global average pooling: the mean of each map, in place of AlexNet's and VGG's dense "
            "layers with their many millions of parameters."
        ),
    ),
)


def told(network: str, layer: Layer) -> list[str]:
    """Return what there is to tell about a layer."""
    return [tr(idea.text) for idea in IDEAS if idea.fits(network, layer)]
