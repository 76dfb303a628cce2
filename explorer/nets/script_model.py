"""A model of the user's own in a TorchScript file, as layers.

Loading one runs no Python: its code is in a language of torch's own, which has been read
beforehand here, as it could also write files.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from explorer.core.errors import UserError
from explorer.nets import script_steps
from explorer.nets.device import is_memory_error
from explorer.nets.graph import INPUT
from explorer.nets.own_model import ANY_SIZE, CLOSE, Graph, Part, chance, check_numbers, independent
from explorer.nets.traced import Recording

FILES = re.compile(rb"\b(save|from_file)\b|\bgetattr\s*\([^)]*\\")
"""Names in the code with which it could reach files, and spellings that could hide them."""
GATHERED = ("prim::TupleConstruct", "prim::ListConstruct", "prim::DictConstruct")
STORING = "prim::SetAttr"
"""What puts something into the module while it runs."""
REASON = 200
"""Characters of torch's reason that are shown."""
MOST_CODE = 50_000_000
"""Bytes of code that are read."""


def is_script(path: Path) -> bool:
    """Return whether a file is a TorchScript archive: one with code beside its numbers."""
    # Opening a pipe or a device could wait for ever.
    if not path.is_file():
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, RuntimeError, ValueError, zipfile.BadZipFile):
        return False
    inner = {name.partition("/")[2] for name in names}
    return "constants.pkl" in inner and any(name.startswith("code/") for name in inner)


def read(path: Path) -> Graph:
    """Read a TorchScript model of pictures.

    Raises
    ------
    UserError
        The file is damaged, would reach beyond numbers, or takes something else.
    """
    module = _in_float32(_load(path))
    for name, parameter in module.named_parameters():
        if not parameter.isfinite().all():
            raise _not_finite(name, path)
    graph = _frozen(module, path)
    for name, tensor in script_steps.constants(graph):
        # A constant may be infinite with good reason, as in a mask.
        if tensor.is_floating_point() and tensor.isnan().any():
            raise _not_finite(name, path)
    kinds = [str(value.type()) for value in list(graph.inputs())[1:]]
    if not kinds:
        raise independent(path)
    if kinds != ["Tensor"]:
        raise UserError(
            "{path} does not take one picture but {found}. What can be shown has one input of "
            "1 × 3 × height × width numbers; 1 × 1 or the channels last will do, too.",
            path=path,
            found=", ".join(kinds),
        )
    parts, names = script_steps.parts(graph)
    results = tuple(names[value] for value in _results(graph) if value in names)
    if not results:
        raise _storing(path) if graph.findAllNodes(STORING) else independent(path)
    places = script_steps.places(graph)
    tensors = {layer: places[value] for value, layer in names.items() if value in places}
    with _sizes_checked(graph):
        first = _first_run(module, graph, parts, results, path)
    return Graph(parts, results, tensors, first)


