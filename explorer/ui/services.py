"""What the window hands to every topic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from explorer.core.jobs import JobRunner
from explorer.core.settings import Settings
from explorer.core.store import Store
from explorer.ui.widgets.message_bar import AGAIN

if TYPE_CHECKING:
    from explorer.sources.reader import Reader


class Notify(Protocol):
    """Shows a sentence in the window."""

    def __call__(
        self,
        message: object,
        *,
        retry: Callable[[], None] | None = None,
        action: str = AGAIN,
        other: tuple[str, Callable[[], None]] | None = None,
        error: bool = True,
    ) -> None:
        """Show ``message`` (its ``str`` at the time).

        ``retry`` adds a button; ``action`` is its text, to be translated. ``other`` is
        the text and work of another one, which leaves the message where it is.
        """


@dataclass(frozen=True)
class Services:
    """Made by ``app.py`` only.

    Parameters
    ----------
    inference : JobRunner
        Owns every network and the device.
    io : JobRunner
        Files, downloads, camera lists.
    post : callable
        Calls a function in the GUI thread.
    reader : callable
        Makes the reader of a source: `Reader`, or `StepReader` where nothing may
        run by itself (tests, snapshots).
    settings : Store of Settings
    notify : Notify
    writes : bool
        Whether what the user keeps may be changed: not by a snapshot.
    """

    inference: JobRunner
    io: JobRunner
    post: Callable[[Callable[[], None]], None]
    reader: Callable[..., Reader]
    settings: Store[Settings]
    notify: Notify
    writes: bool = True
