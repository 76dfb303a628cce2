"""Where networks run: what there is, what to choose, what to do when it fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from explorer.core.errors import UserError

T = TypeVar("T")
AUTO = "auto"
CPU = "cpu"


def available() -> list[str]:
    """Return "auto", "cpu" and what else torch can use: "cuda:0", ..., "mps".

    Imports torch.
    """
    import torch

    found = [AUTO, CPU]
    try:
        if torch.cuda.is_available():
            found += [f"cuda:{number}" for number in range(torch.cuda.device_count())]
        if torch.backends.mps.is_available():
            found.append("mps")
    except (RuntimeError, AssertionError):
        # A driver that does not fit: the CPU is still there.
        return found
    return found


def choose(wanted: str) -> tuple[str, UserError | None]:
    """Return the device to use for ``wanted`` and a message if it is another one."""
    if wanted == CPU:
        return CPU, None
    found = available()
    if wanted == AUTO:
        return found[2] if len(found) > 2 else CPU, None
    name = "cuda:0" if wanted == "cuda" else wanted
    if name in found:
        return name, None
    return CPU, UserError(
        "The device {device} is not available; the network runs on the CPU.", device=wanted
    )


def default_threads() -> int:
    """Return how many CPU threads a network uses: one core stays for the window.

    Threads of one network wait for each other, so one that shares its core with
    other work makes all of them slow.
    """
    count = getattr(os, "process_cpu_count", os.cpu_count)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else count()
    return max(1, (cores or 1) - 1)


def use_threads(count: int | None = None) -> int:
    """Set the number of torch's CPU threads (None: `default_threads`) and return it."""
    import torch

    count = count or default_threads()
    torch.set_num_threads(count)
    return count


class Placement:
    """The device of a network, which becomes the CPU when another one fails.

    Attributes
    ----------
    device : str
        "cpu", "cuda:0", "mps".
    notice : UserError or None
        Why it is not the wanted one, for the user.
    """

    def __init__(self, wanted: str) -> None:
        self.device, self.notice = choose(wanted)

    def run(self, work: Callable[[str], T]) -> T:
        """Return ``work(device)``, with the CPU as the second try.

        Raises
        ------
        UserError
            The memory of the machine itself is short.
        """
        try:
            return work(self.device)
        # torch reports a device's faults and a lack of its memory as RuntimeError.
        except (RuntimeError, MemoryError, NotImplementedError) as error:
            if self.device == CPU:
                if is_memory_error(error):
                    raise UserError("There is not enough memory for this input size.") from error
                raise
            self.notice = _explain(error, self.device)
        self.device = CPU
        _release()
        return self.run(work)


def is_memory_error(error: BaseException) -> bool:
    """Return whether ``error`` says that memory is short, on any device."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in text or "allocate memory" in text


def _explain(error: BaseException, device: str) -> UserError:
    if is_memory_error(error):
        return UserError(
            "The memory of {device} is too small; the network runs on the CPU now.", device=device
        )
    reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
    return UserError(
        "The device {device} has failed ({reason}); the network runs on the CPU now.",
        device=device,
        reason=reason,
    )


def _release() -> None:
    import torch

    try:
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
    except RuntimeError:  # the device is beyond help
        return
