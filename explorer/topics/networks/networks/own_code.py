"""A model of the user's own in a script, with the numbers on screen as assertions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from explorer.core.errors import UserError
from explorer.nets.opened import ONNX
from explorer.nets.own_model import OwnModel
from explorer.nets.traced import viewed
from explorer.sources.kept import plain_picture
from explorer.sources.open import first_frame
from explorer.topics import scripts
from explorer.topics.networks.networks.changes import first_filters, silenced_channels
from explorer.topics.networks.networks.interpret import interpret
from explorer.topics.networks.networks.planting_code import planted, reading
from explorer.topics.networks.networks.process import Networks, Pass, run
from explorer.topics.networks.networks.state import State


class Running(NamedTuple):
    """How a kind of file is run in a script.

    Parameters
    ----------
    template : str
    imports : str
        What it needs.
    planting, silencing : str
        The templates that put in a filter of the user's own, and that silence channels.
    planted, silenced : str
        Their calls.
    """

    template: str
    imports: str
    planting: str
    planted: str
    silencing: str
    silenced: str


ONNX_FILE = Running(
    "run_onnx",
    "import onnx\nimport onnx.inliner\nimport onnxruntime",
    "plant_onnx",
    "session = start(planted(model, given))",
    "silence_onnx",
    "session = start(silenced(model, given))",
)
SCRIPT_FILE = Running(
    "run_script",
    "import torch",
    "plant_script",
    "put_in(graph)",
    "silence_script",
    "shown = silenced(graph, shown)",
)


def own_script(state: State) -> str:
    """Run the picture of ``state`` through its model, and return a script that repeats it.

    Raises
    ------
    UserError
        There is no result, or something is switched.
    """
    if state.switched:
        raise UserError(
            "The code is written for the model as its file says it; take back what is switched."
        )
    frame = first_frame(state.image)
    made = run(Networks(), frame, state)
    result = interpret(made, state)
    model, how = made.opened.traced, made.prepared.how
    assert isinstance(model, OwnModel)
    place = (result.channel.number, *result.place)
    settings = {
        "PICTURE": str(plain_picture(state.image, frame.pixels)),
        "MODEL": str(Path(state.model).absolute()),
        "LAYER": result.layer.name,
        "TENSOR": model.tensors[result.layer.name],
        "SHAPE": result.shape,
        "INDEX": place if len(result.shape) == 3 else place[:1],
        "ENDS_WITH_SOFTMAX": model.softmax,
        "AREA": made.prepared.area,
        "SIZE": how.size,
        "MEAN": how.mean,
        "STD": how.std,
        "BGR": how.bgr,
        "NEGATIVE": made.prepared.inverted,
        **planted(state),
    }
    expected = {
        "VALUE": result.value,
        "TOP": [(guess.index, guess.label, round(guess.probability, 5)) for guess in result.top],
    }
    running = ONNX_FILE if Path(state.model).suffix.lower() == ONNX else SCRIPT_FILE
    templates, calls = [], []
    if state.transplant:
        settings["FIRST"] = model.tensors[first_filters(made.opened)]
        templates.append(running.planting)
        calls.append(running.planted)
    if state.silenced:
        settings["SILENCED"] = _silenced(made, model, state)
        templates.append(running.silencing)
        calls.append(running.silenced)
    code = reading(state, *templates, running.template)
    return scripts.fill(
        "own_model",
        imports=running.imports,
        settings=_lines(settings),
        expected=_lines(expected),
        running=code.replace("    # {changed}\n", "".join(f"    {call}\n" for call in calls)),
    )


def _silenced(made: Pass, model: OwnModel, state: State) -> list[tuple[object, ...]]:
    """Return each layer's tensor, its shape, that in which its channels count, and those."""
    silenced = silenced_channels(made.opened, state.silenced)
    shapes = {layer: tuple(made.recording.outputs[layer].shape) for layer in silenced}
    return [
        (model.tensors[layer], shapes[layer], viewed(shapes[layer]), channels)
        for layer, channels in silenced.items()
    ]


def _lines(values: Mapping[str, object]) -> str:
    return "\n".join(f"{name} = {value!r}" for name, value in values.items())
