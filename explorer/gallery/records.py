"""What goes into the gallery and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

LENGTH = 128
BYTES = 4 * LENGTH
# Rounding to float32 moves the length of a vector by less than this.
UNIT = 1e-6
LARGEST_PICTURE = 1 << 20
PICTURES = {b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}


@dataclass(frozen=True, slots=True)
class Person:
    """An enrolled person.

    Attributes
    ----------
    created : float
        Seconds since 1970, UTC.
    faces : int
        How many faces of the person are enrolled.
    """

    id: int
    name: str
    created: float
    faces: int


@dataclass(frozen=True, slots=True)
class Face:
    """What is known of an enrolled face beside its embedding and its picture."""

    id: int
    person: int
    source: str
    quality: float | None
    created: float
    pictured: bool


@dataclass(frozen=True)
class NewFace:
    """A face to enrol.

    Attributes
    ----------
    embedding : (128,) array of numbers, any length but zero
        It is stored with unit length, so that a distance is one minus a product.
    source : str
        Where the picture came from: a file, or the camera.
    quality : float, optional
        What the check of the picture made of it.
    thumbnail : bytes, optional
        A small JPEG or PNG. Stored only where the gallery is allowed to keep pictures.
    created : float, optional
        Seconds since 1970, UTC; None: now.
    """

    embedding: ArrayLike
    source: str = ""
    quality: float | None = None
    thumbnail: bytes | None = None
    created: float | None = None


@dataclass(frozen=True)
class Added:
    """What an enrolment or an import made; `Gallery.remove` of it is the way back.

    Attributes
    ----------
    people, faces : tuple of int
        The new entries.
    known : int
        Faces left out, as their very embedding was there already.
    person : int or None
        Who was enrolled, new or not; None after an import.
    """

    people: tuple[int, ...] = ()
    faces: tuple[int, ...] = ()
    known: int = 0
    person: int | None = None


@dataclass(frozen=True)
class Removed:
    """What was taken out, in memory only; `Gallery.restore` puts it back.

    Attributes
    ----------
    identity : str
        The gallery it belongs to. Erasing everything changes it: then there is no way back.
    people, faces : tuple of rows
        As stored, with their ids.
    moved : tuple of int
        Faces that were given to another person when the first of ``people`` was merged.
    """

    identity: str
    people: tuple[tuple[Any, ...], ...] = field(repr=False)
    faces: tuple[tuple[Any, ...], ...] = field(repr=False)
    moved: tuple[int, ...] = ()


def unit(embedding: ArrayLike) -> NDArray[np.float32]:
    """Return ``embedding`` as (128,) float32 of unit length; unchanged where it is so already.

    Raises
    ------
    ValueError
        Another shape, a number that is not finite, or all zero.
    """
    vector = np.asarray(embedding, np.float32)
    if vector.shape != (LENGTH,):
        raise ValueError(f"an embedding has shape ({LENGTH},), not {vector.shape}")
    size = float(np.linalg.norm(vector.astype(np.float64)))
    if not np.isfinite(size) or size == 0:
        raise ValueError("an embedding needs finite numbers that are not all zero")
    return vector if abs(size - 1) <= UNIT else (vector / size).astype(np.float32)


def picture_suffix(thumbnail: bytes) -> str:
    """Return the suffix of a thumbnail's kind.

    Raises
    ------
    ValueError
        Neither JPEG nor PNG, or too large.
    """
    if len(thumbnail) > LARGEST_PICTURE:
        raise ValueError(f"a thumbnail has at most {LARGEST_PICTURE} bytes")
    for start, suffix in PICTURES.items():
        if thumbnail.startswith(start):
            return suffix
    raise ValueError("a thumbnail is a JPEG or a PNG")
