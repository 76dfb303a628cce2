"""Volumes and filters to start from."""

from __future__ import annotations

from explorer.core.i18n import mark
from explorer.topics.preset import Preset

Matrix = tuple[tuple[float, ...], ...]

VERTICAL: Matrix = ((1.0, 0.0, -1.0),) * 3
HORIZONTAL: Matrix = ((1.0,) * 3, (0.0,) * 3, (-1.0,) * 3)
NOTHING: Matrix = ((0.0,) * 3,) * 3

# The picture of the course: bright on the left, dark on the right; and turned.
LEFT: Matrix = ((10.0, 10.0, 10.0, 0.0, 0.0, 0.0),) * 6
TOP: Matrix = (*((10.0,) * 6,) * 3, *((0.0,) * 6,) * 3)

# Red and green on the left, blue on top: a white, a blue, a yellow and a black corner.
CORNERS = (LEFT, LEFT, TOP)
TWO_EDGES = ((VERTICAL,) * 3, (HORIZONTAL,) * 3)


def _disc(row: float, column: float) -> Matrix:
    """Return 28 x 28 cells: 10 inside a disc of radius 8, 0 outside."""
    return tuple(
        tuple(10.0 if (i - row) ** 2 + (j - column) ** 2 <= 64 else 0.0 for j in range(28))
        for i in range(28)
    )


def _edge(turn: int) -> Matrix:
    """Return the vertical edge filter, its outer cells moved on by ``turn`` eighths."""
    ring = (1.0, 0.0, -1.0, -1.0, -1.0, 0.0, 1.0, 1.0)
    a, b, c, d, e, f, g, h = ring[turn:] + ring[:turn]
    return ((a, b, c), (h, 0.0, d), (g, f, e))


DISCS = (_disc(10.0, 13.5), _disc(17.0, 9.5), _disc(17.0, 17.5))
# Edges in eight directions, in all channels and in the red one only.
SIXTEEN_EDGES = (
    *((_edge(turn),) * 3 for turn in range(8)),
    *((_edge(turn), NOTHING, NOTHING) for turn in range(8)),
)
# The channels summed, and red and green against blue.
MIXTURES = (
    (((1.0,),), ((1.0,),), ((1.0,),)),
    (((1.0,),), ((1.0,),), ((-2.0,),)),
)

START = {"step": 0, "filter": 0, "channel": 0}
PLAIN = {"bias": (), "relu": False, "padding": 0, "stride": 1, **START}

# The first three: Ng, Convolutional Neural Networks, week 1, convolutions over volume.
PRESETS = {
    "all": Preset(
        mark("Vertical edge in all channels"),
        {**PLAIN, "input": (LEFT,) * 3, "kernels": ((VERTICAL,) * 3,)},
    ),
    "red": Preset(
        mark("Vertical edge in red only"),
        {**PLAIN, "input": (LEFT,) * 3, "kernels": ((VERTICAL, NOTHING, NOTHING),)},
    ),
    "two": Preset(
        mark("Two filters, two maps"),
        {**PLAIN, "input": CORNERS, "kernels": TWO_EDGES},
    ),
    "threshold": Preset(
        mark("Bias and ReLU: strong edges"),
        {**PLAIN, "input": CORNERS, "kernels": TWO_EDGES, "bias": (-50.0, -50.0), "relu": True},
    ),
    "mix": Preset(
        mark("1 × 1: the channels mixed"),
        {**PLAIN, "input": CORNERS, "kernels": MIXTURES},
    ),
    "many": Preset(
        mark("28 × 28 with 16 filters"),
        {**PLAIN, "input": DISCS, "kernels": SIXTEEN_EDGES, "padding": "same", "relu": True},
    ),
}
