"""Faces and galleries for the tests."""

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.gallery import files
from explorer.gallery.gallery import Gallery
from explorer.gallery.records import NewFace


def vector(seed: int) -> NDArray[np.float32]:
    """(128,) float32 of unit length, another one for each seed."""
    values = np.random.default_rng(seed).normal(size=128)
    return (values / np.linalg.norm(values)).astype(np.float32)


def picture(seed: int, size: int = 40) -> bytes:
    noise = np.random.default_rng(seed).integers(0, 256, (size, size, 3), np.uint8)
    stream = BytesIO()
    Image.fromarray(noise).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def face(seed: int, *, pictured: bool = False) -> NewFace:
    return NewFace(
        vector(seed),
        source=f"source-of-{seed}.jpg",
        quality=seed / 1000,
        thumbnail=picture(seed) if pictured else None,
    )


def content(gallery: Gallery) -> dict[str, object]:
    """Everything that the gallery says, to be compared."""
    known = gallery.embeddings()
    return {
        "people": gallery.people(),
        "faces": [gallery.faces(person.id) for person in gallery.people()],
        "pictures": [gallery.thumbnail(int(number)) for number in known.faces],
        "ids": (known.faces.tolist(), known.people.tolist()),
        "embeddings": known.matrix.tobytes(),
    }


def stored(path: Path) -> bytes:
    """All bytes of the database and its companions."""
    return b"".join(file.read_bytes() for file in files.companions(path) if file.exists())


def traces(data: bytes, seed: int, *, pictured: bool = True) -> list[str]:
    """What can still be found of `face` in ``data``: any two neighbouring numbers count."""
    embedding = vector(seed).tobytes()
    found = [
        f"embedding at {start}"
        for start in range(0, len(embedding), 8)
        if embedding[start : start + 8] in data
    ]
    if f"source-of-{seed}.jpg".encode() in data:
        found.append("source")
    if pictured:
        whole = picture(seed)
        # The header is the same for all.
        pieces = range(700, len(whole) - 16, 16)
        found += [f"picture at {at}" for at in pieces if whole[at : at + 16] in data]
    return found
