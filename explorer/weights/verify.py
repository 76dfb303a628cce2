"""Whether a file is the one that the manifest means."""

from __future__ import annotations

import hashlib
from pathlib import Path

from explorer.core.errors import UserError
from explorer.weights.manifest import File

_CHUNK = 1 << 20


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def check(path: Path, expected: File) -> None:
    """Compare size and content of ``path``; 12 MB take about 10 ms.

    Raises
    ------
    UserError
        The file cannot be read, is too short or too long, or has another content.
    """
    try:
        size = path.stat().st_size
        digest = sha256(path) if size == expected.size else ""
    except OSError as error:
        raise UserError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error
    if size != expected.size:
        raise UserError(
            "{path} is incomplete: {found} bytes where {needed} belong.",
            path=path,
            found=size,
            needed=expected.size,
        )
    if digest != expected.sha256:
        raise UserError("{path} has the wrong content (its checksum differs).", path=path)
