"""The state of the layers topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.fields import Spec
from explorer.core.i18n import mark
from explorer.core.integer_lists import integers
from explorer.topics.foundations.layers import layer, presets
from explorer.topics.foundations.layers.layer import Layer

if TYPE_CHECKING:
    from explorer.topics.foundations.layers.result import Result

SHAPE = (
    Spec("integer", mark("height"), 1, 4096),
    Spec("integer", mark("width"), 1, 4096),
    Spec("integer", mark("channels"), 1, 65536),
)
VIEWS = {
    "costs": mark("Costs"),
    "sharing": mark("Parameter sharing"),
    "connections": mark("Connections"),
}
SCALES = {"linear": mark("Linear"), "log": mark("Logarithmic")}
POSITION = (
    Spec("integer", mark("row"), 0, 100_000),
    Spec("integer", mark("column"), 0, 100_000),
)


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``position`` is the output cell looked at, row and column from 0; beyond the last it
    means the last, as ``selected`` does.
    """

    input_shape: tuple[int, ...] = integers(
        (32, 32, 3), "shape", SHAPE, label=mark("Input: height, width, channels")
    )
    layers: tuple[Layer, ...] = fields.structure(
        presets.LENET_LIKE, "layers", layer.read, layer.dump, label=mark("Layers")
    )
    selected: int = fields.integer(
        -1, -1, layer.MOST_LAYERS - 1, label=mark("Layer looked at (-1: none)")
    )
    position: tuple[int, ...] = integers(
        (0, 0), "position", POSITION, label=mark("Output looked at: row, column")
    )
    view: str = fields.choice("costs", VIEWS, label=mark("View"))
    scale: str = fields.choice("linear", SCALES, label=mark("Scale of the bars"))


def compute(state: State) -> Result:
    """Count what every layer makes and takes; a layer that does not fit says so in its row."""
    from explorer.topics.foundations.layers.result import interpret

    return interpret(state)


def to_code(state: State) -> str:
    """Return a script that builds the network with plain torch and asserts the counts.

    Raises
    ------
    UserError
        A layer does not fit.
    """
    from explorer.topics.foundations.layers.code import script

    return script(state)
