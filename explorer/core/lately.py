"""What was made last, kept within a budget of memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Lately:
    """Makes things once, and once more when they have made room for others.

    Parameters
    ----------
    budget : int
        Bytes that are kept. What was not asked for longest goes first; the newest stays.
    """

    def __init__(self, budget: int) -> None:
        self._budget, self.size = budget, 0
        self._kept: dict[Hashable, tuple[Any, int]] = {}

    def get(self, key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """Return what ``make`` gives; from memory, where it is kept under ``key``.

        Parameters
        ----------
        size : callable
            Returns its bytes.
        """
        if key in self._kept:
            self._kept[key] = self._kept.pop(key)
        else:
            made = make()
            self._kept[key] = made, size(made)
            self.size += self._kept[key][1]
            while self.size > self._budget and len(self._kept) > 1:
                self.size -= self._kept.pop(next(iter(self._kept)))[1]
        found: T = self._kept[key][0]
        return found
