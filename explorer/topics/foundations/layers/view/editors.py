"""Editors in the cells: a list where there are few values, a line to type in elsewhere."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from explorer.core import fields
from explorer.core.i18n import mark, tr
from explorer.topics.foundations.layers.layer import Layer
from explorer.topics.foundations.layers.view.columns import COLUMNS, NAMES, OPTIONS
from explorer.topics.foundations.layers.view.model import EDIT, INPUT_SHAPE, LayerModel

CHOSEN_WRONG = QColor("#8c2f1b")
PADDINGS = {"valid": mark("Valid (none)"), "same": mark("Same (size kept at stride 1)")}


def typed(text: str) -> Any:
    """Return the number that ``text`` writes, else the text: the state says what it accepts."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text.strip()


def shape(text: str) -> list[Any]:
    """Return the sides in a text like "32 × 32 × 3"."""
    return [typed(part) for part in re.split(r"[×xX*\s]+", text.strip()) if part]


def _model(index: QModelIndex) -> LayerModel:
    model = index.model()
    assert isinstance(model, LayerModel)
    return model


def _key(index: QModelIndex) -> str:
    return _model(index).cell(index).key


class SettingDelegate(QStyledItemDelegate):
    """Opens what fits the setting in a cell of a `LayerModel`."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Keep the row of a layer that does not fit red while it is chosen."""
        super().initStyleOption(option, index)
        if index.row() in _model(index).errors:
            option.palette.setColor(QPalette.ColorRole.Highlight, CHOSEN_WRONG)
            option.palette.setColor(QPalette.ColorRole.HighlightedText, QColor("white"))

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget:
        """Return a list of options, a list to type in, or a line."""
        key = _key(index)
        if key == INPUT_SHAPE:
            editor: QWidget = QLineEdit(parent)
        else:
            editor = self._setting_editor(parent, key)
        editor.setAccessibleName(tr(COLUMNS[NAMES[index.column()]].title).replace("\n", " "))
        return editor

    def _setting_editor(self, parent: QWidget, key: str) -> QWidget:
        kind = fields.spec(Layer, key).kind
        if kind == "integer":
            return QLineEdit(parent)
        box = QComboBox(parent)
        box.setEditable(kind != "choice")
        for value, text in OPTIONS.get(key, PADDINGS).items():
            box.addItem(tr(text), value)
        box.view().setMinimumWidth(box.sizeHint().width())
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # Later, as Qt may be about to finish by itself after the Return key.
        box.activated.connect(lambda _row: QTimer.singleShot(0, box, lambda: self._finish(box)))
        if not box.isEditable():
            QTimer.singleShot(0, box, box.showPopup)
        return box

    def _finish(self, editor: QWidget) -> None:
        if editor.isVisible():
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Put the editor on its cell; a list is as wide as its texts."""
        super().updateEditorGeometry(editor, option, index)
        if isinstance(editor, QComboBox):
            editor.resize(max(editor.width(), editor.sizeHint().width()), editor.height())

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        """Show the value of the cell."""
        value = index.data(EDIT)
        if isinstance(editor, QLineEdit):
            editor.setText(str(value))
            editor.selectAll()
            return
        assert isinstance(editor, QComboBox)
        row = editor.findData(value)
        editor.setCurrentIndex(row)
        if editor.isEditable() and row < 0:
            editor.setEditText(str(value))
            editor.lineEdit().selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex) -> None:
        """Pass on what was typed or chosen."""
        if isinstance(editor, QLineEdit):
            text = editor.text()
            model.setData(index, shape(text) if _key(index) == INPUT_SHAPE else typed(text))
            return
        assert isinstance(editor, QComboBox)
        row = editor.findText(editor.currentText())
        model.setData(index, typed(editor.currentText()) if row < 0 else editor.itemData(row))
