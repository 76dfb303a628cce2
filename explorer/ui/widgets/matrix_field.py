"""An editable grid bound to one array field of a store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot

from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.ui.widgets.matrix_grid import MatrixGrid


def replaced(nested: Any, path: tuple[int, ...], value: Any) -> Any:
    """Return nested tuples with another entry at ``path``; an empty path replaces all."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    return (*nested[:first], replaced(nested[first], rest, value), *nested[first + 1 :])


def resized(nested: Any, shape: tuple[int, ...]) -> Any:
    """Return nested tuples cut, or filled up with zeros, to ``shape``."""
    if not shape:
        return 0.0 if isinstance(nested, tuple) else nested
    kept = [resized(part, shape[1:]) for part in nested[: shape[0]]]
    return (*kept, *(resized((), shape[1:]) for _ in range(shape[0] - len(kept))))


def axes(nested: Any) -> int:
    """Return how many axes nested lists have."""
    return 1 + axes(nested[0]) if isinstance(nested, list) and nested else 0


class MatrixField(MatrixGrid):
    """Edits a matrix that is a field of the state, or a part of a deeper array.

    What is shown comes from outside through `show_cells`, with the result.

    Parameters
    ----------
    store : Store
    name : str
        An ``array`` field.
    refused : callable
        Told what cannot be taken and why.
    within : callable
        Indices of the leading axes: (filter, channel) of the matrix on screen.
    deeper : callable
        Takes a pasted array that has more axes than a matrix.
    empty : callable
        What an empty field stands for: nested tuples that the first edit changes.
    """

    def __init__(
        self,
        store: Store[Any],
        name: str,
        refused: Callable[[UserError], None],
        *,
        step: float = 1.0,
        within: Callable[[], tuple[int, ...]] = tuple,
        deeper: Callable[[Any], None] | None = None,
        empty: Callable[[], Any] = tuple,
    ) -> None:
        super().__init__(editable=True, step=step)
        self._store, self._name, self._refused, self._within = store, name, refused, within
        self._deeper, self._empty = deeper, empty
        self.edited.connect(self._edit)
        self.finished.connect(store.end_gesture)
        self.pasted.connect(self.take)
        self.refused.connect(refused)

    @Slot(int, int, float)
    def _edit(self, row: int, column: int, value: float) -> None:
        self._put((row, column), value, gesture=self._name)

    @Slot(object)
    def take(self, matrix: Any) -> None:
        """Put a whole matrix, nested lists, in place of the present one."""
        if self._deeper and axes(matrix) > 2:
            self._deeper(matrix)
            return
        if isinstance(matrix, list):
            matrix = tuple(matrix)
        self._put((), matrix)

    def _put(self, path: tuple[int, ...], value: Any, gesture: str | None = None) -> None:
        present = getattr(self._store.state, self._name) or self._empty()
        try:
            changed = replaced(present, (*self._within(), *path), value)
            self._store.update(gesture, **{self._name: changed})
        except IndexError:
            # What is shown comes later than the state that it follows from.
            self._refused(UserError("This cell is no longer there."))
        except UserError as error:
            self._refused(error)
