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
from explorer.ui.stage_view import StageView, printed


class ComputedView(StageView):
    """Computes off the GUI thread after each change and shows the newest result.

    A state that cannot be computed is taken back and the reason said above the stage, so
    that controls and picture agree. A topic calls `lay_out` at the end of its ``__init__``
    and implements `show_result`.

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
        self._good: Any = None
        self._taking_back = False
        # Whose result is on its way.
        self._asked: Any = None
        store.subscribe(self._state_changed)

    def show_result(self, result: Any) -> None:
        """Draw ``result``, which belongs to the present state."""
        raise NotImplementedError

    def announce(self, state: Any) -> bool:
        """Say that what ``state`` asks for takes a while; return whether that was said."""
        return False

    @property
    def pending(self) -> bool:
        """Whether the result of the present state is still on its way."""
        return self._asked is not None

    def computation(self) -> Callable[[Any], Any]:
        """Return what makes a result of a state, off the GUI thread."""
        compute: Callable[[Any], Any] = self._topic.compute
        return compute

    def start(self) -> None:
        """Compute what the state asks for."""
        if not self._started:
            self._started = True
            self._compute()

    def _state_changed(self, _new: Any, _old: Any) -> None:
        # What is taken back to is on screen already.
        if self._started and not self._taking_back:
            self._compute()

    def _compute(self) -> None:
        state, compute = self.store.state, self.computation()
        self._asked = state
        announced = self.announce(state)

        def done(outcome: Outcome) -> None:
            self._computed(outcome)
            if self._asked is state:
                self._asked = None
                self.answered.emit()
            if outcome.error is None:
                self._good = state
            elif self._good is not None and state is self.store.state:
                self._taking_back = True
                self.store.withdraw(self._good)
                self._taking_back = False
                if announced:
                    self.show_result(self.result)

        self.services.inference.submit(self._topic.__name__, lambda _token: compute(state), done)

    def _computed(self, outcome: Outcome) -> None:
        if outcome.error is not None:
            self.refuse(outcome.error)
            return
        self.problem.clear_error()
        self.result = outcome.value
        self.show_result(outcome.value)

    # --- for the window -----------------------------------------------------

    def picture(self) -> QImage | None:
        """Return the drawing, enlarged so that it can be printed."""
        drawing = self.drawing()
        return None if drawing is None else printed(drawing)

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
        if self._asked is not None:
            self.announce(self._asked)
