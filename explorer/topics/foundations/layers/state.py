"""The state of the layers topic, and what can be asked of it without a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.fields import Spec
from explorer.core.i18n import mark, tr
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


def _whole_numbers(parts: tuple[Spec, ...]) -> Callable[[str, Any], tuple[int, ...]]:
    """Return a reader of a list with one whole number for each of ``parts``."""

    def read(name: str, value: Any) -> tuple[int, ...]:
        if not isinstance(value, list | tuple) or len(value) != len(parts):
            raise UserError(
                "{name} must be a list of {count} whole numbers: {parts}.",
                name=name,
                count=len(parts),
                parts=", ".join(tr(part.label) for part in parts),
            )
        pairs = zip(parts, value, strict=True)
        return tuple(
            fields.check(f"{name}: {tr(part.label)}", part, entry) for part, entry in pairs
        )

    return read


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``position`` is the output cell looked at, row and column from 0; beyond the last it
    means the last, as ``selected`` does.
    """

    input_shape: tuple[int, ...] = fields.structure(
        (32, 32, 3),
        "shape",
        _whole_numbers(SHAPE),
        list,
        label=mark("Input: height, width, channels"),
    )
    layers: tuple[Layer, ...] = fields.structure(
        presets.LENET_LIKE, "layers", layer.read, layer.dump, label=mark("Layers")
    )
    selected: int = fields.integer(
        -1, -1, layer.MOST_LAYERS - 1, label=mark("Layer looked at (-1: none)")
    )
    position: tuple[int, ...] = fields.structure(
        (0, 0),
        "position",
        _whole_numbers(POSITION),
        list,
        label=mark("Output looked at: row, column"),
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
