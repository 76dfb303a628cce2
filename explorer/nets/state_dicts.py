"""State dicts out of files that nobody has to trust: numbers are read, code never runs."""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from explorer.core.errors import UserError
from explorer.core.files import check_file
from explorer.weights.tensors import SCALE, ZERO, Quantised

State = dict[str, Tensor]
# Under these names training scripts keep the state dict beside an optimiser and the like,
# one in another at most so often.
WRAPPERS = ("state_dict", "model_state_dict", "model", "net", "network", "weights")
DEPTH = 4
# What DataParallel, torch.compile and a class around the network put before every name.
PREFIXES = ("module.", "_orig_mod.", "model.", "net.", "network.")
# More numbers than any network here has; a small file can claim to hold them.
MOST_NUMBERS = 1_000_000_000
# What training scripts like to save as well: settings, and numbers of numpy under both of
# numpy's names. Making them runs no code.
_scalar = np.float64(0).__reduce__()[0]
HARMLESS: list[Any] = [
    argparse.Namespace,
    np.dtype,
    *(type(np.dtype(code)) for code in "?bhilqBHILQefd"),
    *((_scalar, f"numpy.{core}.multiarray.scalar") for core in ("core", "_core")),
]
NAMED = 3
# In which this program's own files keep numbers that have scales.
STEPS = (torch.int8, torch.int16)
# Batches that a norm has seen in training, a number that old files do not have.
COUNTER = "num_batches_tracked"
# A torch file begins as a zip archive, in the old form as a pickle of a long number. Read as
# the length with which a safetensors file begins, both are longer than that may be.
TORCH = (b"PK\x03\x04", b"\x80\x02\x8a\x0a")


def read_state(path: Path) -> State:
    """Read a safetensors file or what ``torch.save`` wrote.

    Returns
    -------
    dict of tensors
        float32, counters as they are.

    Raises
    ------
    UserError
        The file cannot be read, is damaged, would run code, holds no state dict, too
        many numbers, or values that are not finite.
    """
    check_file(path)
    try:
        with path.open("rb") as file:
            torch_file = file.read(4) in TORCH
        content = _read_torch(path) if torch_file else _unscaled(load_file(path))
    except pickle.UnpicklingError as error:
        raise UserError(
            "{path} holds more than numbers and was not opened, as code could run from it. "
            "Save the state dict alone: torch.save(model.state_dict(), file).",
            path=path,
        ) from error
    except OSError as error:
        raise UserError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error
    except (SafetensorError, RuntimeError, EOFError, ValueError) as error:
        raise UserError(
            "{path} is damaged, or neither a torch nor a safetensors file.", path=path
        ) from error
    return _checked(_unwrapped(content, path), path)


def _unscaled(content: State) -> State:
    """Return the tensors of a file in this program's own form, see `explorer.weights.tensors`."""
    plain = dict(content)
    for name, value in content.items():
        scale = content.get(name + SCALE)
        # Other programs may have tensors of such names.
        if scale is None or value.dtype not in STEPS or not value.dim():
            continue
        zero = plain.pop(name + ZERO, None)
        numbers = Quantised(
            value.numpy(), plain.pop(name + SCALE).numpy(), None if zero is None else zero.numpy()
        ).numbers()
        plain[name] = torch.from_numpy(numbers)
    return plain


def _read_torch(path: Path) -> Any:
    try:
        with torch.serialization.safe_globals(HARMLESS):
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise
    # A damaged file raises nearly anything, OSError too.
    except Exception as error:
        raise ValueError(str(error)) from error


def _unwrapped(content: Any, path: Path) -> State:
    for _ in range(DEPTH):
        content = _inner(content)
    tensors = isinstance(content, Mapping) and all(
        isinstance(name, str) and _is_plain(value) for name, value in content.items()
    )
    if not tensors or not content:
        raise UserError("{path} holds no state dict, that is, no tensors with names.", path=path)
    state = dict(content)
    while prefix := next((p for p in PREFIXES if all(n.startswith(p) for n in state)), ""):
        state = {name[len(prefix) :]: value for name, value in state.items()}
    return state


def _inner(content: Any) -> Any:
    """Return the dict that is kept in another, else ``content`` itself."""
    if isinstance(content, Mapping):
        for name in WRAPPERS:
            if isinstance(content.get(name), Mapping):
                return content[name]
    return content


def _is_plain(value: Any) -> bool:
    """Return whether ``value`` is a tensor of ordinary numbers."""
    return (
        isinstance(value, Tensor)
        and value.layout is torch.strided
        and not (value.is_quantized or value.is_complex() or value.is_meta)
    )


def _checked(state: State, path: Path) -> State:
    count = sum(value.numel() for value in state.values())
    if count > MOST_NUMBERS:
        raise UserError(
            "{path} holds {count} numbers, more than any network here.", path=path, count=count
        )
    checked: State = {}
    for name, value in state.items():
        if COUNTER not in name:
            value = value.float()
        if not value.isfinite().all():
            raise UserError(
                "{path} holds values that are not finite numbers (NaN or infinity), in {name}.",
                path=path,
                name=name,
            )
        checked[name] = value
    return checked


def fill(net: nn.Module, state: State, title: str, path: Path) -> None:
    """Give ``net`` the tensors of ``state``, which become its own; none may be missing or left.

    Raises
    ------
    UserError
        Names or shapes differ; the sentence has the first few.
    """
    wanted = {key: value for key, value in net.state_dict().items() if COUNTER not in key}
    missing = [name for name in wanted if name not in state]
    extra = [name for name in state if name not in wanted and COUNTER not in name]
    if missing or extra:
        raise UserError(
            "{path} does not fit {title}: {missing} tensors are missing, {extra} do not belong "
            "there ({names}).",
            path=path,
            title=title,
            missing=len(missing),
            extra=len(extra),
            names=_few(missing + extra),
        )
    for name, value in wanted.items():
        if state[name].shape != value.shape:
            raise UserError(
                "{path} does not fit {title}: {name} has shape {found}, not {needed}.",
                path=path,
                title=title,
                name=name,
                found=tuple(state[name].shape),
                needed=tuple(value.shape),
            )
    net.load_state_dict(state, assign=True)


def _few(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (", ..." if len(names) > NAMED else "")
