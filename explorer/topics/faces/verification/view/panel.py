"""The right side: what belongs to the view in front."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.faces.verification.presets import PRESETS
from explorer.topics.faces.verification.samples import locate
from explorer.topics.faces.verification.state import FORMS, SOURCES, VIEWS, State
from explorer.ui import theme
from explorer.ui.widgets.choice_box import ChoiceBox
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.preset_box import PresetBox

HINTS = {
    "threshold": mark(
        "Up to this distance two faces are taken for one person. Higher accepts more."
    ),
    "face_a": mark("From the left to the right; the last one stands for those beyond."),
    "face_b": mark("From the left to the right; the last one stands for those beyond."),
    "people": mark("How many people one face is compared with."),
    "accuracy_one": mark("How often one comparison with one person is right."),
    "query": mark("Which of their pictures is compared, counted from 1."),
    "form": mark("How two embeddings become the numbers that the classifier weighs."),
    "share": mark("All pictures of some people are learnt from; those of the others are not."),
    "seed": mark("Another seed: other people held out, other pairs learnt from."),
    "steps": mark("Each over all pairs learnt from."),
    "rate": mark("How far a step of gradient descent goes."),
    "weight_decay": mark("Keeps the weights small, which helps with few pairs."),
}
FIELDS = {
    "pair": ("threshold", "face_a", "face_b"),
    "lab": ("threshold",),
    "gallery": ("threshold", "query", "accuracy_one", "people"),
    "classifier": ("form", "share", "seed", "steps", "rate", "weight_decay"),
}
WITH_PEOPLE = ("lab", "gallery", "classifier")


class PeopleField(QWidget):
    """Whose faces: those of a folder, which another can take the place of, or those enrolled."""

    def __init__(self, store: Store[State], choose: Callable[[], None]) -> None:
        super().__init__()
        self._store = store
        self.box, self.button = ChoiceBox(self._picked), QToolButton()
        self.button.clicked.connect(choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.box)
        store.subscribe(lambda _new, _old: self.retranslate())

    def _picked(self, source: str) -> None:
        self._store.update(source=source)

    def setAccessibleName(self, name: str) -> None:
        """Name the list for screen readers."""
        super().setAccessibleName(name)
        self.box.setAccessibleName(name)

    def retranslate(self) -> None:
        """Show the present people and the present folder."""
        path = Path(locate(self._store.state.folder))
        name = self.fontMetrics().elidedText(path.name, Qt.TextElideMode.ElideMiddle, 110)
        texts = {"folder": tr("Folder {name}", name=name), "gallery": tr("Enrolled people")}
        self.box.show_entries([(key, texts[key]) for key in SOURCES], self._store.state.source)
        self.box.setToolTip(
            tr("Enrolled are the people of the topic Face recognition. Folder: {path}", path=path)
        )
        self.button.setIcon(theme.icon("folder"))
        self.button.setToolTip(f"{tr('Choose a folder with a sub-folder for each person')} (D)")
        self.button.setAccessibleName(tr("Choose a folder of people"))


class Panel(QWidget):
    """One form for each view."""

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        choose_folder: Callable[[], None],
        use_best: Callable[[], None],
    ) -> None:
        super().__init__()
        self.best = QPushButton()
        self.best.setAutoDefault(False)
        self.best.clicked.connect(use_best)
        self.forms = {view: FieldForm(store, FORMS, HINTS, refused) for view in VIEWS}
        self.preset = PresetBox(PRESETS, store)
        self.forms["pair"].add_row(mark("Example"), self.preset)
        self.people = {view: PeopleField(store, choose_folder) for view in WITH_PEOPLE}
        for view, field in self.people.items():
            self.forms[view].add_row(mark("People"), field)
        column = QVBoxLayout(self)
        for view, form in self.forms.items():
            for name in FIELDS[view]:
                form.add_field(name)
            column.addWidget(form)
        column.addWidget(self.best)
        column.addStretch(1)
        self.show_view(store.state.view)

    def show_view(self, view: str) -> None:
        """Show what belongs to the view in front."""
        for name, form in self.forms.items():
            form.setVisible(name == view)
        self.best.setVisible(view == "lab")

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for form in self.forms.values():
            form.retranslate()
        self.best.setText(tr("Threshold with the fewest errors"))
