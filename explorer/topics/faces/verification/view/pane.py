"""One of the two pictures, its faces marked; a click chooses one of several."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.faces.verification.pair import Side
from explorer.topics.faces.verification.samples import SAMPLE
from explorer.ui import theme
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.box_paint import Tag, dot, outline, write_tags
from explorer.ui.widgets.image_canvas import ImageCanvas, Mapping

CHOSEN, OTHER = CATEGORIES[0], CATEGORIES[1]


class Pane(QWidget):
    """A picture with its name and a button that opens another.

    Parameters
    ----------
    letter : str
        "A" or "B".
    open_picture : callable
        Asks for another picture.
    """

    face_chosen = Signal(int)
    """The user wants this face, from 1."""
    dropped = Signal(str)
    """The user drops this file here."""
    entered = Signal()
    """The user works here."""

    def __init__(self, letter: str, open_picture: Callable[[], None]) -> None:
        super().__init__()
        self.letter = letter
        self._side: Side | None = None
        self.canvas, self.name, self.button = ImageCanvas(), QLabel(), QPushButton()
        self.canvas.setMinimumSize(140, 110)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(open_picture)
        self.canvas.clicked.connect(self._clicked)
        self.canvas.installEventFilter(self)
        self.setAcceptDrops(True)
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        # The button below: messages lie over the top of the picture.
        column.addWidget(self.canvas, 1)
        column.addLayout(row)

    def show_side(self, side: Side, name: str) -> None:
        """Show a picture with its faces."""
        if self._side is None or self._side.looked is not side.looked:
            self.canvas.show_picture(side.looked.pixels)
        self._side = side
        self.canvas.show_overlay(self._paint)
        title = name.removeprefix(SAMPLE)
        short = "/".join(title.replace("\\", "/").split("/")[-2:])
        metrics = self.name.fontMetrics()
        text = metrics.elidedText(short, Qt.TextElideMode.ElideLeft, 150)
        self.name.setText(f"{self.letter}: {text}")
        self.name.setToolTip(title)

    def _paint(self, painter: QPainter, mapping: Mapping) -> None:
        assert self._side
        tags: list[Tag] = []
        faces = self._side.looked.faces
        for place, face in enumerate(faces):
            chosen = place == self._side.focus
            rect, colour = mapping.rect(*face.box.tolist()), CHOSEN if chosen else OTHER
            outline(painter, mapping, rect, colour, 2.5 if chosen else 1.5)
            if chosen:
                for x, y in face.five.tolist():
                    dot(painter, mapping, mapping.point(x, y), colour)
            if len(faces) > 1:
                tags.append((rect, str(place + 1), colour))
        write_tags(painter, mapping, tags)

    @Slot(float, float)
    def _clicked(self, x: float, y: float) -> None:
        if self._side is None:
            return
        for place, face in enumerate(self._side.looked.faces):
            x1, y1, x2, y2 = face.box.tolist()
            if x1 <= x <= x2 and y1 <= y <= y2:
                self.face_chosen.emit(place + 1)
                return

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a file; all else is the window's."""
        event.setAccepted(bool(_files(event.mimeData())))

    def dropEvent(self, event: QDropEvent) -> None:
        """Show the file that was dropped on this side."""
        event.acceptProposedAction()
        self.dropped.emit(_files(event.mimeData())[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice where the user works: the next picture is opened there."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.button.setText(tr("Open…"))
        self.button.setIcon(theme.icon("open"))
        self.button.setToolTip(f"{tr('Open picture {letter}', letter=self.letter)} ({self.letter})")
        self.button.setAccessibleName(tr("Open picture {letter}", letter=self.letter))
        self.canvas.setAccessibleName(tr("Picture {letter}", letter=self.letter))
        self.canvas.setToolTip(tr("Click a face to compare it."))


def _files(data: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
