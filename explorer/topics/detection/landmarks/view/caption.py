"""What is said about the open face."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.i18n import mark, tr
from explorer.topics.detection.landmarks.result import Face, Result
from explorer.vision.landmarks import NAMES

SIDES = {"right": mark("right eye"), "left": mark("left eye")}
STATES = {True: mark("open"), False: mark("closed")}


def signed(value: float) -> str:
    """Return whole degrees with a true minus sign."""
    return f"{value:.0f}°".replace("-0°", "0°").replace("-", "−")


def why_empty(result: Result) -> str:
    """Say why there is no face, and what helps."""
    if result.best_score is None:
        return tr("No face is found.")
    return tr(
        "No face scores above the threshold; the best has {score}.",
        score=f"{result.best_score:.2f}",
    )


def caption(view: str, result: Result) -> str:
    """Say in the numbers of ``result`` what ``view`` shows of the open face."""
    if result.open is None:
        return f"{why_empty(result)} {tr('y begins with 0; nothing else in y matters then.')}"
    assert result.focus is not None
    begin = tr("Face {number} of {count}.", number=result.focus + 1, count=len(result.faces))
    return f"{begin} {CAPTIONS[view](result, result.open)}"


def _points(result: Result, _face: Face) -> str:
    if result.focus is not None and result.marked is not None:
        return landmark_text(result, result.focus, result.marked)
    return tr(
        "y has 1 + 2 · {count} = {length} numbers: is there a face, then x and y of each "
        "landmark, as shares of the picture's width and height. Landmark k means the same on "
        "every face.",
        count=result.count,
        length=result.length,
    )


def landmark_text(result: Result, face: int, k: int) -> str:
    """Say what landmark ``k`` of a face is and where; both are counted from 0."""
    x, y = result.faces[face].landmarks[k].tolist()
    height, width = result.image_size
    return tr(
        "Landmark {k}, {name}: x {x}, y {y} pixels, that is {u} of the width and {v} of the "
        "height; numbers {first} and {second} of y.",
        k=k + 1,
        name=tr(NAMES[result.count][k]),
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        u=f"{x / width:.3f}",
        v=f"{y / height:.3f}",
        first=2 * k + 2,
        second=2 * k + 3,
    )


def _eyes(_result: Result, face: Face) -> str:
    sums = (
        tr(
            "{side} ({a} + {b}) / (2 · {c}) = {ratio}, {state}",
            side=tr(SIDES[side]),
            a=f"{eye.heights[0]:.1f}",
            b=f"{eye.heights[1]:.1f}",
            c=f"{eye.width:.1f}",
            ratio=f"{eye.ratio:.3f}",
            state=tr(STATES[eye.open]),
        )
        for side, eye in face.eyes.items()
    )
    ratio = tr("Eye aspect ratio = (|p2 p6| + |p3 p5|) / (2 · |p1 p4|):")
    return f"{ratio} {'; '.join(sums)}."


def _pose(_result: Result, face: Face) -> str:
    turned = tr(
        "Yaw {yaw} (to the right edge of the picture), pitch {pitch} (up), roll {roll} "
        "(clockwise); 0 looks into the camera.",
        yaw=signed(face.pose.yaw),
        pitch=signed(face.pose.pitch),
        roll=signed(face.pose.roll),
    )
    note = tr(
        "Approximate: a general model of a face, and a focal length that is taken to be the "
        "picture's width."
    )
    return f"{turned} {note}"


CAPTIONS: dict[str, Callable[[Result, Face], str]] = {
    "points": _points,
    "eyes": _eyes,
    "pose": _pose,
}
