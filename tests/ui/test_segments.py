"""The row of buttons of which one is down."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from explorer.core import i18n
from explorer.core.i18n import tr
from explorer.ui.widgets.segments import Segments

pytestmark = pytest.mark.qt


def test_a_click_tells_the_mode_and_showing_one_does_not(qtbot) -> None:
    row = Segments({"boxes": "Boxes", "grid": "Grid"})
    qtbot.addWidget(row)
    picked: list[str] = []
    row.picked.connect(picked.append)
    assert row.mode == ""
    row.show_mode("boxes")
    assert row.mode == "boxes" and picked == []
    qtbot.mouseClick(row.buttons["grid"], Qt.MouseButton.LeftButton)
    assert row.mode == "grid" and picked == ["grid"]
    assert not row.buttons["boxes"].isChecked()


def test_the_texts_follow_the_language(qtbot) -> None:
    row = Segments({"grid": "Grid"})
    qtbot.addWidget(row)
    i18n.set_language("ko")
    row.retranslate()
    assert row.buttons["grid"].text() == tr("Grid") != "Grid"
