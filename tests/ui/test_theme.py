"""The chrome can be told apart from the window in both themes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.ui import theme
from explorer.ui.widgets.check_table import CheckTable, Row
from explorer.ui.widgets.name_filter import NameFilter


def luminance(colour: QColor) -> float:
    """The relative luminance of WCAG 2.2."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in colour.getRgbF()[:3]
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def highest(picture: QImage) -> float:
    """The highest contrast in the left part of a row, against its right end."""
    middle = picture.height() // 2
    base = picture.pixelColor(picture.width() - 4, middle)
    return max(contrast(picture.pixelColor(column, middle), base) for column in range(5))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_an_empty_check_box_stands_out(name: str, qtbot: QtBot) -> None:
    theme.apply(name)
    page, box = QWidget(), QCheckBox("Empty")
    qtbot.addWidget(page)
    QVBoxLayout(page).addWidget(box)
    picture = page.grab().toImage()
    assert highest(picture.copy(box.geometry())) >= 3
    theme.apply("light")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_so_does_an_empty_one_in_a_table(name: str, qtbot: QtBot) -> None:
    theme.apply(name)
    table = CheckTable(1, QHeaderView.ResizeMode.Stretch)
    qtbot.addWidget(table)
    table.show_rows([Row("off", False, [""])])
    table.show()
    cell = table.visualItemRect(table.item(0, 0))
    picture = table.viewport().grab(cell).toImage()
    assert highest(picture) >= 3
    theme.apply("light")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_so_does_one_in_the_list_of_classes(name: str, qtbot: QtBot) -> None:
    theme.apply(name)
    classes = NameFilter(lambda _names: None)
    qtbot.addWidget(classes)
    classes.show_names(("cat",), ())
    classes.list.show()
    cell = classes.list.visualItemRect(classes.list.item(0))
    picture = classes.list.viewport().grab(cell).toImage()
    assert highest(picture) >= 3
    theme.apply("light")
