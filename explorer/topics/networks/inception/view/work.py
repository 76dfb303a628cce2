"""What the worker computes for each change of the state."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from explorer.topics.networks.inception.result import Result, look
from explorer.topics.networks.inception.state import State
from explorer.weights.store import MissingWeightsError

if TYPE_CHECKING:
    from explorer.topics.networks.inception.activations import Looker


class Worker:
    """Keeps the trained network between changes. Used in the inference thread."""

    def __init__(self) -> None:
        self._looker: Looker | None = None

    def compute(self, state: State) -> Result:
        """Compute what the view of ``state`` shows.

        Raises
        ------
        UserError
            See `explorer.topics.networks.inception.result.interpret`.
        """
        result = look(state)
        if state.view != "activations":
            return result
        from explorer.topics.networks.inception.activations import Looker

        self._looker = self._looker or Looker()
        try:
            return dataclasses.replace(result, activations=self._looker.run(state))
        except MissingWeightsError as error:
            return dataclasses.replace(result, missing=error)
