"""What the worker computes for each change of the state."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from explorer.topics.networks.residual.result import Result, look
from explorer.topics.networks.residual.state import NETWORKS, State
from explorer.weights import store
from explorer.weights.store import MissingWeightsError

if TYPE_CHECKING:
    from explorer.topics.networks.residual.process import Cutter


class Worker:
    """Keeps the trained network between changes. Used in the inference thread.

    The training of the two networks runs beside it, see `coach.Coach`.
    """

    def __init__(self) -> None:
        self._cutter: Cutter | None = None

    def compute(self, state: State) -> Result:
        """Compute what the view of ``state`` shows.

        Raises
        ------
        UserError
            The block does not fit together, or picture or shortcut cannot be had.
        """
        result = look(state)
        if state.view != "cut":
            return result
        from explorer.topics.networks.residual.process import Cutter

        self._cutter = self._cutter or Cutter()
        try:
            return dataclasses.replace(result, cut=self._cutter.run(state))
        except MissingWeightsError as error:
            return dataclasses.replace(result, missing=error, instead=_instead(state.network))


def _instead(missing: str) -> str:
    """Return a network whose weights are on this machine, empty if there is none."""
    from explorer.nets.classifiers import find

    for name in NETWORKS:
        if name != missing and any(store.status(kind.name).path for kind in find(name).weights):
            return name
    return ""
