"""What the view in front shows as a script of its own, its numbers as assertions."""

from __future__ import annotations

from collections.abc import Callable

from explorer.topics import scripts
from explorer.topics.networks.inception.result import Result
from explorer.topics.networks.inception.state import State, compute
from explorer.vision.inception import multiplications, parameters


def script(state: State) -> str:
    """Return a script that repeats what the view of ``state`` shows.

    Raises
    ------
    UserError
        There is no result.
    """
    return SCRIPTS[state.view](state, compute(state))


def _pixel(_state: State, result: Result) -> str:
    settings = {
        "INPUT": result.input,
        "WEIGHTS": result.weights,
        "BIAS": result.bias,
        "RELU": result.relu,
        "ROW, COLUMN": f"{result.pixel.row}, {result.pixel.column}  # looked at",
    }
    return scripts.fill("inception_pixel", settings=settings, expected={"OUTPUT": result.output})


def _cost(state: State, result: Result) -> str:
    settings = {
        "INPUT_SHAPE": f"{state.input_shape}  # height, width, channels",
        "FILTERS": state.filters,
        "SIZE": state.size,
        "BOTTLENECK": f"{state.bottleneck}  # channels",
    }
    expected = {
        "DIRECT": (parameters(result.direct), multiplications(result.direct)),
        "THROUGH": (parameters(result.squeezed), multiplications(result.squeezed)),
    }
    return scripts.fill("inception_cost", settings=settings, expected=expected)


def _module(state: State, result: Result) -> str:
    settings = {"INPUT_SHAPE": f"{state.input_shape}  # height, width, channels"}
    settings |= {name.upper(): str(count) for name, count in state.branches._asdict().items()}
    height, width, channels = result.module_shape
    expected = {
        "OUTPUT_SHAPE": (channels, height, width),
        "COSTS": {
            name: (parameters(path), multiplications(path))
            for name, path in result.branches.items()
        },
    }
    return scripts.fill("inception_module", settings=settings, expected=expected)


SCRIPTS: dict[str, Callable[[State, Result], str]] = {
    "pixel": _pixel,
    "cost": _cost,
    "module": _module,
}
