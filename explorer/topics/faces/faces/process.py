"""One frame: faces found and embedded, then compared with the gallery."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.core.jobs import CancelToken
from explorer.nets.face_looker import Looked, Looker
from explorer.sources.base import Frame
from explorer.sources.open import first_frame
from explorer.topics.faces.faces.known import Known, read
from explorer.topics.faces.faces.result import Result, interpret
from explorer.topics.faces.faces.state import State


@dataclass(frozen=True, eq=False)
class Processed:
    """A frame with its faces, and what ``state`` and the people ``known`` make of them."""

    frame: Frame
    state: State
    known: Known
    looked: Looked
    result: Result


def run(looker: Looker, frame: Frame, state: State, known: Known, token: CancelToken) -> Processed:
    """Recognise the faces in ``frame``.

    Raises
    ------
    UserError
        The weights are not there.
    """
    token.check()
    looked = looker.look(frame.pixels)
    return Processed(frame, state, known, looked, interpret(looked, known, state))


def run_once(state: State) -> Processed:
    """Process the first frame of ``state.image`` with the user's gallery, which is only read."""
    return run(Looker(), first_frame(state.image), state, read(), CancelToken())
