"""Examples to start from."""

from __future__ import annotations

from typing import Any

from explorer.core.i18n import mark
from explorer.core.paths import resource
from explorer.topics.detection.nms.boxes import Boxes
from explorer.topics.preset import Preset


def drawn(
    boxes: Boxes,
    scores: tuple[float, ...],
    labels: tuple[str, ...],
    score_threshold: float = 0.25,
    **more: Any,
) -> dict[str, Any]:
    """Return the fields of boxes drawn by hand."""
    usual = {"iou_threshold": 0.5, "per_class": True, "step": 0, "selected": -1}
    return {
        "image": "",
        "boxes": boxes,
        "scores": scores,
        "labels": labels,
        "score_threshold": score_threshold,
        **usual,
        **more,
    }


def detected(image: str) -> dict[str, Any]:
    """Return the fields of what the detector finds in ``image``; empty: the demo reel."""
    return {**drawn((), (), ()), "image": image, "boxes": None, "iou_threshold": 0.45}


PRESETS = {
    # The five boxes of the course: a car on the left, one on the right.
    "cars": Preset(
        mark("Two cars, the example of the course"),
        drawn(
            (
                (60.0, 180.0, 280.0, 330.0),
                (90.0, 195.0, 300.0, 345.0),
                (340.0, 170.0, 590.0, 340.0),
                (310.0, 150.0, 560.0, 320.0),
                (370.0, 190.0, 610.0, 360.0),
            ),
            (0.8, 0.7, 0.9, 0.6, 0.7),
            ("car",) * 5,
            score_threshold=0.6,
        ),
    ),
    "chain": Preset(
        mark("A chain: who is removed removes nobody"),
        drawn(
            (
                (120.0, 140.0, 320.0, 340.0),
                (180.0, 140.0, 380.0, 340.0),
                (240.0, 140.0, 440.0, 340.0),
            ),
            (0.9, 0.8, 0.7),
            ("person",) * 3,
        ),
    ),
    "ties": Preset(
        mark("Equal scores, equal boxes"),
        drawn(
            (
                (100.0, 120.0, 300.0, 300.0),
                (100.0, 120.0, 300.0, 300.0),
                (120.0, 130.0, 320.0, 310.0),
                (400.0, 160.0, 540.0, 320.0),
                (410.0, 160.0, 550.0, 320.0),
            ),
            (0.8,) * 5,
            ("dog",) * 5,
        ),
    ),
    "nested": Preset(
        mark("A box inside another"),
        drawn(
            (
                (120.0, 80.0, 520.0, 400.0),
                (180.0, 180.0, 380.0, 340.0),
                (130.0, 90.0, 500.0, 390.0),
            ),
            (0.9, 0.8, 0.7),
            ("bus",) * 3,
        ),
    ),
    "classes": Preset(
        mark("Horse and rider: two classes in one place"),
        drawn(
            (
                (160.0, 120.0, 480.0, 420.0),
                (180.0, 80.0, 470.0, 400.0),
                (175.0, 130.0, 490.0, 430.0),
                (200.0, 70.0, 460.0, 380.0),
            ),
            (0.9, 0.85, 0.6, 0.5),
            ("horse", "person", "horse", "person"),
        ),
    ),
    "crowd": Preset(
        mark("A crowd: people who really overlap"),
        drawn(
            (
                (120.0, 80.0, 270.0, 420.0),
                (165.0, 90.0, 315.0, 430.0),
                (300.0, 85.0, 450.0, 425.0),
                (345.0, 80.0, 495.0, 420.0),
                (125.0, 85.0, 275.0, 425.0),
            ),
            (0.95, 0.9, 0.88, 0.8, 0.6),
            ("person",) * 5,
            iou_threshold=0.45,
        ),
    ),
    "reel": Preset(mark("What the detector says of the demo reel"), detected("")),
    "detected": Preset(
        mark("What the detector says of a park"), detected(str(resource("samples", "park.jpg")))
    ),
}
