"""The right side: what belongs to the view in front."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.faces.triplet.points import Point
from explorer.topics.faces.triplet.presets import PRESETS
from explorer.topics.faces.triplet.result import ROLES, Result
from explorer.topics.faces.triplet.state import MINING, NETWORKS, State
from explorer.topics.faces.triplet.view.commands import COLLAPSE, HINTS, POINT_HINT, UNSEEN_HINT
from explorer.topics.faces.triplet.view.plane_paint import COLOURS
from explorer.topics.faces.triplet.view.point_field import PointField
from explorer.topics.faces.triplet.view.unseen_field import UnseenField
from explorer.ui.widgets.curve import Curve
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.preset_box import PresetBox

NAMES = {"anchor": mark("Anchor A"), "positive": mark("Positive P"), "negative": mark("Negative N")}
HIGHEST_CURVE = 170
FORMS = {"plane": ("plane",), "siamese": ("siamese", "training"), "training": ("training",)}
"""Which forms each view shows."""


class Panel(QWidget):
    """One form for each view.

    Parameters
    ----------
    store : Store
    refused : callable
        Told when a value does not fit.
    moved : callable
        Told which point was typed, and where it is to lie.
    collapse : callable
        Puts all points into one.
    """

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        moved: Callable[[str, Point], None],
        collapse: Callable[[], None],
    ) -> None:
        super().__init__()
        self._store = store
        self.points = {
            role: PointField(lambda point, role=role: moved(role, point)) for role in ROLES
        }
        self.collapse = QPushButton()
        self.collapse.setAutoDefault(False)
        self.collapse.clicked.connect(lambda: collapse())
        self.curve = Curve(COLOURS[2])
        self.curve.setMaximumHeight(HIGHEST_CURVE)
        self.curve.picked.connect(self._go_to)
        self.curve.released.connect(store.end_gesture)
        self.forms = {
            view: FieldForm(store, {**MINING, **NETWORKS}, HINTS, refused)
            for view in ("plane", "siamese", "training")
        }
        self._fill_forms()
        column = QVBoxLayout(self)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        for form in self.forms.values():
            column.addWidget(form)
        column.addWidget(self.collapse)
        column.addWidget(self.curve)
        column.addStretch(1)
        self.show_view(store.state.view)

    def _fill_forms(self) -> None:
        plane, training = self.forms["plane"], self.forms["training"]
        plane.add_row(mark("Example"), PresetBox(PRESETS, self._store))
        for role, field in self.points.items():
            plane.add_row(NAMES[role], field, POINT_HINT)
        for name in ("margin", "learning_rate"):
            plane.add_field(name)
        for name in ("network", "example"):
            self.forms["siamese"].add_field(name)
        training.add_field("mining")
        training.add_row(mark("Digits never trained on"), UnseenField(self._store), UNSEEN_HINT)
        for name in ("epochs", "batch", "seed", "margin", "rate"):
            training.add_field(name)

    def _go_to(self, step: int) -> None:
        self._store.update("steps", steps=step)

    def show_view(self, view: str) -> None:
        """Show what belongs to the view in front."""
        for name, form in self.forms.items():
            form.setVisible(name in FORMS[view])
        for part in (self.collapse, self.curve):
            part.setVisible(view == "plane")

    def show_result(self, result: Result) -> None:
        """Show where the points are, and the loss on the way there."""
        for field, point in zip(self.points.values(), result.points.tolist(), strict=True):
            field.show_point(point)
        self.curve.show_values(result.descent.losses[: result.steps + 1])

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for form in self.forms.values():
            form.retranslate()
        self.collapse.setText(tr(COLLAPSE.text))
        self.collapse.setToolTip(f"{tr(COLLAPSE.text)} ({COLLAPSE.keys[0]})")
        self.curve.set_texts(tr("Loss over the steps"), "")
        self.curve.setToolTip(tr("Click or drag to go to a step."))
