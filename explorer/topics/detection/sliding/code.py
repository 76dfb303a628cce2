"""Both forms as a script of its own, with the numbers on screen as assertions."""

from __future__ import annotations

from explorer.nets import window_net
from explorer.nets.window_scan import WEIGHTS
from explorer.sources.kept import keep_picture
from explorer.topics import scripts
from explorer.topics.detection.sliding.state import State, compute
from explorer.vision import sliding
from explorer.weights import store

SIZES = ("FILTERS", "SIZE", "STEP", "POOLED", "UNITS", "KNOWN", "NOTHING")


def script(state: State) -> str:
    """Slide over the picture of ``state`` and return a script that repeats it.

    Raises
    ------
    UserError
        There is no result.
    """
    result = compute(state)
    settings = {
        # The square that is slid over, be it a scene or a part of a picture.
        "PICTURE": str(keep_picture(result.pixels).absolute()),
        "WEIGHTS": str(store.locate(WEIGHTS)),
        "WINDOW": state.window,
        "STRIDE": state.stride,
        "CELL": (result.row, result.column),
        "UNIT": state.unit,
        **{name: getattr(sliding, name) for name in SIZES},
    }
    expected = {
        "OUTPUT_SHAPE": sliding.shape_of(result.slide),
        "SUM": round(result.unit.as_dense, 5),
        "FOUND": [
            (one.row, one.column, sliding.KNOWN.index(one.digit), round(one.score, 5))
            for one in result.found
        ],
    }
    return scripts.fill(
        "sliding",
        settings={name: repr(value) for name, value in settings.items()},
        expected=expected,
        network=scripts.source(window_net),
    )
