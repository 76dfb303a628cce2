"""The right side of k-means: the label set, k, and the anchors found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.detection.anchors.clusters import KMeans
from explorer.topics.detection.anchors.state import State
from explorer.topics.detection.anchors.view.tables import TextTable
from explorer.ui.widgets.field_form import FieldForm

HINTS = {
    "clusters": mark("More anchors fit better, and every slot more costs a prediction."),
    "seed": mark("Another seed: other boxes are the first anchors."),
    "count": mark("So many boxes are generated: people, cars and more, near and far."),
}


class KMeansPanel(QWidget):
    """Controls of k-means, and the anchors of the step that is shown."""

    file_wanted = Signal()
    folder_wanted = Signal()
    anchors_used = Signal()

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__()
        self._store = store
        self.form = FieldForm(store, {}, HINTS, refused)
        self.source = QLabel()
        self.source.setWordWrap(True)
        self.file, self.folder, self.generated, self.use = (QPushButton() for _ in range(4))
        self.table = TextTable()
        self.form.add_row(mark("Label set"), self.source)
        for name in ("count", "clusters", "seed"):
            self.form.add_field(name)
        buttons = QHBoxLayout()
        for button in (self.file, self.folder):
            buttons.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.addLayout(buttons)
        column.addWidget(self.generated)
        column.addWidget(self.form)
        column.addWidget(self.table, 1)
        column.addWidget(self.use)
        for button in (self.file, self.folder, self.generated, self.use):
            button.setAutoDefault(False)
        self.file.clicked.connect(self.file_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.generated.clicked.connect(lambda: store.update(label_file=""))
        self.use.clicked.connect(self.anchors_used)

    def show_kmeans(self, kmeans: KMeans) -> None:
        """Show the label set and the anchors of the step."""
        path = self._store.state.label_file
        name = Path(path).name if path else tr("generated")
        self.source.setText(tr("{name}: {count} boxes", name=name, count=len(kmeans.labels.sizes)))
        self.source.setToolTip(path)
        self.generated.setVisible(bool(path))
        self.form.show_fields(("clusters", "seed") if path else ("count", "clusters", "seed"))
        shapes, counts = kmeans.sorted_anchors, kmeans.counts.tolist()

        def text(row: int, column: int) -> str:
            if column in (1, 2):
                return f"{shapes[row][column - 1]:.4f}"
            return str(row + 1) if column == 0 else str(counts[row])

        titles = [tr("Anchor"), tr("Width"), tr("Height"), tr("Boxes")]
        self.table.show_rows(titles, len(shapes), text, ["0.0000", "0.0000", "100000"])

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.form.retranslate()
        self.file.setText(tr("Open labels…"))
        self.file.setToolTip(tr("YOLO (.txt) or COCO (.json)"))
        self.folder.setText(tr("Open folder…"))
        self.folder.setToolTip(tr("A folder of YOLO labels (.txt)"))
        self.generated.setText(tr("Back to generated labels"))
        self.use.setText(tr("Use these anchors"))
        self.use.setToolTip(tr("Build the target with the anchors of this step (U)"))
        self.table.setAccessibleName(tr("Anchors"))
