"""The topic's commands and hints, as data."""

from explorer.core.i18n import mark
from explorer.topics.faces.triplet.state import VIEWS
from explorer.ui.actions import Command, view_commands
from explorer.ui.widgets.player import STEP_COMMANDS

COLLAPSE = Command(
    "collapse", "Edit", mark("All at one point: f = 0"), "collapse", ("O",), begins=True
)
NEXT = Command("next_example", "Play", mark("Next triplet of pictures"), "next_example", ("N",))
COMMANDS = (*STEP_COMMANDS, *view_commands(VIEWS), COLLAPSE, NEXT)

PLAYED = ("play", "step_forth", "step_first")
USABLE = {
    "plane": {*(command.id for command in STEP_COMMANDS), COLLAPSE.id},
    "siamese": {*PLAYED, NEXT.id},
    "training": {*PLAYED},
}
"""The commands of each view, besides those that choose it."""

HINTS = {
    "margin": mark("How much farther away than the positive the negative shall be: α."),
    "learning_rate": mark("How far a step of gradient descent goes: this times the gradient."),
    "mining": mark(
        "Semi-hard: the nearest negative that is farther away than the positive. Hard: the nearest."
    ),
    "epochs": mark("How often all digits are gone through."),
    "batch": mark("Each digit of a step is the anchor of one triplet."),
    "rate": mark("Larger steps learn faster, or not at all."),
    "seed": mark("Another seed: other first weights, another order, other triplets and examples."),
    "network": mark("Both begin with the same weights."),
    "example": mark("Which three test digits go through the network."),
}
POINT_HINT = mark("To the right, and upwards.")
UNSEEN_HINT = mark("Kept out of the training; recognised afterwards from one example.")
