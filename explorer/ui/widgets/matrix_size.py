"""Rows and columns of a matrix, or of all slices of a volume, in the state."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from explorer.core import fields
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.ui.widgets.field_form import WholeNumber
from explorer.ui.widgets.matrix_field import resized


class MatrixSize(QWidget):
    """Two numbers; a matrix that grows is filled up with zeros.

    Parameters
    ----------
    store : Store
    name : str
        An ``array`` field; rows and columns are its last two axes.
    """

    def __init__(self, store: Store[Any], name: str) -> None:
        super().__init__()
        self._store, self._name = store, name
        limits = fields.spec(store.state, name).sides[-2:]
        self.rows, self.columns = (
            WholeNumber(fields.Spec("integer", "", 1, most, 1), self._resize) for most in limits
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.rows, 1)
        row.addWidget(QLabel("×"))
        row.addWidget(self.columns, 1)
        self.setFocusProxy(self.rows)
        store.subscribe(lambda _new, _old: self._show())
        self._show()

    def _resize(self, _value: int) -> None:
        array = getattr(self._store.state, self._name)
        shape = (*_shape(array)[:-2], self.rows.value(), self.columns.value())
        self._store.update(**{self._name: resized(array, shape)})

    def _show(self) -> None:
        rows, columns = _shape(getattr(self._store.state, self._name))[-2:]
        self.rows.show_value(rows)
        self.columns.show_value(columns)

    def setAccessibleName(self, name: str) -> None:
        """Name both numbers for screen readers: "Input size: Rows"."""
        super().setAccessibleName(name)
        self.rows.setAccessibleName(f"{name}: {tr('Rows')}")
        self.columns.setAccessibleName(f"{name}: {tr('Columns')}")


def _shape(nested: Any) -> tuple[int, ...]:
    return (len(nested), *_shape(nested[0])) if isinstance(nested, tuple) else ()
