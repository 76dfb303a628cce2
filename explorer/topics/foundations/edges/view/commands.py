"""The topic's commands and hints, as data."""

from explorer.core.i18n import mark
from explorer.topics.foundations.edges.state import VIEWS
from explorer.ui.actions import Command, view_commands
from explorer.ui.live_view import LIVE_COMMANDS
from explorer.ui.sketch import DRAW
from explorer.vision.filters import OPERATIONS

KEYS = {
    "normalise": ("N", mark("Normalise")),
    "rotate": ("R", mark("Rotate")),
    "transpose": ("T", mark("Transpose")),
    "flip_horizontal": ("H", mark("Flip ↔")),
    "flip_vertical": ("V", mark("Flip ↕")),
    "negate": ("M", mark("Negate")),
}
"""Key and short text of each operation, in the order of the buttons."""

OPERATION_COMMANDS = tuple(
    Command(
        name,
        "Edit",
        OPERATIONS[name].title,
        "operate",
        (key,),
        name,
        value=name,
        short=text,
        begins=name == "normalise",
    )
    for name, (key, text) in KEYS.items()
)
# Slots of `StepCommands`. PgUp and PgDown go through the pictures of a folder.
LEARN_COMMANDS = (
    Command("play", "Play", mark("Learn"), "play", ("P",), "play", begins=True),
    Command("step_back", "Play", mark("Step back"), "step", ("Shift+PgUp",), "previous", value=-1),
    Command("step_forth", "Play", mark("Step forth"), "step", ("Shift+PgDown",), "next", value=1),
    Command("step_first", "Play", mark("From zero"), "step_to", ("Ctrl+Home",), "first", value=0),
    Command("step_last", "Play", mark("Last step"), "step_to", ("Ctrl+End",), "last", value=-1),
)
MOVES = (
    ("left", mark("Pixel to the left"), (0, -1)),
    ("right", mark("Pixel to the right"), (0, 1)),
    ("up", mark("Pixel above"), (-1, 0)),
    ("down", mark("Pixel below"), (1, 0)),
)
COMMANDS = (
    *LIVE_COMMANDS,
    *LEARN_COMMANDS,
    DRAW,
    *view_commands(VIEWS),
    *(
        Command(
            f"pixel_{name}",
            "View",
            text,
            "move_pixel",
            (f"Alt+{name.capitalize()}",),
            value=move,
            begins=name == "left",
        )
        for name, text, move in MOVES
    ),
    Command("pixel_close", "View", mark("Let go of the pixel"), "close_pixel", ("X",)),
    *OPERATION_COMMANDS,
)
HINTS = {
    "mode": mark(
        "Networks slide the filter as it is: cross-correlation. True convolution turns it by "
        "180° first."
    ),
    "padding": mark(
        "Cells of zeros around the input. Valid: none. Same: the output keeps the size at "
        "stride 1; of an odd number of cells (even filter) one more lies below and to the right."
    ),
    "stride": mark("How far the window jumps each time."),
    "colour": mark(
        "The filter sees the brightness, or red, green and blue each by itself: then the result "
        "is shown as a picture around grey."
    ),
    "contrast": mark("More shows weaker edges; the strongest are cut off then."),
    "rate": mark("How far a step goes. 1 is safe; beyond 2 (1 + momentum) it runs away."),
    "momentum": mark("The share of the last step that is kept: it carries through flat valleys."),
    "size": mark("Rows and columns of the filter that is learned from a drawing."),
}
TEXTS = {
    "valid": mark("Valid (none)"),
    "same": mark("Same (size kept at stride 1)"),
    "correlation": mark("Cross-correlation"),
    "convolution": mark("True convolution (filter flipped)"),
    "gray": mark("Brightness"),
    "channels": mark("Each channel by itself"),
}
