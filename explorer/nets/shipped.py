"""Training the small networks that ship with the program, and writing their files."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

from explorer.core.files import write_atomic
from explorer.nets.device import use_threads
from explorer.weights import tensors

BATCH = 128
PART = 1000
"""Pictures at a time where nothing is learnt."""
Net = TypeVar("Net", bound=nn.Module)


@dataclass(frozen=True)
class Plan:
    """How long and how fast a network learns: AdamW, its rate falling along a cosine to 0."""

    epochs: int
    rate: float


def train(
    build: Callable[[], Net],
    pictures: Tensor,
    labels: Tensor,
    as_input: Callable[[Tensor], Tensor],
    plan: Plan,
) -> Net:
    """Return the trained network; the same numbers on the same kind of machine.

    Parameters
    ----------
    build : callable
    pictures : (N, ...)
    labels : (N,) int64
    as_input : callable
        What the network sees of some pictures, drawn anew each time.
    """
    # The network is too small to be shared, and the order of sums stays the same.
    use_threads(1)
    torch.manual_seed(0)
    net = build()
    optimiser = torch.optim.AdamW(net.parameters(), plan.rate, weight_decay=1e-2)
    steps = plan.epochs * math.ceil(len(pictures) / BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for epoch in range(plan.epochs):
        for chosen in torch.split(torch.randperm(len(pictures)), BATCH):
            loss = nn.functional.cross_entropy(net(as_input(pictures[chosen])), labels[chosen])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1} of {plan.epochs}, loss {float(loss.detach()):.4f}", flush=True)
    return net.eval()


def write(net: nn.Module, target: Path) -> None:
    """Write the weights, and give the network what the file says, rounding included."""
    data = tensors.pack({name: value.numpy() for name, value in net.state_dict().items()})
    stored = {name: torch.from_numpy(value) for name, value in tensors.unpack(data).items()}
    net.load_state_dict(stored)
    write_atomic(target, data)


def accuracy(net: nn.Module, x: Tensor, labels: Tensor) -> float:
    """Return the share of inputs whose class is found, 0 to 1."""
    with torch.inference_mode():
        found = torch.cat([net(part).argmax(1) for part in torch.split(x, PART)])
    return float((found == labels).float().mean())
