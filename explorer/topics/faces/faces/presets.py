"""Pictures to start from."""

from __future__ import annotations

from explorer.core.i18n import mark
from explorer.core.paths import resource
from explorer.topics.preset import Preset


def _picture(title: str, *file: str) -> Preset:
    return Preset(title, {"image": str(resource("samples", *file))})


PRESETS = {
    "faces": _picture(mark("Eight people"), "faces", "faces.jpg"),
    "one": _picture(mark("One of them, standing"), "people", "P001", "standing.jpg"),
    "stranger": _picture(mark("Somebody else"), "people", "P003", "standing.jpg"),
    "none": _picture(mark("No face"), "coffee.jpg"),
}
