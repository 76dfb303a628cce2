"""The state of the verification topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.i18n import mark

if TYPE_CHECKING:
    from explorer.topics.faces.verification.result import Result

VIEWS = {
    "pair": mark("Two pictures"),
    "lab": mark("Threshold lab"),
    "gallery": mark("One against K"),
    "classifier": mark("Classifier"),
}
SOURCES = ("folder", "gallery")
FORMS = {
    "absolute": mark("|f(a) − f(b)|"),
    "chi_square": mark("χ²: (f(a) − f(b))² / (|f(a)| + |f(b)|)"),
}
THRESHOLD = 0.55
"""As `explorer.vision.similarity.THRESHOLD`, which needs numpy."""
MOST_PICTURES = 2000


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``face_a`` and ``face_b`` count from 1, from the left to the right; the last one stands
    for those that are not there. ``source`` says whose faces the other views are about:
    those of ``folder``, which has a sub-folder for each person, or those enrolled in the
    gallery. ``query`` counts their pictures from 1. ``share`` to ``weight_decay`` say how the
    classifiers are trained.
    """

    image_a: str = fields.text("sample:people/P001/selfie.jpg", label=mark("Picture A"))
    image_b: str = fields.text("sample:people/P001/standing.jpg", label=mark("Picture B"))
    face_a: int = fields.integer(1, 1, 1000, label=mark("Face in A (1: the leftmost)"))
    face_b: int = fields.integer(1, 1, 1000, label=mark("Face in B (1: the leftmost)"))
    threshold: float = fields.number(THRESHOLD, 0, 2, step=0.01, label=mark("Threshold"))
    view: str = fields.choice("pair", VIEWS, label=mark("View"))
    source: str = fields.choice("folder", SOURCES, label=mark("People from"))
    folder: str = fields.text("sample:people", label=mark("Folder with a sub-folder a person"))
    people: int = fields.integer(100, 1, 10_000, label=mark("People in the gallery, K"))
    accuracy_one: float = fields.number(
        0.99, 0, 1, step=0.001, label=mark("Accuracy of one comparison")
    )
    query: int = fields.integer(1, 1, MOST_PICTURES, label=mark("Picture asked about"))
    form: str = fields.choice("absolute", FORMS, label=mark("Features"))
    share: float = fields.number(
        0.6, 0.1, 0.9, step=0.05, label=mark("Share of the people to train on")
    )
    seed: int = fields.integer(0, 0, 9999, label=mark("Seed"))
    steps: int = fields.integer(300, 1, 5000, label=mark("Steps of gradient descent"))
    rate: float = fields.number(0.1, 0.01, 1, step=0.01, label=mark("Learning rate"))
    weight_decay: float = fields.number(0.1, 0, 1, step=0.01, label=mark("Weight decay λ"))


def compute(state: State) -> Result:
    """Compare both pictures; in the other views also look at all pictures of the people.

    Raises
    ------
    UserError
        Pictures, folder, gallery or weights cannot be read, or there are too few people.
    """
    from explorer.topics.faces.verification.process import Worker

    return Worker().complete(state)


def to_code(state: State) -> str:
    """Return a script that repeats what the view shows with plain torch and asserts it."""
    from explorer.topics.faces.verification.code import script

    return script(state)
