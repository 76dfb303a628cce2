"""Examples to start from."""

from __future__ import annotations

from typing import Any

from explorer.core.i18n import mark
from explorer.core.paths import resource
from explorer.topics.preset import Preset

CLASSES = ("pedestrian", "car", "motorcycle")
SIZE = (640, 480)
# A tall anchor and a wide one, as in the course.
TALL, WIDE = (0.12, 0.5), (0.45, 0.3)
BOXES = ((280.0, 210.0, 360.0, 450.0), (170.0, 250.0, 470.0, 410.0))
LABELS = ("pedestrian", "car")
PARK = str(resource("samples", "park.jpg"))
PARK_BOXES = (
    (0.0, 0.0, 990.0, 1280.0),
    (1015.0, 298.0, 1070.0, 555.0),
    (888.0, 320.0, 960.0, 540.0),
    (790.0, 338.0, 838.0, 472.0),
    (38.0, 345.0, 99.0, 550.0),
    (200.0, 390.0, 252.0, 488.0),
)


def drawn(
    boxes: tuple[tuple[float, ...], ...],
    labels: tuple[str, ...],
    grid: int = 3,
    anchors: tuple[tuple[float, float], ...] = (TALL, WIDE),
    **more: Any,
) -> dict[str, Any]:
    """Return the fields of boxes drawn by hand."""
    usual = {"image": "", "size": SIZE, "classes": CLASSES, "selected": -1}
    return {"boxes": boxes, "labels": labels, "grid": grid, "anchors": anchors, **usual, **more}


def _row(count: int) -> tuple[tuple[float, ...], ...]:
    """Return people beside each other, every second one with a car in front."""
    people = [(30 + 62.0 * i, 120.0, 70 + 62.0 * i, 250.0) for i in range(count)]
    cars = [(10 + 124.0 * i, 300.0, 110 + 124.0 * i, 360.0) for i in range(count // 2)]
    return (*people, *cars)


PRESETS = {
    "course": Preset(
        mark("A pedestrian before a car, the example of the course"), drawn(BOXES, LABELS)
    ),
    "one_anchor": Preset(
        mark("The same with one anchor: a collision"),
        drawn(BOXES, LABELS, anchors=((0.3, 0.4),), selected=1),
    ),
    "alike": Preset(
        mark("Two of one shape in one cell: a collision"),
        drawn(
            ((225.0, 195.0, 305.0, 435.0), (335.0, 190.0, 415.0, 430.0)),
            ("pedestrian",) * 2,
            selected=1,
        ),
    ),
    "three": Preset(
        mark("Three objects in one cell, two anchors"),
        drawn(
            (*BOXES, (250.0, 270.0, 390.0, 400.0)), ("pedestrian", "car", "motorcycle"), selected=2
        ),
    ),
    "borders": Preset(
        mark("Midpoints on lines and borders, outside, and a box without area"),
        drawn(
            (
                (280.0, 120.0, 360.0, 360.0),
                (500.0, 360.0, 780.0, 600.0),
                (-120.0, -80.0, 120.0, 80.0),
                (-160.0, 200.0, 80.0, 300.0),
                (400.0, 60.0, 520.0, 60.0),
            ),
            ("pedestrian", "car", "car", "motorcycle", "pedestrian"),
            grid=4,
            selected=0,
        ),
    ),
    "fine": Preset(
        mark("A grid of 19 × 19"),
        drawn(
            _row(10),
            ("pedestrian",) * 10 + ("car",) * 5,
            grid=19,
            anchors=((0.07, 0.3), (0.16, 0.13)),
            selected=3,
        ),
    ),
    "empty": Preset(mark("No object"), drawn((), ())),
    "park": Preset(
        mark("People in a park"),
        drawn(
            PARK_BOXES,
            ("pedestrian",) * len(PARK_BOXES),
            grid=13,
            anchors=((0.055, 0.155), (0.92, 1.0)),
            image=PARK,
            selected=0,
        ),
    ),
}
