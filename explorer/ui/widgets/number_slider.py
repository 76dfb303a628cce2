"""A number as slider and as text, bound to one field of a store."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QSlider, QWidget

from explorer.core import fields
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.ui.widgets.undo_keys import share_undo


class NumberSlider(QWidget):
    """Label, slider and spin box of a number field.

    Parameters
    ----------
    store : Store
    name : str
        A ``number`` field of the store's state. A drag is one step of undo.
    hint : str
        What the number means, to be translated.
    """

    def __init__(self, store: Store[Any], name: str, hint: str) -> None:
        super().__init__()
        self._store, self._name = store, name
        self._spec = spec = fields.spec(store.state, name)
        assert spec.low is not None and spec.high is not None and spec.step is not None
        self._step = spec.step
        self._hint = hint
        self._label = QLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(spec.low / spec.step), round(spec.high / spec.step))
        self.slider.setPageStep(10)
        self.spin = QDoubleSpinBox()
        self.spin.setRange(spec.low, spec.high)
        self.spin.setSingleStep(spec.step)
        self.spin.setDecimals(max(0, len(f"{spec.step:g}".partition(".")[2])))
        # Else each key would change the state, and the state rewrite what is typed.
        self.spin.setKeyboardTracking(False)
        # Back to the keys of the topic, which digits are too.
        self.spin.lineEdit().returnPressed.connect(self.spin.clearFocus)
        share_undo(self.spin)
        self._label.setBuddy(self.slider)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label, 0, 0)
        layout.addWidget(self.spin, 0, 1)
        layout.addWidget(self.slider, 1, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._finished)
        self.spin.valueChanged.connect(self._typed)
        self.spin.editingFinished.connect(self._finished)
        store.subscribe(self._show)
        self._show(store.state, None)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the label from the active language."""
        text = tr(self._spec.label)
        self._label.setText(text)
        self.setToolTip(tr(self._hint))
        self.slider.setAccessibleName(text)
        self.spin.setAccessibleName(text)

    @Slot(int)
    def _slid(self, position: int) -> None:
        self._store.update(self._name, **{self._name: round(position * self._step, 9)})

    @Slot(float)
    def _typed(self, value: float) -> None:
        self._store.update(self._name, **{self._name: round(value, 9)})

    @Slot()
    def _finished(self) -> None:
        self._store.end_gesture()

    def _show(self, state: Any, _old: Any) -> None:
        value = getattr(state, self._name)
        with QSignalBlocker(self.slider), QSignalBlocker(self.spin):
            self.slider.setValue(round(value / self._step))
            self.spin.setValue(value)
