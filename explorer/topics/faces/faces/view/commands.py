"""The topic's commands and hints, as data."""

from explorer.core.i18n import mark
from explorer.topics.faces.faces.state import VIEWS
from explorer.ui.actions import Command, view_commands
from explorer.ui.live_view import LIVE_COMMANDS

COMMANDS = (
    *LIVE_COMMANDS,
    *view_commands(VIEWS),
    Command("next_face", "Face", mark("Next face"), "step_face", ("N",), value=1),
    Command("last_face", "Face", mark("Previous face"), "step_face", ("Shift+N",), value=-1),
    Command("name", "Face", mark("Enrol this face…"), "begin_name", ("E",), begins=True),
    Command("enrol_file", "Face", mark("Enrol from a picture…"), "enrol_file", ("Ctrl+I",)),
    Command("enrol_folder", "Face", mark("Enrol a folder…"), "enrol_folder", ("Ctrl+Shift+I",)),
    Command("enrol_samples", "Face", mark("Enrol the sample people"), "enrol_samples"),
    Command("rename", "Face", mark("Rename"), "rename", ("R",), begins=True),
    Command("merge", "Face", mark("Merge"), "merge", ("G",)),
    Command("delete", "Face", mark("Delete"), "delete", ("Ctrl+Del",)),
    Command("delete_faces", "Face", mark("Delete face"), "delete_faces", ("Ctrl+Shift+Del",)),
    Command("run_folder", "Face", mark("Recognise a folder…"), "run_folder", begins=True),
    Command("import", "Face", mark("Import a gallery…"), "import_gallery", begins=True),
    Command("export", "Face", mark("Export the gallery…"), "export_gallery"),
    Command("erase", "Face", mark("Erase everything…"), "erase"),
)

HINTS = {
    "threshold": mark(
        "A face whose nearest person is farther away than this is unknown. Lower: more people "
        "stay unknown; higher: more are mistaken for others."
    ),
}
