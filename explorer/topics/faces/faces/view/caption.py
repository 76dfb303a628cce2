"""What is said about the open face."""

from __future__ import annotations

from explorer.core.i18n import tr
from explorer.topics.faces.faces.result import Result
from explorer.topics.faces.faces.view.texts import apart


def caption(result: Result) -> str:
    """Say who the open face is, and why."""
    face = result.open
    if face is None or result.focus is None:
        return tr("No face was found in this picture.")
    begin = tr("Face {number} of {count}.", number=result.focus + 1, count=len(result.faces))
    return f"{begin} {_who(result)}"


def _who(result: Result) -> str:
    assert result.open
    face, limit = result.open, f"{result.threshold:.2f}"
    if not face.nearest:
        return tr("Nobody is enrolled yet: type a name below, or enrol the sample people.")
    nearest = face.nearest[0]
    values = {"name": apart(nearest.name), "distance": f"{nearest.distance:.3f}", "limit": limit}
    if face.known:
        return tr(
            "{name} is the nearest: the distance {distance} is not above the threshold of {limit}.",
            **values,
        )
    return tr(
        "Unknown: even {name}, the nearest, is at {distance}, beyond the threshold of {limit}.",
        **values,
    )
