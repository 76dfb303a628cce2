"""Finding a filter from a picture and what the filter should make of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.topics.foundations.edges.parts import Learned, Task, Values
from explorer.topics.foundations.edges.state import State
from explorer.vision import fitting
from explorer.vision.choices import PRESETS
from explorer.vision.windows import Array, axis, correlate

Levels = NDArray[np.uint8]


def pose(source: Values, state: State, drawn: Levels | None = None) -> Task:
    """Make a task of ``source`` and the target that ``state`` names.

    Parameters
    ----------
    drawn : (h, w) uint8, optional
        Levels of a target that is being drawn; the one kept in ``state.drawn`` by default.

    Raises
    ------
    UserError
        There is nothing to learn from, or the drawing cannot be read.
    """
    picture = source if source.dtype == np.float64 else fitting.training_picture(source)
    if drawn is None and state.drawn:
        from explorer.vision.images import load_picture

        drawn = load_picture(state.drawn).pixels[..., 0]
    made_by: Array | None = None
    if drawn is not None:
        shape = state.size, state.size
        target = fitting.drawn_target(drawn, picture)
    else:
        made_by = PRESETS[state.target].kernel
        shape = made_by.shape[0], made_by.shape[1]
        ends = [axis(*sides, 1, "same") for sides in zip(picture.shape, shape, strict=True)]
        target = correlate(picture, made_by, *ends)
    problem = fitting.pose(picture, target, shape)
    wanted = _inner(target, shape)
    return Task(picture, wanted, made_by, drawn, problem, problem.least_squares())


def learn(task: Task, state: State, before: Learned | None = None) -> Learned:
    """Take the steps that ``state`` asks for.

    Parameters
    ----------
    before : Learned, optional
        What the same task came to with the same learning rate and momentum: it is gone
        on from there where it has not gone too far.

    Raises
    ------
    UserError
        The learning rate is too large.
    """
    problem = task.problem
    descent = fitting.start(problem, np.zeros(problem.shape))
    if before and before.descent.steps <= state.steps:
        descent = before.descent
    left = state.steps - descent.steps
    descent = fitting.descend(problem, descent, left, state.rate, state.momentum)
    ends = [axis(*sides) for sides in zip(task.picture.shape, problem.shape, strict=True)]
    made = correlate(task.picture, descent.kernel, *ends) + problem.bias(descent.kernel)
    limit = float(np.abs(task.wanted).max()) / state.contrast
    return Learned(task, descent, made, limit)


def _inner(target: Array, shape: tuple[int, int]) -> Array:
    """Cut off the pixels whose windows reach over the border."""
    rows, columns = (length - side + 1 for length, side in zip(target.shape, shape, strict=True))
    top, left = ((side - 1) // 2 for side in shape)
    return target[top : top + rows, left : left + columns]
