"""A topic with a stage, the controls beside it, and a bar for what does not work."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from explorer.core import matrix_text
from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.ui.services import Services
from explorer.ui.topic_view import TopicView
from explorer.ui.widgets.message_bar import MessageBar

LEAST_WIDTH = 300
SHARPNESS = 2


def printed(widget: QWidget) -> QImage:
    """Return a widget as a picture, enlarged so that it can be printed."""
    image = QImage(widget.size() * SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARPNESS)
    image.fill(widget.palette().window().color())
    widget.render(image)
    return image


class PanelArea(QScrollArea):
    """Scrolls controls up and down, and is as wide as they need."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The controls inside are reached one by one and scroll into sight.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(panel)

    def minimumSizeHint(self) -> QSize:
        """Leave room for the widest control and the scroll bar."""
        bar = self.verticalScrollBar().sizeHint().width()
        needed = self.widget().minimumSizeHint().width() + bar if self.widget() else 0
        return QSize(max(LEAST_WIDTH, needed), 100)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the panel when its texts become wider."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class StageView(TopicView):
    """Says above the stage why there is nothing new to see; the last good picture stays.

    A topic sets `stage`, calls `lay_out` at the end of its ``__init__`` and clears
    `problem` with each good result.
    """

    def __init__(self, store: Store[Any], services: Services) -> None:
        super().__init__(store, services)
        self.problem = MessageBar()
        self.stage = QWidget()

    def lay_out(self, panel: QWidget) -> None:
        """Put the stage to the left and ``panel`` with the controls to the right."""
        scroll = PanelArea(panel)
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

    def take_matrix(self, text: str) -> bool:
        """Use a pasted matrix as ``input``, or say why it is none; it is always taken."""
        try:
            self.change(input=matrix_text.parse(text))
        except UserError as error:
            self.refuse(error)
        return True

    def retranslate(self) -> None:
        """Say everything in the active language."""
        super().retranslate()
        self.problem.retranslate()
