"""The filter as a script of its own, with the numbers on screen as assertions."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.topics import scripts
from explorer.topics.foundations.edges.parts import Task, Values
from explorer.topics.foundations.edges.process import complete, load, prepare
from explorer.topics.foundations.edges.result import Result
from explorer.topics.foundations.edges.state import State
from explorer.vision import fitting

END = 'print("The numbers are those that CNN Explorer shows.")\n'


def script(state: State) -> str:
    """Filter the input of ``state`` and return a script that repeats it.

    Raises
    ------
    UserError
        What `compute` raises.
    """
    blocks = _matrix(state) if state.input else _picture(state)
    return "".join(blocks) + END


def _matrix(state: State) -> list[str]:
    source = load(state)
    result = complete(source, state)
    settings = {"INPUT": source, **_settings(state, result)}
    main = scripts.fill("edges_matrix", settings=settings, expected={"OUTPUT": result.output})
    return [main, *_further(state, result, {"training": "x"})]


def _picture(state: State) -> list[str]:
    from explorer.sources.kept import plain_picture
    from explorer.sources.open import first_frame

    pixels = first_frame(state.image).pixels
    source = prepare(pixels, state)
    result = complete(source, state)
    settings = {
        "PICTURE": repr(str(plain_picture(state.image, pixels))),
        "CHANNELS": state.colour == "channels",
        **_settings(state, result),
    }
    expected = {
        "SHAPE": (1 if source.ndim == 2 else 3, result.rows.output, result.columns.output),
        "MINIMUM": float(result.output.min()),
        "MAXIMUM": float(result.output.max()),
        "MEAN": float(result.output.mean(dtype=float)),
    }
    main = scripts.fill("edges", settings=settings, expected=expected)
    return [main, *_further(state, result, _reduced(source))]


def _settings(state: State, result: Result) -> dict[str, Any]:
    rows, columns = result.rows, result.columns
    sides = columns.before, columns.after, rows.before, rows.after
    return {
        "KERNEL": result.kernel,
        "FLIPPED": state.mode == "convolution",
        "PADDING": f"{sides}  # left, right, top, bottom",
        "STRIDE": state.stride,
    }


def _reduced(source: Values) -> dict[str, str]:
    """Return the lines that make the training picture of the script's values."""
    height, width = fitting.training_picture(source).shape
    return {
        "bright": "cv2.cvtColor(values, cv2.COLOR_RGB2GRAY)" if source.ndim == 3 else "values",
        "small": f"cv2.resize(bright, ({width}, {height}), interpolation=cv2.INTER_AREA)",
        "training": "torch.from_numpy(small).double()[None, None] / 255",
    }


def _further(state: State, result: Result, training: dict[str, str]) -> list[str]:
    """Return the blocks for what else the state asks for."""
    blocks = []
    if window := result.window:
        sums = np.atleast_1d(window.sum).tolist()
        place = {"ROW, COLUMN": f"{window.row}, {window.column}", "SUMS": sums}
        blocks.append(scripts.fill("edges_window", settings=place))
    if chain := result.chain:
        correlated = state.mode == "correlation"
        filters = {
            "SECOND": np.array(state.second),
            "COMBINED": chain.combined,
            "DIFFERENCE": chain.correlation_difference if correlated else chain.difference,
        }
        blocks.append(scripts.fill("edges_chain", settings=filters))
    if learned := result.learned:
        descent = {
            "RATE": state.rate,
            "MOMENTUM": state.momentum,
            "STEPS": state.steps,
            "LEARNED": learned.kernel,
        }
        if state.drawn:
            blocks.append(scripts.fill("edges_drawn", settings=_levels(state, learned.task)))
        target = _drawn(state, learned.task) if state.drawn else _made(learned.task)
        blocks.append(scripts.fill("edges_learn", settings={**training, **target, **descent}))
    return blocks


def _made(task: Task) -> dict[str, Any]:
    """Return the lines that make the target with a filter."""
    return {
        "TARGET": task.made_by,
        "made_by": "torch.tensor(TARGET, dtype=training.dtype)[None, None]",
        "target": "F.conv2d(training, made_by)",
        "learned": "torch.zeros_like(made_by, requires_grad=True)",
    }


def _levels(state: State, task: Task) -> dict[str, str]:
    """Return the lines that read the file that the target was drawn into."""
    from explorer.vision.images import load_picture

    height, width = task.picture.shape
    scaled = "(levels.astype(float) - 128) / 127"
    if load_picture(state.drawn).pixels.shape[:2] != task.picture.shape:
        scaled = f"cv2.resize({scaled}, ({width}, {height}), interpolation=cv2.INTER_AREA)"
    return {
        "DRAWN": repr(state.drawn),
        "levels": "cv2.imread(DRAWN, cv2.IMREAD_GRAYSCALE)",
        "drawn": scaled,
    }


def _drawn(state: State, task: Task) -> dict[str, str]:
    """Return the lines that make a target of the drawing."""
    rows, columns = task.wanted.shape
    first = (state.size - 1) // 2
    inner = f"[{first}:{first + rows}, {first}:{first + columns}]"
    return {
        "target": f"torch.from_numpy(drawn{inner}) * training.abs().max()",
        "learned": (
            f"torch.zeros(1, 1, {state.size}, {state.size}, dtype=training.dtype, "
            "requires_grad=True)"
        ),
    }
