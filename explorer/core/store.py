"""The one place where a topic's state changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from explorer.core import fields

S = TypeVar("S")
Listener = Callable[[S, S], None]

DEPTH = 200


class Store(Generic[S]):
    """A state with undo and redo.

    Parameters
    ----------
    state : frozen dataclass
        The first state.
    """

    def __init__(self, state: S) -> None:
        self._state = state
        self._past: list[S] = []
        self._future: list[S] = []
        self._gesture: str | None = None
        self._listeners: list[Listener[S]] = []

    @property
    def state(self) -> S:
        """The present state."""
        return self._state

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to bring back."""
        return bool(self._future)

    def update(self, gesture: str | None = None, **changes: Any) -> None:
        """Change fields of the state as one step of undo.

        Parameters
        ----------
        gesture : str or None
            Successive updates of one gesture (a slider being dragged) are one step.

        Raises
        ------
        UserError
            A value does not fit; the state stays as it was.
        """
        self.replace(fields.change(self._state, changes, labelled=True), gesture)

    def replace(self, state: S, gesture: str | None = None) -> None:
        """Put ``state`` in the place of the present one, as one step of undo."""
        if state == self._state:
            return
        if gesture is None or gesture != self._gesture:
            self._past = [*self._past[1 - DEPTH :], self._state]
        self._gesture = gesture
        self._future.clear()
        self._set(state)

    def amend(self, **changes: Any) -> None:
        """Change fields without a step of undo: the last step turned out not to work."""
        self.withdraw(fields.change(self._state, changes))

    def withdraw(self, state: S) -> None:
        """Put ``state`` back without a step of undo: the last step turned out not to work."""
        self._gesture = None
        if self._past and self._past[-1] == state:
            # It would lead nowhere now.
            self._past.pop()
        self._set(state)

    def end_gesture(self) -> None:
        """Let the next update be a step of its own; one that came to nothing is none."""
        if self._gesture is not None and self._past and self._past[-1] == self._state:
            self.withdraw(self._state)
        self._gesture = None

    def undo(self) -> None:
        """Go back one step, if there is one."""
        if self._past:
            self._gesture = None
            self._future.append(self._state)
            self._set(self._past.pop())

    def redo(self) -> None:
        """Go forward one step, if there is one."""
        if self._future:
            self._gesture = None
            self._past.append(self._state)
            self._set(self._future.pop())

    def subscribe(self, listener: Listener[S]) -> Callable[[], None]:
        """Call ``listener(new, old)`` after each change; return how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _set(self, state: S) -> None:
        old, self._state = self._state, state
        for listener in tuple(self._listeners):
            if self._state is not state:
                # A listener has changed the state, and all have been told of that one.
                break
            listener(state, old)
