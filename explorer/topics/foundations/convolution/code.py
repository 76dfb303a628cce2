"""The convolution as a script of its own, with the numbers on screen as assertions."""

from __future__ import annotations

from explorer.topics import scripts
from explorer.topics.foundations.convolution.state import State, compute


def script(state: State) -> str:
    """Convolve the input of ``state`` and return a script that repeats it.

    Raises
    ------
    UserError
        The filter is larger than the padded input.
    """
    result = compute(state)
    top, bottom, left, right = result.padding
    settings = {
        "INPUT": result.input,
        "KERNEL": result.kernel,
        "PADDING": f"({left}, {right}, {top}, {bottom})  # left, right, top, bottom",
        "STRIDE": state.stride,
        "DILATION": state.dilation,
        "ROW, COLUMN": f"{result.window.row}, {result.window.column}  # the output cell looked at",
    }
    expected = {"OUTPUT": result.output, "USAGE": result.usage}
    return scripts.fill("convolution", settings=settings, expected=expected)
