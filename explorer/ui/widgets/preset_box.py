"""Examples to start from, as a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.ui.widgets.choice_box import ChoiceBox


class Preset(Protocol):
    """A title and the fields of the state that it sets."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def changes(self) -> Mapping[str, Any]: ...  # noqa: D102


# Where one stands in an example and how one looks at it make no other example.
LOOKS = ("step", "filter", "channel", "selected", "position", "shift", "view")


class PresetBox(ChoiceBox):
    """Sets the state to an example; shows which one is on screen, if any."""

    def __init__(self, presets: Mapping[str, Preset], store: Store[Any]) -> None:
        super().__init__(self._pick)
        self._presets, self._store = presets, store
        store.subscribe(lambda _new, _old: self._show())
        self.retranslate()

    def _pick(self, name: str) -> None:
        self._store.update(**self._presets[name].changes)
        self._show()

    def _matches(self, preset: Preset) -> bool:
        return all(
            getattr(self._store.state, field) == value
            for field, value in preset.changes.items()
            if field not in LOOKS
        )

    def _show(self) -> None:
        entries = [(name, tr(preset.title)) for name, preset in self._presets.items()]
        shown = next((n for n, preset in self._presets.items() if self._matches(preset)), None)
        self.show_entries(entries, shown)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.setPlaceholderText(tr("Your own"))
        self._show()
