"""Examples to start from."""

from __future__ import annotations

from typing import Any

from explorer.core.i18n import mark
from explorer.core.paths import resource
from explorer.topics.detection.localization import lists
from explorer.topics.detection.localization.state import FIRST_PICTURE, FIRST_TARGET
from explorer.topics.preset import Preset

COURSE: lists.Numbers = (1.0, 0.5, 0.7, 0.3, 0.4, 0.0, 1.0, 0.0)


def _example(title: str, prediction: lists.Numbers, **changes: Any) -> Preset:
    usual = {
        "image": FIRST_PICTURE,
        "target": FIRST_TARGET,
        "label": "",
        "object": True,
        "classes": lists.DEFAULT,
        "steps": 0,
    }
    return Preset(title, {**usual, "prediction": prediction, **changes})


PRESETS = {
    "nothing": _example(mark("Nothing learned yet"), ()),
    "guess": _example(mark("A first guess"), (0.6, 0.35, 0.4, 0.45, 0.5, 0.4, 0.35, 0.25)),
    "near": _example(mark("Nearly right"), (0.95, 0.47, 0.51, 0.82, 0.83, 0.9, 0.06, 0.04)),
    "far": _example(mark("Far away"), (0.7, 0.85, 0.35, 0.15, 0.07, 0.8, 0.1, 0.1)),
    "class": _example(
        mark("Right place, wrong class"), (0.95, 0.458, 0.5, 0.852, 0.86, 0.1, 0.1, 0.8)
    ),
    "course": _example(
        mark("The numbers of the course"),
        (0.8, 0.4, 0.6, 0.5, 0.2, 0.2, 0.7, 0.1),
        target=COURSE,
    ),
    "none": _example(
        mark("No object, but sure of one"),
        (0.9, 0.48, 0.35, 0.65, 0.42, 0.1, 0.85, 0.05),
        image=str(resource("samples", "coffee.jpg")),
        target=None,
        object=False,
    ),
    "sure": _example(mark("Sure, and wrong: pc = 0"), (0.0, 0.45, 0.45, 0.7, 0.7, 0.0, 0.0, 1.0)),
    "cat": _example(
        mark("Other classes: cat and dog"),
        (0.8, 0.45, 0.55, 0.6, 0.55, 0.4, 0.6),
        image=str(resource("samples", "cat.jpg")),
        target=(98.0, 0.0, 800.0, 548.0),
        label="cat",
        classes=("cat", "dog"),
    ),
}
