"""What a transfer tells, and what it asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

# (done, total), bytes.
Progress = Callable[[int, int], None]


class Token(Protocol):
    """What a download asks whether it should go on; see `explorer.core.jobs.CancelToken`."""

    @property
    def cancelled(self) -> bool:
        """Whether to stop."""

    def check(self) -> None:
        """Raise `Cancelled` if so."""
