"""What the view in front shows as a script of its own, its numbers as assertions."""

from __future__ import annotations

import sys
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


def _activations(state: State, result: Result) -> str:
    from explorer.nets import layers
    from explorer.sources.kept import plain_picture
    from explorer.topics.one_picture import FIRST_PICTURE
    from explorer.weights import store

    found = result.activations
    assert found
    loaded = found.opened.loaded
    how, build = loaded.weights.preprocessing, loaded.classifier.build
    settings = {
        "PICTURE": str(plain_picture(state.image or FIRST_PICTURE, found.frame.pixels)),
        "WEIGHTS": str(store.locate(loaded.weights.name)),
        "MODULE": found.module,
        "SILENCED": [i for i, b in enumerate(found.branches) if b.name in found.silenced],
        "CHANNEL": found.channel,
        "AREA": found.prepared.area,
        "CROP": how.crop,
        "BORDER": how.border,
        "MEAN": how.mean,
        "STD": how.std,
        "INVERTED": found.prepared.inverted,
        "UNUSED": loaded.classifier.optional,
    }
    expected = {
        "BRANCHES": [(len(maps), float(maps.mean())) for maps in found.outputs],
        "PARAMETERS": sum(branch.parameters for branch in found.branches),
        "MULTIPLICATIONS": sum(branch.multiplications for branch in found.branches),
        "CHANNEL_MEAN": float(found.joined[found.channel].mean()),
        "TOP": [(guess.index, guess.label, round(guess.probability, 5)) for guess in found.top],
    }
    options = ", ".join(f"{name}={value!r}" for name, value in loaded.weights.options.items())
    network = scripts.source(layers, sys.modules[build.__module__])
    return scripts.fill(
        "inception_activations",
        settings={name: repr(value) for name, value in settings.items()},
        expected=expected,
        network=f"{network}\n\n\nBUILD = lambda: {build.__name__}({options})",
        reading=scripts.template("read_network"),
    )


SCRIPTS: dict[str, Callable[[State, Result], str]] = {
    "pixel": _pixel,
    "cost": _cost,
    "module": _module,
    "activations": _activations,
}
