"""The topic's commands, as data."""

from explorer.core.i18n import mark
from explorer.topics.detection.anchors.state import VIEWS
from explorer.ui.actions import Command, view_commands
from explorer.ui.widgets.player import STEP_COMMANDS

KMEANS = tuple(command.id for command in STEP_COMMANDS)
"""Commands of the run of k-means alone."""
COMMANDS = (
    *STEP_COMMANDS,
    Command("stop", "Play", mark("Stop k-means, or go on"), "stop_or_go_on", ("Ctrl+.",), "stop"),
    *view_commands(VIEWS),
    Command("left", "Box", mark("Cell to the left"), "step_cell", ("Alt+Left",), value=(0, -1)),
    Command("right", "Box", mark("Cell to the right"), "step_cell", ("Alt+Right",), value=(0, 1)),
    Command("up", "Box", mark("Cell above"), "step_cell", ("Alt+Up",), value=(-1, 0)),
    Command("down", "Box", mark("Cell below"), "step_cell", ("Alt+Down",), value=(1, 0)),
    Command("anchor", "Box", mark("Next anchor of the cell"), "next_anchor", ("A",)),
    Command("class", "Box", mark("Next class for the box"), "next_class", ("C",)),
    Command("labels", "Box", mark("Open label set…"), "ask_labels", ("Ctrl+L",), begins=True),
    Command("label_folder", "Box", mark("Open folder of labels…"), "ask_label_folder"),
    Command("use_anchors", "Box", mark("Use these anchors"), "use_anchors", ("U",)),
    Command("use_boxes", "Box", mark("Use the detector's boxes as labels"), "use_boxes", ("D",)),
    Command("open_yolo", "Box", mark("Open in Live detection"), "open_yolo", begins=True),
    Command("open_nms", "Box", mark("Open in Non-max suppression"), "open_nms", ("M",)),
)
