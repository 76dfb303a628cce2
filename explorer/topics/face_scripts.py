"""What the exported scripts about faces share."""

from __future__ import annotations

from typing import Any

from explorer.nets import face_looker, faces
from explorer.vision import face_alignment
from explorer.weights import store


def alignment() -> dict[str, Any]:
    """Return how faces are found and turned upright, as settings of a script."""
    return {
        "DETECTOR": str(store.locate("yunet")),
        "SIZE": face_looker.SIDE,
        "SCORE_THRESHOLD": face_looker.SURE,
        "OVERLAP": faces.OVERLAP,
        "SIDE": face_alignment.SIDE,
        "PLACES": face_alignment.PLACES.tolist(),
        "MIDDLE": face_alignment.MIDDLE.tolist(),
    }
