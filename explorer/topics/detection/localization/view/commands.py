"""The topic's commands and hints, as data."""

from explorer.core.i18n import mark
from explorer.topics.detection.localization.state import VIEWS
from explorer.ui.actions import Command, view_commands
from explorer.ui.live_view import LIVE_COMMANDS

# Slots of `StepCommands`. PgUp and PgDown go through the pictures of a folder.
DESCENT_COMMANDS = (
    Command("play", "Play", mark("Descend"), "play", ("P",), "play", begins=True),
    Command("step_back", "Play", mark("Step back"), "step", ("Shift+PgUp",), "previous", value=-1),
    Command("step_forth", "Play", mark("Step forth"), "step", ("Shift+PgDown",), "next", value=1),
    Command(
        "step_first", "Play", mark("Before descent"), "step_to", ("Ctrl+Home",), "first", value=0
    ),
    Command("step_last", "Play", mark("Last step"), "step_to", ("Ctrl+End",), "last", value=-1),
)
COMMANDS = (
    *LIVE_COMMANDS,
    *DESCENT_COMMANDS,
    *view_commands(VIEWS),
    Command("presence", "Box", mark("An object, or none"), "toggle_presence", ("O",)),
    Command("class", "Box", mark("Next class of the object"), "next_class", ("C",)),
)

HINTS = {
    "loss": mark(
        "Squared error: all numbers alike. Cross-entropy: logarithms for pc and the class, the "
        "squared error for the box, as the course proposes."
    ),
    "learning_rate": mark("How far a step of gradient descent goes: this times the gradient."),
}
PRESENCE_HINT = mark("Off: pc = 0, and the other numbers of y do not matter.")
CLASS_HINT = mark(
    "The chosen one is the class of the object. Return or a double click renames it, Insert adds "
    "one, Delete removes it."
)
