"""Darknet's two file formats: the text that names the layers, the floats that fill them.

Source: the parser and ``load_convolutional_weights`` of https://github.com/AlexeyAB/darknet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError

HEADER = np.dtype([("version", "<i4", 3), ("seen", "<i8")])
State = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Section:
    """One ``[kind]`` of a cfg with its ``key=value`` lines, values as text."""

    kind: str
    values: Mapping[str, str] = field(default_factory=dict)

    def integer(self, key: str, default: int = 0) -> int:
        """Return ``key`` as a whole number."""
        return int(self.values.get(key, default))

    def number(self, key: str, default: float = 0.0) -> float:
        """Return ``key`` as a number."""
        return float(self.values.get(key, default))

    def integers(self, key: str) -> list[int]:
        """Return the comma-separated whole numbers of ``key``."""
        return [int(part) for part in self.values[key].split(",")]


@dataclass(frozen=True)
class Convolution:
    """What the weight file must know about a convolution.

    ``name`` is the prefix of its entries in a state dict, numbered as darknet
    numbers its layers; ``shape`` is (filters, channels, height, width).
    """

    name: str
    shape: tuple[int, int, int, int]
    normalised: bool

    def entries(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Yield the state-dict names and shapes in the order of the file."""
        filters = (self.shape[0],)
        if self.normalised:
            for key in ("bias", "weight", "running_mean", "running_var"):
                yield f"{self.name}.bn.{key}", filters
        else:
            yield f"{self.name}.conv.bias", filters
        yield f"{self.name}.conv.weight", self.shape


def parse_cfg(text: str) -> list[Section]:
    """Return the sections of a cfg; the first is ``[net]``.

    Raises
    ------
    UserError
        A line is neither a section, a ``key=value`` nor a comment.
    """
    sections: list[tuple[str, dict[str, str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        key, equals, value = line.partition("=")
        if line.startswith("[") and line.endswith("]"):
            sections.append((line[1:-1], {}))
        elif equals and sections:
            sections[-1][1][key.strip()] = value.strip()
        elif line:
            raise UserError("Line {number} of the network's cfg is not understood.", number=number)
    return [Section(kind, values) for kind, values in sections]


def absolute(section: Section, index: int) -> list[int]:
    """Return the layers that the route at layer ``index`` reads (negative: counted back)."""
    return [layer if layer >= 0 else index + layer for layer in section.integers("layers")]


def channels(sections: list[Section]) -> list[int]:
    """Return the output channels of every layer (``sections`` without ``[net]``)."""
    found: list[int] = []
    for index, section in enumerate(sections[1:]):
        if section.kind == "convolutional":
            found.append(section.integer("filters"))
        elif section.kind == "route":
            total = sum(found[layer] for layer in absolute(section, index))
            found.append(total // section.integer("groups", 1))
        else:
            found.append(found[-1])
    return found


def convolutions(sections: list[Section]) -> list[Convolution]:
    """Return the convolutions of a cfg in the order of the weight file."""
    outputs = channels(sections)
    inputs = [sections[0].integer("channels", 3), *outputs]
    return [
        Convolution(
            f"layers.{index}",
            (outputs[index], inputs[index], section.integer("size"), section.integer("size")),
            bool(section.integer("batch_normalize")),
        )
        for index, section in enumerate(sections[1:])
        if section.kind == "convolutional"
    ]


def read_weights(path: Path, sections: list[Section]) -> State:
    """Read a ``.weights`` file into a state dict.

    Returns
    -------
    dict of float32 arrays
        ``layers.N.conv.weight`` (filters, channels, size, size), ``layers.N.bn.*`` or
        ``layers.N.conv.bias`` (filters,).

    Raises
    ------
    UserError
        The file holds fewer or more numbers than the network needs.
    """
    data = path.read_bytes()[HEADER.itemsize :]
    entries = [entry for layer in convolutions(sections) for entry in layer.entries()]
    needed = sum(int(np.prod(shape)) for _, shape in entries)
    if len(data) != 4 * needed:
        raise UserError(
            "{path} does not fit the network: it holds {found} numbers, not {needed}.",
            path=path,
            found=len(data) / 4,
            needed=needed,
        )
    numbers = np.frombuffer(data, "<f4")
    state: State = {}
    position = 0
    for name, shape in entries:
        size = int(np.prod(shape))
        state[name] = numbers[position : position + size].reshape(shape).astype(np.float32)
        position += size
    return state


def write_weights(path: Path, sections: list[Section], state: Mapping[str, object]) -> None:
    """Write a state dict as a ``.weights`` file; the inverse of `read_weights`.

    Lets other programs that read darknet files run on exactly our numbers.
    """
    header = np.zeros(1, HEADER)
    header["version"] = (0, 2, 5)
    with path.open("wb") as file:
        file.write(header.tobytes())
        for layer in convolutions(sections):
            for name, _ in layer.entries():
                file.write(np.asarray(state[name], "<f4").tobytes())
