"""Pictures that exist nowhere else (pasted, frozen, drawn) are kept as files."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from explorer.core.errors import UserError
from explorer.core.paths import APP, config_dir
from explorer.sources.open import first_frame, open_source
from explorer.sources.picture import PictureSource
from explorer.vision.images import save_picture

DRAWINGS = "drawings"
# As many strokes as can be taken back, and more: each is a small file of its own.
KEPT = {"pictures": 30, DRAWINGS: 300}


def keep_picture(pixels: NDArray[np.uint8], kind: str = "pictures") -> Path:
    """Write (H, W, 3) uint8 RGB to the user's folder, named by content; return the file.

    The newest of each kind stay, see ``KEPT``. So a session, undo and exported code can
    name it. Where the user's folder cannot be written, the system's folder for temporary
    files has to do.

    Raises
    ------
    UserError
        Neither can be written.
    """
    height, width, _ = pixels.shape
    digest = hashlib.sha256(b"%d %d " % (width, height) + pixels.tobytes()).hexdigest()[:16]
    name = f"{digest}.png"
    own, temporary = _folders(kind)
    try:
        return _keep(own / name, pixels, KEPT[kind])
    except (UserError, OSError):
        return _keep(temporary / name, pixels, KEPT[kind])


def _folders(kind: str) -> tuple[Path, Path]:
    return config_dir() / kind, Path(tempfile.gettempdir()) / APP / kind


def _keep(path: Path, pixels: NDArray[np.uint8], most: int) -> Path:
    if not path.exists():
        if path.parent.is_dir():
            old = sorted(path.parent.glob("*.png"), key=lambda file: file.stat().st_mtime)
            for file in old[: max(0, len(old) - most + 1)]:
                file.unlink(missing_ok=True)
        save_picture(path, pixels)
    return path


def one_picture(spec: str) -> str:
    """Return what names the first picture of a source for good.

    It is ``spec`` itself for a picture file and for the demo reel, else a kept copy.

    Raises
    ------
    UserError
        The source cannot be opened or read, or the copy not be written.
    """
    if not spec or isinstance(open_source(spec), PictureSource):
        return spec
    return str(keep_picture(first_frame(spec).pixels))


def is_drawing(spec: str) -> bool:
    """Tell whether ``spec`` names a picture that was drawn by hand."""
    return bool(spec) and Path(spec).parent in _folders(DRAWINGS)


def plain_picture(spec: str, pixels: NDArray[np.uint8]) -> Path:
    """Return a file that any reader decodes to (H, W, 3) ``pixels``.

    It is the file ``spec`` itself where that is so, else a kept copy.
    """
    if spec.lower().endswith((".png", ".jpg", ".jpeg")):
        with Image.open(spec) as image:
            plain = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        if np.array_equal(plain, pixels):
            return Path(spec).absolute()
    return keep_picture(pixels).absolute()
