"""The commands of the window, as data."""

from explorer.core.i18n import LANGUAGES, mark
from explorer.ui.actions import Command

MENUS = {
    "File": mark("File"),
    "Edit": mark("Edit"),
    "View": mark("View"),
    "Play": mark("Play"),
    "Layer": mark("Layer"),
    "Box": mark("Box"),
    "Face": mark("Face"),
    "Help": mark("Help"),
}

WINDOW = (
    Command(
        "open",
        "File",
        mark("Open picture or video…"),
        "ask_file",
        ("Ctrl+O",),
        "open",
        short=mark("Open"),
    ),
    Command(
        "folder",
        "File",
        mark("Open folder…"),
        "ask_folder",
        ("Ctrl+Shift+O",),
        "folder",
        short=mark("Folder"),
    ),
    Command(
        "camera", "File", mark("Camera…"), "ask_camera", ("Ctrl+K",), "camera", short=mark("Camera")
    ),
    Command("demo", "File", mark("Demo reel"), "open_source", ("Ctrl+D",), "reel", value=""),
    Command(
        "save_picture",
        "File",
        mark("Save picture…"),
        "save_picture",
        ("Ctrl+S",),
        "export",
        short=mark("Save picture"),
        begins=True,
    ),
    Command("save_numbers", "File", mark("Save numbers…"), "save_numbers", ("Ctrl+E",)),
    Command("save_code", "File", mark("Save code…"), "save_code"),
    Command("weights", "File", mark("Weights…"), "show_weights", begins=True),
    Command("import_weights", "File", mark("Import weights…"), "import_weights"),
    Command("open_session", "File", mark("Open session…"), "open_session", begins=True),
    Command("save_session", "File", mark("Save session…"), "save_session", ("Ctrl+Shift+S",)),
    Command("quit", "File", mark("Quit"), "close", ("Ctrl+Q",), begins=True),
    Command("undo", "Edit", mark("Undo"), "undo", ("Ctrl+Z",)),
    Command("redo", "Edit", mark("Redo"), "redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Command("paste", "Edit", mark("Paste picture"), "paste", ("Ctrl+V",), begins=True),
    Command(
        "copy_picture", "Edit", mark("Copy picture"), "copy_picture", ("Ctrl+Shift+C",), begins=True
    ),
    Command("copy_code", "Edit", mark("Copy code"), "copy_code", ("Ctrl+Alt+C",), "code"),
    Command("theme_system", "Appearance", mark("As the system"), "set_theme", value="system"),
    Command("theme_light", "Appearance", mark("Light"), "set_theme", value="light"),
    Command("theme_dark", "Appearance", mark("Dark"), "set_theme", value="dark"),
    *(
        Command(f"language_{code}", "Language", name, "set_language", value=code)
        for code, name in LANGUAGES.items()
    ),
    Command("topics", "View", mark("Topics"), "show_topics", ("F9",), checkable=True),
    Command("lesson", "View", mark("Lesson"), "show_lesson", ("F2",), checkable=True),
    Command("shortcuts", "Help", mark("Shortcuts"), "show_shortcuts", ("F1", "Ctrl+/")),
    Command("about", "Help", mark("About CNN Explorer"), "show_about", begins=True),
)
