"""Faces as vectors of length 1: SFace prepared for speed, all faces of a picture in one pass."""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from explorer.core.errors import UserError
from explorer.nets.device import CPU, Placement, use_threads
from explorer.nets.fused import FusedConvolution, fold
from explorer.nets.sface import DIMENSIONS, Convolution, SFace, load_net
from explorer.vision.face_alignment import SIDE

TOGETHER = 8
"""Faces in one pass at most: with 16 maps of 51 MB, each face takes twice as long."""

MIDDLE, RANGE = 127.5, 128.0
"""What SFace takes: (brightness - 127.5) / 128, red first."""


class FaceEmbedder:
    """SFace on a device.

    Parameters
    ----------
    device : str
        See `explorer.nets.device.available`.
    threads : int, optional
        CPU threads.

    Raises
    ------
    UserError
        Its weights are not there.
    """

    def __init__(self, device: str = "auto", threads: int | None = None) -> None:
        use_threads(threads)
        self._placement = Placement(device)
        self._net = fast(load_net())
        self._home = CPU  # where the network's numbers are now

    @property
    def device(self) -> str:
        """Where the network runs."""
        return self._placement.device

    @property
    def notice(self) -> UserError | None:
        """Why it does not run where it should."""
        return self._placement.notice

    def embed(self, faces: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the embeddings (N, 128) of aligned faces, each of length 1.

        Parameters
        ----------
        faces : (N, 112, 112, 3) uint8, RGB
            See `explorer.vision.face_alignment.align`; N may be 0.
        """
        if faces.shape[1:] != (SIDE, SIDE, 3):
            raise ValueError(f"no aligned faces: {faces.shape}")
        found = np.empty((len(faces), DIMENSIONS), np.float32)
        for start in range(0, len(faces), TOGETHER):
            part = slice(start, start + TOGETHER)
            found[part] = self._placement.run(partial(self._run, faces[part]))
        return found

    def _run(self, faces: NDArray[np.uint8], device: str) -> NDArray[np.float32]:
        with torch.inference_mode():
            if self._home != device:
                self._net.to(device)
                self._home = device
            vectors = self._net(to_input(faces).to(device))
            unit: NDArray[np.float32] = nn.functional.normalize(vectors).cpu().numpy()
            return unit


def to_input(faces: NDArray[np.uint8]) -> Tensor:
    """Return aligned faces (N, 112, 112, 3), RGB, as SFace's input (N, 3, 112, 112).

    Channels lie last in memory, which is the quicker order for convolutions.
    """
    scaled = (faces.astype(np.float32) - np.float32(MIDDLE)) / np.float32(RANGE)
    return torch.from_numpy(scaled).permute(0, 3, 1, 2)


def fast(net: SFace) -> SFace:
    """Return the network with its norms in the kernels, which lie in the order of their use.

    ``net`` itself is changed. oneDNN's step of its own for packed kernels takes no groups: a
    depthwise convolution stays torch's.
    """
    for module in list(net.modules()):
        if isinstance(module, Convolution):
            fused = FusedConvolution if module.conv.groups == 1 else _Depthwise
            module.add_module("conv", fused(module.conv, module.norm))
            module.add_module("norm", nn.Identity())
    return net


class _Depthwise(nn.Module):
    """A convolution of each channel by itself, with folded normalisation."""

    weight: Tensor
    bias: Tensor

    def __init__(self, conv: nn.Conv2d, norm: nn.Module) -> None:
        super().__init__()
        weight, bias = fold(conv, norm)
        self.register_buffer("weight", weight.contiguous(memory_format=torch.channels_last))
        self.register_buffer("bias", bias)
        self.stride, self.padding, self.groups = conv.stride, conv.padding, conv.groups

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, channels, H, W) to (B, channels, H', W')."""
        return nn.functional.conv2d(
            x, self.weight, self.bias, self.stride, self.padding, groups=self.groups
        )
