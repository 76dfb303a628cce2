"""A picture through a trained network, with some of its shortcuts cut."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from explorer.core.errors import UserError
from explorer.nets.guess import Guess, best
from explorer.nets.opened import Opened
from explorer.nets.outputs import Edit
from explorer.nets.preprocess import Prepared
from explorer.nets.traced import Recording
from explorer.sources.base import Frame
from explorer.topics.networks.residual.state import State
from explorer.topics.one_picture import OnePicture

ADD = ".add"


@dataclass(frozen=True)
class Part:
    """One residual block of the network.

    Parameters
    ----------
    name : str
        As in the state dict, such as "layer1.0".
    cut : bool
        Whether its shortcut is cut.
    projected : bool
        Whether a 1 x 1 convolution brings the shortcut to the shape of the sum.
    residual, shortcut : float
        Euclidean norms of what the block has computed, F(x), and of what the shortcut
        brings.
    """

    name: str
    cut: bool
    projected: bool
    residual: float
    shortcut: float

    @property
    def ratio(self) -> float:
        """How large F(x) is against the shortcut."""
        return self.residual / self.shortcut if self.shortcut else 0.0


@dataclass(frozen=True, eq=False)
class Cut:
    """What becomes of a picture where shortcuts are cut.

    Parameters
    ----------
    opened : Opened
    frame : Frame
    prepared : Prepared
    top, top_before : tuple of Guess
        The five best classes, and those of the whole network.
    parts : tuple of Part
        All blocks, with the norms that they have now.
    """

    opened: Opened
    frame: Frame
    prepared: Prepared
    top: tuple[Guess, ...]
    top_before: tuple[Guess, ...]
    parts: tuple[Part, ...]


def cut(output: Tensor, read: tuple[Tensor, ...]) -> Tensor:
    """Hand on F(x) alone in place of F(x) + x; an `Edit` of an `Add`."""
    return read[0]


class Cutter(OnePicture):
    """Keeps network, picture and what the whole network makes of it."""

    def run(self, state: State) -> Cut:
        """Run the first picture of ``state.image`` through what the cuts leave.

        Raises
        ------
        UserError
            Picture or weights cannot be had, or there is no such block.
        """
        frame, opened = self.reading(state.image), self.opening(state.network)
        prepared, plain = self.passing(opened, frame)
        edits = _edits(opened, state.cut)
        with torch.inference_mode():
            recording = opened.traced.rerun(plain, edits) if edits else plain
        return Cut(
            opened=opened,
            frame=frame,
            prepared=prepared,
            top=_top(opened, recording),
            top_before=_top(opened, plain),
            parts=_parts(opened, recording, edits),
        )


def _adds(opened: Opened) -> dict[str, tuple[str, str]]:
    """Return, for each block, the layers that its sum reads: F(x) and the shortcut."""
    return {
        layer.name.removesuffix(ADD): (layer.inputs[0], layer.inputs[1])
        for layer in opened.traced.layers
        if layer.kind == "add"
    }


def _edits(opened: Opened, names: tuple[str, ...]) -> dict[str, Edit]:
    blocks = _adds(opened)
    for name in names:
        if name not in blocks:
            raise UserError(
                "{network} has no block {name}; its blocks are {names}.",
                network=opened.loaded.classifier.title,
                name=name,
                names=", ".join(blocks),
            )
    return {name + ADD: cut for name in names}


def _parts(opened: Opened, recording: Recording, edits: dict[str, Edit]) -> tuple[Part, ...]:
    return tuple(
        Part(
            name=name,
            cut=name + ADD in edits,
            projected=shortcut.startswith(f"{name}."),
            residual=float(recording[residual].norm()),
            shortcut=float(recording[shortcut].norm()),
        )
        for name, (residual, shortcut) in _adds(opened).items()
    )


def _top(opened: Opened, recording: Recording) -> tuple[Guess, ...]:
    return best(recording[opened.traced.last], opened.loaded.labels)
