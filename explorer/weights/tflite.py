"""The constant tensors of a TensorFlow Lite file, as plain numbers; nothing is run.

Source: the schema of TensorFlow Lite, version 3, and the binary format of FlatBuffers: a
table lists, in front of its fields, where each of them lies, and everything that is not a
number is a distance to where it is.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.weights.darknet import State

IDENTIFIER = b"TFL3"
# Numbers of the fields in the schema's tables.
SUBGRAPHS, BUFFERS = 2, 4  # Model
TENSORS = 0  # SubGraph
SHAPE, TYPE, BUFFER, NAME, QUANTIZATION = range(5)  # Tensor
DATA = 0  # Buffer
SCALE, ZERO_POINT, AXIS = 2, 3, 6  # QuantizationParameters
DTYPES: dict[int, np.dtype[Any]] = {
    0: np.dtype("<f4"),
    1: np.dtype("<f2"),
    2: np.dtype("<i4"),
    3: np.dtype("u1"),
    4: np.dtype("<i8"),
    7: np.dtype("<i2"),
    9: np.dtype("i1"),
    10: np.dtype("<f8"),
}


class _Table:
    """A table at ``place`` of the file; a field that was left out is 0 or empty."""

    def __init__(self, data: bytes, place: int) -> None:
        self._data, self._place = data, place

    def _read(self, kind: str, place: int) -> int:
        (value,) = struct.unpack_from(kind, self._data, place)
        return int(value)

    def _field(self, number: int) -> int | None:
        listing = self._place - self._read("<i", self._place)
        entry = 4 + 2 * number
        if entry >= self._read("<H", listing):
            return None
        distance = self._read("<H", listing + entry)
        return self._place + distance if distance else None

    def number(self, number: int, kind: str) -> int:
        """Return a number; ``kind`` as in `struct`."""
        place = self._field(number)
        return 0 if place is None else self._read(kind, place)

    def array(self, number: int, dtype: Any) -> NDArray[Any]:
        """Return a list of numbers."""
        place = self._field(number)
        if place is None:
            return np.empty(0, dtype)
        start = place + self._read("<I", place)
        count = self._read("<I", start)
        return np.frombuffer(self._data, dtype, count, start + 4)

    def table(self, number: int) -> _Table | None:
        """Return a table inside."""
        place = self._field(number)
        return None if place is None else self._at(place)

    def tables(self, number: int) -> list[_Table]:
        """Return a list of tables."""
        place = self._field(number)
        if place is None:
            return []
        count = len(self.array(number, "<u4"))
        first = place + self._read("<I", place) + 4
        return [self._at(first + 4 * i) for i in range(count)]

    def _at(self, place: int) -> _Table:
        return _Table(self._data, place + self._read("<I", place))


def read_tensors(path: Path) -> State:
    """Return the constant tensors by name, in TensorFlow Lite's layouts.

    Integers with a scale and a zero point, one for all or one for each entry of an axis,
    become r = scale (q - zero point). Tensors of other types than `DTYPES` are left out.

    Raises
    ------
    UserError
        The file cannot be read, is damaged, or of another kind.
    """
    try:
        data = path.read_bytes()
        if data[4:8] != IDENTIFIER:
            raise ValueError("no TensorFlow Lite")
        model = _Table(data, *struct.unpack_from("<I", data))
        buffers = model.tables(BUFFERS)
        return {
            bytes(tensor.array(NAME, "u1")).decode(): values
            for graph in model.tables(SUBGRAPHS)
            for tensor in graph.tables(TENSORS)
            if (values := _values(tensor, buffers)) is not None
        }
    except OSError as error:
        raise UserError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error
    except (struct.error, ValueError, IndexError) as error:
        raise UserError("{path} is damaged, or no TensorFlow Lite file.", path=path) from error


def _values(tensor: _Table, buffers: list[_Table]) -> NDArray[np.float32] | None:
    """Return the numbers of a tensor; None where there are none before the network runs."""
    dtype = DTYPES.get(tensor.number(TYPE, "b"))
    raw = buffers[tensor.number(BUFFER, "<I")].array(DATA, "u1")
    if dtype is None or raw.size == 0:
        return None
    values = np.frombuffer(raw, dtype).reshape(tensor.array(SHAPE, "<i4"))
    quantization = tensor.table(QUANTIZATION)
    if quantization is None or (scale := quantization.array(SCALE, "<f4")).size == 0:
        return values.astype(np.float32)
    sides = [1] * values.ndim
    if scale.size > 1:
        sides[quantization.number(AXIS, "<i")] = -1
    zero = quantization.array(ZERO_POINT, "<i8")
    steps = values.astype(np.int64) - np.reshape(zero, sides)
    return np.asarray(steps * scale.astype(np.float64).reshape(sides), np.float32)
