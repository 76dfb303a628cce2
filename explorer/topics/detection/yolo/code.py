"""The detection as a script of its own, with the numbers on screen as assertions."""

from __future__ import annotations

from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.sources.kept import plain_picture
from explorer.topics.detection.yolo.process import run_once
from explorer.topics.detection.yolo.state import State
from explorer.weights import manifest, store


def script(state: State) -> str:
    """Detect objects in the picture of ``state`` and return a script that repeats it.

    Raises
    ------
    UserError
        The state names a network or picture that cannot be read, or a network of
        the user's own, for which there is no script.
    """
    if state.model:
        raise UserError("The code is written for YOLOv4-tiny; choose it as the network first.")
    processed = run_once(state, device="cpu")
    picture = plain_picture(state.image, processed.frame.pixels)
    entry = manifest.find("yolov4-tiny")
    settings = {
        "PICTURE": str(picture),
        "CONFIG": str(resource("weights", entry.config)),
        "WEIGHTS": str(store.locate(entry.name)),
        "NAMES": str(resource("labels", "coco.txt")),
        "SIZE": processed.predictions.input_size[0],
        "SCORE_THRESHOLD": state.score_threshold,
        "IOU_THRESHOLD": state.iou_threshold,
        "PER_CLASS": state.per_class,
        "CLASSES": list(state.classes),
    }
    head = "\n".join(f"{name} = {value!r}" for name, value in settings.items())
    shown = "".join(
        f"    ({found.label!r}, {found.score:.4f}, {[round(v, 2) for v in found.box]}),\n"
        for found in processed.result.detections
    )
    template = resource("code", "yolo.py.txt").read_text(encoding="utf-8")
    return template.replace("# {settings}", head).replace("    # {expected}\n", shown)
