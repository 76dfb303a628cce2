"""The state of the edges topic, and what can be asked of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.vision.choices import MOST_CELLS, PADDINGS, PRESETS

if TYPE_CHECKING:
    from explorer.topics.foundations.edges.result import Result

Matrix = tuple[tuple[float, ...], ...]
SIDES = (MOST_CELLS, MOST_CELLS)
LARGEST_INPUT = 256

MODES = {
    "correlation": mark("Cross-correlation"),
    "convolution": mark("True convolution (filter flipped)"),
}
COLOURS = {"gray": mark("Brightness"), "channels": mark("Each channel by itself")}
VIEWS = {
    "filter": mark("Filter"),
    "compare": mark("True convolution"),
    "chain": mark("Two filters in a row"),
    "learn": mark("Learn the filter"),
}


def _read_pixel(name: str, value: Any) -> tuple[int, ...]:
    if isinstance(value, list | tuple) and len(value) in (0, 2):
        whole = all(isinstance(part, int) and not isinstance(part, bool) for part in value)
        if whole and all(part >= 0 for part in value):
            return tuple(value)
    raise UserError(
        "{name} must be the row and the column of an output pixel, counted from 0, like "
        "[3, 4], or [] for none; not {value}.",
        name=name,
        value=json.dumps(value, ensure_ascii=False, default=str),
    )


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    The filter is ``kernel`` where there is one, else that of ``preset``: numbers that
    are written down always count. The picture is ``input`` where there is one, else
    ``image``. A pixel beyond the last row or column means the last. A filter is learned
    from the target in ``drawn`` where there is one, else from what the preset ``target``
    makes of the picture.
    """

    kernel: Matrix = fields.array(
        (), SIDES, label=mark("Filter (empty: the preset)"), optional=True
    )
    preset: str = fields.choice("vertical", PRESETS, label=mark("Preset"))
    mode: str = fields.choice("correlation", MODES, label=mark("Mode"))
    padding: int | str = fields.integer_or("valid", 0, 32, PADDINGS, label=mark("Padding"))
    stride: int = fields.integer(1, 1, 16, label=mark("Stride"))
    colour: str = fields.choice("gray", COLOURS, label=mark("Colours"))
    contrast: float = fields.number(1.0, 0.05, 16, step=0.05, label=mark("Contrast"))
    image: str = fields.text("", label=mark("Picture, video, folder or camera:N"))
    input: Matrix = fields.array(
        (),
        (LARGEST_INPUT, LARGEST_INPUT),
        label=mark("Numbers instead of a picture"),
        optional=True,
    )
    second: Matrix = fields.array((), SIDES, label=mark("Second filter in a row"), optional=True)
    pixel: tuple[int, ...] = fields.structure(
        (), "pixel", _read_pixel, list, label=mark("Open output pixel (row, column)")
    )
    channel: int = fields.integer(0, 0, 2, label=mark("Channel of the open pixel"))
    target: str = fields.choice(
        "", ("", *PRESETS), label=mark("Learn the filter that made the target (empty: none)")
    )
    drawn: str = fields.text("", label=mark("Target drawn by hand, a picture file"))
    size: int = fields.integer(3, 1, MOST_CELLS, label=mark("Size of the learned filter"))
    steps: int = fields.integer(300, 0, 10_000, step=10, label=mark("Learning steps"))
    rate: float = fields.number(1.0, 0.01, 5, step=0.05, label=mark("Learning rate"))
    momentum: float = fields.number(0.9, 0, 0.99, step=0.01, label=mark("Momentum"))
    view: str = fields.choice("filter", VIEWS, label=mark("View"))


def compute(state: State) -> Result:
    """Filter the input of ``state``, or the first frame of its picture.

    Raises
    ------
    UserError
        The picture cannot be read, a filter is larger than the (padded) input, or
        there is nothing to learn from.
    """
    from explorer.topics.foundations.edges.process import complete, load

    return complete(load(state), state)


def to_code(state: State) -> str:
    """Return a script that repeats the result with plain torch and asserts it."""
    from explorer.topics.foundations.edges.code import script

    return script(state)
