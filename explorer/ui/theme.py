"""Light and dark, and icons that follow them."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from explorer.core.paths import resource

SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}

ROLES = {
    # role: (light, dark)
    QPalette.ColorRole.Window: ("#f5f6f8", "#1f2226"),
    QPalette.ColorRole.WindowText: ("#1c1f23", "#e6e8eb"),
    QPalette.ColorRole.Base: ("#ffffff", "#17191c"),
    QPalette.ColorRole.AlternateBase: ("#eef0f3", "#22262b"),
    QPalette.ColorRole.Text: ("#1c1f23", "#e6e8eb"),
    QPalette.ColorRole.Button: ("#ffffff", "#2b3036"),
    QPalette.ColorRole.ButtonText: ("#1c1f23", "#e6e8eb"),
    QPalette.ColorRole.ToolTipBase: ("#1f2226", "#e6e8eb"),
    QPalette.ColorRole.ToolTipText: ("#f5f6f8", "#1c1f23"),
    QPalette.ColorRole.PlaceholderText: ("#6b737d", "#8b939d"),
    QPalette.ColorRole.Highlight: ("#1769c2", "#3d8fe6"),
    QPalette.ColorRole.HighlightedText: ("#ffffff", "#0d1014"),
    QPalette.ColorRole.Accent: ("#1769c2", "#3d8fe6"),
    QPalette.ColorRole.Link: ("#1769c2", "#6cb0f5"),
    QPalette.ColorRole.Mid: ("#c5cad1", "#3c434b"),
    QPalette.ColorRole.Light: ("#ffffff", "#353b42"),
    QPalette.ColorRole.Midlight: ("#e3e6ea", "#30353b"),
    QPalette.ColorRole.Dark: ("#9aa2ac", "#14161a"),
    QPalette.ColorRole.Shadow: ("#70777f", "#08090a"),
}
# Fusion draws the frame of a check box in a darker shade of the window, which can hardly be
# seen; with this window (light, dark) it reaches 3 : 1 against the real one.
FRAMES = ("#a0a7b0", "#a3abb5")
FRAMED = ("QCheckBox", "CheckTable", "CheckList")
DISABLED = {
    QPalette.ColorRole.WindowText: ("#8d959e", "#707880"),
    QPalette.ColorRole.Text: ("#8d959e", "#707880"),
    QPalette.ColorRole.ButtonText: ("#8d959e", "#707880"),
    QPalette.ColorRole.Highlight: ("#b9c0c8", "#454c54"),
}


def apply(theme: str) -> None:
    """Switch the application to ``theme``: system, light or dark."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    if application.style().name() != "fusion":
        application.setStyle("fusion")
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(SCHEMES[theme])
    dark = theme == "dark" or (theme == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    # Not every platform passes the scheme on to the palette.
    application.setPalette(palette(dark))
    framed = QPalette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        framed.setColor(group, QPalette.ColorRole.Window, QColor(FRAMES[dark]))
    for kind in FRAMED:
        application.setPalette(framed, kind)


def palette(dark: bool) -> QPalette:
    """Return the palette of the chrome."""
    colours = QPalette()
    for role, pair in ROLES.items():
        colours.setColor(role, QColor(pair[dark]))
    for role, pair in DISABLED.items():
        colours.setColor(QPalette.ColorGroup.Disabled, role, QColor(pair[dark]))
    return colours


def icon(name: str) -> QIcon:
    """Return an icon drawn in the palette's present text colours."""
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    colours = QGuiApplication.palette()
    result = QIcon()
    for mode, group, role in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText),
        (QIcon.Mode.Selected, QPalette.ColorGroup.Active, QPalette.ColorRole.HighlightedText),
    ):
        colour = colours.color(group, role).name()
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
        for side in (16, 20, 24, 32, 48):
            pixmap = QPixmap(QSize(side, side))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter)
            painter.end()
            result.addPixmap(pixmap, mode)
    return result


SEGMENTS = """
QPushButton {
    border: 1px solid palette(mid); border-radius: 4px; padding: 4px 9px;
    background: palette(button); color: palette(button-text);
}
QPushButton:hover {border-color: palette(highlight);}
QPushButton:focus {border: 2px solid palette(highlight); padding: 3px 8px;}
QPushButton:checked {
    background: palette(highlight); border-color: palette(highlight);
    color: palette(highlighted-text);
}
QPushButton:checked:focus {border-color: palette(button-text);}
"""
