"""The topic's commands, as data."""

from explorer.core.i18n import mark
from explorer.topics.faces.verification.state import VIEWS
from explorer.ui.actions import Command, view_commands

COMMANDS = (
    Command("play", "Play", mark("Play"), "play", ("P",), "play"),
    Command("restart", "Play", mark("Begin anew"), "begin_anew", ("Ctrl+Home",), "first"),
    *view_commands(VIEWS),
    Command("open_a", "Face", mark("Open picture A…"), "ask_side", ("A",), value="a"),
    Command("open_b", "Face", mark("Open picture B…"), "ask_side", ("B",), value="b"),
    Command("swap", "Face", mark("Swap both pictures"), "swap", ("X",)),
    Command("face_a", "Face", mark("Next face of A"), "next_face", ("F",), value="a", begins=True),
    Command("face_b", "Face", mark("Next face of B"), "next_face", ("Shift+F",), value="b"),
    Command(
        "people", "Face", mark("Choose a folder of people…"), "ask_people", ("D",), begins=True
    ),
    Command("best", "Face", mark("Threshold with the fewest errors"), "use_best", ("T",)),
    Command("next_query", "Face", mark("Next picture asks"), "step_query", ("N",), value=1),
    Command(
        "last_query", "Face", mark("Previous picture asks"), "step_query", ("Shift+N",), value=-1
    ),
)
PAIR = {"swap", "face_a", "face_b"}
"""Of use where two pictures are shown."""
QUERY = {"next_query", "last_query"}
"""Of use where one picture asks."""
WAITING = {"play", "restart"}
"""Of use where something takes time."""
