"""Qt's own texts (buttons of dialogs) in the active language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from explorer.core.i18n import language


class _Translator(QTranslator):
    """Told apart from translators that are not ours."""


def translate_qt() -> None:
    """Load Qt's catalogue of the active language in the place of the last one."""
    application = QCoreApplication.instance()
    assert application is not None
    for old in application.findChildren(_Translator):
        application.removeTranslator(old)
        old.deleteLater()
    translator = _Translator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language()}", folder):
        application.installTranslator(translator)
