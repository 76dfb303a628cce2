"""The pooling as a script of its own, with the numbers on screen as assertions."""

from __future__ import annotations

from explorer.topics import scripts
from explorer.topics.foundations.pooling.state import State, compute
from explorer.vision.pooling import SHIFTS

OPERATIONS = {"max": "F.max_pool2d", "average": "F.avg_pool2d"}


def script(state: State) -> str:
    """Pool the input of ``state`` and return a script that repeats it.

    Raises
    ------
    UserError
        The window or the padding does not fit.
    """
    result = compute(state)
    down, right = SHIFTS[state.shift]
    settings = {
        "INPUT": result.input,
        "POOL": OPERATIONS[state.mode],
        "SIZE": state.size,
        "STRIDE": state.stride,
        "PADDING": state.padding,
        "DOWN, RIGHT": f"{down}, {right}  # cells that the input is moved by",
    }
    expected = {
        "OUTPUT": result.output,
        "GRADIENT": result.gradient,
        "SHIFTED_OUTPUT": result.shifted.output,
    }
    return scripts.fill("pooling", settings=settings, expected=expected)
