"""The columns of the table, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QColor

from explorer.core.i18n import mark, tr
from explorer.topics.foundations.layers.layer import ACTIVATIONS, TYPES, Layer
from explorer.topics.foundations.layers.result import Row
from explorer.topics.foundations.layers.sentences import (
    count,
    multiplications_formula,
    parameters_formula,
    shape_text,
    size_formula,
)
from explorer.ui.colours import CATEGORIES
from explorer.vision.costs import Cost

COLOURS = {
    "conv": CATEGORIES[4],
    "pool": CATEGORIES[0],
    "dense": CATEGORIES[2],
    "activation": CATEGORIES[6],
    "flatten": QColor("#8b939d"),
}
# Pooling stands in the same row: one word is enough.
MODES = {"max": mark("Max"), "average": mark("Average")}
OPTIONS = {"type": TYPES, "activation": ACTIVATIONS, "mode": MODES}


def setting_text(layer: Layer, key: str) -> str:
    """Return a setting as a cell shows it."""
    value = getattr(layer, key)
    return tr(OPTIONS[key][value]) if key in OPTIONS else str(value)


@dataclass(frozen=True)
class Setting:
    """A column that the user edits.

    Parameters
    ----------
    title, hint, widest : str
        ``widest`` is a text that must fit, in front of any option of the settings.
    keys : tuple of str
        Settings shown here: of those, a type of layer has one at most.
    """

    title: str
    hint: str
    widest: str
    keys: tuple[str, ...]

    def key(self, layer: Layer) -> str:
        """Return which setting of ``layer`` stands in this column; "" if none."""
        return next((key for key in self.keys if key in ("type", *layer.keys)), "")

    @property
    def options(self) -> list[str]:
        """All options of these settings, in the active language."""
        return [tr(text) for key in self.keys for text in OPTIONS.get(key, {}).values()]


@dataclass(frozen=True)
class Count:
    """A column that follows from the settings; ``why`` says how."""

    title: str
    hint: str
    widest: str
    text: Callable[[Cost], str]
    why: Callable[[Row], str]
    options: tuple[str, ...] = ()


COLUMNS: dict[str, Setting | Count] = {
    "type": Setting(mark("Layer"), mark("What the layer does"), "■ 00 ", ("type",)),
    "size": Setting(
        mark("Size\nf"), mark("Window size f: rows and columns of a filter"), "0000", ("size",)
    ),
    "stride": Setting(
        mark("Stride\ns"), mark("How far the window jumps each time."), "0000", ("stride",)
    ),
    "padding": Setting(
        mark("Pad\np"),
        mark("Rings of zeros around the input; same: the output keeps the size at stride 1"),
        "valid",
        ("padding",),
    ),
    "units": Setting(
        mark("Filters,\nunits"),
        mark("Filters of a convolution, units of a dense layer"),
        "00000",
        ("filters", "units"),
    ),
    "kind": Setting(
        mark("Function"),
        mark("Activation of a convolution or dense layer, kind of a pooling"),
        "",
        ("activation", "mode"),
    ),
    "shape": Count(
        mark("Activation\nshape"),
        mark("What the layer makes: height × width × channels, or one list"),
        "000 × 000 × 000",
        lambda cost: shape_text(cost.shape),
        size_formula,
    ),
    "activation_size": Count(
        mark("Activation\nsize"),
        mark("How many numbers that is"),
        "0,000,000",
        lambda cost: count(cost.size),
        lambda row: f"{shape_text(row.cost.shape)} = {count(row.cost.size)}" if row.cost else "",
    ),
    "parameters": Count(
        mark("Parameters"),
        mark("Numbers that are learned: weights and biases"),
        "000,000,000",
        lambda cost: count(cost.parameters),
        parameters_formula,
    ),
    "multiplications": Count(
        mark("Multiplications"),
        mark("Products for one picture; additions and activations are not counted"),
        "0,000,000,000",
        lambda cost: count(cost.multiplications),
        multiplications_formula,
    ),
}
NAMES = tuple(COLUMNS)
SETTINGS = tuple(name for name in NAMES if isinstance(COLUMNS[name], Setting) and name != "type")
COUNTS = tuple(name for name in NAMES if isinstance(COLUMNS[name], Count))