def _load(path: Path) -> Any:
    try:
        with zipfile.ZipFile(path) as archive:
            code = [entry for entry in archive.infolist() if entry.filename.endswith(".py")]
            if sum(entry.file_size for entry in code) > MOST_CODE:
                raise _damaged(path)
            if any(FILES.search(archive.read(entry)) for entry in code):
                raise UserError(
                    "{path} was not opened, as its code could reach files of this machine.",
                    path=path,
                )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that torch prefers another format
            return torch.jit.load(  # type: ignore[no-untyped-call]
                path, map_location="cpu"
            )
    # torch reports all that is wrong with a file as RuntimeError.
    except (RuntimeError, ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> UserError:
    return UserError(
        "{path} is a damaged TorchScript file, or one with operations that torch does not have.",
        path=path,
    )


def _not_finite(name: str, path: Path) -> UserError:
    return UserError(
        "{path} holds values that are not finite numbers (NaN or infinity), in {name}.",
        path=path,
        name=name,
    )


def _storing(path: Path) -> UserError:
    return UserError(
        "{path} stores numbers while it runs and reads them later; its layers cannot be told "
        "apart.",
        path=path,
    )


def _in_float32(module: Any) -> Any:
    """Return the network with its weights in single precision, as pictures are."""
    kinds = {value.dtype for value in module.parameters() if value.is_floating_point()}
    return module.float() if kinds - {torch.float32} else module


def _frozen(module: Any, path: Path) -> Any:
    """Return the graph of the whole network with its weights as constants."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # A file that is frozen already has no mode of training.
            if hasattr(module, "training"):
                module = torch.jit.freeze(module.eval(), optimize_numerics=False)
    except RuntimeError as error:
        raise _damaged(path) from error
    graph = module.graph.copy()
    torch._C._jit_pass_inline(graph)
    torch._C._jit_pass_remove_mutation(graph)
    _attributes_as_constants(graph, module)
    return graph


def _attributes_as_constants(graph: Any, module: Any) -> None:
    """Put in what a graph still reads of its module: freezing leaves that of an attention."""
    changing = {node.s("name") for node in graph.findAllNodes(STORING)}
    values = {next(graph.inputs()).debugName(): module}
    reading = graph.findAllNodes("prim::GetAttr")
    for node in reading:
        owner, name = values.get(node.input().debugName()), node.s("name")
        if owner is None or name in changing:
            continue
        value = values[node.output().debugName()] = getattr(owner, name)
        if isinstance(value, Tensor):
            constant = graph.insertConstant(value.detach())
            constant.node().moveBefore(next(graph.nodes()))
            node.output().replaceAllUsesWith(constant)
    for node in reversed(reading):
        if not node.output().uses():
            node.destroy()


def _results(graph: Any) -> list[str]:
    """Return the names of the values that a graph gives, out of tuples, lists and mappings."""
    found, waiting = [], list(graph.outputs())
    while waiting:
        value = waiting.pop(0)
        if value.node().kind() in GATHERED:
            waiting = [*value.node().inputs(), *waiting]
        else:
            found.append(value.debugName())
    return found


@contextmanager
def _sizes_checked(graph: Any) -> Iterator[None]:
    """Let torch compute a recurrent layer in the way that checks the size of its input.

    The faster one (oneDNN) reads beyond the end of one that does not fit.
    """
    before = torch._C._get_mkldnn_enabled()
    torch._C._set_mkldnn_enabled(before and not graph.findAllNodes("aten::lstm"))
    try:
        yield
    finally:
        torch._C._set_mkldnn_enabled(before)


def _first_run(
    module: Any, graph: Any, parts: tuple[Part, ...], results: tuple[str, ...], path: Path
) -> Recording:
    """Run the layers on the first input that the network takes."""
    reasons, whole = [], False
    for side in ANY_SIZE:
        for channels in _channels(parts):
            x = chance(channels, side, side)
            try:
                with torch.inference_mode():
                    wanted = module(x)
                    whole = True
                    recording = _run(parts, x, path)
                    _compare(module, x, wanted, recording.outputs[results[0]], path)
                    return recording
            # What TorchScript raises where an input does not fit.
            except (RuntimeError, torch.jit.Error) as error:
                if is_memory_error(error):
                    raise UserError("There is not enough memory for this input size.") from error
                reasons.append(str(error).strip().splitlines()[-1][:REASON])
    if whole and graph.findAllNodes(STORING):
        raise _storing(path)
    if whole:
        raise UserError("{path} runs, but torch cannot run each of its layers alone.", path=path)
    raise UserError(
        "{path} takes no square picture of {sizes} pixels: {reason}",
        path=path,
        sizes=", ".join(map(str, sorted(ANY_SIZE))),
        # Of the most usual size; with others it fails for being another.
        reason=reasons[0],
    )


def _channels(parts: tuple[Part, ...]) -> list[int]:
    """Return how many channels a picture may have, by the first convolution."""
    for part in parts:
        if part.inputs == (INPUT,) and isinstance(part.module, nn.Conv2d):
            return [part.module.in_channels]
    return [3, 1]


def _run(parts: tuple[Part, ...], x: Tensor, path: Path) -> Recording:
    """Run the layers one by one."""
    kept = {INPUT: x}
    for part in parts:
        kept[part.name] = part.step(*(kept[name] for name in part.inputs))
        check_numbers(kept[part.name], part.name, path)
    return Recording(kept)


def _compare(module: Any, x: Tensor, wanted: Any, made: Tensor, path: Path) -> None:
    """Check that what the file gives as a whole has come out of its layers."""
    if not isinstance(wanted, Tensor) or _close(made, wanted):
        return
    if not _close(module(x), wanted):
        raise UserError(
            "{path} gives other numbers each time, as it draws some by chance.", path=path
        )
    raise UserError(
        "{path} changes numbers that other layers read later; its layers cannot be told apart.",
        path=path,
    )


def _close(made: Tensor, wanted: Tensor) -> bool:
    return torch.allclose(made.double(), wanted.double(), CLOSE, CLOSE, equal_nan=True)
