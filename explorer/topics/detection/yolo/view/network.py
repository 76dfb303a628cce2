"""The network of the detector: what to do when it fails or is missing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot

from explorer.core.store import Store
from explorer.topics.detection.yolo.pipeline import Pipeline
from explorer.topics.detection.yolo.state import State
from explorer.ui.fetching import FETCH, Fetching
from explorer.ui.importing import IMPORT, Importing
from explorer.ui.live_view import HINT, LiveView
from explorer.ui.services import Services
from explorer.weights.store import MissingWeightsError


class NetworkCare(LiveView):
    """Goes back to the network that worked, or fetches the one that is missing."""

    pipeline: Pipeline

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        # The network that is known to work; at first the bundled one.
        self._good_model = ""

    def failed(self, error: BaseException) -> None:
        """Say what went wrong; offer to fetch or import a network that is missing."""
        if isinstance(error, MissingWeightsError):
            self.show_hint(HINT)
            name = str(error.values["name"])
            fetching = Fetching(self.services, name, self.try_again)
            importing = Importing(self, self.services, self.try_again, name)
            self.services.notify(
                error, retry=fetching.start, action=FETCH, other=(IMPORT, importing.start)
            )
        else:
            super().failed(error)

    def working(self) -> dict[str, Any]:
        """Return the source and the network that worked."""
        # Before the first frame it is the source that failed.
        network = {"model": self._good_model} if self.flow.frame else {}
        return {**super().working(), **network}

    @Slot()
    def try_again(self) -> None:
        """Run the network again where it is behind, else open the source."""
        if self.pipeline.waiting:
            self.pipeline.repeat()
        else:
            self.restart()
