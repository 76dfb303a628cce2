"""A topic one of whose views needs a network's weights."""

from __future__ import annotations

from explorer.ui.computed_view import ComputedView
from explorer.ui.fetching import Fetching
from explorer.ui.importing import Importing


class WeightsCare(ComputedView):
    """Gets the weights that ``result.missing``, an error, says are missing."""

    needing = ""
    """The view that needs them."""

    @property
    def _missing(self) -> str:
        return str(self.result.missing.values["name"])

    def fetch(self) -> None:
        """Fetch them."""
        Fetching(self.services, self._missing, self.weights_came).start()

    def take(self) -> None:
        """Ask for a file with them."""
        Importing(self, self.services, self.weights_came, self._missing).start()

    def weights_came(self) -> None:
        """Run the network that waited for them."""
        if self.store.state.view == self.needing:
            self._compute()
