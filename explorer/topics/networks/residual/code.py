"""What the view in front shows as a script of its own, its numbers as assertions."""

from __future__ import annotations

import sys
from collections.abc import Callable

from explorer.topics import scripts
from explorer.topics.networks.residual.result import look, plan
from explorer.topics.networks.residual.state import State

STEPS = 5
"""Steps of the training that the script repeats."""


def script(state: State) -> str:
    """Return a script that repeats what the view of ``state`` shows.

    Raises
    ------
    UserError
        There is no result.
    """
    return SCRIPTS[state.view](state)


def _block(state: State) -> str:
    block = look(state).block
    names = (
        "input", "first", "first_bias", "second", "second_bias", "projection", "shortcut",
        "strength", "rate", "weight_decay", "decay_steps",
    )  # fmt: skip
    expected = {"Z1": block.z1, "Z2": block.z2, "OUTPUT": block.output}
    settings = {name.upper(): repr(getattr(state, name)) for name in names}
    return scripts.fill("residual_block", settings=settings, expected=expected)


def _training(state: State) -> str:
    from explorer.core.jobs import CancelToken
    from explorer.nets import digits, plain_residual
    from explorer.nets.side_by_side import Training

    curves = Training(plan(state)).advance(CancelToken(), steps=STEPS)
    names = ("depth", "width", "rate", "momentum", "weight_decay", "batch", "seed")
    settings = {name.upper(): repr(getattr(state, name)) for name in names}
    settings |= {"STEPS": str(curves.steps), "DIGITS": repr(str(digits.path()))}
    losses = {kind: values.round(6).tolist() for kind, values in curves.losses.items()}
    return scripts.fill(
        "residual_training",
        settings=settings,
        expected={"LOSSES": losses},
        network=scripts.source(plain_residual),
    )


def _cut(state: State) -> str:
    from explorer.nets import layers
    from explorer.sources.kept import plain_picture
    from explorer.topics.networks.residual.process import Cutter
    from explorer.topics.one_picture import FIRST_PICTURE
    from explorer.weights import store

    cut = Cutter().run(state)
    loaded = cut.opened.loaded
    how, build = loaded.weights.preprocessing, loaded.classifier.build
    settings = {
        "PICTURE": str(plain_picture(state.image or FIRST_PICTURE, cut.frame.pixels)),
        "WEIGHTS": str(store.locate(loaded.weights.name)),
        "CUT": state.cut,
        "AREA": cut.prepared.area,
        "CROP": how.crop,
        "BORDER": how.border,
        "MEAN": how.mean,
        "STD": how.std,
        "INVERTED": cut.prepared.inverted,
    }
    top = [(guess.index, guess.label, round(guess.probability, 5)) for guess in cut.top]
    options = ", ".join(f"{name}={value!r}" for name, value in loaded.weights.options.items())
    network = scripts.source(layers, sys.modules[build.__module__])
    return scripts.fill(
        "residual_cut",
        settings={name: repr(value) for name, value in settings.items()},
        expected={"TOP": top},
        network=f"{network}\n\n\nBUILD = lambda: {build.__name__}({options})",
        reading=scripts.template("read_network"),
    )


SCRIPTS: dict[str, Callable[[State], str]] = {
    "block": _block,
    "training": _training,
    "cut": _cut,
}
