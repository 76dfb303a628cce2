"""What a module of a trained network makes of a picture, branch by branch."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.nets.guess import Guess, best
from explorer.nets.opened import Opened
from explorer.nets.preprocess import Prepared
from explorer.nets.traced import silence
from explorer.sources.base import Frame
from explorer.topics.networks.inception import structure
from explorer.topics.networks.inception.state import ANY, NETWORKS, State
from explorer.topics.networks.inception.structure import JOINT, Branch
from explorer.topics.one_picture import OnePicture
from explorer.vision import mosaic
from explorer.vision.costs import Shape
from explorer.vision.mosaic import Mosaic
from explorer.weights.store import MissingWeightsError


@dataclass(frozen=True, eq=False)
class Activations:
    """A picture in one module of a network.

    Parameters
    ----------
    modules : dict
        The branches of every module by its name, in the order of the network.
    module : str
        The one looked at.
    silenced : frozenset of str
        Names of its branches that hand on nothing but zeros.
    source : (C, H, W) float32
        What comes in.
    outputs : tuple of (C, H, W) float32
        What each branch makes, before it is silenced.
    joined : (C, H, W) float32
        What the module hands on.
    channel : int
        The channel of `joined` that is looked at.
    source_tiles, joined_tiles : Mosaic
    tiles : tuple of Mosaic
        Of `outputs`, on the scale of all of them.
    top, top_before : tuple of Guess
        The five best classes, and those with all branches.
    """

    opened: Opened
    frame: Frame
    prepared: Prepared
    modules: dict[str, tuple[Branch, ...]]
    module: str
    silenced: frozenset[str]
    source: NDArray[np.float32]
    outputs: tuple[NDArray[np.float32], ...]
    joined: NDArray[np.float32]
    channel: int
    source_tiles: Mosaic
    tiles: tuple[Mosaic, ...]
    joined_tiles: Mosaic
    top: tuple[Guess, ...]
    top_before: tuple[Guess, ...]

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Of the module looked at."""
        return self.modules[self.module]

    @property
    def shape(self) -> Shape:
        """Height, width and channels of what comes in."""
        channels, height, width = self.source.shape
        return height, width, channels

    @property
    def joined_shape(self) -> Shape:
        """Height, width and channels of what the module hands on."""
        channels, height, width = self.joined.shape
        return height, width, channels

    def branch_of(self, channel: int) -> int:
        """Return the branch that makes a channel of `joined`, from 0."""
        ends = [branch.first + branch.channels for branch in self.branches]
        return next(number for number, end in enumerate(ends) if channel < end)


class Looker(OnePicture):
    """Keeps network, picture and all that the network makes of it."""

    def run(self, state: State) -> Activations:
        """Look at a module while the first picture of ``state.image`` goes through.

        Raises
        ------
        UserError
            Picture or weights cannot be had, or there is no such module, branch or channel.
        """
        frame, opened = self.reading(state.image), self.opening(state.network)
        modules = structure.modules(opened)
        module = state.module or next(iter(modules))
        _require(opened, modules, module)
        branches = modules[module]
        named = {branch.name: branch for branch in branches}
        _require(opened, named, *state.silenced)
        prepared, plain = self.passing(opened, frame)
        silenced = [c for name in state.silenced for c in named[name].places]
        with torch.inference_mode():
            edits = {module + JOINT: silence(silenced)} if silenced else {}
            recording = opened.traced.rerun(plain, edits) if edits else plain
        outputs = tuple(plain[branch.end].numpy() for branch in branches)
        joined = recording[module + JOINT].numpy()
        # One scale for all branches, whatever is silenced.
        scale = mosaic.limits(plain[module + JOINT].numpy())
        source = plain[branches[0].source].numpy()
        return Activations(
            opened=opened,
            frame=frame,
            prepared=prepared,
            modules=modules,
            module=module,
            silenced=frozenset(state.silenced),
            source=source,
            outputs=outputs,
            joined=joined,
            channel=_channel(state.output_channel, joined, module),
            source_tiles=mosaic.mosaic(source),
            tiles=tuple(mosaic.mosaic(maps, scale=scale) for maps in outputs),
            joined_tiles=mosaic.mosaic(joined, scale=scale),
            top=best(recording[opened.traced.last], opened.loaded.labels),
            top_before=best(plain[opened.traced.last], opened.loaded.labels),
        )

    def first(self, network: str) -> Opened:
        """Open a network; of `ANY`, the first whose weights are there."""
        if network != ANY:
            return self._open(network)
        first, second = (name for name in NETWORKS if name != ANY)
        for name in (first, second):
            try:
                return self._open(name)
            except MissingWeightsError:
                continue
        raise MissingWeightsError(
            "Neither the weights of {first} nor those of {second} are on this machine. Fetch or "
            "import those of {first}, or choose {second} as the network and fetch its own.",
            first=NETWORKS[first],
            second=NETWORKS[second],
            name=first,
        )


def _require(opened: Opened, there: Collection[str], *names: str) -> None:
    for name in names:
        if name not in there:
            raise UserError(
                "{network} has no {name} here; there are: {names}.",
                network=opened.loaded.classifier.title,
                name=name,
                names=", ".join(there),
            )


def _channel(channel: int, joined: NDArray[np.float32], module: str) -> int:
    """Return the channel looked at; -1 is the one with the highest value."""
    if channel < 0:
        return int(joined.reshape(len(joined), -1).max(axis=1).argmax())
    if channel >= len(joined):
        raise UserError(
            "{layer} has {count} channels, counted from 0; there is no channel {channel}.",
            layer=module,
            count=len(joined),
            channel=channel,
        )
    return channel
