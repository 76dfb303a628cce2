"""The state of the networks topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.fields import Spec
from explorer.core.i18n import mark
from explorer.core.integer_lists import integers
from explorer.vision.choices import MOST_CELLS, NETWORKS, SCALES, TONES

if TYPE_CHECKING:
    from explorer.topics.networks.networks.result import Result

VIEWS = {
    "architecture": mark("Architecture"),
    "maps": mark("Maps"),
    "value": mark("One value"),
    "filters": mark("Weights"),
    "cam": mark("Grad-CAM"),
    "compare": mark("Compare"),
    "ideas": mark("What it brought"),
}
IDEAS = {
    "function": mark("Activation function"),
    "lrn": mark("Local response normalisation"),
    "dropout": mark("Dropout"),
    "two_gpus": mark("Split between two GPUs"),
    "stacks": mark("Only 3 × 3"),
    "one_by_one": mark("1 × 1 convolution"),
    "separable": mark("Depthwise convolution"),
    "global_pool": mark("Global average pooling"),
    "bottleneck": mark("Bottleneck"),
    "branches": mark("Inception branches"),
    "shortcut": mark("Shortcut"),
}
ORDERS = {
    "index": mark("By number"),
    "mean": mark("Highest mean first"),
    "maximum": mark("Highest maximum first"),
}
POSITION = (
    Spec("integer", mark("row"), -1, 100_000),
    Spec("integer", mark("column"), -1, 100_000),
)
Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``layer`` is a name as in the network's state dict; ``silenced`` has entries
    "layer:channel"; ``switched`` has "layer:what", see `switches.ORDER`, and ``seed`` is that of
    the draw in dropout. ``scale`` and ``tones`` hold for a model of the user's own, whose file
    does not tell how its pictures were prepared. ``transplant`` is a filter put in place of number
    ``transplant_filter`` of the first layer.
    """

    image: str = fields.text("", label=mark("Picture, video, folder or camera:N"))
    network: str = fields.choice("alexnet", NETWORKS, label=mark("Network"))
    model: str = fields.text("", label=mark("File with a model or weights of your own"))
    scale: str = fields.choice("imagenet", SCALES, label=mark("Scale of the input"))
    tones: str = fields.choice("rgb", TONES, label=mark("Colours"))
    view: str = fields.choice("maps", VIEWS, label=mark("View"))
    layer: str = fields.text("", label=mark("Layer (empty: the first)"))
    channel: int = fields.integer(-1, -1, 100_000, label=mark("Channel (-1: the strongest)"))
    position: tuple[int, ...] = integers(
        (-1, -1), "position", POSITION, label=mark("Value looked at (-1: the highest)")
    )
    order: str = fields.choice("index", ORDERS, label=mark("Order of the maps"))
    silenced: tuple[str, ...] = fields.names((), label=mark("Silenced channels (layer:channel)"))
    second: str = fields.choice("lenet5", NETWORKS, label=mark("Second network"))
    target: int = fields.integer(-1, -1, 100_000, label=mark("Class explained (-1: the first)"))
    transplant: Matrix = fields.array(
        (), (MOST_CELLS, MOST_CELLS), label=mark("Filter of your own"), optional=True
    )
    transplant_filter: int = fields.integer(0, 0, 4095, label=mark("Filter it replaces"))
    idea: str = fields.choice("", ("", *IDEAS), label=mark("Idea (empty: one of the open layer)"))
    switched: tuple[str, ...] = fields.names((), label=mark("What is switched (layer:what)"))
    seed: int = fields.integer(0, 0, 1_000_000, label=mark("Number of the dropout draw"))


def compute(state: State) -> Result:
    """Run the first picture of ``state.image`` through the network and open a layer.

    Raises
    ------
    UserError
        Picture, weights, layer or channel cannot be had.
    """
    from explorer.topics.networks.networks.process import run_once

    return run_once(state)


def to_code(state: State) -> str:
    """Return a script that repeats the result with plain torch and asserts it."""
    from explorer.topics.networks.networks.code import script

    return script(state)
