"""What the worker does for each frame, and for each change of the state."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.sources.base import Frame
from explorer.topics.foundations.edges.learning import Levels, learn, pose
from explorer.topics.foundations.edges.parts import Learned, Values
from explorer.topics.foundations.edges.process import chain, compare, open_pixel, prepare, process
from explorer.topics.foundations.edges.result import Result
from explorer.topics.foundations.edges.state import State
from explorer.topics.foundations.edges.view.looks import Picture, pictures


@dataclass(frozen=True, eq=False)
class Asked:
    """A question to the worker.

    Parameters
    ----------
    frame : Frame or None
        None where the state brings numbers instead of a picture.
    state : State
    spot : (row, column) or None
        The output pixel to be opened; None for the middle.
    drawn : (h, w) uint8, or None
        Levels of a target that is being drawn.
    before : Shown or None
        The last answer; what still holds is taken from it.
    """

    frame: Frame | None
    state: State
    spot: tuple[int, int] | None
    drawn: Levels | None
    before: Shown | None


@dataclass(frozen=True, eq=False)
class Shown:
    """The answer: all that comes on screen.

    Parameters
    ----------
    source : (H, W) or (H, W, 3)
        What the filter slid over.
    pictures : mapping
        From the name of a canvas to its picture.
    """

    asked: Asked
    source: Values
    result: Result
    pictures: dict[str, Picture]


def answer(asked: Asked) -> Shown | UserError:
    """Work out what ``asked`` needs, or say why that is not possible."""
    try:
        source = _source(asked)
        result = process(source, replace(asked.state, pixel=asked.spot or ()))
        if result.window is None:
            middle = result.rows.output // 2, result.columns.output // 2
            result = open_pixel(source, result, *middle)
        result = _complete(asked, source, result)
    except UserError as error:
        return error
    original: NDArray[np.uint8] | None = asked.frame.pixels if asked.frame else None
    # The last answer is needed no more; kept, it would keep all answers before it.
    return Shown(
        replace(asked, before=None),
        source,
        result,
        pictures(result, asked.state, source, original),
    )


def _source(asked: Asked) -> Values:
    before, state = asked.before, asked.state
    if before and asked.frame is before.asked.frame:
        last = before.asked.state
        if (last.input, last.colour) == (state.input, state.colour):
            return before.source
    if asked.frame is None:
        return np.array(state.input)
    return prepare(asked.frame.pixels, state)


def _complete(asked: Asked, source: Values, result: Result) -> Result:
    state = asked.state
    if state.view == "compare":
        return replace(result, comparison=compare(source, state))
    if state.view == "chain" and state.second:
        return replace(result, chain=chain(source, state))
    if state.view == "learn" and (state.target or state.drawn or asked.drawn is not None):
        return replace(result, learned=_learned(asked, source))
    return result


def _learned(asked: Asked, source: Values) -> Learned:
    before, state = asked.before, asked.state
    last = before.result.learned if before and before.source is source else None
    if not (before and last):
        return learn(pose(source, state, asked.drawn), state)
    old = before.asked.state
    if asked.drawn is not before.asked.drawn or any(
        getattr(state, name) != getattr(old, name) for name in ("target", "drawn", "size")
    ):
        return learn(pose(source, state, asked.drawn), state)
    same = (state.rate, state.momentum) == (old.rate, old.momentum)
    return learn(last.task, state, last if same else None)
