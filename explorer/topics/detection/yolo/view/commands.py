"""The topic's commands and texts, as data."""

from explorer.core.i18n import mark
from explorer.topics.detection.yolo.state import VIEWS
from explorer.ui.actions import Command, view_commands
from explorer.ui.live_view import LIVE_COMMANDS

COMMANDS = (
    *LIVE_COMMANDS,
    Command(
        "record",
        "Play",
        mark("Record video…"),
        "set_recording",
        ("Ctrl+R",),
        "record",
        True,
        short=mark("Record"),
    ),
    *view_commands(VIEWS),
    Command("next_box", "Box", mark("Open next detection"), "step_box", ("N",), value=1),
    Command("last_box", "Box", mark("Open previous detection"), "step_box", ("Shift+N",), value=-1),
    Command("best_box", "Box", mark("Open best detection"), "best_box", ("B",)),
    Command(
        "left",
        "Box",
        mark("Cell to the left"),
        "step_cell",
        ("Alt+Left",),
        value=(0, -1),
        begins=True,
    ),
    Command("right", "Box", mark("Cell to the right"), "step_cell", ("Alt+Right",), value=(0, 1)),
    Command("up", "Box", mark("Cell above"), "step_cell", ("Alt+Up",), value=(-1, 0)),
    Command("down", "Box", mark("Cell below"), "step_cell", ("Alt+Down",), value=(1, 0)),
    Command("anchor", "Box", mark("Next anchor of the cell"), "next_anchor", ("A",)),
    Command(
        "open_nms", "Box", mark("Open in Non-max suppression"), "open_nms", ("M",), begins=True
    ),
    Command("open_anchors", "Box", mark("Open in Anchor boxes"), "open_anchors", ("T",)),
)

FIXED_SIZE = mark("The file of this network fixes the size of its input.")

HINTS = {
    "score_threshold": mark(
        "Boxes with a lower score are dropped. Score: objectness times class probability."
    ),
    "iou_threshold": mark(
        "Non-max suppression removes a box that overlaps a better one by more than this. "
        "IoU: area of the intersection over area of the union. Lower removes more."
    ),
    "per_class": mark("On: a box removes only boxes of its own class. Off: of any class."),
    "classes": mark("Show only these kinds of objects."),
    "network": mark("The bundled detector, or your own as ONNX (YOLOv5, v8, v11, YOLOX)."),
    "input_size": mark(
        "Pixels of the square that the network sees. Larger finds smaller objects and is slower."
    ),
    "head": mark(
        "The network predicts on a coarse grid for large objects and a fine one for small ones."
    ),
    "device": mark("Where the network runs. If it fails, the CPU takes over."),
}
