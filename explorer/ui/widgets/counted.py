"""How many filters or channels a state has, and which of them is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.ui.widgets.choice_box import ChoiceBox
from explorer.ui.widgets.field_form import WholeNumber


class Count(WholeNumber):
    """How many there are of something; another number may change several fields alike.

    Parameters
    ----------
    store : Store
    limit : int
    read : callable
        Returns the present number.
    change : callable
        Returns a state with another number.
    refused : callable
        Told when that does not fit.
    """

    def __init__(
        self,
        store: Store[Any],
        limit: int,
        read: Callable[[Any], int],
        change: Callable[[Any, int], Any],
        refused: Callable[[UserError], None],
    ) -> None:
        super().__init__(fields.Spec("integer", "", 1, limit, 1), self._changed)
        self._store, self._change, self._refused = store, change, refused
        store.subscribe(lambda new, _old: self.show_value(read(new)))
        self.show_value(read(store.state))

    def _changed(self, number: int) -> None:
        try:
            self._store.replace(self._change(self._store.state, number))
        except UserError as error:
            self._refused(error)


class Looked(ChoiceBox):
    """Which filter or channel is in front.

    Parameters
    ----------
    store : Store
    name : str
        The field with its number.
    names : callable
        Returns what each is called.
    """

    def __init__(self, store: Store[Any], name: str, names: Callable[[Any], Sequence[str]]) -> None:
        super().__init__(lambda number: store.update(**{name: number}))
        self._store, self._name, self._names = store, name, names
        store.subscribe(lambda _new, _old: self.retranslate())

    def retranslate(self) -> None:
        """Show the names in the active language."""
        names = self._names(self._store.state)
        at = min(getattr(self._store.state, self._name), len(names) - 1)
        self.show_entries(list(enumerate(names)), at)
