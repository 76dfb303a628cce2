"""The topic as a script of its own, with the numbers on screen as assertions."""

from __future__ import annotations

from explorer.nets import faces
from explorer.sources.kept import plain_picture
from explorer.topics import scripts
from explorer.topics.detection.landmarks.process import run_once
from explorer.topics.detection.landmarks.result import Face, Result
from explorer.topics.detection.landmarks.state import State
from explorer.vision import eyes, head_pose
from explorer.weights import store


def script(state: State) -> str:
    """Find the faces in the picture of ``state`` and return a script that repeats it.

    Raises
    ------
    UserError
        The picture or the weights cannot be read.
    """
    processed = run_once(state)
    settings = {
        "PICTURE": str(plain_picture(state.image, processed.frame.pixels)),
        "DETECTOR": str(store.locate("yunet")),
        "MESH": str(store.locate("face-landmark")),
        "SIZE": state.input_size,
        "POINTS": processed.result.count,
        "SCORE_THRESHOLD": state.score_threshold,
        "OVERLAP": faces.OVERLAP,
        "MOST": faces.MOST,
        "SIDE": faces.SIDE,
        "MARGIN": faces.MARGIN,
    }
    expected = (_expected(processed.result, face) for face in processed.result.faces)
    return scripts.fill(
        "landmarks",
        settings={name: repr(value) for name, value in settings.items()},
        expected="\n    ".join(expected),
        measures=scripts.source(eyes, head_pose),
    )


def _expected(result: Result, face: Face) -> str:
    height, width = result.image_size
    vector = [1.0, *(face.landmarks / (width, height)).ravel().round(4).tolist()]
    ratios = [round(eye.ratio, 4) for eye in face.eyes.values()]
    pose = [round(angle, 2) for angle in (face.pose.yaw, face.pose.pitch, face.pose.roll)]
    return f"({face.found.score:.4f}, {vector}, {ratios}, {pose}),"
