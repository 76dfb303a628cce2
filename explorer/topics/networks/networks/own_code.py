"""A model of the user's own in a script, with the numbers on screen as assertions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from explorer.core.errors import UserError
from explorer.nets.opened import ONNX
from explorer.nets.own_model import OwnModel
from explorer.sources.kept import plain_picture
from explorer.sources.open import first_frame
from explorer.topics import scripts
from explorer.topics.networks.networks.interpret import interpret
from explorer.topics.networks.networks.process import Networks, run
from explorer.topics.networks.networks.state import State

RUNNING = {
    True: ("run_onnx", "import onnx\nimport onnx.inliner\nimport onnxruntime"),
    False: ("run_script", "import torch"),
}
"""Template, and what it imports, for an ONNX file or not."""


def own_script(state: State) -> str:
    """Run the picture of ``state`` through its model, and return a script that repeats it.

    Raises
    ------
    UserError
        There is no result, or the network is changed.
    """
    if state.transplant or state.silenced or state.switched:
        raise UserError("The code is written for the model as it is; take your changes back first.")
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
    }
    expected = {
        "VALUE": result.value,
        "TOP": [(guess.index, guess.label, round(guess.probability, 5)) for guess in result.top],
    }
    template, imports = RUNNING[Path(state.model).suffix.lower() == ONNX]
    return scripts.fill(
        "own_model",
        imports=imports,
        settings=_lines(settings),
        expected=_lines(expected),
        running=scripts.template(template),
    )


def _lines(values: Mapping[str, object]) -> str:
    return "\n".join(f"{name} = {value!r}" for name, value in values.items())
