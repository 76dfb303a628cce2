"""The topic's commands and texts, as data."""

from explorer.core.i18n import mark
from explorer.topics.networks.networks.state import ORDERS, VIEWS
from explorer.ui.actions import Command, view_commands
from explorer.ui.live_view import LIVE_COMMANDS
from explorer.ui.sketch import DRAW
from explorer.vision.choices import NETWORKS, SCALES, TONES

COMMANDS = (
    *LIVE_COMMANDS,
    DRAW,
    Command("model", "Layer", mark("Open a model of your own…"), "ask_model"),
    *view_commands(VIEWS),
    Command(
        "back", "View", mark("Back to the architecture"), "set_view", ("Esc",), value="architecture"
    ),
    Command("next_layer", "Layer", mark("Next layer"), "step_layer", ("L",), value=1),
    Command("last_layer", "Layer", mark("Previous layer"), "step_layer", ("Shift+L",), value=-1),
    Command("next_channel", "Layer", mark("Next channel"), "step_channel", ("C",), value=1),
    Command(
        "last_channel", "Layer", mark("Previous channel"), "step_channel", ("Shift+C",), value=-1
    ),
    Command("strongest", "Layer", mark("Strongest channel"), "strongest", ("B",)),
    *(
        Command(
            f"move_{name}",
            "Layer",
            text,
            "step_value",
            (f"Alt+{name.capitalize()}",),
            value=by,
            begins=name == "left",
        )
        for name, text, by in (
            ("left", mark("Value to the left"), (0, -1)),
            ("right", mark("Value to the right"), (0, 1)),
            ("up", mark("Value above"), (-1, 0)),
            ("down", mark("Value below"), (1, 0)),
        )
    ),
    Command(
        "silence",
        "Layer",
        mark("Silence the channel, or hear it"),
        "silence",
        ("S",),
        short=mark("Silence"),
        begins=True,
    ),
    Command(
        "hear_all",
        "Layer",
        mark("Take back all changes in the network"),
        "hear_all",
        ("Shift+S",),
        short=mark("As it was"),
    ),
)

TEXTS = {**NETWORKS, **ORDERS, **SCALES, **TONES}
HINTS = {
    "network": mark("Each is shown with the weights that are on this machine."),
    "scale": mark(
        "How the pictures of its training were scaled; the file of a model does not tell."
    ),
    "tones": mark("Which colour comes first; a grey input only knows the negative."),
    "order": mark("Which maps come first in the mosaic."),
    "transplant_filter": mark(
        "Paste a small matrix, a filter drawn in Edges for example: it takes the place of "
        "this filter of the first layer."
    ),
}
