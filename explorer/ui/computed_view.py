"""A topic whose result follows from its state alone."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.jobs import Outcome
from explorer.core.store import Store
from explorer.ui.services import Services
from explorer.ui.topic_view import TopicView
from explorer.ui.widgets.message_bar import MessageBar

SHARPNESS = 2


class ComputedView(TopicView):
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
        self.problem = MessageBar()
        self.stage = QWidget()
        self._started = False
        store.subscribe(self._state_changed)

    def lay_out(self, panel: QWidget) -> None:
        """Put the stage to the left and ``panel`` with the controls to the right."""
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(panel)
        scroll.setMinimumWidth(300)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.problem)
        column.addWidget(self.stage, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(scroll)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([760, 330])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(splitter)

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

    def refuse(self, error: BaseException) -> None:
        """Say above the stage why there is nothing new to see."""
        if isinstance(error, UserError):
            self.problem.show_message(error)
        else:
            self.services.notify(error)

    def change(self, gesture: str | None = None, **changes: Any) -> None:
        """Change the state, or say why the value does not fit."""
        try:
            self.store.update(gesture, **changes)
        except UserError as error:
            self.refuse(error)

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
        self.problem.retranslate()
        self.commands.retranslate()
        if self.result is not None:
            self.show_result(self.result)
