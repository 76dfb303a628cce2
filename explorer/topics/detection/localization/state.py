"""The state of the topic of one object and its place, and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.core import fields
from explorer.core.i18n import mark
from explorer.core.paths import resource
from explorer.topics.detection.localization import lists

if TYPE_CHECKING:
    from explorer.topics.detection.localization.result import Result

VIEWS = {
    "vector": mark("Target y"),
    "loss": mark("Prediction and loss"),
    "descent": mark("Descent"),
}
LOSSES = {"squared": mark("Squared error"), "cross_entropy": mark("Cross-entropy")}
MOST_STEPS = 500
FIRST_PICTURE = str(resource("samples", "park.jpg"))
FIRST_TARGET: lists.Numbers = (30.0, 95.0, 950.0, 1185.0)


def _dump(value: Any) -> Any:
    return None if value is None else list(value)


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``target`` is a box [x1, y1, x2, y2] in pixels of the picture, whose class is ``label``,
    or y = [pc, bx, by, bh, bw, c1, ..., cn] itself; None is no object, which ``object`` off
    means too. ``prediction`` is what the network puts out, in the order of y, before any
    step of descent; an empty list stands for a network that has learned nothing. An empty
    ``label`` is the first class.
    """

    image: str = fields.text(FIRST_PICTURE, label=mark("Picture, video, folder or camera:N"))
    target: lists.Numbers | None = fields.structure(
        FIRST_TARGET, "target", lists.read_target, _dump, label=mark("Target")
    )
    label: str = fields.text("", label=mark("Class of the object"))
    object: bool = fields.flag(True, label=mark("There is an object (pc = 1)"))
    classes: lists.Names = fields.structure(
        lists.DEFAULT, "names", lists.read_names, list, label=mark("Classes")
    )
    prediction: lists.Numbers = fields.structure(
        (), "outputs", lists.read_prediction, list, label=mark("Prediction")
    )
    loss: str = fields.choice("squared", LOSSES, label=mark("Loss"))
    learning_rate: float = fields.number(0.1, 0.01, 1.5, step=0.01, label=mark("Learning rate"))
    steps: int = fields.integer(0, 0, MOST_STEPS, label=mark("Steps of descent"))
    view: str = fields.choice("loss", VIEWS, label=mark("View"))


def compute(state: State) -> Result:
    """Return y, the loss of the prediction and what descent makes of it.

    Raises
    ------
    UserError
        The picture cannot be read, the box has no area inside it, or the numbers of classes
        do not fit each other.
    """
    from explorer.sources.open import first_frame
    from explorer.topics.detection.localization.result import interpret

    height, width, _ = first_frame(state.image).pixels.shape
    return interpret(state, (height, width))


def to_code(state: State) -> str:
    """Return a script that repeats y, loss and descent with torch and asserts them."""
    from explorer.topics.detection.localization.code import script

    return script(state)
