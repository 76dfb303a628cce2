"""A topic whose result follows from its state alone."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from explorer.core.jobs import Outcome
from explorer.core.store import Store
from explorer.ui.services import Services
from explorer.ui.stage_view import StageView

SHARPNESS = 2


class ComputedView(StageView):
    """Computes off the GUI thread after each change and shows the newest result.

    A state that cannot be computed leaves the last good picture on screen with the
    reason above it. A topic calls `lay_out` at the end of its ``__init__`` and
    implements `show_result`.

    Parameters
    ----------
    topic : module
        The topic's ``state``: ``compute(state)``, ``to_code(state)``.
    """

    def __init__(self, store: Store[Any], services: Services, topic: ModuleType) -> None:
        super().__init__(store, services)
        self._topic = topic
        self.result: Any = None
        self._started = False
        store.subscribe(self._state_changed)

    def show_result(self, result: Any) -> None:
        """Draw ``result``."""
        raise NotImplementedError

    def start(self) -> None:
        """Compute what the state asks for."""
        if not self._started:
            self._started = True
            self._compute()

    def _state_changed(self, _new: Any, _old: Any) -> None:
        if self._started:
            self._compute()

    def _compute(self) -> None:
        state, compute = self.store.state, self._topic.compute
        self.services.inference.submit(
            self._topic.__name__, lambda _token: compute(state), self._computed
        )

    def _computed(self, outcome: Outcome) -> None:
        if outcome.error is not None:
            self.refuse(outcome.error)
            return
        self.problem.clear_error()
        self.result = outcome.value
        self.show_result(outcome.value)

    # --- for the window -----------------------------------------------------

    def picture(self) -> QImage | None:
        """Return the stage, enlarged so that it can be printed."""
        if self.result is None:
            return None
        image = QImage(self.stage.size() * SHARPNESS, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SHARPNESS)
        image.fill(self.palette().window().color())
        self.stage.render(image)
        return image

    def drawing(self) -> QWidget | None:
        """Return the stage, which is drawn and so can be saved as SVG."""
        return None if self.result is None else self.stage

    def numbers(self) -> dict[str, Any] | None:
        """Return the result as JSON values."""
        if self.result is None:
            return None
        content: dict[str, Any] = self.result.to_json()
        return content

    def code(self) -> Callable[[], str]:
        """Return the work that writes a script repeating the result."""
        state, to_code = self.store.state, self._topic.to_code
        return lambda: to_code(state)

    def retranslate(self) -> None:
        """Say everything in the active language."""
        super().retranslate()
        self.commands.retranslate()
        if self.result is not None:
            self.show_result(self.result)
