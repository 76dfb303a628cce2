"""What the pages of the stage share."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from explorer.core.store import Store
from explorer.topics.networks.networks.result import Result
from explorer.topics.networks.networks.state import State
from explorer.topics.networks.networks.view.work import Shown
from explorer.ui.widgets.image_canvas import ImageCanvas

MakeCanvas = Callable[[], ImageCanvas]
LISTED = 8
"""Parts of a sum that are listed."""


def caption() -> QLabel:
    """Return a label for sentences under the pictures."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


class Page(QWidget):
    """One view.

    Parameters
    ----------
    store : Store of State
    make_canvas : callable
        Returns a canvas that is waited for before the next frame comes.
    """

    def __init__(self, store: Store[State], make_canvas: MakeCanvas) -> None:
        super().__init__()
        self.store = store
        self.caption = caption()
        self.fill(make_canvas)

    def fill(self, make_canvas: MakeCanvas) -> None:
        """Lay out the page."""
        raise NotImplementedError

    def show_answer(self, shown: Shown) -> None:
        """Show what belongs to this view."""
        raise NotImplementedError

    def answers(self) -> list[QWidget]:
        """Return what tells the counts and sizes that a lesson asks for; the pictures stay."""
        return [self.caption]

    def pick_value(self, result: Result, x: float, y: float) -> None:
        """Look at the value under a point of the large map; beside it nothing happens."""
        height, width = result.channel.values.shape
        if 0 <= x < width and 0 <= y < height:
            self.store.amend(channel=result.channel.number, position=(int(y), int(x)))

    def retranslate(self) -> None:
        """Take the texts that do not come with an answer from the active language."""
