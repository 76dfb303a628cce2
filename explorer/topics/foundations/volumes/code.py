"""The convolution as a script of its own, with the numbers on screen as assertions."""

from __future__ import annotations

from explorer.topics import scripts
from explorer.topics.foundations.volumes.state import State, compute


def script(state: State) -> str:
    """Convolve the input of ``state`` and return a script that repeats it.

    Raises
    ------
    UserError
        There is no result.
    """
    result = compute(state)
    top, bottom, left, right = result.padding
    window = result.window
    settings = {
        "INPUT": result.input,
        "KERNELS": result.kernels,
        "BIAS": result.bias,
        "PADDING": f"({left}, {right}, {top}, {bottom})  # left, right, top, bottom",
        "STRIDE": state.stride,
        "RELU": state.relu,
        "FILTER, ROW, COLUMN": f"{result.filter}, {window.row}, {window.column}  # looked at",
    }
    expected = {"OUTPUT": result.output, "SUMS": window.sums, "Z": window.z}
    return scripts.fill("volumes", settings=settings, expected=expected)
