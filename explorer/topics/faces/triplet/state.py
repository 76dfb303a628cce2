"""The state of the triplet topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.i18n import mark
from explorer.topics.faces.triplet.points import digits, point

if TYPE_CHECKING:
    from explorer.topics.faces.triplet.result import Result

VIEWS = {
    "plane": mark("Three points"),
    "siamese": mark("One network, three times"),
    "training": mark("Training"),
}
MINING = {"semi_hard": mark("semi-hard"), "hard": mark("hard")}
NETWORKS = {"random": mark("on random triplets"), "mined": mark("on chosen triplets")}
MOST_STEPS = 500
MOST_EPOCHS = 50
EXAMPLES = 1000


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``anchor`` to ``steps`` belong to the three points of the plane, of which descent takes
    ``steps`` steps; ``margin`` is that of the training too. ``mining`` to ``seed`` say how
    the two networks are trained; the digits in ``unseen`` are kept aside. ``network`` and
    ``example`` are the network and the triplet of pictures that are looked at closely.
    """

    view: str = fields.choice("plane", VIEWS, label=mark("View"))
    anchor: tuple[float, float] = point((0.0, 0.0), label=mark("Anchor A"))
    positive: tuple[float, float] = point((1.0, 1.0), label=mark("Positive P"))
    negative: tuple[float, float] = point((-1.5, 0.5), label=mark("Negative N"))
    margin: float = fields.number(1.0, 0, 10, step=0.05, label=mark("Margin α"))
    learning_rate: float = fields.number(
        0.002, 0.0005, 0.1, step=0.0005, label=mark("Learning rate")
    )
    steps: int = fields.integer(0, 0, MOST_STEPS, label=mark("Steps of descent"))
    mining: str = fields.choice("semi_hard", MINING, label=mark("Chosen triplets"))
    unseen: tuple[int, ...] = digits((9,), label=mark("Digits never trained on"))
    epochs: int = fields.integer(10, 1, MOST_EPOCHS, label=mark("Epochs"))
    batch: int = fields.integer(64, 32, 256, label=mark("Digits a step"))
    rate: float = fields.number(0.002, 0.0005, 0.05, step=0.0005, label=mark("Step size of Adam"))
    seed: int = fields.integer(0, 0, 9999, label=mark("Seed"))
    network: str = fields.choice("mined", NETWORKS, label=mark("Network"))
    example: int = fields.integer(0, 0, EXAMPLES - 1, label=mark("Triplet number"))


def compute(state: State) -> Result:
    """Compute the loss of the three points; in the other views train both networks too.

    Raises
    ------
    UserError
        The training came to an infinite loss.
    """
    from explorer.topics.faces.triplet.result import interpret

    return interpret(state)


def to_code(state: State) -> str:
    """Return a script that repeats what the view shows with plain torch and asserts it."""
    from explorer.topics.faces.triplet.code import script

    return script(state)
