"""The network as a script of its own, with the numbers on screen as assertions."""

from __future__ import annotations

import sys

from explorer.nets import edits, layers
from explorer.nets.classifiers import Loaded
from explorer.nets.opened import Opened, is_whole
from explorer.sources.kept import plain_picture
from explorer.sources.open import first_frame
from explorer.topics import face_scripts, scripts
from explorer.topics.networks.networks.changes import first_filters
from explorer.topics.networks.networks.interpret import interpret
from explorer.topics.networks.networks.own_code import own_script
from explorer.topics.networks.networks.planting_code import planted, reading
from explorer.topics.networks.networks.process import Networks, run
from explorer.topics.networks.networks.state import State
from explorer.topics.networks.networks.switches import shortcut_of, switched_layers
from explorer.weights import store

IMPORTS = """from itertools import pairwise

import cv2

"""
EDIT = """import zlib
from collections.abc import Callable

from torch.nn import functional

Edit = Callable[[Tensor, tuple[Tensor, ...]], Tensor]
"""
PLANT = "plant(network.get_submodule({first!r}).weight.detach().numpy())"


def script(state: State) -> str:
    """Run the picture of ``state`` and return a script that repeats it.

    Raises
    ------
    UserError
        There is no result.
    """
    if state.model and is_whole(state.model):
        return own_script(state)
    frame = first_frame(state.image)
    made = run(Networks(), frame, state)
    result = interpret(made, state)
    loaded = made.opened.loaded
    how = loaded.weights.preprocessing
    place = (result.channel.number, *result.place)
    settings = {
        "PICTURE": str(plain_picture(state.image, frame.pixels)),
        "WEIGHTS": state.model or str(store.locate(loaded.weights.name)),
        "LAYER": result.layer.name,
        "INDEX": place if len(result.shape) == 3 else place[:1],
        "SILENCED": list(state.silenced),
        "AREA": made.prepared.area,
        "CROP": how.crop,
        "BORDER": how.border,
        "MEAN": how.mean,
        "STD": how.std,
        "INVERTED": made.prepared.inverted,
        "UNUSED": loaded.classifier.optional,
        **(face_scripts.alignment() if how.face else {}),
        **planted(state),
    }
    expected = {
        "VALUE": result.value,
        "TOP": [(guess.index, guess.label, round(guess.probability, 5)) for guess in result.top],
        "EMBEDDING": result.embedding.values.tolist() if result.embedding else [],
    }
    parts = {
        "settings": [f"{name} = {value!r}" for name, value in settings.items()],
        "expected": [f"{name} = {value!r}" for name, value in expected.items()],
        "network": [*([IMPORTS] if how.face else []), _source(loaded), _built(loaded)],
        "reading": [reading(state, "read_face" if how.face else "read_network")],
        "planted": [PLANT.format(first=first_filters(made.opened))] if state.transplant else [],
        **_switching(made.opened, state),
    }
    return scripts.fill("networks", **{part: "\n".join(lines) for part, lines in parts.items()})


def _switching(opened: Opened, state: State) -> dict[str, list[str]]:
    """Return what is switched as (layer, edit), and what the edits are made with."""
    found = switched_layers(opened, state.switched)
    if not found:
        return {"switching": [], "switched": ["switches = []"]}
    known = {layer.name: layer for layer in opened.traced.layers}
    calls = []
    for name, whats in found.items():
        shortcut = shortcut_of(opened, known[name])
        for what in whats:
            made = f"network.get_submodule({name!r}), {name!r}, {state.seed}, {shortcut or 0}"
            calls.append(f"    ({name!r}, switch({what!r}, {made})),")
    heading = (
        "# --- what is switched in some of its layers ----------------------------------------"
    )
    return {
        "switching": [heading, "", EDIT, "", scripts.source(edits)],
        "switched": ["switches = [", *calls, "]"],
    }


def _source(loaded: Loaded) -> str:
    code = scripts.source(layers, sys.modules[loaded.classifier.build.__module__])
    # How the program itself loads it is nobody else's business.
    return code.partition("\n\n\ndef load_net")[0]


def _built(loaded: Loaded) -> str:
    options = ", ".join(f"{name}={value!r}" for name, value in loaded.weights.options.items())
    return f"\n\nBUILD = lambda: {loaded.classifier.build.__name__}({options})"
