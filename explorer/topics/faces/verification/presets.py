"""Pairs of pictures to start from."""

from __future__ import annotations

from explorer.core.i18n import mark
from explorer.topics.preset import Preset


def _pair(title: str, a: str, b: str, face_a: int = 1, face_b: int = 1) -> Preset:
    images = {"image_a": f"sample:{a}", "image_b": f"sample:{b}"}
    return Preset(title, {**images, "face_a": face_a, "face_b": face_b})


PRESETS = {
    "same": _pair(mark("One person, twice"), "people/P001/selfie.jpg", "people/P001/standing.jpg"),
    "different": _pair(mark("Two people"), "people/P001/selfie.jpg", "people/P008/selfie.jpg"),
    "alike": _pair(
        mark("Two who look alike: a false accept"),
        "people/P004/selfie.jpg",
        "people/P010/selfie.jpg",
    ),
    "turned": _pair(
        mark("One person, head turned: a false reject"),
        "people/P009/selfie.jpg",
        "people/P009/turned.jpg",
    ),
    "several": _pair(mark("One of eight"), "faces/faces.jpg", "people/P008/standing.jpg", 2),
    "none": _pair(mark("A picture without a face"), "people/P001/selfie.jpg", "coffee.jpg"),
}
