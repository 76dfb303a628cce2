"""The size of an output as a formula with its numbers."""

from __future__ import annotations

from explorer.vision.windows import Axis


def left_over(axis: Axis) -> int:
    """Return the cells behind the last window; where there are some, the floor cuts."""
    return (axis.padded - axis.reach) % axis.stride


def formula(axis: Axis) -> str:
    """Return floor((n + 2p - f) / s) + 1 with the numbers of ``axis``, as a text.

    The padding of both ends stands apart, as it may differ; a dilated window counts
    with its reach d (f - 1) + 1 in place of f.
    """
    window = str(axis.window)
    if axis.dilation > 1:
        window = f"({axis.dilation}·({axis.window} − 1) + 1)"
    cells = f"{axis.size} + {axis.before} + {axis.after} − {window}"
    return f"⌊({cells}) / {axis.stride}⌋ + 1 = {axis.output}"
