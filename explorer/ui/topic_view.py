"""What the window asks of a topic's view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from explorer.core.store import Store
from explorer.ui.actions import Commands
from explorer.ui.services import Services
from explorer.ui.widgets.segments import Segments


class TopicView(QWidget):
    """Base of all topic views.

    Parameters
    ----------
    store : Store
        The topic's state; the view changes it through ``store.update`` only.
    services : Services
    """

    source_opened = Signal(str)
    """Another source has given its first picture: what the user asked for."""
    titled = Signal(str)
    """What is on screen, for the title of the window."""
    overcome = Signal(object)
    """A message, as it was given to ``services.notify``, is no longer true."""
    handed = Signal(str, object)
    """Another topic (its id) is to be opened with these fields (a mapping)."""

    answered = Signal()
    """`numbers` are those of the present state, after they were not (see `pending`)."""

    tools_changed = Signal()
    """Other commands than before belong in the toolbar."""

    commands: Commands
    toolbar: tuple[str, ...] = ()
    names_window = False
    """Whether the topic titles the window itself, by what is on screen."""
    takes_pictures = True
    """Whether pictures can be opened in this topic."""

    @property
    def pending(self) -> bool:
        """Whether the result of the present state is still on its way."""
        return False

    def __init__(self, store: Store[Any], services: Services) -> None:
        super().__init__()
        self.store = store
        self.services = services

    def start(self) -> None:
        """Begin work, or go on after `leave`; called when the topic comes to the front."""

    def rehearse(self) -> None:
        """Do what otherwise waits for the user, in bounded time; before a picture of the window."""

    def leave(self) -> None:
        """Let work rest and others have the camera; called when another topic comes."""

    def open_source(self, spec: str) -> None:
        """Show another picture, folder, video or camera (see `explorer.sources.open`)."""
        if spec == self.store.state.image:
            self.restart()
        else:
            self.store.update(image=spec)

    def restart(self) -> None:
        """Open the present source again, from its beginning."""

    def weights_came(self) -> None:
        """Called when weights were imported: try again what waited for them."""

    def message_place(self) -> QRect:
        """Return where a message may lie: under the buttons of the views, as wide as a view."""
        modes = self.findChild(Segments)
        if modes is None:
            return self.rect()
        column = modes.parentWidget()
        top = column.mapTo(self, QPoint(0, modes.geometry().bottom() + 4))
        return QRect(top, column.size()).adjusted(8, 0, -8, 0)

    def answers(self) -> list[QWidget]:
        """Return the widgets that give away what a lesson asks; blurred until it is revealed."""
        return []

    def veil(self, asked: str) -> None:
        """Hide what gives away a lesson's answer, where it would be too much to blur all.

        Parameters
        ----------
        asked : str
            Where the answer stands in the result, see `explorer.core.lessons.Step`; "" shows
            everything again.
        """

    def take_text(self, text: str) -> bool:
        """Take a pasted text (a matrix); False where the topic has no use for texts."""
        return False

    def picture(self) -> QImage | None:
        """Return what is on screen in the picture's own size."""
        raise NotImplementedError

    def drawing(self) -> QWidget | None:
        """Return the widget that an SVG file shows, None where the picture has pixels."""
        return None

    def numbers(self) -> dict[str, Any] | None:
        """Return the result as JSON values."""
        raise NotImplementedError

    def table(self) -> list[list[Any]]:
        """Return the result as rows, titles first."""
        raise NotImplementedError

    def code(self) -> Callable[[], str]:
        """Return the work that writes a script repeating the result.

        It is bound to the present state and runs off the GUI thread.
        """
        raise NotImplementedError

    def retranslate(self) -> None:
        """Take all texts from the active language and icons from the palette."""

    def tick(self) -> None:
        """Called about once a second while the topic is in front."""

    def shut(self) -> None:
        """Stop all work, within half a second."""
