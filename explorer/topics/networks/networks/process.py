"""One picture through a network: what is run, and what is kept of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import torch

from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.core.lately import Lately
from explorer.nets.device import CPU, Placement, use_threads
from explorer.nets.opened import Opened, open_network
from explorer.nets.outputs import Edit
from explorer.nets.preprocess import Prepared, Preprocessing, prepare, scaled
from explorer.nets.traced import Recording
from explorer.sources.base import Frame
from explorer.sources.open import first_frame
from explorer.topics.networks.networks.changes import edits_of
from explorer.topics.networks.networks.state import State

if TYPE_CHECKING:
    from explorer.nets.faces import FaceDetector
    from explorer.topics.networks.networks.result import Result


PICTURES = 256 * 2**20
"""Bytes of pictures of layers that are kept of one picture."""


class NoFaceError(UserError):
    """There is no face in the picture, and the network looks at nothing else."""


@dataclass(frozen=True)
class Key:
    """Which network."""

    network: str
    model: str


class Networks:
    """Keeps the networks that were opened last. Used in the inference thread only.

    Parameters
    ----------
    opener : callable (name, model)
    most : int
        Networks kept; the one that was not used for longest goes.
    device : str
        See `explorer.nets.device.available`.
    threads : int
        CPU threads; 0 for as many as leave the window a core.
    """

    def __init__(
        self,
        opener: Callable[[str, str], Opened] = open_network,
        most: int = 2,
        device: str = CPU,
        threads: int = 0,
    ) -> None:
        self._open, self._most, self._threads = opener, most, threads
        self._device = device
        self._kept: dict[Key, Opened] = {}

    @cached_property
    def placement(self) -> Placement:
        """Where networks run; imports torch."""
        return Placement(self._device)

    @cached_property
    def _faces(self) -> FaceDetector:
        from explorer.nets.faces import FaceDetector

        return FaceDetector()

    def prepare(self, frame: Frame, how: Preprocessing, title: str) -> Prepared:
        """Bring a picture to the input of the network called ``title``.

        Raises
        ------
        NoFaceError
            It looks at faces, and there is none.
        """
        if not how.face:
            return prepare(frame.pixels, how)
        from explorer.nets.face_input import prepare_face

        found = prepare_face(frame.pixels, how, self._faces)
        if found is None:
            raise NoFaceError(
                mark(
                    "No face was found in this picture, and {network} looks at nothing else: the "
                    "largest face is cut out, turned upright and scaled."
                ),
                network=title,
            )
        return found

    def get(self, key: Key) -> Opened:
        """Return the network, opening it when it is not kept."""
        use_threads(self._threads or None)
        if key in self._kept:
            self._kept[key] = self._kept.pop(key)
            return self._kept[key]
        # Let go first: one more may not fit into memory.
        while len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)))
        self._kept[key] = self._open(key.network, key.model)
        return self._kept[key]


@dataclass(frozen=True, eq=False)
class Pass:
    """A picture's way through a network.

    Parameters
    ----------
    prepared : Prepared
        The picture as it goes in.
    plain : Recording
        What the network makes of it as it is.
    recording : Recording
        The same with the user's changes; `plain` itself where there are none.
    changes : tuple
        The user's changes: silenced channels, what is switched, a filter of their own and
        its place.
    edits : mapping
        The same, as the network takes them.
    seconds : float
        What the network took for `plain`.
    pictures : Lately
        Of the layers looked at last, for the inference thread.
    """

    frame: Frame
    key: Key
    opened: Opened
    prepared: Prepared
    plain: Recording
    recording: Recording
    changes: tuple[object, ...]
    edits: Mapping[str, Edit]
    seconds: float
    pictures: Lately = field(default_factory=lambda: Lately(PICTURES))

    @property
    def memory(self) -> int:
        """Bytes of all activations that are kept; what both recordings share counts once."""
        kept = {
            tensor.data_ptr(): tensor.nbytes
            for tensor in (*self.plain.held(), *self.recording.held())
        }
        return sum(kept.values())


def run(networks: Networks, frame: Frame, state: State, before: Pass | None = None) -> Pass:
    """Run the network that ``state`` asks for on ``frame``; what ``before`` has is kept.

    Raises
    ------
    UserError
        The network cannot be had, sees no face, or what is changed in it does not exist.
    """
    key = Key(state.network, state.model)
    changes = _changes(state)
    if before and before.frame is frame and _fits(before, key, state):
        if before.changes == changes:
            return before
        opened, prepared, plain = before.opened, before.prepared, before.plain
        seconds = before.seconds
        edits = edits_of(opened, state)
    else:
        opened = networks.get(key)
        title = opened.loaded.classifier.title
        prepared = networks.prepare(frame, _preprocessing(opened, state), title)
        plain, seconds = networks.placement.run(lambda device: _forward(opened, prepared, device))
        edits = edits_of(opened, state)
    with torch.inference_mode():
        recording = opened.traced.rerun(plain, edits) if edits else plain
    return Pass(frame, key, opened, prepared, plain, recording, changes, edits, seconds)


def _changes(state: State) -> tuple[object, ...]:
    return (
        state.silenced,
        state.switched,
        state.switched and state.seed,
        state.transplant,
        state.transplant and state.transplant_filter,
    )


def _fits(before: Pass, key: Key, state: State) -> bool:
    return before.key == key and before.prepared.how == _preprocessing(before.opened, state)


def _preprocessing(opened: Opened, state: State) -> Preprocessing:
    """Return how a picture is prepared: for a model of the user's own as they say."""
    how = opened.loaded.weights.preprocessing
    return scaled(how, state.scale, state.tones) if opened.loaded.own else how


def _forward(opened: Opened, prepared: Prepared, device: str) -> tuple[Recording, float]:
    """Return what the network makes of the picture, and the seconds that took."""
    x = torch.from_numpy(prepared.data).to(opened.traced.to(device))
    opened.traced.make_ready(x)
    begun = time.perf_counter()
    with torch.inference_mode():
        recording = opened.traced.run(x)
        # A graphics card works on; reading a number waits for it.
        float(recording[opened.traced.last].sum())
    return recording, time.perf_counter() - begun


def run_once(state: State) -> Result:
    """Look at the first picture of ``state.image``."""
    from explorer.topics.networks.networks.interpret import interpret

    return interpret(run(Networks(), first_frame(state.image), state), state)
