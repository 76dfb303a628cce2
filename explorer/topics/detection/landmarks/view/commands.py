"""The topic's commands and hints, as data."""

from explorer.core.i18n import mark
from explorer.topics.detection.landmarks.state import VIEWS
from explorer.ui.actions import Command, view_commands
from explorer.ui.live_view import LIVE_COMMANDS

COMMANDS = (
    *LIVE_COMMANDS,
    *view_commands(VIEWS),
    Command("next_face", "Face", mark("Next face"), "step_face", ("N",), value=1),
    Command("last_face", "Face", mark("Previous face"), "step_face", ("Shift+N",), value=-1),
    Command(
        "next_mark", "Face", mark("Mark next landmark"), "step_mark", ("M",), value=1, begins=True
    ),
    Command(
        "last_mark", "Face", mark("Mark previous landmark"), "step_mark", ("Shift+M",), value=-1
    ),
    Command("unmark", "Face", mark("Mark no landmark"), "unmark", ("Backspace",)),
)

HINTS = {
    "points": mark(
        "5: those that the face detector gives with each box. 468: a second network looks at "
        "each face alone."
    ),
    "region": mark("Draw only these landmarks. The output vector keeps all of them."),
    "numbers": mark("Write k at landmark k, as far as there is room. Zoom in for more."),
    "score_threshold": mark("Faces with a lower score of the detector are dropped."),
    "eye_threshold": mark(
        "An eye counts as open from this aspect ratio on. People differ: set it for yourself."
    ),
    "input_size": mark(
        "A picture with a longer side is reduced to this before faces are looked for. Larger "
        "finds smaller faces and is slower."
    ),
}
