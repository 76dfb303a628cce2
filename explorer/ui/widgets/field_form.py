"""Controls for the fields of a state, made from their declarations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLabel, QSpinBox, QWidget

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.ui.widgets.choice_box import ChoiceBox
from explorer.ui.widgets.number_slider import NumberSlider
from explorer.ui.widgets.undo_keys import share_undo


@runtime_checkable
class Retranslated(Protocol):
    """A widget with texts of its own."""

    def retranslate(self) -> None:
        """Take all texts from the active language."""


class WholeNumber(QSpinBox):
    """A spin box that reports only what the user sets."""

    def __init__(self, spec: fields.Spec, changed: Callable[[int], None]) -> None:
        super().__init__()
        assert spec.low is not None and spec.high is not None and spec.step is not None
        self.setRange(int(spec.low), int(spec.high))
        self.setSingleStep(int(spec.step))
        self.setKeyboardTracking(False)
        # Back to the keys of the topic, which digits are too.
        self.lineEdit().returnPressed.connect(self.clearFocus)
        share_undo(self)
        self.valueChanged.connect(changed)

    def show_value(self, value: int) -> None:
        """Show ``value`` without reporting it."""
        with QSignalBlocker(self):
            self.setValue(value)

    def setMaximum(self, most: int) -> None:
        """Allow no more than ``most``; what that makes of a larger value is not reported."""
        with QSignalBlocker(self):
            super().setMaximum(most)


class NumberOrChoice(QWidget):
    """One of some texts, or a number of the user's own."""

    def __init__(
        self, spec: fields.Spec, texts: Mapping[str, str], changed: Callable[[Any], None]
    ) -> None:
        super().__init__()
        self._spec, self._texts, self._changed = spec, texts, changed
        self.choice = ChoiceBox(self._picked)
        self.number = WholeNumber(spec, changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.choice, 1)
        layout.addWidget(self.number)
        self.setFocusProxy(self.choice)

    def setAccessibleName(self, name: str) -> None:
        """Name both parts for screen readers."""
        super().setAccessibleName(name)
        self.choice.setAccessibleName(name)
        self.number.setAccessibleName(name)

    def _picked(self, option: str) -> None:
        self._changed(option or self.number.value())

    def show_value(self, value: Any) -> None:
        """Show ``value`` without reporting it."""
        entries = [(name, tr(self._texts[name])) for name in self._spec.options]
        own = not isinstance(value, str)
        self.choice.show_entries([*entries, ("", tr("Number"))], "" if own else value)
        self.number.setEnabled(own)
        if own:
            self.number.show_value(value)


class FieldForm(QWidget):
    """Rows with labels: fields of a store's state, and widgets of the topic's own.

    Parameters
    ----------
    store : Store
    texts : mapping
        What the options of choices say, to be translated.
    hints : mapping
        Field name to what it means, to be translated.
    refused : callable
        Told when a value does not fit.
    """

    def __init__(
        self,
        store: Store[Any],
        texts: Mapping[str, str],
        hints: Mapping[str, str],
        refused: Callable[[UserError], None],
    ) -> None:
        super().__init__()
        self._store, self._texts, self._hints, self._refused = store, texts, hints, refused
        self._rows: list[tuple[str, str, QWidget, QLabel | None]] = []
        self.editors: dict[str, QWidget] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        store.subscribe(lambda _new, _old: self._show())

    def add_row(self, text: str, editor: QWidget, hint: str = "") -> None:
        """Add a widget of the topic's own; ``text`` and ``hint`` are to be translated."""
        wide = isinstance(editor, NumberSlider | QCheckBox)
        label = None if wide else QLabel()
        if label is None:
            self._form.addRow(editor)
        else:
            label.setBuddy(editor)
            policy = editor.sizePolicy()
            policy.setHorizontalPolicy(policy.Policy.Expanding)
            editor.setSizePolicy(policy)
            self._form.addRow(label, editor)
        self._rows.append((text, hint, editor, label))

    def add_field(self, name: str) -> None:
        """Add a field of kind number, integer, flag, choice, or integer or choice."""
        editor = self.editors[name] = self._make(name)
        label = fields.spec(self._store.state, name).label
        self.add_row(label, editor, self._hints.get(name, ""))

    def show_fields(self, names: Collection[str]) -> None:
        """Show the fields in ``names`` and hide the others."""
        for name, editor in self.editors.items():
            self._form.setRowVisible(editor, name in names)

    def _make(self, name: str) -> QWidget:
        spec = fields.spec(self._store.state, name)

        def changed(value: Any) -> None:
            self._update(name, value)

        if spec.kind == "number":
            return NumberSlider(self._store, name, self._hints.get(name, ""))
        if spec.kind == "flag":
            box = QCheckBox()
            box.toggled.connect(changed)
            return box
        if spec.kind == "integer":
            return WholeNumber(spec, changed)
        if spec.kind == "choice":
            return ChoiceBox(changed)
        return NumberOrChoice(spec, self._texts, changed)

    def _update(self, name: str, value: Any) -> None:
        try:
            self._store.update(**{name: value})
        except UserError as error:
            self._refused(error)
            self._show()

    def _show(self) -> None:
        for name, editor in self.editors.items():
            value = getattr(self._store.state, name)
            if isinstance(editor, QCheckBox):
                with QSignalBlocker(editor):
                    editor.setChecked(value)
            elif isinstance(editor, ChoiceBox):
                options = fields.spec(self._store.state, name).options
                editor.show_entries([(key, tr(self._texts[key])) for key in options], value)
            elif isinstance(editor, WholeNumber | NumberOrChoice):
                editor.show_value(value)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for text, hint, editor, label in self._rows:
            if isinstance(editor, NumberSlider):
                editor.retranslate()
                continue
            if isinstance(editor, QCheckBox):
                editor.setText(tr(text))
            elif label:
                label.setText(tr(text))
            if hint:
                editor.setToolTip(tr(hint))
            editor.setAccessibleName(tr(text))
            if isinstance(editor, Retranslated):
                editor.retranslate()
        self._show()
