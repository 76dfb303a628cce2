"""The second view: a triplet of pictures goes through the one network."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.faces.triplet import texts
from explorer.topics.faces.triplet.passing import Passing
from explorer.topics.faces.triplet.view.coach import Coach
from explorer.topics.faces.triplet.view.siamese_paint import draw
from explorer.ui.widgets.cells import number_text
from explorer.ui.widgets.coach_bar import CoachBar

LARGER = 1.15


class Diagram(QWidget):
    """Draws a `Passing`."""

    painted = Signal()
    """All that was shown last is on screen."""

    def __init__(self) -> None:
        super().__init__()
        self.passing: Passing | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(400, 240)

    def sizeHint(self) -> QSize:
        """Prefer pictures that can be seen."""
        return QSize(640, 420)

    def show_passing(self, passing: Passing | None) -> None:
        """Show another triplet, or none yet."""
        self.passing = passing
        if passing:
            points = passing.points.ravel().tolist()
            self.setAccessibleDescription(", ".join(number_text(value) for value in points))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the triplet on its way."""
        if self.passing is not None:
            painter = QPainter(self)
            draw(painter, QRectF(self.rect()).adjusted(4, 4, -4, -4), self.passing, self.palette())
            painter.end()
        self.painted.emit()


class SiamesePage(QWidget):
    """Draws a `Passing`; asks the coach to go on once it is painted."""

    def __init__(self, coach: Coach) -> None:
        super().__init__()
        self._coach, self._due = coach, False
        self.diagram = Diagram()
        self.formula, self.caption = QLabel(), QLabel()
        font = self.formula.font()
        font.setPointSizeF(font.pointSizeF() * LARGER)
        font.setBold(True)
        self.formula.setFont(font)
        for label in (self.formula, self.caption):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = CoachBar(coach)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.diagram, 1)
        for part in (self.formula, self.caption, self.bar):
            column.addWidget(part)
        self.diagram.painted.connect(self._painted)

    @Slot()
    def _painted(self) -> None:
        if self._due:
            self._due = False
            # Not within the painting: where jobs run at once, more is to be painted then.
            QTimer.singleShot(0, self, self._coach.go_on)

    def show_passing(self, passing: Passing | None) -> None:
        """Draw another triplet; None: the networks are still to be made."""
        self._due = True
        self.diagram.show_passing(passing)
        self.formula.setText(texts.formula(passing.triplet) if passing else "")
        self.caption.setText(texts.passing_text(passing) if passing else "")
        self.bar.show_epochs(self._coach.progress)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.diagram.setAccessibleName(tr("Three pictures and the network they share"))
        self.bar.retranslate()
