"""A model of the user's own in a script, with the numbers on screen as assertions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from explorer.core.errors import UserError
from explorer.nets.opened import ONNX
from explorer.nets.own_model import OwnModel
from explorer.sources.kept import plain_picture
from explorer.sources.open import first_frame
from explorer.topics import scripts
from explorer.topics.networks.networks.changes import first_filters
from explorer.topics.networks.networks.interpret import interpret
from explorer.topics.networks.networks.planting_code import planted, reading
from explorer.topics.networks.networks.process import Networks, run
from explorer.topics.networks.networks.state import State


class Running(NamedTuple):
    """How a kind of file is run in a script.

    Parameters
    ----------
    template : str
    imports : str
        What it needs.
    planting : str
        The template that puts in a filter of the user's own.
    planted : str
        Its call.
    """

    template: str
    imports: str
    planting: str
    planted: str


ONNX_FILE = Running(
    "run_onnx",
    "import onnx\nimport onnx.inliner\nimport onnxruntime",
    "plant_onnx",
    "session = planted(model, {picture.name: x})",
)
SCRIPT_FILE = Running("run_script", "import torch", "plant_script", "put_in(graph)")


def own_script(state: State) -> str:
    """Run the picture of ``state`` through its model, and return a script that repeats it.

    Raises
    ------
    UserError
        There is no result, or something is silenced or switched.
    """
    if state.silenced or state.switched:
        raise UserError(
            "The code is written for what the model itself computes; let silenced channels through "
            "and take back what is switched."
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
    if state.transplant:
        settings["FIRST"] = model.tensors[first_filters(made.opened)]
    code = reading(state, *([running.planting] if state.transplant else []), running.template)
    call = f"    {running.planted}\n" if state.transplant else ""
    return scripts.fill(
        "own_model",
        imports=running.imports,
        settings=_lines(settings),
        expected=_lines(expected),
        running=code.replace("    # {planted}\n", call),
    )


def _lines(values: Mapping[str, object]) -> str:
    return "\n".join(f"{name} = {value!r}" for name, value in values.items())
