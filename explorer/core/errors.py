"""The one kind of error that is meant for the user's eyes."""

from __future__ import annotations

from explorer.core.i18n import tr


class UserError(Exception):
    """A problem that the user can understand and act on.

    Parameters
    ----------
    text : str
        English sentence, also the translation key; ``{name}`` marks a value.
    **values
        Values for the marks. Translated when shown, so a language switch
        reaches messages already on screen.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.values = values

    def __str__(self) -> str:
        return tr(self.text, **self.values)
