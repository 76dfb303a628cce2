"""The state of the faces topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.i18n import mark
from explorer.core.paths import resource

if TYPE_CHECKING:
    from explorer.topics.faces.faces.result import Result

VIEWS = {"faces": mark("Faces"), "gallery": mark("Gallery")}
FIRST_PICTURE = str(resource("samples", "faces", "faces.jpg"))


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``face`` counts from 1, from the left to the right; the last one stands for those
    that are not there. ``edit`` is the place in the list of changes of the gallery, so
    that undo reaches them, see `journal.Journal`; 0 claims nothing.
    """

    image: str = fields.text(FIRST_PICTURE, label=mark("Picture, video, folder or camera:N"))
    view: str = fields.choice("faces", VIEWS, label=mark("View"))
    threshold: float = fields.number(0.55, 0, 2, step=0.01, label=mark("Threshold"))
    face: int = fields.integer(1, 1, 1000, label=mark("Open face (1: the leftmost)"))
    edit: int = fields.integer(0, 0, 2_000_000_000, label=mark("Change of the gallery"))


def compute(state: State) -> Result:
    """Recognise the faces in the first picture of ``state.image``; the gallery is only read.

    Raises
    ------
    UserError
        The picture, the weights or the gallery cannot be read.
    """
    from explorer.topics.faces.faces.process import run_once

    return run_once(state).result


def to_code(state: State) -> str:
    """Return a script that recognises the same faces with OpenCV and plain PyTorch."""
    from explorer.topics.faces.faces.code import script

    return script(state)
