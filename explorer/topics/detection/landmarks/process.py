"""One frame through both networks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from explorer.core.jobs import CancelToken
from explorer.nets.faces import FaceFinder, FoundFace
from explorer.sources.base import Frame
from explorer.sources.open import first_frame
from explorer.topics.detection.landmarks.result import Result, interpret
from explorer.topics.detection.landmarks.state import State


@dataclass(frozen=True, eq=False)
class Processed:
    """A frame with all faces that were found in it, and what ``state`` makes of them."""

    frame: Frame
    state: State
    found: tuple[FoundFace, ...]
    result: Result


class Finder:
    """Loads the networks when they are first needed. Used in the inference thread only."""

    @cached_property
    def _networks(self) -> FaceFinder:
        return FaceFinder()

    def run(self, frame: Frame, state: State, token: CancelToken) -> Processed:
        """Find the faces in ``frame``.

        Raises
        ------
        UserError
            The weights are not there.
        """
        networks = self._networks
        token.check()
        found = networks.find(frame.pixels, state.input_size)
        return Processed(frame, state, found, interpret(found, frame.pixels.shape[:2], state))


def run_once(state: State) -> Processed:
    """Process the first frame of ``state.image`` in the calling thread."""
    return Finder().run(first_frame(state.image), state, CancelToken())
