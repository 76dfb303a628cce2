"""A topic that convolves a volume: filters and channels to turn over, volumes to paste."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core import matrix_text
from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.ui.actions import Command
from explorer.ui.patch_picker import PatchView
from explorer.ui.widgets.player import STEP_COMMANDS, StepCommands
from explorer.vision.volumes import from_picture

CHANNEL_COMMANDS = (
    *STEP_COMMANDS,
    Command(
        "next_filter", "View", mark("Next filter"), "next_filter", ("F",), value=1, begins=True
    ),
    Command("last_filter", "View", mark("Previous filter"), "next_filter", ("Shift+F",), value=-1),
    Command("next_channel", "View", mark("Next channel"), "next_channel", ("C",), value=1),
    Command(
        "last_channel", "View", mark("Previous channel"), "next_channel", ("Shift+C",), value=-1
    ),
)


class ChannelView(StepCommands, PatchView):
    """The state has a volume ``input``, filters, and which ``filter`` and ``channel`` is in front.

    A topic names the field of its filters in `filters_field` and implements `take_array`.
    """

    filters_field = "kernels"

    def take_array(self, values: Any) -> None:
        """Use nested lists as input: a volume, or a matrix as the channel in front."""
        raise NotImplementedError

    def next_filter(self, by: int) -> None:
        """Look at another filter; after the last comes the first."""
        self._turn("filter", by, len(getattr(self.store.state, self.filters_field)))

    def next_channel(self, by: int) -> None:
        """Bring another channel to the front; after the last comes the first."""
        self._turn("channel", by, len(self.store.state.input))

    def _turn(self, name: str, by: int, count: int) -> None:
        present = min(getattr(self.store.state, name), count - 1)
        self.change(name, **{name: (present + by) % count})

    def take_patch(self, pixels: NDArray[np.uint8]) -> None:
        """Use a patch as input, with its colours as channels."""
        self.take_array(from_picture(pixels).tolist())

    def take_text(self, text: str) -> bool:
        """Use a pasted matrix or volume as input."""
        try:
            self.take_array(matrix_text.parse(text))
        except UserError as error:
            self.refuse(error)
        return True
