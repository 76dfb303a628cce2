"""What the view in front shows as a script of its own, its numbers as assertions."""

from __future__ import annotations

from explorer.nets.triplet_progress import Progress
from explorer.topics import scripts
from explorer.topics.faces.triplet.passing import Passing
from explorer.topics.faces.triplet.result import ROLES, look, plan
from explorer.topics.faces.triplet.state import State

FIRST = 5
"""Steps whose losses are the same on all machines."""


def script(state: State, progress: Progress | None = None, threads: int | None = None) -> str:
    """Return a script that repeats what the view of ``state`` shows.

    That of one network begins where its training does.

    Parameters
    ----------
    progress : Progress or None
        How far the training is that the script repeats; None: to its end.
    threads : int or None
        With which it was computed, see `explorer.nets.device.use_threads`.
    """
    if state.view == "training":
        return _training(state, progress, threads)
    return _siamese(state) if state.view == "siamese" else _plane(state)


def _plane(state: State) -> str:
    result = look(state)
    content = result.to_json()
    settings = {
        **{role.upper(): repr(list(getattr(state, role))) for role in ROLES},
        "MARGIN": repr(state.margin),
        "RATE": repr(state.learning_rate),
        "STEPS": repr(result.steps),
    }
    expected = {
        "POINTS": repr([content[role] for role in ROLES]),
        "DISTANCE_AP": repr(content["distance_ap"]),
        "DISTANCE_AN": repr(content["distance_an"]),
        "LOSS": repr(content["loss"]),
        "GRADIENTS": repr([content["gradients"][role] for role in ROLES]),
    }
    return scripts.fill("triplet_plane", settings=settings, expected=expected)


def _siamese(state: State) -> str:
    from explorer.core.jobs import CancelToken
    from explorer.nets import digits, siamese
    from explorer.nets.triplet_training import Training

    progress = Training(plan(state)).advance(CancelToken(), steps=0)
    passing = look(state).with_progress(progress, state).passing
    assert isinstance(passing, Passing)
    settings = {
        "DIGITS": repr(str(digits.path())),
        "PLACES": f"{list(passing.places)}  # anchor, positive, negative among the test digits",
        "MARGIN": repr(state.margin),
        "SEED": repr(state.seed),
    }
    expected = {
        "EMBEDDINGS": repr(passing.points.round(6).tolist()),
        "LOSS": repr(round(passing.triplet.loss, 6)),
        "PARAMETERS": repr(passing.parameters),
    }
    return scripts.fill(
        "triplet_siamese",
        settings=settings,
        expected=expected,
        network=scripts.source(siamese),
    )


def _training(state: State, progress: Progress | None, threads: int | None) -> str:
    from explorer.core.jobs import CancelToken
    from explorer.nets import digits, siamese, triplet_mining
    from explorer.nets.device import default_threads
    from explorer.nets.triplet_training import SMOOTHING, Training

    if progress is None:
        progress = Training(plan(state), threads).advance(CancelToken())
    elif not progress.steps:
        progress = Training(plan(state), threads).advance(CancelToken(), steps=FIRST)
    names = ("mining", "unseen", "margin", "batch", "rate", "seed")
    settings = {name.upper(): repr(getattr(state, name)) for name in names}
    settings |= {
        "STEPS": repr(progress.steps),
        "DIGITS": repr(str(digits.path())),
        "SMOOTHING": repr(SMOOTHING),
        "THREADS": repr(threads or default_threads()),
    }
    first = {side: values[:FIRST].round(6).tolist() for side, values in progress.losses.items()}
    means = {side: round(float(values[-1]), 6) for side, values in progress.smoothed.items()}
    return scripts.fill(
        "triplet_training",
        settings=settings,
        expected={"FIRST": repr(first), "MEANS": repr(means)},
        network=scripts.source(siamese),
        mining=scripts.source(triplet_mining),
    )
