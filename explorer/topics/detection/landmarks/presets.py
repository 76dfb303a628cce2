"""Pictures to start from."""

from __future__ import annotations

from explorer.core.i18n import mark
from explorer.core.paths import resource
from explorer.topics.preset import Preset


def _picture(title: str, file: str, size: int = 640) -> Preset:
    return Preset(title, {"image": str(resource("samples", file)), "input_size": size})


PRESETS = {
    "faces": _picture(mark("Eight people"), "faces/faces.jpg"),
    "cafe": _picture(mark("One face, near"), "cafe.jpg"),
    "park": _picture(mark("One face near, one far"), "park.jpg", 1280),
    "none": _picture(mark("No face"), "coffee.jpg"),
}
