"""What the worker computes for each change of the state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.jobs import CancelToken
from explorer.topics.detection.sliding.result import Result
from explorer.topics.detection.sliding.state import State

if TYPE_CHECKING:
    from explorer.topics.detection.sliding.process import Scanner


class Worker:
    """Keeps network and scan between changes. Used in the inference thread."""

    def __init__(self) -> None:
        self._scanner: Scanner | None = None
        self._token = CancelToken()

    def compute(self, state: State) -> Result:
        """Slide over the picture of ``state``.

        Raises
        ------
        UserError
            Window and picture do not fit together, or picture or weights cannot be had.
        Cancelled
            It was stopped.
        """
        if self._scanner is None:
            # torch, which the window does not wait for.
            from explorer.topics.detection.sliding.process import Scanner

            self._scanner = Scanner(self._token)
        return self._scanner.run(state)

    def stop(self) -> None:
        """End the work for good; called from another thread."""
        self._token.cancel()
