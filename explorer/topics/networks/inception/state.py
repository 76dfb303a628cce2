"""The state of the inception topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.fields import Spec
from explorer.core.i18n import mark
from explorer.core.integer_lists import integers
from explorer.topics.networks.inception import branches, presets
from explorer.vision.choices import Branches

if TYPE_CHECKING:
    from explorer.topics.networks.inception.result import Result

Vector = tuple[float, ...]
Volume = tuple[tuple[Vector, ...], ...]

SHAPE = (
    Spec("integer", mark("height"), 1, 512, 1),
    Spec("integer", mark("width"), 1, 512, 1),
    Spec("integer", mark("channels"), 1, 2048, 1),
)
VIEWS = {
    "pixel": mark("Network at every pixel"),
    "cost": mark("Bottleneck"),
    "module": mark("Inception module"),
    "activations": mark("Real maps"),
}
ANY = "any"
NETWORKS = {
    ANY: mark("GoogLeNet, else Inception-v3"),
    "googlenet": "GoogLeNet",
    "inception_v3": "Inception-v3",
}
LARGEST_SIDE = 28
MOST_CHANNELS = 16


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``input``, ``weights``, ``bias``, ``relu``, ``step``, ``filter`` and ``channel`` belong
    to the 1 x 1 convolution that is shown number by number; ``filters``, ``size`` and
    ``bottleneck`` to the convolution whose cost is compared; ``branches`` to the module.
    The latter two share ``input_shape``. ``image`` to ``silenced`` say what goes through
    which module of a trained network; branches are called as in its state dict.
    """

    view: str = fields.choice("pixel", VIEWS, label=mark("View"))
    input: Volume = fields.array(
        presets.RGB, (MOST_CHANNELS, LARGEST_SIDE, LARGEST_SIDE), label=mark("Input")
    )
    weights: tuple[Vector, ...] = fields.array(
        presets.PIXELS["mix"].changes["weights"],
        (MOST_CHANNELS, MOST_CHANNELS),
        label=mark("Weights"),
    )
    bias: Vector = fields.array(
        (), (MOST_CHANNELS,), label=mark("Bias (empty: zeros)"), optional=True
    )
    relu: bool = fields.flag(True, label=mark("ReLU"))
    step: int = fields.integer(0, 0, LARGEST_SIDE**2 - 1, label=mark("Step"))
    filter: int = fields.integer(0, 0, MOST_CHANNELS - 1, label=mark("Filter looked at"))
    channel: int = fields.integer(0, 0, MOST_CHANNELS - 1, label=mark("Channel looked at"))
    input_shape: tuple[int, ...] = integers(
        (28, 28, 192), "shape", SHAPE, label=mark("Input: height, width, channels")
    )
    filters: int = fields.integer(32, 1, 2048, label=mark("Filters"))
    size: int = fields.integer(5, 1, 11, label=mark("Window size"))
    bottleneck: int = fields.integer(16, 1, 2048, label=mark("Bottleneck"))
    branches: Branches = fields.structure(
        presets.MODULES["3a"][1],
        "branches",
        branches.read,
        branches.dump,
        label=mark("Channels of the branches"),
    )
    measure: bool = fields.flag(False, label=mark("Count and measure"))
    image: str = fields.text("", label=mark("Picture, video, folder or camera:N"))
    network: str = fields.choice(ANY, NETWORKS, label=mark("Network"))
    module: str = fields.text("", label=mark("Module (empty: the first)"))
    output_channel: int = fields.integer(
        -1, -1, 4095, label=mark("Channel of the output (-1: the strongest)")
    )
    silenced: tuple[str, ...] = fields.names((), label=mark("Silenced branches"))


def compute(state: State) -> Result:
    """Apply the 1 x 1 convolution, and count what bottleneck and module cost.

    In the view "activations" a picture also goes through a trained network.

    Raises
    ------
    UserError
        Input, weights and bias do not fit together; or picture, weights, module, branch
        or channel cannot be had.
    """
    from explorer.topics.networks.inception.result import interpret

    return interpret(state)


def to_code(state: State) -> str:
    """Return a script that repeats what the view shows with plain torch and asserts it.

    Raises
    ------
    UserError
        There is no result.
    """
    from explorer.topics.networks.inception.code import script

    return script(state)
